#include "job.h"

#include <stdlib.h>
#include <string.h>

#include "message.h"

#include "lm/num.h"

#define MET_BITS 64 /* of job->met */

#define ONCE "one member of this name"

/* Members that may be there twice; of all others, who reads the record after us
 * might take the other one, and its risks. */
#define LAST_COUNTS (1U << FIELD_ID | 1U << FIELD_TASK | 1U << FIELD_TOKENS)

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

enum lm_code
job_add_text(struct job *job, struct job_text text, struct lm_err *err)
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

static void
set_fault(const struct reading *in, struct lm_span member, const char *expected)
{
	if (in->fault->member.len > 0)
		return;
	in->fault->member = member;
	in->fault->expected = expected;
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

	if (!yyjson_is_arr(val) || yyjson_arr_size(val) > JOB_MOST_FLAGS)
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
    [FIELD_ID] = "a string or a number of at most 1,024 bytes",
    [FIELD_TASK] = "a string",
    [FIELD_STAGE] = "a string",
    [FIELD_MODEL] = "a string",
    [FIELD_TOKENS] = "a whole number from 0 to 1,000,000,000",
    [FIELD_FLAGS] = "a list of at most 1,000 strings",
    [FIELD_SCHEMA_FAILURES] = "a whole number from 0 to 1,000,000,000",
    [FIELD_SHARED_EXTERNALLY] = "true or false",
    [FIELD_TEXT] = "a string",
    [FIELD_MESSAGES] = ("a list of {\"role\", \"content\"}, the content "
			"a string or a list of parts"),
};

static enum lm_code
read_text(struct job *job, struct job_text where, yyjson_val *val, bool *fits,
    struct lm_err *err)
{
	*fits = read_string(&where.text, val);
	return *fits ? job_add_text(job, where, err) : LM_OK;
}

/* Put a value where it belongs; *fits tells whether it can be there. */
static enum lm_code
read_value(const struct reading *in, const struct job_text *where,
    yyjson_val *val, bool *fits, struct lm_err *err)
{
	struct job *job = in->job;

	switch (where->field) {
	case FIELD_ID:
		*fits = (yyjson_is_str(val) || yyjson_is_raw(val)) &&
		    yyjson_get_len(val) <= JOB_LONGEST_ID;
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
		return read_text(job, *where, val, fits, err);
	case FIELD_MESSAGES:
		return message_read_all(job, *where, val, fits, err);
	}
	return LM_OK;
}

/* The values that a path has met: texts may be several, all else is one. */
static enum lm_code
read_met(const struct reading *in, const struct field_path *path,
    const struct job_text *where, struct lm_err *err)
{
	const struct lm_values *values = &in->job->values;
	bool several =
	    path->field == FIELD_TEXT || path->field == FIELD_MESSAGES;
	size_t n = 0;
	enum lm_code code = LM_OK;

	for (size_t k = 0; code == LM_OK && k < values->n; k++) {
		bool fits = true;

		if (yyjson_is_null(values->list[k]))
			continue;
		code = read_value(in, where, values->list[k], &fits, err);
		if (!fits)
			set_fault(in, path->text, expected[path->field]);
		if (++n > 1 && !several)
			set_fault(in, path->text, "one value");
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

		if ((fields->unread & 1U << each->field) != 0)
			continue;
		code = lm_path_select(&each->path, job->record->root,
		    &job->values, err);
		if (job->values.twice)
			set_fault(in, each->text, ONCE);
		if (code == LM_OK)
			code = read_met(in, each, &where, err);
		if (code == LM_OK && job->values.n > 0 && i < MET_BITS)
			job->met |= UINT64_C(1) << i;
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
	struct job_text where = {.path = NULL};
	unsigned twice;
	enum lm_code code = LM_OK;

	*fault = (struct job_fault){0};
	forget(job, record);
	job->shared_by_path =
	    (fields->given & 1U << FIELD_SHARED_EXTERNALLY) != 0;
	twice = fields_members(fields, record->root, values);
	for (size_t i = 0; code == LM_OK && i < N_FIELDS; i++) {
		bool fits = true;

		if ((twice & ~LAST_COUNTS & 1U << i) != 0)
			set_fault(&in, lm_span_of(field_names[i]), ONCE);
		if (values[i] == NULL)
			continue;
		where.field = (enum field)i;
		code = read_value(&in, &where, values[i], &fits, err);
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
	return code == LM_OK ? message_path(text, out, err) : code;
}
