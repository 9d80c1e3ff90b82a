#ifndef LM_MEND_SCAN_H
#define LM_MEND_SCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lm/json.h"
#include "lm/span.h"

/* What is quick to look over in a string. */

/* The high bit of each byte that ends a run: below 0x20, the quote, or the
 * backslash; maybe of bytes above such a one too (Warren, Hacker's Delight,
 * 6-1). */
static inline uint64_t
lm_mend_scan_word(const char *at, char quote)
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

/* The first byte from i on that is the quote, a backslash or a control
 * character; text.len: there is none. */
static inline size_t
lm_mend_scan(struct lm_span text, size_t i, char quote)
{
	while (text.len - i >= sizeof(uint64_t) &&
	    lm_mend_scan_word(text.ptr + i, quote) == 0)
		i += sizeof(uint64_t);
	while (i < text.len && text.ptr[i] != quote && text.ptr[i] != '\\' &&
	    (unsigned char)text.ptr[i] >= 0x20)
		i++;
	return i;
}

/* The bytes of the escape at i (RFC 8259 7); 0: it is none. */
static inline size_t
lm_mend_escape_len(struct lm_span text, size_t i)
{
	if (text.ptr[i] != '\\' || text.len - i < 2)
		return 0;
	if (text.ptr[i + 1] == 'u')
		return lm_json_code_unit(text, i) == LM_JSON_NO_UNIT ? 0 : 6;
	return text.ptr[i + 1] != '\0' &&
		strchr("\"\\/bfnrt", text.ptr[i + 1]) != NULL
	    ? 2
	    : 0;
}

/* Past the comment sign at or behind i, or text.len. */
static inline size_t
lm_mend_block_end(struct lm_span text, size_t i)
{
	while (i < text.len) {
		const char *at = memchr(text.ptr + i, '*', text.len - i);

		if (at == NULL)
			break;
		i = (size_t)(at - text.ptr) + 1;
		if (i < text.len && text.ptr[i] == '/')
			return i + 1;
	}
	return text.len;
}

#endif
