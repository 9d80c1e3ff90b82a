#ifndef ROUTE_FINISH_H
#define ROUTE_FINISH_H

#include "settings.h"

#include "lm/err.h"
#include "lm/filter.h"

/* At the end of a run: commit what was written beside the output, and say the
 * result, the verdict and the exit status, each mode its own. */
enum lm_code finish(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err);

#endif
