#ifndef LM_BASE64_WIDE_H
#define LM_BASE64_WIDE_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Base64 read 32 characters at once, where the processor can: a part of
 * base64, whose plain loop goes on where this ends.
 */

/* What is written behind the bytes that count. */
#define LM_BASE64_WIDE_SLACK 4

/*
 * Decode whole steps of 32 characters from text on, up to one that has another
 * character than those of the alphabet, or less than 32 before n; how many
 * characters were decoded.  Each 4 become 3 bytes of out, which has room for
 * LM_BASE64_WIDE_SLACK more.  0 on a processor that cannot.  0.1 ns a
 * character.
 */
size_t lm_base64_wide(const char *text, size_t n, unsigned char *out);

#endif
