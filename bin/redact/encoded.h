#ifndef REDACT_ENCODED_H
#define REDACT_ENCODED_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Texts in base64 (RFC 4648 §4 and §5, padded or not) within a text; also in
 * lines of equal length, as MIME has them.
 */
#define ENCODED_LEAST 16 /* characters: 12 bytes */

/*
 * The next part of text, from *at on, that may be base64: ENCODED_LEAST
 * characters or more of its alphabets, then padding.  *at is at first the start
 * of a run that the scan has marked, and moves behind the part; false when the
 * run has no more.  O(length of the run) for all its parts.
 */
bool encoded_next(struct lm_span text, size_t *at, struct lm_span *part);

/* Whether there may be a text at all in the run that begins at i: none for
 * nearly all runs that are something else.  O(1), but for a path in the run. */
bool encoded_may_be(struct lm_span text, size_t i);

/*
 * Append to *out what a part holds, and *is becomes true, if that is a text:
 * UTF-8 without control characters other than tabs and line ends.  What begins
 * within the part, behind a "/" that belongs to a path, is found as well: part
 * becomes what was decoded.  LM_NOMEM.
 */
enum lm_code encoded_decode(struct lm_span *part, struct lm_buf *out, bool *is,
    struct lm_err *err);

#endif
