#ifndef SCHEMACHECK_FINISH_H
#define SCHEMACHECK_FINISH_H

#include "lm/err.h"
#include "lm/filter.h"

#include "settings.h"

/* The summary, the gate's verdict and the exit status, at the end. */
enum lm_code finish(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err);

#endif
