#ifndef LM_BASE64_H
#define LM_BASE64_H

#include <stddef.h>

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

/* Append bytes, encoded.  LM_NOMEM. */
enum lm_code lm_base64_append(struct lm_buf *out, struct lm_span bytes,
    struct lm_err *err);

/*
 * Append what text decodes to.  Strict: no white space, padding as it must be,
 * no bits set that mean nothing.  LM_MALFORMED, LM_NOMEM.
 */
enum lm_code lm_base64_decode(struct lm_buf *out, struct lm_span text,
    struct lm_err *err);

#endif
