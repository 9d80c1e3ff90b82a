#ifndef DRIFT_STATUS_H
#define DRIFT_STATUS_H

#include <stdbool.h>
#include <stdint.h>

#include "streak.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/filter.h"

/*
 * Say how far the streak of a history is.  To json one object without newline:
 *
 *	{"clean_nights","needed","ready","since":date|null,"runs","relaxed",
 *	 "unreadable","unknown","future","last":{"time","verdict","drift"}|null,
 *	 "broken_by":text|null}
 *
 * runs are those that were read, relaxed passes with them; last is the last
 * one that is none; broken_by is what ended the streak before, or this one.
 * To text a line without newline, such as
 *
 *	READY 7 clean nights of 7, since 2026-11-27
 *	NOT YET clean night 4 of 7, since 2026-11-27; before that: 2026-11-26 failed
 *	NOT YET 0 clean nights of 7: no runs
 *	BROKEN 0 clean nights of 7: 2026-11-30 failed (drift 0.0912 >= 0.08)
 *
 * *exit: LM_EXIT_FINDING where the last run failed, else LM_EXIT_DONE where
 * needed nights are clean, else LM_EXIT_UNDECIDED.  Errors as
 * drift_history_read.
 */
enum lm_code drift_status(const char *path, uint64_t needed, int64_t now_ns,
    struct lm_buf *json, struct lm_buf *text, enum lm_exit *exit,
    struct lm_err *err);

/* The same of a streak that was read.  LM_NOMEM. */
enum lm_code drift_status_say(const struct drift_streak *streak,
    uint64_t needed, struct lm_buf *json, struct lm_buf *text,
    enum lm_exit *exit, struct lm_err *err);

/*
 * Append what ends the line on a run: ", clean night 4 of 7", or ", 0 clean
 * nights of 7".  A run that was relaxed is told that it does not count:
 * ", not counted (3 clean nights of 7)".  LM_NOMEM.
 */
enum lm_code drift_status_tail(const struct drift_streak *streak,
    bool is_counted, uint64_t needed, struct lm_buf *out, struct lm_err *err);

#endif
