#include "gates_judge.h"

#include <math.h>

#define NAMED_MAX 5    /* documents that a line for people names */
#define MIN_DECIMALS 4 /* of a drift for people */

enum lm_code
drift_judge_drift(const struct drift_case *in, struct drift_gate *gate,
    struct lm_err *err)
{
	struct drift_out out = drift_gate_say(&gate->text, err);
	double drift = in->result->drift, limit = in->limits.max_drift;

	gate->verdict = DRIFT_OFF;
	if (isnan(drift))
		return LM_OK;
	drift_gate_interval(gate, drift, in->interval, limit);
	drift_out_text(&out, "drift ");
	drift_out_near(&out, drift, limit, MIN_DECIMALS);
	if (gate->verdict == DRIFT_UNDECIDED)
		drift_out_printf(&out, " (%.4f to %.4f) around %.12g",
		    gate->interval.low, gate->interval.high, limit);
	else
		drift_out_printf(&out, " %s %.12g",
		    drift < limit ? "<" : ">=", limit);
	return out.code;
}

/* Append "2 probes without a rank correlation: a, b". */
static void
list_undefined(const struct drift_case *in, struct drift_out *out)
{
	const double *correlations = drift_correlations(in->result);
	size_t n_named = 0;

	drift_out_printf(out, "%zu probes without a rank correlation",
	    in->result->n_undefined);
	for (size_t i = 0; i < in->result->n && n_named <= NAMED_MAX; i++) {
		if (!isnan(correlations[i]))
			continue;
		drift_out_text(out, n_named == 0 ? ": " : ", ");
		if (n_named++ == NAMED_MAX)
			drift_out_text(out, "…");
		else
			drift_out_label(out, in->sides[DRIFT_BASELINE],
			    drift_pairs_at(in->pairs, i)
				->places[DRIFT_BASELINE]);
	}
}

/* Whether too many texts are others to tell of the model. */
static bool
has_changed(const struct drift_case *in)
{
	size_t n = in->pairs->changed.len / sizeof(struct drift_pair);
	double changed = (double)n;

	return changed >
	    DRIFT_CHANGED_SHARE * (changed + (double)in->result->n);
}

enum lm_code
drift_judge_probes(const struct drift_case *in, struct drift_gate *gate,
    struct lm_err *err)
{
	struct drift_out out = drift_gate_say(&gate->text, err);
	size_t least = in->limits.min_probes > DRIFT_LEAST_PROBES
	    ? in->limits.min_probes
	    : DRIFT_LEAST_PROBES;

	gate->value = (double)in->result->n;
	gate->limit = (double)least;
	gate->verdict = DRIFT_UNDECIDED;
	if (in->result->n < least)
		drift_out_printf(&out, "at least %zu are needed", least);
	else if (in->result->n_undefined > 0 && !in->limits.promotes)
		list_undefined(in, &out);
	else if (has_changed(in))
		drift_out_printf(&out, "the texts of more than %.0f %% changed",
		    100 * DRIFT_CHANGED_SHARE);
	else
		gate->verdict = DRIFT_PASS;
	return out.code;
}

/* Append "a (0.12), b (0.31), …", n of the worst. */
static void
list_worst(const struct drift_case *in, size_t n, struct drift_out *out)
{
	const double *correlations = drift_correlations(in->result);

	for (size_t i = 0; i < n && i < NAMED_MAX; i++) {
		const struct drift_pair *pair =
		    drift_pairs_at(in->pairs, in->worst[i]);

		drift_out_text(out, i == 0 ? "" : ", ");
		drift_out_label(out, in->sides[DRIFT_BASELINE],
		    pair->places[DRIFT_BASELINE]);
		drift_out_text(out, " (");
		drift_out_near(out, correlations[in->worst[i]],
		    in->limits.min_correlation, 2);
		drift_out_text(out, ")");
	}
	if (n > NAMED_MAX)
		drift_out_text(out, ", …");
}

enum lm_code
drift_judge_correlation(const struct drift_case *in,
    const struct drift_gate *drift_gate, struct drift_gate *gate,
    struct lm_err *err)
{
	struct drift_out out = drift_gate_say(&gate->text, err);
	double limit = in->limits.min_correlation, least = (double)NAN;

	if (in->result->n > in->result->n_undefined)
		least = drift_correlations(in->result)[in->worst[0]];
	if (drift_gate_value(gate, least, limit, in->n_low > 0)) {
		drift_out_printf(&out, "%zu under %.12g: ", in->n_low, limit);
		list_worst(in, in->n_low, &out);
	} else if (drift_gate->verdict == DRIFT_FAIL && in->n_worst > 0) {
		drift_out_text(&out, "worst: ");
		list_worst(in, in->n_worst, &out);
	}
	return out.code;
}

enum lm_code
drift_judge_overlap(const struct drift_case *in, struct drift_gate *gate,
    struct lm_err *err)
{
	struct drift_out out = drift_gate_say(&gate->text, err);
	double limit = in->limits.min_overlap, value = in->result->overlap;

	if (drift_gate_value(gate, value, limit, value < limit)) {
		drift_out_printf(&out, "overlap@%zu ", in->result->k);
		drift_out_near(&out, value, limit, 2);
		drift_out_printf(&out, " < %.12g", limit);
	}
	return out.code;
}
