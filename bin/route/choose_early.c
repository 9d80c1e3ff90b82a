#include "choose.h"

#include <string.h>

#include "say.h"

#include "lm/near.h"

/* What is decided without a rule: before all of them, and after. */

/* An approved model whose name goes on where the one asked for ends: its tag
 * was left out. */
static const char *
continued(const struct lm_policy *policy, const struct job *job)
{
	for (size_t i = 0; i < policy->n_models; i++) {
		const struct lm_model *model = &policy->models[i];

		if (lm_model_approved(model, job->task) && job->model.len > 0 &&
		    model->name.len > job->model.len &&
		    memcmp(model->name.ptr, job->model.ptr, job->model.len) ==
			0)
			return model->name.ptr;
	}
	return NULL;
}

/* "; the nearest approved one is "x"", if one is near. */
static enum lm_code
hint_model(const struct lm_policy *policy, const struct job *job,
    struct lm_buf *out, struct lm_err *err)
{
	struct lm_near near = lm_near_start(job->model);

	for (size_t i = 0; i < policy->n_models; i++)
		if (lm_model_approved(&policy->models[i], job->task))
			lm_near_try(&near, policy->models[i].name.ptr);
	if (near.best == NULL)
		near.best = continued(policy, job);
	if (near.best == NULL ||
	    lm_span_equal(lm_span_of(near.best), job->model))
		return LM_OK;
	return lm_buf_printf(out, err, "; the nearest approved one is \"%s\"",
	    near.best);
}

static enum lm_code
refuse_model(const struct rules *rules, const struct job *job, size_t model,
    struct decision *decision, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	struct lm_buf *reason = &decision->reason;
	enum lm_code code = say_brought(reason, "unapproved local model \"",
	    job->model, "\": ", err);

	decision->cause = CAUSE_UNAPPROVED;
	if (code != LM_OK)
		return code;
	if (model == LM_NO_INDEX)
		code = lm_buf_text(reason,
		    "the manifest has no model of this name", err);
	else if (!lm_model_approved(&policy->models[model], job->task))
		code = say_brought(reason, "it is not approved for task ",
		    job->task, "", err);
	else
		code = lm_buf_printf(reason, err, "its approval expired on %s",
		    policy->models[model].expires.ptr);
	return code == LM_OK ? hint_model(policy, job, reason, err) : code;
}

static void
end_early(struct decision *decision, enum cause cause, bool *stands)
{
	decision->cause = cause;
	*stands = false;
}

/* A flag that is misspelt would be no flag: a person looks at it. */
static enum lm_code
check_flags(const struct signals *signals, struct decision *decision,
    bool *stands, struct lm_err *err)
{
	const char *near = NULL;
	yyjson_val *flag;
	enum lm_code code = signals_misspelt(signals, &flag, &near, err);

	if (code != LM_OK || flag == NULL)
		return code;
	decision->lane = LM_LANE_HOLD;
	end_early(decision, CAUSE_FLAG, stands);
	code =
	    say_brought(&decision->reason, "held: the manifest has no flag \"",
		lm_record_text(flag), "\": \"", err);
	return code == LM_OK ? lm_buf_texts(&decision->reason, err, near,
				   "\" was expected?", NULL)
			     : code;
}

enum lm_code
choose_early(const struct signals *signals, const struct job_fault *fault,
    int64_t now_ns, struct decision *decision, bool *stands, struct lm_err *err)
{
	const struct rules *rules = signals->rules;
	const struct job *job = signals->job;
	const struct lm_policy *policy = rules->policy;
	size_t model;

	*stands = true;
	if (fault->member.len > 0) {
		end_early(decision, CAUSE_MALFORMED, stands);
		return lm_buf_printf(&decision->reason, err,
		    "malformed member %.*s: expected %s",
		    (int)fault->member.len, fault->member.ptr, fault->expected);
	}
	if (job->hides_name) {
		decision->lane = LM_LANE_HOLD;
		end_early(decision, CAUSE_UNKNOWN, stands);
		return lm_buf_text(&decision->reason,
		    "a ledger keeps the names of its manifest only, and the job brought another",
		    err);
	}
	if (job->task.ptr == NULL) {
		end_early(decision, CAUSE_NO_TASK, stands);
		return lm_buf_text(&decision->reason, "the job has no task",
		    err);
	}
	if (job->model.ptr == NULL)
		return check_flags(signals, decision, stands, err);
	model = lm_policy_model(rules->policy, job->model);
	if (model != LM_NO_INDEX &&
	    lm_model_approved(&policy->models[model], job->task) &&
	    now_ns < policy->models[model].expires_ns)
		return check_flags(signals, decision, stands, err);
	*stands = false;
	return refuse_model(rules, job, model, decision, err);
}

enum lm_code
choose_none(const struct rules *rules, const struct job *job,
    struct decision *decision, struct lm_err *err)
{
	const struct lm_policy *policy = rules->policy;
	struct lm_near near = lm_near_start(job->task);
	struct lm_buf *reason = &decision->reason;
	size_t n = 0;
	enum lm_code code;

	decision->cause = CAUSE_NO_RULE;
	for (size_t i = 0; i < policy->n_routes; i++) {
		struct lm_span task = policy->routes[i].task;

		n += task.len == 0 || lm_span_equal(task, job->task);
		if (task.len > 0)
			lm_near_try(&near, task.ptr);
	}
	if (n > 0) {
		code = n == 1 ? lm_buf_text(reason, "the only rule for ", err)
			      : lm_buf_printf(reason, err,
				    "none of the %zu rules for ", n);
		return code == LM_OK
		    ? say_brought(reason, "task ", job->task,
			  n == 1 ? " does not take the job" : " takes the job",
			  err)
		    : code;
	}
	code =
	    say_brought(reason, "no rule takes task \"", job->task, "\"", err);
	if (code != LM_OK || near.best == NULL)
		return code;
	return lm_buf_printf(reason, err, ": \"%s\" was expected?", near.best);
}
