/*
 * Any bytes as a manifest.  Oracles: yyjson's own reading of comments and
 * trailing commas must accept what is accepted here; an error has a place
 * inside the file; what was accepted can be read, and its policy refers only
 * to what is there.
 */
#include <assert.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <yyjson.h>

#include "lm/jsonc.h"
#include "lm/manifest.h"
#include "lm/manifest_policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LENIENT (YYJSON_READ_ALLOW_COMMENTS | YYJSON_READ_ALLOW_TRAILING_COMMAS)

static bool
parses(const char *text, size_t len, yyjson_read_flag flags)
{
	yyjson_doc *doc =
	    yyjson_read(text, len, flags | YYJSON_READ_NUMBER_AS_RAW);
	bool parsed = doc != NULL;

	yyjson_doc_free(doc);
	return parsed;
}

/* Blanked and strict is as lenient as yyjson, neither more nor less. */
static void
check_blank(const char *data, size_t size)
{
	char *text = malloc(size + 1);
	struct lm_err err = {0};
	bool ours;

	assert(text != NULL);
	memcpy(text, data, size);
	ours =
	    lm_jsonc_blank(text, size, &err) == LM_OK && parses(text, size, 0);
	assert(ours == parses(data, size, LENIENT));
	free(text);
}

static void
check_error(const struct lm_err *err, struct lm_span bytes)
{
	size_t lines = 1;

	for (size_t i = 0; i < bytes.len; i++)
		lines += bytes.ptr[i] == '\n';
	assert(err->code == LM_MALFORMED);
	assert(err->message[0] != '\0');
	assert(strcmp(err->file, "m") == 0);
	assert(err->line >= 1 && err->line <= lines);
	assert(err->column >= 1 && err->column <= bytes.len + 1);
}

static void
check_schemas(const struct lm_manifest *manifest)
{
	size_t n;
	const struct lm_task_schema *list =
	    lm_manifest_task_schemas(manifest, &n);

	for (size_t i = 0; i < n; i++) {
		assert(list[i].task.len > 0 && list[i].path[0] != '\0');
		for (size_t k = 0; k < i; k++)
			assert(!lm_span_equal(list[i].task, list[k].task));
	}
}

static void
check_read(const struct lm_manifest *manifest, size_t size)
{
	size_t n;
	double drift = 0;
	const struct lm_span *fields = lm_manifest_denylist(manifest, &n);
	const char *hash = strchr(lm_manifest_stamp(manifest), '#');

	assert(hash != NULL && strlen(hash) == 17);
	assert(lm_manifest_get(manifest, "version", NULL) != NULL);
	assert(fields != NULL || n == 0);
	for (size_t i = 0; i < n; i++)
		assert(fields[i].len > 0 && fields[i].len < size);
	if (lm_manifest_gate(manifest, "embedding_drift", &drift))
		assert(drift >= 0 && drift <= 2);
	check_schemas(manifest);
}

static void
check_indices(struct lm_indices indices, size_t n)
{
	for (size_t i = 0; i < indices.n; i++)
		assert(indices.list[i] < n);
}

static void
check_texts(struct lm_spans texts)
{
	for (size_t i = 0; i < texts.n; i++)
		assert(texts.list[i].len > 0);
}

static void
check_model(const struct lm_policy *policy, const struct lm_model *model)
{
	assert(model->name.len > 0 && yyjson_is_obj(model->val));
	assert(model->endpoints.n > 0);
	check_indices(model->endpoints, policy->n_endpoints);
	for (size_t i = 0; i < model->endpoints.n; i++)
		assert(policy->endpoints[model->endpoints.list[i]].lane ==
		    model->lane);
	check_texts(model->tasks);
	assert((model->expires.len == 0) == (model->expires_ns == INT64_MAX));
}

static void
check_target(const struct lm_policy *policy, const struct lm_route *route)
{
	bool to_models =
	    route->lane == LM_LANE_LOCAL || route->lane == LM_LANE_MANAGED;

	assert(route->queue == LM_NO_INDEX || route->queue < policy->n_queues);
	assert(to_models || route->queue == LM_NO_INDEX);
	assert(
	    (route->model == LM_NO_INDEX) == (route->endpoint == LM_NO_INDEX));
	if (route->model == LM_NO_INDEX)
		return;
	assert(route->model < policy->n_models);
	assert(route->endpoint < policy->n_endpoints);
	assert(policy->models[route->model].lane == route->lane);
	assert(policy->endpoints[route->endpoint].lane == route->lane);
	assert(route->task.len == 0 ||
	    lm_model_approved(&policy->models[route->model], route->task));
}

static void
check_route(const struct lm_policy *policy, const struct lm_route *route)
{
	assert(route->id.len > 0 && (unsigned)route->lane < LM_N_LANES);
	check_target(policy, route);
	check_indices(route->any_flag, policy->n_flags);
	check_indices(route->no_flag, policy->n_flags);
	assert(route->tokens_at_least == LM_NO_LIMIT ||
	    route->tokens_at_least < route->tokens_below);
	assert((route->where.len > 0) == (route->where_val != NULL));
	for (size_t i = 0; i < route->n_equals; i++)
		assert(!yyjson_is_ctn(route->equals[i].value));
}

static void
check_policy(const struct lm_manifest *manifest)
{
	const struct lm_policy *policy = lm_manifest_policy(manifest);

	for (size_t i = 0; i < policy->n_models; i++)
		check_model(policy, &policy->models[i]);
	for (size_t i = 0; i < policy->n_queues; i++)
		assert(policy->queues[i].workers > 0 &&
		    policy->queues[i].host.len > 0);
	for (size_t i = 0; i < policy->n_flags; i++)
		check_texts(policy->flags[i].phrases);
	for (size_t i = 0; i < policy->n_routes; i++)
		check_route(policy, &policy->routes[i]);
	(void)lm_manifest_in_hours(manifest, 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span bytes = {(const char *)data, size};
	struct lm_manifest *manifest;
	struct lm_err err = {0};

	if (lm_manifest_read(bytes, "m", &manifest, &err) == LM_OK) {
		check_read(manifest, size);
		check_policy(manifest);
		assert(lm_span_equal(lm_manifest_bytes(manifest), bytes));
	} else
		check_error(&err, bytes);
	lm_manifest_free(manifest);
	check_blank((const char *)data, size);
	return 0;
}
