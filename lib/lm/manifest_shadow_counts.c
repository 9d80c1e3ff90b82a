#include "lm/manifest_review.h"

/*
 * Limits of two routes can be compared only if the jobs that both are asked
 * about have one length for both.  What counts the tokens of a job is, of a
 * route: the model that the job asks for, if it is of the route's lane; else
 * the route's own; else the first local model that is approved for the task
 * and has a tokenizer.  A local model without one is counted by an estimate.
 */

/* By what jobs may be counted: files of tokenizers, empty for an estimate. */
struct counters {
	size_t n; /* 2: several */
	struct lm_span file;
};

static void
add(struct counters *counters, struct lm_span file)
{
	if (counters->n == 0)
		*counters = (struct counters){1, file};
	else if (!lm_span_equal(counters->file, file))
		counters->n = 2;
}

/* Whether jobs of the task (empty: of any) may be given the model. */
static bool
serves(const struct lm_model *model, struct lm_span task)
{
	return task.len == 0 ? model->tasks.n > 0
			     : lm_model_approved(model, task);
}

/* What counts jobs of the task where no model does. */
static void
add_of_task(struct counters *counters, const struct lm_policy *policy,
    struct lm_span task)
{
	for (size_t i = 0; i < policy->n_models; i++) {
		const struct lm_model *model = &policy->models[i];

		if (model->lane != LM_LANE_LOCAL || model->tokenizer.len == 0 ||
		    !serves(model, task))
			continue;
		add(counters, model->tokenizer);
		if (task.len > 0)
			return;
	}
	add(counters, lm_span("", 0));
}

static void
add_of_model(struct counters *counters, const struct lm_policy *policy,
    const struct lm_model *model, struct lm_span task)
{
	if (model->lane == LM_LANE_LOCAL || model->tokenizer.len > 0)
		add(counters, model->tokenizer);
	else
		add_of_task(counters, policy, task);
}

static void
add_of_route(struct counters *counters, const struct lm_policy *policy,
    const struct lm_route *route, struct lm_span task)
{
	for (size_t i = 0; i < policy->n_models; i++)
		if (policy->models[i].lane == route->lane &&
		    serves(&policy->models[i], task))
			add_of_model(counters, policy, &policy->models[i],
			    task);
	if (route->model == LM_NO_INDEX)
		add_of_task(counters, policy, task);
	else
		add_of_model(counters, policy, &policy->models[route->model],
		    task);
}

static bool
is_for_models(const struct lm_route *route)
{
	return route->lane == LM_LANE_LOCAL || route->lane == LM_LANE_MANAGED;
}

bool
lm_routes_count_alike(const struct lm_policy *policy,
    const struct lm_route *earlier, const struct lm_route *later)
{
	struct counters counters = {0};

	if (earlier->model == later->model &&
	    (earlier->lane == later->lane ||
		(!is_for_models(earlier) && !is_for_models(later))))
		return true;
	/* Jobs of other tasks do not come to later. */
	add_of_route(&counters, policy, earlier, later->task);
	add_of_route(&counters, policy, later, later->task);
	return counters.n == 1;
}
