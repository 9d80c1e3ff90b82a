#ifndef DRIFT_TELL_H
#define DRIFT_TELL_H

#include "keep.h"
#include "measure.h"
#include "settings.h"

#include "lm/filter.h"

/* Fill in result and verdict of the run, and write the file of --summary.
 * LM_IO; LM_NOMEM. */
enum lm_code tell(const struct settings *settings, struct lm_filter_run *run,
    const struct measured *measured, const struct kept *kept,
    struct lm_err *err);

#endif
