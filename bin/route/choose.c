#include "choose.h"

#include "lm/near.h"
#include "lm/stamp.h"

/* A name that a job brings may hold U+0000, where printf would end. */
static enum lm_code
say_name(const char *before, struct lm_span name, const char *after,
    struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, before, err);

	if (code == LM_OK)
		code = lm_buf_span(out, name, err);
	return code == LM_OK ? lm_buf_text(out, after, err) : code;
}

/* "; the nearest approved one is "x"", if one is near. */
static enum lm_code
hint_model(const struct lm_policy *policy, const struct job *job,
    struct lm_buf *out, struct lm_err *err)
{
	struct lm_near near = lm_near_start(job->model);

	for (size_t i = 0; i < policy->n_models; i++)
		if (rules_is_approved(&policy->models[i], job->task))
			lm_near_try(&near, policy->models[i].name.ptr);
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
	enum lm_code code = say_name("unapproved local model \"", job->model,
	    "\": ", reason, err);

	decision->cause = CAUSE_UNAPPROVED;
	if (code != LM_OK)
		return code;
	if (model == LM_NO_INDEX)
		code = lm_buf_text(reason,
		    "the manifest has no model of this name", err);
	else if (!rules_is_approved(&policy->models[model], job->task))
		code = say_name("it is not approved for task ", job->task, "",
		    reason, err);
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

enum lm_code
choose_early(const struct rules *rules, const struct job *job,
    const struct job_fault *fault, int64_t now_ns, struct decision *decision,
    bool *stands, struct lm_err *err)
{
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
		    "a ledger does not keep the name of its task or model",
		    err);
	}
	if (job->task.ptr == NULL) {
		end_early(decision, CAUSE_NO_TASK, stands);
		return lm_buf_text(&decision->reason, "the job has no task",
		    err);
	}
	if (job->model.ptr == NULL)
		return LM_OK;
	model = rules_model(rules, job->model);
	if (model != LM_NO_INDEX &&
	    rules_is_approved(&policy->models[model], job->task) &&
	    now_ns < policy->models[model].expires_ns)
		return LM_OK;
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
		    ? say_name("task ", job->task,
			  n == 1 ? " does not take the job" : " takes the job",
			  reason, err)
		    : code;
	}
	code = say_name("no rule takes task \"", job->task, "\"", reason, err);
	if (code != LM_OK || near.best == NULL)
		return code;
	return lm_buf_printf(reason, err, ": \"%s\" was expected?", near.best);
}

/* The endpoint of a model for a queue; LM_NO_INDEX: none is on its host. */
static size_t
endpoint_of(const struct lm_policy *policy, size_t model, size_t queue)
{
	struct lm_indices list = policy->models[model].endpoints;

	if (queue == LM_NO_INDEX)
		return list.list[0];
	for (size_t i = 0; i < list.n; i++)
		if (lm_span_equal(policy->endpoints[list.list[i]].host,
			policy->queues[queue].host))
			return list.list[i];
	return LM_NO_INDEX;
}

/* The only endpoint of a lane; LM_NO_INDEX: there are none or several. */
static size_t
only_endpoint(const struct lm_policy *policy, enum lm_lane lane)
{
	size_t found = LM_NO_INDEX;

	for (size_t i = 0; i < policy->n_endpoints; i++) {
		if (policy->endpoints[i].lane != lane)
			continue;
		if (found != LM_NO_INDEX)
			return LM_NO_INDEX;
		found = i;
	}
	return found;
}

/* The only model of a lane that is approved for a task; or LM_NO_INDEX. */
static size_t
only_model(const struct lm_policy *policy, enum lm_lane lane,
    struct lm_span task)
{
	size_t found = LM_NO_INDEX;

	for (size_t i = 0; i < policy->n_models; i++) {
		if (policy->models[i].lane != lane ||
		    !rules_is_approved(&policy->models[i], task))
			continue;
		if (found != LM_NO_INDEX)
			return LM_NO_INDEX;
		found = i;
	}
	return found;
}

/* What the job lacks or has, of all that the route asks, with commas. */
static enum lm_code
say_facts(const struct choice *choice, struct lm_err *err)
{
	struct lm_buf *reason = &choice->decision->reason;
	const char *between = "";
	enum lm_code code = LM_OK;

	for (int i = 0; code == LM_OK && i < N_ASKED; i++) {
		enum truth truth = TRUTH_YES;

		if ((choice->question->asked & 1U << i) == 0)
			continue;
		if (i != ASKED_WHERE) /* it held, and jq takes its time */
			code = condition_holds(choice->question, (enum asked)i,
			    &truth, err);
		if (code == LM_OK)
			code = lm_buf_text(reason, between, err);
		if (code == LM_OK)
			code = condition_say(choice->question, (enum asked)i,
			    truth, reason, err);
		if (code == LM_OK && truth == TRUTH_MISSING)
			code = lm_buf_text(reason, " (which is a match)", err);
		between = ", ";
	}
	return code;
}

static enum lm_code
say_rule(const struct choice *choice, const char *how, struct lm_err *err)
{
	return lm_buf_texts(&choice->decision->reason, err, how, " by rule ",
	    choice->question->route->id.ptr, ": ", NULL);
}

/* The route cannot give its lane. */
static enum lm_code
deny(const struct choice *choice, enum lm_lane lane, enum cause cause,
    struct lm_err *err)
{
	choice->decision->lane = lane;
	choice->decision->cause = cause;
	return lm_buf_texts(&choice->decision->reason, err,
	    lane == LM_LANE_HOLD ? "held" : "rejected", " at rule ",
	    choice->question->route->id.ptr, ": ", NULL);
}

static enum lm_code
deny_unredacted(const struct choice *choice, enum lm_stamp_state state,
    struct lm_err *err)
{
	struct lm_buf *reason = &choice->decision->reason;
	enum lm_code code = deny(choice, LM_LANE_HOLD, CAUSE_UNREDACTED, err);

	if (code == LM_OK)
		code = say_facts(choice, err);
	if (code == LM_OK)
		code = lm_buf_texts(reason, err,
		    "; the managed lane takes redacted jobs only, and ",
		    lm_stamp_say(state), NULL);
	if (code == LM_OK && state == LM_STAMP_NO_KEY)
		code = lm_buf_texts(reason, err, " (",
		    lm_stamp_lacks_key(choice->rules->stamp), ")", NULL);
	return code;
}

/* Which model: the job's, the route's, the lane's only one. */
static enum lm_code
pick_model(const struct choice *choice, bool *picked, struct lm_err *err)
{
	const struct lm_policy *policy = choice->rules->policy;
	const struct lm_route *route = choice->question->route;
	struct decision *decision = choice->decision;
	size_t asked = choice->job->model.ptr == NULL
	    ? LM_NO_INDEX
	    : rules_model(choice->rules, choice->job->model);
	bool same_lane =
	    asked != LM_NO_INDEX && policy->models[asked].lane == route->lane;
	enum lm_code code;

	*picked = true;
	decision->model = same_lane ? asked : route->model;
	if (decision->model == LM_NO_INDEX)
		decision->model =
		    only_model(policy, route->lane, choice->job->task);
	decision->other = asked != LM_NO_INDEX && asked != decision->model;
	if (decision->model == LM_NO_INDEX) {
		decision->endpoint = only_endpoint(policy, route->lane);
		*picked = route->lane == LM_LANE_MANAGED;
	} else {
		decision->endpoint =
		    endpoint_of(policy, decision->model, route->queue);
		*picked = decision->endpoint != LM_NO_INDEX;
	}
	if (*picked)
		return LM_OK;
	code = deny(choice, LM_LANE_REJECT, CAUSE_NOT_SERVED, err);
	if (code != LM_OK || decision->model == LM_NO_INDEX)
		return code == LM_OK
		    ? lm_buf_text(&decision->reason,
			  "it names no model, and there is not just one", err)
		    : code;
	return lm_buf_printf(&decision->reason, err,
	    "model %s is not served on host %s of queue %s",
	    policy->models[decision->model].name.ptr,
	    policy->queues[route->queue].host.ptr,
	    policy->queues[route->queue].name.ptr);
}

/*
 * Why the model may not be given after all, or NULL: a run may outlast an
 * approval, and a rule without task gives its model to jobs of every task.
 */
static const char *
lacks_approval(const struct choice *choice)
{
	const struct decision *decision = choice->decision;
	const struct lm_model *model;

	if (decision->model == LM_NO_INDEX)
		return NULL;
	model = &choice->rules->policy->models[decision->model];
	if (choice->question->now_ns >= model->expires_ns)
		return "unapproved local model: its approval has expired";
	return rules_is_approved(model, choice->job->task)
	    ? NULL
	    : "unapproved local model: it is not approved for the task";
}

static void
give_nothing(struct decision *decision)
{
	decision->model = LM_NO_INDEX;
	decision->endpoint = LM_NO_INDEX;
	decision->queue = LM_NO_INDEX;
	decision->other = false;
}

static enum lm_code
give(const struct choice *choice, struct lm_err *err)
{
	struct decision *decision = choice->decision;
	const struct lm_policy *policy = choice->rules->policy;
	enum lm_code code;

	decision->lane = choice->question->route->lane;
	decision->queue = choice->question->route->queue;
	code = say_rule(choice, lm_lane_names[decision->lane], err);
	if (code == LM_OK)
		code = say_facts(choice, err);
	if (code != LM_OK || !decision->other)
		return code;
	return lm_buf_printf(&decision->reason, err,
	    "; the model asked for, %s, is not of this lane: %s%s",
	    choice->job->model.ptr,
	    decision->model == LM_NO_INDEX
		? "the lane chooses"
		: policy->models[decision->model].name.ptr,
	    decision->model == LM_NO_INDEX ? "" : " is given");
}

enum lm_code
choose(const struct choice *choice, struct lm_err *err)
{
	const struct lm_route *route = choice->question->route;
	struct decision *decision = choice->decision;
	const char *lacks = NULL;
	bool picked = true;
	enum lm_stamp_state state;
	enum lm_code code;

	if (route->lane == LM_LANE_HOLD || route->lane == LM_LANE_REJECT) {
		decision->lane = route->lane;
		code = say_rule(choice,
		    route->lane == LM_LANE_HOLD ? "held" : "rejected", err);
		return code == LM_OK ? say_facts(choice, err) : code;
	}
	if (route->lane == LM_LANE_MANAGED && !route->unredacted) {
		state = signals_stamp(choice->question->signals);
		if (state != LM_STAMP_VALID)
			return deny_unredacted(choice, state, err);
	}
	code = pick_model(choice, &picked, err);
	if (code == LM_OK && picked)
		lacks = lacks_approval(choice);
	if (lacks != NULL) {
		picked = false;
		code = deny(choice, LM_LANE_REJECT, CAUSE_UNAPPROVED, err);
		if (code == LM_OK)
			code = lm_buf_text(&decision->reason, lacks, err);
	}
	if (!picked)
		give_nothing(decision);
	return code == LM_OK && picked ? give(choice, err) : code;
}
