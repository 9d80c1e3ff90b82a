#include "lm/regex.h"
#include "lm/regex_parse.h"

enum lm_code
lm_regex_refuse(struct lm_err *err, enum lm_code code, size_t at,
    const char *what)
{
	(void)lm_err_set(err, code, "%s", what);
	lm_err_at(err, NULL, 0, at + 1);
	return code;
}

void
lm_regex_pattern_free(struct lm_regex_pattern *pattern)
{
	lm_buf_free(&pattern->tokens);
	lm_buf_free(&pattern->sets);
	lm_buf_free(&pattern->ranges);
	lm_buf_free(&pattern->texts);
}

enum lm_code
lm_regex_bad(const struct lm_regex_parse *p, size_t at, const char *what)
{
	return lm_regex_refuse(p->err, LM_MALFORMED, at, what);
}

enum lm_code
lm_regex_add(struct lm_regex_parse *p, struct lm_regex_token token,
    bool repeatable)
{
	token.min = 1;
	token.max = 1;
	p->repeatable = repeatable;
	return lm_buf_append(&p->out->tokens, (const char *)&token,
	    sizeof(token), p->err);
}

static enum lm_code
add_plain(struct lm_regex_parse *p, enum lm_regex_kind kind, size_t len)
{
	struct lm_regex_token token = {.kind = kind, .at = (uint32_t)p->i};

	p->i += len;
	return lm_regex_add(p, token, false);
}

/* ---- repeats ------------------------------------------------------------- */

/* A number k bytes ahead; a larger one than any limit stays such. */
static uint32_t
peek_number(const struct lm_regex_parse *p, size_t *k)
{
	uint32_t value = 0;
	int byte;

	while (byte = lm_regex_peek(p, *k), byte >= '0' && byte <= '9') {
		if (value < UINT32_MAX / 10 - 1)
			value = value * 10 + (uint32_t)(byte - '0');
		++*k;
	}
	return value;
}

/* The length of the repeat that stands here; 0: none does. */
static size_t
peek_repeat(const struct lm_regex_parse *p, uint32_t *min, uint32_t *max)
{
	size_t k = 1, digits;
	int first = lm_regex_peek(p, 0);

	*min = first == '+';
	*max = first == '?' ? 1 : LM_REGEX_ENDLESS;
	if (first != '{')
		return 1;
	*min = peek_number(p, &k);
	*max = *min;
	if (k == 1)
		return 0;
	if (lm_regex_peek(p, k) == ',') {
		digits = ++k;
		*max = peek_number(p, &k);
		if (k == digits)
			*max = LM_REGEX_ENDLESS;
	}
	return lm_regex_peek(p, k) == '}' ? k + 1 : 0;
}

static enum lm_code
add_char(struct lm_regex_parse *p)
{
	struct lm_regex_token token = {.kind = LM_REGEX_CHAR,
	    .at = (uint32_t)p->i};
	enum lm_code code = lm_regex_read_char(p, &token.value);

	return code == LM_OK ? lm_regex_add(p, token, true) : code;
}

static enum lm_code
repeat(struct lm_regex_parse *p)
{
	uint32_t min, max;
	size_t len = peek_repeat(p, &min, &max);
	struct lm_regex_token *last;

	if (len == 0) /* no repeat: the "{" itself */
		return add_char(p);
	if (!p->repeatable)
		return lm_regex_bad(p, p->i, "nothing that could be repeated");
	if (min > max)
		return lm_regex_bad(p, p->i,
		    "a repeat whose numbers are out of order");
	p->i += len;
	last = &lm_regex_tokens(p->out)[lm_regex_n_tokens(p->out) - 1];
	last->min = min;
	last->max = max;
	last->lazy = lm_regex_peek(p, 0) == '?';
	p->i += last->lazy;
	if (last->kind == LM_REGEX_CLOSE) {
		lm_regex_tokens(p->out)[last->pair].min = min;
		lm_regex_tokens(p->out)[last->pair].max = max;
	}
	p->repeatable = false;
	return LM_OK;
}

/* ---- escapes ------------------------------------------------------------- */

static enum lm_code
add_set(struct lm_regex_parse *p, size_t at, struct lm_regex_class *set)
{
	struct lm_regex_token token = {.kind = LM_REGEX_SET,
	    .at = (uint32_t)at};
	enum lm_code code =
	    lm_regex_class_done(set, false, p->out, &token.value, p->err);

	return code == LM_OK ? lm_regex_add(p, token, true) : code;
}

static enum lm_code
add_reference(struct lm_regex_parse *p)
{
	struct lm_regex_token token = {.kind = LM_REGEX_BACKREFERENCE,
	    .at = (uint32_t)p->i};
	size_t k = 1;

	if (lm_regex_peek(p, 1) == 'k') {
		struct lm_span name = lm_regex_peek_name(p, 3);

		if (lm_regex_peek(p, 2) != '<' || name.len == 0)
			return lm_regex_bad(p, p->i,
			    "\\k without a group's name");
		token.kind = LM_REGEX_NAME_REFERENCE;
		token.value = (uint32_t)(p->i + 3);
		token.pair = (uint32_t)name.len;
		k = 3 + name.len + 1;
	} else {
		token.value = peek_number(p, &k);
	}
	p->i += k;
	return lm_regex_add(p, token, true);
}

static enum lm_code
add_escape(struct lm_regex_parse *p)
{
	struct lm_regex_token token = {.kind = LM_REGEX_CHAR,
	    .at = (uint32_t)p->i};
	struct lm_regex_class set = {0};
	int name = lm_regex_peek(p, 1);
	bool is_point;
	enum lm_code code;

	if (name == 'b')
		return add_plain(p, LM_REGEX_WORD_EDGE, 2);
	if (name == 'B')
		return add_plain(p, LM_REGEX_NO_WORD_EDGE, 2);
	if (name == 'k' || (name >= '1' && name <= '9'))
		return add_reference(p);
	code = lm_regex_read_escape(p, false, &set, &is_point, &token.value);
	if (code == LM_OK)
		code = is_point ? lm_regex_add(p, token, true)
				: add_set(p, token.at, &set);
	lm_regex_class_free(&set);
	return code;
}

/* ---- all ----------------------------------------------------------------- */

static enum lm_code
add_dot(struct lm_regex_parse *p)
{
	struct lm_regex_class set = {0};
	enum lm_code code = lm_regex_class_named(&set, '.', p->err);

	if (code == LM_OK)
		code = add_set(p, p->i++, &set);
	lm_regex_class_free(&set);
	return code;
}

static enum lm_code
add_class(struct lm_regex_parse *p)
{
	struct lm_regex_token token = {.kind = LM_REGEX_SET,
	    .at = (uint32_t)p->i};
	enum lm_code code = lm_regex_read_class(p, &token.value);

	return code == LM_OK ? lm_regex_add(p, token, true) : code;
}

static enum lm_code
add_one(struct lm_regex_parse *p)
{
	switch (lm_regex_peek(p, 0)) {
	case '\\':
		return add_escape(p);
	case '[':
		return add_class(p);
	case '.':
		return add_dot(p);
	case '(':
		return lm_regex_open_group(p);
	case ')':
		return lm_regex_close_group(p);
	case '|':
		return add_plain(p, LM_REGEX_ALTERNATIVE, 1);
	case '^':
		return add_plain(p, LM_REGEX_START, 1);
	case '$':
		return add_plain(p, LM_REGEX_END, 1);
	case '*':
	case '+':
	case '?':
	case '{':
		return repeat(p);
	case ']':
		if (p->posix)
			return lm_regex_bad(p, p->i,
			    "a POSIX class, which ECMA-262 does not have");
		return add_char(p);
	default:
		return add_char(p);
	}
}

/* Backreferences by number; each has its group. */
static enum lm_code
resolve(const struct lm_regex_parse *p)
{
	struct lm_regex_token *tokens = lm_regex_tokens(p->out);

	for (size_t i = 0; i < lm_regex_n_tokens(p->out); i++) {
		struct lm_regex_token *token = &tokens[i];

		if (token->kind == LM_REGEX_NAME_REFERENCE) {
			token->kind = LM_REGEX_BACKREFERENCE;
			token->value = lm_regex_find_name(p,
			    lm_span(p->source.ptr + token->value, token->pair));
		} else if (token->kind != LM_REGEX_BACKREFERENCE) {
			continue;
		}
		if (token->value == 0 || token->value > p->out->n_groups)
			return lm_regex_bad(p, token->at,
			    "a backreference to a group that is not there");
	}
	return LM_OK;
}

enum lm_code
lm_regex_parse(struct lm_span source, struct lm_regex_pattern *out,
    struct lm_err *err)
{
	struct lm_regex_parse p = {.source = source, .out = out, .err = err};
	enum lm_code code = LM_OK;
	uint32_t open;

	*out = (struct lm_regex_pattern){0};
	if (source.len > LM_REGEX_SOURCE_MAX)
		return lm_regex_refuse(err, LM_LIMIT, LM_REGEX_SOURCE_MAX,
		    "a pattern of over 65536 bytes");
	while (code == LM_OK && p.i < source.len)
		code = add_one(&p);
	if (code == LM_OK && p.open.len > 0) {
		memcpy(&open, p.open.ptr + p.open.len - sizeof(open),
		    sizeof(open));
		code = lm_regex_bad(&p, lm_regex_tokens(out)[open].at,
		    "a \"(\" without its \")\"");
	}
	if (code == LM_OK)
		code = resolve(&p);
	lm_buf_free(&p.open);
	lm_buf_free(&p.names);
	return code;
}
