#ifndef ROUTE_LEDGER_AGE_H
#define ROUTE_LEDGER_AGE_H

#include <stdint.h>

#include "sink.h"

#include "lm/err.h"
#include "lm/record.h"

/*
 * Whether a journal is a ledger: it is empty, or one of its lines is a line of
 * one; or it holds nothing but what a crash leaves of one, and at least the
 * start of a line.  LM_USAGE where it is not; LM_IO; LM_NOMEM.
 */
enum lm_code ledger_check(struct lm_journal *journal, const char *path,
    struct lm_parser *parser, struct lm_err *err);

/*
 * Drop the decisions that are older than that, wherever they stand, by the
 * system's clock or $LMOB_NOW, whichever is earlier.  What a crash leaves (the
 * start of a line, a run of NULs, an empty line) goes with the line before it,
 * or at once where there is none, unless it has a time of its own.  All else
 * that is no line of a ledger stays.  Counts in sink.  LM_IO; LM_NOMEM.
 */
enum lm_code ledger_drop_old(struct sink *sink, uint64_t days,
    struct lm_parser *parser, struct lm_err *err);

#endif
