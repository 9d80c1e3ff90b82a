#ifndef SEARCH_KEPT_H
#define SEARCH_KEPT_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/record.h"
#include "lm/span.h"

#include "lm/edit.h"

/*
 * The bytes of a record that is among the best of one query or of several,
 * each of which holds it.  Not for use by several threads at once.
 */
struct kept;

/* A copy of bytes, held once; NULL when there is no memory. */
struct kept *kept_new(struct lm_span bytes);

/* Hold it once more, or once less; at the last it is freed.  NULL is fine. */
struct kept *kept_hold(struct kept *kept);
void kept_release(struct kept *kept);

/* The bytes; they live until the last kept_release. */
struct lm_span kept_bytes(const struct kept *kept);

/*
 * Edits that take all members of this name from a record, which is an object,
 * each with the comma that is then too much.  All else stays byte for byte.
 * The list must be empty before.  LM_NOMEM.  O(record).
 */
enum lm_code kept_without(const struct lm_record *record, struct lm_span name,
    struct lm_edits *edits, struct lm_err *err);

#endif
