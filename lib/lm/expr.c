#include "lm/expr.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#include <jq.h>
#include <jv.h>

#include "lm/buf.h"
#include "lm/expr_closed.h"
#include "lm/json.h"

/* What the combined program calls its question; no expression uses it. */
#define WHICH "$__lmob_which"

struct lm_expr {
	jq_state *jq;
	const char *name;
	bool combined; /* jq gets [index, record], else the record */
	struct lm_span taken;
	bool parsed;
	jv record;	      /* of taken, if it was parsed */
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

/* Compile a program, a jq expression. */
static enum lm_code
compile(const char *name, const char *text, struct lm_expr **out,
    struct lm_err *err)
{
	struct lm_err said = {0};
	struct lm_expr *expr = calloc(1, sizeof(*expr));

	*out = NULL;
	if (expr == NULL)
		return lm_err_nomem(err);
	expr->name = name;
	expr->jq = jq_init();
	if (expr->jq == NULL) {
		free(expr);
		return lm_err_nomem(err);
	}
	expr->compile_err = &said;
	jq_set_error_cb(expr->jq, take_message, expr);
	/* jq 1.6 leaves both as they were in memory: nothing is shown by debug,
	 * and there is no other input. */
	jq_set_debug_cb(expr->jq, NULL, NULL);
	jq_set_input_cb(expr->jq, NULL, NULL);
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

enum lm_code
lm_expr_new(const char *text, struct lm_expr **out, struct lm_err *err)
{
	return compile("--if", text, out, err);
}

/* ".[0] as $which | .[1] | if $which == 0 then (...) elif ... end"; the
 * newlines end a comment in an expression, also one that is continued by a
 * backslash, as newer versions of jq have it. */
static enum lm_code
combine(const struct lm_span *texts, size_t n, struct lm_buf *program,
    struct lm_err *err)
{
	enum lm_code code =
	    lm_buf_text(program, ".[0] as " WHICH " | .[1] | ", err);

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		code = lm_buf_printf(program, err, "%s " WHICH " == %zu then (",
		    i == 0 ? "if" : "elif", i);
		if (code == LM_OK)
			code = lm_buf_span(program, texts[i], err);
		if (code == LM_OK)
			code = lm_buf_text(program, "\n\n) ", err);
	}
	if (code == LM_OK)
		code = lm_buf_text(program, "else null end", err);
	return code == LM_OK ? lm_buf_byte(program, '\0', err) : code;
}

/* Compile text, to see whether it does. */
static enum lm_code
try_text(const char *name, struct lm_buf *text, struct lm_err *err)
{
	struct lm_expr *expr = NULL;
	enum lm_code code = compile(name, text->ptr, &expr, err);

	lm_expr_free(expr);
	text->len = 0;
	return code;
}

/* Which expression it is that does not compile, alone or in brackets; *bad
 * stays if all do. */
static enum lm_code
check_each(const char *name, const struct lm_span *texts, size_t n, size_t *bad,
    struct lm_err *err)
{
	struct lm_buf text = {0};
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		code = lm_buf_span(&text, texts[i], err);
		if (code == LM_OK)
			code = lm_buf_byte(&text, '\0', err);
		if (code == LM_OK)
			code = try_text(name, &text, err);
		if (code == LM_OK)
			code = combine(&texts[i], 1, &text, err);
		if (code == LM_OK)
			code = try_text(name, &text, err);
		if (code == LM_USAGE && bad != NULL)
			*bad = i;
	}
	lm_buf_free(&text);
	return code;
}

/* An expression does not see the question: alone, it would not compile. */
static bool
names_which(struct lm_span text)
{
	size_t len = strlen(WHICH);

	for (size_t i = 0; i + len <= text.len; i++)
		if (memcmp(text.ptr + i, WHICH, len) == 0)
			return true;
	return false;
}

enum lm_code
lm_expr_new_list(const char *name, const struct lm_span *texts, size_t n,
    struct lm_expr **out, size_t *bad, struct lm_err *err)
{
	struct lm_buf program = {0};
	struct lm_err why = {0};
	bool closed = true;
	enum lm_code code = LM_OK;

	*out = NULL;
	for (size_t i = 0; i < n; i++)
		closed = closed && lm_expr_is_closed(texts[i]) &&
		    !names_which(texts[i]);
	/* One by one only where something is wrong: to compile takes jq 1.6
	 * 70 ms, whatever the expression. */
	if (!closed)
		code = check_each(name, texts, n, bad, err);
	if (code == LM_OK)
		code = combine(texts, n, &program, err);
	if (code == LM_OK)
		code = compile(name, program.ptr, out, err);
	if (*out != NULL)
		(*out)->combined = true;
	lm_buf_free(&program);
	if (code == LM_USAGE && closed &&
	    check_each(name, texts, n, bad, &why) != LM_OK)
		*err = why;
	return code;
}

static void
drop_record(struct lm_expr *expr)
{
	if (expr->parsed)
		jv_free(expr->record);
	expr->parsed = false;
}

void
lm_expr_free(struct lm_expr *expr)
{
	if (expr == NULL)
		return;
	drop_record(expr);
	jq_teardown(&expr->jq);
	lm_buf_free(&expr->mended);
	free(expr);
}

/* The message of a failed value, which is freed. */
static enum lm_code
failed(const struct lm_expr *expr, jv value, struct lm_err *err)
{
	jv message = jv_invalid_get_msg(value);
	enum lm_code code;

	if (jv_get_kind(message) != JV_KIND_STRING)
		message = jv_dump_string(message, 0);
	code = lm_err_set(err, LM_MALFORMED, "%s failed: %s", expr->name,
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
		return failed(expr, *value, err);
	jv_free(*value);
	*value = read_value(lm_buf_view(&expr->mended));
	return jv_is_valid(*value) ? LM_OK : failed(expr, *value, err);
}

void
lm_expr_take(struct lm_expr *expr, struct lm_span json)
{
	drop_record(expr);
	expr->taken = json;
}

/* What jq is given: the record, or [i, record]. */
static enum lm_code
question(struct lm_expr *expr, size_t i, jv *value, struct lm_err *err)
{
	enum lm_code code;

	if (expr->taken.len > INT_MAX)
		return lm_err_set(err, LM_OVERSIZE,
		    "%s failed: too long for jq", expr->name);
	if (!expr->parsed) {
		code = parse(expr, expr->taken, &expr->record, err);
		if (code != LM_OK)
			return code;
		expr->parsed = true;
	}
	*value = jv_copy(expr->record);
	if (expr->combined)
		*value = jv_array_append(jv_array_append(jv_array(),
					     jv_number((double)i)),
		    *value);
	return LM_OK;
}

static enum lm_answer
answer_of(jv value)
{
	switch (jv_get_kind(value)) {
	case JV_KIND_FALSE:
		return LM_ANSWER_FALSE;
	case JV_KIND_TRUE:
		return LM_ANSWER_TRUE;
	case JV_KIND_NULL:
		return LM_ANSWER_NOTHING;
	case JV_KIND_INVALID:
	case JV_KIND_NUMBER:
	case JV_KIND_STRING:
	case JV_KIND_ARRAY:
	case JV_KIND_OBJECT:
		break;
	}
	return LM_ANSWER_OTHER;
}

/* The first output. */
static enum lm_code
take_answer(struct lm_expr *expr, enum lm_answer *answer, struct lm_err *err)
{
	jv value = jq_next(expr->jq);

	if (jv_is_valid(value)) {
		*answer = answer_of(value);
		jv_free(value);
		return LM_OK;
	}
	if (jv_invalid_has_msg(jv_copy(value)))
		return failed(expr, value, err);
	jv_free(value);
	return jq_halted(expr->jq)
	    ? lm_err_set(err, LM_MALFORMED, "%s failed: the expression halted",
		  expr->name)
	    : LM_OK;
}

enum lm_code
lm_expr_ask(struct lm_expr *expr, size_t i, enum lm_answer *answer,
    struct lm_err *err)
{
	jv value = jv_null();
	enum lm_code code;

	*answer = LM_ANSWER_NOTHING;
	code = question(expr, i, &value, err);
	if (code != LM_OK)
		return code;
	jq_start(expr->jq, value, 0);
	return take_answer(expr, answer, err);
}

enum lm_code
lm_expr_true(struct lm_expr *expr, struct lm_span json, bool *result,
    struct lm_err *err)
{
	enum lm_answer answer;
	enum lm_code code;

	lm_expr_take(expr, json);
	code = lm_expr_ask(expr, 0, &answer, err);
	lm_expr_take(expr, lm_span(NULL, 0));
	*result = answer == LM_ANSWER_TRUE || answer == LM_ANSWER_OTHER;
	return code;
}
