#include "notes.h"

#include <stdio.h>

#include "lm/clock.h"
#include "lm/manifest.h"
#include "lm/manifest_policy.h"
#include "lm/record.h"

#define SOON_NS ((int64_t)30 * 24 * 60 * 60 * 1000000000)
#define LINE_SIZE (LM_ERR_FILE_SIZE + LM_ERR_MESSAGE_SIZE + 64)

/* What is said of a manifest; what fails first is kept. */
struct notes {
	const struct rules *rules;
	const struct lm_manifest *manifest;
	const struct lm_policy *policy;
	struct lm_buf *out;
	struct lm_err *err;
	enum lm_code code;
};

/* before "name" after, at val. */
static void
note(struct notes *notes, yyjson_val *val, const char *before,
    struct lm_span name, const char *after)
{
	char line[LINE_SIZE];
	struct lm_err place = {0};

	if (notes->code != LM_OK)
		return;
	(void)lm_manifest_blame(notes->manifest, val, &place, "%s\"%.*s\"%s",
	    before, (int)name.len, name.ptr, after);
	lm_err_format(&place, line, sizeof(line));
	notes->code = lm_buf_printf(notes->out, notes->err, "note: %s\n", line);
}

static bool
has(const struct lm_indices *set, size_t index)
{
	for (size_t i = 0; i < set->n; i++)
		if (set->list[i] == index)
			return true;
	return false;
}

static void
flags_are_asked(struct notes *notes)
{
	const struct lm_policy *policy = notes->policy;

	for (size_t i = 0; i < policy->n_flags; i++) {
		const struct lm_flag *flag = &policy->flags[i];
		bool asked = flag->phrases.n == 0;

		for (size_t k = 0; k < policy->n_routes; k++)
			asked = asked || has(&policy->routes[k].any_flag, i) ||
			    has(&policy->routes[k].no_flag, i);
		if (!asked)
			note(notes, flag->phrases_val, "flag ", flag->name,
			    " is asked about by no route");
	}
}

static void
queues_are_used(struct notes *notes)
{
	const struct lm_policy *policy = notes->policy;

	for (size_t i = 0; i < policy->n_queues; i++) {
		bool used = false;

		for (size_t k = 0; k < policy->n_routes; k++)
			used = used || policy->routes[k].queue == i;
		if (!used)
			note(notes, policy->queues[i].val, "queue ",
			    policy->queues[i].name, " is used by no route");
	}
}

/* The only managed endpoint may choose the model itself. */
static bool
chooses(const struct lm_policy *policy, const struct lm_endpoint *endpoint)
{
	size_t n = 0;

	for (size_t i = 0; i < policy->n_endpoints; i++)
		n += policy->endpoints[i].lane == LM_LANE_MANAGED;
	if (endpoint->lane != LM_LANE_MANAGED || n > 1)
		return false;
	for (size_t i = 0; i < policy->n_routes; i++)
		if (policy->routes[i].lane == LM_LANE_MANAGED &&
		    policy->routes[i].model == LM_NO_INDEX)
			return true;
	return false;
}

static void
endpoints_are_used(struct notes *notes)
{
	const struct lm_policy *policy = notes->policy;

	for (size_t i = 0; i < policy->n_endpoints; i++) {
		const struct lm_endpoint *endpoint = &policy->endpoints[i];
		bool used = chooses(policy, endpoint);

		for (size_t k = 0; k < policy->n_models; k++)
			used = used || has(&policy->models[k].endpoints, i);
		if (!used)
			note(notes, endpoint->val, "endpoint ", endpoint->name,
			    " is used by no model");
	}
}

/* Whether a job may be given the model, if only because it asks for it. */
static bool
gives(const struct lm_policy *policy, const struct lm_route *route,
    const struct lm_model *model)
{
	if (route->lane != model->lane)
		return false;
	if (route->model != LM_NO_INDEX &&
	    policy->models[route->model].embedding != model->embedding)
		return false;
	return route->task.len == 0 ? model->tasks.n > 0
				    : lm_model_approved(model, route->task);
}

static void
models_are_given(struct notes *notes)
{
	const struct lm_policy *policy = notes->policy;

	for (size_t i = 0; i < policy->n_models; i++) {
		const struct lm_model *model = &policy->models[i];
		bool given = false;

		for (size_t k = 0; k < policy->n_routes; k++)
			given =
			    given || gives(policy, &policy->routes[k], model);
		if (!given)
			note(notes, model->val, "model ", model->name,
			    " is given by no route: none of its lane takes a "
			    "task of it");
	}
}

static bool
any_is_managed(const struct lm_policy *policy)
{
	for (size_t i = 0; i < policy->n_endpoints; i++)
		if (policy->endpoints[i].lane == LM_LANE_MANAGED)
			return true;
	return false;
}

/* Said once, of the first route that relies on stamps. */
static void
stamps_have_a_key(struct notes *notes)
{
	const struct lm_policy *policy = notes->policy;

	if (lm_manifest_get(notes->manifest, "redaction", "key_env") != NULL ||
	    !any_is_managed(policy))
		return;
	for (size_t i = 0; i < policy->n_routes; i++) {
		const struct lm_route *route = &policy->routes[i];

		if (route->lane != LM_LANE_MANAGED || route->unredacted)
			continue;
		note(notes, route->val, "route ", route->id,
		    " relies on stamps that anybody can forge: "
		    "\"redaction.key_env\" names no key");
		return;
	}
}

static void
approvals_last(struct notes *notes)
{
	const struct lm_policy *policy = notes->policy;
	int64_t now;

	for (size_t i = 0; i < policy->n_models; i++) {
		const struct lm_model *model = &policy->models[i];
		yyjson_val *val;

		if (!lm_record_find(model->val, lm_span_of("expires"), NULL,
			&val))
			continue;
		if (notes->code == LM_OK)
			notes->code = lm_clock_now(&now, notes->err);
		if (notes->code != LM_OK)
			return;
		if (model->expires_ns - now <= SOON_NS)
			note(notes, val, "the approval of the model ",
			    model->name, " ends within 30 days");
	}
}

static bool
has_conditions(const struct lm_route *route)
{
	return route->task.len > 0 || route->stage.len > 0 ||
	    route->tokens_below != LM_NO_LIMIT ||
	    route->tokens_at_least != LM_NO_LIMIT || route->any_flag.n > 0 ||
	    route->no_flag.n > 0 ||
	    route->schema_failures_at_least != LM_NO_LIMIT ||
	    route->n_equals > 0 || route->hours != LM_HOURS_ANY ||
	    route->where.len > 0;
}

static void
routes_have_conditions(struct notes *notes)
{
	const struct lm_policy *policy = notes->policy;

	for (size_t i = 0; i < policy->n_routes; i++) {
		const struct lm_route *route = &policy->routes[i];

		if ((route->lane == LM_LANE_LOCAL ||
			route->lane == LM_LANE_MANAGED) &&
		    !has_conditions(route))
			note(notes, route->val, "route ", route->id,
			    " has no conditions: whatever comes to it goes to "
			    "a model");
	}
}

/* Whether no route before it has its task. */
static bool
is_first(const struct lm_policy *policy, const struct lm_route *route)
{
	for (size_t i = 0; &policy->routes[i] < route; i++)
		if (lm_span_equal(policy->routes[i].task, route->task))
			return false;
	return true;
}

/* What is surely a slip is a mistake; what only may be one is said once. */
static void
tasks_have_models(struct notes *notes)
{
	const struct lm_policy *policy = notes->policy;

	for (size_t i = 0; i < policy->n_routes; i++) {
		const struct lm_route *route = &policy->routes[i];
		char after[LM_ERR_MESSAGE_SIZE];
		const char *near;
		yyjson_val *val;

		if (route->task.len == 0 ||
		    lm_policy_has_task(policy, route->task) ||
		    !is_first(policy, route))
			continue;
		near = lm_policy_near_task(policy, route->task);
		if (near == NULL ||
		    !lm_record_find(route->val, lm_span_of("task"), NULL, &val))
			continue;
		(void)snprintf(after, sizeof(after),
		    " has no model; \"%s\" has one: is it meant?", near);
		note(notes, val, "task ", route->task, after);
	}
}

static void
tokenizers_are_proved(struct notes *notes)
{
	const struct rules *rules = notes->rules;

	for (size_t i = 0; i < notes->policy->n_models; i++) {
		const struct lm_model *model = &notes->policy->models[i];
		const struct lm_tokenizer *tokenizer;
		char after[LM_ERR_MESSAGE_SIZE];

		if (rules->tokenizer_of[i] == LM_NO_INDEX)
			continue;
		tokenizer = rules->tokenizers[rules->tokenizer_of[i]];
		if (lm_tokenizer_is_proved(tokenizer))
			continue;
		(void)snprintf(after, sizeof(after),
		    " is counted as %s splits, which is not proved against a "
		    "vocabulary",
		    lm_tokenizer_name(tokenizer));
		note(notes, model->tokenizer_val, "model ", model->name, after);
	}
}

static void (*const kinds[])(struct notes *) = {flags_are_asked,
    queues_are_used, endpoints_are_used, models_are_given, stamps_have_a_key,
    approvals_last, routes_have_conditions, tasks_have_models,
    tokenizers_are_proved};

enum lm_code
notes_append(const struct rules *rules, struct lm_buf *out, struct lm_err *err)
{
	struct notes notes = {rules, rules->manifest, rules->policy, out, err,
	    LM_OK};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		kinds[i](&notes);
	return notes.code;
}
