#include "lm/manifest_review.h"

#include "lm/manifest_values.h"
#include "lm/record.h"

static bool
has_route(const struct lm_policy *policy, struct lm_span task)
{
	for (size_t i = 0; i < policy->n_routes; i++)
		if (lm_span_equal(policy->routes[i].task, task))
			return true;
	return false;
}

/* The task of a model or a route that is surely meant; NULL: none is. */
static const char *
meant_by(const struct lm_policy *policy, struct lm_span task)
{
	const char *meant;

	if (lm_policy_has_task(policy, task) || has_route(policy, task))
		return NULL;
	meant = lm_policy_slip(policy, task);
	for (size_t i = 0; meant == NULL && i < policy->n_routes; i++)
		if (lm_task_is_slip(task, policy->routes[i].task))
			meant = policy->routes[i].task.ptr;
	return meant;
}

/* A task that nothing else names may come from elsewhere. */
enum lm_code
lm_review_schemas(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err)
{
	yyjson_val *map = lm_member(source->record->root, "schemas");
	yyjson_obj_iter iter = yyjson_obj_iter_with(map);
	yyjson_val *key;

	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		struct lm_span task = lm_record_text(key);
		const char *meant = meant_by(policy, task);

		if (meant != NULL)
			return lm_manifest_mistake(source, key, err,
			    "\"schemas\": no model and no route has the task "
			    "\"%.*s\": expected \"%s\"?",
			    LM_SHOWN(task), meant);
	}
	return LM_OK;
}
