#include "lm/schema.h"

enum lm_code
lm_schema_output_flag(enum lm_schema_verdict verdict, struct lm_buf *out,
    struct lm_err *err)
{
	return lm_buf_text(out,
	    verdict == LM_SCHEMA_VALID ? "{\"valid\":true}"
				       : "{\"valid\":false}",
	    err);
}

static enum lm_code
add_member(struct lm_buf *out, const char *name, struct lm_span text,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, name, err);

	return code == LM_OK ? lm_buf_json_string(out, text, err) : code;
}

/* ,"error":"expected X, got Y" */
static enum lm_code
add_message(const struct lm_schema_report *report,
    const struct lm_schema_error *unit, struct lm_buf *out, struct lm_err *err)
{
	struct lm_buf text = {0};
	enum lm_code code = lm_buf_text(&text, "expected ", err);

	if (code == LM_OK)
		code = lm_buf_span(&text,
		    lm_schema_text(report, unit->expected), err);
	if (code == LM_OK)
		code = lm_buf_text(&text, ", got ", err);
	if (code == LM_OK)
		code =
		    lm_buf_span(&text, lm_schema_text(report, unit->got), err);
	if (code == LM_OK)
		code = add_member(out, ",\"error\":", lm_buf_view(&text), err);
	lm_buf_free(&text);
	return code;
}

/* One unit of the list (2020-12 §12.4.2). */
static enum lm_code
add_unit(const struct lm_schema_report *report,
    const struct lm_schema_error *unit, bool is_note, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out,
	    is_note ? "{\"valid\":true," : "{\"valid\":false,", err);

	if (code == LM_OK)
		code = add_member(out, "\"keywordLocation\":",
		    lm_schema_text(report, unit->location), err);
	if (code == LM_OK)
		code = add_member(out, ",\"absoluteKeywordLocation\":",
		    lm_schema_text(report, unit->absolute), err);
	if (code == LM_OK)
		code = add_member(out, ",\"instanceLocation\":",
		    lm_schema_text(report, unit->instance), err);
	if (code == LM_OK && is_note)
		code = lm_buf_text(out, ",\"annotation\":", err);
	if (code == LM_OK && is_note)
		code = lm_buf_span(out,
		    lm_schema_text(report, unit->annotation), err);
	if (code == LM_OK && !is_note)
		code = add_message(report, unit, out, err);
	return code == LM_OK ? lm_buf_byte(out, '}', err) : code;
}

enum lm_code
lm_schema_output_basic(const struct lm_schema_report *report,
    enum lm_schema_verdict verdict, struct lm_buf *out, struct lm_err *err)
{
	bool is_valid = verdict == LM_SCHEMA_VALID;
	const struct lm_schema_error *list =
	    is_valid ? report->notes : report->errors;
	size_t n = is_valid ? report->n_notes : report->n_errors;
	enum lm_code code =
	    lm_buf_texts(out, err, "{\"valid\":", is_valid ? "true" : "false",
		is_valid ? ",\"annotations\":[" : ",\"errors\":[", NULL);

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		if (i > 0)
			code = lm_buf_byte(out, ',', err);
		if (code == LM_OK)
			code = add_unit(report, &list[i], is_valid, out, err);
	}
	return code == LM_OK ? lm_buf_text(out, "]}", err) : code;
}
