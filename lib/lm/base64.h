#ifndef LM_BASE64_H
#define LM_BASE64_H

#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/* Base64 with the standard alphabet and padding (RFC 4648 §4). */

/* Characters that len bytes become. */
static inline size_t
lm_base64_len(size_t len)
{
	return (len + 2) / 3 * 4;
}

/* What a character stands for, 0 to 63, with LM_BASE64_URL for the two that are
 * only in the alphabet for URLs (§5); or LM_BASE64_NONE. */
#define LM_BASE64_NONE 64
#define LM_BASE64_URL 128
extern const uint8_t lm_base64_values[256];

/* The same for both alphabets: 0 to 63, or LM_BASE64_NONE. */
static inline unsigned
lm_base64_value(char character)
{
	return lm_base64_values[(unsigned char)character] &
	    (LM_BASE64_URL - 1u);
}

/* Append bytes, encoded.  LM_NOMEM. */
enum lm_code lm_base64_append(struct lm_buf *out, struct lm_span bytes,
    struct lm_err *err);

/*
 * Append what text decodes to.  Strict: no white space, padding as it must be,
 * no bits set that mean nothing.  LM_MALFORMED, LM_NOMEM.  About 0.1 ns a
 * character with AVX2, else 0.7 ns.
 */
enum lm_code lm_base64_decode(struct lm_buf *out, struct lm_span text,
    struct lm_err *err);

#endif
