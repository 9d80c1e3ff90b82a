#ifndef ROUTE_LEDGER_H
#define ROUTE_LEDGER_H

#include <stdint.h>

#include "decide.h"
#include "sink.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/record.h"

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
 * retention.ledger_days are dropped (ledger_age.h).  LM_USAGE for a file that is
 * no ledger: it stays as it is; and for a file of the manifest's name that is
 * another one.  LM_IO; LM_NOMEM.
 */
enum lm_code ledger_open(const char *path, const struct rules *rules,
    struct sink *sink, struct lm_err *err);

/* Whether root is a line of a ledger: an object that has an id, and as
 * strings a time, a lane, a cause and a manifest. */
bool ledger_is_line(yyjson_val *root);

/* A member of a line, or NULL; a string, or a span of NULL. */
yyjson_val *ledger_member(yyjson_val *obj, const char *name);
struct lm_span ledger_string(yyjson_val *obj, const char *name);

/* Read {"count"} or {"low", "high"}, low not above high; false: it is neither. */
bool ledger_tokens(yyjson_val *tokens, struct job *job);

/* Append the line of a decision.  LM_NOMEM. */
enum lm_code ledger_line(const struct rules *rules, struct signals *signals,
    const struct decision *decision, int64_t now_ns, struct lm_buf *out,
    struct lm_err *err);

/*
 * Read a job back from a ledger's line: what was known then is known again,
 * but no text.  False: it is no line of a ledger.
 */
bool ledger_job(const struct lm_record *line, struct job *job);

/* Whether a string could be taken for a number. */
bool ledger_is_number(struct lm_span text);

/* Whether an id is what --why asks for: the number or the string, or the string
 * alone where the question has quotes around it. */
bool ledger_is_id(yyjson_val *id, struct lm_span asked);

/* Append the sentence that a ledger's line comes to, with its newline. */
enum lm_code ledger_say(const struct lm_record *line, struct lm_buf *out,
    struct lm_err *err);

#endif
