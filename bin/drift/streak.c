#include "streak.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define SECONDS_A_DAY 86400
#define DAY_NS (SECONDS_A_DAY * LM_CLOCK_SECOND)

int64_t
drift_streak_day(int64_t ns)
{
	return ns / DAY_NS - (ns % DAY_NS < 0);
}

static void
set_broken(struct drift_streak *streak, enum drift_break_kind kind, int64_t day,
    const char *reason)
{
	struct drift_break broken = {.kind = kind, .day = day};

	memcpy(broken.reason, reason, strnlen(reason, DRIFT_REASON_SIZE - 1));
	streak->broken = broken;
	streak->n_clean = 0;
}

/* The night after the last clean one went by without a run that counts. */
static void
miss_night(struct drift_streak *streak)
{
	int64_t missed = streak->last_day + 1;
	bool relaxed = streak->has_relaxed && streak->relaxed_day == missed;

	set_broken(streak, relaxed ? DRIFT_BREAK_RELAXED : DRIFT_BREAK_MISSED,
	    missed, "");
}

static void
count_pass(struct drift_streak *streak, const struct drift_event *event)
{
	int64_t day = drift_streak_day(event->time_ns);

	if (streak->n_clean > 0 &&
	    strcmp(streak->baseline, event->baseline) != 0)
		set_broken(streak, DRIFT_BREAK_BASELINE, day, "");
	else if (streak->n_clean > 0 && day > streak->last_day + 1)
		miss_night(streak);
	if (streak->n_clean == 0)
		streak->first_day = day;
	else if (day <= streak->last_day)
		return;
	streak->n_clean++;
	streak->last_day = day;
	streak->has_relaxed = false;
}

/* As if it had not been; but that a night was not quite without a run is said. */
static void
pass_over(struct drift_streak *streak, const struct drift_event *event)
{
	int64_t day = drift_streak_day(event->time_ns);

	streak->n_relaxed++;
	if (streak->has_relaxed || day <= streak->last_day)
		return;
	streak->has_relaxed = true;
	streak->relaxed_day = day;
}

static void
step_run(struct drift_streak *streak, const struct drift_event *event)
{
	int64_t day = drift_streak_day(event->time_ns);

	streak->n_runs++;
	if (event->relaxed && event->verdict == DRIFT_PASS) {
		pass_over(streak, event);
		return;
	}
	switch (event->verdict) {
	case DRIFT_PASS:
		count_pass(streak, event);
		break;
	case DRIFT_FAIL:
		set_broken(streak, DRIFT_BREAK_FAIL, day, event->reason);
		break;
	case DRIFT_UNDECIDED:
	case DRIFT_OFF:
		set_broken(streak, DRIFT_BREAK_UNDECIDED, day, event->reason);
		break;
	}
	streak->has_last = true;
	streak->last_ns = event->time_ns;
	streak->last = event->verdict;
	streak->last_drift = event->drift;
	memcpy(streak->baseline, event->baseline, sizeof(streak->baseline));
}

static void
step_accept(struct drift_streak *streak, const struct drift_event *event)
{
	int64_t day = drift_streak_day(event->time_ns);

	if (event->model_change)
		set_broken(streak, DRIFT_BREAK_MODEL, day, "");
	else if (event->relaxed)
		set_broken(streak, DRIFT_BREAK_ACCEPT, day, "");
	if (strcmp(streak->baseline, event->from) == 0)
		memcpy(streak->baseline, event->to, sizeof(streak->baseline));
}

void
drift_streak_step(struct drift_streak *streak, const struct drift_event *event)
{
	switch (event->kind) {
	case DRIFT_EVENT_RUN:
		step_run(streak, event);
		break;
	case DRIFT_EVENT_ACCEPT:
		step_accept(streak, event);
		break;
	case DRIFT_EVENT_ROLLBACK:
		set_broken(streak, DRIFT_BREAK_ROLLBACK,
		    drift_streak_day(event->time_ns), "");
		break;
	}
}

void
drift_streak_end(struct drift_streak *streak, int64_t now_ns)
{
	if (streak->n_clean > 0 &&
	    drift_streak_day(now_ns) > streak->last_day + 1)
		miss_night(streak);
}

static bool
is_future(const struct drift_event *event, int64_t now_ns)
{
	return event->time_ns - DRIFT_STREAK_SKEW_NS > now_ns;
}

static int
compare_events(const void *a, const void *b)
{
	const struct drift_event *x = a, *y = b;

	if (x->order_ns != y->order_ns)
		return x->order_ns < y->order_ns ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

void
drift_streak_count(struct drift_event *events, size_t n, int64_t now_ns,
    struct drift_streak *out)
{
	int64_t before = INT64_MIN;
	size_t n_kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct drift_event event = events[i];
		bool future = is_future(&event, now_ns);

		out->n_future += future;
		if (future && event.kind == DRIFT_EVENT_RUN &&
		    event.verdict == DRIFT_PASS)
			continue;
		event.order_ns = future ? before : event.time_ns;
		event.order = i;
		before = event.order_ns;
		events[n_kept++] = event;
	}
	if (n_kept > 0)
		qsort(events, n_kept, sizeof(*events), compare_events);
	for (size_t i = 0; i < n_kept; i++)
		drift_streak_step(out, &events[i]);
	drift_streak_end(out, now_ns);
}
