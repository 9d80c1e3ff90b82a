#include "rules.h"

#include <stdlib.h>
#include <string.h>

#include "mask.h"
#include "rules_regex.h"
#include "rules_set.h"
#include "rules_shape.h"

enum lm_code
rules_new(struct rules **out, struct lm_err *err)
{
	struct rules *rules = calloc(1, sizeof(*rules));
	enum lm_code code;

	if (rules == NULL)
		return lm_err_nomem(err);
	code = keywords_new(&rules->keywords, err);
	if (code != LM_OK) {
		free(rules);
		return code;
	}
	pthread_mutex_init(&rules->mutex, NULL);
	*out = rules;
	return LM_OK;
}

static void
rule_free(struct rule *rule)
{
	pcre2_code_free(rule->code);
	lm_buf_free(&rule->keywords);
	allows_free(&rule->allows);
	free(rule);
}

void
rules_free(struct rules *rules)
{
	if (rules == NULL)
		return;
	for (size_t i = 0; i < rules_count(rules); i++)
		rule_free(rules_at(rules, i));
	for (size_t i = 0; i < sources_count(rules); i++) {
		struct source *source = source_at(rules, i);

		lm_toml_free(&source->toml);
		yyjson_doc_free(source->doc);
		allows_free(&source->allows);
	}
	keywords_free(rules->keywords);
	lm_buf_free(&rules->sources);
	lm_buf_free(&rules->list);
	lm_buf_free(&rules->labels);
	lm_buf_free(&rules->slow);
	pthread_mutex_destroy(&rules->mutex);
	free(rules);
}

enum lm_code
rules_add_toml(struct rules *rules, const char *path, struct lm_span bytes,
    struct lm_err *err)
{
	struct source source = {0};
	enum lm_code code = lm_toml_read(bytes, &source.toml, err);

	if (code == LM_OK) {
		code = lm_buf_append(&rules->sources, (const char *)&source,
		    sizeof(source), err);
		if (code != LM_OK)
			lm_toml_free(&source.toml);
	}
	if (code == LM_OK)
		code = rules_read_file(rules,
		    yyjson_doc_get_root(source.toml.doc), err);
	if (code != LM_OK)
		lm_err_at(err, path, 0, 0);
	return code;
}

/* A copy of a value that lives by itself, with its numbers read, which a
 * manifest leaves as text; NULL: there is no memory. */
static yyjson_doc *
copy_of(yyjson_val *val)
{
	size_t len;
	char *text = yyjson_val_write(val, 0, &len);
	yyjson_doc *copy = NULL;

	if (text != NULL)
		copy = yyjson_read(text, len, 0);
	free(text);
	return copy;
}

enum lm_code
rules_add_json(struct rules *rules, yyjson_val *rule, struct lm_err *err)
{
	struct source source = {.doc = copy_of(rule)};
	enum lm_code code;

	if (source.doc == NULL)
		return lm_err_nomem(err);
	code = lm_buf_append(&rules->sources, (const char *)&source,
	    sizeof(source), err);
	if (code != LM_OK) {
		yyjson_doc_free(source.doc);
		return code;
	}
	if (!yyjson_is_obj(rule))
		return rules_refuse(rules, rule, err, "a rule is an object");
	return rules_read_rule(rules, yyjson_doc_get_root(source.doc), err);
}

size_t
rules_n(const struct rules *rules)
{
	return rules_count(rules);
}

struct lm_span
rules_id(const struct rules *rules, size_t i)
{
	return rules_at(rules, i)->id;
}

bool
rules_is_slow(const struct rules *rules, size_t i)
{
	const struct rule *rule = rules_at(rules, i);

	return rule->regex.len > 0 && !rule->window && !rule->gated;
}

bool
rules_are_partial(const struct rules *rules)
{
	return rules->partial;
}

/* ---- preparing ------------------------------------------------------------ */

/* What one rule's preparation needs. */
struct preparation {
	struct rules *rules;
	struct shaper *shaper;
	struct shape shape;
	struct lm_buf scratch;
	struct lm_err *err;
};

static enum lm_code
shape_rule(struct preparation *p, struct rule *rule)
{
	const struct keyword_list keywords = {.list = (const void *)
							  rule->keywords.ptr,
	    .n = rule->keywords.len / sizeof(struct lm_span)};
	struct shape *shape = &p->shape;
	size_t from;
	enum lm_code code;

	p->scratch.len = 0;
	code =
	    regex_translate(rule->regex, SIZE_MAX, &p->scratch, &from, p->err);
	if (code != LM_OK)
		return code;
	rules_shape_of(p->shaper, lm_buf_view(&p->scratch), &keywords,
	    &p->rules->sets, shape);
	rule->follow = shape->follow;
	rule->unbounded = shape->max == SIZE_MAX;
	rule->window = shape->words.n > 0;
	rule->gated = keywords.n > 0 &&
	    !(rule->window &&
		words_imply(&p->rules->sets, &shape->words, &keywords));
	return LM_OK;
}

/* Whether where a word stands, a shorter one of these stands as well. */
static bool
is_implied(const struct words *words, size_t k)
{
	const struct word *word = &words->list[k];

	for (size_t i = 0; i < words->n; i++) {
		const struct word *other = &words->list[i];
		size_t size = other->n * sizeof(other->sets[0]);

		if (other->n <= word->n && (other->n < word->n || i < k) &&
		    memcmp(other->sets, word->sets, size) == 0)
			return true;
	}
	return false;
}

/* Words that a rule's regex begins about. */
static enum lm_code
add_words(struct preparation *p, struct rule *rule, size_t i)
{
	const struct words *words = &p->shape.words;
	/* What comes after a shorter word is not what comes after this one. */
	bool followed = rule->follow.state == FOLLOW_CLOSED;
	enum lm_code code = LM_OK;

	rule->free = true;
	rule->left_min = SIZE_MAX;
	rule->left_max = 0;
	for (size_t k = 0; k < words->n && code == LM_OK; k++) {
		const struct word *word = &words->list[k];

		if (word->left_min < rule->left_min)
			rule->left_min = word->left_min;
		if (word->left_max > rule->left_max)
			rule->left_max = word->left_max;
		rule->free = rule->free && word->free;
		if (!followed && is_implied(words, k))
			continue;
		code = keywords_add(p->rules->keywords, &p->rules->sets, word,
		    owner_of(i, false), p->err);
	}
	return code;
}

/* Keywords that a text has to have. */
static enum lm_code
add_gates(struct preparation *p, struct rule *rule, size_t i)
{
	const struct lm_span *keywords = (const void *)rule->keywords.ptr;
	size_t n = rule->keywords.len / sizeof(*keywords);
	enum lm_code code = LM_OK;

	for (size_t k = 0; k < n && code == LM_OK; k++) {
		struct word word;

		if (!word_of_text(&p->rules->sets, keywords[k], &word)) {
			rule->gated = false; /* no room: always open */
			return LM_OK;
		}
		code = keywords_add(p->rules->keywords, &p->rules->sets, &word,
		    owner_of(i, true), p->err);
	}
	return code;
}

static enum lm_code
prepare_rule(struct preparation *p, size_t i)
{
	struct rule *rule = rules_at(p->rules, i);
	const uint32_t number = (uint32_t)i;
	enum lm_code code;

	if (rule->regex.len == 0)
		return LM_OK;
	code = shape_rule(p, rule);
	if (code == LM_OK && rule->window)
		code = add_words(p, rule, i);
	if (code == LM_OK && rule->gated)
		code = add_gates(p, rule, i);
	if (code == LM_OK && rule->window) {
		pcre2_code_free(rule->code);
		rule->code = NULL;
		code = regex_compile(rule->regex, true, &rule->code, p->err);
	}
	if (code == LM_OK && !rule->window && !rule->gated)
		code = lm_buf_append(&p->rules->slow, (const char *)&number,
		    sizeof(number), p->err);
	return code;
}

static bool
is_generic(struct lm_span id)
{
	for (size_t i = 0; i < id.len; i++)
		if (text_has_any_case(id, i, "generic"))
			return true;
	return false;
}

static enum lm_code
append_labels(struct rules *rules, bool generic, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < rules_count(rules); i++) {
		struct rule *rule = rules_at(rules, i);
		size_t at = rules->labels.len;

		if (is_generic(rule->id) != generic)
			continue;
		code = mask_label(rule->id, &rules->labels, err);
		rule->label.len = rules->labels.len - at;
	}
	return code;
}

/* The bytes of the labels move no more; where the next one lies. */
static size_t
place_labels(struct rules *rules, bool generic, size_t at)
{
	for (size_t i = 0; i < rules_count(rules); i++) {
		struct rule *rule = rules_at(rules, i);

		if (is_generic(rule->id) != generic)
			continue;
		rule->label.ptr = rules->labels.ptr + at;
		at += rule->label.len;
	}
	return at;
}

/* Labels lie one behind the other, those of generic rules last: of two rules
 * that find the same, the one whose label lies first stands. */
static enum lm_code
make_labels(struct rules *rules, struct lm_err *err)
{
	enum lm_code code = append_labels(rules, false, err);

	if (code == LM_OK)
		code = append_labels(rules, true, err);
	if (code == LM_OK)
		(void)place_labels(rules, true, place_labels(rules, false, 0));
	return code;
}

enum lm_code
rules_prepare(struct rules *rules, struct lm_err *err)
{
	struct preparation p = {.rules = rules, .err = err};
	enum lm_code code;

	p.shaper = shaper_new();
	if (p.shaper == NULL)
		return lm_err_nomem(err);
	code = make_labels(rules, err);
	for (size_t i = 0; i < rules_count(rules) && code == LM_OK; i++)
		code = prepare_rule(&p, i);
	if (code == LM_OK)
		code = keywords_prepare(rules->keywords, &rules->sets, err);
	lm_buf_free(&p.scratch);
	shaper_free(p.shaper);
	return code;
}
