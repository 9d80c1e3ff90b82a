#include "history.h"

#include <math.h>
#include <string.h>

#include "history_line.h"

#include "lm/journal.h"

/* ---- the line of a run --------------------------------------------------- */

static enum lm_code
append_number(struct lm_buf *out, const char *name, double value,
    struct lm_err *err)
{
	if (!isfinite(value))
		return lm_buf_printf(out, err, ",\"%s\":null", name);
	return lm_buf_printf(out, err, ",\"%s\":%.12g", name, value);
}

static enum lm_code
append_text(struct lm_buf *out, const char *name, const char *value,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_printf(out, err, ",\"%s\":", name);

	if (code != LM_OK || value == NULL)
		return code == LM_OK ? lm_buf_text(out, "null", err) : code;
	return lm_buf_json_string(out, lm_span_of(value), err);
}

static enum lm_code
append_numbers(struct lm_buf *out, const struct drift_run *run,
    struct lm_err *err)
{
	enum lm_code code = append_number(out, "drift", run->drift, err);

	if (code == LM_OK)
		code = append_number(out, "low", run->low, err);
	if (code == LM_OK)
		code = append_number(out, "high", run->high, err);
	if (code == LM_OK)
		code = append_number(out, "threshold", run->threshold, err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err, ",\"n\":%zu", run->n);
	return code;
}

enum lm_code
drift_history_run(struct lm_buf *out, const struct drift_run *run,
    struct lm_err *err)
{
	struct lm_span reasons =
	    run->reasons.len > 0 ? run->reasons : lm_span_of("[]");
	char time[LM_CLOCK_TEXT_SIZE];
	enum lm_code code;

	lm_clock_format(run->time_ns, time);
	code = lm_buf_printf(out, err,
	    "{\"event\":\"run\",\"time\":\"%s\",\"verdict\":\"%s\"%s", time,
	    drift_verdict_word(run->verdict),
	    run->relaxed ? ",\"relaxed\":true" : "");
	if (code == LM_OK)
		code = append_numbers(out, run, err);
	if (code == LM_OK)
		code = append_text(out, "baseline", run->baseline, err);
	if (code == LM_OK)
		code = append_text(out, "manifest", run->manifest, err);
	if (code == LM_OK)
		code = lm_buf_text(out, ",\"reasons\":", err);
	if (code == LM_OK)
		code = lm_buf_span(out, reasons, err);
	return code == LM_OK ? lm_buf_text(out, "}\n", err) : code;
}

/* ---- reading ------------------------------------------------------------- */

/* What the lines are. */
struct reading {
	struct lm_parser *parser;
	bool only_checks;
	bool is_history;
	bool is_foreign;
	uint64_t n_unreadable;
	uint64_t n_unknown;
	struct lm_buf events; /* of struct drift_event */
};

static enum lm_code
take_line(void *arg, struct lm_span line, bool *enough, struct lm_err *err)
{
	struct reading *reading = arg;
	struct drift_event event;
	enum drift_line_kind kind;
	enum lm_code code =
	    drift_line_read(reading->parser, line, &kind, &event, err);

	if (code != LM_OK)
		return code;
	switch (kind) {
	case DRIFT_LINE_EMPTY:
		return LM_OK;
	case DRIFT_LINE_EVENT:
		reading->is_history = true;
		if (!reading->only_checks)
			code = lm_buf_append(&reading->events,
			    (const char *)&event, sizeof(event), err);
		break;
	case DRIFT_LINE_UNKNOWN:
		reading->is_history = true;
		reading->n_unknown++;
		break;
	case DRIFT_LINE_UNREADABLE:
	case DRIFT_LINE_TORN:
		reading->n_unreadable++;
		break;
	case DRIFT_LINE_FOREIGN:
		reading->is_foreign = true;
		reading->n_unreadable++;
		break;
	}
	*enough = reading->only_checks && reading->is_history;
	return code;
}

/* Read the journal, where there is one. */
static enum lm_code
read_lines(const char *path, struct reading *reading, struct lm_err *err)
{
	struct lm_journal *journal = NULL;
	enum lm_code code = lm_journal_open_read(path, &journal, err);

	if (code != LM_OK || journal == NULL)
		return code;
	reading->parser = lm_parser_new();
	code = reading->parser == NULL
	    ? lm_err_nomem(err)
	    : lm_journal_read(journal, take_line, reading, err);
	lm_parser_free(reading->parser);
	lm_journal_close(journal);
	if (code != LM_OK || reading->is_history || !reading->is_foreign)
		return code;
	(void)lm_err_set(err, LM_USAGE,
	    "not a history: none of its lines is a line of one");
	lm_err_at(err, path, 0, 0);
	return LM_USAGE;
}

enum lm_code
drift_history_check(const char *path, struct lm_err *err)
{
	struct reading reading = {.only_checks = true};

	return read_lines(path, &reading, err);
}

enum lm_code
drift_history_read(const char *path, int64_t now_ns, struct drift_streak *out,
    struct lm_err *err)
{
	struct reading reading = {0};
	enum lm_code code = read_lines(path, &reading, err);
	void *events = reading.events.ptr;

	if (code == LM_OK) {
		drift_streak_count(events,
		    reading.events.len / sizeof(struct drift_event), now_ns,
		    out);
		out->n_unreadable = reading.n_unreadable;
		out->n_unknown = reading.n_unknown;
	}
	lm_buf_free(&reading.events);
	return code;
}

/* ---- appending ----------------------------------------------------------- */

static enum lm_code
append_synced(const char *path, struct lm_span lines, struct lm_err *err)
{
	struct lm_journal *journal = NULL;
	enum lm_code code = lm_journal_open(path, &journal, err);

	if (code == LM_OK)
		code = lm_journal_append(journal, lines, err);
	if (code == LM_OK)
		code = lm_journal_sync(journal, err);
	lm_journal_close(journal);
	return code;
}

enum lm_code
drift_history_append(const char *path, struct lm_span lines, struct lm_err *err)
{
	struct lm_buf whole = {0};
	enum lm_code code = drift_history_check(path, err);

	if (code != LM_OK || lines.len == 0)
		return code;
	if (lines.ptr[lines.len - 1] == '\n')
		return append_synced(path, lines, err);
	code = lm_buf_span(&whole, lines, err);
	if (code == LM_OK)
		code = lm_buf_byte(&whole, '\n', err);
	if (code == LM_OK)
		code = append_synced(path, lm_buf_view(&whole), err);
	lm_buf_free(&whole);
	return code;
}
