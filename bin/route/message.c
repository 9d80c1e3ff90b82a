#include "message.h"

#include <string.h>

#define CONTENT "content"
#define CALLS "tool_calls"

static const char *const text_names[] = {"text", CONTENT, NULL};

/* Reads an element of a list: what it is for, or the rest of it. */
typedef enum lm_code element_reader(struct job *, struct job_text,
    yyjson_val *element, bool rest, struct lm_err *);

static bool
is_one_of(struct lm_span name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (lm_span_equal(name, lm_span_of(*names)))
			return true;
	return false;
}

/* What a model does not read, or not as text. */
static bool
is_no_text(struct lm_span name)
{
	static const char *const names[] = {"role", "name", "type", "id",
	    "tool_call_id", "tool_use_id", NULL};

	return is_one_of(name, names);
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

/* An element of a list that is a string. */
static enum lm_code
add_string(struct job *job, struct job_text where, yyjson_val *element,
    struct lm_err *err)
{
	if (!yyjson_is_str(element))
		return LM_OK;
	where.text = lm_record_text(element);
	return job_add_text(job, where, err);
}

/* Whether what a part has is in its text. */
static bool
is_text(yyjson_val *part)
{
	static const char *const types[] = {"text", "input_text", "output_text",
	    "tool_result", NULL};
	yyjson_obj_iter iter = yyjson_obj_iter_with(part);
	yyjson_val *key;

	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *val = yyjson_obj_iter_get_val(key);

		if (lm_span_equal(lm_record_text(key), lm_span_of("type")) &&
		    !(yyjson_is_str(val) &&
			is_one_of(lm_record_text(val), types)))
			return false;
	}
	return true;
}

/* Whether a member that is not the text of its part may be what no text tells:
 * an image, or a text in a form that is not known. */
static bool
may_hide(struct lm_span name, yyjson_val *val)
{
	static const char *const asides[] = {"citations", "annotations",
	    "cache_control", NULL};

	if (is_one_of(name, text_names))
		return true;
	if (yyjson_is_ctn(val) && yyjson_get_len(val) == 0)
		return false;
	return (yyjson_is_str(val) || yyjson_is_ctn(val)) &&
	    !is_one_of(name, asides);
}

/* {"type":"text","text":...}, or a tool's result with a string "content". */
static enum lm_code
read_part(struct job *job, struct job_text where, yyjson_val *part, bool rest,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(part);
	yyjson_val *key;
	bool met = false;
	enum lm_code code = rest ? LM_OK : add_string(job, where, part, err);

	while (code == LM_OK && (key = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *val = yyjson_obj_iter_get_val(key);
		bool is_main;

		where.inner = lm_record_text(key);
		if (is_no_text(where.inner) || yyjson_is_null(val))
			continue;
		is_main =
		    yyjson_is_str(val) && is_one_of(where.inner, text_names);
		met = met || is_main;
		if (!is_main && may_hide(where.inner, val))
			job->opaque = true;
		if (is_main != rest)
			code = add_value(job, where, key, err);
	}
	if (!met || !is_text(part))
		job->opaque = true;
	return code;
}

static enum lm_code
read_function(struct job *job, struct job_text where, yyjson_val *function,
    bool rest, bool *met, struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(function);
	yyjson_val *key;
	enum lm_code code = LM_OK;

	where.in_function = true;
	while (code == LM_OK && (key = yyjson_obj_iter_next(&iter)) != NULL) {
		bool is_main;

		where.inner = lm_record_text(key);
		is_main = lm_span_equal(where.inner, lm_span_of("arguments"));
		*met = *met || is_main;
		if (is_main != rest && !is_no_text(where.inner))
			code = add_value(job, where, key, err);
	}
	return code;
}

/* {"function":{"arguments":...}}; what has none has a form of its own. */
static enum lm_code
read_call(struct job *job, struct job_text where, yyjson_val *call, bool rest,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(call);
	yyjson_val *key;
	bool met = false;
	enum lm_code code = rest ? LM_OK : add_string(job, where, call, err);

	while (code == LM_OK && (key = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *val = yyjson_obj_iter_get_val(key);

		where.inner = lm_record_text(key);
		if (is_no_text(where.inner))
			continue;
		if (yyjson_is_obj(val) &&
		    lm_span_equal(where.inner, lm_span_of("function")))
			code = read_function(job, where, val, rest, &met, err);
		else if (rest)
			code = add_value(job, where, key, err);
	}
	if (!met)
		job->opaque = true;
	return code;
}

/*
 * All elements of a list: first the texts that they are for, which stand
 * together and so are read as one, then the rest of what they have.
 */
static enum lm_code
read_list(struct job *job, struct job_text where, yyjson_val *list,
    element_reader *read, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	where.in_list = true;
	for (int rest = 0; code == LM_OK && rest < 2; rest++) {
		yyjson_arr_iter iter = yyjson_arr_iter_with(list);
		yyjson_val *each;

		for (where.part = 0; code == LM_OK &&
		     (each = yyjson_arr_iter_next(&iter)) != NULL;
		     where.part++)
			code = read(job, where, each, rest == 1, err);
	}
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
	code = lm_buf_printf(out, err, "[%zu]%s", text->part,
	    text->in_function ? ".function" : "");
	if (code != LM_OK || text->inner.ptr == NULL)
		return code;
	return add_name(out, text->inner, err);
}
