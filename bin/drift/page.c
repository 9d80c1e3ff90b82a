#include "page.h"

#include <math.h>

#include "out.h"
#include "page_worst.h"
#include "report.h"

#include "lm/clock.h"

/* What to do about another model that was meant to be one. */
static const char *
advice_on_promotion(enum drift_verdict verdict)
{
	switch (verdict) {
	case DRIFT_PASS:
		return "Another model, which searches as well. Its vectors and "
		       "the old ones cannot be mixed:\nthe whole corpus has "
		       "to be embedded anew.\n";
	case DRIFT_FAIL:
		return "Another model, which searches worse. Keep the old "
		       "one.\n";
	case DRIFT_UNDECIDED:
	case DRIFT_OFF:
		break;
	}
	return "Another model; there is too little evidence to say how it "
	       "searches: more judged\nqueries are needed.\n";
}

/* What to do, by verdict. */
static const char *
advice(enum drift_verdict verdict)
{
	switch (verdict) {
	case DRIFT_PASS:
		return "Tonight's vectors mean what those of the baseline "
		       "mean.\n";
	case DRIFT_FAIL:
		return "Do not use tonight's vectors. Keep the last ones, and "
		       "find out what changed:\nthe model, its file, its "
		       "quantisation, the runtime, or the texts.\n";
	case DRIFT_UNDECIDED:
	case DRIFT_OFF:
		break;
	}
	return "There is too little evidence to say whether tonight's vectors "
	       "can be used. See\nthe reasons above: more probes, or others, are "
	       "needed.\n";
}

/* A file's name may be anything. */
static void
write_name(const char *title, const char *name, struct drift_out *out)
{
	size_t begin;

	drift_out_text(out, title);
	begin = out->buf->len;
	drift_out_text(out, name);
	drift_out_printable(out, begin);
	drift_out_text(out, "\n");
}

static void
write_head(const struct drift_case *in, const struct drift_findings *findings,
    const struct drift_page *page, struct drift_out *out)
{
	char time[LM_CLOCK_TEXT_SIZE];
	size_t begin;

	lm_clock_format(page->now, time);
	if (out->code == LM_OK)
		out->code = drift_report_line(in, findings, out->buf, out->err);
	drift_out_printf(out, "\n\n%s\n",
	    in->limits.promotes ? advice_on_promotion(findings->verdict)
				: advice(findings->verdict));
	drift_out_printf(out, "Compared at   %s\n", time);
	write_name("Baseline      ", page->baseline, out);
	write_name("Current run   ", page->current, out);
	if (page->manifest != NULL)
		drift_out_printf(out, "Manifest      %s\n", page->manifest);
	drift_out_text(out, "Model         ");
	begin = out->buf->len;
	if (out->code == LM_OK)
		out->code =
		    drift_models_labels(&in->sides[DRIFT_CURRENT]->models,
			out->buf, out->err);
	drift_out_printable(out, begin);
	drift_out_text(out, "\n");
	if (page->after.len > 0) {
		drift_out_text(out, "\n");
		drift_out_span(out, page->after);
		drift_out_text(out, "\n");
	}
}

/* What a gate looks at, its value and its limit, in words. */
static void
describe_drift(const struct drift_gate *gate, struct drift_out *out)
{
	drift_out_text(out, "  neighbourhoods  drift ");
	if (isnan(gate->value))
		drift_out_text(out, "is not defined");
	else
		drift_out_printf(out, "%.4f (%.4f to %.4f), wanted below %.12g",
		    gate->value, gate->interval.low, gate->interval.high,
		    gate->limit);
}

static void
describe_probes(const struct drift_case *in, const struct drift_gate *gate,
    struct drift_out *out)
{
	drift_out_printf(out,
	    "  probes          %zu compared, wanted at least %.0f",
	    in->result->n, gate->limit);
	if (in->result->n_undefined > 0)
		drift_out_printf(out, "; %zu have no correlation",
		    in->result->n_undefined);
}

static void
describe_correlation(const struct drift_case *in, const struct drift_gate *gate,
    struct drift_out *out)
{
	drift_out_printf(out,
	    "  each document   %zu have a correlation under %.12g", in->n_low,
	    gate->limit);
	if (!isnan(gate->value))
		drift_out_printf(out, ", the least is %.2f", gate->value);
}

static void
describe_overlap(const struct drift_case *in, const struct drift_gate *gate,
    struct drift_out *out)
{
	if (isnan(gate->value))
		drift_out_text(out, "  nearest         there are none");
	else
		drift_out_printf(out,
		    "  nearest %-7zu %.1f %% of them stayed, wanted at least "
		    "%.12g %%",
		    in->result->k, 100 * gate->value, 100 * gate->limit);
}

static void
describe_self(const struct drift_case *in, const struct drift_gate *gate,
    struct drift_out *out)
{
	if (isnan(gate->value))
		drift_out_text(out,
		    "  each vector     cannot be compared with itself");
	else
		drift_out_printf(out,
		    "  each vector     %zu moved: cosine to itself under "
		    "%.12g, the least is %.2f",
		    in->n_moved, gate->limit, gate->value);
}

static void
describe_shifts(const struct drift_gate *gates, enum drift_gate_id id,
    struct drift_out *out)
{
	const struct drift_gate *gate = &gates[id];

	if (isnan(gate->value))
		drift_out_text(out,
		    id == DRIFT_GATE_NORM
			? "  lengths         cannot be compared"
			: "  centre          cannot be compared");
	else if (id == DRIFT_GATE_NORM)
		drift_out_printf(out,
		    "  lengths         changed by %+.2f %%, wanted at most %.12g "
		    "%%",
		    100 * gate->value, 100 * gate->limit);
	else
		drift_out_printf(out,
		    "  centre          moved by %.4f, wanted at most %.12g",
		    gate->value, gate->limit);
}

static void
describe_maker(const struct drift_gate *gates, enum drift_gate_id id,
    struct drift_out *out)
{
	const struct drift_gate *gate = &gates[id];

	if (id == DRIFT_GATE_DIMENSIONS)
		drift_out_printf(out, "  dimensions      %.0f, before %.0f",
		    gate->value, gate->limit);
	else
		drift_out_printf(out, "  model           %s",
		    gate->text.len == 0 ? "the same, as far as is known"
					: "another");
}

static void
describe_retrieval(const struct drift_case *in, const struct drift_gate *gate,
    struct drift_out *out)
{
	if (in->retrieval == NULL)
		drift_out_text(out,
		    "  retrieval       not measured (--queries, --qrels)");
	else if (isnan(gate->interval.low))
		drift_out_printf(out,
		    "  retrieval       %zu judged queries have an answer among "
		    "the probes",
		    in->n_answered);
	else
		drift_out_printf(out,
		    "  retrieval       nDCG@10 %.4f, before %.4f: a loss of "
		    "%.2f points (%.2f to\n                  %.2f), wanted "
		    "below %.12g",
		    in->retrieval->ndcg[DRIFT_CURRENT],
		    in->retrieval->ndcg[DRIFT_BASELINE], gate->value,
		    gate->interval.low, gate->interval.high, gate->limit);
}

static void
describe_gate(const struct drift_case *in, const struct drift_gate *gates,
    enum drift_gate_id id, struct drift_out *out)
{
	const struct drift_gate *gate = &gates[id];

	switch (id) {
	case DRIFT_GATE_DRIFT:
		describe_drift(gate, out);
		break;
	case DRIFT_GATE_PROBES:
		describe_probes(in, gate, out);
		break;
	case DRIFT_GATE_CORRELATION:
		describe_correlation(in, gate, out);
		break;
	case DRIFT_GATE_OVERLAP:
		describe_overlap(in, gate, out);
		break;
	case DRIFT_GATE_SELF:
		describe_self(in, gate, out);
		break;
	case DRIFT_GATE_NORM:
	case DRIFT_GATE_MEAN:
		describe_shifts(gates, id, out);
		break;
	case DRIFT_GATE_MODEL:
	case DRIFT_GATE_DIMENSIONS:
		describe_maker(gates, id, out);
		break;
	case DRIFT_GATE_RETRIEVAL:
		describe_retrieval(in, gate, out);
		break;
	case DRIFT_N_GATES:
		break;
	}
}

static void
write_gates(const struct drift_case *in, const struct drift_findings *findings,
    struct drift_out *out)
{
	static const char *const marks[] = {
	    [DRIFT_PASS] = "",
	    [DRIFT_FAIL] = ": FAIL",
	    [DRIFT_UNDECIDED] = ": UNDECIDED",
	    [DRIFT_OFF] = " (not judged)",
	};

	drift_out_text(out, "\nWhat was looked at\n");
	for (size_t i = 0; i < DRIFT_N_GATES; i++) {
		describe_gate(in, findings->gates, (enum drift_gate_id)i, out);
		drift_out_printf(out, "%s\n",
		    i == DRIFT_GATE_RETRIEVAL && in->retrieval == NULL
			? ""
			: marks[findings->gates[i].verdict]);
	}
}

enum lm_code
drift_page_write(const struct drift_case *in,
    const struct drift_findings *findings, const struct drift_page *page,
    struct lm_buf *buf, struct lm_err *err)
{
	struct drift_out out = {buf, err, LM_OK};

	write_head(in, findings, page, &out);
	write_gates(in, findings, &out);
	if (out.code == LM_OK)
		out.code = drift_page_worst(in, buf, err);
	return out.code;
}
