#include "show.h"

static enum lm_code
add_text(struct lm_buf *out, const char *before, struct lm_span text,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, before, err);

	return code == LM_OK ? lm_buf_json_string(out, text, err) : code;
}

static enum lm_code
add_number(struct lm_buf *out, const char *before, uint64_t number,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, before, err);

	return code == LM_OK ? lm_buf_u64(out, number, err) : code;
}

/* Line and column of an offset of a text. */
static void
place_of(struct lm_span text, size_t at, uint64_t *line, uint64_t *column)
{
	size_t start = at;

	while (start > 0 && text.ptr[start - 1] != '\n')
		start--;
	*line = 1 + lm_span_count(lm_span(text.ptr, start), '\n');
	*column = at - start + 1;
}

/*
 * Where a value stands: in the input, or in the model's text, or, where that
 * was decoded or repaired, in the payload.
 */
static void
locate(const struct showing *showing, yyjson_val *val, uint64_t *line,
    uint64_t *column)
{
	const struct judgement *judgement = showing->judgement;
	size_t at = lm_record_offset(&judgement->record, val);

	if (!judgement->is_text) {
		*line = showing->line->number;
		*column = at + 1;
	} else if (judgement->is_verbatim) {
		place_of(showing->text, judgement->at + at, line, column);
	} else {
		place_of(judgement->json, at, line, column);
	}
}

static enum lm_code
add_error(const struct showing *showing, const struct lm_schema_error *e,
    struct lm_buf *out, struct lm_err *err)
{
	const struct lm_schema_report *report = showing->report;
	const char *keyword = e->key == LM_SCHEMA_N_KEYS
	    ? "false"
	    : lm_schema_keywords[e->key].name;
	uint64_t line, column;
	enum lm_code code = add_text(out,
	    "{\"instance\":", lm_schema_text(report, e->instance), err);

	locate(showing, e->val, &line, &column);
	if (code == LM_OK)
		code = add_text(out,
		    ",\"schema\":", lm_schema_text(report, e->absolute), err);
	if (code == LM_OK)
		code = add_text(out, ",\"keyword\":", lm_span_of(keyword), err);
	if (code == LM_OK)
		code = add_text(out,
		    ",\"expected\":", lm_schema_text(report, e->expected), err);
	if (code == LM_OK)
		code = add_text(out,
		    ",\"got\":", lm_schema_text(report, e->got), err);
	if (code == LM_OK)
		code = add_number(out, ",\"line\":", line, err);
	if (code == LM_OK)
		code = add_number(out, ",\"column\":", column, err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

/* What no schema says, in the form of an error. */
static enum lm_code
add_other(const struct showing *showing, const char *keyword,
    const char *expected, const char *got, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_texts(out, err,
	    "{\"instance\":\"\",\"schema\":\"\",\"keyword\":\"", keyword, "\"",
	    NULL);

	if (code == LM_OK)
		code =
		    add_text(out, ",\"expected\":", lm_span_of(expected), err);
	if (code == LM_OK)
		code = add_text(out, ",\"got\":", lm_span_of(got), err);
	if (code == LM_OK)
		code =
		    add_number(out, ",\"line\":", showing->line->number, err);
	return code == LM_OK ? lm_buf_text(out, ",\"column\":1}", err) : code;
}

static enum lm_code
add_ambiguous(const struct showing *showing, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_buf got = {0};
	enum lm_code code =
	    lm_buf_printf(&got, err, "two that differ, at bytes %zu and %zu",
		showing->judgement->at, showing->judgement->other_at);

	if (code == LM_OK)
		code = lm_buf_byte(&got, '\0', err);
	if (code == LM_OK)
		code = add_other(showing, "answer", "one valid value", got.ptr,
		    out, err);
	lm_buf_free(&got);
	return code;
}

static enum lm_code
add_missing(const struct showing *showing, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_buf expected = {0};
	enum lm_code code =
	    lm_buf_texts(&expected, err, "a value at ", showing->missing, NULL);

	if (code == LM_OK)
		code = lm_buf_byte(&expected, '\0', err);
	if (code == LM_OK)
		code = add_other(showing, "field", expected.ptr, "nothing", out,
		    err);
	lm_buf_free(&expected);
	return code;
}

static bool
has_bracket(struct lm_span text)
{
	return lm_span_count(text, '{') > 0 || lm_span_count(text, '[') > 0;
}

static const char *
no_json(const struct showing *showing)
{
	if (!has_bracket(showing->text))
		return "a text without any";
	return showing->repairs == 0
	    ? "a text with brackets, that is not; --repair may mend it"
	    : "a text with brackets, that cannot be mended";
}

static enum lm_code
add_errors(const struct showing *showing, struct lm_buf *out,
    struct lm_err *err)
{
	const struct judgement *judgement = showing->judgement;
	const struct lm_schema_report *report = showing->report;
	size_t n = judgement->is_explained ? report->n_errors : 0;
	enum lm_code code = LM_OK;

	if (showing->missing != NULL)
		return add_missing(showing, out, err);
	if (judgement->is_ambiguous)
		return add_ambiguous(showing, out, err);
	if (judgement->n_beyond > 0)
		return add_other(showing, "answer", "few places that may be it",
		    "more than are tried", out, err);
	if (judgement->outcome == OUTCOME_UNPARSEABLE)
		return add_other(showing, "answer", "JSON", no_json(showing),
		    out, err);
	for (size_t i = 0; code == LM_OK && i < n && i < showing->max_errors;
	     i++) {
		if (i > 0)
			code = lm_buf_byte(out, ',', err);
		if (code == LM_OK)
			code = add_error(showing, &report->errors[i], out, err);
	}
	return code;
}

/* As many as of errors: a hostile text may have a million. */
static enum lm_code
add_repairs(const struct showing *showing, struct lm_buf *out,
    struct lm_err *err)
{
	const struct judgement *judgement = showing->judgement;
	size_t n = judgement->n_repairs;
	enum lm_code code = lm_buf_text(out, ",\"repairs\":[", err);

	for (size_t i = 0; code == LM_OK && i < n && i < showing->max_errors;
	     i++)
		code = lm_buf_printf(out, err, "%s{\"kind\":\"%s\",\"at\":%zu}",
		    i == 0 ? "" : ",", lm_mend_name(judgement->repairs[i].kind),
		    judgement->repairs[i].at);
	if (code == LM_OK)
		code = lm_buf_byte(out, ']', err);
	if (code == LM_OK && n > showing->max_errors)
		code = add_number(out,
		    ",\"more_repairs\":", n - showing->max_errors, err);
	return code;
}

/* Of a model's text: how it was found, and where. */
static enum lm_code
add_step(const struct judgement *judgement, struct lm_buf *out,
    struct lm_err *err)
{
	if (!judgement->is_text || !judgement->has_json)
		return LM_OK;
	return lm_buf_printf(out, err,
	    ",\"step\":\"%s\",\"how\":\"%s\",\"at\":%zu",
	    lm_answer_step_name(judgement->step), judgement->how,
	    judgement->at);
}

enum lm_code
show(const struct showing *showing, struct lm_buf *out, struct lm_err *err)
{
	const struct judgement *judgement = showing->judgement;
	size_t n = judgement->is_explained && showing->missing == NULL
	    ? showing->report->n_errors + showing->report->n_untold
	    : 0;
	enum lm_code code = lm_buf_texts(out, err, "{\"verdict\":\"",
	    outcome_names[judgement->outcome], "\"", NULL);

	if (code == LM_OK)
		code = add_text(out,
		    ",\"schema\":", lm_buf_view(&showing->schema->label), err);
	if (code == LM_OK)
		code = add_step(judgement, out, err);
	if (code == LM_OK)
		code = lm_buf_text(out, ",\"errors\":[", err);
	if (code == LM_OK && judgement->outcome > OUTCOME_REPAIRED)
		code = add_errors(showing, out, err);
	if (code == LM_OK)
		code = lm_buf_byte(out, ']', err);
	if (code == LM_OK && n > showing->max_errors)
		code = add_number(out,
		    ",\"more_errors\":", n - showing->max_errors, err);
	if (code == LM_OK)
		code = add_repairs(showing, out, err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}
