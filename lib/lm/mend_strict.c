#include "lm/mend.h"

#include <stdint.h>
#include <string.h>

#include "lm/json.h"
#include "lm/mend_scan.h"

#define WORD_BITS 64
#define WORDS (LM_MEND_MAX_DEPTH / WORD_BITS + 1)

/* The levels that are open: a bit for each, set for an object. */
struct strict {
	struct lm_span text;
	size_t i;
	size_t depth;
	uint64_t objects[WORDS];
};

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static char
byte_at(const struct strict *s, size_t i)
{
	return i < s->text.len ? s->text.ptr[i] : '\0';
}

static bool
take_digits(struct strict *s)
{
	size_t from = s->i;

	while (is_digit(byte_at(s, s->i)))
		s->i++;
	return s->i > from;
}

static bool
take_number(struct strict *s)
{
	s->i += byte_at(s, s->i) == '-';
	if (byte_at(s, s->i) == '0')
		s->i++;
	else if (!take_digits(s))
		return false;
	if (byte_at(s, s->i) == '.') {
		s->i++;
		if (!take_digits(s))
			return false;
	}
	if (byte_at(s, s->i) == 'e' || byte_at(s, s->i) == 'E') {
		s->i++;
		s->i += byte_at(s, s->i) == '-' || byte_at(s, s->i) == '+';
		return take_digits(s);
	}
	return true;
}

static bool
take_word(struct strict *s, const char *word)
{
	size_t len = strlen(word);

	if (s->text.len - s->i < len ||
	    memcmp(s->text.ptr + s->i, word, len) != 0)
		return false;
	s->i += len;
	return true;
}

static bool
take_string(struct strict *s)
{
	struct lm_span text = s->text;
	size_t i;

	if (byte_at(s, s->i) != '"')
		return false;
	for (i = s->i + 1; (i = lm_json_plain_end(text, i, '"')) < text.len;) {
		size_t len;

		if (text.ptr[i] == '"') {
			s->i = i + 1;
			return true;
		}
		len = lm_mend_escape_len(text, i);
		if (len == 0)
			break;
		i += len;
	}
	s->i = i;
	return false;
}

static void
skip_space(struct strict *s)
{
	if (s->i < s->text.len && (unsigned char)s->text.ptr[s->i] <= ' ')
		s->i = lm_json_space_end(s->text, s->i);
}

static bool
in_object(const struct strict *s)
{
	size_t i = s->depth - 1;

	return (s->objects[i / WORD_BITS] >> i % WORD_BITS & 1) != 0;
}

static bool
take_open(struct strict *s, bool is_object)
{
	uint64_t *word = &s->objects[s->depth / WORD_BITS];
	uint64_t bit = UINT64_C(1) << s->depth % WORD_BITS;

	if (s->depth == LM_MEND_MAX_DEPTH)
		return false;
	*word = is_object ? *word | bit : *word & ~bit;
	s->depth++;
	s->i++;
	return true;
}

static bool
take_key(struct strict *s)
{
	if (!take_string(s))
		return false;
	skip_space(s);
	if (byte_at(s, s->i) != ':')
		return false;
	s->i++;
	skip_space(s);
	return true;
}

/* A scalar, an empty container or, with *opened, the beginning of another. */
static bool
take_value(struct strict *s, bool *opened)
{
	char byte = byte_at(s, s->i);

	*opened = false;
	if (byte == '"')
		return take_string(s);
	if (byte == '-' || is_digit(byte))
		return take_number(s);
	if (byte != '{' && byte != '[')
		return take_word(s, "true") || take_word(s, "false") ||
		    take_word(s, "null");
	if (!take_open(s, byte == '{'))
		return false;
	skip_space(s);
	if (byte_at(s, s->i) == (byte == '{' ? '}' : ']')) {
		s->i++;
		s->depth--;
		return true;
	}
	*opened = true;
	return byte == '[' || take_key(s);
}

/* What follows a value: true with depth 0, or before the next value. */
static bool
take_next(struct strict *s)
{
	while (s->depth > 0) {
		bool object = in_object(s);
		char byte;

		skip_space(s);
		byte = byte_at(s, s->i);
		if (byte == ',') {
			s->i++;
			skip_space(s);
			return !object || take_key(s);
		}
		if (byte != (object ? '}' : ']'))
			return false;
		s->i++;
		s->depth--;
	}
	return true;
}

bool
lm_mend_is_json(struct lm_span text, size_t from, size_t *end)
{
	struct strict s = {.text = text, .i = from};
	bool good, opened;

	do {
		good = take_value(&s, &opened);
		if (good && !opened)
			good = take_next(&s);
	} while (good && s.depth > 0);
	/* Whoever looks on from here must get on. */
	*end = !good && s.i == from && from < text.len ? from + 1 : s.i;
	return good;
}
