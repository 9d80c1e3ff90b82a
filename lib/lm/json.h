#ifndef LM_JSON_H
#define LM_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lm/span.h"

/*
 * The little of JSON's grammar (RFC 8259) that edits of the source need:
 * where a token ends.  The text has been parsed before, so that these
 * functions only look, and never judge.
 */

/* Whether byte is JSON white space (RFC 8259 §2). */
static inline bool
lm_json_is_space(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* Where white space ends in text, from i. */
size_t lm_json_space_end(struct lm_span text, size_t i);

/* The high bit of each of 8 bytes that is below 0x20, the quote or a backslash;
 * maybe of bytes above such a one too (Warren, Hacker's Delight, 6-1). */
static inline uint64_t
lm_json_not_plain(const char *at, char quote)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t bytes, quotes, slashes;

	memcpy(&bytes, at, sizeof(bytes));
	quotes = bytes ^ (ones * (unsigned char)quote);
	slashes = bytes ^ (ones * '\\');
	return (((bytes - ones * 0x20) & ~bytes) | ((quotes - ones) & ~quotes) |
		   ((slashes - ones) & ~slashes)) &
	    (ones * 0x80);
}

/* The first byte from i on, i <= text.len, that does not stand for itself in a
 * string: the quote, a backslash or a control character; or text.len. */
static inline size_t
lm_json_plain_end(struct lm_span text, size_t i, char quote)
{
	while (text.len - i >= sizeof(uint64_t) &&
	    lm_json_not_plain(text.ptr + i, quote) == 0)
		i += sizeof(uint64_t);
	while (i < text.len && text.ptr[i] != quote && text.ptr[i] != '\\' &&
	    (unsigned char)text.ptr[i] >= 0x20)
		i++;
	return i;
}

/* The end of the string whose opening quote is at i.  O(length). */
size_t lm_json_string_end(struct lm_span text, size_t i);

/*
 * The end of the JSON value that starts at text.ptr[i]; text is valid JSON
 * there.  String-aware, not recursive.  O(length).
 */
size_t lm_json_value_end(struct lm_span text, size_t i);

/* The UTF-16 code unit of the \uXXXX at i; LM_JSON_NO_UNIT: there is none. */
#define LM_JSON_NO_UNIT UINT32_MAX
uint32_t lm_json_code_unit(struct lm_span text, size_t i);

/* Whether a code unit is the first or the second of a surrogate pair. */
static inline bool
lm_json_is_high(uint32_t unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static inline bool
lm_json_is_low(uint32_t unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/*
 * Turn every lone surrogate escape (\ud800 without its partner) of a JSON text
 * into \ufffd, which is as long.  Whether there was one.
 */
bool lm_json_mend_surrogates(char *text, size_t len);

#endif
