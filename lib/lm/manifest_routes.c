#include "lm/manifest_build.h"

#include "lm/record.h"

static enum lm_code
find_if_named(const struct lm_draft *draft, const struct lm_section *section,
    yyjson_val *val, size_t *index, struct lm_err *err)
{
	*index = LM_NO_INDEX;
	if (val == NULL)
		return LM_OK;
	return lm_draft_find(draft, section, val, index, err);
}

/* What the route gives a job. */
static enum lm_code
read_target(const struct lm_draft *draft, const struct lm_policy *policy,
    struct lm_route *route, struct lm_err *err)
{
	enum lm_code code = find_if_named(draft, &draft->models,
	    lm_member(route->val, "model"), &route->model, err);

	if (code == LM_OK)
		code = find_if_named(draft, &draft->queues,
		    lm_member(route->val, "queue"), &route->queue, err);
	if (code == LM_OK)
		route->endpoint =
		    lm_policy_endpoint(policy, route->model, route->queue);
	return code;
}

static enum lm_code
read_equals(const struct lm_draft *draft, struct lm_route *route,
    struct lm_err *err)
{
	yyjson_val *map = lm_member(route->val, "equals");
	yyjson_obj_iter iter = yyjson_obj_iter_with(map);
	size_t n = yyjson_obj_size(map);
	struct lm_equals *equals =
	    lm_arena_array(draft->arena, n, sizeof(*equals));
	enum lm_code code = LM_OK;
	yyjson_val *key;

	if (n > 0 && equals == NULL)
		return lm_err_nomem(err);
	route->equals = equals;
	while (code == LM_OK && (key = yyjson_obj_iter_next(&iter)) != NULL) {
		struct lm_equals *one = &equals[route->n_equals++];

		one->text = lm_record_text(key);
		one->value = yyjson_obj_iter_get_val(key);
		code = lm_path_parse(one->text, &one->path, err);
	}
	return code;
}

static enum lm_code
read_flags(const struct lm_draft *draft, struct lm_route *route,
    struct lm_err *err)
{
	enum lm_code code = lm_draft_find_all(draft, &draft->flags,
	    lm_member(route->val, "any_flag"), &route->any_flag, err);

	if (code == LM_OK)
		code = lm_draft_find_all(draft, &draft->flags,
		    lm_member(route->val, "no_flag"), &route->no_flag, err);
	return code;
}

static enum lm_hours
read_hours(yyjson_val *route)
{
	if (lm_member(route, "hours") == NULL)
		return LM_HOURS_ANY;
	return LM_HOURS_BUSINESS +
	    lm_member_choice(route, "hours", lm_hours_names, 0);
}

static void
read_plain(struct lm_route *route)
{
	yyjson_val *val = route->val;

	route->id = lm_member_text(val, "id");
	route->lane = lm_member_choice(val, "lane", lm_lane_names, 0);
	route->advisory = lm_member_flag(val, "advisory");
	route->review_required = lm_member_flag(val, "review_required");
	route->unredacted = lm_member(val, "unredacted") != NULL;
	route->task = lm_member_text(val, "task");
	route->stage = lm_member_text(val, "stage");
	route->tokens_below = lm_member_whole(val, "tokens_below", LM_NO_LIMIT);
	route->tokens_at_least =
	    lm_member_whole(val, "tokens_at_least", LM_NO_LIMIT);
	route->schema_failures_at_least =
	    lm_member_whole(val, "schema_failures_at_least", LM_NO_LIMIT);
	route->hours = read_hours(val);
	route->where = lm_member_text(val, "where");
	route->where_val = lm_member(val, "where");
	route->on_missing =
	    lm_member_choice(val, "on_missing", lm_on_missing_names, 0);
}

enum lm_code
lm_draft_routes(const struct lm_draft *draft, struct lm_policy *out,
    struct lm_err *err)
{
	yyjson_val *list = lm_member(draft->source->record->root, "routes");
	yyjson_arr_iter iter = yyjson_arr_iter_with(list);
	size_t n = yyjson_arr_size(list);
	struct lm_route *routes =
	    lm_arena_array(draft->arena, n, sizeof(*routes));
	enum lm_code code = LM_OK;
	yyjson_val *val;

	if (n > 0 && routes == NULL)
		return lm_err_nomem(err);
	out->routes = routes;
	while (code == LM_OK && (val = yyjson_arr_iter_next(&iter)) != NULL) {
		struct lm_route *route = &routes[out->n_routes++];

		route->val = val;
		read_plain(route);
		code = read_target(draft, out, route, err);
		if (code == LM_OK)
			code = read_flags(draft, route, err);
		if (code == LM_OK)
			code = read_equals(draft, route, err);
	}
	return code;
}
