#ifndef DRIFT_HISTORY_H
#define DRIFT_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "streak.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * A history: a journal (lm/journal.h) of what came of the runs, a JSON object
 * a line.  Of these members are read, all others are for people:
 *
 *	{"event":"run","time":RFC 3339,"verdict":"pass"|"fail"|"undecided",
 *	 "relaxed":bool,"drift":number|null,"baseline":16 hex digits|null,
 *	 "reasons":[text]}
 *	{"event":"accept","time",…,"model_change":bool,"relaxed":bool,
 *	 "from":16 hex digits|null,"to":16 hex digits}
 *	{"event":"rollback","time",…}
 *
 * relaxed, drift, baseline, from and reasons may be absent.  time is when the
 * run began.  An accept comes behind the line of its own run, of which the
 * baseline is "from".  Other events are passed over and counted as unknown;
 * what is no JSON, lacks what is needed or has it of another type, as
 * unreadable.  Empty lines are nothing.
 */

/* The line of a run. */
struct drift_run {
	int64_t time_ns;
	enum drift_verdict verdict;
	bool relaxed; /* its gates were looser than what is approved */
	double drift; /* of these, what is not finite is written as null */
	double low;
	double high;
	double threshold;
	size_t n;
	const char *baseline;	/* fingerprint; NULL: null */
	const char *manifest;	/* stamp; NULL: null */
	struct lm_span reasons; /* a JSON array; empty: [] */
};

/* Append the line of a run with its newline.  LM_NOMEM. */
enum lm_code drift_history_run(struct lm_buf *out, const struct drift_run *run,
    struct lm_err *err);

/*
 * Whether what is at path could be a history, before the work is done that it
 * is to tell of: there is no file yet, none of its lines is whole, or one of
 * them is one of a history.  LM_USAGE: it is another file; LM_IO, also where
 * the folder is not there; LM_NOMEM.
 */
enum lm_code drift_history_check(const char *path, struct lm_err *err);

/*
 * Append lines, the file being made if need be, and wait until they are on
 * disk: all of them or none.  The last newline may be missing.  Errors as
 * drift_history_check, and LM_OVERSIZE; then nothing was appended, but where
 * syncing failed.
 */
enum lm_code drift_history_append(const char *path, struct lm_span lines,
    struct lm_err *err);

/*
 * Read the history, count the streak up to now (drift_streak_count), and how
 * many lines could not be.  *out begins all-zero, and stays so where there is
 * no file.  Errors as drift_history_check.
 */
enum lm_code drift_history_read(const char *path, int64_t now_ns,
    struct drift_streak *out, struct lm_err *err);

#endif
