#include "gates_judge.h"

#include <math.h>

enum lm_code
drift_judge_self(const struct drift_case *in, struct drift_gate *gate,
    struct lm_err *err)
{
	struct drift_out out = drift_gate_say(&gate->text, err);
	double limit = in->limits.min_self, value = in->shift->least;

	if (drift_gate_value(gate, value, limit, value < limit)) {
		drift_out_printf(&out,
		    "%zu moved, cosine to itself under %.12g: ", in->n_moved,
		    limit);
		drift_out_label(&out, in->sides[DRIFT_BASELINE],
		    drift_pairs_at(in->pairs, in->least_self)
			->places[DRIFT_BASELINE]);
		drift_out_text(&out, " (");
		drift_out_near(&out, value, limit, 2);
		drift_out_text(&out, in->n_moved > 1 ? "), …" : ")");
	}
	return out.code;
}

enum lm_code
drift_judge_norm(const struct drift_case *in, struct drift_gate *gate,
    struct lm_err *err)
{
	struct drift_out out = drift_gate_say(&gate->text, err);
	double limit = in->limits.max_norm, value = in->shift->norm;

	if (drift_gate_value(gate, value, limit, fabs(value) > limit)) {
		drift_out_text(&out, "vectors ");
		drift_out_near(&out, 100 * fabs(value), 100 * limit, 1);
		drift_out_printf(&out, " %% %s, more than %.12g %%",
		    value < 0 ? "shorter" : "longer", 100 * limit);
	}
	return out.code;
}

enum lm_code
drift_judge_mean(const struct drift_case *in, struct drift_gate *gate,
    struct lm_err *err)
{
	struct drift_out out = drift_gate_say(&gate->text, err);
	double limit = in->limits.max_mean, value = in->shift->mean;

	if (drift_gate_value(gate, value, limit, value > limit)) {
		drift_out_text(&out, "mean shifted by ");
		drift_out_near(&out, value, limit, 2);
		drift_out_printf(&out, " > %.12g", limit);
	}
	return out.code;
}

/* Append "<what><labels of the baseline> → <labels of the current run>". */
static void
describe_change(const struct drift_case *in, struct drift_out *out,
    const char *what)
{
	drift_out_text(out, what);
	if (out->code == LM_OK)
		out->code =
		    drift_models_labels(&in->sides[DRIFT_BASELINE]->models,
			out->buf, out->err);
	drift_out_text(out, " → ");
	if (out->code == LM_OK)
		out->code =
		    drift_models_labels(&in->sides[DRIFT_CURRENT]->models,
			out->buf, out->err);
}

/* Who has no documents has no model that could be another. */
static bool
is_empty(const struct drift_case *in)
{
	return drift_set_count(in->sides[DRIFT_BASELINE]) == 0 ||
	    drift_set_count(in->sides[DRIFT_CURRENT]) == 0;
}

enum lm_code
drift_judge_model(const struct drift_case *in, struct drift_gate *gate,
    struct lm_err *err)
{
	struct drift_out out = drift_gate_say(&gate->text, err);
	bool allowed = in->limits.allow_model_change || in->limits.promotes;
	unsigned differences =
	    drift_models_differ(&in->sides[DRIFT_BASELINE]->models,
		&in->sides[DRIFT_CURRENT]->models);

	gate->verdict = DRIFT_PASS;
	if ((differences & ~(1U << DRIFT_DIMENSIONS)) == 0 || is_empty(in))
		return LM_OK;
	gate->verdict = allowed ? DRIFT_OFF : DRIFT_FAIL;
	describe_change(in, &out,
	    allowed ? "model changed (allowed): " : "model changed: ");
	return out.code;
}

static size_t
dimensions_of(const struct drift_set *set)
{
	return drift_set_count(set) == 0 ? 0
					 : drift_set_doc(set, 0)->dimensions;
}

enum lm_code
drift_judge_dimensions(const struct drift_case *in, struct drift_gate *gate,
    struct lm_err *err)
{
	struct drift_out out = drift_gate_say(&gate->text, err);
	size_t before = dimensions_of(in->sides[DRIFT_BASELINE]);
	size_t now = dimensions_of(in->sides[DRIFT_CURRENT]);
	bool allowed = in->limits.allow_model_change || in->limits.promotes;

	gate->value = (double)now;
	gate->limit = (double)before;
	gate->verdict = DRIFT_PASS;
	if (before == now || before == 0 || now == 0)
		return LM_OK;
	gate->verdict = allowed ? DRIFT_OFF : DRIFT_FAIL;
	drift_out_printf(&out, "dimensions changed%s: %zu → %zu",
	    allowed ? " (allowed)" : "", before, now);
	return out.code;
}

/* Whether the loss says too little, whatever it is. */
static bool
is_little(const struct drift_case *in)
{
	size_t n = drift_retrieval_count(in->retrieval);

	return in->n_answered < in->limits.min_queries || n == 0 ||
	    (double)(n - in->n_answered) > DRIFT_UNANSWERED_SHARE * (double)n;
}

enum lm_code
drift_judge_retrieval(const struct drift_case *in, struct drift_gate *gate,
    struct lm_err *err)
{
	struct drift_out out = drift_gate_say(&gate->text, err);
	double limit = in->limits.max_loss_pp;

	gate->verdict = DRIFT_OFF;
	gate->limit = limit;
	if (in->retrieval == NULL)
		return LM_OK;
	if (is_little(in)) {
		gate->verdict = DRIFT_UNDECIDED;
		gate->value = in->retrieval->loss_pp;
		drift_out_printf(&out,
		    "%zu of %zu judged queries have an answer among the "
		    "probes, at least %zu and %.0f %% are needed",
		    in->n_answered, drift_retrieval_count(in->retrieval),
		    in->limits.min_queries, 100 * (1 - DRIFT_UNANSWERED_SHARE));
		return out.code;
	}
	drift_gate_interval(gate, in->retrieval->loss_pp, in->retrieval->loss,
	    limit);
	drift_out_text(&out, "nDCG@10 loss ");
	drift_out_near(&out, gate->value, limit, 2);
	drift_out_printf(&out, " pp (%.2f to %.2f) %s %.12g",
	    gate->interval.low, gate->interval.high,
	    gate->verdict == DRIFT_PASS	      ? "<"
		: gate->verdict == DRIFT_FAIL ? ">="
					      : "around",
	    limit);
	return out.code;
}
