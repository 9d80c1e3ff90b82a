#include "status.h"

#include <math.h>

#include "history.h"

#include "lm/clock.h"

#define DATE_LEN 10 /* 2026-11-30 */
#define DAY_NS (86400 * LM_CLOCK_SECOND)

static enum lm_code
append_date(struct lm_buf *out, int64_t day, struct lm_err *err)
{
	char time[LM_CLOCK_TEXT_SIZE];

	lm_clock_format(day * DAY_NS, time);
	return lm_buf_append(out, time, DATE_LEN, err);
}

/* ---- why ----------------------------------------------------------------- */

/* Around the date. */
static const char *const before_date[] = {
    [DRIFT_BREAK_NONE] = "",
    [DRIFT_BREAK_FAIL] = "",
    [DRIFT_BREAK_UNDECIDED] = "",
    [DRIFT_BREAK_MISSED] = "no run on ",
    [DRIFT_BREAK_RELAXED] = "only relaxed runs on ",
    [DRIFT_BREAK_BASELINE] = "another baseline on ",
    [DRIFT_BREAK_MODEL] = "model change accepted on ",
    [DRIFT_BREAK_ACCEPT] = "accepted by relaxed gates on ",
    [DRIFT_BREAK_ROLLBACK] = "rolled back on ",
};
static const char *const after_date[] = {
    [DRIFT_BREAK_NONE] = "",
    [DRIFT_BREAK_FAIL] = " failed",
    [DRIFT_BREAK_UNDECIDED] = " undecided",
    [DRIFT_BREAK_MISSED] = "",
    [DRIFT_BREAK_RELAXED] = "",
    [DRIFT_BREAK_BASELINE] = "",
    [DRIFT_BREAK_MODEL] = "",
    [DRIFT_BREAK_ACCEPT] = "",
    [DRIFT_BREAK_ROLLBACK] = "",
};

static enum lm_code
append_break(struct lm_buf *out, const struct drift_break *broken,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, before_date[broken->kind], err);

	if (code == LM_OK)
		code = append_date(out, broken->day, err);
	return code == LM_OK ? lm_buf_text(out, after_date[broken->kind], err)
			     : code;
}

/* With the reason, if there is one, between these. */
static enum lm_code
append_reason(struct lm_buf *out, const struct drift_break *broken,
    const char *open, const char *close, struct lm_err *err)
{
	enum lm_code code = append_break(out, broken, err);

	if (code != LM_OK || broken->reason[0] == '\0')
		return code;
	return lm_buf_texts(out, err, open, broken->reason, close, NULL);
}

/* ---- for programs -------------------------------------------------------- */

static enum lm_code
append_last(const struct drift_streak *streak, struct lm_buf *out,
    struct lm_err *err)
{
	char time[LM_CLOCK_TEXT_SIZE];
	enum lm_code code;

	if (!streak->has_last)
		return lm_buf_text(out, "null", err);
	lm_clock_format(streak->last_ns, time);
	code = lm_buf_printf(out, err,
	    "{\"time\":\"%s\",\"verdict\":\"%s\",\"drift\":", time,
	    drift_verdict_word(streak->last));
	if (code == LM_OK && isnan(streak->last_drift))
		code = lm_buf_text(out, "null", err);
	else if (code == LM_OK)
		code = lm_buf_printf(out, err, "%.12g", streak->last_drift);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

static enum lm_code
append_since(const struct drift_streak *streak, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code;

	if (streak->n_clean == 0)
		return lm_buf_text(out, "null", err);
	code = lm_buf_byte(out, '"', err);
	if (code == LM_OK)
		code = append_date(out, streak->first_day, err);
	return code == LM_OK ? lm_buf_byte(out, '"', err) : code;
}

static enum lm_code
append_broken_by(const struct drift_streak *streak, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_buf text = {0};
	enum lm_code code;

	if (streak->broken.kind == DRIFT_BREAK_NONE)
		return lm_buf_text(out, "null", err);
	code = append_reason(&text, &streak->broken, ": ", "", err);
	if (code == LM_OK)
		code = lm_buf_json_string(out, lm_buf_view(&text), err);
	lm_buf_free(&text);
	return code;
}

static enum lm_code
say_json(const struct drift_streak *streak, uint64_t needed, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_printf(out, err,
	    "{\"clean_nights\":%ju,\"needed\":%ju,\"ready\":%s,\"since\":",
	    (uintmax_t)streak->n_clean, (uintmax_t)needed,
	    streak->n_clean >= needed ? "true" : "false");

	if (code == LM_OK)
		code = append_since(streak, out, err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err,
		    ",\"runs\":%ju,\"relaxed\":%ju,\"unreadable\":%ju,"
		    "\"unknown\":%ju,\"future\":%ju,\"last\":",
		    (uintmax_t)streak->n_runs, (uintmax_t)streak->n_relaxed,
		    (uintmax_t)streak->n_unreadable,
		    (uintmax_t)streak->n_unknown, (uintmax_t)streak->n_future);
	if (code == LM_OK)
		code = append_last(streak, out, err);
	if (code == LM_OK)
		code = lm_buf_text(out, ",\"broken_by\":", err);
	if (code == LM_OK)
		code = append_broken_by(streak, out, err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

/* ---- for people ---------------------------------------------------------- */

/* "7 clean nights of 7"; "9 clean nights, 7 needed". */
static enum lm_code
append_nights(const struct drift_streak *streak, uint64_t needed,
    struct lm_buf *out, struct lm_err *err)
{
	const char *nights =
	    streak->n_clean == 1 ? "clean night" : "clean nights";

	if (streak->n_clean > needed)
		return lm_buf_printf(out, err, "%ju %s, %ju needed",
		    (uintmax_t)streak->n_clean, nights, (uintmax_t)needed);
	return lm_buf_printf(out, err, "%ju %s of %ju",
	    (uintmax_t)streak->n_clean, nights, (uintmax_t)needed);
}

/* What a streak that is too short yet is called. */
static enum lm_code
append_count(const struct drift_streak *streak, uint64_t needed,
    struct lm_buf *out, struct lm_err *err)
{
	if (streak->n_clean == 0 || streak->n_clean > needed)
		return append_nights(streak, needed, out, err);
	return lm_buf_printf(out, err, "clean night %ju of %ju",
	    (uintmax_t)streak->n_clean, (uintmax_t)needed);
}

static enum lm_code
say_none(const struct drift_streak *streak, uint64_t needed, struct lm_buf *out,
    struct lm_err *err)
{
	bool broken = streak->broken.kind != DRIFT_BREAK_NONE;
	enum lm_code code =
	    lm_buf_text(out, broken ? "BROKEN " : "NOT YET ", err);

	if (code == LM_OK)
		code = append_nights(streak, needed, out, err);
	if (code == LM_OK)
		code = lm_buf_text(out, ": ", err);
	if (code == LM_OK && broken)
		return append_reason(out, &streak->broken, " (", ")", err);
	if (code != LM_OK)
		return code;
	return lm_buf_text(out,
	    streak->n_runs == 0 ? "no runs" : "only relaxed runs", err);
}

static enum lm_code
say_some(const struct drift_streak *streak, uint64_t needed, struct lm_buf *out,
    struct lm_err *err)
{
	bool ready = streak->n_clean >= needed;
	enum lm_code code =
	    lm_buf_text(out, ready ? "READY " : "NOT YET ", err);

	if (code == LM_OK)
		code = ready ? append_nights(streak, needed, out, err)
			     : append_count(streak, needed, out, err);
	if (code == LM_OK)
		code = lm_buf_text(out, ", since ", err);
	if (code == LM_OK)
		code = append_date(out, streak->first_day, err);
	if (code != LM_OK || ready || streak->broken.kind == DRIFT_BREAK_NONE)
		return code;
	code = lm_buf_text(out, "; before that: ", err);
	return code == LM_OK ? append_break(out, &streak->broken, err) : code;
}

/* "; 2 lines unreadable", unless there is none. */
static enum lm_code
say_lines(uint64_t n, const char *what, struct lm_buf *out, struct lm_err *err)
{
	if (n == 0)
		return LM_OK;
	return lm_buf_printf(out, err, "; %ju line%s %s", (uintmax_t)n,
	    n == 1 ? "" : "s", what);
}

static enum lm_code
say_text(const struct drift_streak *streak, uint64_t needed, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = streak->n_clean == 0
	    ? say_none(streak, needed, out, err)
	    : say_some(streak, needed, out, err);

	if (code == LM_OK)
		code = say_lines(streak->n_unreadable, "unreadable", out, err);
	if (code == LM_OK)
		code =
		    say_lines(streak->n_unknown, "of unknown events", out, err);
	if (code == LM_OK)
		code = say_lines(streak->n_future, "from the future", out, err);
	return code;
}

static enum lm_exit
exit_of(const struct drift_streak *streak, uint64_t needed)
{
	if (streak->has_last && streak->last == DRIFT_FAIL)
		return LM_EXIT_FINDING;
	return streak->n_clean >= needed ? LM_EXIT_DONE : LM_EXIT_UNDECIDED;
}

enum lm_code
drift_status_say(const struct drift_streak *streak, uint64_t needed,
    struct lm_buf *json, struct lm_buf *text, enum lm_exit *exit,
    struct lm_err *err)
{
	enum lm_code code = say_json(streak, needed, json, err);

	*exit = exit_of(streak, needed);
	return code == LM_OK ? say_text(streak, needed, text, err) : code;
}

enum lm_code
drift_status(const char *path, uint64_t needed, int64_t now_ns,
    struct lm_buf *json, struct lm_buf *text, enum lm_exit *exit,
    struct lm_err *err)
{
	struct drift_streak streak = {0};
	enum lm_code code = drift_history_read(path, now_ns, &streak, err);

	*exit = LM_EXIT_TROUBLE;
	if (code != LM_OK)
		return code;
	return drift_status_say(&streak, needed, json, text, exit, err);
}

enum lm_code
drift_status_tail(const struct drift_streak *streak, bool is_counted,
    uint64_t needed, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code =
	    lm_buf_text(out, is_counted ? ", " : ", not counted (", err);

	if (code == LM_OK)
		code = is_counted ? append_count(streak, needed, out, err)
				  : append_nights(streak, needed, out, err);
	if (code == LM_OK && !is_counted)
		code = lm_buf_byte(out, ')', err);
	return code;
}
