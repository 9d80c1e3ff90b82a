#include "gates.h"

#include <math.h>

#include "gates_judge.h"
#include "warn.h"

const char *
drift_gate_name(enum drift_gate_id id)
{
	static const char *const names[DRIFT_N_GATES] = {
	    [DRIFT_GATE_DRIFT] = "drift",
	    [DRIFT_GATE_PROBES] = "probes",
	    [DRIFT_GATE_CORRELATION] = "correlation",
	    [DRIFT_GATE_OVERLAP] = "overlap",
	    [DRIFT_GATE_SELF] = "self",
	    [DRIFT_GATE_NORM] = "norm",
	    [DRIFT_GATE_MEAN] = "mean",
	    [DRIFT_GATE_MODEL] = "model",
	    [DRIFT_GATE_DIMENSIONS] = "dimensions",
	    [DRIFT_GATE_RETRIEVAL] = "retrieval",
	};

	return names[id];
}

void
drift_findings_free(struct drift_findings *findings)
{
	for (size_t i = 0; i < DRIFT_N_GATES; i++)
		lm_buf_free(&findings->gates[i].text);
	lm_buf_free(&findings->mixture);
	lm_buf_free(&findings->warnings);
	lm_buf_free(&findings->notes);
}

static void
count_duplicates(struct drift_case *in)
{
	in->n_duplicates = 0;
	for (size_t i = 0; i < in->result->n; i++)
		if (drift_nearest(in->result, i) >= DRIFT_DUPLICATE)
			in->n_duplicates++;
}

static void
count_moved(struct drift_case *in)
{
	const double *selves = drift_shift_selves(in->shift);

	in->n_moved = 0;
	in->least_self = 0;
	for (size_t i = 0; !isnan(in->shift->least) && i < in->result->n; i++) {
		if (selves[i] < in->limits.min_self)
			in->n_moved++;
		if (selves[i] < selves[in->least_self])
			in->least_self = i;
	}
}

static void
count_answered(struct drift_case *in)
{
	in->n_answered = 0;
	for (size_t i = 0;
	     in->retrieval != NULL && i < drift_retrieval_count(in->retrieval);
	     i++)
		if (drift_retrieval_at(in->retrieval, i)->rr[DRIFT_BASELINE] >
		    0)
			in->n_answered++;
}

static bool
is_another_model(const struct drift_case *in)
{
	const struct drift_set *before = in->sides[DRIFT_BASELINE];
	const struct drift_set *now = in->sides[DRIFT_CURRENT];

	return drift_models_differ(&before->models, &now->models) != 0 ||
	    drift_set_dimensions(before) != drift_set_dimensions(now);
}

enum lm_code
drift_case_count(struct drift_case *in, size_t max_worst, struct lm_buf *worst,
    struct lm_err *err)
{
	const double *correlations = drift_correlations(in->result);
	enum lm_code code = drift_worst(in->result, SIZE_MAX, worst, err);
	const void *places = worst->ptr;
	size_t n = worst->len / sizeof(size_t);

	if (code != LM_OK)
		return code;
	in->worst = places;
	in->n_worst = n < max_worst ? n : max_worst;
	in->n_low = 0;
	while (in->n_low < n &&
	    correlations[in->worst[in->n_low]] < in->limits.min_correlation)
		in->n_low++;
	count_duplicates(in);
	count_moved(in);
	count_answered(in);
	/* With the same model all gates hold. */
	in->limits.promotes = in->limits.promotes && is_another_model(in);
	return LM_OK;
}

bool
drift_gate_value(struct drift_gate *gate, double value, double limit,
    bool fails)
{
	gate->value = value;
	gate->limit = limit;
	if (isnan(value))
		gate->verdict = DRIFT_OFF;
	else
		gate->verdict = fails ? DRIFT_FAIL : DRIFT_PASS;
	return gate->verdict == DRIFT_FAIL;
}

void
drift_gate_interval(struct drift_gate *gate, double value,
    struct lm_interval interval, double limit)
{
	gate->value = value;
	gate->limit = limit;
	gate->interval = interval;
	if (interval.high < limit)
		gate->verdict = DRIFT_PASS;
	else if (interval.low >= limit)
		gate->verdict = DRIFT_FAIL;
	else
		gate->verdict = DRIFT_UNDECIDED;
}

/* One side has vectors of several models: never right. */
static enum lm_code
judge_mixture(const struct drift_case *in, struct drift_findings *findings,
    struct lm_err *err)
{
	static const char *const what[DRIFT_N_SIDES] = {
	    [DRIFT_BASELINE] = "several models in the baseline: ",
	    [DRIFT_CURRENT] = "several models in the current run: ",
	};
	struct drift_out out = drift_gate_say(&findings->mixture, err);

	for (size_t i = 0; i < DRIFT_N_SIDES; i++) {
		const struct drift_models *models = &in->sides[i]->models;

		if (drift_models_count(models) < 2)
			continue;
		drift_out_text(&out, out.buf->len == 0 ? "" : "; ");
		drift_out_text(&out, what[i]);
		if (out.code == LM_OK)
			out.code = drift_models_labels(models, out.buf, err);
	}
	if (findings->mixture.len > 0)
		findings->gates[DRIFT_GATE_MODEL].verdict = DRIFT_FAIL;
	return out.code;
}

static enum lm_code
judge_each(const struct drift_case *in, struct drift_findings *findings,
    struct lm_err *err)
{
	struct drift_gate *gates = findings->gates;
	enum lm_code code =
	    drift_judge_drift(in, &gates[DRIFT_GATE_DRIFT], err);

	if (code == LM_OK)
		code = drift_judge_probes(in, &gates[DRIFT_GATE_PROBES], err);
	if (code == LM_OK)
		code = drift_judge_correlation(in, &gates[DRIFT_GATE_DRIFT],
		    &gates[DRIFT_GATE_CORRELATION], err);
	if (code == LM_OK)
		code = drift_judge_overlap(in, &gates[DRIFT_GATE_OVERLAP], err);
	if (code == LM_OK)
		code = drift_judge_self(in, &gates[DRIFT_GATE_SELF], err);
	if (code == LM_OK)
		code = drift_judge_norm(in, &gates[DRIFT_GATE_NORM], err);
	if (code == LM_OK)
		code = drift_judge_mean(in, &gates[DRIFT_GATE_MEAN], err);
	if (code == LM_OK)
		code = drift_judge_model(in, &gates[DRIFT_GATE_MODEL], err);
	if (code == LM_OK)
		code = drift_judge_dimensions(in, &gates[DRIFT_GATE_DIMENSIONS],
		    err);
	if (code == LM_OK)
		code = drift_judge_retrieval(in, &gates[DRIFT_GATE_RETRIEVAL],
		    err);
	return code == LM_OK ? judge_mixture(in, findings, err) : code;
}

/* Between two models what the vectors do says nothing. */
static void
set_aside(struct drift_findings *findings)
{
	for (size_t i = 0; i < DRIFT_N_GATES; i++)
		if (i != DRIFT_GATE_RETRIEVAL && i != DRIFT_GATE_PROBES &&
		    (i != DRIFT_GATE_MODEL || findings->mixture.len == 0))
			findings->gates[i].verdict = DRIFT_OFF;
}

enum lm_code
drift_judge(const struct drift_case *in, struct drift_findings *findings,
    struct lm_err *err)
{
	enum lm_code code;

	for (size_t i = 0; i < DRIFT_N_GATES; i++) {
		findings->gates[i].value = (double)NAN;
		findings->gates[i].limit = (double)NAN;
		findings->gates[i].interval.low = (double)NAN;
	}
	code = judge_each(in, findings, err);
	if (in->limits.promotes)
		set_aside(findings);
	findings->verdict = DRIFT_OFF;
	for (size_t i = 0; i < DRIFT_N_GATES; i++)
		findings->verdict = drift_verdict_worse(findings->verdict,
		    findings->gates[i].verdict);
	return code == LM_OK ? drift_warn(in, findings, err) : code;
}
