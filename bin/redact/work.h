#ifndef REDACT_WORK_H
#define REDACT_WORK_H

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/filter.h"

/* What lmob-redact does with one record or line: the hooks of its filter, with
 * struct settings as their settings. */

/* Counts: by enum kind, then these. */
#define COUNT_RECORDS N_KINDS
#define COUNT_EXAMINED (N_KINDS + 1)
#define N_COUNTERS (N_KINDS + 2)

enum lm_code work_new(void *settings, void **worker, struct lm_err *err);
void work_free(void *worker);
void work_begin(void *worker);
enum lm_code work_record(void *settings, void *worker,
    const struct lm_filter_record *in, struct lm_buf *out, struct lm_err *err);

/* The lines of --report leave in the order of the records. */
enum lm_code work_deliver(void *settings, void *worker, struct lm_err *err);

#endif
