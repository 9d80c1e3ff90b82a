#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "check.h"
#include "known.h"
#include "known_mask.h"
#include "known_scan.h"
#include "known_set.h"
#include "random.h"

#include "lm/buf.h"
#include "lm/phrases_words.h"
#include "lm/text.h"
#include "lm/utf8.h"

/*
 * known_find against a slow and plain way that is written otherwise: each part
 * of a text is folded as a whole and compared with each name.
 */

#define MOST_GLYPHS 400
#define MOST_NAMES 24
/* Within as many times the core has found all. */
#define MOST_RUNS 4

/* A character with its marks. */
struct cluster {
	size_t at, end;
	bool letter, capital, small, unspaced, hangul;
};

struct model {
	struct lm_span text;
	struct cluster list[MOST_GLYPHS];
	size_t n;
	struct lm_buf names[MOST_NAMES]; /* words, single spaces between */
	size_t n_chars[MOST_NAMES];
	size_t n_names;
};

static struct model *
new_model(void)
{
	struct model *model = calloc(1, sizeof(*model));

	if (model == NULL)
		abort();
	return model;
}

static void
free_model(struct model *model)
{
	for (size_t i = 0; i < model->n_names; i++)
		lm_buf_free(&model->names[i]);
	free(model);
}

/* The words of text with spaces; the letter apostrophe is a space as well. */
static struct lm_buf
words_of(struct lm_span text)
{
	struct lm_buf copy = {0}, out = {0};
	struct lm_err err = {0};

	for (size_t i = 0; i < text.len; i++) {
		bool apostrophe =
		    text.len - i >= 2 && memcmp(text.ptr + i, "ʼ", 2) == 0;

		CHECK_OK(lm_buf_byte(&copy, apostrophe ? ' ' : text.ptr[i],
			     &err),
		    &err);
		i += apostrophe;
	}
	CHECK_OK(lm_text_words_apart(lm_buf_view(&copy), &out, &err), &err);
	lm_buf_free(&copy);
	return out;
}

/* Those words with single spaces between them and none around. */
static void
normalize(struct lm_buf *words)
{
	size_t len = 0;

	for (size_t i = 0; i < words->len; i++)
		if (words->ptr[i] != ' ' ||
		    (len > 0 && words->ptr[len - 1] != ' '))
			words->ptr[len++] = words->ptr[i];
	words->len = len > 0 && words->ptr[len - 1] == ' ' ? len - 1 : len;
}

static bool
is_extender(uint32_t code)
{
	const utf8proc_property_t *property =
	    utf8proc_get_property((utf8proc_int32_t)code);
	int category = property->category;

	return property->ignorable || category == UTF8PROC_CATEGORY_MN ||
	    category == UTF8PROC_CATEGORY_MC ||
	    category == UTF8PROC_CATEGORY_ME || code == 0xff9e;
}

static void
classify(struct model *model, struct cluster *cluster, uint32_t base)
{
	struct lm_buf words = words_of(
	    lm_span(model->text.ptr + cluster->at, cluster->end - cluster->at));
	utf8proc_category_t category =
	    utf8proc_category((utf8proc_int32_t)base);
	uint32_t code = 0;
	size_t i = 0;

	normalize(&words);
	cluster->letter = words.len > 0;
	cluster->capital = category == UTF8PROC_CATEGORY_LU;
	cluster->small = category == UTF8PROC_CATEGORY_LL;
	while (i < words.len)
		code = lm_utf8_next(lm_buf_view(&words), &i);
	cluster->unspaced = lm_words_unspaced(code);
	cluster->hangul = code >= 0xac00 && code <= 0xd7a3;
	lm_buf_free(&words);
}

static void
split(struct model *model, struct lm_span text)
{
	size_t i = 0;

	model->text = text;
	model->n = 0;
	while (i < text.len && CHECK(model->n < MOST_GLYPHS)) {
		struct cluster *cluster = &model->list[model->n++];
		uint32_t base;
		size_t next;

		*cluster = (struct cluster){.at = i};
		base = lm_utf8_next(text, &i);
		for (next = i; i < text.len; i = next)
			if (!is_extender(lm_utf8_next(text, &next)))
				break;
		cluster->end = i;
		classify(model, cluster, base);
	}
}

enum edge { NONE, HANGUL, CAMEL, FULL };

/* What stands between two clusters that follow each other. */
static enum edge
edge_at(const struct model *model, size_t i)
{
	const struct cluster *left, *right;

	if (i == 0 || i >= model->n)
		return FULL;
	left = &model->list[i - 1];
	right = &model->list[i];
	if (!left->letter || !right->letter || left->unspaced ||
	    right->unspaced)
		return FULL;
	if (left->small && right->capital)
		return CAMEL;
	return left->hangul ? HANGUL : NONE;
}

/* The text of a cluster is just this. */
static bool
is(const struct model *model, size_t i, const char *what)
{
	const struct cluster *cluster;

	if (i >= model->n)
		return false;
	cluster = &model->list[i];
	return lm_span_equal(lm_span(model->text.ptr + cluster->at,
				 cluster->end - cluster->at),
	    lm_span_of(what));
}

static bool
is_apostrophe(const struct model *model, size_t i)
{
	return is(model, i, "'") || is(model, i, "`") || is(model, i, "’") ||
	    is(model, i, "ʼ");
}

/* An s, and what is invisible. */
static bool
is_s(const struct model *model, size_t i)
{
	const struct cluster *cluster;
	struct lm_buf words;
	bool is;

	if (i >= model->n)
		return false;
	cluster = &model->list[i];
	if ((model->text.ptr[cluster->at] | 0x20) != 's')
		return false;
	words = words_of(
	    lm_span(model->text.ptr + cluster->at, cluster->end - cluster->at));
	is = words.len == 1;
	lm_buf_free(&words);
	return is;
}

/* Whether an apostrophe after an s, cluster i, belongs to the name. */
static bool
is_genitive(const struct model *model, size_t i, size_t from)
{
	size_t at = model->list[from].at;

	if (!is_apostrophe(model, i) || is(model, i, "`") ||
	    i + 1 >= model->n || model->text.ptr[model->list[i].end] != ' ')
		return false;
	for (size_t k = from; k-- > 0 && at - model->list[k].end < 63;) {
		if (!is_apostrophe(model, k))
			continue;
		if (k == 0 ||
		    (model->text.ptr[model->list[k].at - 1] & 0x80) == 0) {
			char byte = k == 0
			    ? ' '
			    : model->text.ptr[model->list[k].at - 1];

			if (!is_alnum(byte))
				return false;
		}
	}
	return true;
}

/* Whether clusters from to to - 1 have gaps of at most KNOWN_GAP bytes. */
static bool
has_small_gaps(const struct model *model, size_t from, size_t to)
{
	size_t gap = 0;

	for (size_t i = from; i < to; i++) {
		const struct cluster *cluster = &model->list[i];

		gap = cluster->letter ? 0 : gap + cluster->end - cluster->at;
		if (gap > KNOWN_GAP)
			return false;
	}
	return true;
}

/* Whether words spell a name, which may have more spaces than they. */
static bool
spells(struct lm_span words, struct lm_span name)
{
	size_t i = 0;

	for (size_t k = 0; k < name.len; k++) {
		if (i < words.len && words.ptr[i] == name.ptr[k])
			i++;
		else if (name.ptr[k] != ' ')
			return false;
	}
	return i == words.len;
}

/* Whether bytes from to end touch a mask. */
static bool
is_masked(const struct model *model, size_t from, size_t to)
{
	size_t at = model->list[from].at, end = model->list[to - 1].end;

	for (size_t i = 0; i < model->text.len; i++) {
		size_t len = known_mask_at(model->text, i);

		if (len > 0 && i < end && i + len > at)
			return true;
	}
	return false;
}

/*
 * Where the name ends, with what belongs to it, that stands in clusters from
 * to to - 1; 0: it may not stand there.
 */
static size_t
end_of(const struct model *model, size_t from, size_t to, size_t name)
{
	enum edge before = edge_at(model, from), after = edge_at(model, to);
	size_t n_chars = model->n_chars[name], end = model->list[to - 1].end;
	bool bare = after == NONE && is_s(model, to) &&
	    edge_at(model, to + 1) == FULL && n_chars >= KNOWN_GENITIVE;
	struct lm_span form = lm_buf_view(&model->names[name]);
	char last = form.ptr[form.len - 1];

	bare = bare &&
	    (model->list[from].capital || is_genitive(model, to + 1, from));
	if (before < CAMEL || (after == NONE && !bare))
		return 0;
	if ((before == CAMEL || after == CAMEL) && n_chars < KNOWN_CAMEL)
		return 0;
	if (after == HANGUL && n_chars < KNOWN_HANGUL)
		return 0;
	if (is_masked(model, from, to + bare) ||
	    (n_chars < KNOWN_SURE &&
		known_mask_dense(model->text, model->list[from].at,
		    end + bare)))
		return 0;
	if (bare && is_genitive(model, to + 1, from))
		return model->list[to + 1].end;
	if (bare)
		return end + 1;
	if (is_apostrophe(model, to) && is_s(model, to + 1) &&
	    edge_at(model, to + 2) == FULL)
		return model->list[to + 1].at + 1;
	if ((last == 's' || last == 'x' || last == 'z') &&
	    is_genitive(model, to, from))
		return model->list[to].end;
	return end;
}

/* Where the longest name ends that begins at cluster from; 0: none does. */
static size_t
longest(const struct model *model, size_t from)
{
	size_t longest = 0;

	for (size_t to = from + 1; to <= model->n && to < from + 80; to++) {
		struct lm_buf words;

		if (!model->list[to - 1].letter)
			continue;
		words = words_of(lm_span(model->text.ptr + model->list[from].at,
		    model->list[to - 1].end - model->list[from].at));
		normalize(&words);
		for (size_t k = 0; k < model->n_names; k++) {
			size_t end;

			if (!spells(lm_buf_view(&words),
				lm_buf_view(&model->names[k])) ||
			    !has_small_gaps(model, from, to))
				continue;
			end = end_of(model, from, to, k);
			longest = end > longest ? end : longest;
		}
		lm_buf_free(&words);
	}
	return longest;
}

static void
find_slowly(const struct model *model, struct findings *findings)
{
	struct lm_err err = {0};
	size_t last = 0;

	for (size_t i = 0; i < model->n; i++) {
		size_t end = model->list[i].letter ? longest(model, i) : 0;

		if (end <= last)
			continue;
		CHECK_OK(findings_add(findings,
			     &(struct finding){
				 .at = model->list[i].at,
				 .len = end - model->list[i].at,
				 .kind = KIND_KNOWN,
			     },
			     &err),
		    &err);
		last = end;
	}
}

static const char *const pieces[] = {"ann", "acme", "corp", "smith", "jones",
    "bo", "j", "gmbh", "müller", "andre\xcc\x81", "andré", "straße", "张", "伟",
    "公", "김철수", "성", "иван", "x86", "7", "s", "es", "ｶﾞ",
    "ac\xe2\x80\x8bme", "ane\xcc\x81", "ti\xe1\xba\xbfn", "ωμς", "йо"};
static const char *const gaps[] = {" ", "-", "_", ".", " ", " ", "", "", "'",
    "’", "ʼ", "\xc2\xa0", "—", "  ", "\n> ", ", ", "/", "` ", "' ", "'s ", "s ",
    "’s", "s' ", "[EMAIL]", "[A:k7f3a9c2]", "[", "]", "                ",
    "                 ", "\xe2\x84\xa2", "\xe2\x80\x8b", "\xcc\x81", "\xc3\x97",
    "\xe2\x9d\xa4", "\xef\xb8\x8f", "aGVsbG8gd29ybGQgaGVsbG8gd29y"};

#define N_OF(list) (sizeof(list) / sizeof((list)[0]))

/* Append a piece in some case. */
static void
append_piece(struct random *random, struct lm_buf *out)
{
	const char *piece = pieces[random_below(random, N_OF(pieces))];
	struct lm_span text = lm_span_of(piece);
	uint64_t way = random_below(random, 5);
	struct lm_err err = {0};
	char utf8[4];

	for (size_t i = 0; i < text.len;) {
		bool first = i == 0;
		utf8proc_int32_t code =
		    (utf8proc_int32_t)lm_utf8_next(text, &i);

		if (way == 1 || (way == 2 && first) ||
		    (way == 3 && random_once_in(random, 2)))
			code = utf8proc_toupper(code);
		CHECK_OK(lm_buf_append(out, utf8,
			     (size_t)utf8proc_encode_char(code,
				 (utf8proc_uint8_t *)utf8),
			     &err),
		    &err);
	}
}

static void
make_text(struct random *random, size_t n_pieces, struct lm_buf *out)
{
	struct lm_err err = {0};

	out->len = 0;
	for (size_t i = 0; i < n_pieces; i++) {
		append_piece(random, out);
		CHECK_OK(lm_buf_text(out,
			     gaps[random_below(random, N_OF(gaps))], &err),
		    &err);
	}
}

static size_t
count_chars(struct lm_span name)
{
	struct model model = {0};
	size_t n = 0;

	split(&model, name);
	for (size_t i = 0; i < model.n; i++)
		n += model.list[i].letter;
	return n;
}

/* Names of a few pieces, for both ways. */
static void
make_names(struct random *random, struct model *model, struct known_set *set)
{
	struct known_memory *memory = known_memory_new();
	struct lm_buf name = {0}, scratch = {0};
	struct lm_err err = {0};
	enum known_use use;

	while (model->n_names < MOST_NAMES) {
		struct known_entry entry = {.label = lm_span_of("K")};

		make_text(random, 1 + random_below(random, 3), &name);
		entry.text = lm_buf_view(&name);
		CHECK_OK(known_set_add(set, &entry, &scratch, &err), &err);
		CHECK_OK(known_check(entry.text, memory, &use, &err), &err);
		if (use != KNOWN_USED)
			continue;
		model->names[model->n_names] = words_of(entry.text);
		normalize(&model->names[model->n_names]);
		model->n_chars[model->n_names++] = count_chars(entry.text);
	}
	known_memory_free(memory);
	lm_buf_free(&name);
	lm_buf_free(&scratch);
}

static void
compare(const struct findings *got, const struct findings *want,
    struct lm_span text, const char *what)
{
	CHECK_EQ(got->n, want->n);
	check_note("%s: %.*s", what, (int)text.len, text.ptr);
	for (size_t i = 0; i < got->n && i < want->n; i++) {
		CHECK(got->list[i].at == want->list[i].at &&
		    got->list[i].len == want->list[i].len);
		check_note("%s: got <%.*s> want <%.*s> in %.*s", what,
		    (int)got->list[i].len, text.ptr + got->list[i].at,
		    (int)want->list[i].len, text.ptr + want->list[i].at,
		    (int)text.len, text.ptr);
	}
}

static size_t
run_round(uint64_t round)
{
	struct random random = random_start(round);
	struct model *model = new_model();
	struct known_set set = {0};
	struct lm_buf text = {0}, scratch = {0};
	struct lm_err err = {0};
	size_t n_found = 0;

	make_names(&random, model, &set);
	for (size_t i = 0; i < 20; i++) {
		struct findings fast = {0}, plain = {0}, slow = {0};

		make_text(&random, 1 + random_below(&random, 20), &text);
		CHECK_OK(known_scan(&set, lm_buf_view(&text), &scratch, &fast,
			     false, &err),
		    &err);
		CHECK_OK(known_scan(&set, lm_buf_view(&text), &scratch, &plain,
			     true, &err),
		    &err);
		split(model, lm_buf_view(&text));
		find_slowly(model, &slow);
		compare(&fast, &slow, model->text, "fast");
		compare(&plain, &slow, model->text, "plain");
		n_found += slow.n;
		findings_free(&fast);
		findings_free(&plain);
		findings_free(&slow);
	}
	lm_buf_free(&text);
	lm_buf_free(&scratch);
	known_set_free(&set);
	free_model(model);
	return n_found;
}

static void
agrees_with_the_slow_way(void)
{
	uint64_t n = check_quick() ? 4 : check_soak() ? 2000 : 40;
	size_t n_found = 0;

	for (uint64_t round = 0; round < n; round++)
		n_found += run_round(round);
	CHECK(n_found > n);
}

/* Text with a mask instead of each finding. */
static void
mask(struct lm_span text, const struct findings *findings, struct lm_buf *out)
{
	size_t at = 0;
	struct lm_err err = {0};

	out->len = 0;
	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *found = &findings->list[i];

		CHECK_OK(lm_buf_append(out, text.ptr + at, found->at - at,
			     &err),
		    &err);
		CHECK_OK(lm_buf_text(out, "[KNOWN]", &err), &err);
		at = found->at + found->len;
	}
	CHECK_OK(lm_buf_append(out, text.ptr + at, text.len - at, &err), &err);
}

/* Mask what is found in *text; whether something was. */
static bool
mask_once(const struct known_set *set, struct lm_buf *text,
    struct lm_buf *scratch)
{
	struct findings findings = {0};
	struct lm_buf masked = {0};
	struct lm_err err = {0};
	bool some;

	CHECK_OK(known_scan(set, lm_buf_view(text), scratch, &findings, false,
		     &err),
	    &err);
	findings_settle(&findings);
	some = findings.n > 0;
	mask(lm_buf_view(text), &findings, &masked);
	findings_free(&findings);
	lm_buf_free(text);
	*text = masked;
	return some;
}

static void
run_again(uint64_t round)
{
	struct random random = random_start(1000000 + round);
	struct model *model = new_model();
	struct known_set set = {0};
	struct lm_buf text = {0}, scratch = {0};
	int n = 0;

	make_names(&random, model, &set);
	make_text(&random, 1 + random_below(&random, 20), &text);
	while (n <= MOST_RUNS && mask_once(&set, &text, &scratch))
		n++;
	CHECK(n <= MOST_RUNS);
	check_note("after %d times: %.*s", n, (int)text.len, text.ptr);
	lm_buf_free(&text);
	lm_buf_free(&scratch);
	known_set_free(&set);
	free_model(model);
}

/* What is found is replaced by a mask, beside which more may be found; soon
 * that comes to an end. */
static void
masking_comes_to_an_end(void)
{
	uint64_t n = check_quick() ? 20 : check_soak() ? 20000 : 500;

	for (uint64_t round = 0; round < n; round++)
		run_again(round);
}

TEST_MAIN(TEST(agrees_with_the_slow_way), TEST(masking_comes_to_an_end))
