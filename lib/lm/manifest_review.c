#include "lm/manifest_review.h"

#include <inttypes.h>
#include <stdint.h>
#include <stdlib.h>

#include "lm/clock.h"
#include "lm/manifest_address.h"
#include "lm/manifest_values.h"
#include "lm/near.h"
#include "lm/record.h"

#define DAY_LEN 10 /* of "2026-11-01T00:00:00Z" */

/* An endpoint's address, and which endpoint it is. */
struct place {
	struct lm_address address;
	size_t index;
};

static int
compare_places(const void *a, const void *b)
{
	const struct place *place_a = a, *place_b = b;
	int order = lm_address_order(&place_a->address, &place_b->address);

	if (order != 0)
		return order;
	return (place_a->index > place_b->index) -
	    (place_a->index < place_b->index);
}

static enum lm_code
same_address(const struct lm_manifest_source *source,
    const struct lm_endpoint *first, const struct lm_endpoint *second,
    struct lm_err *err)
{
	return lm_manifest_mistake(source, lm_member(second->val, "url"), err,
	    "\"url\": expected an address of its own, found that of the "
	    "endpoint \"%.*s\" in line %" PRIu64,
	    LM_SHOWN(first->name), lm_manifest_place(source, first->val).line);
}

/* The first two of sorted places with one address. */
static enum lm_code
check_places(const struct lm_manifest_source *source,
    const struct lm_policy *policy, const struct place *places,
    struct lm_err *err)
{
	size_t second = 0;

	for (size_t i = 1; i < policy->n_endpoints; i++)
		if (lm_address_order(&places[i - 1].address,
			&places[i].address) == 0 &&
		    (second == 0 || places[i].index < places[second].index))
			second = i;
	if (second == 0)
		return LM_OK;
	return same_address(source,
	    &policy->endpoints[places[second - 1].index],
	    &policy->endpoints[places[second].index], err);
}

static enum lm_code
addresses_differ(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err)
{
	size_t n = policy->n_endpoints;
	struct place *places;
	enum lm_code code;

	if (n < 2)
		return LM_OK;
	places = calloc(n, sizeof(*places));
	if (places == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < n; i++)
		places[i] =
		    (struct place){lm_address_read(policy->endpoints[i].url),
			i};
	qsort(places, n, sizeof(*places), compare_places);
	code = check_places(source, policy, places, err);
	free(places);
	return code;
}

/* What leaves the company is not to be read on the way. */
static enum lm_code
managed_is_encrypted(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err)
{
	for (size_t i = 0; i < policy->n_endpoints; i++) {
		const struct lm_endpoint *endpoint = &policy->endpoints[i];
		struct lm_address address = lm_address_read(endpoint->url);

		if (endpoint->lane == LM_LANE_MANAGED && !address.secure &&
		    !lm_address_loopback(&address))
			return lm_manifest_mistake(source,
			    lm_member(endpoint->val, "url"), err,
			    "\"url\": expected https:// for the endpoint "
			    "\"%.*s\" of the managed lane",
			    LM_SHOWN(endpoint->name));
	}
	return LM_OK;
}

static enum lm_code
check_lanes(const struct lm_manifest_source *source,
    const struct lm_policy *policy, const struct lm_model *model,
    struct lm_err *err)
{
	yyjson_val *list = lm_member(model->val, "endpoint");

	for (size_t i = 1; i < model->endpoints.n; i++) {
		const struct lm_endpoint *endpoint =
		    &policy->endpoints[model->endpoints.list[i]];

		if (endpoint->lane != model->lane)
			return lm_manifest_mistake(source,
			    yyjson_arr_get(list, i), err,
			    "\"endpoint\": expected endpoints of one lane, "
			    "found \"%.*s\" of \"%s\" after one of \"%s\"",
			    LM_SHOWN(endpoint->name),
			    lm_lane_names[endpoint->lane],
			    lm_lane_names[model->lane]);
	}
	return LM_OK;
}

static enum lm_code
models_have_one_lane(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; i < policy->n_models && code == LM_OK; i++)
		code = check_lanes(source, policy, &policy->models[i], err);
	return code;
}

static enum lm_code
models_are_not_expired(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err)
{
	char today[LM_CLOCK_TEXT_SIZE];
	int64_t now = INT64_MIN;
	enum lm_code code;

	for (size_t i = 0; i < policy->n_models; i++) {
		const struct lm_model *model = &policy->models[i];

		if (model->expires.len == 0)
			continue;
		code = now == INT64_MIN ? lm_clock_now(&now, err) : LM_OK;
		if (code != LM_OK)
			return code;
		lm_clock_format(now, today);
		if (now >= model->expires_ns)
			return lm_manifest_mistake(source,
			    lm_member(model->val, "expires"), err,
			    "\"expires\": expected a day after today, %.*s, "
			    "found \"%.*s\": \"%.*s\" is no longer approved",
			    DAY_LEN, today, LM_SHOWN(model->expires),
			    LM_SHOWN(model->name));
	}
	return LM_OK;
}

static enum lm_code (*const checks[])(const struct lm_manifest_source *,
    const struct lm_policy *, struct lm_err *) = {
    addresses_differ,
    managed_is_encrypted,
    models_have_one_lane,
    models_are_not_expired,
    lm_review_phrases,
    lm_review_routes,
    lm_review_schemas,
};

enum lm_code
lm_manifest_review(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; i < sizeof(checks) / sizeof(checks[0]); i++)
		if (code == LM_OK)
			code = checks[i](source, policy, err);
	return code;
}
