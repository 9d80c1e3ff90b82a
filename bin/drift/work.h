#ifndef DRIFT_WORK_H
#define DRIFT_WORK_H

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/filter.h"

/* What a worker does with records; settings are the struct settings. */
enum lm_code work_new(void *settings, void **worker, struct lm_err *err);
void work_free(void *worker);
void work_begin(void *worker);
enum lm_code work_record(void *settings, void *worker,
    const struct lm_filter_record *in, struct lm_buf *out, struct lm_err *err);
enum lm_code work_deliver(void *settings, void *worker, struct lm_err *err);

#endif
