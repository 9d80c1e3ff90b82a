#include "emit.h"

#include <string.h>

#include "lm/num.h"

#include "show.h"

static const char failures[] = "schema_failures";

/* One more failure than the record has. */
static enum lm_code
raise_failures(const struct job *job, struct lm_buf *out, struct lm_err *err)
{
	yyjson_val *val = NULL;
	uint64_t n = 0;

	if (lm_record_find(job->in->record->root, lm_span_of(failures), NULL,
		&val) &&
	    !yyjson_is_null(val) && /* as if absent, as to lmob-route */
	    (!yyjson_is_raw(val) ||
		lm_num_u64(lm_record_text(val), 0, UINT64_MAX - 1, &n, NULL) !=
		    LM_OK))
		return lm_err_set(err, LM_MALFORMED,
		    "%s: expected a whole number", failures);
	out->len = 0;
	return lm_buf_u64(out, n + 1, err);
}

static void
blank(struct lm_buf *buf, char byte)
{
	char *end = buf->ptr + buf->len, *at = buf->ptr;

	while (at < end && (at = memchr(at, byte, (size_t)(end - at))) != NULL)
		*at++ = ' ';
}

/* The payload with its line ends, which are white space there, as spaces. */
static enum lm_code
payload_line(const struct job *job, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code;

	out->len = 0;
	code = lm_buf_span(out, job->judgement.json, err);
	if (code != LM_OK)
		return code;
	blank(out, '\n');
	blank(out, '\r');
	return LM_OK;
}

/* The record with the payload in place of the text, into edits. */
static enum lm_code
replace_text(const struct job *job, struct lm_err *err)
{
	struct worker *worker = job->worker;
	const struct lm_record *record = job->in->record;
	struct lm_span token = lm_record_token(record, job->val);
	enum lm_code code = payload_line(job, &worker->payload, err);

	return code == LM_OK
	    ? lm_edits_add(&worker->edits,
		  (size_t)(token.ptr - record->src.ptr), token.len,
		  lm_buf_view(&worker->payload), err)
	    : code;
}

/* A payload of many levels may be too deep where it is put. */
static enum lm_code
check_depth(const struct job *job, struct lm_span line, struct lm_err *err)
{
	struct lm_span payload = lm_buf_view(&job->worker->payload);
	struct lm_record record;

	if (lm_span_count(payload, '{') + lm_span_count(payload, '[') <
	    LM_RECORD_MAX_DEPTH / 2)
		return LM_OK;
	return lm_parser_parse(job->worker->parser, line, &record, err);
}

static bool
is_replaced(const struct job *job)
{
	return job->settings->replace && job->judgement.is_text &&
	    job->judgement.outcome <= OUTCOME_REPAIRED;
}

/* The members that the record gets: the verdict, and of a failure the count. */
static enum lm_code
make_members(const struct job *job, struct lm_member members[2], size_t *n,
    struct lm_err *err)
{
	struct worker *worker = job->worker;
	const struct showing showing = {.judgement = &job->judgement,
	    .report = &worker->judge->report,
	    .schema = job->schema,
	    .line = job->in->line,
	    .text = job->text,
	    .missing = job->val == NULL ? job->settings->field : NULL,
	    .repairs = job->settings->repairs,
	    .max_errors = (size_t)job->settings->max_errors};
	enum lm_code code = LM_OK;

	*n = 0;
	if (job->judgement.outcome > OUTCOME_REPAIRED) {
		code = raise_failures(job, &worker->count, err);
		members[(*n)++] = (struct lm_member){lm_span_of(failures),
		    lm_buf_view(&worker->count)};
	}
	worker->member.len = 0;
	if (code == LM_OK)
		code = show(&showing, &worker->member, err);
	members[(*n)++] = (struct lm_member){lm_span_of("schemacheck"),
	    lm_buf_view(&worker->member)};
	return code;
}

/* Set members in the record, or in what it became by --replace. */
static enum lm_code
annotate(const struct job *job, struct lm_buf *out, struct lm_err *err)
{
	struct worker *worker = job->worker;
	struct lm_record record = *job->in->record;
	struct lm_member members[2];
	size_t n;
	enum lm_code code = make_members(job, members, &n, err);

	if (code == LM_OK && is_replaced(job)) {
		worker->line.len = 0;
		code = replace_text(job, err);
		if (code == LM_OK)
			code = lm_edits_apply(&worker->edits, record.src,
			    &worker->line, err);
		lm_edits_clear(&worker->edits);
		if (code == LM_OK)
			code = lm_parser_parse(worker->parser,
			    lm_buf_view(&worker->line), &record, err);
	}
	if (code == LM_OK)
		code = lm_edits_set_members(&worker->edits, &record, members, n,
		    err);
	if (code == LM_OK)
		code = lm_edits_apply(&worker->edits, record.src, out, err);
	lm_edits_clear(&worker->edits);
	return code == LM_OK ? lm_buf_byte(out, '\n', err) : code;
}

/* Past the record as it is, or with its text replaced. */
static enum lm_code
pass(const struct job *job, struct lm_buf *out, struct lm_err *err)
{
	size_t at = out->len;
	enum lm_code code;

	if (!is_replaced(job))
		return lm_filter_pass(job->in, out, err);
	code = replace_text(job, err);
	if (code == LM_OK)
		code = lm_filter_edit(job->in, &job->worker->edits, out, err);
	lm_edits_clear(&job->worker->edits);
	if (code == LM_OK)
		code = check_depth(job, lm_span(out->ptr + at, out->len - at),
		    err);
	if (code != LM_OK)
		out->len = at;
	return code;
}

/* What no schema says, as a unit. */
static const char no_value[] = "{\"valid\":false,\"errors\":[{\"valid\":false,"
			       "\"keywordLocation\":\"\","
			       "\"instanceLocation\":\"\",\"error\":"
			       "\"expected one value to check, got none or "
			       "several\"}]}";

/* A unit of output of JSON Schema in the record's place. */
static enum lm_code
write_unit(const struct job *job, struct lm_buf *out, struct lm_err *err)
{
	const struct judgement *judgement = &job->judgement;
	struct lm_schema_report *report = &job->worker->judge->report;
	enum lm_schema_verdict verdict = judgement->outcome <= OUTCOME_REPAIRED
	    ? LM_SCHEMA_VALID
	    : LM_SCHEMA_INVALID;
	enum lm_code code;

	if (!judgement->is_explained)
		report->n_errors = report->n_notes = 0;
	if (judgement->outcome == OUTCOME_UNDETERMINED)
		code = lm_buf_text(out,
		    "{\"valid\":false,\"undetermined\":true}", err);
	else if (verdict != LM_SCHEMA_VALID && report->n_errors == 0 &&
	    job->settings->output_format == OUTPUT_BASIC)
		code = lm_buf_text(out, no_value, err);
	else
		code = job->settings->output_format == OUTPUT_FLAG
		    ? lm_schema_output_flag(verdict, out, err)
		    : lm_schema_output_basic(report, verdict, out, err);
	return code == LM_OK ? lm_buf_byte(out, '\n', err) : code;
}

enum lm_code
emit(const struct job *job, struct lm_buf *out, struct lm_err *err)
{
	const struct settings *settings = job->settings;
	bool is_object = yyjson_is_obj(job->in->record->root);

	if (settings->has_check)
		return LM_OK;
	if (settings->has_output_format)
		return write_unit(job, out, err);
	if (settings->annotate)
		return annotate(job, out, err);
	if (job->judgement.outcome <= OUTCOME_REPAIRED)
		return pass(job, out, err);
	out = &job->worker->invalid;
	return is_object ? annotate(job, out, err)
			 : lm_filter_pass(job->in, out, err);
}
