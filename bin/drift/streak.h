#ifndef DRIFT_STREAK_H
#define DRIFT_STREAK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "verdict.h"

#include "lm/clock.h"
#include "lm/hash.h"

/*
 * The clean streak: on how many nights in a row, up to the last one, the gate
 * was passed.  A night is a date in UTC, so that a machine that is moved, or
 * summer time, changes none.  No files here: events in, numbers out.
 */

#define DRIFT_REASON_SIZE 200 /* of a text for people, with its NUL */

enum drift_event_kind {
	DRIFT_EVENT_RUN,
	DRIFT_EVENT_ACCEPT,
	DRIFT_EVENT_ROLLBACK,
};

/* What a line of a history says. */
struct drift_event {
	int64_t time_ns;
	enum drift_event_kind kind;
	bool relaxed; /* gates were looser than what is approved */
	/* Of a run. */
	enum drift_verdict verdict;
	double drift;			 /* NaN: none */
	char baseline[LM_HASH_HEX_SIZE]; /* empty: not known */
	char reason[DRIFT_REASON_SIZE];	 /* printable; empty: none */
	/* Of an accept: baselines, empty where there was none. */
	bool model_change;
	char from[LM_HASH_HEX_SIZE];
	char to[LM_HASH_HEX_SIZE];
	/* Where drift_streak_count puts it. */
	int64_t order_ns;
	size_t order;
};

/* What ended a streak, or began it anew. */
enum drift_break_kind {
	DRIFT_BREAK_NONE,
	DRIFT_BREAK_FAIL,
	DRIFT_BREAK_UNDECIDED,
	DRIFT_BREAK_MISSED,   /* a night without a run */
	DRIFT_BREAK_RELAXED,  /* a night with relaxed runs only */
	DRIFT_BREAK_BASELINE, /* another baseline, not by accept */
	DRIFT_BREAK_MODEL,
	DRIFT_BREAK_ACCEPT, /* by gates that were relaxed */
	DRIFT_BREAK_ROLLBACK,
};

struct drift_break {
	enum drift_break_kind kind;
	int64_t day; /* since 1970-01-01 */
	char reason[DRIFT_REASON_SIZE];
};

struct drift_streak {
	uint64_t n_clean;
	uint64_t n_runs;       /* relaxed ones, too */
	uint64_t n_relaxed;    /* passes that are not counted */
	uint64_t n_future;     /* events of a clock that was wrong */
	uint64_t n_unreadable; /* lines; drift_history_read counts them */
	uint64_t n_unknown;    /* events of other kinds; so are these */
	/* The last run that is no relaxed pass. */
	bool has_last;
	int64_t last_ns;
	enum drift_verdict last;
	double last_drift;
	/* Days since 1970-01-01, where n_clean > 0. */
	int64_t first_day;
	int64_t last_day;
	struct drift_break broken; /* the last that did */
	/* Of the last run that is no relaxed pass, or of what was accepted. */
	char baseline[LM_HASH_HEX_SIZE];
	/* The first night with a relaxed pass since last_day. */
	bool has_relaxed;
	int64_t relaxed_day;
};

/* How far the clocks of two machines may be apart. */
#define DRIFT_STREAK_SKEW_NS (15 * 60 * LM_CLOCK_SECOND)

/* The date in UTC, as days since 1970-01-01, of a time. */
int64_t drift_streak_day(int64_t ns);

/*
 * One event more; events come in the order of their time.  All-zero is the
 * streak before the first one.
 *
 *	run, fail or undecided	0, relaxed or not
 *	run, pass		on the date of the last clean night: no more; on
 *				the next date: one more; later, or with another
 *				baseline than the last run's: 1; from 0: 1, also
 *				on the date of a fail
 *	run, relaxed pass	as if it had not been, its baseline, too
 *	accept			goes on, and with the new baseline, if that of
 *				the last run is what it replaces
 *	accept, model change	0; by relaxed gates, too: what they let through
 *				nobody approved
 *	rollback		0
 */
void drift_streak_step(struct drift_streak *streak,
    const struct drift_event *event);

/* Today is this: 0, where it is later than the day after the last clean
 * night.  Tonight's run may still come. */
void drift_streak_end(struct drift_streak *streak, int64_t now_ns);

/*
 * All of it: sort events by time, those of one time staying as they stand,
 * step through them and end.  An event that is later than now (by more than
 * DRIFT_STREAK_SKEW_NS) has the time of a clock that was wrong: if it is a
 * pass it is not counted, else it is taken where it stands, as if it had the
 * time of the one before it.  O(n log n).
 */
void drift_streak_count(struct drift_event *events, size_t n, int64_t now_ns,
    struct drift_streak *out);

#endif
