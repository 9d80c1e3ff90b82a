#include "lm/mend_look.h"

#include <string.h>

/* A key or a short value that is looked for ahead is not longer. */
#define LOOK_AHEAD 1024

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool
is_letter(char byte)
{
	return ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z') ||
	    (unsigned char)byte >= 0x80;
}

bool
lm_mend_is_name(char byte)
{
	return is_letter(byte) || is_digit(byte) || byte == '_' ||
	    byte == '$' || byte == '-';
}

enum lm_mend_context
lm_mend_context(const struct lm_mender *m)
{
	if (m->want == LM_MENDER_KEY)
		return LM_MEND_AT_KEY;
	if (m->depth == 0 || m->levels[m->depth - 1].kind == LM_MENDER_LIST)
		return LM_MEND_AT_ROOT;
	return lm_mender_in(m, LM_MENDER_OBJECT) ? LM_MEND_AT_MEMBER
						 : LM_MEND_AT_ELEMENT;
}

static bool
ends_token(const struct lm_mender *m, size_t i)
{
	char byte = lm_mender_byte(m, i);

	return i >= m->text.len || lm_json_is_space(byte) ||
	    (byte != '\0' && strchr(",:]})/", byte) != NULL);
}

size_t
lm_mend_literal_end(const struct lm_mender *m, size_t i)
{
	static const char *const words[] = {"true", "false", "null", "True",
	    "False", "None", "TRUE", "FALSE", "NULL", "Null"};

	if (!is_letter(lm_mender_byte(m, i)))
		return i;
	for (size_t k = 0; k < sizeof(words) / sizeof(words[0]); k++)
		if (lm_mender_has(m, i, words[k]) &&
		    ends_token(m, i + strlen(words[k])))
			return i + strlen(words[k]);
	return i;
}

static bool
number_at(const struct lm_mender *m, size_t i)
{
	size_t most = i + LOOK_AHEAD, from;

	i += lm_mender_byte(m, i) == '-';
	for (from = i; i < most; i++)
		if (!is_digit(lm_mender_byte(m, i)) &&
		    lm_mender_byte(m, i) != '.')
			break;
	return i > from && ends_token(m, i);
}

bool
lm_mend_value_at(const struct lm_mender *m, size_t i)
{
	size_t len;
	char byte = lm_mender_byte(m, i);

	return byte == '{' || byte == '[' || number_at(m, i) ||
	    lm_mend_quote(m, i, &len) != LM_MEND_NO_QUOTE ||
	    lm_mend_literal_end(m, i) > i;
}

/* Whether a colon is at i, and what should follow it. */
static bool
colon_at(const struct lm_mender *m, size_t i, bool strict)
{
	i = lm_mender_space_end(m, i);
	if (lm_mender_byte(m, i) != ':' || lm_mender_has(m, i, "://"))
		return false;
	return !strict || lm_mend_value_at(m, lm_mender_space_end(m, i + 1));
}

/* Past the string at i, if it ends before long; 0: it does not, or none is
 * there. */
static size_t
string_end(const struct lm_mender *m, size_t i)
{
	size_t len, end;
	enum lm_mend_quote opening = lm_mend_quote(m, i, &len);

	if (opening == LM_MEND_NO_QUOTE)
		return 0;
	end = lm_mend_quote_next(m, i + len, i + LOOK_AHEAD, opening);
	if (end >= m->text.len || end >= i + LOOK_AHEAD)
		return 0;
	(void)lm_mend_quote(m, end, &len);
	return end + len;
}

bool
lm_mend_key_at(const struct lm_mender *m, size_t i, bool strict)
{
	size_t end = string_end(m, i);

	return end > 0 && colon_at(m, end, strict);
}

bool
lm_mend_bare_key_at(const struct lm_mender *m, size_t i, bool strict)
{
	size_t end = i;

	while (end < i + LOOK_AHEAD && lm_mend_is_name(lm_mender_byte(m, end)))
		end++;
	return end > i && colon_at(m, end, strict);
}

bool
lm_mend_string_at(const struct lm_mender *m, enum lm_mend_context context,
    size_t i)
{
	size_t end = string_end(m, i);

	return end > 0 && lm_mend_follows(m, context, end, true);
}

/* What follows a comma in an array, after a string with a lone quote in it. */
static bool
element_at(const struct lm_mender *m, size_t i)
{
	size_t len, end;
	char byte;

	if (lm_mend_quote(m, i, &len) == LM_MEND_NO_QUOTE)
		return i >= m->text.len || lm_mender_byte(m, i) == ']' ||
		    lm_mend_value_at(m, i);
	end = string_end(m, i);
	if (end == 0)
		return false;
	i = lm_mender_space_end(m, end);
	byte = lm_mender_byte(m, i);
	return i >= m->text.len || byte == ',' || byte == ']';
}

/* The same in an object. */
static bool
member_at(const struct lm_mender *m, size_t i)
{
	return i >= m->text.len || lm_mender_byte(m, i) == '}' ||
	    lm_mend_key_at(m, i, true) || lm_mend_bare_key_at(m, i, true);
}

/* What follows a comma, where the quotes so far are in pairs. */
static bool
even_member_at(const struct lm_mender *m, size_t i)
{
	size_t len;
	char byte = lm_mender_byte(m, i);

	if (i >= m->text.len || lm_mend_quote(m, i, &len) != LM_MEND_NO_QUOTE)
		return true;
	if (byte != '\0' && strchr("},/#{", byte) != NULL)
		return true;
	return lm_mender_has(m, i, "...") || lm_mend_bare_key_at(m, i, false);
}

/* Whether what is behind the bracket at i fits the level around this one. */
static bool
closed_at(const struct lm_mender *m, size_t i)
{
	bool is_root = m->depth <= 1;
	char byte;

	i = lm_mender_space_end(m, i + 1);
	byte = lm_mender_byte(m, i);
	if (i >= m->text.len || byte == '}' || byte == ']' ||
	    lm_mender_has(m, i, "```"))
		return true;
	if (byte != ',')
		return false;
	i = lm_mender_space_end(m, i + 1);
	if (is_root)
		return i >= m->text.len || lm_mender_byte(m, i) == '{' ||
		    lm_mender_byte(m, i) == '[';
	return m->levels[m->depth - 2].kind == LM_MENDER_OBJECT
	    ? member_at(m, i)
	    : element_at(m, i);
}

static bool
quote_at(const struct lm_mender *m, size_t i)
{
	size_t len;

	return lm_mend_quote(m, i, &len) != LM_MEND_NO_QUOTE;
}

/* Comments, fences and the like, in every context. */
static bool
aside_at(const struct lm_mender *m, size_t i)
{
	return lm_mender_has(m, i, "//") || lm_mender_has(m, i, "/*") ||
	    lm_mender_has(m, i, "# ") || lm_mender_has(m, i, "...") ||
	    lm_mender_has(m, i, "```");
}

static bool
plus_at(const struct lm_mender *m, size_t i)
{
	if (lm_mender_byte(m, i) != '+')
		return false;
	i = lm_mender_space_end(m, i + 1);
	return quote_at(m, i) || lm_mender_has(m, i, "/*") ||
	    lm_mender_has(m, i, "//");
}

static bool
follows_key(const struct lm_mender *m, size_t i, bool odd)
{
	char byte = lm_mender_byte(m, i);

	if (byte == ':')
		return true;
	if (odd)
		return false;
	return (byte != '\0' && strchr("},]", byte) != NULL) ||
	    lm_mend_value_at(m, i) || aside_at(m, i);
}

static bool
follows_member(const struct lm_mender *m, size_t i, bool odd, bool new_line)
{
	switch (lm_mender_byte(m, i)) {
	case '}':
		return !odd || closed_at(m, i);
	case ']':
		return (!odd || m->n_open[LM_MENDER_ARRAY] > 0) &&
		    closed_at(m, i);
	case ',':
		i = lm_mender_space_end(m, i + 1);
		return odd ? member_at(m, i) : even_member_at(m, i);
	case '{':
		return !odd && m->depth > 1;
	default:
		return lm_mend_key_at(m, i, odd) ||
		    (!odd && lm_mend_bare_key_at(m, i, !new_line)) ||
		    (!odd && aside_at(m, i));
	}
}

/* A string at i, in an array, whose own end is in doubt: of two quotes side
 * by side the second is the end where a comma or a bracket follows it. */
static bool
follows_with_string(const struct lm_mender *m, size_t i, bool adjacent)
{
	size_t len;
	char byte;

	(void)lm_mend_quote(m, i, &len);
	i = lm_mender_space_end(m, i + len);
	byte = lm_mender_byte(m, i);
	return !adjacent || (byte != ',' && byte != ']');
}

static bool
follows_element(const struct lm_mender *m, size_t i, bool odd, bool adjacent)
{
	switch (lm_mender_byte(m, i)) {
	case ']':
		return !odd || closed_at(m, i);
	case '}':
	case ':':
		return !odd;
	case ')':
		return m->n_open[LM_MENDER_TUPLE] + m->n_open[LM_MENDER_CALL] >
		    0;
	case ',':
		return !odd || element_at(m, lm_mender_space_end(m, i + 1));
	default:
		if (odd)
			return false;
		if (quote_at(m, i))
			return follows_with_string(m, i, adjacent);
		return lm_mend_value_at(m, i) || aside_at(m, i);
	}
}

static bool
follows_root(const struct lm_mender *m, size_t i)
{
	char byte = lm_mender_byte(m, i);

	return (byte == ',' || byte == ';') &&
	    lm_mender_space_end(m, i + 1) >= m->text.len;
}

bool
lm_mend_follows(const struct lm_mender *m, enum lm_mend_context context,
    size_t i, bool odd)
{
	size_t at = lm_mender_space_end(m, i);

	if (at >= m->text.len)
		return true;
	if (context != LM_MEND_AT_KEY && plus_at(m, at))
		return !odd;
	switch (context) {
	case LM_MEND_AT_KEY:
		return follows_key(m, at, odd);
	case LM_MEND_AT_MEMBER:
		return follows_member(m, at, odd,
		    memchr(m->text.ptr + i, '\n', at - i) != NULL);
	case LM_MEND_AT_ELEMENT:
		return follows_element(m, at, odd, at == i);
	case LM_MEND_AT_ROOT:
		return follows_root(m, at);
	}
	return false;
}
