#include "tell.h"

#include "out.h"
#include "page.h"
#include "report.h"
#include "status.h"

#include "lm/manifest.h"
#include "lm/writer.h"

/* The line for people: the verdict, and what became of the run. */
static enum lm_code
tell_line(const struct settings *settings, const struct measured *measured,
    const struct kept *kept, struct lm_buf *text, struct lm_err *err)
{
	struct drift_out out = {text, err,
	    drift_report_line(&measured->in, &measured->findings, text, err)};

	if (kept->has_streak && out.code == LM_OK)
		out.code = drift_status_tail(&kept->streak,
		    !settings->relaxed ||
			measured->findings.verdict != DRIFT_PASS,
		    settings->clean_runs, text, err);
	if (kept->text.len > 0)
		drift_out_text(&out, "; ");
	drift_out_span(&out, lm_buf_view(&kept->text));
	return out.code;
}

static enum lm_code
tell_json(const struct settings *settings, const struct lm_filter_run *run,
    const struct measured *measured, const struct kept *kept,
    struct lm_buf *json, struct lm_err *err)
{
	struct drift_out out = {json, err,
	    drift_report_json(&measured->in, &measured->findings, json, err)};

	if (kept->has_streak)
		drift_out_printf(&out, ",\"clean_nights\":%ju",
		    (uintmax_t)kept->streak.n_clean);
	if (settings->accept)
		drift_out_printf(&out, ",\"accepted\":%s",
		    kept->accepted ? "true" : "false");
	if (settings->relaxed)
		drift_out_text(&out, ",\"relaxed\":true");
	if (run->manifest != NULL) {
		drift_out_text(&out, ",\"manifest\":");
		drift_out_string(&out,
		    lm_span_of(lm_manifest_stamp(run->manifest)));
	}
	drift_out_text(&out, "}");
	return out.code;
}

static enum lm_code
write_page(const struct settings *settings, const struct lm_filter_run *run,
    const struct measured *measured, const struct kept *kept,
    struct lm_buf *out, struct lm_err *err)
{
	const char *current = settings->inputs[settings->n_inputs - 1];
	const struct drift_page page = {.now = settings->now,
	    .baseline = settings->baseline,
	    .current = current == NULL ? "standard input" : current,
	    .manifest =
		run->manifest == NULL ? NULL : lm_manifest_stamp(run->manifest),
	    .after = lm_buf_view(&kept->text)};

	return drift_page_write(&measured->in, &measured->findings, &page, out,
	    err);
}

enum lm_code
tell_open(struct settings *settings, struct lm_err *err)
{
	return lm_writer_open(settings->summary, LM_WRITER_ATOMIC_PRIVATE,
	    &settings->page, err);
}

void
tell_close(struct settings *settings)
{
	if (settings->page == NULL)
		return;
	lm_writer_abandon(settings->page);
	settings->page = NULL;
}

static enum lm_code
save_page(struct settings *settings, const struct lm_buf *page,
    struct lm_err *err)
{
	enum lm_code code =
	    lm_writer_write(settings->page, lm_buf_view(page), err);

	if (code == LM_OK)
		code = lm_writer_commit(settings->page, err);
	if (code == LM_OK) {
		lm_writer_close(settings->page);
		settings->page = NULL;
	}
	return code;
}

enum lm_code
tell(struct settings *settings, struct lm_filter_run *run,
    const struct measured *measured, const struct kept *kept,
    struct lm_err *err)
{
	struct lm_buf page = {0};
	enum lm_code code =
	    tell_line(settings, measured, kept, &run->verdict, err);

	if (code == LM_OK && (settings->explain || settings->summary != NULL))
		code = write_page(settings, run, measured, kept, &page, err);
	if (code == LM_OK && settings->summary != NULL)
		code = save_page(settings, &page, err);
	if (code == LM_OK && settings->explain)
		code = lm_buf_span(&run->result, lm_buf_view(&page), err);
	else if (code == LM_OK)
		code =
		    tell_json(settings, run, measured, kept, &run->result, err);
	lm_buf_free(&page);
	return code;
}
