#include "report.h"

#include <math.h>

#include "out.h"
#include "retrieval_json.h"

static size_t
place(const struct drift_case *in, size_t i, enum drift_side side)
{
	return drift_pairs_at(in->pairs, i)->places[side];
}

static void
write_gate(const struct drift_gate *gate, enum drift_gate_id id,
    struct drift_out *out)
{
	drift_out_printf(out, "\"%s\":{\"verdict\":\"%s\",",
	    drift_gate_name(id), drift_verdict_word(gate->verdict));
	drift_out_member(out, "value", gate->value);
	drift_out_text(out, ",");
	drift_out_member(out, "limit", gate->limit);
	if (!isnan(gate->interval.low)) {
		drift_out_text(out, ",\"interval\":");
		drift_out_interval(out, gate->interval);
	}
	drift_out_text(out, "}");
}

static void
write_gates(const struct drift_findings *findings, struct drift_out *out)
{
	drift_out_text(out, ",\"gates\":{");
	for (size_t i = 0; i < DRIFT_N_GATES; i++) {
		drift_out_text(out, i == 0 ? "" : ",");
		write_gate(&findings->gates[i], (enum drift_gate_id)i, out);
	}
	drift_out_text(out, "}");
}

/* {"id":"x","correlation":0.1,"self":0.9,"kept":4,"file":"f","line":7} */
static void
write_document(const struct drift_case *in, size_t i, struct drift_out *out)
{
	const struct drift_doc *doc = drift_set_doc(in->sides[DRIFT_CURRENT],
	    place(in, i, DRIFT_CURRENT));

	drift_out_text(out, "{\"id\":");
	drift_out_id(out, in->sides[DRIFT_BASELINE],
	    place(in, i, DRIFT_BASELINE));
	drift_out_text(out, ",");
	drift_out_member(out, "correlation", drift_correlations(in->result)[i]);
	drift_out_text(out, ",");
	drift_out_member(out, "self",
	    isnan(in->shift->least) ? (double)NAN
				    : drift_shift_selves(in->shift)[i]);
	drift_out_printf(out,
	    ",\"kept\":%u,\"file\":", drift_kept(in->result, i));
	drift_out_string(out, lm_span_of(doc->file));
	drift_out_printf(out, ",\"line\":%ju}", (uintmax_t)doc->line);
}

static void
write_worst(const struct drift_case *in, struct drift_out *out)
{
	drift_out_text(out, ",\"worst\":[");
	for (size_t i = 0; i < in->n_worst; i++) {
		drift_out_text(out, i == 0 ? "" : ",");
		write_document(in, in->worst[i], out);
	}
	drift_out_text(out, "]");
}

static void
write_undefined(const struct drift_case *in, struct drift_out *out)
{
	size_t n = 0;

	drift_out_text(out, ",\"undefined\":[");
	for (size_t i = 0; i < in->result->n; i++) {
		if (!isnan(drift_correlations(in->result)[i]))
			continue;
		drift_out_text(out, n++ == 0 ? "" : ",");
		drift_out_id(out, in->sides[DRIFT_BASELINE],
		    place(in, i, DRIFT_BASELINE));
	}
	drift_out_text(out, "]");
}

/* ,"name":[ids] */
static void
write_places(const struct drift_set *set, const char *name,
    const size_t *places, size_t n, struct drift_out *out)
{
	drift_out_printf(out, ",\"%s\":[", name);
	for (size_t i = 0; i < n; i++) {
		drift_out_text(out, i == 0 ? "" : ",");
		drift_out_id(out, set, places[i]);
	}
	drift_out_text(out, "]");
}

/* What is not compared, and why. */
static void
write_left_out(const struct drift_case *in, struct drift_out *out)
{
	static const char *const names[DRIFT_N_SIDES] = {
	    [DRIFT_BASELINE] = "missing",
	    [DRIFT_CURRENT] = "extra",
	};
	const void *memory = in->pairs->changed.ptr;
	const struct drift_pair *changed = memory;

	drift_out_text(out, ",\"changed\":[");
	for (size_t i = 0; i < in->pairs->changed.len / sizeof(*changed); i++) {
		drift_out_text(out, i == 0 ? "" : ",");
		drift_out_id(out, in->sides[DRIFT_BASELINE],
		    changed[i].places[DRIFT_BASELINE]);
	}
	drift_out_text(out, "]");
	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		const void *places = in->pairs->alone[side].ptr;

		write_places(in->sides[side], names[side], places,
		    in->pairs->alone[side].len / sizeof(size_t), out);
	}
	drift_out_printf(out, ",\"unsampled\":%zu", in->pairs->n_unsampled);
}

static void
write_models(const struct drift_case *in, struct drift_out *out)
{
	static const char *const names[DRIFT_N_SIDES] = {
	    [DRIFT_BASELINE] = ",\"models\":{\"baseline\":",
	    [DRIFT_CURRENT] = ",\"current\":",
	};

	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		drift_out_text(out, names[side]);
		if (out->code == LM_OK)
			out->code = drift_models_json(&in->sides[side]->models,
			    out->buf, out->err);
	}
	drift_out_text(out, "}");
}

static void
write_numbers(const struct drift_case *in,
    const struct drift_findings *findings, struct drift_out *out)
{
	const struct drift_set *current = in->sides[DRIFT_CURRENT];

	drift_out_printf(out, "{\"verdict\":\"%s\",",
	    drift_verdict_word(findings->verdict));
	drift_out_member(out, "drift", in->result->drift);
	drift_out_text(out, ",\"interval\":");
	drift_out_interval(out, in->interval);
	drift_out_text(out, ",");
	drift_out_member(out, "threshold", in->limits.max_drift);
	drift_out_printf(out, ",\"n\":%zu,\"dimensions\":%zu", in->result->n,
	    drift_set_count(current) == 0
		? 0
		: drift_set_doc(current, 0)->dimensions);
}

enum lm_code
drift_report_json(const struct drift_case *in,
    const struct drift_findings *findings, struct lm_buf *json,
    struct lm_err *err)
{
	struct drift_out out = {json, err, LM_OK};

	write_numbers(in, findings, &out);
	write_gates(findings, &out);
	drift_out_text(&out, ",");
	drift_out_member(&out, "self", in->shift->self);
	drift_out_printf(&out, ",\"near_duplicates\":%zu", in->n_duplicates);
	write_worst(in, &out);
	write_undefined(in, &out);
	write_left_out(in, &out);
	if (in->retrieval != NULL) {
		drift_out_text(&out, ",\"retrieval\":");
		if (out.code == LM_OK)
			out.code = drift_retrieval_json(in->retrieval,
			    in->recall_at, json, err);
	}
	write_models(in, &out);
	drift_out_text(&out, ",\"reasons\":[");
	if (out.code == LM_OK)
		out.code = drift_report_reasons(in, findings, json, err);
	drift_out_text(&out, "],\"warnings\":[");
	drift_out_span(&out, lm_buf_view(&findings->warnings));
	drift_out_text(&out, "]");
	return out.code;
}

/* A gate's reason stands for itself, also where the line has said a part of it
 * before. */
static void
write_reason(const struct drift_case *in, const struct drift_gate *gate,
    enum drift_gate_id id, struct lm_buf *text, struct drift_out *out)
{
	struct drift_out reason = {text, out->err, LM_OK};

	text->len = 0;
	if (id == DRIFT_GATE_PROBES && in->result->n < (size_t)gate->limit)
		drift_out_printf(&reason, "%zu probes, ", in->result->n);
	if (id == DRIFT_GATE_CORRELATION)
		drift_out_text(&reason, "correlations: ");
	drift_out_span(&reason, lm_buf_view(&gate->text));
	if (out->code == LM_OK)
		out->code = reason.code;
	drift_out_string(out, lm_buf_view(text));
}

enum lm_code
drift_report_reasons(const struct drift_case *in,
    const struct drift_findings *findings, struct lm_buf *json,
    struct lm_err *err)
{
	struct drift_out out = {json, err, LM_OK};
	struct lm_buf text = {0};
	size_t n = 0;

	for (size_t i = 0; i < DRIFT_N_GATES; i++) {
		const struct drift_gate *gate = &findings->gates[i];

		if (gate->text.len == 0 ||
		    (gate->verdict != DRIFT_FAIL &&
			gate->verdict != DRIFT_UNDECIDED))
			continue;
		drift_out_text(&out, n++ == 0 ? "" : ",");
		write_reason(in, gate, (enum drift_gate_id)i, &text, &out);
	}
	if (findings->mixture.len > 0) {
		drift_out_text(&out, n > 0 ? "," : "");
		drift_out_string(&out, lm_buf_view(&findings->mixture));
	}
	lm_buf_free(&text);
	return out.code;
}

enum lm_code
drift_report_line(const struct drift_case *in,
    const struct drift_findings *findings, struct lm_buf *text,
    struct lm_err *err)
{
	static const char *const words[] = {
	    [DRIFT_PASS] = "PASS ",
	    [DRIFT_FAIL] = "FAIL ",
	    [DRIFT_UNDECIDED] = "UNDECIDED ",
	    [DRIFT_OFF] = "UNDECIDED ",
	};
	struct drift_out out = {text, err, LM_OK};
	size_t begin = text->len;

	drift_out_text(&out, words[findings->verdict]);
	if (in->limits.promotes && !isnan(in->result->drift))
		drift_out_printf(&out, "drift %.4f (not judged)",
		    in->result->drift);
	else
		drift_out_span(&out,
		    lm_buf_view(&findings->gates[DRIFT_GATE_DRIFT].text));
	drift_out_printf(&out, "%s%zu probes",
	    findings->gates[DRIFT_GATE_DRIFT].text.len > 0 ? ", " : "",
	    in->result->n);
	for (size_t i = DRIFT_GATE_DRIFT + 1; i < DRIFT_N_GATES; i++) {
		if (findings->gates[i].text.len == 0 ||
		    (in->limits.promotes &&
			findings->gates[i].verdict == DRIFT_OFF &&
			i < DRIFT_GATE_MODEL))
			continue;
		drift_out_text(&out, "; ");
		drift_out_span(&out, lm_buf_view(&findings->gates[i].text));
	}
	if (findings->mixture.len > 0)
		drift_out_text(&out, "; ");
	drift_out_span(&out, lm_buf_view(&findings->mixture));
	drift_out_span(&out, lm_buf_view(&findings->notes));
	drift_out_printable(&out, begin);
	return out.code;
}
