#include <string.h>

#include "number.h"

#define PSEUDONYM 8  /* characters in a mask */
#define MASK_NAME 64 /* bytes of the name in a mask */

/* U+2007, U+2009, U+202F; U+2010 to U+2013. */
static char
wide_separator(const char *at)
{
	if (memcmp(at, "\xe2\x80", 2) != 0)
		return '\0';
	switch ((unsigned char)at[2]) {
	case 0x87:
	case 0x89:
	case 0xaf:
		return ' ';
	case 0x90:
	case 0x91:
	case 0x92:
	case 0x93:
		return '-';
	default:
		return '\0';
	}
}

size_t
number_separator(struct lm_span text, size_t i, char *as)
{
	const char *at = text.ptr + i;

	*as = '\0';
	if (i >= text.len)
		return 0;
	if (*at == ' ' || *at == '-' || *at == '.' || *at == '/') {
		*as = *at;
		return 1;
	}
	if ((unsigned char)*at < 0x80)
		return 0;
	if (text.len - i >= 2 && memcmp(at, "\xc2\xa0", 2) == 0) {
		*as = ' ';
		return 2;
	}
	if (text.len - i >= 3)
		*as = wide_separator(at);
	return *as != '\0' ? 3 : 0;
}

size_t
number_separator_before(struct lm_span text, size_t i)
{
	char as;

	if (i == 0 ||
	    ((unsigned char)text.ptr[i - 1] < 0x80 && text.ptr[i - 1] != ' ' &&
		text.ptr[i - 1] != '-'))
		return 0;
	for (size_t len = 1; len <= 3 && len <= i; len++)
		if (number_separator(text, i - len, &as) == len)
			return len;
	return 0;
}

/* After "-": of a number, or of a name such as order-123. */
static enum number_edge
edge_beside(char byte)
{
	if (is_digit(byte))
		return EDGE_WITHIN;
	return is_word(byte) ? EDGE_HANGS : EDGE_FREE;
}

enum number_edge
number_before(struct lm_span text, size_t at)
{
	char last = at > 1 ? text.ptr[at - 2] : ' ';

	if (at == 0)
		return EDGE_FREE;
	switch (text.ptr[at - 1]) {
	case '.':
	case '-':
		return edge_beside(last);
	case ',': /* a decimal comma */
		return last == '0' && !joins_before(text, at - 2) ? EDGE_WITHIN
								  : EDGE_FREE;
	case ':':
		return is_digit(last) ? EDGE_HANGS : EDGE_FREE;
	case '/':
	case '#':
	case '@':
	case '+':
	case '%':
	case '&':
	case '$':
	case '~':
		return EDGE_HANGS;
	default:
		break;
	}
	if (!joins_before(text, at))
		return EDGE_FREE;
	return last == '\\' && is_any_of(text.ptr[at - 1], "nrt") ? EDGE_FREE
								  : EDGE_WITHIN;
}

enum number_edge
number_after(struct lm_span text, size_t end)
{
	char next = end + 1 < text.len ? text.ptr[end + 1] : ' ';

	if (end >= text.len)
		return EDGE_FREE;
	switch (text.ptr[end]) {
	case '-':
		return edge_beside(next);
	case '.':
		return is_digit(next) ? EDGE_WITHIN : EDGE_FREE;
	case '/':
		return is_word(next) ? EDGE_HANGS : EDGE_FREE;
	case '@':
	case '%':
		return EDGE_HANGS;
	default:
		return joins_at(text, end) ? EDGE_WITHIN : EDGE_FREE;
	}
}

bool
number_in_mask(struct lm_span text, size_t at, size_t end)
{
	size_t i = at;

	if (end - at != PSEUDONYM || at < 2 || end == text.len ||
	    text.ptr[at - 1] != ':' || text.ptr[end] != ']')
		return false;
	for (i = at - 1; i > 0 && at - i < MASK_NAME; i--)
		if (text.ptr[i - 1] != '_' && !is_digit(text.ptr[i - 1]) &&
		    (!is_letter(text.ptr[i - 1]) ||
			text.ptr[i - 1] != to_upper(text.ptr[i - 1])))
			break;
	return i > 0 && text.ptr[i - 1] == '[';
}
