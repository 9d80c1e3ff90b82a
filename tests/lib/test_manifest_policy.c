#include "lm/manifest_policy.h"

#include <stdlib.h>

#include "check.h"
#include "files.h"
#include "lm/clock.h"
#include "lm/manifest.h"
#include "lm/record.h"
#include "manifests.h"
#include "repository.h"

#define FULL "tests/fuzz/corpus/manifest/full.jsonc"

static struct lm_manifest *
load(const char *name)
{
	struct lm_buf file = repository_file(name);
	struct lm_manifest *manifest;
	struct lm_err err;

	CHECK_OK(lm_manifest_read(lm_buf_view(&file), name, &manifest, &err),
	    &err);
	lm_buf_free(&file);
	return manifest;
}

static void
models(void)
{
	struct lm_manifest *manifest = load(FULL);
	const struct lm_policy *policy = lm_manifest_policy(manifest);
	const struct lm_model *a = &policy->models[0], *b = &policy->models[1];
	int64_t expires;

	CHECK_EQ(policy->n_models, 2);
	CHECK_SPAN(a->name, "a");
	CHECK(!a->embedding && a->lane == LM_LANE_LOCAL);
	CHECK(a->endpoints.n == 1 && a->endpoints.list[0] == 0);
	CHECK(a->context == 32768 && a->dimensions == 0);
	CHECK(a->digest.len == 71);
	CHECK_SPAN(a->tokenizer, "a.gguf");
	CHECK_SPAN(lm_record_text(a->tokenizer_val), "a.gguf");
	CHECK_EQ(a->tasks.n, 2);
	CHECK_SPAN(a->tasks.list[1], "triage");
	CHECK_SPAN(a->expires, "2096-02-29");
	CHECK(lm_clock_parse(lm_span_of("2096-02-29T00:00:00Z"), &expires));
	CHECK_EQ(a->expires_ns, expires);
	CHECK_SPAN(b->name, "b");
	CHECK(b->embedding && b->dimensions == 1024 && b->context == 0);
	CHECK(b->endpoints.n == 2 && b->endpoints.list[1] == 1);
	CHECK(b->digest.len == 0 && b->tokenizer.len == 0 && b->tasks.n == 0);
	CHECK(b->expires.len == 0 && b->expires_ns == INT64_MAX);
	CHECK(b->tokenizer_val == NULL && yyjson_is_obj(b->val));
	lm_manifest_free(manifest);
}

static void
endpoints_and_queues(void)
{
	struct lm_manifest *manifest = load(FULL);
	const struct lm_policy *policy = lm_manifest_policy(manifest);
	const struct lm_endpoint *near = &policy->endpoints[0];
	const struct lm_endpoint *far = &policy->endpoints[2];

	CHECK_EQ(policy->n_endpoints, 3);
	CHECK_SPAN(near->name, "near");
	CHECK_SPAN(near->url, "http://127.0.0.1:11434");
	CHECK_SPAN(near->host, "linux");
	CHECK(near->key_env.len == 0);
	CHECK(near->api == LM_API_OLLAMA && near->lane == LM_LANE_LOCAL);
	CHECK(far->api == LM_API_OPENAI && far->lane == LM_LANE_MANAGED);
	CHECK(far->host.len == 0);
	CHECK_SPAN(far->key_env, "FAR_KEY_1");
	CHECK_EQ(policy->n_queues, 2);
	CHECK_SPAN(policy->queues[0].host, "linux");
	CHECK_EQ(policy->queues[0].workers, 4);
	CHECK_EQ(policy->queues[0].max_prompt_tokens, 4096);
	CHECK(policy->queues[0].after_hours == LM_NO_LIMIT);
	CHECK_EQ(policy->queues[1].after_hours, 3);
	CHECK(policy->queues[1].max_prompt_tokens == LM_NO_LIMIT);
	lm_manifest_free(manifest);
}

static void
check_conditions(const struct lm_route *route)
{
	CHECK_SPAN(route->task, "summary");
	CHECK_SPAN(route->stage, "outline");
	CHECK_EQ(route->tokens_below, 9000);
	CHECK_EQ(route->tokens_at_least, 0);
	CHECK(route->any_flag.n == 1 && route->any_flag.list[0] == 0);
	CHECK(route->no_flag.n == 1 && route->no_flag.list[0] == 1);
	CHECK_EQ(route->schema_failures_at_least, 2);
	CHECK(route->hours == LM_HOURS_BUSINESS);
	CHECK_SPAN(route->where, ".x == 1");
	CHECK_SPAN(lm_record_text(route->where_val), ".x == 1");
	CHECK(route->on_missing == LM_MISSING_SKIP);
	if (!CHECK_EQ(route->n_equals, 4))
		return;
	CHECK_SPAN(route->equals[1].text, ".b[0]");
	CHECK_EQ(route->equals[1].path.n_steps, 2);
	CHECK_SPAN(lm_record_text(route->equals[1].value), "1.5e3");
	CHECK(yyjson_is_null(route->equals[3].value));
}

static void
routes(void)
{
	struct lm_manifest *manifest = load(FULL);
	const struct lm_policy *policy = lm_manifest_policy(manifest);
	const struct lm_route *first = &policy->routes[0];
	const struct lm_route *last = &policy->routes[1];

	CHECK_EQ(policy->n_routes, 2);
	CHECK_SPAN(first->id, "r1");
	CHECK(first->lane == LM_LANE_LOCAL && first->model == 0);
	CHECK(first->endpoint == 0 && first->queue == 0);
	CHECK(first->advisory && !first->review_required);
	CHECK(first->unredacted);
	check_conditions(first);
	CHECK(last->lane == LM_LANE_REJECT && last->model == LM_NO_INDEX);
	CHECK(last->endpoint == LM_NO_INDEX && last->queue == LM_NO_INDEX);
	CHECK(!last->advisory && !last->unredacted && last->task.len == 0);
	CHECK(last->tokens_below == LM_NO_LIMIT);
	CHECK(last->tokens_at_least == LM_NO_LIMIT);
	CHECK(last->schema_failures_at_least == LM_NO_LIMIT);
	CHECK(last->any_flag.n == 0 && last->no_flag.n == 0);
	CHECK(last->n_equals == 0 && last->hours == LM_HOURS_ANY);
	CHECK(last->where.len == 0 && last->where_val == NULL);
	CHECK(last->on_missing == LM_MISSING_HOLD);
	lm_manifest_free(manifest);
}

static void
the_rest(void)
{
	struct lm_manifest *manifest = load(FULL);
	const struct lm_policy *policy = lm_manifest_policy(manifest);

	CHECK_EQ(policy->n_flags, 2);
	CHECK_SPAN(policy->flags[0].name, "legal");
	CHECK_SPAN(policy->flags[0].phrases.list[1],
	    "R\xc3\xbc"
	    "ckbuchung");
	CHECK_EQ(yyjson_arr_size(policy->flags[0].phrases_val), 2);
	CHECK_EQ(policy->flags[1].phrases.n, 0);
	CHECK(policy->trust_record_tokens);
	CHECK_EQ(policy->ledger_days, 365);
	lm_manifest_free(manifest);
	manifest = manifest_of("{'version':'1'}");
	policy = lm_manifest_policy(manifest);
	CHECK(!policy->trust_record_tokens);
	CHECK(policy->ledger_days == LM_NO_LIMIT);
	CHECK(policy->n_models == 0 && policy->n_routes == 0);
	lm_manifest_free(manifest);
}

static void
lookups(void)
{
	struct lm_manifest *manifest = load("fixtures/manifest.jsonc");
	const struct lm_policy *policy = lm_manifest_policy(manifest);
	size_t qwen = lm_policy_model(policy, lm_span_of("qwen3.6-27b-q4"));
	size_t bge = lm_policy_model(policy, lm_span_of("bge-large-en-v1.5"));
	size_t first = LM_NO_INDEX;

	CHECK(lm_policy_model(policy, lm_span_of("qwen")) == LM_NO_INDEX);
	if (!CHECK(qwen == 0 && bge == 2))
		return;
	/* As many as in business hours. */
	CHECK_EQ(policy->queues[0].after_hours, 2);
	/* Queues: two on the Macs, then two on the Linux box. */
	CHECK_EQ(lm_policy_endpoint(policy, qwen, LM_NO_INDEX), 0);
	CHECK_EQ(lm_policy_endpoint(policy, qwen, 0), 1);
	CHECK_EQ(lm_policy_endpoint(policy, qwen, 2), 0);
	CHECK(lm_policy_endpoint(policy, bge, 1) == LM_NO_INDEX);
	CHECK(lm_policy_endpoint(policy, LM_NO_INDEX, 1) == LM_NO_INDEX);
	CHECK(lm_model_approved(&policy->models[qwen], lm_span_of("proposal")));
	CHECK(!lm_model_approved(&policy->models[bge], lm_span_of("proposal")));
	CHECK_EQ(lm_policy_approved(policy, LM_LANE_MANAGED,
		     lm_span_of("embeddings"), &first),
	    1);
	CHECK_EQ(first, 4);
	CHECK_EQ(lm_policy_approved(policy, LM_LANE_LOCAL, lm_span_of("x"),
		     &first),
	    0);
	lm_manifest_free(manifest);
}

static void
names_of_enums(void)
{
	CHECK_TEXT(lm_lane_names[LM_LANE_REJECT], "reject");
	CHECK_TEXT(lm_api_names[LM_API_TEI], "tei");
	CHECK_TEXT(lm_on_missing_names[LM_MISSING_MATCH], "match");
	CHECK_TEXT(lm_hours_names[LM_HOURS_AFTER - LM_HOURS_BUSINESS], "after");
	CHECK(lm_lane_names[LM_N_LANES] == NULL);
}

/* path as the manifest at own means it. */
static void
check_file(const char *own, const char *path, const char *want)
{
	struct lm_manifest *manifest;
	struct lm_buf out = {0};
	struct lm_err err;

	CHECK_OK(lm_manifest_read(lm_span_of("{\"version\":\"1\"}"), own,
		     &manifest, &err),
	    &err);
	append(&out, lm_span_of(">"));
	CHECK_OK(lm_manifest_file(manifest, lm_span_of(path), &out, &err),
	    &err);
	CHECK_TEXT(out.ptr + 1, want);
	CHECK_SPAN(lm_span(out.ptr + 1, out.len - 1), want);
	lm_buf_free(&out);
	lm_manifest_free(manifest);
}

static void
files_start_at_its_folder(void)
{
	check_file("a/b/m.jsonc", "t.json", "a/b/t.json");
	check_file("a/b/m.jsonc", "../t.json", "a/b/../t.json");
	check_file("a/b/m.jsonc", "/t.json", "/t.json");
	check_file("/m.jsonc", "t/t.json", "/t/t.json");
	check_file("m.jsonc", "t.json", "t.json");
	check_file("-", "t.json", "t.json");
	check_file(NULL, "t.json", "t.json");
}

static void
schemas_of_tasks(void)
{
	struct lm_manifest *manifest =
	    manifest_of("{'version':'1','schemas':{'b':'s/b.json',"
			"'\\u0061':'/a.json'}}");
	const struct lm_task_schema *list;
	struct lm_err err;
	size_t n;

	if (manifest == NULL)
		return;
	list = lm_manifest_task_schemas(manifest, &n);
	if (CHECK_EQ(n, 2)) {
		CHECK_SPAN(list[0].task, "b");
		CHECK_TEXT(list[0].path, "dir/s/b.json");
		CHECK_SPAN(list[1].task, "a");
		CHECK_TEXT(list[1].path, "/a.json");
		(void)lm_manifest_blame(manifest, list[1].val, &err, "no");
		CHECK_EQ(err.column, 51);
	}
	lm_manifest_free(manifest);
	manifest = manifest_of("{'version':'1'}");
	(void)lm_manifest_task_schemas(manifest, &n);
	CHECK_EQ(n, 0);
	lm_manifest_free(manifest);
}

static void
schemas_that_are_none(void)
{
	check_mistake("{'version':'1','schemas':{'b':`''}}",
	    "\"b\": expected a string that is not empty, found \"\"");
	check_mistake("{'version':'1','schemas':{`'':'b'}}",
	    "\"schemas\": expected a string that is not empty, found \"\"");
	check_mistake("{'version':'1','schemas':{'b':'1',`'b':'2'}}",
	    "\"b\" is there twice: expected once (first in line 1)");
	check_mistake("{'version':'1','schemas':`['b']}",
	    "\"schemas\": expected an object, found a list");
	check_mistake("{'version':'1','schemas':{'b':`7}}",
	    "\"b\": expected a string that is not empty, found 7");
}

/* Of a model with the task proposal and a route with the task triage. */
static void
schemas_of_unknown_tasks(void)
{
#define TASKED(schemas)                                                     \
	"{'version':'1','models':{'m':{'kind':'generation','endpoint':'e'," \
	"'tasks':['proposal']}},'endpoints':{'e':{'url':'http://[::1]/',"   \
	"'api':'tei','lane':'local'}},'routes':[{'id':'r','task':'triage'," \
	"'lane':'hold'},{'id':'s','task':'proposals2','lane':'hold'}],"     \
	"'schemas':{" schemas "}}"
	static const char *const fine[] = {TASKED("'proposal':'a'"),
	    TASKED("'triage':'a','proposals2':'b','audit':'c'"),
	    TASKED("'proposal3':'a','triage_de':'b'")};
	struct lm_err err;

	for (size_t i = 0; i < 3; i++)
		CHECK_OK(manifest_read(fine[i], &err), &err);
	check_mistake(TASKED("'triage':'a',`'proposl':'b'"),
	    "\"schemas\": no model and no route has the task \"proposl\": "
	    "expected \"proposal\"?");
	check_mistake(TASKED("`'traige':'b'"),
	    "\"schemas\": no model and no route has the task \"traige\": "
	    "expected \"triage\"?");
}

static void
bytes_and_blame(void)
{
	static const char text[] =
	    "\xef\xbb\xbf{\"version\":\"1\", // one\n \"prices\":\"p\",}\n";
	struct lm_manifest *manifest;
	struct lm_err err = {0};

	CHECK_OK(lm_manifest_read(lm_span_of(text), "m", &manifest, &err),
	    &err);
	CHECK_SPAN(lm_manifest_bytes(manifest), text);
	CHECK_CODE(lm_manifest_blame(manifest,
		       lm_manifest_get(manifest, "prices", NULL), &err, "%s %d",
		       "no", 7),
	    LM_MALFORMED);
	CHECK_TEXT(err.file, "m");
	CHECK_TEXT(err.message, "no 7");
	CHECK(err.line == 2 && err.column == 11);
	lm_manifest_free(manifest);
}

TEST_MAIN(TEST(models), TEST(endpoints_and_queues), TEST(routes),
    TEST(the_rest), TEST(lookups), TEST(names_of_enums),
    TEST(files_start_at_its_folder), TEST(schemas_of_tasks),
    TEST(schemas_that_are_none), TEST(schemas_of_unknown_tasks),
    TEST(bytes_and_blame))
