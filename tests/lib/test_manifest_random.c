#include <stdio.h>
#include <stdlib.h>

#include "check.h"
#include "files.h"
#include "lm/buf.h"
#include "lm/manifest.h"
#include "lm/manifest_policy.h"
#include "random.h"

/*
 * Random manifests of parts that fit: all load, their policy is what was
 * written, and a reference that is changed is a mistake at its place.
 */

#define MOST 9	     /* of each kind of thing */
#define MOST_REFS 99 /* places in a manifest that name another thing */

/* A manifest as it is written, with the offsets of its references. */
struct draft {
	struct lm_buf text;
	size_t n_endpoints, n_models, n_queues, n_flags, n_routes;
	size_t lane_of[MOST];	  /* by endpoint: 0 local, 1 managed */
	size_t endpoint_of[MOST]; /* by model */
	size_t host_of[MOST];	  /* by queue */
	size_t refs[MOST_REFS];
	size_t n_refs;
};

static void
add(struct draft *draft, const char *text)
{
	append(&draft->text, lm_span_of(text));
}

static void
add_name(struct draft *draft, const char *kind, size_t number)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "\"%s %zu\"", kind, number);
	add(draft, text);
}

/* The name of a thing, where another one refers to it. */
static void
refer(struct draft *draft, const char *key, const char *kind, size_t number)
{
	add(draft, key);
	if (draft->n_refs == MOST_REFS)
		abort();
	draft->refs[draft->n_refs++] = draft->text.len;
	add_name(draft, kind, number);
}

/* Endpoint i is on host i, so that there is a host for each of them. */
static void
add_endpoints(struct draft *draft, struct random *random)
{
	add(draft, "\"endpoints\": {");
	for (size_t i = 0; i < draft->n_endpoints; i++) {
		char url[64];

		draft->lane_of[i] = random_below(random, 2);
		add_name(draft, "endpoint", i);
		(void)snprintf(url, sizeof(url),
		    ": {\"url\": \"https://h%zu\", ", i);
		add(draft, url);
		add(draft,
		    draft->lane_of[i] == 0 ? "\"lane\": \"local\", "
					   : "\"lane\": \"managed\", ");
		add(draft, "\"api\": \"vllm\", \"host\": ");
		add_name(draft, "host", i);
		add(draft, "},\n");
	}
	add(draft, "},\n");
}

static void
add_models(struct draft *draft, struct random *random)
{
	add(draft, "\"models\": {");
	for (size_t i = 0; i < draft->n_models; i++) {
		draft->endpoint_of[i] =
		    random_below(random, draft->n_endpoints);
		add_name(draft, "model", i);
		add(draft, ": {\"kind\": \"generation\", \"tasks\": [");
		add_name(draft, "task", i);
		refer(draft, "], \"endpoint\": ", "endpoint",
		    draft->endpoint_of[i]);
		add(draft, "},\n");
	}
	add(draft, "},\n");
}

static void
add_queues(struct draft *draft, struct random *random)
{
	add(draft, "\"queues\": {");
	for (size_t i = 0; i < draft->n_queues; i++) {
		draft->host_of[i] = random_below(random, draft->n_endpoints);
		add_name(draft, "queue", i);
		add(draft, ": {\"workers\": 1, \"host\": ");
		add_name(draft, "host", draft->host_of[i]);
		add(draft, "},\n");
	}
	add(draft, "},\n");
}

static void
add_flags(struct draft *draft)
{
	add(draft, "\"risk_flags\": {");
	for (size_t i = 0; i < draft->n_flags; i++) {
		add_name(draft, "flag", i);
		add(draft, ": [\"x\"],\n");
	}
	add(draft, "},\n");
}

/* A queue on the host of a model, if there is one. */
static void
add_queue_for(struct draft *draft, size_t model)
{
	for (size_t i = 0; i < draft->n_queues; i++)
		if (draft->host_of[i] == draft->endpoint_of[model]) {
			refer(draft, ", \"queue\": ", "queue", i);
			return;
		}
}

/* Each route has a stage of its own, so that none shadows another. */
static void
add_routes(struct draft *draft, struct random *random)
{
	add(draft, "\"routes\": [");
	for (size_t i = 0; i < draft->n_routes; i++) {
		size_t model = random_below(random, draft->n_models);

		add(draft, "{\"id\": ");
		add_name(draft, "route", i);
		add(draft, ", \"stage\": ");
		add_name(draft, "stage", i);
		add(draft,
		    draft->lane_of[draft->endpoint_of[model]] == 0
			? ", \"lane\": \"local\""
			: ", \"lane\": \"managed\"");
		refer(draft, ", \"model\": ", "model", model);
		add(draft, ", \"task\": ");
		add_name(draft, "task", model);
		add_queue_for(draft, model);
		refer(draft, ", \"any_flag\": [", "flag",
		    random_below(random, draft->n_flags));
		add(draft, "]},\n");
	}
	add(draft, "]}\n");
}

static struct draft
random_manifest(struct random *random)
{
	struct draft draft = {
	    .n_endpoints = random_between(random, 1, MOST),
	    .n_models = random_between(random, 1, MOST),
	    .n_queues = random_between(random, 1, MOST),
	    .n_flags = random_between(random, 1, MOST),
	    .n_routes = random_between(random, 1, MOST),
	};

	add(&draft, "{\"version\": \"1\",\n");
	add_endpoints(&draft, random);
	add_models(&draft, random);
	add_queues(&draft, random);
	add_flags(&draft);
	add_routes(&draft, random);
	return draft;
}

/* Whether a name of the policy ends in the number that it was given. */
static bool
is_number(struct lm_span name, size_t number)
{
	return CHECK_EQ(name.ptr[name.len - 1] - '0', number);
}

static void
check_policy(const struct draft *draft, const struct lm_policy *policy)
{
	CHECK_EQ(policy->n_endpoints, draft->n_endpoints);
	CHECK_EQ(policy->n_queues, draft->n_queues);
	CHECK_EQ(policy->n_flags, draft->n_flags);
	CHECK_EQ(policy->n_routes, draft->n_routes);
	if (!CHECK_EQ(policy->n_models, draft->n_models))
		return;
	for (size_t i = 0; i < draft->n_models; i++) {
		CHECK_EQ(policy->models[i].endpoints.list[0],
		    draft->endpoint_of[i]);
		is_number(policy->models[i].name, i);
	}
	for (size_t i = 0; i < policy->n_routes; i++) {
		const struct lm_route *route = &policy->routes[i];

		is_number(route->task, route->model);
		CHECK_EQ(route->endpoint, draft->endpoint_of[route->model]);
		if (route->queue != LM_NO_INDEX)
			CHECK_EQ(draft->host_of[route->queue], route->endpoint);
	}
}

/* The manifest with its reference at offset misspelt is refused there. */
static void
check_reference(struct draft *draft, size_t offset)
{
	char *letter = draft->text.ptr + offset + 2;
	struct lm_manifest *manifest;
	uint64_t line = 1, column = 1;
	struct lm_err err = {0};
	char was = *letter;

	for (size_t i = 0; i < offset; i++) {
		column = draft->text.ptr[i] == '\n' ? 1 : column + 1;
		line += draft->text.ptr[i] == '\n';
	}
	*letter = '?';
	CHECK_CODE(lm_manifest_read(lm_buf_view(&draft->text), "m", &manifest,
		       &err),
	    LM_MALFORMED);
	CHECK(err.line == line && err.column == column);
	CHECK_HAS(err.message, "unknown ");
	CHECK_HAS(err.message, ": expected \"");
	lm_manifest_free(manifest);
	*letter = was;
}

static void
check_one(struct random *random)
{
	struct draft draft = random_manifest(random);
	struct lm_manifest *manifest;
	struct lm_err err;

	if (CHECK_OK(lm_manifest_read(lm_buf_view(&draft.text), "m", &manifest,
			 &err),
		&err))
		check_policy(&draft, lm_manifest_policy(manifest));
	else
		check_note("%.*s", (int)draft.text.len, draft.text.ptr);
	lm_manifest_free(manifest);
	for (size_t i = 0; i < draft.n_refs; i++)
		check_reference(&draft, draft.refs[i]);
	lm_buf_free(&draft.text);
}

static void
parts_that_fit(void)
{
	struct random random = random_start(2);
	int n = check_quick() ? 30 : check_soak() ? 10000 : 300;

	for (int i = 0; i < n; i++)
		check_one(&random);
}

TEST_MAIN(TEST(parts_that_fit))
