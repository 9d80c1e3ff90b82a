#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "random.h"
#include "streak.h"

#define DAY_NS (86400 * LM_CLOCK_SECOND)
#define HOUR_NS (3600 * LM_CLOCK_SECOND)
#define EVENTS_MAX 40

static int64_t
ns_of(const char *time)
{
	int64_t ns = 0;

	CHECK(lm_clock_parse(lm_span_of(time), &ns));
	return ns;
}

/* ---- events in short ----------------------------------------------------- */

/*
 * "P26.23b": what, the day of November 2026, going on behind the 30th, the
 * hour, against which baseline; "r" for relaxed.
 *
 *	P F U	run: pass, fail, undecided	A M	accept of b in place of
 *	R	rollback				a; M: model change
 */
static const char letters[] = "PFUAMR";

static void
set_fingerprint(char out[LM_HASH_HEX_SIZE], char digit)
{
	memset(out, digit, LM_HASH_HEX_SIZE - 1);
	out[LM_HASH_HEX_SIZE - 1] = '\0';
}

static int64_t
night_ns(long day)
{
	return ns_of("2026-11-01T00:00:00Z") + (day - 1) * DAY_NS;
}

static long
night_of(int64_t day)
{
	return (long)(day - drift_streak_day(night_ns(1))) + 1;
}

static void
set_kind(struct drift_event *event, char letter)
{
	event->verdict = letter == 'F' ? DRIFT_FAIL
	    : letter == 'U'	       ? DRIFT_UNDECIDED
				       : DRIFT_PASS;
	event->kind = letter == 'A' || letter == 'M' ? DRIFT_EVENT_ACCEPT
	    : letter == 'R'			     ? DRIFT_EVENT_ROLLBACK
						     : DRIFT_EVENT_RUN;
	event->model_change = letter == 'M';
	if (event->kind == DRIFT_EVENT_ACCEPT) {
		set_fingerprint(event->from, 'a');
		set_fingerprint(event->to, 'b');
	}
}

static struct drift_event
event_of(const char *text)
{
	struct drift_event event = {.drift = 0.01};
	char *end;
	long hour = 2;

	CHECK(*text != '\0' && strchr(letters, *text) != NULL);
	set_kind(&event, *text);
	event.time_ns = night_ns(strtol(text + 1, &end, 10));
	if (*end == '.')
		hour = strtol(end + 1, &end, 10);
	event.time_ns += hour * HOUR_NS;
	set_fingerprint(event.baseline, 'a');
	for (; *end != '\0'; end++) {
		if (*end == 'r')
			event.relaxed = true;
		else
			set_fingerprint(event.baseline, *end);
	}
	return event;
}

static size_t
events_of(const char *text, struct drift_event *events)
{
	char copy[400], *rest = copy, *word;
	size_t n = 0;

	CHECK(snprintf(copy, sizeof(copy), "%s", text) < (int)sizeof(copy));
	while ((word = strtok_r(rest, " ", &rest)) != NULL)
		events[n++] = event_of(word);
	CHECK(n <= EVENTS_MAX);
	return n;
}

/* ---- the rules ----------------------------------------------------------- */

struct rule {
	const char *events;
	long today; /* its hour is 12 */
	long n_clean;
	long since;
	enum drift_break_kind broken;
	long broken_on;
};

static void
check_rule(const struct rule *rule)
{
	struct drift_event events[EVENTS_MAX];
	struct drift_streak streak = {0};
	size_t n = events_of(rule->events, events);

	drift_streak_count(events, n, night_ns(rule->today) + 12 * HOUR_NS,
	    &streak);
	CHECK_EQ(streak.n_clean, rule->n_clean);
	if (rule->n_clean > 0)
		CHECK_EQ(night_of(streak.first_day), rule->since);
	CHECK_EQ(streak.broken.kind, rule->broken);
	if (rule->broken != DRIFT_BREAK_NONE)
		CHECK_EQ(night_of(streak.broken.day), rule->broken_on);
	check_note("%s, on %ld", rule->events, rule->today);
}

#define CHECK_RULES(...)                                                    \
	do {                                                                \
		static const struct rule rules[] = {__VA_ARGS__};           \
		for (size_t i = 0; i < sizeof(rules) / sizeof(*rules); i++) \
			check_rule(&rules[i]);                              \
	} while (0)

static void
nights_are_counted(void)
{
	CHECK_RULES({"", 1, 0, 0, DRIFT_BREAK_NONE, 0},
	    {"P1", 1, 1, 1, DRIFT_BREAK_NONE, 0},
	    {"P1 P2 P3", 3, 3, 1, DRIFT_BREAK_NONE, 0},
	    {"P1 P2 P3 P4 P5 P6 P7 P8 P9", 10, 9, 1, DRIFT_BREAK_NONE, 0},
	    /* The month ends, and the year. */
	    {"P29 P30 P31 P32", 32, 4, 29, DRIFT_BREAK_NONE, 0},
	    {"P60 P61 P62 P63", 63, 4, 60, DRIFT_BREAK_NONE, 0},
	    /* Several on one date. */
	    {"P1 P1 P1.3 P1.23", 1, 1, 1, DRIFT_BREAK_NONE, 0},
	    {"P1 P2 P2.5 P3", 3, 3, 1, DRIFT_BREAK_NONE, 0},
	    {"P1.23 P2.0", 2, 2, 1, DRIFT_BREAK_NONE, 0},
	    /* In any order in the file. */
	    {"P3 P1 P2", 3, 3, 1, DRIFT_BREAK_NONE, 0},
	    {"P3 F2 P2.4 P1", 3, 2, 2, DRIFT_BREAK_FAIL, 2});
}

static void
other_verdicts_break(void)
{
	CHECK_RULES({"F1", 1, 0, 0, DRIFT_BREAK_FAIL, 1},
	    {"U1", 1, 0, 0, DRIFT_BREAK_UNDECIDED, 1},
	    {"P1 P2 F3", 3, 0, 0, DRIFT_BREAK_FAIL, 3},
	    {"P1 P2 F3", 9, 0, 0, DRIFT_BREAK_FAIL, 3},
	    {"P1 P2 U3 P4", 4, 1, 4, DRIFT_BREAK_UNDECIDED, 3},
	    /* On one date: the last word counts, but begins anew. */
	    {"P1 P2 F3 P3.3", 3, 1, 3, DRIFT_BREAK_FAIL, 3},
	    {"P1 P2 P3 F3.3", 3, 0, 0, DRIFT_BREAK_FAIL, 3},
	    {"P1 P2 P3 F3.3 P3.4", 3, 1, 3, DRIFT_BREAK_FAIL, 3},
	    {"P1 P2 P3 F3.3 P3.4 P4", 4, 2, 3, DRIFT_BREAK_FAIL, 3},
	    {"P1 P2 U3 P3.3 P3.4", 3, 1, 3, DRIFT_BREAK_UNDECIDED, 3},
	    /* At one time: as they stand. */
	    {"P1 F1", 1, 0, 0, DRIFT_BREAK_FAIL, 1},
	    {"F1 P1", 1, 1, 1, DRIFT_BREAK_FAIL, 1},
	    /* The last that did. */
	    {"P1 F2 U3", 3, 0, 0, DRIFT_BREAK_UNDECIDED, 3},
	    {"F1 P4", 4, 1, 4, DRIFT_BREAK_FAIL, 1});
}

static void
missed_nights_break(void)
{
	CHECK_RULES({"P1 P3", 3, 1, 3, DRIFT_BREAK_MISSED, 2},
	    {"P1.23 P3.0", 3, 1, 3, DRIFT_BREAK_MISSED, 2},
	    {"P1 P2 P9", 9, 1, 9, DRIFT_BREAK_MISSED, 3},
	    /* Tonight's may still come. */
	    {"P1 P2", 2, 2, 1, DRIFT_BREAK_NONE, 0},
	    {"P1 P2", 3, 2, 1, DRIFT_BREAK_NONE, 0},
	    {"P1 P2", 4, 0, 0, DRIFT_BREAK_MISSED, 3},
	    {"P1 P2", 400, 0, 0, DRIFT_BREAK_MISSED, 3},
	    {"P1 P2 F3", 5, 0, 0, DRIFT_BREAK_FAIL, 3});
}

static void
relaxed_passes_are_as_if_not_run(void)
{
	CHECK_RULES({"P1r", 1, 0, 0, DRIFT_BREAK_NONE, 0},
	    {"P1 P2r", 2, 1, 1, DRIFT_BREAK_NONE, 0},
	    {"P1 P1r P2 P2r P2", 2, 2, 1, DRIFT_BREAK_NONE, 0},
	    {"F1 P1r", 1, 0, 0, DRIFT_BREAK_FAIL, 1},
	    {"P1 P2r P3", 3, 1, 3, DRIFT_BREAK_RELAXED, 2},
	    {"P1 P2r", 3, 0, 0, DRIFT_BREAK_RELAXED, 2},
	    {"P1 P2r P3r P4", 4, 1, 4, DRIFT_BREAK_RELAXED, 2},
	    {"P1 P3r P4", 4, 1, 4, DRIFT_BREAK_MISSED, 2},
	    {"P1 P1.4r P3", 3, 1, 3, DRIFT_BREAK_MISSED, 2},
	    {"P1 P2r P2.4 P4", 4, 1, 4, DRIFT_BREAK_MISSED, 3},
	    {"P1 P1.4r P2r P3", 3, 1, 3, DRIFT_BREAK_RELAXED, 2},
	    {"P1r P2 P3r P4", 4, 1, 4, DRIFT_BREAK_RELAXED, 3},
	    /* Its baseline is not looked at either. */
	    {"P1 P2br P2.4 P3", 3, 3, 1, DRIFT_BREAK_NONE, 0},
	    {"P1 P1.4br P2b", 2, 1, 2, DRIFT_BREAK_BASELINE, 2},
	    /* What fails loose gates fails. */
	    {"P1 F2r", 2, 0, 0, DRIFT_BREAK_FAIL, 2},
	    {"P1 U2r", 2, 0, 0, DRIFT_BREAK_UNDECIDED, 2});
}

static void
baselines_come_and_go(void)
{
	CHECK_RULES({"P1 P2b", 2, 1, 2, DRIFT_BREAK_BASELINE, 2},
	    {"P1 P2 P2.4b", 2, 1, 2, DRIFT_BREAK_BASELINE, 2},
	    {"P1b P2 P3b", 3, 1, 3, DRIFT_BREAK_BASELINE, 3},
	    {"P1 P4b", 4, 1, 4, DRIFT_BREAK_BASELINE, 4},
	    {"F1 P2b", 2, 1, 2, DRIFT_BREAK_FAIL, 1},
	    /* Accepted. */
	    {"P1 A1 P2b P3b", 3, 3, 1, DRIFT_BREAK_NONE, 0},
	    {"P1 A1.4 P1.5b P2b", 2, 2, 1, DRIFT_BREAK_NONE, 0},
	    {"A1 P1b P2b", 2, 2, 1, DRIFT_BREAK_NONE, 0},
	    {"P1 A1.4 P2", 2, 1, 2, DRIFT_BREAK_BASELINE, 2},
	    {"P1 A1.4 P4b", 4, 1, 4, DRIFT_BREAK_MISSED, 2},
	    /* But not in place of this one. */
	    {"P1c A1.4 P2b", 2, 1, 2, DRIFT_BREAK_BASELINE, 2},
	    {"P1c A1.4 P2c", 2, 2, 1, DRIFT_BREAK_NONE, 0},
	    {"P1 M1.4", 1, 0, 0, DRIFT_BREAK_MODEL, 1},
	    {"P1 M1.4 P2b P3b", 3, 2, 2, DRIFT_BREAK_MODEL, 1},
	    {"P1 M1.4 P1.5b P2b", 2, 2, 1, DRIFT_BREAK_MODEL, 1},
	    {"P1 A1.4r", 1, 0, 0, DRIFT_BREAK_ACCEPT, 1},
	    {"P1 A1.4r P2b P3b", 3, 2, 2, DRIFT_BREAK_ACCEPT, 1},
	    {"P1 M1.4r P2b", 2, 1, 2, DRIFT_BREAK_MODEL, 1},
	    {"P1 P2 R2.4", 2, 0, 0, DRIFT_BREAK_ROLLBACK, 2},
	    {"P1 A1.4 P2b R2.4 P3", 3, 1, 3, DRIFT_BREAK_ROLLBACK, 2},
	    {"P1 R1.4 P1.5", 1, 1, 1, DRIFT_BREAK_ROLLBACK, 1});
}

static void
clocks_go_wrong(void)
{
	/* A pass of a later day is none, whatever stands behind it. */
	CHECK_RULES({"P1 P2 P3", 2, 2, 1, DRIFT_BREAK_NONE, 0},
	    {"P9", 1, 0, 0, DRIFT_BREAK_NONE, 0},
	    {"P1 P4 P2 P3", 3, 3, 1, DRIFT_BREAK_NONE, 0},
	    {"P4 P2 P3", 3, 2, 2, DRIFT_BREAK_NONE, 0},
	    /* All else is taken where it stands. */
	    {"P1 F9 P2", 2, 1, 2, DRIFT_BREAK_FAIL, 9},
	    {"P1 P2 F9", 2, 0, 0, DRIFT_BREAK_FAIL, 9},
	    {"P1 P8 F9 P2", 2, 1, 2, DRIFT_BREAK_FAIL, 9},
	    {"P1 U9r P2 P3", 3, 2, 2, DRIFT_BREAK_UNDECIDED, 9},
	    {"P1 M9 P2b", 2, 1, 2, DRIFT_BREAK_MODEL, 9},
	    {"P1 R9 P2", 2, 1, 2, DRIFT_BREAK_ROLLBACK, 9},
	    {"P1 A9 P2b", 2, 2, 1, DRIFT_BREAK_NONE, 0},
	    {"F9 P1 P2", 2, 2, 1, DRIFT_BREAK_FAIL, 9},
	    /* A clock that went back: the nights are told twice. */
	    {"P1 P2 P3 P2 P3 P4", 4, 4, 1, DRIFT_BREAK_NONE, 0},
	    {"P1 P2 P3 F2 P3 P4", 4, 2, 3, DRIFT_BREAK_FAIL, 2});
}

/* Some minutes ahead is a clock like others. */
static void
clocks_differ(void)
{
	struct drift_event event = event_of("P2.0");
	struct drift_streak streak = {0};
	int64_t now = event.time_ns - DRIFT_STREAK_SKEW_NS;

	drift_streak_count(&event, 1, now, &streak);
	CHECK_EQ(streak.n_clean, 1);
	CHECK_EQ(streak.n_future, 0);
	streak = (struct drift_streak){0};
	drift_streak_count(&event, 1, now - 1, &streak);
	CHECK_EQ(streak.n_clean, 0);
	CHECK_EQ(streak.n_future, 1);
	CHECK_EQ(streak.n_runs, 0);
}

static void
days_are_utc(void)
{
	CHECK_EQ(drift_streak_day(0), 0);
	CHECK_EQ(drift_streak_day(DAY_NS - 1), 0);
	CHECK_EQ(drift_streak_day(DAY_NS), 1);
	CHECK_EQ(drift_streak_day(-1), -1);
	CHECK_EQ(drift_streak_day(-DAY_NS), -1);
	CHECK_EQ(drift_streak_day(-DAY_NS - 1), -2);
	CHECK_EQ(drift_streak_day(INT64_MIN), -106752);
	CHECK_EQ(drift_streak_day(ns_of("2028-03-01T00:00:00Z")) -
		drift_streak_day(ns_of("2028-02-28T23:59:59.999Z")),
	    2);
	CHECK_EQ(drift_streak_day(ns_of("2027-03-01T00:00:00Z")) -
		drift_streak_day(ns_of("2027-02-28T23:59:59Z")),
	    1);
	/* Half past midnight there is the evening before here. */
	CHECK_EQ(drift_streak_day(ns_of("2026-12-01T00:30:00+01:00")),
	    drift_streak_day(ns_of("2026-11-30T12:00:00Z")));
}

static void
the_last_run_is_told(void)
{
	struct drift_event events[EVENTS_MAX];
	struct drift_streak streak = {0};
	size_t n = events_of("P1 F3 P3.4r P4.1r M4.2 P9 F2", events);

	memcpy(events[1].reason, "too much", sizeof("too much"));
	events[1].drift = 0.5;
	drift_streak_count(events, n, night_ns(4) + 12 * HOUR_NS, &streak);
	CHECK_EQ(streak.n_runs, 5);
	CHECK_EQ(streak.n_relaxed, 2);
	CHECK_EQ(streak.n_future, 1);
	CHECK(streak.has_last);
	CHECK_EQ(streak.last, DRIFT_FAIL);
	CHECK_EQ(streak.last_ns, night_ns(3) + 2 * HOUR_NS);
	CHECK(streak.last_drift == 0.5);
	CHECK_EQ(streak.broken.kind, DRIFT_BREAK_MODEL);
	CHECK_TEXT(streak.broken.reason, "");
	streak = (struct drift_streak){0};
	n = events_of("P1 F3", events);
	memcpy(events[1].reason, "too much", sizeof("too much"));
	drift_streak_count(events, n, night_ns(3), &streak);
	CHECK_TEXT(streak.broken.reason, "too much");
}

/* ---- against sets of dates ----------------------------------------------- */

static bool
is_counted(const struct drift_event *event)
{
	return event->kind == DRIFT_EVENT_RUN &&
	    !(event->relaxed && event->verdict == DRIFT_PASS);
}

/* The baseline that a run behind the first n is expected to have. */
static const char *
expected_baseline(const struct drift_event *events, size_t n)
{
	const char *baseline = "";
	size_t i = n;

	while (i > 0 && !is_counted(&events[i - 1]))
		i--;
	if (i > 0)
		baseline = events[i - 1].baseline;
	for (; i < n; i++)
		if (events[i].kind == DRIFT_EVENT_ACCEPT &&
		    strcmp(events[i].from, baseline) == 0)
			baseline = events[i].to;
	return baseline;
}

/* Where the nights begin that can be in the streak: behind the last event that
 * breaks it, or at the last run with a baseline that was not to be expected. */
static size_t
find_begin(const struct drift_event *events, size_t n)
{
	size_t begin = 0;

	for (size_t i = 0; i < n; i++) {
		const struct drift_event *event = &events[i];

		if (event->kind == DRIFT_EVENT_ROLLBACK ||
		    event->model_change ||
		    (event->kind == DRIFT_EVENT_ACCEPT && event->relaxed))
			begin = i + 1;
		else if (!is_counted(event))
			continue;
		else if (event->verdict != DRIFT_PASS)
			begin = i + 1;
		else if (strcmp(event->baseline,
			     expected_baseline(events, i)) != 0)
			begin = i;
	}
	return begin;
}

#define NIGHTS 64

/* How many nights in a row are in the set, up to the last one in it. */
static int64_t
count_naively(const struct drift_event *events, size_t n, long today,
    long *since)
{
	bool is_clean[NIGHTS + 2] = {false};
	long last = 0, first;

	for (size_t i = find_begin(events, n); i < n; i++) {
		long night = night_of(drift_streak_day(events[i].time_ns));

		if (!is_counted(&events[i]))
			continue;
		is_clean[night] = true;
		if (night > last)
			last = night;
	}
	if (last == 0 || today > last + 1)
		return 0;
	for (first = last; is_clean[first - 1];)
		first--;
	*since = first;
	return last - first + 1;
}

/* Events that are mostly passes, in their order. */
static size_t
make_events(struct random *random, struct drift_event *events)
{
	size_t n = (size_t)random_below(random, EVENTS_MAX + 1);
	bool troubled = random_once_in(random, 2);
	int64_t hours = 24 + (int64_t)random_below(random, 24);

	for (size_t i = 0; i < n; i++) {
		const char *baselines = "abc";
		struct drift_event event = {
		    .time_ns = night_ns(1) + hours * HOUR_NS};
		bool odd = random_once_in(random, troubled ? 3 : 12);

		set_kind(&event, odd ? letters[random_below(random, 6)] : 'P');
		event.relaxed = random_once_in(random, 6);
		set_fingerprint(event.baseline,
		    baselines[random_once_in(random, 8)
			    ? random_below(random, 3)
			    : i > n / 2]);
		if (event.kind == DRIFT_EVENT_ACCEPT && !event.model_change) {
			set_fingerprint(event.from,
			    baselines[random_below(random, 2)]);
			set_fingerprint(event.to,
			    baselines[random_below(random, 3)]);
		}
		events[i] = event;
		hours += random_once_in(random, 8)
		    ? (int64_t)random_below(random, 60)
		    : 12 + (int64_t)random_below(random, 24);
	}
	return n;
}

static void
shuffle(struct random *random, struct drift_event *events, size_t n)
{
	for (size_t i = n; i > 1; i--) {
		size_t j = (size_t)random_below(random, i);
		struct drift_event swapped = events[i - 1];

		events[i - 1] = events[j];
		events[j] = swapped;
	}
}

static bool
has_equal_times(const struct drift_event *events, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (events[i].time_ns == events[i - 1].time_ns)
			return true;
	return false;
}

/* Whether a streak of two or more was counted. */
static bool
check_random(struct random *random)
{
	struct drift_event events[EVENTS_MAX];
	struct drift_streak streak = {0};
	size_t n = make_events(random, events);
	int64_t last_ns = n == 0 ? night_ns(1) : events[n - 1].time_ns;
	int64_t want;
	long today, since = 0;

	while (n > 0 && last_ns >= night_ns(NIGHTS))
		last_ns = --n == 0 ? night_ns(1) : events[n - 1].time_ns;
	today =
	    night_of(drift_streak_day(last_ns)) + (long)random_below(random, 3);
	want = count_naively(events, n, today, &since);
	if (!has_equal_times(events, n))
		shuffle(random, events, n);
	drift_streak_count(events, n, night_ns(today + 1) - 1, &streak);
	CHECK_EQ(streak.n_clean, want);
	if (want > 0)
		CHECK_EQ(night_of(streak.first_day), since);
	CHECK_EQ(streak.n_future, 0);
	return want > 1;
}

static void
sets_of_dates_say_the_same(void)
{
	size_t n = check_soak() ? 5000000 : 100000, n_long = 0;

	for (size_t i = 0; i < n; i++) {
		struct random random = random_start(i);

		n_long += check_random(&random);
		check_note("case %zu", i);
	}
	CHECK(n_long > n / 10);
}

TEST_MAIN(TEST(nights_are_counted), TEST(other_verdicts_break),
    TEST(missed_nights_break), TEST(relaxed_passes_are_as_if_not_run),
    TEST(baselines_come_and_go), TEST(clocks_go_wrong), TEST(clocks_differ),
    TEST(days_are_utc), TEST(the_last_run_is_told),
    TEST(sets_of_dates_say_the_same))
