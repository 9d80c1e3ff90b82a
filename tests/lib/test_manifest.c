#include "lm/manifest.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/buf.h"
#include "lm/hash.h"

static struct lm_manifest *
read_text(const char *text, struct lm_err *err)
{
	struct lm_manifest *manifest;

	CHECK_OK(lm_manifest_read(lm_span_of(text), "m", &manifest, err), err);
	return manifest;
}

static void
stamps(void)
{
	static const char text[] = "{\"version\":\"2026-05-05.1\"} // x\n";
	struct lm_err err;
	struct lm_manifest *manifest = read_text(text, &err);
	char hex[LM_HASH_HEX_SIZE], want[64];

	if (manifest == NULL)
		return;
	lm_hash_hex(lm_hash(lm_span_of(text)), hex);
	(void)snprintf(want, sizeof(want), "2026-05-05.1#%s", hex);
	CHECK_TEXT(lm_manifest_stamp(manifest), want);
	lm_manifest_free(manifest);
}

/* Of the bytes as they are: comment, byte order mark and all. */
static void
stamps_differ(void)
{
	struct lm_err err;
	struct lm_manifest *a = read_text("{\"version\":\"1\"}", &err);
	struct lm_manifest *b = read_text("{\"version\":\"1\"}//", &err);
	struct lm_manifest *c =
	    read_text("\xef\xbb\xbf{\"version\":\"1\"}", &err);

	if (a != NULL && b != NULL && c != NULL) {
		CHECK(strcmp(lm_manifest_stamp(a), lm_manifest_stamp(b)) != 0);
		CHECK(strcmp(lm_manifest_stamp(a), lm_manifest_stamp(c)) != 0);
		CHECK(strncmp(lm_manifest_stamp(c), "1#", 2) == 0);
	}
	lm_manifest_free(a);
	lm_manifest_free(b);
	lm_manifest_free(c);
}

static void
denylists(void)
{
	struct lm_err err;
	size_t n = 9;
	struct lm_manifest *manifest =
	    read_text("{\"version\":\"1\",\"redaction\":{}}", &err);

	CHECK(lm_manifest_denylist(manifest, &n) == NULL && n == 0);
	lm_manifest_free(manifest);
	n = 9;
	manifest = read_text("{\"version\":\"1\",\"redaction\":"
			     "{\"denylist_fields\":[]}}",
	    &err);
	CHECK(lm_manifest_denylist(manifest, &n) != NULL && n == 0);
	lm_manifest_free(manifest);
	manifest = read_text("{\"version\":\"1\",\"redaction\":"
			     "{\"denylist_fields\":[\"a\",\"\\u0062 c\",],}}",
	    &err);
	if (CHECK(lm_manifest_denylist(manifest, &n) != NULL) &&
	    CHECK_EQ(n, 2)) {
		CHECK_SPAN(lm_manifest_denylist(manifest, &n)[0], "a");
		CHECK_SPAN(lm_manifest_denylist(manifest, &n)[1], "b c");
	}
	lm_manifest_free(manifest);
}

static void
gates(void)
{
	struct lm_err err;
	struct lm_manifest *manifest =
	    read_text("{\"version\":\"1\",\"gates\":"
		      "{\"embedding_drift\":8e-2,\"schema_validity\":1}}",
		&err);
	double x = -1;

	CHECK(!lm_manifest_gate(manifest, "retrieval_loss_pp", &x) && x == -1);
	CHECK(lm_manifest_gate(manifest, "embedding_drift", &x) && x == 0.08);
	CHECK(lm_manifest_gate(manifest, "schema_validity", &x) && x == 1);
	lm_manifest_free(manifest);
	manifest = read_text("{\"version\":\"1\"}", &err);
	x = -1;
	CHECK(!lm_manifest_gate(manifest, "embedding_drift", &x) && x == -1);
	lm_manifest_free(manifest);
}

static void
any_value(void)
{
	struct lm_err err;
	struct lm_manifest *manifest = read_text(
	    "{\"version\":\"1\","
	    "\"retention\":{\"prompt_traces_days\":14},\"prices\":\"p\"}",
	    &err);
	yyjson_val *days =
	    lm_manifest_get(manifest, "retention", "prompt_traces_days");

	if (CHECK(days != NULL))
		CHECK_SPAN(lm_record_text(days), "14");
	CHECK(yyjson_is_obj(lm_manifest_get(manifest, "retention", NULL)));
	CHECK(
	    yyjson_equals_str(lm_manifest_get(manifest, "prices", NULL), "p"));
	CHECK(lm_manifest_get(manifest, "prices", "x") == NULL);
	CHECK(lm_manifest_get(manifest, "gates", "x") == NULL);
	CHECK(lm_manifest_get(manifest, "gates", NULL) == NULL);
	CHECK(lm_manifest_record(manifest)->n_values == 9);
	lm_manifest_free(manifest);
}

/* One mistake each: where it is and what the message says of it. */
struct mistake {
	const char *text;
	uint64_t line;
	uint64_t column;
	const char *says;
};

static const struct mistake mistakes[] = {
    {"", 1, 1, "not JSON"},
    {"// nothing\n", 1, 1, "not JSON"},
    {"{\"version\":\"1\"", 1, 15, "not JSON"},
    {"{\"version\":\"1\",,}", 1, 16, "not JSON"},
    {"{\"version\":\"1\"}\n x", 2, 2, "not JSON"},
    {"{\"version\":\"1\", // x\n /* y\n", 2, 2, "expected */"},
    {"[\"version\"]", 1, 1, "expected an object, found a list"},
    {" 7", 1, 2, "expected an object, found 7"},
    {"// c\n {}", 2, 2, "expected the key \"version\""},
    {"{\"version\":1}", 1, 12, "\"version\": expected 1 to 64"},
    {"{\"version\":\"\"}", 1, 12, "found \"\""},
    {"{\"version\":\"a#b\"}", 1, 12, "without space or #"},
    {"{\"version\":\"1\",\n\t\"endpont\":{}}", 2, 2,
	"unknown key \"endpont\": expected \"endpoints\"?"},
    {"{\"version\":\"1\",\"xyzzy\":{}}", 1, 16,
	"expected one of version, models, endpoints, queues"},
    {"{\"version\":\"1\",\n\n\"version\":\"1\"}", 3, 1,
	"\"version\" is there twice: expected once (first in line 1)"},
    {"{\"version\":\"1\",\"models\":{\"a\":{\n\"kind\":\"embedding\","
     "\"endpoint\":\"e\",\"endpoint\":\"e\"}}}",
	2, 35, "\"endpoint\" is there twice"},
    {"{\"version\":\"1\",\"risk_flags\":{\"a\":[\"x\"],\"b\":[\"x\"],"
     "\"\\u0061\":[\"x\"]}}",
	1, 50, "is there twice"},
    {"{\"version\":\"1\",\"z\":1,\"b\":1,\n\"z\":2,\n\"b\":2,\"z\":3}", 2, 1,
	"\"z\" is there twice: expected once (first in line 1)"},
    {"{\"version\":\"1\",\"models\":{\"a\":\n {\"kind\":\"embedding\"}}}", 2, 2,
	"expected the key \"endpoint\""},
    {"{\"version\":\"1\",\"models\":{\"a\":{\"kind\":\"embeding\","
     "\"endpoint\":\"e\"}}}",
	1, 38,
	"\"kind\": expected \"generation\" or \"embedding\", found "
	"\"embeding\""},
    {"{\"version\":\"1\",\"models\":{\"\":{}}}", 1, 26,
	"\"models\": expected a string that is not empty, found \"\""},
    {"{\"version\":\"1\",\"gates\":{\"embedding_drift\":2.01}}", 1, 43,
	"\"embedding_drift\": expected a number from 0 to 2, found 2.01"},
    {"{\"version\":\"1\",\"gates\":{\"schema_validity\":-0.1}}", 1, 43,
	"expected a number from 0 to 1, found -0.1"},
    {"{\"version\":\"1\",\"gates\":{\"schema_validity\":1e999}}", 1, 43,
	"found 1e999"},
    {"{\"version\":\"1\",\"gates\":{\"clean_drift_runs\":1.5}}", 1, 44,
	"expected a whole number from 1 to 1000000000, found 1.5"},
    {"{\"version\":\"1\",\"gates\":{\"clean_drift_runs\":0}}", 1, 44,
	"found 0"},
    {"{\"version\":\"1\",\"gates\":[]}", 1, 24,
	"\"gates\": expected an object, found []"},
    {"{\"version\":\"1\",\"queues\":{\"q\":{\"host\":\"h\",\"workers\":2,"
     "\"after_hours\":\"all\"}}}",
	1, 68, "expected \"unlimited\" or a whole number from 1"},
    {"{\"version\":\"1\",\"routes\":[{\"id\":\"r\",\"lane\":\"local\"},"
     "\n  null]}",
	2, 3, "\"routes\": expected an object, found null"},
    {"{\"version\":\"1\",\"routes\":[{\"id\":\"r\",\"lane\":\"hold\","
     "\"any_flag\":[]}]}",
	1, 61, "\"any_flag\": expected a list that is not empty, found []"},
    {"{\"version\":\"1\",\"redaction\":{\"learn\":[\".a\", \"b\"]}}", 1, 44,
	"path b: expected"},
    {"{\"version\":\"1\",\"routes\":[{\"id\":\"r\",\"lane\":\"hold\","
     "\"equals\":{\"a\":1}}]}",
	1, 60, "path a: expected"},
    {"{\"version\":\"1\",\"redaction\":{\"rules\":[\"a\\u0000b\"]}}", 1, 38,
	"\"rules\": expected a string"},
    {"{\"version\":\"1\",\"models\":{\"m\":{\"kind\":\"embedding\","
     "\"endpoint\":\"e\",\"digest\":\"sha256:0\"}}}",
	1, 74, "\"digest\": expected \"sha256:\" and 64"},
    {"{\"version\":\"1\",\"models\":{\"m\":{\"kind\":\"embedding\","
     "\"endpoint\":\"e\",\"expires\":\"2026-02-30\"}}}",
	1, 75, "\"expires\": expected a day"},
    {"{\"version\":\"1\",\"endpoints\":{\"e\":{\"lane\":\"local\","
     "\"api\":\"vllm\",\"url\":\"127.0.0.1\"}}}",
	1, 68,
	"\"url\": expected an address with http:// or https://, a host, a port "
	"to 65535 or none, without @, ? and #, found another value, not "
	"shown"},
    {"{\"version\":\"1\",\"endpoints\":{\"e\":{\"lane\":\"local\","
     "\"api\":\"vllm\",\"url\":\"http://a:1x\"}}}",
	1, 68, "\"url\": expected an address with http:// or https://, a host"},
    {"{\"verison\":\"1\"}", 1, 2,
	"unknown key \"verison\": expected \"version\"?"},
    {"{\"version\":\"1\",\"models\":{\"a\":{\"kind\":\"embedding\","
     "\"endpoints\":\"e\"}}}",
	1, 50, "unknown key \"endpoints\": expected \"endpoint\"?"},
    {"{\"version\":\"1\",\"queues\":{\"q\":{\"workers\":1,\"hots\":1}}}", 1, 43,
	"unknown key \"hots\": expected \"host\"?"},
    {"{\"version\":\"1\",\"business_hours\":{\"tz\":\"UTC\"}}", 1, 34,
	"unknown key \"tz\": expected one of "},
    {"{\"version\":\"1\"}\n // f\xfcr", 2, 6,
	"not UTF-8: expected a character, found the byte 0xfc"},
    {"\xef\xbb\xbf{\"version\":\"1\xe2\x82\"}", 1, 14,
	"not UTF-8: expected a character, found the byte 0xe2"},
    {"{\"version\":\"1\",\"redaction\":{\"key_env\":\"A B\"}}", 1, 39,
	"\"key_env\": expected the name of an environment variable, found "
	"another value, not shown"},
    {"{\"version\":\"1\",\"redaction\":{\"key_env\":[]}}", 1, 39, "found []"},
    {"{\"version\":\"1\",\"business_hours\":{\"timezone\":\"UTC\","
     "\"days\":\"mo-fr\",\"from\":\"9:00\",\"to\":\"18:00\"}}",
	1, 58, "\"days\": expected days"},
    {"{\"version\":\"1\",\"business_hours\":{\"timezone\":\"UTC\","
     "\"days\":\"mon\",\"from\":\"9:00\",\"to\":\"18:00\"}}",
	1, 71, "\"from\": expected a time"},
    {"\xef\xbb\xbf{\"version\":2}", 1, 12, "found 2"},
    {"{\"version\":\"1\",\r\n\"prices\":false}", 2, 10, "found false"},
};

static void
mistakes_have_a_place(void)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		const struct mistake *want = &mistakes[i];
		struct lm_manifest *manifest = NULL;
		struct lm_err err = {0};
		bool held = CHECK_CODE(lm_manifest_read(lm_span_of(want->text),
					   "dir/m", &manifest, &err),
		    LM_MALFORMED);

		held = held && CHECK(manifest == NULL) &&
		    CHECK_TEXT(err.file, "dir/m") &&
		    CHECK_EQ(err.line, want->line) &&
		    CHECK_EQ(err.column, want->column) &&
		    CHECK_HAS(err.message, want->says);
		if (!held)
			check_note("of %s", want->text);
		lm_manifest_free(manifest);
	}
}

#define SECRET "hunter-2"

/* What is where an address or the name of a variable should be, is not said. */
static void
mistakes_keep_secrets(void)
{
	static const char *const endpoints[][3] = {{"http://me:" SECRET "@a",
						       "local", "K"},
	    {"http://a/?key=" SECRET, "local", "K"},
	    {"http://a/" SECRET, "managed", "K"},
	    {"http://a", "local", SECRET}};
	size_t n = sizeof(endpoints) / sizeof(endpoints[0]);

	for (size_t i = 0; i <= n; i++) {
		struct lm_manifest *manifest;
		struct lm_err err = {0};
		char text[512] = "{\"version\":\"1\",\"redaction\":"
				 "{\"key_env\":\"" SECRET "\"}}";

		if (i < n)
			(void)snprintf(text, sizeof(text),
			    "{\"version\":\"1\",\"endpoints\":{\"e\":{\"url\":"
			    "\"%s\",\"api\":\"tei\",\"lane\":\"%s\","
			    "\"key_env\":\"%s\"}}}",
			    endpoints[i][0], endpoints[i][1], endpoints[i][2]);
		CHECK_CODE(lm_manifest_read(lm_span_of(text), "m", &manifest,
			       &err),
		    LM_MALFORMED);
		CHECK_HAS(err.message,
		    i == 2 ? "\"url\": expected https://" : ", not shown as");
		if (!CHECK(strstr(err.message, "hunter") == NULL))
			check_note("%s", err.message);
	}
}

static void
loads_files(void)
{
	static const char text[] = "// c\n{\"version\":\"1\",}\n";
	struct lm_buf packed = {0};
	struct lm_manifest *plain, *gzipped;
	char path[FILES_PATH_SIZE];
	struct lm_err err;

	file_path("m.json", path);
	file_write(path, lm_span_of(text));
	CHECK_OK(lm_manifest_load(path, &plain, &err), &err);
	gzip_append(&packed, lm_span_of(text));
	file_write(path, lm_buf_view(&packed));
	CHECK_OK(lm_manifest_load(path, &gzipped, &err), &err);
	if (plain != NULL && gzipped != NULL)
		CHECK_TEXT(lm_manifest_stamp(gzipped),
		    lm_manifest_stamp(plain));
	lm_manifest_free(plain);
	lm_manifest_free(gzipped);
	file_write(path, lm_span(text, sizeof(text) - 3));
	CHECK_CODE(lm_manifest_load(path, &plain, &err), LM_MALFORMED);
	CHECK(plain == NULL);
	CHECK_TEXT(err.file, path);
	CHECK_EQ(err.line, 2);
	lm_buf_free(&packed);
}

static void
refuses_files(void)
{
	struct lm_manifest *manifest;
	char path[FILES_PATH_SIZE];
	struct lm_buf spaces = {0};
	struct lm_err err;

	CHECK_CODE(lm_manifest_load(check_folder(), &manifest, &err), LM_IO);
	CHECK_TEXT(err.file, check_folder());
	file_path("none", path);
	CHECK_CODE(lm_manifest_load(path, &manifest, &err), LM_IO);
	CHECK(manifest == NULL);
	append(&spaces, lm_span_of("{\"version\":\"1\"}"));
	while (spaces.len < LM_MANIFEST_MAX_SIZE)
		append(&spaces, lm_span_of(" "));
	file_path("large", path);
	file_write(path, lm_buf_view(&spaces));
	CHECK_OK(lm_manifest_load(path, &manifest, &err), &err);
	lm_manifest_free(manifest);
	append(&spaces, lm_span_of(" "));
	file_write(path, lm_buf_view(&spaces));
	CHECK_CODE(lm_manifest_load(path, &manifest, &err), LM_OVERSIZE);
	lm_buf_free(&spaces);
}

/* 400,000 names, the last one a double: found, and not by comparing all
 * with all. */
static void
many_names(void)
{
	struct lm_buf text = {0};
	struct lm_manifest *manifest;
	struct lm_err err;
	char member[40];

	append(&text, lm_span_of("{\"version\":\"1\",\"risk_flags\":{\n"));
	for (int i = 0; i < 400000; i++) {
		(void)snprintf(member, sizeof(member), "\"%d\":[\"x\"],\n", i);
		append(&text, lm_span_of(member));
	}
	append(&text, lm_span_of("\"77\":[\"x\"]}}"));
	CHECK_CODE(lm_manifest_read(lm_buf_view(&text), "m", &manifest, &err),
	    LM_MALFORMED);
	CHECK_EQ(err.line, 400002);
	CHECK_HAS(err.message, "(first in line 79)");
	lm_buf_free(&text);
}

TEST_MAIN(TEST(stamps), TEST(stamps_differ), TEST(denylists), TEST(gates),
    TEST(any_value), TEST(mistakes_have_a_place), TEST(mistakes_keep_secrets),
    TEST(loads_files), TEST(refuses_files), TEST(many_names))
