#include "rules_set.h"

#include <string.h>

#include "detect.h"
#include "rules_regex.h"

/* ---- reading -------------------------------------------------------------- */

static enum lm_code
add_regexes(struct rules *rules, yyjson_val *list, struct allow *allow,
    struct lm_err *err)
{
	yyjson_arr_iter iter = {0};
	yyjson_val *element;
	enum lm_code code = LM_OK;

	yyjson_arr_iter_init(list, &iter);
	while (
	    code == LM_OK && (element = yyjson_arr_iter_next(&iter)) != NULL) {
		struct lm_err why = {0};
		pcre2_code *regex = NULL;

		code = regex_compile(lm_span(yyjson_get_str(element),
					 yyjson_get_len(element)),
		    false, &regex, &why);
		if (code == LM_OK)
			code = lm_buf_append(&allow->regexes,
			    (const char *)&regex, sizeof(regex), &why);
		if (code == LM_OK) {
			/* If it cannot be, PCRE2 interprets it. */
			pcre2_jit_compile(regex, PCRE2_JIT_COMPLETE);
			continue;
		}
		pcre2_code_free(regex);
		return code == LM_NOMEM ? lm_err_nomem(err)
					: rules_refuse(rules, element, err,
					      "allowlist: %s", why.message);
	}
	return code;
}

static enum lm_code
add_stops(struct rules *rules, yyjson_val *list, struct allow *allow,
    struct lm_err *err)
{
	yyjson_arr_iter iter = {0};
	yyjson_val *element;
	enum lm_code code = LM_OK;

	if (yyjson_arr_size(list) > 0)
		code = keywords_new(&allow->stops, err);
	yyjson_arr_iter_init(list, &iter);
	while (
	    code == LM_OK && (element = yyjson_arr_iter_next(&iter)) != NULL) {
		struct lm_span text = {yyjson_get_str(element),
		    yyjson_get_len(element)};
		struct word word;

		if (text.len == 0 || text.len > WORD_MOST ||
		    !word_of_text(&rules->sets, text, &word))
			return rules_refuse(rules, element, err,
			    "a stopword has 1 to %d bytes", WORD_MOST);
		code = keywords_add(allow->stops, &rules->sets, &word, 0, err);
	}
	if (code == LM_OK && allow->stops != NULL)
		code = keywords_prepare(allow->stops, &rules->sets, err);
	return code;
}

/* One of these words, in any case; with or without a value. */
static bool
is_word_of(yyjson_val *val, const char *a, const char *b)
{
	struct lm_span text = {yyjson_get_str(val), yyjson_get_len(val)};

	return (text.len == strlen(a) && text_has_any_case(text, 0, a)) ||
	    (text.len == strlen(b) && text_has_any_case(text, 0, b));
}

static enum lm_code
read_words(const struct rules *rules, yyjson_val *object, struct allow *allow,
    struct lm_err *err)
{
	yyjson_val *condition = yyjson_obj_get(object, "condition");
	yyjson_val *target = yyjson_obj_get(object, "regexTarget");

	allow->all = condition != NULL && is_word_of(condition, "and", "&&");
	if (condition != NULL && !allow->all &&
	    !is_word_of(condition, "or", "||"))
		return rules_refuse(rules, condition, err,
		    "expected \"AND\" or \"OR\"");
	if (target == NULL || is_word_of(target, "secret", ""))
		allow->target = ALLOW_SECRET;
	else if (is_word_of(target, "match", "match"))
		allow->target = ALLOW_MATCH;
	else if (is_word_of(target, "line", "line"))
		allow->target = ALLOW_LINE;
	else
		return rules_refuse(rules, target, err,
		    "expected \"secret\", \"match\" or \"line\"");
	return LM_OK;
}

static void
allow_free(struct allow *allow)
{
	pcre2_code **regexes = (void *)allow->regexes.ptr;

	for (size_t i = 0; i < allow->regexes.len / sizeof(*regexes); i++)
		pcre2_code_free(regexes[i]);
	lm_buf_free(&allow->regexes);
	keywords_free(allow->stops);
}

enum lm_code
allow_read(struct rules *rules, yyjson_val *object, struct lm_buf *allows,
    struct lm_err *err)
{
	yyjson_val *regexes = yyjson_obj_get(object, "regexes");
	yyjson_val *stops = yyjson_obj_get(object, "stopwords");
	struct allow allow = {0};
	enum lm_code code;

	allow.elsewhere =
	    yyjson_arr_size(yyjson_obj_get(object, "paths")) > 0 ||
	    yyjson_arr_size(yyjson_obj_get(object, "commits")) > 0;
	allow.rules = yyjson_obj_get(object, "targetRules");
	if (!allow.elsewhere && yyjson_arr_size(regexes) == 0 &&
	    yyjson_arr_size(stops) == 0)
		return rules_refuse(rules, object, err,
		    "an allowlist without regexes, stopwords, paths or "
		    "commits");
	code = read_words(rules, object, &allow, err);
	if (code == LM_OK)
		code = add_regexes(rules, regexes, &allow, err);
	if (code == LM_OK)
		code = add_stops(rules, stops, &allow, err);
	if (code == LM_OK)
		code = lm_buf_append(allows, (const char *)&allow,
		    sizeof(allow), err);
	if (code == LM_OK)
		return LM_OK;
	allow_free(&allow);
	return code;
}

void
allows_free(struct lm_buf *allows)
{
	for (size_t i = 0; i < allows_count(allows); i++)
		allow_free(allow_at(allows, i));
	lm_buf_free(allows);
}

/* ---- asking --------------------------------------------------------------- */

/* A line is looked at no further than this beside the match, so that a text
 * of one line costs no more than it is long. */
#define LINE_BYTES 4096

static bool
is_inside(struct lm_span text, size_t i)
{
	return i < text.len && ((unsigned char)text.ptr[i] & 0xc0) == 0x80;
}

static struct lm_span
line_of(const struct matched *matched)
{
	struct lm_span text = matched->text;
	size_t from = matched->at, end = matched->end;

	while (from > 0 && matched->at - from < LINE_BYTES &&
	    text.ptr[from - 1] != '\n')
		from--;
	while (end < text.len && end - matched->end < LINE_BYTES &&
	    text.ptr[end] != '\n')
		end++;
	while (is_inside(text, from))
		from++;
	while (is_inside(text, end))
		end--;
	return lm_span(text.ptr + from, end - from);
}

static struct lm_span
target_of(const struct allow *allow, const struct matched *matched)
{
	switch (allow->target) {
	case ALLOW_SECRET:
		break;
	case ALLOW_MATCH:
		return lm_span(matched->text.ptr + matched->at,
		    matched->end - matched->at);
	case ALLOW_LINE:
		return line_of(matched);
	}
	return matched->secret;
}

static bool
has_regex(const struct allow *allow, const struct matched *matched,
    pcre2_match_data *data, pcre2_match_context *context)
{
	struct lm_span target = target_of(allow, matched);
	pcre2_code *const *regexes = (const void *)allow->regexes.ptr;

	for (size_t i = 0; i < allow->regexes.len / sizeof(*regexes); i++)
		if (pcre2_match(regexes[i], (PCRE2_SPTR)target.ptr, target.len,
			0, PCRE2_NO_UTF_CHECK, data, context) >= 0)
			return true;
	return false;
}

static bool
has_stop(const struct rules *rules, const struct allow *allow,
    struct lm_span secret)
{
	struct keywords_cursor cursor;

	keywords_start(&cursor);
	return allow->stops != NULL &&
	    keywords_next(allow->stops, &rules->sets, secret, &cursor);
}

static bool
list_allows(const struct rules *rules, const struct allow *allow,
    const struct matched *matched, pcre2_match_data *data,
    pcre2_match_context *context)
{
	bool regex, stop;

	if (allow->all && allow->elsewhere)
		return false;
	stop = has_stop(rules, allow, matched->secret);
	if (!allow->all)
		return stop || has_regex(allow, matched, data, context);
	regex =
	    allow->regexes.len == 0 || has_regex(allow, matched, data, context);
	return regex && (allow->stops == NULL || stop);
}

/* Whether a list of a file is for this rule of it. */
static bool
is_for(const struct allow *allow, const struct rule *rule)
{
	yyjson_arr_iter iter = {0};
	yyjson_val *element;

	if (allow->rules == NULL)
		return true;
	yyjson_arr_iter_init(allow->rules, &iter);
	while ((element = yyjson_arr_iter_next(&iter)) != NULL)
		if (lm_span_equal(rule->id,
			lm_span(yyjson_get_str(element),
			    yyjson_get_len(element))))
			return true;
	return false;
}

/* Whether a source's lists apply to a rule. */
static bool
covers(const struct rules *rules, size_t source, const struct rule *rule)
{
	return source == rule->first_source || source == rule->last_source ||
	    (source > rule->first_source && source_at(rules, source)->extends);
}

bool
rules_allow(const struct rules *rules, const struct rule *rule,
    const struct matched *matched, pcre2_match_data *data,
    pcre2_match_context *context)
{
	for (size_t i = 0; i < sources_count(rules); i++) {
		const struct lm_buf *allows = &source_at(rules, i)->allows;

		if (!covers(rules, i, rule))
			continue;
		for (size_t k = 0; k < allows_count(allows); k++)
			if (is_for(allow_at(allows, k), rule) &&
			    list_allows(rules, allow_at(allows, k), matched,
				data, context))
				return true;
	}
	for (size_t k = 0; k < allows_count(&rule->allows); k++)
		if (list_allows(rules, allow_at(&rule->allows, k), matched,
			data, context))
			return true;
	return false;
}
