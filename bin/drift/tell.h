#ifndef DRIFT_TELL_H
#define DRIFT_TELL_H

#include "keep.h"
#include "measure.h"
#include "settings.h"

#include "lm/filter.h"

/* Begin the file of --summary, before anything is changed: nobody else reads
 * it, as it may quote texts.  LM_IO; LM_NOMEM.  tell_close removes it, unless
 * it was written. */
enum lm_code tell_open(struct settings *settings, struct lm_err *err);
void tell_close(struct settings *settings);

/* Fill in result and verdict of the run, and write the file of --summary.
 * LM_IO; LM_NOMEM. */
enum lm_code tell(struct settings *settings, struct lm_filter_run *run,
    const struct measured *measured, const struct kept *kept,
    struct lm_err *err);

#endif
