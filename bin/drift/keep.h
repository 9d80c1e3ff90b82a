#ifndef DRIFT_KEEP_H
#define DRIFT_KEEP_H

#include "history.h"
#include "measure.h"
#include "settings.h"

#include "lm/filter.h"

/* What became of a run beyond its verdict. */
struct kept {
	struct drift_streak streak; /* where has_streak */
	bool has_streak;	    /* something was appended to a history */
	bool accepted;		    /* with --accept */
	struct lm_buf text;	    /* for people: one clause; may be empty */
};

/*
 * Append the run to the history; or, where that was asked for, make it the
 * baseline, if the verdict is pass, and append that: a promotion is no night.
 * *kept begins all-zero.  Errors as drift_history_append, drift_history_read,
 * drift_fingerprint, drift_accept_commit; LM_IO where the baseline was replaced
 * meanwhile.
 */
enum lm_code keep_run(struct settings *settings,
    const struct lm_filter_run *run, const struct measured *measured,
    struct kept *kept, struct lm_err *err);
void kept_free(struct kept *kept);

/* --rollback: result and verdict of the run.  Errors as drift_rollback and
 * drift_history_append. */
enum lm_code keep_rollback(const struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);

#endif
