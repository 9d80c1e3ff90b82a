#ifndef ROUTE_SAY_H
#define ROUTE_SAY_H

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Append before, a name that a job brings, and after.  The name may hold
 * anything: of a long one only the start is said, and "...", so that a reason
 * stays a sentence.  LM_NOMEM.
 */
enum lm_code say_brought(struct lm_buf *out, const char *before,
    struct lm_span name, const char *after, struct lm_err *err);

#endif
