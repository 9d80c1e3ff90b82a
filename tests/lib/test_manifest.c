#include "lm/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/buf.h"
#include "lm/hash.h"
#include "lm/manifest_shape.h"
#include "lm/walk.h"

#define FULL "tests/fuzz/corpus/manifest/full.jsonc"

/* A file of the repository, which has to be there; free it. */
static struct lm_buf
repository_file(const char *name)
{
	const char *root = getenv("LMOB_ROOT");
	char path[FILES_PATH_SIZE];

	(void)snprintf(path, sizeof(path), "%s/%s", root == NULL ? "." : root,
	    name);
	return file_read(path);
}

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
	CHECK(lm_manifest_record(manifest)->n_values == 7);
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
	1, 52, "is there twice"},
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
	1, 66, "expected \"unlimited\" or a whole number from 1"},
    {"{\"version\":\"1\",\"routes\":[{\"id\":\"r\",\"lane\":\"local\"},"
     "\n  null]}",
	2, 3, "\"routes\": expected an object, found null"},
    {"{\"version\":\"1\",\"routes\":[{\"id\":\"r\",\"lane\":\"hold\","
     "\"any_flag\":[]}]}",
	1, 60, "\"any_flag\": expected a list that is not empty, found []"},
    {"{\"version\":\"1\",\"redaction\":{\"learn\":[\".a\", \"b\"]}}", 1, 44,
	"path b: expected"},
    {"{\"version\":\"1\",\"routes\":[{\"id\":\"r\",\"lane\":\"hold\","
     "\"equals\":{\"a\":1}}]}",
	1, 59, "path a: expected"},
    {"{\"version\":\"1\",\"redaction\":{\"rules\":[\"a\\u0000b\"]}}", 1, 38,
	"\"rules\": expected a string"},
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

/* One value of each form, in a manifest that is right but for it. */
static enum lm_code
read_with(const char *format, const char *value)
{
	char text[512];
	struct lm_manifest *manifest;
	struct lm_err err;
	enum lm_code code;

	(void)snprintf(text, sizeof(text), "{\"version\":\"1\",%s\"%s\"%s}",
	    format, value, strchr(format, '[') != NULL ? "}]" : "}");
	code = lm_manifest_read(lm_span_of(text), "m", &manifest, &err);
	lm_manifest_free(manifest);
	return code;
}

static void
check_form(const char *format, const char *const *good, const char *const *bad)
{
	for (; *good != NULL; good++)
		if (!CHECK_CODE(read_with(format, *good), LM_OK))
			check_note("%s", *good);
	for (; *bad != NULL; bad++)
		if (!CHECK_CODE(read_with(format, *bad), LM_MALFORMED))
			check_note("%s", *bad);
}

#define HEX_60 "0123456789abcdef0123456789abcdef0123456789abcdef0123456789ab"
#define MODEL "\"models\":{\"m\":{\"kind\":\"embedding\",\"endpoint\":\"e\","
#define HOURS "\"business_hours\":{\"timezone\":\"UTC\","
#define LIST(...)                 \
	(const char *const[])     \
	{                         \
		__VA_ARGS__, NULL \
	}

static void
forms(void)
{
	check_form("\"redaction\":{\"key_env\":", LIST("LMOB_KEY", "_a1"),
	    LIST("", "1A", "A-B", "A B", "A=B", "\\u00c4"));
	check_form("\"models\":{\"m\":{\"kind\":\"embedding\",\"endpoint\":"
		   "\"e\"},\"n\":{\"kind\":\"embedding\",\"endpoint\":\"e\"}},"
		   "\"redaction\":{\"key_env\":",
	    LIST("A"), LIST("-"));
}

static enum lm_code
read_member(const char *before, const char *value, const char *after)
{
	char text[512];
	struct lm_manifest *manifest;
	struct lm_err err;
	enum lm_code code;

	(void)snprintf(text, sizeof(text), "{\"version\":\"1\",%s\"%s\"%s",
	    before, value, after);
	code = lm_manifest_read(lm_span_of(text), "m", &manifest, &err);
	lm_manifest_free(manifest);
	return code;
}
