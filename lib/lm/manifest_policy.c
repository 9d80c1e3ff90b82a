#include "lm/manifest_policy.h"

#include "lm/manifest_build.h"

const char *const lm_lane_names[LM_N_LANES + 1] = {"local", "managed", "hold",
    "reject", NULL};
const char *const lm_api_names[] = {"openai", "ollama", "llama.cpp", "vllm",
    "tei", NULL};
const char *const lm_hours_names[] = {"business", "after", NULL};
const char *const lm_on_missing_names[] = {"hold", "reject", "skip", "match",
    NULL};

size_t
lm_policy_endpoint(const struct lm_policy *policy, size_t model, size_t queue)
{
	struct lm_indices served;

	if (model == LM_NO_INDEX)
		return LM_NO_INDEX;
	served = policy->models[model].endpoints;
	if (queue == LM_NO_INDEX)
		return served.list[0];
	for (size_t i = 0; i < served.n; i++)
		if (lm_span_equal(policy->endpoints[served.list[i]].host,
			policy->queues[queue].host))
			return served.list[i];
	return LM_NO_INDEX;
}

size_t
lm_policy_model(const struct lm_policy *policy, struct lm_span name)
{
	for (size_t i = 0; i < policy->n_models; i++)
		if (lm_span_equal(policy->models[i].name, name))
			return i;
	return LM_NO_INDEX;
}

bool
lm_model_approved(const struct lm_model *model, struct lm_span task)
{
	for (size_t i = 0; i < model->tasks.n; i++)
		if (lm_span_equal(model->tasks.list[i], task))
			return true;
	return false;
}

size_t
lm_policy_approved(const struct lm_policy *policy, enum lm_lane lane,
    struct lm_span task, size_t *first)
{
	size_t n = 0;

	for (size_t i = 0; i < policy->n_models; i++)
		if (policy->models[i].lane == lane &&
		    lm_model_approved(&policy->models[i], task) && n++ == 0)
			*first = i;
	return n;
}

void
lm_policy_free(const struct lm_policy *policy)
{
	for (size_t i = 0; i < policy->n_routes; i++)
		for (size_t k = 0; k < policy->routes[i].n_equals; k++) {
			struct lm_path path = policy->routes[i].equals[k].path;

			lm_path_free(&path);
		}
}
