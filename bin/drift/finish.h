#ifndef DRIFT_FINISH_H
#define DRIFT_FINISH_H

#include "lm/err.h"
#include "lm/filter.h"

/* The end of a run, all records having been read: compare, judge, tell, and
 * keep what is to be kept; or, of a run that compares nothing, what it does. */
enum lm_code finish(void *settings, struct lm_filter_run *run,
    struct lm_err *err);

#endif
