#ifndef ROUTE_UNESCAPE_H
#define ROUTE_UNESCAPE_H

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Append text with the escapes of JSON strings (RFC 8259 §7) undone, wherever
 * they stand; a backslash that begins none stays.  A text that holds JSON, or
 * a piece of it, so reads as what it says.  O(length).  LM_NOMEM.
 */
enum lm_code unescape(struct lm_span text, struct lm_buf *out,
    struct lm_err *err);

#endif
