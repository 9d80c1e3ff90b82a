#include <stdio.h>

#include "lm/regex_pcre2.h"

#define REPEAT_MAX 65535 /* pcre2pattern(3), Repetition */
#define SURROGATE_FIRST 0xd800
#define SURROGATE_LAST 0xdfff

static enum lm_code
put_point(struct lm_buf *out, uint32_t point, struct lm_err *err)
{
	bool digit = point >= '0' && point <= '9';
	bool letter = (point | 0x20) >= 'a' && (point | 0x20) <= 'z';

	if (digit || letter || point == '_')
		return lm_buf_byte(out, (char)point, err);
	return lm_buf_printf(out, err, "\\x{%x}", point);
}

static enum lm_code
put_range(struct lm_buf *out, uint32_t first, uint32_t last, struct lm_err *err)
{
	enum lm_code code;

	/* No text holds a surrogate, and PCRE2 wants none named. */
	if (first >= SURROGATE_FIRST && first <= SURROGATE_LAST)
		first = SURROGATE_LAST + 1;
	if (last >= SURROGATE_FIRST && last <= SURROGATE_LAST)
		last = SURROGATE_FIRST - 1;
	if (first > last)
		return LM_OK;
	code = put_point(out, first, err);
	if (code != LM_OK || first == last)
		return code;
	code = lm_buf_byte(out, '-', err);
	return code == LM_OK ? put_point(out, last, err) : code;
}

/* The ranges, or what is between them. */
static enum lm_code
put_ranges(struct lm_buf *out, const struct lm_regex_range *ranges, size_t n,
    bool between, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	uint32_t next = 0;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		if (!between)
			code = put_range(out, ranges[i].first, ranges[i].last,
			    err);
		else if (ranges[i].first > next)
			code = put_range(out, next, ranges[i].first - 1, err);
		next = ranges[i].last + 1;
	}
	return code;
}

static enum lm_code
put_set(struct lm_buf *out, const struct lm_regex_pattern *pattern,
    const struct lm_regex_set *set, struct lm_err *err)
{
	const struct lm_regex_range *ranges =
	    set->n_ranges > 0 ? lm_regex_ranges(pattern) + set->range : NULL;
	/* [^"] is quicker than what else there is */
	bool between = set->text_len == 0 && set->n_ranges > 0 &&
	    ranges[set->n_ranges - 1].last == LM_REGEX_POINT_MAX;
	enum lm_code code =
	    lm_buf_text(out, set->negated || between ? "[^" : "[", err);

	if (code == LM_OK)
		code = put_ranges(out, ranges, set->n_ranges, between, err);
	if (code == LM_OK && set->text_len > 0)
		code = lm_buf_append(out, pattern->texts.ptr + set->text,
		    set->text_len, err);
	return code == LM_OK ? lm_buf_byte(out, ']', err) : code;
}

static enum lm_code
put_open(struct lm_buf *out, const struct lm_regex_token *token,
    struct lm_err *err)
{
	switch (token->group) {
	case LM_REGEX_CAPTURE:
		/* By a name of its own: those before may have gone. */
		if (token->referred)
			return lm_buf_printf(out, err, "(?<g%u>", token->value);
		break;
	case LM_REGEX_AHEAD:
		return lm_buf_text(out, "(?=", err);
	case LM_REGEX_NOT_AHEAD:
		return lm_buf_text(out, "(?!", err);
	case LM_REGEX_BEHIND:
		return lm_buf_text(out, "(?<=", err);
	case LM_REGEX_NOT_BEHIND:
		return lm_buf_text(out, "(?<!", err);
	case LM_REGEX_PLAIN:
		break;
	}
	return lm_buf_text(out, "(?:", err);
}

static enum lm_code
put_atom(struct lm_buf *out, const struct lm_regex_pattern *pattern,
    const struct lm_regex_token *token, struct lm_err *err)
{
	switch (token->kind) {
	case LM_REGEX_CHAR:
		if (token->value >= SURROGATE_FIRST &&
		    token->value <= SURROGATE_LAST)
			return lm_buf_text(out, "[]", err);
		return put_point(out, token->value, err);
	case LM_REGEX_SET:
		return put_set(out, pattern,
		    &lm_regex_sets(pattern)[token->value], err);
	case LM_REGEX_OPEN:
		return put_open(out, token, err);
	case LM_REGEX_CLOSE:
		return lm_buf_byte(out, ')', err);
	case LM_REGEX_ALTERNATIVE:
		return lm_buf_byte(out, '|', err);
	case LM_REGEX_START:
		return lm_buf_byte(out, '^', err);
	case LM_REGEX_END:
		return lm_buf_byte(out, '$', err);
	case LM_REGEX_WORD_EDGE:
		return lm_buf_text(out, "\\b", err);
	case LM_REGEX_NO_WORD_EDGE:
		return lm_buf_text(out, "\\B", err);
	case LM_REGEX_BACKREFERENCE:
		return lm_buf_printf(out, err, "\\k<g%u>", token->value);
	case LM_REGEX_EMPTY:
	case LM_REGEX_NAME_REFERENCE:
		break;
	}
	return lm_buf_text(out, "(?:)", err);
}

static enum lm_code
put_repeat(struct lm_buf *out, const struct lm_regex_token *token,
    struct lm_err *err)
{
	uint32_t min = token->min, max = token->max;
	enum lm_code code;

	if ((min == 1 && max == 1) || token->kind == LM_REGEX_OPEN)
		return LM_OK;
	if (min > REPEAT_MAX || (max > REPEAT_MAX && max != LM_REGEX_ENDLESS))
		return lm_regex_refuse(err, LM_LIMIT, token->at,
		    "a repeat of over 65535 times");
	if (max == LM_REGEX_ENDLESS)
		code = min < 2 ? lm_buf_text(out, min == 0 ? "*" : "+", err)
			       : lm_buf_printf(out, err, "{%u,}", min);
	else
		code = lm_buf_printf(out, err, "{%u,%u}", min, max);
	return code == LM_OK && token->lazy ? lm_buf_byte(out, '?', err) : code;
}

enum lm_code
lm_regex_pcre2_text(const struct lm_regex_pattern *pattern, struct lm_buf *text,
    uint32_t *from, struct lm_err *err)
{
	const struct lm_regex_token *tokens = lm_regex_tokens(pattern);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < lm_regex_n_tokens(pattern);
	     i++) {
		from[i] = (uint32_t)text->len;
		code = put_atom(text, pattern, &tokens[i], err);
		if (code == LM_OK)
			code = put_repeat(text, &tokens[i], err);
	}
	return code;
}
