#include "verdict.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include "lm/utf8.h"

#define NAMED_MAX 5    /* documents that a line for people names */
#define ID_SHOWN 60    /* bytes of an id there */
#define MIN_DECIMALS 4 /* of a drift for people */
#define MAX_DECIMALS 17

void
drift_findings_free(struct drift_findings *findings)
{
	lm_buf_free(&findings->json);
	lm_buf_free(&findings->text);
}

enum lm_code
drift_relation(const struct drift_case *in, struct lm_buf *out,
    struct lm_err *err)
{
	double drift = in->result->drift, max = in->gate->max_drift;
	int decimals = MIN_DECIMALS;
	char shown[64];

	do
		(void)snprintf(shown, sizeof(shown), "%.*f", decimals, drift);
	while ((strtod(shown, NULL) < max) != (drift < max) &&
	    decimals++ < MAX_DECIMALS);
	return lm_buf_printf(out, err, "drift %s %s %.12g", shown,
	    drift < max ? "<" : ">=", max);
}

enum lm_code
drift_id_label(const struct drift_case *in, size_t i, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_span id = drift_set_id(in->baseline, i);
	struct lm_span shown = lm_utf8_prefix(id, ID_SHOWN);
	enum lm_code code = lm_buf_span(out, shown, err);

	if (code == LM_OK && shown.len < id.len)
		code = lm_buf_text(out, "…", err);
	return code;
}

/* A reason for this verdict; fail outweighs undecided, and that pass. */
static enum lm_code
add_reason(struct drift_findings *findings, enum drift_verdict verdict,
    const struct lm_buf *reason, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (findings->verdict != DRIFT_FAIL)
		findings->verdict = verdict;
	if (findings->json.len > 0)
		code = lm_buf_byte(&findings->json, ',', err);
	return code != LM_OK
	    ? code
	    : lm_buf_json_string(&findings->json, lm_buf_view(reason), err);
}

/* More for the line for people. */
static enum lm_code
add_text(struct drift_findings *findings, const struct lm_buf *text,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(&findings->text, "; ", err);

	if (code != LM_OK)
		return code;
	return lm_buf_span(&findings->text, lm_buf_view(text), err);
}

/* Of the worst documents, those to be shown to people: all where drift is
 * too much, else those whose own neighbours are mostly others. */
static size_t
count_shown(const struct drift_case *in)
{
	const double *correlations = drift_correlations(in->result);
	size_t n = 0;

	if (in->result->drift >= in->gate->max_drift)
		return in->n_worst;
	while (n < in->n_worst && correlations[in->worst[n]] < DRIFT_LOW)
		n++;
	return n;
}

/* Append "worst: a (0.12), b (0.31), …", n of them. */
static enum lm_code
list_worst(const struct drift_case *in, size_t n, struct lm_buf *out,
    struct lm_err *err)
{
	const double *correlations = drift_correlations(in->result);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n && i < NAMED_MAX; i++) {
		code = lm_buf_text(out, i == 0 ? "worst: " : ", ", err);
		if (code == LM_OK)
			code = drift_id_label(in, in->worst[i], out, err);
		if (code == LM_OK)
			code = lm_buf_printf(out, err, " (%.2f)",
			    correlations[in->worst[i]]);
	}
	if (code == LM_OK && n > NAMED_MAX)
		code = lm_buf_text(out, ", …", err);
	return code;
}

/* Name documents in the line for people, also when all others are fine. */
static enum lm_code
name_worst(const struct drift_case *in, struct drift_findings *findings,
    struct lm_err *err)
{
	size_t n = count_shown(in);
	struct lm_buf text = {0};
	enum lm_code code;

	if (n == 0)
		return LM_OK;
	code = list_worst(in, n, &text, err);
	if (code == LM_OK)
		code = add_text(findings, &text, err);
	lm_buf_free(&text);
	return code;
}

static enum lm_code
judge_drift(const struct drift_case *in, struct drift_findings *findings,
    struct lm_err *err)
{
	struct lm_buf reason = {0};
	enum lm_code code = LM_OK;

	if (isnan(in->result->drift))
		return LM_OK;
	if (in->result->drift >= in->gate->max_drift) {
		code = drift_relation(in, &reason, err);
		if (code == LM_OK)
			code = add_reason(findings, DRIFT_FAIL, &reason, err);
	}
	lm_buf_free(&reason);
	return code == LM_OK ? name_worst(in, findings, err) : code;
}

/* "<what>: <labels of a>", and " → <labels of b>" unless it is NULL. */
static enum lm_code
describe_models(struct lm_buf *out, const char *what,
    const struct drift_models *a, const struct drift_models *b,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, what, err);

	if (code == LM_OK)
		code = drift_models_labels(a, out, err);
	if (code == LM_OK && b != NULL)
		code = lm_buf_text(out, " → ", err);
	if (code == LM_OK && b != NULL)
		code = drift_models_labels(b, out, err);
	return code;
}

/* What is told to people, and makes the gate fail if it must. */
static enum lm_code
add_finding(struct drift_findings *findings, bool fails,
    const struct lm_buf *reason, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (fails)
		code = add_reason(findings, DRIFT_FAIL, reason, err);
	return code == LM_OK ? add_text(findings, reason, err) : code;
}

static enum lm_code
judge_mixture(struct drift_findings *findings, const char *what,
    const struct drift_models *models, struct lm_err *err)
{
	struct lm_buf reason = {0};
	enum lm_code code;

	if (drift_models_count(models) < 2)
		return LM_OK;
	code = describe_models(&reason, what, models, NULL, err);
	if (code == LM_OK)
		code = add_finding(findings, true, &reason, err);
	lm_buf_free(&reason);
	return code;
}

static enum lm_code
judge_change(const struct drift_case *in, struct drift_findings *findings,
    struct lm_err *err)
{
	const struct drift_models *before = &in->baseline->models;
	const struct drift_models *now = &in->current->models;
	bool allowed = in->gate->allow_model_change;
	struct lm_buf reason = {0};
	enum lm_code code;

	if (drift_models_equal(before, now))
		return LM_OK;
	code = describe_models(&reason,
	    allowed ? "model changed (allowed): " : "model changed: ", before,
	    now, err);
	if (code == LM_OK)
		code = add_finding(findings, !allowed, &reason, err);
	lm_buf_free(&reason);
	return code;
}

/* Append "2 probes without a rank correlation: a, b". */
static enum lm_code
list_undefined(const struct drift_case *in, struct lm_buf *out,
    struct lm_err *err)
{
	const double *correlations = drift_correlations(in->result);
	size_t n_named = 0;
	enum lm_code code = lm_buf_printf(out, err,
	    "%zu probes without a rank correlation", in->result->n_undefined);

	for (size_t i = 0; code == LM_OK && i < in->result->n; i++) {
		if (!isnan(correlations[i]))
			continue;
		if (n_named == NAMED_MAX)
			return lm_buf_text(out, ", …", err);
		code = lm_buf_text(out, n_named++ == 0 ? ": " : ", ", err);
		if (code == LM_OK)
			code = drift_id_label(in, i, out, err);
	}
	return code;
}

static enum lm_code
judge_evidence(const struct drift_case *in, struct drift_findings *findings,
    struct lm_err *err)
{
	struct lm_buf reason = {0};
	enum lm_code code;

	if (in->result->n < DRIFT_MIN_PROBES)
		code = lm_buf_printf(&reason, err, "at least %d are needed",
		    DRIFT_MIN_PROBES);
	else if (in->result->n_undefined > 0)
		code = list_undefined(in, &reason, err);
	else
		return LM_OK;
	if (code == LM_OK)
		code = add_text(findings, &reason, err);
	if (code == LM_OK && in->result->n < DRIFT_MIN_PROBES) {
		reason.len = 0;
		code = lm_buf_printf(&reason, err,
		    "%zu probes, at least %d are needed", in->result->n,
		    DRIFT_MIN_PROBES);
	}
	if (code == LM_OK)
		code = add_reason(findings, DRIFT_UNDECIDED, &reason, err);
	lm_buf_free(&reason);
	return code;
}

enum lm_code
drift_judge(const struct drift_case *in, struct drift_findings *findings,
    struct lm_err *err)
{
	enum lm_code code = judge_evidence(in, findings, err);

	if (code == LM_OK)
		code = judge_drift(in, findings, err);
	if (code == LM_OK)
		code = judge_mixture(findings,
		    "several models in the baseline: ", &in->baseline->models,
		    err);
	if (code == LM_OK)
		code = judge_mixture(findings,
		    "several models in the current run: ", &in->current->models,
		    err);
	return code == LM_OK ? judge_change(in, findings, err) : code;
}
