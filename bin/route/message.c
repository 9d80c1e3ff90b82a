#include "message.h"

#include <string.h>

#define CONTENT "content"
#define CALLS "tool_calls"

/* What a model does not read, or not as text. */
static bool
is_no_text(struct lm_span name)
{
	static const char *const names[] = {"role", "name", "type", "id",
	    "tool_call_id"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (lm_span_equal(name, lm_span_of(names[i])))
			return true;
	return false;
}

/* A string as it reads; a list or an object as its JSON; nothing else. */
static enum lm_code
add_value(struct job *job, struct job_text where, yyjson_val *key,
    struct lm_err *err)
{
	yyjson_val *val = yyjson_obj_iter_get_val(key);

	if (yyjson_is_str(val))
		where.text = lm_record_text(val);
	else if (yyjson_is_ctn(val) && yyjson_get_len(val) > 0)
		where.text = lm_record_member(job->record, key);
	else
		return LM_OK;
	return job_add_text(job, where, err);
}

/* A string member of a part. */
static enum lm_code
add_member(struct job *job, struct job_text where, yyjson_val *part,
    const char *name, bool *met, struct lm_err *err)
{
	yyjson_val *val = NULL;

	if (!lm_record_find(part, lm_span_of(name), NULL, &val) ||
	    !yyjson_is_str(val))
		return LM_OK;
	*met = true;
	where.rest = name;
	where.text = lm_record_text(val);
	return job_add_text(job, where, err);
}

/* Whether what a part has is in its text. */
static bool
is_text(yyjson_val *part)
{
	static const char *const types[] = {"text", "input_text", "output_text",
	    "tool_result"};
	yyjson_val *type = NULL;

	if (!lm_record_find(part, lm_span_of("type"), NULL, &type))
		return true;
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (yyjson_is_str(type) &&
		    lm_span_equal(lm_record_text(type), lm_span_of(types[i])))
			return true;
	return false;
}

/* {"type":"text","text":...}, or a tool's result with a string "content". */
static enum lm_code
read_part(struct job *job, struct job_text where, yyjson_val *part,
    struct lm_err *err)
{
	bool met = false;
	enum lm_code code = add_member(job, where, part, "text", &met, err);

	if (code == LM_OK)
		code = add_member(job, where, part, CONTENT, &met, err);
	if (!met || !is_text(part))
		job->opaque = true;
	return code;
}

/* The arguments of a call; all of one that has another form. */
static enum lm_code
read_call(struct job *job, struct job_text where, yyjson_val *call,
    struct lm_err *err)
{
	yyjson_val *function = NULL, *key = NULL, *val = NULL;

	where.rest = "function.arguments";
	if (!lm_record_find(call, lm_span_of("function"), NULL, &function) ||
	    !lm_record_find(function, lm_span_of("arguments"), &key, &val)) {
		job->opaque = true;
		return LM_OK;
	}
	return add_value(job, where, key, err);
}

static enum lm_code
read_list(struct job *job, struct job_text where, yyjson_val *list,
    enum lm_code (
	*read)(struct job *, struct job_text, yyjson_val *, struct lm_err *),
    struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(list);
	yyjson_val *each;
	enum lm_code code = LM_OK;

	where.in_list = true;
	for (; code == LM_OK && (each = yyjson_arr_iter_next(&iter)) != NULL;
	     where.part++)
		code = read(job, where, each, err);
	return code;
}

static enum lm_code
read_member(struct job *job, struct job_text where, yyjson_val *key, bool *fits,
    struct lm_err *err)
{
	yyjson_val *val = yyjson_obj_iter_get_val(key);
	bool is_content;

	where.member = lm_record_text(key);
	if (is_no_text(where.member) || yyjson_is_null(val))
		return LM_OK;
	is_content = lm_span_equal(where.member, lm_span_of(CONTENT));
	if (is_content && yyjson_is_arr(val))
		return read_list(job, where, val, read_part, err);
	if (lm_span_equal(where.member, lm_span_of(CALLS)) &&
	    yyjson_is_arr(val))
		return read_list(job, where, val, read_call, err);
	if (is_content && !yyjson_is_str(val))
		*fits = false;
	return add_value(job, where, key, err);
}

static enum lm_code
read_message(struct job *job, struct job_text where, yyjson_val *message,
    bool *fits, struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(message);
	yyjson_val *key;
	enum lm_code code = LM_OK;

	if (!yyjson_is_obj(message))
		*fits = false;
	while (code == LM_OK && (key = yyjson_obj_iter_next(&iter)) != NULL)
		code = read_member(job, where, key, fits, err);
	return code;
}

enum lm_code
message_read_all(struct job *job, struct job_text where, yyjson_val *messages,
    bool *fits, struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(messages);
	yyjson_val *message;
	enum lm_code code = LM_OK;

	*fits = yyjson_is_arr(messages);
	while (
	    code == LM_OK && (message = yyjson_arr_iter_next(&iter)) != NULL) {
		code = read_message(job, where, message, fits, err);
		where.message++;
	}
	return code;
}

/* ".name", or ".["any name"]" */
static enum lm_code
add_name(struct lm_buf *out, struct lm_span name, struct lm_err *err)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyz"
				    "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
	bool is_plain = name.len > 0;
	enum lm_code code;

	for (size_t i = 0; i < name.len; i++)
		is_plain = is_plain &&
		    memchr(plain, name.ptr[i], sizeof(plain) - 1) != NULL;
	code = lm_buf_text(out, is_plain ? "." : ".[", err);
	if (code != LM_OK)
		return code;
	if (is_plain)
		return lm_buf_span(out, name, err);
	code = lm_buf_json_string(out, name, err);
	return code == LM_OK ? lm_buf_byte(out, ']', err) : code;
}

enum lm_code
message_path(const struct job_text *text, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = add_name(out, text->member, err);

	if (code != LM_OK || !text->in_list)
		return code;
	return lm_buf_printf(out, err, "[%zu].%s", text->part, text->rest);
}
