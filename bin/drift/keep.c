#include "keep.h"

#include <string.h>

#include "fingerprint.h"
#include "out.h"
#include "report.h"

#include "lm/manifest.h"

void
kept_free(struct kept *kept)
{
	lm_buf_free(&kept->text);
}

static const char *
stamp_of(const struct lm_filter_run *run)
{
	return run->manifest == NULL ? NULL : lm_manifest_stamp(run->manifest);
}

/* What was compared is what the history says that it was. */
static enum lm_code
check_baseline(const struct settings *settings, struct lm_err *err)
{
	char fingerprint[DRIFT_FINGERPRINT_SIZE];
	enum lm_code code =
	    drift_fingerprint(settings->baseline, fingerprint, err);

	if (code != LM_OK || strcmp(fingerprint, settings->fingerprint) == 0)
		return code;
	return lm_err_set(err, LM_IO,
	    "%s: another run has replaced it meanwhile", settings->baseline);
}

/* The run's line in the history, and the streak with it. */
static enum lm_code
append_run(const struct settings *settings, const struct lm_filter_run *run,
    const struct measured *measured, struct kept *kept, struct lm_err *err)
{
	const struct drift_case *in = &measured->in;
	struct lm_buf line = {0}, reasons = {0};
	struct drift_run entry = {.time_ns = settings->now,
	    .verdict = measured->findings.verdict,
	    .relaxed = settings->relaxed,
	    .drift = in->result->drift,
	    .low = in->interval.low,
	    .high = in->interval.high,
	    .threshold = in->limits.max_drift,
	    .n = in->result->n,
	    .baseline = settings->fingerprint,
	    .manifest = stamp_of(run)};
	enum lm_code code = check_baseline(settings, err);

	if (code == LM_OK)
		code = lm_buf_byte(&reasons, '[', err);
	if (code == LM_OK)
		code = drift_report_reasons(in, &measured->findings, &reasons,
		    err);
	if (code == LM_OK)
		code = lm_buf_byte(&reasons, ']', err);
	entry.reasons = lm_buf_view(&reasons);
	if (code == LM_OK)
		code = drift_history_run(&line, &entry, err);
	if (code == LM_OK)
		code = drift_history_append(settings->history,
		    lm_buf_view(&line), err);
	if (code == LM_OK)
		code = drift_history_read(settings->history, settings->now,
		    &kept->streak, err);
	kept->has_streak = code == LM_OK;
	lm_buf_free(&reasons);
	lm_buf_free(&line);
	return code;
}

/* What the log of the baseline says of why this run was accepted. */
static enum lm_code
describe_run(const struct settings *settings, const struct measured *measured,
    struct lm_buf *members, struct lm_err *err)
{
	const struct drift_case *in = &measured->in;
	struct drift_out out = {members, err, LM_OK};

	drift_out_printf(&out, "\"verdict\":\"%s\",",
	    drift_verdict_word(measured->findings.verdict));
	drift_out_member(&out, "drift", in->result->drift);
	drift_out_printf(&out, ",\"n\":%zu,\"changed\":%zu", in->result->n,
	    in->pairs->changed.len / sizeof(struct drift_pair));
	if (in->retrieval != NULL) {
		drift_out_text(&out, ",");
		drift_out_member(&out, "loss_pp", in->retrieval->loss_pp);
	}
	if (settings->relaxed)
		drift_out_text(&out, ",\"relaxed\":true");
	return out.code;
}

/* What happened to a baseline is part of the history of its nights. */
static enum lm_code
append_event(const struct settings *settings, const struct lm_buf *line,
    struct kept *kept, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (settings->history == NULL)
		return LM_OK;
	code = drift_history_append(settings->history, lm_buf_view(line), err);
	kept->streak = (struct drift_streak){0};
	if (code == LM_OK)
		code = drift_history_read(settings->history, settings->now,
		    &kept->streak, err);
	kept->has_streak = code == LM_OK;
	return code;
}

static enum lm_code
accept_run(struct settings *settings, const struct lm_filter_run *run,
    const struct measured *measured, struct kept *kept, struct lm_err *err)
{
	struct lm_buf line = {0}, members = {0};
	struct drift_stamp stamp = {.now_ns = settings->now,
	    .manifest = stamp_of(run),
	    .model_change = measured->in.limits.promotes};
	enum lm_code code = describe_run(settings, measured, &members, err);

	stamp.more = lm_buf_view(&members);
	if (code == LM_OK)
		code = drift_accept_commit(settings->accepting, &stamp, &line,
		    err);
	if (code == LM_OK)
		code = append_event(settings, &line, kept, err);
	if (code == LM_OK)
		code =
		    lm_buf_text(&kept->text, "accepted as the baseline", err);
	kept->accepted = code == LM_OK;
	lm_buf_free(&members);
	lm_buf_free(&line);
	return code;
}

enum lm_code
keep_run(struct settings *settings, const struct lm_filter_run *run,
    const struct measured *measured, struct kept *kept, struct lm_err *err)
{
	if (!settings->accept)
		return settings->history == NULL
		    ? LM_OK
		    : append_run(settings, run, measured, kept, err);
	if (measured->findings.verdict == DRIFT_PASS)
		return accept_run(settings, run, measured, kept, err);
	return lm_buf_text(&kept->text,
	    "not accepted, the baseline is as it was", err);
}

enum lm_code
keep_rollback(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	const struct drift_stamp stamp = {.now_ns = settings->now,
	    .manifest = stamp_of(run)};
	struct kept kept = {0};
	struct lm_buf line = {0};
	enum lm_code code = drift_rollback(settings->baseline,
	    settings->baseline_queries, &stamp, &line, err);

	if (code == LM_OK)
		code = append_event(settings, &line, &kept, err);
	if (code == LM_OK)
		code = lm_buf_span(&run->result, lm_buf_view(&line), err);
	if (code == LM_OK)
		code = lm_buf_texts(&run->verdict, err, "ROLLBACK ",
		    settings->baseline,
		    " is what it was before the last acceptance", NULL);
	lm_buf_free(&line);
	kept_free(&kept);
	return code;
}
