#include "target.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/clock.h"
#include "lm/manifest.h"
#include "manifests.h"

#define DIGEST \
	"sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"

/* Models of all kinds, on two machines of ours and on one of others. */
#define MODELS                                                                  \
	"'bge':{'kind':'embedding','endpoint':'here','dimensions':1024,"        \
	"'context':512,'digest':'" DIGEST "','tokenizer':'bge.json'},"          \
	"'two':{'kind':'embedding','endpoint':['here','there'],'tasks':['t']}," \
	"'old':{'kind':'embedding','endpoint':'here','expires':'2126-05-05'},"  \
	"'far':{'kind':'embedding','endpoint':'hosted'},"                       \
	"'chat':{'kind':'generation','endpoint':'here','context':4096}"
#define ENDPOINTS                                                           \
	"'here':{'url':'http://127.0.0.1:11434','api':'ollama',"            \
	"'lane':'local','host':'linux'},"                                   \
	"'there':{'url':'http://10.0.0.7:8080','api':'tei','lane':'local'," \
	"'host':'mac'},"                                                    \
	"'hosted':{'url':'https://models.example/v1','api':'openai',"       \
	"'lane':'managed','key_env':'LMOB_TEST_TARGET_KEY'}"
#define MANIFEST(routes, more)                                         \
	"{'version':'1','models':{" MODELS "},'endpoints':{" ENDPOINTS \
	"}" more ",'routes':[" routes "]}"
#define QUEUES                                                                   \
	",'queues':{'a':{'host':'linux','workers':3,'after_hours':'unlimited'}," \
	"'b':{'host':'linux','workers':2,'after_hours':9},"                      \
	"'c':{'host':'mac','workers':1}}"
#define HOURS                                                      \
	",'business_hours':{'days':'mon-fri','from':'09:00','to':" \
	"'18:00','timezone':'UTC'}"

static int64_t
at(const char *time)
{
	int64_t ns = 0;

	CHECK(lm_clock_parse(lm_span_of(time), &ns));
	return ns;
}

/* A choice that is refused with just these words. */
static void
check_refused(const char *text, struct target_choice choice, const char *want)
{
	struct lm_manifest *manifest = text == NULL ? NULL : manifest_of(text);
	struct target target;
	struct lm_err err = {0};

	CHECK_CODE(target_find(&choice, manifest, &target, &err), LM_USAGE);
	CHECK_TEXT(err.message, want);
	target_free(&target);
	lm_manifest_free(manifest);
}

static struct target
find(const struct lm_manifest *manifest, struct target_choice choice)
{
	struct target target;
	struct lm_err err = {0};

	CHECK_OK(target_find(&choice, manifest, &target, &err), &err);
	return target;
}

static void
what_the_manifest_says(void)
{
	struct lm_manifest *manifest = manifest_of(MANIFEST("", QUEUES));
	struct target target =
	    find(manifest, (struct target_choice){.model = "bge"});

	CHECK(target.manifest == manifest && target.approved != NULL);
	CHECK_SPAN(target.endpoint.name, "here");
	CHECK_TEXT(target.url.ptr, "http://127.0.0.1:11434");
	CHECK_SPAN(lm_buf_view(&target.url), "http://127.0.0.1:11434");
	CHECK_SPAN(target.model, "bge");
	CHECK_SPAN(target.digest, DIGEST);
	CHECK_EQ(target.dimensions, 1024);
	CHECK_EQ(target.context, 512);
	CHECK_SPAN(lm_buf_view(&target.tokenizer), "dir/bge.json");
	CHECK_EQ(target.key.len, 0);
	target_free(&target);
	CHECK(target.url.ptr == NULL);
	target_free(&target);
	target = find(manifest, (struct target_choice){.model = "two"});
	CHECK(target.digest.len == 0 && target.dimensions == 0 &&
	    target.context == 0 && target.tokenizer.len == 0);
	target_free(&target);
	lm_manifest_free(manifest);
}

static void
models_that_are_none(void)
{
	static const char text[] = MANIFEST("", "");

	check_refused(text, (struct target_choice){.model = "bgr"},
	    "--model bgr: the manifest has no model of this name for "
	    "embeddings; the nearest is bge");
	check_refused(text, (struct target_choice){.model = "something-else"},
	    "--model something-else: the manifest has no model of this name "
	    "for embeddings");
	check_refused(text, (struct target_choice){.model = ""},
	    "--model : the manifest has no model of this name for embeddings");
	/* One that generates is no good advice. */
	check_refused(text, (struct target_choice){.model = "chatt"},
	    "--model chatt: the manifest has no model of this name for "
	    "embeddings");
	check_refused(text, (struct target_choice){.model = "chat"},
	    "--model chat: it generates texts; expected a model of kind "
	    "embedding");
}

/* A manifest whose approvals are over is not read; this is of those that end
 * while it is in use. */
static void
expired(void)
{
	struct lm_manifest *manifest = manifest_of(MANIFEST("", ""));
	const struct target_choice choice = {.model = "old"};
	struct target target;
	struct lm_err err = {0};

	(void)setenv("LMOB_NOW", "2126-05-05T00:00:00Z", 1);
	CHECK_CODE(target_find(&choice, manifest, &target, &err), LM_USAGE);
	CHECK_TEXT(err.message,
	    "--model old: its approval expired on 2126-05-05");
	target_free(&target);
	(void)setenv("LMOB_NOW", "2126-05-04T23:59:59Z", 1);
	target = find(manifest, choice);
	target_free(&target);
	(void)unsetenv("LMOB_NOW");
	lm_manifest_free(manifest);
}

static void
endpoints(void)
{
	static const char text[] = MANIFEST("", "");
	struct lm_manifest *manifest = manifest_of(text);
	struct target target =
	    find(manifest, (struct target_choice){.model = "two"});

	CHECK_SPAN(target.endpoint.name, "here");
	target_free(&target);
	target = find(manifest,
	    (struct target_choice){.model = "two", .endpoint = "there"});
	CHECK_SPAN(target.endpoint.name, "there");
	CHECK(target.endpoint.api == LM_API_TEI);
	target_free(&target);
	target = find(manifest,
	    (struct target_choice){.model = "two",
		.endpoint = "there",
		.engine = "tei"});
	target_free(&target);
	lm_manifest_free(manifest);
	check_refused(text,
	    (struct target_choice){.model = "bge", .endpoint = "there"},
	    "--endpoint there: the manifest does not serve model bge there");
	check_refused(text,
	    (struct target_choice){.model = "bge", .endpoint = ""},
	    "--endpoint : the manifest does not serve model bge there");
	check_refused(text,
	    (struct target_choice){.model = "bge", .engine = "tei"},
	    "--engine tei: the endpoint of model bge speaks ollama");
}

static void
keys(void)
{
	static const char text[] = MANIFEST("", "");
	static const char message[] =
	    "LMOB_TEST_TARGET_KEY, which holds the key of endpoint hosted, is "
	    "not set";
	struct lm_manifest *manifest;
	struct target target;

	(void)unsetenv("LMOB_TEST_TARGET_KEY");
	check_refused(text, (struct target_choice){.model = "far"}, message);
	(void)setenv("LMOB_TEST_TARGET_KEY", "", 1);
	check_refused(text, (struct target_choice){.model = "far"}, message);
	(void)setenv("LMOB_TEST_TARGET_KEY", "sk-1", 1);
	manifest = manifest_of(text);
	target = find(manifest, (struct target_choice){.model = "far"});
	CHECK_SPAN(target.key, "sk-1");
	CHECK(target.endpoint.lane == LM_LANE_MANAGED);
	target_free(&target);
	lm_manifest_free(manifest);
	(void)unsetenv("LMOB_TEST_TARGET_KEY");
}

static void
check_workers(const char *text, const char *endpoint, const char *time,
    uint64_t want)
{
	struct lm_manifest *manifest = manifest_of(text);
	struct target target = find(manifest,
	    (struct target_choice){.model = "two", .endpoint = endpoint});

	CHECK(target_workers(&target, at(time)) == want);
	check_note("%s at %s: %ju", endpoint, time,
	    (uintmax_t)target_workers(&target, at(time)));
	target_free(&target);
	lm_manifest_free(manifest);
}

#define ROUTE(queue)                                                  \
	"{'id':'r','lane':'local','model':'two','queue':'" queue "'," \
	"'task':'t'}"
#define MONDAY_NOON "2026-05-04T12:00:00Z"
#define MONDAY_NIGHT "2026-05-04T18:00:00Z"

/* Of the machine's queues the smallest, unless routes say which. */
static void
workers(void)
{
	check_workers(MANIFEST("", ""), "here", MONDAY_NOON, LM_NO_LIMIT);
	check_workers(MANIFEST("", QUEUES HOURS), "here", MONDAY_NOON, 2);
	check_workers(MANIFEST("", QUEUES HOURS), "here", MONDAY_NIGHT, 9);
	check_workers(MANIFEST("", QUEUES HOURS), "there", MONDAY_NOON, 1);
	check_workers(MANIFEST("", QUEUES HOURS), "there", MONDAY_NIGHT, 1);
	/* Without hours it is always business. */
	check_workers(MANIFEST("", QUEUES), "here", MONDAY_NIGHT, 2);
	check_workers(MANIFEST(ROUTE("a"), QUEUES HOURS), "here", MONDAY_NOON,
	    3);
	check_workers(MANIFEST(ROUTE("a"), QUEUES HOURS), "here", MONDAY_NIGHT,
	    LM_NO_LIMIT);
	/* A route of the other endpoint says nothing of this one. */
	check_workers(MANIFEST(ROUTE("a"), QUEUES HOURS), "there", MONDAY_NOON,
	    1);
	check_workers(MANIFEST(ROUTE("c"), QUEUES HOURS), "here", MONDAY_NOON,
	    2);
}

static void
options_that_exclude_each_other(void)
{
	static const char text[] = MANIFEST("", "");
	static const char url[] = "http://localhost";

	check_refused(NULL, (struct target_choice){.engine = "ollama"},
	    "--engine ollama needs --model: the name of the model");
	check_refused(NULL, (struct target_choice){.url = url},
	    "--url needs --model: the name of the model");
	check_refused(text, (struct target_choice){.endpoint = "here"},
	    "--endpoint needs --model: the name of the model");
	check_refused(NULL, (struct target_choice){.api = "tei"},
	    "--api needs --model: the name of the model");
	check_refused(NULL, (struct target_choice){.model = "bge"},
	    "--model bge needs a manifest that names it (--manifest, "
	    "$LMOB_MANIFEST), or --url and --api");
	check_refused(text,
	    (struct target_choice){.model = "bge", .url = url, .api = "tei"},
	    "--url is for trying things without a manifest; with one, the "
	    "model's endpoint is asked");
	check_refused(text,
	    (struct target_choice){.model = "bge", .api = "ollama"},
	    "--api is for --url; in a manifest the endpoint says what it "
	    "speaks");
	check_refused(NULL,
	    (struct target_choice){.model = "bge",
		.url = url,
		.api = "tei",
		.endpoint = "here"},
	    "--endpoint is one of a manifest; --url names the server");
}

static void
by_url(void)
{
	static const char *const good[] = {"http://localhost",
	    "http://LOCALHOST:80/", "https://localhost:8443/x/y?z",
	    "http://127.0.0.1:11434", "http://127.255.255.254", "http://[::1]",
	    "http://[::1]:8080/v1", "http://[0:0:0:0:0:0:0:1]:1",
	    "http://localhost.:80"};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		struct target target = find(NULL,
		    (struct target_choice){.model = "m",
			.url = good[i],
			.api = "llama.cpp"});

		CHECK(target.manifest == NULL && target.approved == NULL);
		CHECK(target.endpoint.api == LM_API_LLAMA_CPP);
		CHECK(target.endpoint.lane == LM_LANE_LOCAL);
		CHECK_EQ(target.endpoint.name.len, 0);
		CHECK_TEXT(target.url.ptr, good[i]);
		CHECK_SPAN(target.model, "m");
		CHECK(target_workers(&target, 0) == LM_NO_LIMIT);
		target_free(&target);
	}
}

/* By any trick: a server that is not this machine's is not asked. */
static void
by_url_elsewhere(void)
{
	static const char *const bad[] = {"http://example.com",
	    "http://127.example.com", "http://127.0.0.1.example.com",
	    "http://localhost.example.com", "http://10.0.0.1", "http://[::2]",
	    "http://[::ffff:10.0.0.1]", "http://0.0.0.0", "http://128.0.0.1",
	    "http://localhost@example.com", "http://example.com#@localhost",
	    "http://example.com?@localhost", "http://example.com/@localhost",
	    "http://user:password@localhost", "http://user@localhost",
	    "http://example.com\\@localhost", "http://[::1", "http://[]",
	    "http://localhost:0", "http://localhost:65536",
	    "http://localhost:80:80", "http://", "http:///x", "localhost",
	    "localhost:11434", "ftp://localhost", "file:///etc/passwd",
	    "//localhost", "", "xhttp://localhost", "http:/localhost"};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		const struct target_choice choice = {.model = "m",
		    .url = bad[i],
		    .api = "tei"};
		struct target target;
		struct lm_err err = {0};

		CHECK_CODE(target_find(&choice, NULL, &target, &err), LM_USAGE);
		CHECK_HAS(err.message, "--url");
		CHECK(strstr(err.message, "password") == NULL);
		check_note("%s", bad[i]);
		target_free(&target);
	}
}

static void
by_url_of_what_api(void)
{
	static const char url[] = "http://localhost";

	check_refused(NULL, (struct target_choice){.model = "m", .url = url},
	    "--url needs --api: openai, ollama, llama.cpp, vllm, tei");
	check_refused(NULL,
	    (struct target_choice){.model = "m", .url = url, .api = "OpenAI"},
	    "--api OpenAI: expected openai, ollama, llama.cpp, vllm or tei");
	check_refused(NULL,
	    (struct target_choice){.model = "m",
		.url = url,
		.api = "vllm",
		.engine = "tei"},
	    "--engine tei: the endpoint of model m speaks vllm");
}

TEST_MAIN(TEST(what_the_manifest_says), TEST(models_that_are_none),
    TEST(expired), TEST(endpoints), TEST(keys), TEST(workers),
    TEST(options_that_exclude_each_other), TEST(by_url), TEST(by_url_elsewhere),
    TEST(by_url_of_what_api))
