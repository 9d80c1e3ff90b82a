#ifndef ROUTE_LEDGER_H
#define ROUTE_LEDGER_H

#include <stdint.h>

#include "decide.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/journal.h"

/*
 * The ledger: a line for each decision, with what it was decided by and no
 * text of the job (lmob-record(5)).  Names that a job brings (task, stage,
 * model, flags) are kept only where the manifest has them, as they could be
 * text, too; in place of one that it has not stands false.
 */

extern const char *const stamp_names[]; /* by enum lm_stamp_state */
#define N_STAMP_STATES 6

/*
 * Open the ledger for a run: the manifest is put beside it, as
 * manifest-<fingerprint>.jsonc, unless it is there; lines older than
 * retention.ledger_days are dropped.  LM_IO; LM_NOMEM.
 */
enum lm_code ledger_open(const char *path, const struct rules *rules,
    int64_t now_ns, struct lm_journal **journal, struct lm_err *err);

/* Append the line of a decision.  LM_NOMEM. */
enum lm_code ledger_line(const struct rules *rules, struct signals *signals,
    const struct decision *decision, int64_t now_ns, struct lm_buf *out,
    struct lm_err *err);

/*
 * Read a job back from a ledger's line: what was known then is known again,
 * but no text.  False: it is no line of a ledger.
 */
bool ledger_job(const struct lm_record *line, struct job *job);

/* Append the sentence that a ledger's line comes to, with its newline. */
enum lm_code ledger_say(const struct lm_record *line, struct lm_buf *out,
    struct lm_err *err);

#endif
