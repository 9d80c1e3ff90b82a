#include "warn.h"

#include "out.h"

#define NAMED_MAX 5 /* documents that are named to people */

/* Put a text into both lists, and empty it. */
static enum lm_code
add_warning(struct drift_findings *findings, struct lm_buf *text,
    struct lm_err *err)
{
	struct drift_out json = {&findings->warnings, err, LM_OK};
	struct drift_out notes = {&findings->notes, err, LM_OK};

	drift_out_text(&json, findings->warnings.len > 0 ? "," : "");
	drift_out_string(&json, lm_buf_view(text));
	drift_out_text(&notes, "; ");
	drift_out_span(&notes, lm_buf_view(text));
	text->len = 0;
	return json.code != LM_OK ? json.code : notes.code;
}

static enum lm_code
warn_duplicates(const struct drift_case *in, struct drift_findings *findings,
    struct lm_buf *text, struct lm_err *err)
{
	struct drift_out out = {text, err, LM_OK};

	if ((double)in->n_duplicates <=
	    DRIFT_DUPLICATE_SHARE * (double)in->result->n)
		return LM_OK;
	drift_out_printf(&out,
	    "%zu of %zu probes have a near-duplicate in the baseline, and say "
	    "little",
	    in->n_duplicates, in->result->n);
	return out.code == LM_OK ? add_warning(findings, text, err) : out.code;
}

static enum lm_code
warn_absent(const struct drift_case *in, struct drift_findings *findings,
    struct lm_buf *text, struct lm_err *err)
{
	struct drift_out out = {text, err, LM_OK};

	if (in->retrieval == NULL || in->retrieval->n_absent == 0)
		return LM_OK;
	drift_out_printf(&out, "%zu judged answers are not among the probes",
	    in->retrieval->n_absent);
	return out.code == LM_OK ? add_warning(findings, text, err) : out.code;
}

static enum lm_code
warn_changed(const struct drift_case *in, struct drift_findings *findings,
    struct lm_buf *text, struct lm_err *err)
{
	struct drift_out out = {text, err, LM_OK};
	const void *memory = in->pairs->changed.ptr;
	const struct drift_pair *changed = memory;
	size_t n = in->pairs->changed.len / sizeof(*changed);

	if (n == 0)
		return LM_OK;
	drift_out_printf(&out, "%zu left out, as %s text changed", n,
	    n == 1 ? "its" : "their");
	for (size_t i = 0; i < n && i < NAMED_MAX; i++) {
		drift_out_text(&out, i == 0 ? ": " : ", ");
		drift_out_label(&out, in->sides[DRIFT_BASELINE],
		    changed[i].places[DRIFT_BASELINE]);
	}
	drift_out_text(&out, n > NAMED_MAX ? ", …" : "");
	return out.code == LM_OK ? add_warning(findings, text, err) : out.code;
}

static enum lm_code
warn_alone(const struct drift_case *in, enum drift_side side,
    struct drift_findings *findings, struct lm_buf *text, struct lm_err *err)
{
	struct drift_out out = {text, err, LM_OK};
	const void *memory = in->pairs->alone[side].ptr;
	const size_t *places = memory;
	size_t n = in->pairs->alone[side].len / sizeof(*places);

	if (n == 0)
		return LM_OK;
	drift_out_printf(&out, "%zu only in the %s", n,
	    side == DRIFT_BASELINE ? "baseline" : "current run");
	for (size_t i = 0; i < n && i < NAMED_MAX; i++) {
		drift_out_text(&out, i == 0 ? ": " : ", ");
		drift_out_label(&out, in->sides[side], places[i]);
	}
	drift_out_text(&out, n > NAMED_MAX ? ", …" : "");
	return out.code == LM_OK ? add_warning(findings, text, err) : out.code;
}

enum lm_code
drift_warn(const struct drift_case *in, struct drift_findings *findings,
    struct lm_err *err)
{
	struct lm_buf text = {0};
	enum lm_code code = warn_duplicates(in, findings, &text, err);

	if (code == LM_OK)
		code = warn_absent(in, findings, &text, err);
	if (code == LM_OK)
		code = warn_changed(in, findings, &text, err);
	if (code == LM_OK)
		code = warn_alone(in, DRIFT_BASELINE, findings, &text, err);
	if (code == LM_OK)
		code = warn_alone(in, DRIFT_CURRENT, findings, &text, err);
	lm_buf_free(&text);
	return code;
}
