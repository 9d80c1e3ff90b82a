#include "lm/stamp_rules.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/manifest.h"

/* The rules by a manifest, which is called path. */
static void
rules_at(const char *path, const char *manifest, char out[LM_HASH_HEX_SIZE])
{
	struct lm_manifest *read = NULL;
	struct lm_err err = {0};

	out[0] = '\0';
	if (CHECK_OK(lm_manifest_read(lm_span_of(manifest), path, &read, &err),
		&err))
		CHECK_OK(lm_stamp_rules(read, (struct lm_span){0}, out, &err),
		    &err);
	lm_manifest_free(read);
}

/* Whether two redaction sections are the same rules. */
static bool
same(const char *a, const char *b)
{
	char text[512], of_a[LM_HASH_HEX_SIZE], of_b[LM_HASH_HEX_SIZE];

	(void)snprintf(text, sizeof(text),
	    "{\"version\":\"1\",\"redaction\":%s}", a);
	rules_at(NULL, text, of_a);
	(void)snprintf(text, sizeof(text),
	    "{\"version\":\"2\", /* x */ \"redaction\" : %s}", b);
	rules_at(NULL, text, of_b);
	return strcmp(of_a, of_b) == 0;
}

static void
form_does_not_matter(void)
{
	CHECK(same("{}", "{ /* nothing */ }"));
	CHECK(same("{\"learn\":[\".a\"],\"denylist_fields\":[\"b\"]}",
	    "{ \"denylist_fields\": [\"\\u0062\",], // fields\n"
	    "\"learn\": [ \".a\" ] }"));
}

/* A rule with more than its id. */
#define RULE(more) "{\"rules\":[{\"id\":\"a\"," more "}]}"

static void
every_setting_matters(void)
{
	static const char *const settings[] = {"{}", "{\"denylist_fields\":[]}",
	    "{\"denylist_fields\":[\"a\"]}",
	    "{\"denylist_fields\":[\"a\",\"b\"]}",
	    "{\"denylist_fields\":[\"a,b\"]}", "{\"learn\":[\".a\"]}",
	    "{\"hash_fields\":[\".a\"]}", "{\"allow_paths\":[\".a\"]}",
	    "{\"allow_values\":[\"a\"]}", "{\"replace\":{\"email\":\"mask\"}}",
	    "{\"replace\":{\"card\":\"mask\"}}", "{\"key_env\":\"A\"}",
	    "{\"key_env\":\"B\"}", "{\"key_file\":\"A\"}",
	    "{\"detect\":[\"money\"]}", "{\"scan_paths\":[\".a\"]}",
	    "{\"replace\":{\"card\":\"drop\"}}", "{\"rules\":[{\"id\":\"a\"}]}",
	    RULE("\"entropy\":3"), RULE("\"entropy\":3.5"),
	    "{\"rules\":[{\"id\":\"a\"},{\"id\":\"b\"}]}",
	    "{\"rules\":[{\"id\":\"b\"},{\"id\":\"a\"}]}",
	    RULE("\"keywords\":[\"b\"],\"tags\":[]"),
	    RULE("\"keywords\":[],\"tags\":[\"b\"]"),
	    RULE("\"allowlists\":[{\"regexes\":[\"a\"]},{}]"),
	    RULE("\"allowlists\":[{},{\"regexes\":[\"a\"]}]")};
	size_t n = sizeof(settings) / sizeof(settings[0]);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < n; j++)
			if (!CHECK(same(settings[i], settings[j]) == (i == j)))
				check_note("%s %s", settings[i], settings[j]);
}

static void
a_command_line_matters(void)
{
	static const char *const settings[] = {"", "--detect email",
	    "--deny none"};
	char rules[3][LM_HASH_HEX_SIZE], of_manifest[LM_HASH_HEX_SIZE];
	struct lm_err err = {0};

	for (size_t i = 0; i < 3; i++)
		CHECK_OK(lm_stamp_rules(NULL, lm_span_of(settings[i]), rules[i],
			     &err),
		    &err);
	CHECK(strcmp(rules[0], rules[1]) != 0);
	CHECK(strcmp(rules[0], rules[2]) != 0);
	CHECK(strcmp(rules[1], rules[2]) != 0);
	/* A manifest without redaction settings is as none. */
	rules_at(NULL, "{\"version\":\"1\"}", of_manifest);
	CHECK_TEXT(of_manifest, rules[0]);
}

/* The rules of a manifest in the folder where a file holds these bytes. */
static void
rules_with(const char *redaction, const char *file, const char *bytes,
    char out[LM_HASH_HEX_SIZE])
{
	char path[FILES_PATH_SIZE], named[FILES_PATH_SIZE], text[512];

	file_path("m.jsonc", path);
	file_path(file, named);
	file_write(named, lm_span_of(bytes));
	(void)snprintf(text, sizeof(text),
	    "{\"version\":\"1\",\"redaction\":%s}", redaction);
	rules_at(path, text, out);
}

/* By their bytes, from the folder of the manifest. */
static void
files_count_by_their_bytes(void)
{
	static const struct {
		const char *redaction;
		const char *file;
	} cases[] = {{"{\"rules\":[\"a.toml\"]}", "a.toml"},
	    {"{\"dictionaries\":[\"a.txt\"]}", "a.txt"},
	    {"{\"dictionaries\":[{\"file\":\"a.csv\"}]}", "a.csv"},
	    {"{\"dictionaries\":[{\"label\":\"A\",\"file\":\"a.csv\"}]}",
		"a.csv"}};
	size_t n = sizeof(cases) / sizeof(cases[0]);
	char all[4][LM_HASH_HEX_SIZE], other[LM_HASH_HEX_SIZE];

	for (size_t i = 0; i < n; i++) {
		rules_with(cases[i].redaction, cases[i].file, "[x]\n", all[i]);
		rules_with(cases[i].redaction, cases[i].file, "[x]\n", other);
		CHECK_TEXT(other, all[i]);
		rules_with(cases[i].redaction, cases[i].file, "[x]\n\n", other);
		if (!CHECK(strcmp(other, all[i]) != 0))
			check_note("%s", cases[i].redaction);
		for (size_t k = 0; k < i; k++)
			CHECK(strcmp(all[i], all[k]) != 0);
	}
	/* Rules are the same under another name. */
	rules_with("{\"rules\":[\"b.toml\"]}", "b.toml", "[x]\n", other);
	CHECK_TEXT(other, all[0]);
}

/* A key is a secret: what is known of it must not be tried out on a stamp. */
static void
a_key_is_no_part(void)
{
	char first[LM_HASH_HEX_SIZE], second[LM_HASH_HEX_SIZE];

	rules_with("{\"key_file\":\"key\"}", "key", "a", first);
	rules_with("{\"key_file\":\"key\"}", "key", "b", second);
	CHECK_TEXT(second, first);
}

static void
a_file_that_is_not_there(void)
{
	static const char *const texts[] = {"\"rules\":[\"none.x\"]",
	    "\"dictionaries\":[\"none.x\"]",
	    "\"dictionaries\":[{\"column\":2,\"fi\\u006ce\":\"none.x\"}]"};
	char path[FILES_PATH_SIZE], out[LM_HASH_HEX_SIZE], text[512];

	file_path("m.jsonc", path);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct lm_manifest *manifest = NULL;
		struct lm_err err = {0};

		(void)snprintf(text, sizeof(text),
		    "{\"version\":\"1\",\"redaction\":{%s}}", texts[i]);
		CHECK_OK(lm_manifest_read(lm_span_of(text), path, &manifest,
			     &err),
		    &err);
		CHECK_CODE(lm_stamp_rules(manifest, (struct lm_span){0}, out,
			       &err),
		    LM_IO);
		CHECK_HAS(err.file, "none.x");
		lm_manifest_free(manifest);
	}
}

TEST_MAIN(TEST(form_does_not_matter), TEST(every_setting_matters),
    TEST(a_command_line_matters), TEST(files_count_by_their_bytes),
    TEST(a_key_is_no_part), TEST(a_file_that_is_not_there))
