#include "lm/manifest.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/buf.h"
#include "lm/manifest_forms.h"

/* Objects with what they must have and no more. */
static const struct {
	const char *before;
	const char *members[5]; /* "key":value */
	const char *after;
} required[] = {
    {"{", {"\"version\":\"1\""}, "}"},
    {"{\"version\":\"1\",\"models\":{\"x\":{",
	{"\"kind\":\"embedding\"", "\"endpoint\":\"e\""},
	"}},\"endpoints\":{\"e\":{\"url\":\"http://a\",\"api\":\"tei\","
	"\"lane\":\"local\"}}}"},
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
    {"\"retention\":{\"ledger_days\":", {"0", "36500"}, {"36501", "-1"}, "}"},
    {"\"routes\":[{\"id\":\"r\",\"lane\":\"hold\",\"tokens_at_least\":",
	{"0", "1000000000"}, {"1000000001", "-1"}, "}]"},
    {"\"models\":{\"m\":{\"kind\":\"embedding\",\"endpoint\":\"e\","
     "\"dimensions\":",
	{"1", "65536"}, {"0", "65537"},
	"}},\"endpoints\":{\"e\":{\"url\":\"http://a\",\"api\":\"tei\","
	"\"lane\":\"local\"}}"},
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
	    "http://a b", "http://a\n", "http://\xc3\xa4.example",
	    "http://me:secret@a", "http://a/?key=x", "http://a#b"}},
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

TEST_MAIN(TEST(required_keys), TEST(numbers_have_ranges), TEST(forms))
