#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "lm/num.h"

/* What is being read. */
struct reading {
	struct job *job;
	struct job_fault *fault;
};

void
job_free(struct job *job)
{
	free(job->texts);
	lm_values_free(&job->values);
	*job = (struct job){0};
}

bool
job_count(yyjson_val *val, uint64_t *out)
{
	return yyjson_is_raw(val) &&
	    lm_num_u64(lm_record_text(val), 0, JOB_COUNT_MAX, out, NULL) ==
	    LM_OK;
}

static enum lm_code
add_text(struct job *job, struct job_text text, struct lm_err *err)
{
	if (job->n_texts == job->cap_texts) {
		size_t cap = job->cap_texts == 0 ? 16 : 2 * job->cap_texts;
		struct job_text *grown =
		    realloc(job->texts, cap * sizeof(*grown));

		if (grown == NULL)
			return lm_err_nomem(err);
		job->texts = grown;
		job->cap_texts = cap;
	}
	job->texts[job->n_texts++] = text;
	return LM_OK;
}

/* The text of a message's list of parts; what is no text makes it opaque. */
static enum lm_code
read_parts(struct job *job, struct job_text where, yyjson_val *parts,
    struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(parts);
	yyjson_val *part;
	enum lm_code code = LM_OK;

	where.kind = JOB_PART;
	for (; code == LM_OK && (part = yyjson_arr_iter_next(&iter)) != NULL;
	     where.part++) {
		yyjson_val *text = NULL;

		if (lm_record_find(part, lm_span_of("text"), NULL, &text) &&
		    yyjson_is_str(text)) {
			where.text = lm_record_text(text);
			code = add_text(job, where, err);
		} else {
			job->opaque = true;
		}
	}
	return code;
}

/* What a model asked of tools goes back to it as text. */
static enum lm_code
read_calls(struct job *job, struct job_text where, yyjson_val *calls,
    struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(calls);
	yyjson_val *call;
	enum lm_code code = LM_OK;

	where.kind = JOB_ARGUMENTS;
	where.part = 0;
	for (; code == LM_OK && (call = yyjson_arr_iter_next(&iter)) != NULL;
	     where.part++) {
		yyjson_val *val = NULL;

		if (!lm_record_find(call, lm_span_of("function"), NULL, &val) ||
		    !lm_record_find(val, lm_span_of("arguments"), NULL, &val) ||
		    !yyjson_is_str(val))
			continue;
		where.text = lm_record_text(val);
		code = add_text(job, where, err);
	}
	return code;
}

/* Whether the message has the form that it should have. */
static enum lm_code
read_message(const struct reading *in, struct job_text where,
    yyjson_val *message, bool *fits, struct lm_err *err)
{
	yyjson_val *content = NULL, *calls = NULL;
	enum lm_code code = LM_OK;

	*fits = yyjson_is_obj(message);
	(void)lm_record_find(message, lm_span_of("content"), NULL, &content);
	(void)lm_record_find(message, lm_span_of("tool_calls"), NULL, &calls);
	if (yyjson_is_str(content)) {
		where.text = lm_record_text(content);
		code = add_text(in->job, where, err);
	} else if (yyjson_is_arr(content)) {
		code = read_parts(in->job, where, content, err);
	} else if (content != NULL && !yyjson_is_null(content)) {
		*fits = false;
	}
	return code == LM_OK ? read_calls(in->job, where, calls, err) : code;
}

static void
set_fault(const struct reading *in, struct lm_span member, const char *expected)
{
	if (in->fault->member.len > 0)
		return;
	in->fault->member = member;
	in->fault->expected = expected;
}

static enum lm_code
read_messages(const struct reading *in, struct job_text where, yyjson_val *val,
    bool *fits, struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(val);
	yyjson_val *message;
	enum lm_code code = LM_OK;

	*fits = yyjson_is_arr(val);
	while (code == LM_OK && *fits &&
	    (message = yyjson_arr_iter_next(&iter)) != NULL) {
		code = read_message(in, where, message, fits, err);
		where.message++;
	}
	return code;
}

/* A number, or {"count"}, or {"low", "high"}. */
static bool
read_tokens(struct job *job, yyjson_val *val)
{
	yyjson_val *low = val, *high = val;

	if (yyjson_is_obj(val) &&
	    lm_record_find(val, lm_span_of("count"), NULL, &low))
		high = low;
	else if (yyjson_is_obj(val) &&
	    (!lm_record_find(val, lm_span_of("low"), NULL, &low) ||
		!lm_record_find(val, lm_span_of("high"), NULL, &high)))
		return false;
	job->has_tokens = job_count(low, &job->tokens_low) &&
	    job_count(high, &job->tokens_high) &&
	    job->tokens_low <= job->tokens_high;
	return job->has_tokens;
}

static bool
is_list_of_strings(yyjson_val *val)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(val);
	yyjson_val *each;

	if (!yyjson_is_arr(val))
		return false;
	while ((each = yyjson_arr_iter_next(&iter)) != NULL)
		if (!yyjson_is_str(each))
			return false;
	return true;
}

static bool
read_string(struct lm_span *out, yyjson_val *val)
{
	if (!yyjson_is_str(val))
		return false;
	*out = lm_record_text(val);
	return true;
}

static const char *const expected[N_FIELDS] = {
    [FIELD_ID] = "a string or a number",
    [FIELD_TASK] = "a string",
    [FIELD_STAGE] = "a string",
    [FIELD_MODEL] = "a string",
    [FIELD_TOKENS] = "a whole number from 0 to 1,000,000,000",
    [FIELD_FLAGS] = "a list of strings",
    [FIELD_SCHEMA_FAILURES] = "a whole number from 0 to 1,000,000,000",
    [FIELD_SHARED_EXTERNALLY] = "true or false",
    [FIELD_TEXT] = "a string",
    [FIELD_MESSAGES] = ("a list of {\"role\", \"content\"}, the content "
			"a string or a list of parts"),
};

/* Put a value where it belongs; *fits tells whether it can be there. */
static enum lm_code
read_value(const struct reading *in, struct job_text where, yyjson_val *val,
    bool *fits, struct lm_err *err)
{
	struct job *job = in->job;
	enum lm_code code = LM_OK;

	switch (where.field) {
	case FIELD_ID:
		*fits = yyjson_is_str(val) || yyjson_is_raw(val);
		job->id = *fits ? val : NULL;
		break;
	case FIELD_TASK:
		*fits = read_string(&job->task, val);
		break;
	case FIELD_STAGE:
		*fits = read_string(&job->stage, val);
		break;
	case FIELD_MODEL:
		*fits = read_string(&job->model, val);
		break;
	case FIELD_TOKENS:
		*fits = read_tokens(job, val);
		break;
	case FIELD_FLAGS:
		*fits = is_list_of_strings(val);
		job->flags = *fits ? val : NULL;
		break;
	case FIELD_SCHEMA_FAILURES:
		*fits = job_count(val, &job->schema_failures);
		break;
	case FIELD_SHARED_EXTERNALLY:
		*fits = yyjson_is_bool(val);
		job->shared = *fits ? val : NULL;
		break;
	case FIELD_TEXT:
		*fits = read_string(&where.text, val);
		if (*fits)
			code = add_text(job, where, err);
		break;
	case FIELD_MESSAGES:
		code = read_messages(in, where, val, fits, err);
		break;
	}
	return code;
}

/* The values that the paths of --fields meet. */
static enum lm_code
read_paths(const struct reading *in, const struct fields *fields,
    struct lm_err *err)
{
	struct job *job = in->job;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < fields->n; i++) {
		const struct field_path *each = &fields->list[i];
		struct job_text where = {.field = each->field,
		    .path = &each->text};

		code = lm_path_select(&each->path, job->record->root,
		    &job->values, err);
		for (size_t k = 0; code == LM_OK && k < job->values.n; k++) {
			yyjson_val *val = job->values.list[k];
			bool fits = true;

			if (yyjson_is_null(val))
				continue;
			code = read_value(in, where, val, &fits, err);
			if (!fits)
				set_fault(in, each->text,
				    expected[each->field]);
		}
	}
	return code;
}

static void
forget(struct job *job, const struct lm_record *record)
{
	struct job_text *texts = job->texts;
	size_t cap = job->cap_texts;
	struct lm_values values = job->values;

	*job = (struct job){.record = record,
	    .texts = texts,
	    .cap_texts = cap,
	    .values = values};
}

enum lm_code
job_read(struct job *job, const struct fields *fields,
    const struct lm_record *record, struct job_fault *fault, struct lm_err *err)
{
	struct reading in = {job, fault};
	yyjson_val *values[N_FIELDS];
	enum lm_code code = LM_OK;

	*fault = (struct job_fault){0};
	forget(job, record);
	fields_members(fields, record->root, values);
	for (size_t i = 0; code == LM_OK && i < N_FIELDS; i++) {
		bool fits = true;

		if (values[i] == NULL)
			continue;
		code =
		    read_value(&in, (struct job_text){.field = (enum field)i},
			values[i], &fits, err);
		if (!fits)
			set_fault(&in, lm_span_of(field_names[i]), expected[i]);
	}
	return code == LM_OK ? read_paths(&in, fields, err) : code;
}

enum lm_code
job_text_path(const struct job_text *text, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = text->path != NULL
	    ? lm_buf_span(out, *text->path, err)
	    : lm_buf_printf(out, err, ".%s", field_names[text->field]);

	if (code != LM_OK || text->field != FIELD_MESSAGES)
		return code;
	code = lm_buf_printf(out, err, "[%zu]", text->message);
	if (code != LM_OK)
		return code;
	switch (text->kind) {
	case JOB_CONTENT:
		return lm_buf_text(out, ".content", err);
	case JOB_PART:
		return lm_buf_printf(out, err, ".content[%zu].text",
		    text->part);
	case JOB_ARGUMENTS:
		return lm_buf_printf(out, err,
		    ".tool_calls[%zu].function.arguments", text->part);
	}
	return code;
}
