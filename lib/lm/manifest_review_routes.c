#include "lm/manifest_review.h"

#include <inttypes.h>
#include <stdlib.h>

#include "lm/manifest_values.h"
#include "lm/near.h"

/* One route of a manifest, under review. */
struct review {
	const struct lm_manifest_source *source;
	const struct lm_policy *policy;
	const struct lm_route *route;
};

static yyjson_val *
member(const struct review *review, const char *name)
{
	return lm_member(review->route->val, name);
}

static bool
is_for_models(const struct lm_route *route)
{
	return route->lane == LM_LANE_LOCAL || route->lane == LM_LANE_MANAGED;
}

static enum lm_code
gives_to_models_only(const struct review *review, struct lm_err *err)
{
	static const char *const names[] = {"model", "queue"};

	if (is_for_models(review->route))
		return LM_OK;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (member(review, names[i]) != NULL)
			return lm_manifest_mistake(review->source,
			    member(review, names[i]), err,
			    "\"%s\": expected none in a route of the lane "
			    "\"%s\"",
			    names[i], lm_lane_names[review->route->lane]);
	return LM_OK;
}

static enum lm_code
model_is_of_its_lane(const struct review *review, struct lm_err *err)
{
	const struct lm_route *route = review->route;
	const struct lm_model *model;

	if (route->model == LM_NO_INDEX)
		return LM_OK;
	model = &review->policy->models[route->model];
	if (model->lane == route->lane)
		return LM_OK;
	return lm_manifest_mistake(review->source, member(review, "model"), err,
	    "\"model\": expected a model of the route's lane, \"%s\", found "
	    "\"%.*s\" of \"%s\"",
	    lm_lane_names[route->lane], LM_SHOWN(model->name),
	    lm_lane_names[model->lane]);
}

static enum lm_code
model_is_approved(const struct review *review, struct lm_err *err)
{
	const struct lm_route *route = review->route;
	const struct lm_model *model;
	struct lm_near near;

	if (route->model == LM_NO_INDEX || route->task.len == 0)
		return LM_OK;
	model = &review->policy->models[route->model];
	if (lm_model_approved(model, route->task))
		return LM_OK;
	near = lm_near_start(route->task);
	for (size_t i = 0; i < model->tasks.n; i++)
		lm_near_try(&near, model->tasks.list[i].ptr);
	return lm_manifest_mistake(review->source, member(review, "model"), err,
	    "\"model\": \"%.*s\" is not approved for the task \"%.*s\": "
	    "expected %s%s%s",
	    LM_SHOWN(model->name), LM_SHOWN(route->task),
	    near.best == NULL ? "a model with it in its \"tasks\"" : "\"",
	    near.best == NULL ? "" : near.best, near.best == NULL ? "" : "\"?");
}

/* A task without a model may be there to be held or refused; but not one that
 * is but a slip away from a task with a model. */
static enum lm_code
task_is_no_slip(const struct review *review, struct lm_err *err)
{
	const struct lm_policy *policy = review->policy;
	struct lm_span task = review->route->task;
	const char *meant;

	if (task.len == 0 || lm_policy_has_task(policy, task))
		return LM_OK;
	meant = lm_policy_slip(policy, task);
	if (meant == NULL)
		return LM_OK;
	return lm_manifest_mistake(review->source, member(review, "task"), err,
	    "\"task\": no model is approved for \"%.*s\": expected \"%s\"?",
	    LM_SHOWN(task), meant);
}

/* Of several nobody would know which; of none there is nothing to give. */
static enum lm_code
local_has_one_model(const struct review *review, struct lm_err *err)
{
	const struct lm_route *route = review->route;
	size_t n, first;

	if (route->lane != LM_LANE_LOCAL || route->model != LM_NO_INDEX ||
	    route->task.len == 0)
		return LM_OK;
	n = lm_policy_approved(review->policy, LM_LANE_LOCAL, route->task,
	    &first);
	if (n == 1)
		return LM_OK;
	return lm_manifest_mistake(review->source, route->val, err,
	    "expected the key \"model\", or one local model that is approved "
	    "for the task \"%.*s\": there are %zu",
	    LM_SHOWN(route->task), n);
}

/* Without a model the endpoint chooses it, so that it has to be known. */
static enum lm_code
managed_has_a_place(const struct review *review, struct lm_err *err)
{
	const struct lm_policy *policy = review->policy;
	const struct lm_route *route = review->route;
	size_t n = 0, first;

	if (route->lane != LM_LANE_MANAGED || route->model != LM_NO_INDEX)
		return LM_OK;
	for (size_t i = 0; i < policy->n_endpoints; i++)
		n += policy->endpoints[i].lane == LM_LANE_MANAGED;
	if (n == 1 ||
	    (route->task.len > 0 &&
		lm_policy_approved(policy, LM_LANE_MANAGED, route->task,
		    &first) == 1))
		return LM_OK;
	return lm_manifest_mistake(review->source, route->val, err,
	    "expected the key \"model\", or one managed endpoint (there are "
	    "%zu), or a task with one managed model",
	    n);
}

static bool
any_has_a_host(const struct lm_policy *policy)
{
	for (size_t i = 0; i < policy->n_endpoints; i++)
		if (policy->endpoints[i].host.len > 0)
			return true;
	return false;
}

static enum lm_code
unknown_host(const struct review *review, const struct lm_queue *queue,
    struct lm_err *err)
{
	struct lm_near near = lm_near_start(queue->host);

	for (size_t i = 0; i < review->policy->n_endpoints; i++)
		lm_near_try(&near, review->policy->endpoints[i].host.ptr);
	if (!any_has_a_host(review->policy))
		return lm_manifest_mistake(review->source,
		    lm_member(queue->val, "host"), err,
		    "\"host\": unknown host \"%.*s\": expected the key "
		    "\"host\" in an endpoint, as none has one",
		    LM_SHOWN(queue->host));
	return lm_manifest_mistake(review->source,
	    lm_member(queue->val, "host"), err,
	    "\"host\": unknown host \"%.*s\": expected %s%s%s",
	    LM_SHOWN(queue->host),
	    near.best == NULL ? "the \"host\" of an endpoint" : "\"",
	    near.best == NULL ? "" : near.best, near.best == NULL ? "" : "\"?");
}

/* A queue that no route uses may wait for its machine. */
static enum lm_code
queue_has_a_host(const struct review *review, struct lm_err *err)
{
	const struct lm_policy *policy = review->policy;
	const struct lm_queue *queue;

	if (review->route->queue == LM_NO_INDEX)
		return LM_OK;
	queue = &policy->queues[review->route->queue];
	for (size_t i = 0; i < policy->n_endpoints; i++)
		if (lm_span_equal(policy->endpoints[i].host, queue->host))
			return LM_OK;
	return unknown_host(review, queue, err);
}

/* The model that jobs are given, as far as it is always the same one. */
static size_t
model_of(const struct lm_policy *policy, const struct lm_route *route)
{
	size_t only = LM_NO_INDEX;

	if (route->model != LM_NO_INDEX || route->task.len == 0)
		return route->model;
	if (lm_policy_approved(policy, route->lane, route->task, &only) == 1)
		return only;
	return LM_NO_INDEX;
}

static bool
lane_is_on(const struct lm_policy *policy, enum lm_lane lane,
    struct lm_span host)
{
	for (size_t i = 0; i < policy->n_endpoints; i++)
		if (policy->endpoints[i].lane == lane &&
		    lm_span_equal(policy->endpoints[i].host, host))
			return true;
	return false;
}

static enum lm_code
queue_serves_the_model(const struct review *review, struct lm_err *err)
{
	const struct lm_policy *policy = review->policy;
	const struct lm_route *route = review->route;
	size_t model = model_of(policy, route);
	const struct lm_queue *queue;

	if (route->queue == LM_NO_INDEX)
		return LM_OK;
	queue = &policy->queues[route->queue];
	if (model != LM_NO_INDEX &&
	    lm_policy_endpoint(policy, model, route->queue) == LM_NO_INDEX)
		return lm_manifest_mistake(review->source,
		    member(review, "queue"), err,
		    "\"queue\": expected a queue on a host of the model "
		    "\"%.*s\", found \"%.*s\" on \"%.*s\"",
		    LM_SHOWN(policy->models[model].name), LM_SHOWN(queue->name),
		    LM_SHOWN(queue->host));
	if (model == LM_NO_INDEX &&
	    !lane_is_on(policy, route->lane, queue->host))
		return lm_manifest_mistake(review->source,
		    member(review, "queue"), err,
		    "\"queue\": expected a queue on a host of the lane \"%s\", "
		    "found \"%.*s\" on \"%.*s\"",
		    lm_lane_names[route->lane], LM_SHOWN(queue->name),
		    LM_SHOWN(queue->host));
	return LM_OK;
}

static enum lm_code
tokens_can_hold(const struct review *review, struct lm_err *err)
{
	const struct lm_route *route = review->route;
	uint64_t least = route->tokens_at_least;

	if (least == LM_NO_LIMIT || least < route->tokens_below)
		return LM_OK;
	return lm_manifest_mistake(review->source,
	    member(review, "tokens_at_least"), err,
	    "\"tokens_at_least\": expected less than \"tokens_below\", %" PRIu64
	    ", found %" PRIu64,
	    route->tokens_below, least);
}

static enum lm_code
tokens_fit_the_queue(const struct review *review, struct lm_err *err)
{
	const struct lm_route *route = review->route;
	const struct lm_queue *queue;

	if (route->queue == LM_NO_INDEX ||
	    route->tokens_at_least == LM_NO_LIMIT)
		return LM_OK;
	queue = &review->policy->queues[route->queue];
	if (route->tokens_at_least <= queue->max_prompt_tokens)
		return LM_OK;
	return lm_manifest_mistake(review->source,
	    member(review, "tokens_at_least"), err,
	    "\"tokens_at_least\": expected at most \"max_prompt_tokens\" of the "
	    "queue \"%.*s\", %" PRIu64 ", found %" PRIu64,
	    LM_SHOWN(queue->name), queue->max_prompt_tokens,
	    route->tokens_at_least);
}

static bool
has_index(const struct lm_indices *set, size_t index)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->list[i] == index)
			return true;
	return false;
}

static enum lm_code
flags_can_hold(const struct review *review, struct lm_err *err)
{
	const struct lm_route *route = review->route;

	for (size_t i = 0; i < route->any_flag.n; i++)
		if (!has_index(&route->no_flag, route->any_flag.list[i]))
			return LM_OK;
	if (route->any_flag.n == 0)
		return LM_OK;
	return lm_manifest_mistake(review->source, member(review, "any_flag"),
	    err,
	    "\"any_flag\": expected a flag that \"no_flag\" does not have");
}

static enum lm_code
hours_can_hold(const struct review *review, struct lm_err *err)
{
	if (review->route->hours != LM_HOURS_AFTER ||
	    lm_member(review->source->record->root, "business_hours") != NULL)
		return LM_OK;
	return lm_manifest_mistake(review->source, member(review, "hours"), err,
	    "\"hours\": expected the key \"business_hours\" in the manifest: "
	    "without it, it is never \"after\"");
}

static enum lm_code
is_reached(const struct review *review, struct lm_err *err)
{
	const struct lm_policy *policy = review->policy;
	const struct lm_route *route = review->route, *earlier;

	for (earlier = policy->routes; earlier < route; earlier++)
		if (lm_route_shadows(policy, earlier, route))
			return lm_manifest_mistake(review->source,
			    member(review, "id"), err,
			    "expected a route that jobs can reach: \"%.*s\" "
			    "in line %" PRIu64 " takes all of \"%.*s\"",
			    LM_SHOWN(earlier->id),
			    lm_manifest_place(review->source,
				lm_member(earlier->val, "id"))
				.line,
			    LM_SHOWN(route->id));
	return LM_OK;
}

static enum lm_code
ids_differ(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err)
{
	yyjson_val **list;
	enum lm_code code;

	if (policy->n_routes < 2)
		return LM_OK;
	list = calloc(policy->n_routes, sizeof(yyjson_val *));
	if (list == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < policy->n_routes; i++)
		list[i] = lm_member(policy->routes[i].val, "id");
	code = lm_manifest_once(source, list, policy->n_routes, err);
	free(list);
	return code;
}

/* Each assumes what those before it have checked. */
static enum lm_code (*const checks[])(const struct review *,
    struct lm_err *) = {
    gives_to_models_only,
    model_is_of_its_lane,
    model_is_approved,
    task_is_no_slip,
    local_has_one_model,
    managed_has_a_place,
    queue_has_a_host,
    queue_serves_the_model,
    tokens_can_hold,
    tokens_fit_the_queue,
    flags_can_hold,
    hours_can_hold,
    is_reached,
};

enum lm_code
lm_review_routes(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err)
{
	enum lm_code code = ids_differ(source, policy, err);

	for (size_t i = 0; i < policy->n_routes; i++) {
		const struct review review = {source, policy,
		    &policy->routes[i]};

		for (size_t k = 0; k < sizeof(checks) / sizeof(checks[0]); k++)
			if (code == LM_OK)
				code = checks[k](&review, err);
	}
	return code;
}
