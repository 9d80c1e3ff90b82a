#include "work.h"

#include <stdlib.h>
#include <string.h>

#include "emit.h"

#define KEYWORD_WORDS ((N_KEYWORDS + 63) / 64)

enum lm_code
work_new(void *arg, void **out, struct lm_err *err)
{
	const struct settings *settings = arg;
	struct worker *worker = calloc(1, sizeof(*worker));
	enum lm_code code;

	if (worker == NULL)
		return lm_err_nomem(err);
	*out = worker;
	code = judge_new(&worker->judge, err);
	if (code == LM_OK)
		code = tally_init(&worker->tally, N_KEYWORDS, err);
	if (code == LM_OK) {
		worker->parser = lm_parser_new();
		if (worker->parser == NULL)
			code = lm_err_nomem(err);
	}
	if (code == LM_OK && settings->has_output_format) {
		worker->judge->report.all = true;
		worker->judge->report.annotations =
		    settings->output_format == OUTPUT_BASIC;
	}
	return code;
}

void
work_free(void *arg)
{
	struct worker *worker = arg;

	if (worker == NULL)
		return;
	judge_free(worker->judge);
	lm_values_free(&worker->values);
	lm_edits_free(&worker->edits);
	lm_buf_free(&worker->member);
	lm_buf_free(&worker->count);
	lm_buf_free(&worker->line);
	lm_buf_free(&worker->payload);
	lm_buf_free(&worker->invalid);
	lm_parser_free(worker->parser);
	tally_free(&worker->tally);
	free(worker);
}

void
work_begin(void *arg)
{
	struct worker *worker = arg;

	worker->invalid.len = 0;
	tally_clear(&worker->tally);
}

enum lm_code
work_deliver(void *arg, void *memory, struct lm_err *err)
{
	struct settings *settings = arg;
	struct worker *worker = memory;
	enum lm_code code = tally_take(&settings->tally, &worker->tally, err);

	tally_clear(&worker->tally);
	if (code != LM_OK || settings->invalid_to == NULL ||
	    worker->invalid.len == 0)
		return code;
	code = lm_writer_write(settings->invalid_to,
	    lm_buf_view(&worker->invalid), err);
	worker->invalid.len = 0;
	return code == LM_OK ? lm_writer_flush(settings->invalid_to, err)
			     : code;
}

/* The one value at a path; NULL: none. */
static enum lm_code
value_at(struct worker *worker, const struct lm_path *path, const char *name,
    yyjson_val *root, yyjson_val **out, struct lm_err *err)
{
	enum lm_code code = lm_path_select(path, root, &worker->values, err);

	if (code != LM_OK)
		return code;
	if (worker->values.n > 1)
		return lm_err_set(err, LM_MALFORMED,
		    "%s: expected one value, there are %zu", name,
		    worker->values.n);
	*out = worker->values.n == 0 ? NULL : worker->values.list[0];
	return LM_OK;
}

/* The schema of the record, by its task where there are several. */
static enum lm_code
find_schema(struct job *job, struct lm_err *err)
{
	const struct settings *settings = job->settings;
	yyjson_val *name = NULL;
	enum lm_code code;

	job->schema = settings->schemas.list;
	if (settings->schemas.tasks == NULL)
		return LM_OK;
	code = value_at(job->worker, &settings->task_path, settings->task,
	    job->in->record->root, &name, err);
	if (code != LM_OK)
		return code;
	if (!yyjson_is_str(name))
		return lm_err_set(err, LM_MALFORMED,
		    "%s: expected the name of a task, which says the schema",
		    settings->task);
	job->schema = schemas_find(&settings->schemas, lm_record_text(name));
	if (job->schema == NULL)
		return lm_err_set(err, LM_MALFORMED,
		    "%s: a task without a schema", settings->task);
	return LM_OK;
}

/* What is wrong is looked for only where it is told of. */
static enum lm_code
judge(struct job *job, struct lm_err *err)
{
	const struct settings *settings = job->settings;
	struct judge *judge = job->worker->judge;
	struct judgement *out = &job->judgement;

	if (settings->field == NULL)
		job->val = job->in->record->root;
	if (job->val == NULL) {
		out->outcome = OUTCOME_UNPARSEABLE;
		return LM_OK;
	}
	if (settings->field == NULL || settings->value ||
	    !yyjson_is_str(job->val))
		return judge_value(judge, job->schema->compiled,
		    job->in->record, job->val, true, out, err);
	job->text = lm_record_text(job->val);
	return judge_text(judge, job->schema->compiled, job->text,
	    settings->repairs, true, out, err);
}

/* The keywords that fail, each once. */
static void
mark_keywords(const struct job *job, uint64_t bits[KEYWORD_WORDS])
{
	const struct judgement *judgement = &job->judgement;
	const struct lm_schema_report *report = &job->worker->judge->report;
	unsigned key;

	if (judgement->is_explained && !judgement->is_ambiguous)
		for (size_t i = 0; i < report->n_errors; i++) {
			key = report->errors[i].key;
			bits[key / 64] |= 1ULL << key % 64;
		}
	else {
		key = job->val == NULL ? KEYWORD_FIELD : KEYWORD_ANSWER;
		bits[key / 64] |= 1ULL << key % 64;
	}
}

/* A value of --by as text: of a string its own, else its JSON. */
static enum lm_code
group_of(const struct job *job, struct lm_span *out, struct lm_err *err)
{
	const struct settings *settings = job->settings;
	yyjson_val *val = NULL;
	enum lm_code code = value_at(job->worker, &settings->by_path,
	    settings->by, job->in->record->root, &val, err);

	*out = lm_span(NULL, 0);
	if (code != LM_OK || val == NULL)
		return code;
	if (yyjson_is_ctn(val))
		return lm_err_set(err, LM_MALFORMED,
		    "%s: expected a string, a number, a literal", settings->by);
	if (yyjson_is_str(val) || yyjson_is_raw(val))
		*out = lm_record_text(val);
	else
		*out = lm_span_of(yyjson_is_null(val) ? "null"
			: yyjson_is_true(val)	      ? "true"
						      : "false");
	if (out->ptr == NULL)
		out->ptr = "";
	return LM_OK;
}

static enum lm_code
count(const struct job *job, struct lm_err *err)
{
	enum outcome outcome = job->judgement.outcome;
	uint64_t bits[KEYWORD_WORDS] = {0};
	bool fails = outcome > OUTCOME_REPAIRED;
	struct lm_span group;
	enum lm_code code = LM_OK;

	if (fails)
		mark_keywords(job, bits);
	if (job->settings->by != NULL)
		code = group_of(job, &group, err);
	if (code == LM_OK)
		code = tally_add(&job->worker->tally,
		    job->settings->by == NULL ? NULL : &group, outcome,
		    fails ? bits : NULL, err);
	job->in->counts[outcome] += code == LM_OK;
	return code;
}

enum lm_code
work_record(void *arg, void *memory, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	struct job job = {.settings = arg, .worker = memory, .in = in};
	size_t invalid = job.worker->invalid.len;
	enum lm_code code = LM_OK;

	if (job.settings->annotate && !yyjson_is_obj(in->record->root))
		return lm_err_set(err, LM_MALFORMED, "expected an object");
	code = find_schema(&job, err);
	if (code == LM_OK && job.settings->field != NULL)
		code = value_at(job.worker, &job.settings->field_path,
		    job.settings->field, in->record->root, &job.val, err);
	if (code == LM_OK)
		code = judge(&job, err);
	if (code == LM_OK)
		code = emit(&job, out, err);
	if (code == LM_OK)
		code = count(&job, err);
	if (code != LM_OK)
		job.worker->invalid.len = invalid;
	return code;
}
