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
	    "{\"key_env\":\"B\"}"};
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

/* By their bytes, from the folder of the manifest. */
static void
rule_files(void)
{
	static const char text[] =
	    "{\"version\":\"1\",\"redaction\":{\"rules\":[\"a.toml\"]}}";
	char folder[FILES_PATH_SIZE], path[FILES_PATH_SIZE];
	char first[LM_HASH_HEX_SIZE], second[LM_HASH_HEX_SIZE];
	struct lm_manifest *manifest = NULL;
	struct lm_err err = {0};

	file_path("m.jsonc", path);
	file_path("a.toml", folder);
	file_write(folder, lm_span_of("[x]\n"));
	rules_at(path, text, first);
	rules_at(path, text, second);
	CHECK_TEXT(second, first);
	file_write(folder, lm_span_of("[x]\n\n"));
	rules_at(path, text, second);
	CHECK(strcmp(first, second) != 0);
	CHECK_OK(lm_manifest_read(lm_span_of("{\"version\":\"1\",\"redaction\":"
					     "{\"rules\":[\"none.toml\"]}}"),
		     path, &manifest, &err),
	    &err);
	CHECK_CODE(lm_stamp_rules(manifest, (struct lm_span){0}, first, &err),
	    LM_IO);
	CHECK_HAS(err.file, "none.toml");
	lm_manifest_free(manifest);
}

TEST_MAIN(TEST(form_does_not_matter), TEST(every_setting_matters),
    TEST(a_command_line_matters), TEST(rule_files))
