#include "lm/mend_token.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define HEX_DIGITS 16
#define HEX_TEXT 24

/* A number as it stands: where its parts begin. */
struct number {
	size_t sign;  /* 1 if there is one */
	size_t whole; /* its whole digits begin; maybe with zeros, with _ */
	size_t point; /* past them */
	size_t part;  /* past the point and its digits */
	size_t exp; /* the digits of the exponent begin; part: there is none */
	size_t end;
	bool is_hex, has_underscore;
};

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool
is_hex_digit(char byte)
{
	return is_digit(byte) || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'f');
}

static size_t
digits_end(const struct lm_mender *m, size_t i)
{
	while (is_digit(lm_mender_byte(m, i)))
		i++;
	return i;
}

/* Digits with single underscores between, as in Python and JavaScript. */
static size_t
grouped_end(const struct lm_mender *m, size_t i, bool *has_underscore)
{
	size_t end = digits_end(m, i);

	while (end > i && lm_mender_byte(m, end) == '_' &&
	    is_digit(lm_mender_byte(m, end + 1))) {
		*has_underscore = true;
		end = digits_end(m, end + 1);
	}
	return end;
}

static size_t
hex_end(const struct lm_mender *m, size_t i)
{
	if (!lm_mender_has(m, i, "0x") && !lm_mender_has(m, i, "0X"))
		return i;
	for (i += 2; is_hex_digit(lm_mender_byte(m, i));)
		i++;
	return i;
}

static struct number
read_number(const struct lm_mender *m)
{
	char byte = lm_mender_byte(m, m->i);
	struct number n = {.sign = byte == '-' || byte == '+'};
	size_t i;

	n.whole = m->i + n.sign;
	n.end = hex_end(m, n.whole);
	n.is_hex = n.end > n.whole + 2;
	if (n.is_hex)
		return n;
	i = grouped_end(m, n.whole, &n.has_underscore);
	n.point = i;
	if (lm_mender_byte(m, i) == '.')
		i = digits_end(m, i + 1);
	n.part = n.exp = i;
	if (i > n.whole && (lm_mender_byte(m, i) | 0x20) == 'e') {
		i++;
		i += lm_mender_byte(m, i) == '-' || lm_mender_byte(m, i) == '+';
		n.exp = i;
		i = digits_end(m, i);
	}
	n.end = i;
	return n;
}

/* Whether a number may end at i. */
static bool
ends(const struct lm_mender *m, size_t i)
{
	char byte = lm_mender_byte(m, i);

	return i >= m->text.len || lm_json_is_space(byte) ||
	    (byte != '\0' && strchr(",]}){[;", byte) != NULL) ||
	    (m->want == LM_MENDER_KEY && byte == ':') ||
	    lm_mender_has(m, i, "/*") || lm_mender_has(m, i, "//");
}

/* Whether it has a digit, and where the text does not end with it, all of
 * them. */
static bool
is_whole(const struct lm_mender *m, const struct number *n)
{
	bool has_digit = n->point > n->whole || n->part > n->point + 1;

	return has_digit &&
	    (n->exp == n->part || n->end > n->exp || n->end == m->text.len);
}

/* Whether digits are missing at its end. */
static bool
is_begun(const struct number *n)
{
	return !n->is_hex &&
	    (n->part == n->point + 1 || (n->exp > n->part && n->end == n->exp));
}

/* Whether it is one of JSON, up to its end. */
static bool
is_strict(const struct lm_mender *m, const struct number *n)
{
	size_t n_whole = n->point - n->whole;
	bool plus = lm_mender_byte(m, m->i) == '+';

	return !plus && !n->has_underscore && n_whole > 0 && !n->is_hex &&
	    (n_whole == 1 || m->text.ptr[n->whole] != '0');
}

static enum lm_code
write_hex(struct lm_mender *m, const struct number *n)
{
	char text[HEX_TEXT];
	uint64_t value = 0;

	if (n->end - n->whole - 2 > HEX_DIGITS)
		return lm_mender_refuse(m, m->i, "a number of over 64 bits");
	for (size_t i = n->whole + 2; i < n->end; i++) {
		char byte = m->text.ptr[i];
		unsigned digit = is_digit(byte)
		    ? (unsigned)(byte - '0')
		    : (unsigned)((byte | 0x20) - 'a' + 10);

		value = value * 16 + digit;
	}
	(void)snprintf(text, sizeof(text), "%s%" PRIu64,
	    m->text.ptr[m->i] == '-' ? "-" : "", value);
	return lm_mender_replace(m, n->end, text);
}

/* The whole digits: without zeros before them and underscores in them. */
static enum lm_code
write_whole(struct lm_mender *m, const struct number *n)
{
	size_t i = n->whole;
	enum lm_code code = LM_OK;

	while (i + 1 < n->point &&
	    (m->text.ptr[i] == '0' || m->text.ptr[i] == '_'))
		i++;
	if (n->whole == n->point)
		return lm_mender_insert(m, "0");
	if (i > n->whole)
		code = lm_mender_drop(m, i);
	for (m->i = i; code == LM_OK && m->i < n->point;)
		if (m->text.ptr[m->i] == '_')
			code = lm_mender_drop(m, m->i + 1);
		else
			m->i++;
	return code;
}

static enum lm_code
write_number(struct lm_mender *m, const struct number *n)
{
	enum lm_code code = LM_OK;

	if (n->is_hex)
		return write_hex(m, n);
	if (m->text.ptr[m->i] == '+')
		code = lm_mender_drop(m, n->whole);
	m->i = n->whole;
	if (code == LM_OK)
		code = write_whole(m, n);
	m->i = n->part;
	if (code == LM_OK && n->part == n->point + 1)
		code = lm_mender_insert(m, "0");
	m->i = n->end;
	if (code == LM_OK && n->exp > n->part && n->end == n->exp)
		code = lm_mender_insert(m, "0");
	return code;
}

enum lm_code
lm_mend_number(struct lm_mender *m, bool *found, bool *is_cut)
{
	struct number n = read_number(m);
	size_t at = m->i;
	bool at_end = n.end == m->text.len;
	enum lm_code code = LM_OK;

	*is_cut = n.end == n.whole && at_end; /* a sign alone */
	*found = *is_cut || (ends(m, n.end) && (n.is_hex || is_whole(m, &n)));
	if (!*found || *is_cut)
		return LM_OK;
	if (at_end && (m->depth > 0 || is_begun(&n)))
		code = lm_mender_note(m, LM_MEND_CUT_NUMBER, at);
	if (code == LM_OK && (!is_strict(m, &n) || (is_begun(&n) && !at_end)))
		code = lm_mender_note(m, LM_MEND_NUMBER_FORM, at);
	if (code == LM_OK && (!is_strict(m, &n) || is_begun(&n)))
		code = write_number(m, &n);
	m->i = m->token_end = n.end;
	return code;
}
