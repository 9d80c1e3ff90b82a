#ifndef DRIFT_KEEP_H
#define DRIFT_KEEP_H

#include "history.h"
#include "measure.h"
#include "settings.h"

#include "lm/filter.h"

/* What became of a run beyond its verdict. */
struct kept {
	struct drift_streak streak; /* with --history */
	bool accepted;		    /* with --accept */
	struct lm_buf text;	    /* for people: one clause; may be empty */
};

/*
 * Append the run to the history, and make it the baseline, if that was asked
 * for and the verdict is pass.  *kept begins all-zero.  LM_IO; LM_NOMEM.
 */
enum lm_code keep_run(struct settings *settings,
    const struct lm_filter_run *run, const struct measured *measured,
    struct kept *kept, struct lm_err *err);
void kept_free(struct kept *kept);

/* --rollback: result and verdict of the run.  LM_USAGE where there is nothing to
 * go back to; LM_IO; LM_NOMEM. */
enum lm_code keep_rollback(const struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);

#endif
