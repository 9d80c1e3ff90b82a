#include "ledger.h"

#include "lm/stamp.h"

const char *const stamp_names[N_STAMP_STATES] = {
    [LM_STAMP_VALID] = "valid",
    [LM_STAMP_NONE] = "none",
    [LM_STAMP_MALFORMED] = "malformed",
    [LM_STAMP_OTHER_RULES] = "other_rules",
    [LM_STAMP_OTHER_SUM] = "other_sum",
    [LM_STAMP_NO_KEY] = "no_key",
};

yyjson_val *
ledger_member(yyjson_val *obj, const char *name)
{
	yyjson_val *val = NULL;

	return lm_record_find(obj, lm_span_of(name), NULL, &val) ? val : NULL;
}

struct lm_span
ledger_string(yyjson_val *obj, const char *name)
{
	yyjson_val *val = ledger_member(obj, name);

	return yyjson_is_str(val) ? lm_record_text(val) : lm_span(NULL, 0);
}

bool
ledger_is_line(yyjson_val *root)
{
	return ledger_member(root, "id") != NULL &&
	    ledger_string(root, "time").ptr != NULL &&
	    ledger_string(root, "lane").ptr != NULL &&
	    ledger_string(root, "cause").ptr != NULL &&
	    ledger_string(root, "manifest").ptr != NULL;
}

bool
ledger_tokens(yyjson_val *tokens, struct job *job)
{
	if (job_count(ledger_member(tokens, "count"), &job->tokens_low)) {
		job->tokens_high = job->tokens_low;
		return true;
	}
	return job_count(ledger_member(tokens, "low"), &job->tokens_low) &&
	    job_count(ledger_member(tokens, "high"), &job->tokens_high) &&
	    job->tokens_low <= job->tokens_high;
}

static int
read_stamp(struct lm_span name)
{
	int state = LM_STAMP_VALID;

	while (state < N_STAMP_STATES &&
	    !lm_span_equal(name, lm_span_of(stamp_names[state])))
		state++;
	return state < N_STAMP_STATES ? state : LM_STAMP_NONE;
}

bool
ledger_job(const struct lm_record *line, struct job *job)
{
	yyjson_val *root = line->root;
	yyjson_val *shared = ledger_member(root, "shared_externally");

	job->record = line;
	job->n_texts = 0;
	job->opaque = false;
	job->is_past = true;
	job->id = ledger_member(root, "id");
	job->task = ledger_string(root, "task");
	job->stage = ledger_string(root, "stage");
	job->model = ledger_string(root, "requested");
	job->flags = ledger_member(root, "flags");
	job->shared = yyjson_is_bool(shared) ? shared : NULL;
	job->has_tokens = ledger_tokens(ledger_member(root, "tokens"), job);
	job->tokens_by_record =
	    lm_span_equal(ledger_string(ledger_member(root, "tokens"), "by"),
		lm_span_of("record"));
	if (!yyjson_is_arr(job->flags))
		job->flags = NULL;
	if (!job_count(ledger_member(root, "schema_failures"),
		&job->schema_failures))
		job->schema_failures = 0;
	/* A flag that was nearly another is not kept either. */
	job->hides_name = yyjson_is_false(ledger_member(root, "task")) ||
	    yyjson_is_false(ledger_member(root, "requested")) ||
	    lm_span_equal(ledger_string(root, "cause"),
		lm_span_of(cause_names[CAUSE_FLAG]));
	job->hides_stage = yyjson_is_false(ledger_member(root, "stage"));
	job->past_stamp = read_stamp(ledger_string(root, "stamp"));
	return ledger_is_line(root);
}
