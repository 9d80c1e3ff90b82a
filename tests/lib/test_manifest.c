#include "lm/manifest.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/buf.h"
#include "lm/hash.h"
#include "lm/manifest_forms.h"
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
	1, 68, "\"url\": expected an address"},
    {"{\"version\":\"1\",\"redaction\":{\"key_env\":\"A B\"}}", 1, 39,
	"\"key_env\": expected the name of an environment variable"},
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

/* Objects with what they must have and no more. */
static const struct {
	const char *before;
	const char *members[5]; /* "key":value */
	const char *after;
} required[] = {
    {"{", {"\"version\":\"1\""}, "}"},
    {"{\"version\":\"1\",\"models\":{\"x\":{",
	{"\"kind\":\"embedding\"", "\"endpoint\":\"e\""}, "}}}"},
    {"{\"version\":\"1\",\"endpoints\":{\"x\":{",
	{"\"url\":\"http://a\"", "\"api\":\"tei\"", "\"lane\":\"local\""},
	"}}}"},
    {"{\"version\":\"1\",\"queues\":{\"x\":{",
	{"\"host\":\"h\"", "\"workers\":1"}, "}}}"},
    {"{\"version\":\"1\",\"business_hours\":{",
	{"\"days\":\"mon\"", "\"from\":\"09:00\"", "\"to\":\"18:00\"",
	    "\"timezone\":\"UTC\""},
	"}}"},
    {"{\"version\":\"1\",\"routes\":[{", {"\"id\":\"r\"", "\"lane\":\"hold\""},
	"}]}"},
};

/* The i-th object without its member left_out. */
static enum lm_code
read_without(size_t i, const char *left_out, struct lm_err *err)
{
	struct lm_buf text = {0};
	struct lm_manifest *manifest;
	enum lm_code code;

	append(&text, lm_span_of(required[i].before));
	for (size_t k = 0; required[i].members[k] != NULL; k++)
		if (required[i].members[k] != left_out) {
			append(&text, lm_span_of(required[i].members[k]));
			append(&text, lm_span_of(","));
		}
	append(&text, lm_span_of(required[i].after));
	code = lm_manifest_read(lm_buf_view(&text), "m", &manifest, err);
	lm_manifest_free(manifest);
	lm_buf_free(&text);
	return code;
}

static void
required_keys(void)
{
	for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++) {
		const char *const *member = required[i].members;
		struct lm_err err;
		char says[80];

		CHECK_OK(read_without(i, NULL, &err), &err);
		for (; *member != NULL; member++) {
			(void)snprintf(says, sizeof(says),
			    "expected the key %.*s in",
			    (int)strcspn(*member, ":"), *member);
			CHECK_CODE(read_without(i, *member, &err),
			    LM_MALFORMED);
			CHECK_HAS(err.message, says);
		}
	}
}

/* Numbers: the least and the most that are allowed, and what is not. */
static const struct {
	const char *before;
	const char *good[3];
	const char *bad[5];
	const char *after;
} ranges[] = {
    {"\"gates\":{\"embedding_drift\":", {"0", "2"}, {"-1e-9", "2.000001"}, "}"},
    {"\"gates\":{\"schema_validity\":", {"0.0", "1e0"},
	{"-0.01", "1.01", "1e400"}, "}"},
    {"\"gates\":{\"retrieval_loss_pp\":", {"0", "100"}, {"-1", "100.5"}, "}"},
    {"\"gates\":{\"clean_drift_runs\":", {"1", "1000000000"},
	{"0", "1000000001", "-1", "1e1"}, "}"},
    {"\"retention\":{\"prompt_traces_days\":", {"0", "36500"},
	{"36501", "-0", "0.0", "18446744073709551616"}, "}"},
    {"\"routes\":[{\"id\":\"r\",\"lane\":\"hold\",\"tokens_at_least\":",
	{"0", "1000000000"}, {"1000000001", "-1"}, "}]"},
    {"\"models\":{\"m\":{\"kind\":\"embedding\",\"endpoint\":\"e\","
     "\"dimensions\":",
	{"1", "65536"}, {"0", "65537"}, "}}"},
};

static enum lm_code
read_number(size_t i, const char *number)
{
	char text[200];
	struct lm_manifest *manifest;
	struct lm_err err;
	enum lm_code code;

	(void)snprintf(text, sizeof(text), "{\"version\":\"1\",%s%s%s}",
	    ranges[i].before, number, ranges[i].after);
	code = lm_manifest_read(lm_span_of(text), "m", &manifest, &err);
	if (code != LM_OK)
		CHECK_HAS(err.message, number);
	lm_manifest_free(manifest);
	return code;
}

static void
numbers_have_ranges(void)
{
	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		const char *const *good = ranges[i].good;
		const char *const *bad = ranges[i].bad;

		for (; *good != NULL; good++)
			if (!CHECK_CODE(read_number(i, *good), LM_OK))
				check_note("%s%s", ranges[i].before, *good);
		for (; *bad != NULL; bad++)
			if (!CHECK_CODE(read_number(i, *bad), LM_MALFORMED))
				check_note("%s%s", ranges[i].before, *bad);
	}
}

#define HEX_32 "0123456789abcdef0123456789abcdef"

static const struct {
	bool (*form)(struct lm_span text);
	const char *good[5];
	const char *bad[14];
} form_cases[] = {
    {lm_form_version, {"1", "2026-05-05.1", "~!"},
	{"", "a b", "a#", "\x7f", "\xc3\xa4", "a\n", HEX_32 HEX_32 "0"}},
    {lm_form_digest, {"sha256:" HEX_32 HEX_32},
	{"", "sha256:", HEX_32 HEX_32, "sha256:" HEX_32,
	    "sha256:" HEX_32 HEX_32 "0", "sha512:" HEX_32 HEX_32,
	    "sha256:" HEX_32 "0123456789abcdeF0123456789abcdef",
	    "sha256:" HEX_32 "0123456789abcdeg0123456789abcdef"}},
    {lm_form_date, {"2026-11-01", "2028-02-29", "1999-12-31"},
	{"", "2026-11-1", "2026-11-31", "2026-02-29", "2026-13-01",
	    "2026/11/01", "26-11-01", "2026-11-01 ", "2026-11-01T00:00:00Z"}},
    {lm_form_time, {"00:00", "09:30", "23:59", "24:00"},
	{"", "9:00", "24:01", "25:00", "12:60", "12.00", "12:0a", "12:000",
	    "-1:00"}},
    {lm_form_days, {"mon", "mon-fri", "sat,sun", "mon-tue,thu,sat-sun"},
	{"", "Mon", "monday", "mon-", "-mon", "mon,", ",mon", "mon fri",
	    "mon-tue-wed", "mon--tue", "moo"}},
    {lm_form_url,
	{"http://127.0.0.1:11434", "https://models.example/v1", "http://[::1]"},
	{"", "http://", "https:///x", "ftp://a", "http:/a", "HTTP://a",
	    "http://a b", "http://a\n", "http://\xc3\xa4.example"}},
    {lm_form_variable, {"LMOB_KEY", "_", "a1"},
	{"", "1A", "A-B", "A B", "A=B", "\xc3\x84"}},
};

static void
forms(void)
{
	for (size_t i = 0; i < sizeof(form_cases) / sizeof(form_cases[0]);
	     i++) {
		const char *const *good = form_cases[i].good;
		const char *const *bad = form_cases[i].bad;

		for (; *good != NULL; good++)
			if (!CHECK(form_cases[i].form(lm_span_of(*good))))
				check_note("%s", *good);
		for (; *bad != NULL; bad++)
			if (!CHECK(!form_cases[i].form(lm_span_of(*bad))))
				check_note("form %zu of \"%s\"", i, *bad);
	}
}

/* The full manifest, and where its values are in the file. */
struct full {
	struct lm_buf file;
	struct lm_manifest *manifest;
	const struct lm_record *record;
	const char *text; /* the file, comments blanked */
};

static bool
full_open(struct full *full)
{
	struct lm_err err;

	*full = (struct full){.file = repository_file(FULL)};
	if (!CHECK_OK(lm_manifest_read(lm_buf_view(&full->file), "full",
			  &full->manifest, &err),
		&err)) {
		check_note("%llu:%llu", (unsigned long long)err.line,
		    (unsigned long long)err.column);
		return false;
	}
	full->record = lm_manifest_record(full->manifest);
	full->text = full->record->src.ptr;
	return true;
}

static void
full_close(struct full *full)
{
	lm_manifest_free(full->manifest);
	lm_buf_free(&full->file);
}

/* The full manifest with replacement for the bytes of old, in *err. */
static enum lm_code
read_edited(const struct full *full, struct lm_span old,
    const char *replacement, struct lm_err *err)
{
	size_t at = (size_t)(old.ptr - full->text);
	struct lm_buf text = {0};
	struct lm_manifest *manifest;
	enum lm_code code;

	append(&text, lm_span(full->file.ptr, at));
	append(&text, lm_span_of(replacement));
	append(&text,
	    lm_span(full->file.ptr + at + old.len,
		full->file.len - at - old.len));
	*err = (struct lm_err){0};
	code = lm_manifest_read(lm_buf_view(&text), "full", &manifest, err);
	lm_manifest_free(manifest);
	lm_buf_free(&text);
	return code;
}

/* Whether err is at this offset of the file. */
static bool
check_at(const struct full *full, const struct lm_err *err, const char *at)
{
	uint64_t line = 1, column = 1;

	for (const char *p = full->text; p < at; p++) {
		column = *p == '\n' ? 1 : column + 1;
		line += *p == '\n';
	}
	return CHECK_EQ(err->line, line) && CHECK_EQ(err->column, column);
}

/* No value may have another type: a container is no null, a scalar no {}. */
static void
every_value_has_its_type(void)
{
	struct full full;
	struct lm_walk walk;
	size_t n = 0;

	if (!full_open(&full))
		return;
	lm_walk_start(&walk, full.record);
	while (lm_walk_next(&walk)) {
		struct lm_span old;
		struct lm_err err;

		if (walk.is_key || walk.key == NULL)
			continue;
		old = lm_record_member(full.record, walk.key);
		CHECK_CODE(read_edited(&full, old,
			       yyjson_is_ctn(walk.val) ? "null" : "{}", &err),
		    LM_MALFORMED);
		if (!check_at(&full, &err, old.ptr))
			check_note("%.*s", (int)old.len, old.ptr);
		n++;
	}
	CHECK(n > 70);
	full_close(&full);
}

/* A key with one letter more is unknown, or it is a name of one's own. */
static void
every_key_is_known(void)
{
	struct full full;
	struct lm_walk walk;
	size_t n_free = 0, n_keys = 0;

	if (!full_open(&full))
		return;
	lm_walk_start(&walk, full.record);
	while (lm_walk_next(&walk)) {
		struct lm_span text, token;
		char longer[80], hint[80];
		struct lm_err err;

		if (!walk.is_key)
			continue;
		text = lm_record_text(walk.val);
		token = lm_record_token(full.record, walk.val);
		n_keys++;
		(void)snprintf(longer, sizeof(longer), "%.*sq\"",
		    (int)(token.len - 1), token.ptr);
		(void)snprintf(hint, sizeof(hint), "expected \"%.*s\"?",
		    (int)text.len, text.ptr);
		if (read_edited(&full, token, longer, &err) == LM_OK) {
			n_free++;
			continue;
		}
		if (strstr(err.message, "unknown key") != NULL) {
			CHECK_HAS(err.message, hint);
			check_at(&full, &err, token.ptr);
		} else if (strstr(err.message, "expected the key") == NULL &&
		    !CHECK_HAS(err.message, "path")) {
			check_note("%.*s", (int)text.len, text.ptr);
		}
	}
	/* 2 models, 2 endpoints, 2 queues, 1 flag, 1 kind, 2 paths. */
	CHECK_EQ(n_free, 10);
	CHECK(n_keys > 70);
	full_close(&full);
}

static void
no_key_twice(void)
{
	struct full full;
	struct lm_walk walk;

	if (!full_open(&full))
		return;
	lm_walk_start(&walk, full.record);
	while (lm_walk_next(&walk)) {
		struct lm_span token, value;
		struct lm_buf twice = {0};
		struct lm_err err;

		if (walk.is_key || walk.key == NULL)
			continue;
		token = lm_record_token(full.record, walk.key);
		value = lm_record_member(full.record, walk.key);
		for (int i = 0; i < 2; i++) {
			append(&twice, token);
			append(&twice, lm_span_of(":"));
			append(&twice, value);
			append(&twice, lm_span_of(i == 0 ? "," : ""));
		}
		append(&twice, lm_span("", 1));
		token.len = (size_t)(value.ptr + value.len - token.ptr);
		CHECK_CODE(read_edited(&full, token, twice.ptr, &err),
		    LM_MALFORMED);
		CHECK_HAS(err.message, "is there twice");
		lm_buf_free(&twice);
	}
	full_close(&full);
}

/* No part from the start is a manifest, up to the last brace. */
static void
no_prefix_will_do(void)
{
	struct full full;
	size_t end;

	if (!full_open(&full))
		return;
	end = full.record->src.len - 1;
	while (full.text[end] != '}')
		end--;
	for (size_t len = 0; len <= end; len++) {
		struct lm_manifest *manifest;
		struct lm_err err;

		if (!CHECK_CODE(lm_manifest_read(lm_span(full.file.ptr, len),
				    "m", &manifest, &err),
			LM_MALFORMED))
			check_note("of %zu bytes", len);
		lm_manifest_free(manifest);
	}
	full_close(&full);
}

/* Call visit once for each key that a manifest may have. */
static void
each_key(void (*visit)(const char *key, const char *text), const char *text)
{
	const struct lm_shape *todo[64] = {&lm_manifest_shape};
	size_t n = 1;

	while (n > 0 && CHECK(n < 32)) {
		const struct lm_shape *shape = todo[--n];

		if (shape->each != NULL)
			todo[n++] = shape->each;
		if (shape->other != NULL)
			todo[n++] = shape->other;
		if (shape->keys == NULL)
			continue;
		for (size_t i = 0; shape->keys[i].name != NULL; i++) {
			visit(shape->keys[i].name, text);
			todo[n++] = shape->keys[i].shape;
		}
	}
}

static void
is_in_full(const char *key, const char *text)
{
	char member[80];

	(void)snprintf(member, sizeof(member), "\"%s\":", key);
	if (!CHECK(strstr(text, member) != NULL))
		check_note("no %s", member);
}

static void
is_in_manual(const char *key, const char *text)
{
	char item[80];

	(void)snprintf(item, sizeof(item), "\n.It Ic %s\n", key);
	if (!CHECK(strstr(text, item) != NULL))
		check_note("no%s", item);
}

static void
every_key_is_tried_and_told(void)
{
	struct lm_buf full = repository_file(FULL);
	struct lm_buf manual = repository_file("man/lmob-manifest.5");

	append(&full, lm_span("", 1));
	append(&manual, lm_span("", 1));
	each_key(is_in_full, full.ptr);
	each_key(is_in_manual, manual.ptr);
	lm_buf_free(&full);
	lm_buf_free(&manual);
}

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
    TEST(any_value), TEST(mistakes_have_a_place), TEST(required_keys),
    TEST(numbers_have_ranges), TEST(forms), TEST(every_value_has_its_type),
    TEST(every_key_is_known), TEST(no_key_twice), TEST(no_prefix_will_do),
    TEST(every_key_is_tried_and_told), TEST(the_manuals_example),
    TEST(the_example), TEST(loads_files), TEST(refuses_files), TEST(many_names))
