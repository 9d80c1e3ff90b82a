#include "ledger.h"

#include <string.h>

#include "render.h"

#include "lm/stamp.h"

const char *const stamp_names[N_STAMP_STATES] = {
    [LM_STAMP_VALID] = "valid",
    [LM_STAMP_NONE] = "none",
    [LM_STAMP_MALFORMED] = "malformed",
    [LM_STAMP_OTHER_RULES] = "other_rules",
    [LM_STAMP_OTHER_SUM] = "other_sum",
    [LM_STAMP_NO_KEY] = "no_key",
};

static yyjson_val *
member(yyjson_val *obj, const char *name)
{
	yyjson_val *val = NULL;

	return lm_record_find(obj, lm_span_of(name), NULL, &val) ? val : NULL;
}

static struct lm_span
string(yyjson_val *obj, const char *name)
{
	yyjson_val *val = member(obj, name);

	return yyjson_is_str(val) ? lm_record_text(val) : lm_span(NULL, 0);
}

/* Whether a number is there, as {"count"} or {"low", "high"}. */
static bool
read_tokens(yyjson_val *tokens, struct job *job)
{
	if (job_count(member(tokens, "count"), &job->tokens_low)) {
		job->tokens_high = job->tokens_low;
		return true;
	}
	return job_count(member(tokens, "low"), &job->tokens_low) &&
	    job_count(member(tokens, "high"), &job->tokens_high);
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
	yyjson_val *shared = member(root, "shared_externally");

	job->record = line;
	job->n_texts = 0;
	job->opaque = false;
	job->is_past = true;
	job->id = member(root, "id");
	job->task = string(root, "task");
	job->stage = string(root, "stage");
	job->model = string(root, "requested");
	job->flags = member(root, "flags");
	job->shared = yyjson_is_bool(shared) ? shared : NULL;
	job->has_tokens = read_tokens(member(root, "tokens"), job);
	if (!yyjson_is_arr(job->flags))
		job->flags = NULL;
	if (!job_count(member(root, "schema_failures"), &job->schema_failures))
		job->schema_failures = 0;
	job->hides_name = yyjson_is_false(member(root, "task")) ||
	    yyjson_is_false(member(root, "requested"));
	job->hides_stage = yyjson_is_false(member(root, "stage"));
	job->past_stamp = read_stamp(string(root, "stamp"));
	return string(root, "lane").ptr != NULL &&
	    string(root, "cause").ptr != NULL &&
	    string(root, "time").ptr != NULL;
}

/* What each cause means in a sentence, before the rule's name if there is
 * one. */
static const char *const why[N_CAUSES] = {
    [CAUSE_RULE] = "rule %s took it",
    [CAUSE_NO_RULE] = "no rule took it",
    [CAUSE_NO_TASK] = "it has no task",
    [CAUSE_MALFORMED] = "a member of it has the wrong type or range",
    [CAUSE_UNAPPROVED] = "unapproved local model",
    [CAUSE_MISSING] = "it lacks what rule %s asks about",
    [CAUSE_WHERE] = "the where of rule %s failed",
    [CAUSE_UNREDACTED] = "rule %s gives the managed lane, and it is not "
			 "redacted (stamp: %s)",
    [CAUSE_NOT_SERVED] = "rule %s has no model for it",
    [CAUSE_UNKNOWN] = "rule %s asks what was not kept",
};

static enum lm_code
say_cause(yyjson_val *root, struct lm_buf *out, struct lm_err *err)
{
	struct lm_span cause = string(root, "cause");
	struct lm_span rule = string(root, "rule");
	struct lm_span stamp = string(root, "stamp");
	const char *text = "for a cause that this version does not know";
	const char *hole;
	enum lm_code code;

	for (size_t i = 0; i < N_CAUSES; i++)
		if (lm_span_equal(cause, lm_span_of(cause_names[i])))
			text = why[i];
	hole = strstr(text, "%s");
	if (hole == NULL)
		return lm_buf_text(out, text, err);
	code = lm_buf_append(out, text, (size_t)(hole - text), err);
	if (code == LM_OK)
		code = render_plain(rule, out, err);
	text = hole + 2;
	hole = strstr(text, "%s");
	if (code != LM_OK || hole == NULL)
		return code == LM_OK ? lm_buf_text(out, text, err) : code;
	code = lm_buf_append(out, text, (size_t)(hole - text), err);
	if (code == LM_OK)
		code = render_plain(stamp, out, err);
	return code == LM_OK ? lm_buf_text(out, hole + 2, err) : code;
}

static enum lm_code
say_flags(yyjson_val *root, struct lm_buf *out, struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(member(root, "flags"));
	yyjson_val *flag;
	const char *between = "flags ";
	enum lm_code code = LM_OK;

	if (yyjson_arr_size(member(root, "flags")) == 0)
		return lm_buf_text(out, "no flag", err);
	while (code == LM_OK && (flag = yyjson_arr_iter_next(&iter)) != NULL) {
		code = lm_buf_text(out, between, err);
		if (code == LM_OK)
			code = render_plain(lm_record_text(flag), out, err);
		between = ", ";
	}
	return code;
}

static enum lm_code
say_tokens(yyjson_val *root, struct lm_buf *out, struct lm_err *err)
{
	struct job job = {0};

	if (!read_tokens(member(root, "tokens"), &job))
		return LM_OK;
	if (job.tokens_low == job.tokens_high)
		return lm_buf_printf(out, err, "%ju token%s, ",
		    (uintmax_t)job.tokens_low, job.tokens_low == 1 ? "" : "s");
	return lm_buf_printf(out, err, "%ju to %ju tokens, ",
	    (uintmax_t)job.tokens_low, (uintmax_t)job.tokens_high);
}

static enum lm_code
say_span(struct lm_buf *out, const char *before, struct lm_span text,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, before, err);

	return code == LM_OK ? render_plain(text, out, err) : code;
}

/* "with 812 tokens, no flag and 0 schema failures" */
static enum lm_code
say_signals(yyjson_val *root, struct lm_buf *out, struct lm_err *err)
{
	uint64_t n = 0;
	enum lm_code code = lm_buf_text(out, ", with ", err);

	(void)job_count(member(root, "schema_failures"), &n);
	if (code == LM_OK)
		code = say_tokens(root, out, err);
	if (code == LM_OK)
		code = say_flags(root, out, err);
	return code == LM_OK
	    ? lm_buf_printf(out, err, " and %ju schema failure%s", (uintmax_t)n,
		  n == 1 ? "" : "s")
	    : code;
}

enum lm_code
ledger_say(const struct lm_record *line, struct lm_buf *out, struct lm_err *err)
{
	yyjson_val *root = line->root;
	yyjson_val *id = member(root, "id");
	struct lm_span task = string(root, "task");
	struct lm_span model = string(root, "model");
	enum lm_code code = say_span(out, "",
	    yyjson_is_str(id) || yyjson_is_raw(id) ? lm_record_text(id)
						   : lm_span_of("a job"),
	    err);

	if (code == LM_OK && task.ptr != NULL) {
		code = say_span(out, " (", task, err);
		if (code == LM_OK)
			code = lm_buf_byte(out, ')', err);
	}
	if (code == LM_OK)
		code =
		    say_span(out, " went to lane ", string(root, "lane"), err);
	if (code == LM_OK && model.ptr != NULL)
		code = say_span(out, ", model ", model, err);
	if (code == LM_OK)
		code = say_span(out, ", at ", string(root, "time"), err);
	if (code == LM_OK)
		code = lm_buf_text(out, ", because ", err);
	if (code == LM_OK)
		code = say_cause(root, out, err);
	if (code == LM_OK)
		code = say_signals(root, out, err);
	if (code == LM_OK)
		code = say_span(out, ", by manifest ", string(root, "manifest"),
		    err);
	return code == LM_OK ? lm_buf_text(out, ".\n", err) : code;
}
