#include "lm/expr.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <jq.h>
#include <jv.h>

#include "lm/buf.h"
#include "lm/json.h"

struct lm_expr {
	jq_state *jq;
	struct lm_buf mended; /* a record that jq took only after mending */
	struct lm_err *compile_err; /* where lm_expr_new wants messages */
};

/* jq's messages while compiling; the first says what is wrong. */
static void
take_message(void *arg, jv message)
{
	struct lm_expr *expr = arg;
	jv text = jq_format_error(message);
	const char *said = jv_string_value(text);

	if (expr->compile_err != NULL && expr->compile_err->code == LM_OK) {
		if (strncmp(said, "jq: error: ", strlen("jq: error: ")) == 0)
			said += strlen("jq: error: ");
		(void)lm_err_set(expr->compile_err, LM_USAGE,
		    "not a jq expression: %.*s", (int)strcspn(said, "\n"),
		    said);
	}
	jv_free(text);
}

enum lm_code
lm_expr_new(const char *text, struct lm_expr **out, struct lm_err *err)
{
	struct lm_err said = {0};
	struct lm_expr *expr = calloc(1, sizeof(*expr));

	*out = NULL;
	if (expr == NULL)
		return lm_err_nomem(err);
	expr->jq = jq_init();
	if (expr->jq == NULL) {
		free(expr);
		return lm_err_nomem(err);
	}
	expr->compile_err = &said;
	jq_set_error_cb(expr->jq, take_message, expr);
	/* No modules; without the list, import is an assertion in jq 1.6. */
	jq_set_attr(expr->jq, jv_string("JQ_LIBRARY_PATH"), jv_array());
	if (!jq_compile(expr->jq, text)) {
		lm_expr_free(expr);
		return lm_err_set(err, LM_USAGE, "%s",
		    said.code == LM_OK ? "not a jq expression" : said.message);
	}
	expr->compile_err = NULL;
	*out = expr;
	return LM_OK;
}

void
lm_expr_free(struct lm_expr *expr)
{
	if (expr == NULL)
		return;
	jq_teardown(&expr->jq);
	lm_buf_free(&expr->mended);
	free(expr);
}

/* The message of a failed value, which is freed. */
static enum lm_code
failed(jv value, struct lm_err *err)
{
	jv message = jv_invalid_get_msg(value);
	enum lm_code code;

	if (jv_get_kind(message) != JV_KIND_STRING)
		message = jv_dump_string(message, 0);
	code = lm_err_set(err, LM_MALFORMED, "--if failed: %s",
	    jv_string_value(message));
	jv_free(message);
	return code;
}

/*
 * Not jv_parse_sized, whose message of an error quotes the record (and reads
 * past its end in libjq 1.6).
 */
static jv
read_value(struct lm_span json)
{
	struct jv_parser *parser = jv_parser_new(0);
	jv value;

	jv_parser_set_buf(parser, json.ptr, (int)json.len, 0);
	value = jv_parser_next(parser);
	jv_parser_free(parser);
	return value;
}

/* jq refuses lone surrogates, as yyjson does: they are read as U+FFFD. */
static enum lm_code
parse(struct lm_expr *expr, struct lm_span json, jv *value, struct lm_err *err)
{
	enum lm_code code;

	*value = read_value(json);
	if (jv_is_valid(*value))
		return LM_OK;
	expr->mended.len = 0;
	code = lm_buf_span(&expr->mended, json, err);
	if (code != LM_OK) {
		jv_free(*value);
		return code;
	}
	if (!lm_json_mend_surrogates(expr->mended.ptr, expr->mended.len))
		return failed(*value, err);
	jv_free(*value);
	*value = read_value(lm_buf_view(&expr->mended));
	return jv_is_valid(*value) ? LM_OK : failed(*value, err);
}

enum lm_code
lm_expr_true(struct lm_expr *expr, struct lm_span json, bool *result,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;
	jv value;

	*result = false;
	if (json.len > INT_MAX)
		return lm_err_set(err, LM_OVERSIZE,
		    "--if failed: too long for jq");
	code = parse(expr, json, &value, err);
	if (code != LM_OK)
		return code;
	jq_start(expr->jq, value, 0);
	value = jq_next(expr->jq);
	if (jv_is_valid(value)) {
		jv_kind kind = jv_get_kind(value);

		*result = kind != JV_KIND_NULL && kind != JV_KIND_FALSE;
		jv_free(value);
	} else if (jv_invalid_has_msg(jv_copy(value))) {
		code = failed(value, err);
	} else {
		jv_free(value);
		if (jq_halted(expr->jq))
			code = lm_err_set(err, LM_MALFORMED,
			    "--if failed: the expression halted");
	}
	return code;
}
