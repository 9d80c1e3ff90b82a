#include "target.h"

#include <stdlib.h>
#include <string.h>

#include "lm/clock.h"
#include "lm/manifest.h"
#include "lm/manifest_address.h"
#include "lm/near.h"

void
target_free(struct target *target)
{
	lm_buf_free(&target->url);
	lm_buf_free(&target->tokenizer);
	*target = (struct target){0};
}

uint64_t
target_workers(const struct target *target, int64_t ns)
{
	return target->manifest == NULL ||
		lm_manifest_in_hours(target->manifest, ns)
	    ? target->workers_business
	    : target->workers_after;
}

/* Append text and a NUL that is not counted. */
static enum lm_code
terminate(struct lm_buf *out, struct lm_span text, struct lm_err *err)
{
	enum lm_code code = lm_buf_span(out, text, err);

	if (code == LM_OK)
		code = lm_buf_byte(out, '\0', err);
	out->len -= code == LM_OK;
	return code;
}

/* The API of this name; false if there is none. */
static bool
find_api(const char *name, enum lm_api *api)
{
	for (size_t i = 0; lm_api_names[i] != NULL; i++)
		if (strcmp(name, lm_api_names[i]) == 0) {
			*api = (enum lm_api)i;
			return true;
		}
	return false;
}

static enum lm_code
check_engine(const struct target_choice *choice, enum lm_api api,
    struct lm_err *err)
{
	if (choice->engine == NULL ||
	    strcmp(choice->engine, lm_api_names[api]) == 0)
		return LM_OK;
	return lm_err_set(err, LM_USAGE,
	    "--engine %s: the endpoint of model %s speaks %s", choice->engine,
	    choice->model, lm_api_names[api]);
}

static enum lm_code
from_url(const struct target_choice *choice, struct target *target,
    struct lm_err *err)
{
	struct lm_address address;
	const char *authority = strstr(choice->url, "://");
	bool is_http = strncmp(choice->url, "http://", 7) == 0 ||
	    strncmp(choice->url, "https://", 8) == 0;
	struct lm_span host;

	if (choice->api == NULL)
		return lm_err_set(err, LM_USAGE,
		    "--url needs --api: openai, ollama, llama.cpp, vllm, tei");
	if (!find_api(choice->api, &target->endpoint.api))
		return lm_err_set(err, LM_USAGE,
		    "--api %s: expected openai, ollama, llama.cpp, vllm or tei",
		    choice->api);
	/* It is not repeated: there may be a password in it. */
	if (!is_http || authority == NULL)
		return lm_err_set(err, LM_USAGE,
		    "--url: expected an address that begins with http:// or "
		    "https://");
	host = lm_span(authority + 3, strcspn(authority + 3, "/?#"));
	if (!lm_address_valid(host) || memchr(host.ptr, '@', host.len) != NULL)
		return lm_err_set(err, LM_USAGE,
		    "--url: expected a host, and a port if need be, behind ://");
	address = lm_address_read(lm_span_of(choice->url));
	if (!lm_address_loopback(&address))
		return lm_err_set(err, LM_USAGE,
		    "--url is for a server on this machine; %.*s needs a "
		    "manifest that names it",
		    (int)address.host.len, address.host.ptr);
	target->endpoint.url = lm_span_of(choice->url);
	target->endpoint.lane = LM_LANE_LOCAL;
	target->model = lm_span_of(choice->model);
	return check_engine(choice, target->endpoint.api, err);
}

static enum lm_code
no_model(const struct lm_policy *policy, const char *name, struct lm_err *err)
{
	struct lm_near near = lm_near_start(lm_span_of(name));

	for (size_t i = 0; i < policy->n_models; i++)
		if (policy->models[i].embedding)
			lm_near_try(&near, policy->models[i].name.ptr);
	return lm_err_set(err, LM_USAGE,
	    "--model %s: the manifest has no model of this name for "
	    "embeddings%s%s",
	    name, near.best == NULL ? "" : "; the nearest is ",
	    near.best == NULL ? "" : near.best);
}

static enum lm_code
find_model(const struct target_choice *choice, const struct lm_policy *policy,
    size_t *which, struct lm_err *err)
{
	const struct lm_model *model;
	int64_t now;
	enum lm_code code = lm_clock_now(&now, err);

	*which = lm_policy_model(policy, lm_span_of(choice->model));
	if (code != LM_OK)
		return code;
	if (*which == LM_NO_INDEX)
		return no_model(policy, choice->model, err);
	model = &policy->models[*which];
	if (!model->embedding)
		return lm_err_set(err, LM_USAGE,
		    "--model %s: it generates texts; expected a model of kind "
		    "embedding",
		    choice->model);
	if (now >= model->expires_ns)
		return lm_err_set(err, LM_USAGE,
		    "--model %s: its approval expired on %.*s", choice->model,
		    (int)model->expires.len, model->expires.ptr);
	return LM_OK;
}

/* The model's endpoint of this name, or its first. */
static enum lm_code
find_endpoint(const struct target_choice *choice,
    const struct lm_policy *policy, const struct lm_model *model, size_t *which,
    struct lm_err *err)
{
	*which = model->endpoints.list[0];
	if (choice->endpoint == NULL)
		return LM_OK;
	for (size_t i = 0; i < model->endpoints.n; i++) {
		*which = model->endpoints.list[i];
		if (lm_span_equal(policy->endpoints[*which].name,
			lm_span_of(choice->endpoint)))
			return LM_OK;
	}
	return lm_err_set(err, LM_USAGE,
	    "--endpoint %s: the manifest does not serve model %s there",
	    choice->endpoint, choice->model);
}

/* Of the queues that routes put jobs for this model in; without one, of all
 * on its host: the one that allows the least. */
static void
find_workers(const struct lm_policy *policy, size_t model, size_t endpoint,
    struct target *target)
{
	struct lm_span host = policy->endpoints[endpoint].host;
	bool is_routed = false;

	target->workers_business = LM_NO_LIMIT;
	target->workers_after = LM_NO_LIMIT;
	for (size_t i = 0; i < policy->n_routes; i++)
		is_routed |= policy->routes[i].model == model &&
		    policy->routes[i].endpoint == endpoint &&
		    policy->routes[i].queue != LM_NO_INDEX;
	for (size_t q = 0; q < policy->n_queues; q++) {
		const struct lm_queue *queue = &policy->queues[q];
		bool is_ours = !is_routed && host.len > 0 &&
		    lm_span_equal(queue->host, host);

		for (size_t i = 0; is_routed && i < policy->n_routes; i++)
			is_ours |= policy->routes[i].model == model &&
			    policy->routes[i].endpoint == endpoint &&
			    policy->routes[i].queue == q;
		if (!is_ours)
			continue;
		if (queue->workers < target->workers_business)
			target->workers_business = queue->workers;
		if (queue->after_hours < target->workers_after)
			target->workers_after = queue->after_hours;
	}
}

/* The value of the variable that holds the endpoint's key. */
static enum lm_code
find_key(struct target *target, struct lm_err *err)
{
	struct lm_span name = target->endpoint.key_env;
	struct lm_buf text = {0};
	enum lm_code code;
	const char *value = NULL;

	if (name.len == 0)
		return LM_OK;
	code = terminate(&text, name, err);
	if (code == LM_OK)
		value = getenv(text.ptr);
	if (code == LM_OK && (value == NULL || *value == '\0'))
		code = lm_err_set(err, LM_USAGE,
		    "%.*s, which holds the key of endpoint %.*s, is not set",
		    (int)name.len, name.ptr, (int)target->endpoint.name.len,
		    target->endpoint.name.ptr);
	else if (code == LM_OK)
		target->key = lm_span_of(value);
	lm_buf_free(&text);
	return code;
}

static enum lm_code
from_manifest(const struct target_choice *choice,
    const struct lm_manifest *manifest, struct target *target,
    struct lm_err *err)
{
	const struct lm_policy *policy = lm_manifest_policy(manifest);
	const struct lm_model *model;
	size_t which, endpoint = 0;
	enum lm_code code = find_model(choice, policy, &which, err);

	if (code != LM_OK)
		return code;
	model = &policy->models[which];
	code = find_endpoint(choice, policy, model, &endpoint, err);
	if (code != LM_OK)
		return code;
	target->manifest = manifest;
	target->approved = model;
	target->endpoint = policy->endpoints[endpoint];
	target->model = model->name;
	target->digest = model->digest;
	target->dimensions = model->dimensions;
	target->context = model->context;
	find_workers(policy, which, endpoint, target);
	code = check_engine(choice, target->endpoint.api, err);
	if (code == LM_OK && model->tokenizer.len > 0)
		code = lm_manifest_file(manifest, model->tokenizer,
		    &target->tokenizer, err);
	return code == LM_OK ? find_key(target, err) : code;
}

/* Options that need another, or exclude it. */
static enum lm_code
check_choice(const struct target_choice *choice, struct lm_err *err)
{
	if (choice->model == NULL && choice->engine != NULL)
		return lm_err_set(err, LM_USAGE,
		    "--engine %s needs --model: the name of the model",
		    choice->engine);
	if (choice->model == NULL)
		return lm_err_set(err, LM_USAGE,
		    "%s needs --model: the name of the model",
		    choice->url != NULL		   ? "--url"
			: choice->endpoint != NULL ? "--endpoint"
						   : "--api");
	if (choice->url != NULL && choice->endpoint != NULL)
		return lm_err_set(err, LM_USAGE,
		    "--endpoint is one of a manifest; --url names the server");
	if (choice->url == NULL && choice->api != NULL)
		return lm_err_set(err, LM_USAGE,
		    "--api is for --url; in a manifest the endpoint says what "
		    "it speaks");
	return LM_OK;
}

enum lm_code
target_find(const struct target_choice *choice,
    const struct lm_manifest *manifest, struct target *target,
    struct lm_err *err)
{
	enum lm_code code;

	*target = (struct target){.workers_business = LM_NO_LIMIT,
	    .workers_after = LM_NO_LIMIT};
	code = check_choice(choice, err);
	if (code != LM_OK)
		return code;
	if (choice->url != NULL && manifest != NULL)
		return lm_err_set(err, LM_USAGE,
		    "--url is for trying things without a manifest; with one, "
		    "the model's endpoint is asked");
	if (choice->url == NULL && manifest == NULL)
		return lm_err_set(err, LM_USAGE,
		    "--model %s needs a manifest that names it (--manifest, "
		    "$LMOB_MANIFEST), or --url and --api",
		    choice->model);
	code = choice->url != NULL
	    ? from_url(choice, target, err)
	    : from_manifest(choice, manifest, target, err);
	return code == LM_OK
	    ? terminate(&target->url, target->endpoint.url, err)
	    : code;
}
