#include "lm/manifest.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/buf.h"
#include "manifests.h"
#include "repository.h"

/* What stands under EXAMPLES is a manifest. */
static void
the_manuals_example(void)
{
	static const char begin[] = ".Bd -literal -offset indent\n";
	struct lm_buf manual = repository_file("man/lmob-manifest.5");
	struct lm_manifest *manifest;
	struct lm_err err;
	const char *from, *end;
	double x = 0;

	append(&manual, lm_span("", 1));
	from = strstr(manual.ptr, ".Sh EXAMPLES");
	from = from == NULL ? NULL : strstr(from, begin);
	end = from == NULL ? NULL : strstr(from, ".Ed");
	if (CHECK(end != NULL)) {
		from += sizeof(begin) - 1;
		CHECK_OK(lm_manifest_read(lm_span(from, (size_t)(end - from)),
			     "EXAMPLES", &manifest, &err),
		    &err);
		CHECK(manifest != NULL &&
		    lm_manifest_gate(manifest, "embedding_drift", &x) &&
		    x == 0.05);
		lm_manifest_free(manifest);
	}
	lm_buf_free(&manual);
}

static void
the_example(void)
{
	struct lm_buf file = repository_file("fixtures/manifest.jsonc");
	struct lm_manifest *manifest;
	struct lm_err err;
	size_t n;
	double x = 0;

	if (CHECK_OK(lm_manifest_read(lm_buf_view(&file), "example", &manifest,
			 &err),
		&err)) {
		CHECK_HAS(lm_manifest_stamp(manifest), "2026-05-05.1#");
		CHECK(lm_manifest_denylist(manifest, &n) != NULL && n == 5);
		CHECK(lm_manifest_gate(manifest, "embedding_drift", &x));
		CHECK(x == 0.08);
		CHECK_EQ(yyjson_arr_size(
			     lm_manifest_get(manifest, "routes", NULL)),
		    12);
	}
	lm_manifest_free(manifest);
	lm_buf_free(&file);
}

/* The manifest that the design shows, its dots filled in: on the day before a
 * model expires, and on that day. */
static const char design[] =
    "{ 'version': '2026-05-05.1',\n"
    "'models': {'qwen3.6-27b-q4': {'kind': 'generation', 'endpoint':\n"
    "  'linux-gpu', 'context': 32768, 'tokenizer': 'qwen.gguf', 'tasks':\n"
    "  ['support_summary'], 'expires': `'2026-11-01'},\n"
    " 'bge-large-en-v1.5': {'kind': 'embedding', 'endpoint': 'linux-gpu',\n"
    "  'dimensions': 1024}},\n"
    "'endpoints': {'linux-gpu': {'url': 'http://127.0.0.1:11434', 'api':\n"
    "  'ollama', 'lane': 'local', 'host': 'linux'}, 'hosted': {'url':\n"
    "  'https://models.example/v1', 'api': 'openai', 'lane': 'managed',\n"
    "  'key_env': 'HOSTED_KEY'}},\n"
    "'queues': {'mac1_long_generation': {'host': 'mac1', 'workers': 2},\n"
    " 'mac2_long_generation': {'host': 'mac2', 'workers': 2},\n"
    " 'linux_short_generation': {'host': 'linux', 'workers': 4,\n"
    "  'max_prompt_tokens': 4096},\n"
    " 'embeddings': {'host': 'linux', 'workers': 1, 'after_hours':\n"
    "  'unlimited'}},\n"
    "'business_hours': {'days': 'mon-fri', 'from': '09:00', 'to': '18:00',\n"
    "  'timezone': 'Europe/Berlin'},\n"
    "'risk_flags': {'refund_dispute': ['chargeback', 'dispute the refund'],\n"
    "  'legal_language': ['our lawyer'], 'severe_outage': ['is down'],\n"
    "  'security_incident': ['was hacked']},\n"
    "'routes': [\n"
    " {'id': 'support-risk', 'task': 'support_summary', 'any_flag':\n"
    "  ['refund_dispute', 'legal_language', 'severe_outage',\n"
    "  'security_incident'], 'lane': 'managed'},\n"
    " {'id': 'support-strikes', 'task': 'support_summary',\n"
    "  'schema_failures_at_least': 2, 'lane': 'managed'},\n"
    " {'id': 'support-long', 'task': 'support_summary',\n"
    "  'tokens_at_least': 9000, 'lane': 'managed'},\n"
    " {'id': 'support', 'task': 'support_summary', 'lane': 'local',\n"
    "  'model': 'qwen3.6-27b-q4', 'queue': 'linux_short_generation'}],\n"
    "'redaction': {'denylist_fields': ['access_token'], 'learn':\n"
    "  ['.customer.name'], 'hash_fields': ['.doc_id'], 'allow_paths': [],\n"
    "  'allow_values': [], 'replace': {'email': 'pseudonym'}, 'key_env':\n"
    "  'LMOB_KEY', 'rules': ['gitleaks.toml']},\n"
    "'retention': {'prompt_traces_days': 14},\n"
    "'gates': {'embedding_drift': 0.08, 'clean_drift_runs': 7,\n"
    "  'retrieval_loss_pp': 2, 'schema_validity': 0.95},\n"
    "'prices': 'prices.csv' }\n";

static void
the_designs(void)
{
	struct lm_err err;

	CHECK(setenv("LMOB_NOW", "2026-10-31T23:59:59Z", 1) == 0);
	CHECK_OK(manifest_read(design, &err), &err);
	CHECK(setenv("LMOB_NOW", "2026-11-01T00:00:00Z", 1) == 0);
	check_mistake(design,
	    "\"expires\": expected a day after today, 2026-11-01, found "
	    "\"2026-11-01\": \"qwen3.6-27b-q4\" is no longer approved");
	CHECK(setenv("LMOB_NOW", "noon", 1) == 0);
	CHECK_CODE(manifest_read(design, &err), LM_USAGE);
	CHECK(unsetenv("LMOB_NOW") == 0);
}

TEST_MAIN(TEST(the_manuals_example), TEST(the_example), TEST(the_designs))
