#include "report.h"

#include <math.h>

#include "verdict.h"

/* A number, or null for a NaN. */
static enum lm_code
append_number(struct lm_buf *out, const char *name, double value,
    struct lm_err *err)
{
	if (isnan(value))
		return lm_buf_printf(out, err, "\"%s\":null,", name);
	return lm_buf_printf(out, err, "\"%s\":%.12g,", name, value);
}

static enum lm_code
append_id(const struct drift_case *in, size_t i, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_span id = drift_set_id(in->baseline, i);

	if (drift_set_doc(in->baseline, i)->id_is_number)
		return lm_buf_span(out, id, err);
	return lm_buf_json_string(out, id, err);
}

/* {"id":"x","correlation":0.1,"file":"f","line":7} */
static enum lm_code
append_document(const struct drift_case *in, size_t i, struct lm_buf *out,
    struct lm_err *err)
{
	const struct drift_doc *doc = drift_set_doc(in->current, in->order[i]);
	enum lm_code code = lm_buf_text(out, "{\"id\":", err);

	if (code == LM_OK)
		code = append_id(in, i, out, err);
	if (code == LM_OK)
		code = lm_buf_byte(out, ',', err);
	if (code == LM_OK)
		code = append_number(out, "correlation",
		    drift_correlations(in->result)[i], err);
	if (code == LM_OK)
		code = lm_buf_text(out, "\"file\":", err);
	if (code == LM_OK)
		code = lm_buf_json_string(out, lm_span_of(doc->file), err);
	if (code != LM_OK)
		return code;
	return lm_buf_printf(out, err, ",\"line\":%ju}", (uintmax_t)doc->line);
}

static enum lm_code
append_worst(const struct drift_case *in, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, "\"worst\":[", err);

	for (size_t i = 0; code == LM_OK && i < in->n_worst; i++) {
		if (i > 0)
			code = lm_buf_byte(out, ',', err);
		if (code == LM_OK)
			code = append_document(in, in->worst[i], out, err);
	}
	return code == LM_OK ? lm_buf_text(out, "],", err) : code;
}

static enum lm_code
append_undefined(const struct drift_case *in, struct lm_buf *out,
    struct lm_err *err)
{
	size_t n = 0;
	enum lm_code code = lm_buf_text(out, "\"undefined\":[", err);

	for (size_t i = 0; code == LM_OK && i < in->result->n; i++) {
		if (!isnan(drift_correlations(in->result)[i]))
			continue;
		if (n++ > 0)
			code = lm_buf_byte(out, ',', err);
		if (code == LM_OK)
			code = append_id(in, i, out, err);
	}
	return code == LM_OK ? lm_buf_text(out, "],", err) : code;
}

static enum lm_code
append_models(const struct drift_case *in, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, "\"models\":{\"baseline\":", err);

	if (code == LM_OK)
		code = drift_models_json(&in->baseline->models, out, err);
	if (code == LM_OK)
		code = lm_buf_text(out, ",\"current\":", err);
	if (code == LM_OK)
		code = drift_models_json(&in->current->models, out, err);
	return code == LM_OK ? lm_buf_text(out, "},", err) : code;
}

static enum lm_code
write_json(const struct drift_case *in, const struct drift_findings *findings,
    struct lm_buf *out, struct lm_err *err)
{
	static const char *const words[] = {
	    [DRIFT_PASS] = "pass",
	    [DRIFT_FAIL] = "fail",
	    [DRIFT_UNDECIDED] = "undecided",
	};
	enum lm_code code = lm_buf_printf(out, err, "{\"verdict\":\"%s\",",
	    words[findings->verdict]);

	if (code == LM_OK)
		code = append_number(out, "drift", in->result->drift, err);
	if (code == LM_OK)
		code =
		    append_number(out, "threshold", in->gate->max_drift, err);
	if (code == LM_OK)
		code = lm_buf_printf(out, err, "\"n\":%zu,\"dimensions\":%zu,",
		    in->result->n, in->result->dimensions);
	if (code == LM_OK)
		code = append_worst(in, out, err);
	if (code == LM_OK)
		code = append_undefined(in, out, err);
	if (code == LM_OK)
		code = append_models(in, out, err);
	if (code == LM_OK)
		code = lm_buf_text(out, "\"reasons\":[", err);
	if (code == LM_OK)
		code = lm_buf_span(out, lm_buf_view(&findings->json), err);
	return code == LM_OK ? lm_buf_text(out, "]}", err) : code;
}

/* Ids and names of models are anything; the verdict is one line. */
static void
make_printable(char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			text[i] = '?';
}

static enum lm_code
write_text(const struct drift_case *in, const struct drift_findings *findings,
    struct lm_buf *out, struct lm_err *err)
{
	static const char *const words[] = {
	    [DRIFT_PASS] = "PASS ",
	    [DRIFT_FAIL] = "FAIL ",
	    [DRIFT_UNDECIDED] = "UNDECIDED ",
	};
	size_t begin = out->len;
	enum lm_code code = lm_buf_text(out, words[findings->verdict], err);

	if (code == LM_OK && !isnan(in->result->drift)) {
		code = drift_relation(in, out, err);
		if (code == LM_OK)
			code = lm_buf_text(out, ", ", err);
	}
	if (code == LM_OK)
		code = lm_buf_printf(out, err, "%zu probes", in->result->n);
	if (code == LM_OK)
		code = lm_buf_span(out, lm_buf_view(&findings->text), err);
	if (code == LM_OK)
		make_printable(out->ptr + begin, out->len - begin);
	return code;
}

enum lm_code
drift_report(const struct drift_set *baseline, const struct drift_set *current,
    const size_t *order, const struct drift_result *result,
    const struct drift_gate *gate, struct lm_buf *json, struct lm_buf *text,
    enum drift_verdict *verdict, struct lm_err *err)
{
	struct drift_case in = {baseline, current, order, result, gate, NULL,
	    0};
	struct drift_findings findings = {.verdict = DRIFT_PASS};
	struct lm_buf worst = {0};
	enum lm_code code = drift_worst(result, gate->n_worst, &worst, err);
	const void *places = worst.ptr;

	in.worst = places;
	in.n_worst = worst.len / sizeof(size_t);
	if (code == LM_OK)
		code = drift_judge(&in, &findings, err);
	if (code == LM_OK)
		code = write_json(&in, &findings, json, err);
	if (code == LM_OK)
		code = write_text(&in, &findings, text, err);
	*verdict = findings.verdict;
	drift_findings_free(&findings);
	lm_buf_free(&worst);
	return code;
}
