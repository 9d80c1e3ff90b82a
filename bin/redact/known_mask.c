#include "known_mask.h"

#include <string.h>

#include "detect.h"

#define PSEUDONYM 8
#define MAX_MASK (KNOWN_MASK_LABEL + PSEUDONYM + 3)

/* How far a dense run is looked at, to either side. */
#define DENSE_REACH 48
/* It has at least this many bytes, ... */
#define DENSE_MIN 64
/* ... of which one in so many is a letter or digit of another class than the one
 * before it: 58 % of random base64, few of names, paths and dates. */
#define DENSE_TURNS 3

static bool
is_label(char byte)
{
	return (byte >= 'A' && byte <= 'Z') || is_digit(byte) || byte == '_';
}

static bool
is_pseudonym(char byte)
{
	return (byte >= 'a' && byte <= 'z') || is_digit(byte);
}

size_t
known_mask_at(struct lm_span text, size_t i)
{
	size_t at = i + 1, end;

	if (i >= text.len || text.ptr[i] != '[')
		return 0;
	while (at < text.len && at - i <= KNOWN_MASK_LABEL &&
	    is_label(text.ptr[at]))
		at++;
	if (at == i + 1 || at == text.len)
		return 0;
	if (text.ptr[at] == ':') {
		end = at + 1 + PSEUDONYM;
		for (at++; at < end && at < text.len; at++)
			if (!is_pseudonym(text.ptr[at]))
				return 0;
	}
	return at < text.len && text.ptr[at] == ']' ? at + 1 - i : 0;
}

/* Where the mask begins that has the byte before i, or may have: its bracket;
 * i: there is none. */
static size_t
bracket_before(struct lm_span text, size_t i)
{
	for (size_t at = i; at > 0 && i - at < MAX_MASK; at--) {
		char byte = text.ptr[at - 1];

		if (byte == '[')
			return at - 1;
		if (!is_label(byte) && !is_pseudonym(byte) && byte != ':')
			break;
	}
	return i;
}

bool
known_mask_around(struct lm_span text, size_t i)
{
	size_t from = bracket_before(text, i);

	return from < i && from + known_mask_at(text, from) > i;
}

bool
known_mask_in(struct lm_span text)
{
	size_t i = 0;
	const char *at;

	while (i < text.len &&
	    (at = memchr(text.ptr + i, '[', text.len - i)) != NULL) {
		i = (size_t)(at - text.ptr);
		if (known_mask_at(text, i) > 0)
			return true;
		i++;
	}
	return false;
}

/* What a character of base64 is; the alphabets of RFC 4648. */
enum class {
	CLASS_NONE,
	CLASS_SIGN,
	CLASS_CAPITAL,
	CLASS_SMALL,
	CLASS_DIGIT,
};

static enum class class_of(char byte) {
	if (byte >= 'a' && byte <= 'z') return CLASS_SMALL;
	if (byte >= 'A' && byte <= 'Z') return CLASS_CAPITAL;
	if (is_digit(byte)) return CLASS_DIGIT;
	return byte == '+' || byte == '/' || byte == '=' || byte == '-' ||
		byte == '_'
	    ? CLASS_SIGN
	    : CLASS_NONE;
}

static bool turns(enum class left, enum class right)
{
	return left != right && left != CLASS_SIGN && right != CLASS_SIGN;
}

bool
known_mask_dense(struct lm_span text, size_t at, size_t end)
{
	size_t from = at, to = end, n = 0;
	enum class last, class;

	while (from > 0 && at - from < DENSE_REACH &&
	    class_of(text.ptr[from - 1]) != CLASS_NONE)
		from--;
	while (to < text.len && to - end < DENSE_REACH &&
	    class_of(text.ptr[to]) != CLASS_NONE)
		to++;
	last = CLASS_SIGN;
	for (size_t i = from; i < to; i++, last = class) {
		class = class_of(text.ptr[i]);
		if (class == CLASS_NONE)
			return false;
		if (turns(last, class))
			n++;
	}
	return to - from >= DENSE_MIN && n * DENSE_TURNS > to - from;
}
