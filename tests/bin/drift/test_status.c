#include <math.h>
#include <string.h>

#include "check.h"
#include "status.h"

#define FRIDAY 20784 /* 2026-11-27 */

static const struct drift_streak some = {
    .n_clean = 4,
    .n_runs = 12,
    .has_last = true,
    .last_ns = INT64_C(1796061600000000000),
    .last = DRIFT_PASS,
    .last_drift = 0.0031,
    .first_day = FRIDAY,
    .last_day = FRIDAY + 3,
    .broken = {.kind = DRIFT_BREAK_FAIL,
	.day = FRIDAY - 1,
	.reason = "drift 0.0912 >= 0.08"},
};

static void
check_said(const struct drift_streak *streak, const char *want_json,
    const char *want_text, enum lm_exit want_exit)
{
	struct lm_buf json = {0}, text = {0};
	struct lm_err err = {0};
	enum lm_exit exit = LM_EXIT_TROUBLE;

	CHECK_OK(drift_status_say(streak, 7, &json, &text, &exit, &err), &err);
	if (want_json != NULL)
		CHECK_SPAN(lm_buf_view(&json), want_json);
	CHECK_SPAN(lm_buf_view(&text), want_text);
	CHECK_EQ(exit, want_exit);
	lm_buf_free(&json);
	lm_buf_free(&text);
}

static void
not_yet(void)
{
	struct drift_streak streak = some;

	check_said(&streak,
	    "{\"clean_nights\":4,\"needed\":7,\"ready\":false,"
	    "\"since\":\"2026-11-27\",\"runs\":12,\"relaxed\":0,"
	    "\"unreadable\":0,\"unknown\":0,\"future\":0,"
	    "\"last\":{\"time\":\"2026-11-30T18:00:00Z\",\"verdict\":\"pass\","
	    "\"drift\":0.0031},"
	    "\"broken_by\":\"2026-11-26 failed: drift 0.0912 >= 0.08\"}",
	    "NOT YET clean night 4 of 7, since 2026-11-27; before that: "
	    "2026-11-26 failed",
	    LM_EXIT_UNDECIDED);
	streak.n_clean = 1;
	streak.broken.kind = DRIFT_BREAK_NONE;
	streak.n_unreadable = 1;
	streak.n_unknown = 2;
	streak.n_future = 3;
	check_said(&streak, NULL,
	    "NOT YET clean night 1 of 7, since 2026-11-27; 1 line unreadable; "
	    "2 lines of unknown events; 3 lines from the future",
	    LM_EXIT_UNDECIDED);
}

static void
no_runs(void)
{
	struct drift_streak streak = {0};

	check_said(&streak,
	    "{\"clean_nights\":0,\"needed\":7,\"ready\":false,\"since\":null,"
	    "\"runs\":0,\"relaxed\":0,\"unreadable\":0,\"unknown\":0,"
	    "\"future\":0,\"last\":null,\"broken_by\":null}",
	    "NOT YET 0 clean nights of 7: no runs", LM_EXIT_UNDECIDED);
	streak.n_runs = streak.n_relaxed = 2;
	check_said(&streak, NULL,
	    "NOT YET 0 clean nights of 7: only relaxed runs",
	    LM_EXIT_UNDECIDED);
}

static void
ready(void)
{
	struct drift_streak streak = some;

	streak.n_clean = 7;
	check_said(&streak, NULL, "READY 7 clean nights of 7, since 2026-11-27",
	    LM_EXIT_DONE);
	streak.n_clean = 8;
	check_said(&streak, NULL,
	    "READY 8 clean nights, 7 needed, since 2026-11-27", LM_EXIT_DONE);
}

static void
broken(void)
{
	static const char *const why[] = {
	    [DRIFT_BREAK_FAIL] = "2026-11-26 failed",
	    [DRIFT_BREAK_UNDECIDED] = "2026-11-26 undecided",
	    [DRIFT_BREAK_MISSED] = "no run on 2026-11-26",
	    [DRIFT_BREAK_RELAXED] = "only relaxed runs on 2026-11-26",
	    [DRIFT_BREAK_BASELINE] = "another baseline on 2026-11-26",
	    [DRIFT_BREAK_MODEL] = "model change accepted on 2026-11-26",
	    [DRIFT_BREAK_ACCEPT] = "accepted by relaxed gates on 2026-11-26",
	    [DRIFT_BREAK_ROLLBACK] = "rolled back on 2026-11-26",
	};
	struct drift_streak streak = some;

	streak.n_clean = 0;
	streak.last = DRIFT_FAIL;
	streak.last_drift = (double)NAN;
	check_said(&streak,
	    "{\"clean_nights\":0,\"needed\":7,\"ready\":false,\"since\":null,"
	    "\"runs\":12,\"relaxed\":0,\"unreadable\":0,\"unknown\":0,"
	    "\"future\":0,"
	    "\"last\":{\"time\":\"2026-11-30T18:00:00Z\",\"verdict\":\"fail\","
	    "\"drift\":null},"
	    "\"broken_by\":\"2026-11-26 failed: drift 0.0912 >= 0.08\"}",
	    "BROKEN 0 clean nights of 7: 2026-11-26 failed (drift 0.0912 >= "
	    "0.08)",
	    LM_EXIT_FINDING);
	streak.last = DRIFT_UNDECIDED;
	streak.broken.reason[0] = '\0';
	for (size_t i = DRIFT_BREAK_FAIL; i <= DRIFT_BREAK_ROLLBACK; i++) {
		char text[100] = "BROKEN 0 clean nights of 7: ";

		streak.broken.kind = (enum drift_break_kind)i;
		strncat(text, why[i], sizeof(text) - strlen(text) - 1);
		check_said(&streak, NULL, text, LM_EXIT_UNDECIDED);
	}
}

static void
check_tail(uint64_t n_clean, bool is_counted, const char *want)
{
	struct drift_streak streak = {.n_clean = n_clean};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(drift_status_tail(&streak, is_counted, 7, &out, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), want);
	lm_buf_free(&out);
}

static void
a_run_is_told(void)
{
	check_tail(0, true, ", 0 clean nights of 7");
	check_tail(4, true, ", clean night 4 of 7");
	check_tail(7, true, ", clean night 7 of 7");
	check_tail(8, true, ", 8 clean nights, 7 needed");
	check_tail(0, false, ", not counted (0 clean nights of 7)");
	check_tail(1, false, ", not counted (1 clean night of 7)");
	check_tail(9, false, ", not counted (9 clean nights, 7 needed)");
}

TEST_MAIN(TEST(not_yet), TEST(no_runs), TEST(ready), TEST(broken),
    TEST(a_run_is_told))
