#ifndef ROUTE_NOTES_H
#define ROUTE_NOTES_H

#include "rules.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * Append what in a manifest is no mistake but may not be meant, for people: a
 * line "note: FILE:LINE:COLUMN: ..." each, in the order of the kinds of notes
 * and then of the file.  LM_NOMEM; LM_USAGE for a $LMOB_NOW that is no time.
 * O(file) for a note, O(n^2) for n names.
 */
enum lm_code notes_append(const struct rules *rules, struct lm_buf *out,
    struct lm_err *err);

#endif
