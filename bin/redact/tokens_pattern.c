#include "tokens_table.h"

#include <stdint.h>
#include <string.h>

#include "detect.h"

/* A part of a pattern: bytes of a class, or one byte. */
struct part {
	char class; /* 0: the byte at "is" */
	char is;
	size_t min;
	size_t max;
	bool special; /* one of "!()", which matches nothing */
};

/* A set of ASCII characters: bit 1 << c of the first word, or of the second
 * for those from 64 on. */
struct set {
	uint64_t low;
	uint64_t high;
};

#define BIT(c) (UINT64_C(1) << ((c) % 64))
#define DIGITS (UINT64_C(0x3ff) << '0')
#define CAPITALS (UINT64_C(0x3ffffff) << ('A' - 64))
#define SMALLS (UINT64_C(0x3ffffff) << ('a' - 64))
#define LETTERS (CAPITALS | SMALLS)

/* By the character after "%". */
static const struct set sets[128] = {
    ['d'] = {DIGITS, 0},
    ['h'] = {DIGITS, UINT64_C(0x3f) << ('a' - 64)},
    ['x'] = {DIGITS,
	UINT64_C(0x3f) << ('a' - 64) | UINT64_C(0x3f) << ('A' - 64)},
    ['z'] = {0, SMALLS},
    ['l'] = {DIGITS, SMALLS},
    ['u'] = {DIGITS, CAPITALS},
    ['c'] = {0, LETTERS},
    ['a'] = {DIGITS, LETTERS},
    ['w'] = {DIGITS, LETTERS | BIT('_')},
    ['t'] = {DIGITS | BIT('-'), LETTERS | BIT('_')},
    ['p'] = {DIGITS | BIT('.') | BIT('=') | BIT('-'), LETTERS | BIT('_')},
    ['b'] = {DIGITS | BIT('+') | BIT('/'), LETTERS},
    ['s'] = {DIGITS | BIT('=') | BIT('-'), LETTERS | BIT('_')},
    ['2'] = {UINT64_C(0x3f) << '2', CAPITALS},
    ['e'] = {BIT('='), 0},
    ['q'] = {DIGITS | BIT('%') | BIT('+') | BIT('/') | BIT('=') | BIT('.') |
	    BIT('-'),
	LETTERS | BIT('_')},
    ['v'] = {DIGITS | BIT('.') | BIT('-'), LETTERS | BIT('_') | BIT('~')},
    ['%'] = {BIT('%'), 0},
};

static bool
set_has(const struct set *set, char byte)
{
	unsigned value = (unsigned char)byte;

	return value < 128 &&
	    ((value < 64 ? set->low : set->high) >> (value & 63) & 1) != 0;
}

static const char *
read_number(const char *at, size_t *value)
{
	*value = 0;
	for (; is_digit(*at); at++)
		*value = *value * 10 + (size_t)(*at - '0');
	return at;
}

/* Read one part, and return what follows it. */
static const char *
read_part(const char *at, struct part *part)
{
	*part = (struct part){.is = *at, .min = 1, .max = 1};
	if (*at == '!' || *at == '(' || *at == ')')
		part->special = true;
	if (*at++ != '%')
		return at;
	part->class = *at++;
	if (*at != '{')
		return at;
	at = read_number(at + 1, &part->min);
	part->max = part->min;
	if (*at == ',')
		at = read_number(at + 1, &part->max);
	return at + 1;
}

/* How many bytes at i the part takes, at most its max. */
static size_t
part_takes(const struct part *part, struct lm_span text, size_t i)
{
	const struct set set = sets[(unsigned char)part->class];
	size_t n = 0, max;

	if (part->class == 0)
		return i < text.len && text.ptr[i] == part->is;
	max = text.len - i < part->max ? text.len - i : part->max;
	while (n < max && set_has(&set, text.ptr[i + n]))
		n++;
	return n;
}

/* Whether a token ends before i: no further letter, digit or "_", nor what
 * its last part is made of. */
static bool
ends_at(const struct part *last, struct lm_span text, size_t i)
{
	const struct set set = sets[(unsigned char)last->class];
	char byte;

	if (i >= text.len)
		return true;
	byte = text.ptr[i];
	if (last->class == 'e' || last->class == 0)
		return !is_word(byte);
	return !is_word(byte) &&
	    (byte == '.' || byte == '=' || !set_has(&set, byte));
}

bool
pattern_match(const char *pattern, struct lm_span text, size_t at,
    struct match *match)
{
	struct part part = {0}, last = {0};
	size_t i = at, from = at, to = 0, body = 0;
	bool opened = false, has_body = false;

	while (*pattern != '\0') {
		size_t n;

		pattern = read_part(pattern, &part);
		if (part.special) {
			if (part.is == '(')
				from = i;
			else if (part.is == ')')
				to = i;
			opened = opened || part.is == ')';
			continue;
		}
		n = part_takes(&part, text, i);
		if (n < part.min)
			return false;
		if (part.max > 1 && !has_body)
			body = i;
		has_body = has_body || part.max > 1;
		last = part;
		i += n;
	}
	if (!ends_at(&last, text, i))
		return false;
	/* The full stop of a sentence, where the alphabet has one. */
	while (i > at && text.ptr[i - 1] == '.')
		i--;
	match->token = lm_span(text.ptr + at, i - at);
	match->secret = lm_span(text.ptr + from, (opened ? to : i) - from);
	match->body = has_body && body < i ? lm_span(text.ptr + body, i - body)
					   : match->token;
	return true;
}

size_t
pattern_offset(const char *pattern, const char **mark)
{
	const char *at = pattern;
	struct part part;
	size_t n = 0;

	if (strchr(pattern, '!') == NULL) {
		*mark = pattern;
		return 0;
	}
	for (; *at != '!'; n += part.special ? 0 : part.min)
		at = read_part(at, &part);
	*mark = at + 1;
	return n;
}

struct start
pattern_start(const char *mark)
{
	struct start start = {.literal = {mark, strcspn(mark, "%!()")}};
	struct part part;

	if (start.literal.len > 0 || *mark != '%')
		return start;
	mark = read_part(mark, &part);
	start.class = part.class;
	start.min = part.min;
	start.max = part.max;
	if (*mark == '(' || *mark == ')')
		mark++;
	start.then = *mark == '%' ? '\0' : *mark;
	return start;
}

bool
pattern_begins(const struct start *start, char byte)
{
	if (start->class != '\0' && start->min > 0)
		return set_has(&sets[(unsigned char)start->class], byte);
	return start->literal.len == 0 || start->literal.ptr[0] == byte;
}
