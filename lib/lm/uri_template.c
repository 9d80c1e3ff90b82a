#include "lm/uri.h"

#include <string.h>

#include "lm/uri_chars.h"

static bool
is(char byte, unsigned bits)
{
	return (lm_uri_chars[(unsigned char)byte] & bits) != 0;
}

/* Move *i past varchars.  False: there is none. */
static bool
pass_name_part(struct lm_span text, size_t *i)
{
	size_t from = *i;

	while (*i < text.len) {
		if (is(text.ptr[*i], LM_URI_ALPHA | LM_URI_DIGIT) ||
		    text.ptr[*i] == '_')
			(*i)++;
		else if (lm_uri_escape_at(text, *i))
			*i += 3;
		else
			break;
	}
	return *i > from;
}

/* Move *i past ":" and a number from 1 to 9999, if it is at a ":". */
static bool
pass_prefix(struct lm_span text, size_t *i)
{
	size_t from = *i + 1;

	if (*i == text.len || text.ptr[*i] != ':')
		return true;
	*i = from;
	while (*i < text.len && *i - from < 4 && is(text.ptr[*i], LM_URI_DIGIT))
		(*i)++;
	return *i > from && text.ptr[from] != '0';
}

/* Move *i past a varspec.  False: there is none. */
static bool
pass_variable(struct lm_span text, size_t *i)
{
	for (;;) {
		if (!pass_name_part(text, i))
			return false;
		if (*i == text.len || text.ptr[*i] != '.')
			break;
		(*i)++;
	}
	if (*i < text.len && text.ptr[*i] == '*') {
		(*i)++;
		return true;
	}
	return pass_prefix(text, i);
}

/* Move *i, which is at a "{", past an expression.  False: there is none. */
static bool
pass_expression(struct lm_span text, size_t *i)
{
	static const char operators[] = "+#./;?&=,!@|";

	(*i)++;
	if (*i < text.len &&
	    memchr(operators, text.ptr[*i], sizeof(operators) - 1) != NULL)
		(*i)++;
	for (;;) {
		if (!pass_variable(text, i) || *i == text.len)
			return false;
		if (text.ptr[*i] == '}')
			break;
		if (text.ptr[*i] != ',')
			return false;
		(*i)++;
	}
	(*i)++;
	return true;
}

bool
lm_uri_is_template(struct lm_span text)
{
	static const char extra[] = "#[]";
	size_t i = 0;

	while (i < text.len) {
		char byte = text.ptr[i];
		size_t n;

		if (is(byte, LM_URI_QUERY) ||
		    memchr(extra, byte, sizeof(extra) - 1) != NULL)
			i++;
		else if (lm_uri_escape_at(text, i))
			i += 3;
		else if (byte == '{') {
			if (!pass_expression(text, &i))
				return false;
		} else {
			n = lm_uri_wide_at(text, i, LM_URI_PRIVATE);
			if (n == 0)
				return false;
			i += n;
		}
	}
	return true;
}

bool
lm_uri_is_pointer(struct lm_span text)
{
	const char *at = text.ptr, *end;

	if (text.len == 0)
		return true;
	if (*at != '/')
		return false;
	end = text.ptr + text.len;
	while ((at = memchr(at, '~', (size_t)(end - at))) != NULL) {
		if (end - at < 2 || (at[1] != '0' && at[1] != '1'))
			return false;
		at += 2;
	}
	return true;
}

/* Move *i past a whole number without leading zeros.  False: there is none. */
static bool
pass_number(struct lm_span text, size_t *i)
{
	size_t from = *i;

	while (*i < text.len && is(text.ptr[*i], LM_URI_DIGIT))
		(*i)++;
	return *i > from && (text.ptr[from] != '0' || *i == from + 1);
}

bool
lm_uri_is_relative_pointer(struct lm_span text, bool has_moves)
{
	size_t i = 0;

	if (!pass_number(text, &i))
		return false;
	if (has_moves && i < text.len &&
	    (text.ptr[i] == '+' || text.ptr[i] == '-')) {
		i++;
		if (!pass_number(text, &i))
			return false;
	}
	if (text.len - i == 1 && text.ptr[i] == '#')
		return true;
	return lm_uri_is_pointer(lm_span(text.ptr + i, text.len - i));
}
