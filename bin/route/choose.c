#include "choose.h"

#include "lm/stamp.h"

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
	size_t first = LM_NO_INDEX;

	return lm_policy_approved(policy, lane, task, &first) == 1
	    ? first
	    : LM_NO_INDEX;
}

/* What the job lacks or has, of all that the route asks, with commas. */
static enum lm_code
say_facts(const struct choice *choice, struct lm_err *err)
{
	struct lm_buf *reason = &choice->decision->reason;
	const char *between = "";
	bool may_miss = choice->question->route->on_missing == LM_MISSING_MATCH;
	enum lm_code code = LM_OK;

	if (choice->question->asked == 0)
		return lm_buf_text(reason, "it takes every job", err);
	for (int i = 0; code == LM_OK && i < N_ASKED; i++) {
		enum truth truth = TRUTH_YES;

		if ((choice->question->asked & 1U << i) == 0)
			continue;
		/* A where held, and jq takes its time. */
		if (i != ASKED_WHERE || may_miss)
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
	    : lm_policy_model(policy, choice->job->model);
	bool same_lane =
	    asked != LM_NO_INDEX && policy->models[asked].lane == route->lane;
	enum lm_code code;

	*picked = true;
	if (same_lane && route->model != LM_NO_INDEX &&
	    policy->models[asked].embedding !=
		policy->models[route->model].embedding) {
		*picked = false;
		code = deny(choice, LM_LANE_REJECT, CAUSE_NOT_SERVED, err);
		return code == LM_OK ? lm_buf_text(&decision->reason,
					   "the model asked for is of another "
					   "kind than the rule's",
					   err)
				     : code;
	}
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
		    lm_policy_endpoint(policy, decision->model, route->queue);
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
	return lm_model_approved(model, choice->job->task)
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
