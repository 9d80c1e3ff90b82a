#include "lm/regex_pcre2.h"

#define SURROGATE_FIRST 0xd800
#define SURROGATE_LAST 0xdfff
#define UNICODE_LEN 4382592 /* all characters as UTF-8, less surrogates */

/* All characters in order, as UTF-8. */
static enum lm_code
write_unicode(struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_reserve(out, UNICODE_LEN, err);

	for (uint32_t i = 0; code == LM_OK && i <= LM_REGEX_POINT_MAX; i++) {
		char bytes[4] = {(char)(0xf0 | i >> 18),
		    (char)(0x80 | (i >> 12 & 0x3f)),
		    (char)(0x80 | (i >> 6 & 0x3f)), (char)(0x80 | (i & 0x3f))};
		size_t len = i < 0x80 ? 1 : i < 0x800 ? 2 : i < 0x10000 ? 3 : 4;

		if (i >= SURROGATE_FIRST && i <= SURROGATE_LAST)
			continue;
		if (len == 1)
			bytes[3] = (char)i;
		else if (len == 2)
			bytes[2] = (char)(0xc0 | i >> 6);
		else if (len == 3)
			bytes[1] = (char)(0xe0 | i >> 12);
		code = lm_buf_append(out, bytes + 4 - len, len, err);
	}
	return code;
}

/* The character at a byte of write_unicode. */
static uint32_t
point_at(size_t at)
{
	const size_t two = 0x80, three = two + (0x800 - 0x80) * 2;
	const size_t four = three + (0x10000 - 0x800 - 0x800) * 3;
	uint32_t point;

	if (at < two)
		return (uint32_t)at;
	if (at < three)
		return (uint32_t)(0x80 + (at - two) / 2);
	if (at >= four)
		return (uint32_t)(0x10000 + (at - four) / 4);
	point = (uint32_t)(0x800 + (at - three) / 3);
	return point < SURROGATE_FIRST
	    ? point
	    : point + SURROGATE_LAST + 1 - SURROGATE_FIRST;
}

static pcre2_code *
compile_runs(const struct lm_regex_pattern *pattern,
    const struct lm_regex_set *set, struct lm_err *err)
{
	struct lm_buf text = {0};
	pcre2_code *code = NULL;
	int number;
	size_t at;

	if (lm_regex_pcre2_set(pattern, set, &text, err) == LM_OK &&
	    lm_buf_byte(&text, '+', err) == LM_OK)
		code = pcre2_compile((PCRE2_SPTR)text.ptr, text.len,
		    PCRE2_UTF | PCRE2_NO_UTF_CHECK | PCRE2_ALLOW_EMPTY_CLASS,
		    &number, &at, NULL);
	lm_buf_free(&text);
	if (code != NULL)
		(void)pcre2_jit_compile(code, PCRE2_JIT_COMPLETE);
	return code;
}

/* Append the runs that code finds in all of Unicode. */
static enum lm_code
find_runs(const pcre2_code *code, struct lm_span unicode, struct lm_buf *out,
    struct lm_err *err)
{
	pcre2_match_data *data = pcre2_match_data_create(1, NULL);
	const size_t *found;
	size_t at = 0;
	enum lm_code result = LM_OK;

	if (data == NULL)
		return lm_err_nomem(err);
	found = pcre2_get_ovector_pointer(data);
	while (result == LM_OK && at < unicode.len &&
	    pcre2_match(code, (PCRE2_SPTR)unicode.ptr, unicode.len, at,
		PCRE2_NO_UTF_CHECK, data, NULL) >= 0) {
		struct lm_regex_range range = {point_at(found[0]),
		    point_at(found[1] - 1)};

		at = found[1];
		result = lm_buf_append(out, (const char *)&range, sizeof(range),
		    err);
	}
	pcre2_match_data_free(data);
	return result;
}

static enum lm_code
expand(struct lm_regex_pattern *pattern, struct lm_regex_set *set,
    struct lm_span unicode, struct lm_err *err)
{
	size_t size = sizeof(struct lm_regex_range);
	pcre2_code *runs = compile_runs(pattern, set, err);
	enum lm_code code;

	if (runs == NULL) /* a property that this PCRE2 does not know */
		return lm_regex_refuse(err, LM_LIMIT, 0,
		    "a Unicode property that is not known here");
	set->all = (uint32_t)(pattern->ranges.len / size);
	code = find_runs(runs, unicode, &pattern->ranges, err);
	set->n_all = (uint32_t)(pattern->ranges.len / size) - set->all;
	pcre2_code_free(runs);
	return code;
}

enum lm_code
lm_regex_pcre2_ranges(struct lm_regex_pattern *pattern, struct lm_err *err)
{
	size_t n = pattern->sets.len / sizeof(struct lm_regex_set);
	struct lm_buf unicode = {0};
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		struct lm_regex_set *set = &lm_regex_sets(pattern)[i];

		if (set->text_len == 0)
			continue;
		if (unicode.len == 0)
			code = write_unicode(&unicode, err);
		if (code == LM_OK)
			code = expand(pattern, set, lm_buf_view(&unicode), err);
	}
	lm_buf_free(&unicode);
	return code;
}
