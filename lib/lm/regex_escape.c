#include "lm/json.h"
#include "lm/regex_parse.h"
#include "lm/utf8.h"

#define NO_VALUE UINT32_MAX

enum lm_code
lm_regex_read_char(struct lm_regex_parse *p, uint32_t *point)
{
	size_t at = p->i;

	*point = lm_utf8_next(p->source, &p->i);
	if (*point != LM_UTF8_BAD)
		return LM_OK;
	return lm_regex_refuse(p->err, LM_MALFORMED, at, "not UTF-8");
}

static uint32_t
hex_digit(int byte)
{
	if (byte >= '0' && byte <= '9')
		return (uint32_t)(byte - '0');
	byte |= 0x20;
	if (byte >= 'a' && byte <= 'f')
		return (uint32_t)(byte - 'a') + 10;
	return NO_VALUE;
}

/* The two hex digits of \xHH. */
static uint32_t
read_hex(struct lm_regex_parse *p)
{
	uint32_t high = hex_digit(lm_regex_peek(p, 0));
	uint32_t low = hex_digit(lm_regex_peek(p, 1));

	if (high == NO_VALUE || low == NO_VALUE)
		return NO_VALUE;
	p->i += 2;
	return high << 4 | low;
}

/* The rest of \u{H...}. */
static uint32_t
read_braced(struct lm_regex_parse *p)
{
	size_t n = 1;
	uint32_t point = 0;

	for (; hex_digit(lm_regex_peek(p, n)) != NO_VALUE; n++) {
		point = point << 4 | hex_digit(lm_regex_peek(p, n));
		if (point > LM_REGEX_POINT_MAX)
			return NO_VALUE;
	}
	if (n == 1 || lm_regex_peek(p, n) != '}')
		return NO_VALUE;
	p->i += n + 1;
	return point;
}

/* The rest of \uHHHH, with the \uHHHH that makes a pair with it. */
static uint32_t
read_unit(struct lm_regex_parse *p)
{
	uint32_t high = lm_json_code_unit(p->source, p->i - 2), low;

	if (high == LM_JSON_NO_UNIT)
		return NO_VALUE;
	p->i += 4;
	if (!lm_json_is_high(high))
		return high;
	low = lm_json_code_unit(p->source, p->i);
	if (low == LM_JSON_NO_UNIT || !lm_json_is_low(low))
		return high;
	p->i += 6;
	return 0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00);
}

/* \cA */
static uint32_t
read_control(struct lm_regex_parse *p)
{
	int byte = lm_regex_peek(p, 0) | 0x20;

	if (byte < 'a' || byte > 'z')
		return NO_VALUE;
	p->i++;
	return (uint32_t)byte & 0x1f;
}

static uint32_t
read_nul(const struct lm_regex_parse *p)
{
	int byte = lm_regex_peek(p, 0);

	return byte >= '0' && byte <= '9' ? NO_VALUE : 0;
}

/* What a sign escaped means: itself. */
static uint32_t
sign(int byte)
{
	bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';

	if (byte < ' ' || byte > '~' || letter || (byte >= '0' && byte <= '9'))
		return NO_VALUE;
	return (uint32_t)byte;
}

/* The character that an escape means, past its name. */
static uint32_t
read_value(struct lm_regex_parse *p, int name, bool in_class)
{
	switch (name) {
	case 't':
		return '\t';
	case 'n':
		return '\n';
	case 'v':
		return '\v';
	case 'f':
		return '\f';
	case 'r':
		return '\r';
	case 'b':
		return in_class ? '\b' : NO_VALUE;
	case '0':
		return read_nul(p);
	case 'c':
		return read_control(p);
	case 'x':
		return read_hex(p);
	case 'u':
		return lm_regex_peek(p, 0) == '{' ? read_braced(p)
						  : read_unit(p);
	default:
		return sign(name);
	}
}

/* The rest of \p{...}. */
static enum lm_code
read_property(struct lm_regex_parse *p, size_t at, bool negated,
    struct lm_regex_class *set)
{
	enum lm_code code = LM_OK;
	size_t n = 1;

	while (lm_regex_peek(p, n) != '}' && lm_regex_peek(p, n) != -1)
		n++;
	if (lm_regex_peek(p, 0) != '{' || lm_regex_peek(p, n) != '}')
		return lm_regex_refuse(p->err, LM_MALFORMED, at,
		    "\\p without a property in braces");
	if (!lm_regex_class_property(set,
		lm_span(p->source.ptr + p->i + 1, n - 1), negated, &code,
		p->err))
		return lm_regex_refuse(p->err, LM_MALFORMED, at,
		    "an unknown Unicode property");
	p->i += n + 1;
	return code;
}

enum lm_code
lm_regex_read_escape(struct lm_regex_parse *p, bool in_class,
    struct lm_regex_class *set, bool *is_point, uint32_t *point)
{
	size_t at = p->i;
	int name = lm_regex_peek(p, 1);

	*is_point = false;
	if (name == -1)
		return lm_regex_refuse(p->err, LM_MALFORMED, at,
		    "a backslash at the end");
	p->i += 2;
	if (strchr("pP", name) != NULL && name != 0)
		return read_property(p, at, name == 'P', set);
	if (strchr("dDsSwW", name) != NULL && name != 0)
		return lm_regex_class_named(set, (char)name, p->err);
	*is_point = true;
	*point = read_value(p, name, in_class);
	if (*point != NO_VALUE)
		return LM_OK;
	return lm_regex_refuse(p->err, LM_MALFORMED, at,
	    "an escape that ECMA-262 does not have");
}

/* One member of a class: a character, or a set that is added at once. */
static enum lm_code
read_member(struct lm_regex_parse *p, size_t start, struct lm_regex_class *set,
    bool *is_point, uint32_t *point)
{
	*is_point = true;
	switch (lm_regex_peek(p, 0)) {
	case -1:
		return lm_regex_refuse(p->err, LM_MALFORMED, start,
		    "a class without its end");
	case '\\':
		return lm_regex_read_escape(p, true, set, is_point, point);
	default:
		return lm_regex_read_char(p, point);
	}
}

/* Two members with a "-" between; "-" beside a set is itself. */
static enum lm_code
read_range(struct lm_regex_parse *p, size_t start, struct lm_regex_class *set,
    bool is_first_point, uint32_t first)
{
	bool is_last_point;
	uint32_t last = 0;
	size_t at = p->i++;
	enum lm_code code = read_member(p, start, set, &is_last_point, &last);

	if (code != LM_OK)
		return code;
	if (is_first_point && is_last_point) {
		if (first > last)
			return lm_regex_refuse(p->err, LM_MALFORMED, at,
			    "a range out of order");
		return lm_regex_class_range(set, first, last, p->err);
	}
	code = lm_regex_class_range(set, '-', '-', p->err);
	if (code == LM_OK && is_first_point)
		code = lm_regex_class_range(set, first, first, p->err);
	if (code == LM_OK && is_last_point)
		code = lm_regex_class_range(set, last, last, p->err);
	return code;
}

static enum lm_code
read_members(struct lm_regex_parse *p, size_t start, struct lm_regex_class *set)
{
	enum lm_code code = LM_OK;

	while (code == LM_OK && lm_regex_peek(p, 0) != ']') {
		bool is_point;
		uint32_t point = 0;

		code = read_member(p, start, set, &is_point, &point);
		if (code != LM_OK)
			break;
		if (lm_regex_peek(p, 0) == '-' && lm_regex_peek(p, 1) != ']')
			code = read_range(p, start, set, is_point, point);
		else if (is_point)
			code = lm_regex_class_range(set, point, point, p->err);
	}
	return code;
}

/* Whether a class ends as [[:alpha:]] does at its first "]". */
static bool
looks_posix(struct lm_span text)
{
	for (size_t i = 1; i + 3 < text.len; i++)
		if (text.ptr[i] == '[' && text.ptr[i + 1] == ':')
			return text.ptr[text.len - 2] == ':';
	return false;
}

enum lm_code
lm_regex_read_class(struct lm_regex_parse *p, uint32_t *number)
{
	struct lm_regex_class set = {0};
	size_t start = p->i++;
	bool negated = lm_regex_peek(p, 0) == '^';
	enum lm_code code;

	p->i += negated;
	code = read_members(p, start, &set);
	if (code != LM_OK)
		goto out;
	p->i++;
	p->posix |= looks_posix(lm_span(p->source.ptr + start, p->i - start));
	code = lm_regex_class_done(&set, negated, p->out, number, p->err);
out:
	lm_regex_class_free(&set);
	return code;
}
