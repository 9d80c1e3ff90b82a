#ifndef REDACT_SHOW_H
#define REDACT_SHOW_H

#include <stdbool.h>

#include "mask.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * A text as detectors are to see it, byte for byte at the same places:
 *
 * - what looks like a mask and is none, as "[HUNTER]" in place of a password,
 *   has "!" in place of its bracket, for they take it for one, whatever its
 *   label;
 * - escapes of JSON (RFC 8259 §7) that are a part of the text, as of JSON that
 *   is cut short or has words around it, are what they mean, with spaces before
 *   it: "\\n4111" is a line end and a number.  So, too, behind several
 *   backslashes.
 *
 * *shown is the text itself where it has neither, else it is in copy; *moved
 * tells that there were escapes, so that its marks are others.  O(length).
 * LM_NOMEM.
 */
enum lm_code show_text(const struct masks *masks, struct lm_span text,
    struct lm_buf *copy, struct lm_span *shown, bool *moved,
    struct lm_err *err);

#endif
