#include "lm/schema.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"

#include "lm/record.h"

/*
 * The output formats: every test of the suite's output-tests says by a schema
 * what the output of its instance has to be like.
 */

struct fixture {
	struct lm_schema_options options;
	struct lm_parser *parsers[2]; /* of the file, of the output */
	struct lm_schema_checker *checker;
	struct lm_record file;
	struct lm_buf output;
	struct lm_schema_report report;
	size_t n;
};

static void
data_path(const char *name, char path[FILES_PATH_SIZE])
{
	const char *data = getenv("LMOB_DATA"), *root = getenv("LMOB_ROOT");

	if (data != NULL)
		(void)snprintf(path, FILES_PATH_SIZE, "%s/json-schema/%s", data,
		    name);
	else
		(void)snprintf(path, FILES_PATH_SIZE,
		    "%s/../shared/data/json-schema/%s",
		    root == NULL ? "." : root, name);
}

/* The schema that is the value of a member. */
static struct lm_schema *
compile(struct fixture *f, yyjson_val *object, const char *name)
{
	yyjson_val *key = NULL, *val = NULL;
	struct lm_schema *schema = NULL;
	struct lm_err err = {0};

	if (CHECK(lm_record_find(object, lm_span_of(name), &key, &val)))
		CHECK_OK(lm_schema_new(&f->options,
			     lm_record_member(&f->file, key), name, &schema,
			     &err),
		    &err);
	return schema;
}

/* Whether the schema of a format takes the output that is in f. */
static void
check_output(struct fixture *f, yyjson_val *formats, const char *format)
{
	struct lm_schema *schema = compile(f, formats, format);
	enum lm_schema_verdict verdict = LM_SCHEMA_UNDETERMINED;
	struct lm_record record;
	struct lm_err err = {0};

	if (schema != NULL &&
	    CHECK_OK(lm_parser_parse(f->parsers[1], lm_buf_view(&f->output),
			 &record, &err),
		&err) &&
	    CHECK_OK(lm_schema_check(schema, f->checker, record.root, &verdict,
			 &err),
		&err))
		CHECK_EQ(verdict, LM_SCHEMA_VALID);
	lm_schema_free(schema);
}

static void
run_test(struct fixture *f, const struct lm_schema *schema, yyjson_val *test)
{
	enum lm_schema_verdict verdict = LM_SCHEMA_UNDETERMINED;
	yyjson_val *data = NULL, *formats = NULL, *what = NULL;
	struct lm_err err = {0};

	f->n++;
	CHECK(lm_record_find(test, lm_span_of("data"), NULL, &data));
	CHECK(lm_record_find(test, lm_span_of("output"), NULL, &formats));
	CHECK(lm_record_find(test, lm_span_of("description"), NULL, &what));
	f->report.all = f->report.annotations = true;
	CHECK_OK(lm_schema_explain(schema, f->checker, data, &f->report,
		     &verdict, &err),
	    &err);
	f->output.len = 0;
	CHECK_OK(lm_schema_output_basic(&f->report, verdict, &f->output, &err),
	    &err);
	check_output(f, formats, "basic");
	check_note("%s: %.*s", yyjson_get_str(what), (int)f->output.len,
	    f->output.ptr);
}

static void
run_file(struct fixture *f, const char *path)
{
	struct lm_buf text = file_read(path);
	struct lm_err err = {0};
	yyjson_val *group, *tests = NULL, *test;
	size_t i, n, j, m;

	if (CHECK_OK(lm_parser_parse(f->parsers[0], lm_buf_view(&text),
			 &f->file, &err),
		&err)) {
		yyjson_arr_foreach(f->file.root, i, n, group)
		{
			struct lm_schema *schema = compile(f, group, "schema");

			CHECK(lm_record_find(group, lm_span_of("tests"), NULL,
			    &tests));
			yyjson_arr_foreach(tests, j, m, test)
			{
				if (schema != NULL)
					run_test(f, schema, test);
			}
			lm_schema_free(schema);
		}
	}
	lm_buf_free(&text);
}

static int
is_json(const struct dirent *entry)
{
	size_t len = strlen(entry->d_name);

	return len > 5 && strcmp(entry->d_name + len - 5, ".json") == 0;
}

/* All content tests of a draft; they refer to its output schema by a URI. */
static void
run_draft(const char *draft, const char *uri, enum lm_schema_draft number,
    size_t must)
{
	char folder[FILES_PATH_SIZE], name[64], path[FILES_PATH_SIZE + 300],
	    resolve[FILES_PATH_SIZE + 128];
	const char *const resolves[] = {resolve};
	struct fixture f = {.options = {.resolve = resolves,
				.n_resolve = 1,
				.draft = number},
	    .parsers = {lm_parser_new(), lm_parser_new()},
	    .checker = lm_schema_checker_new()};
	struct dirent **entries = NULL;
	int n;

	(void)snprintf(name, sizeof(name), "output-tests/%s", draft);
	data_path(name, folder);
	(void)snprintf(resolve, sizeof(resolve), "%s=%s/output-schema.json",
	    uri, folder);
	(void)snprintf(path, sizeof(path), "%s/content", folder);
	n = scandir(path, &entries, is_json, alphasort);
	for (int i = 0; i < n; i++) {
		(void)snprintf(path, sizeof(path), "%s/content/%s", folder,
		    entries[i]->d_name);
		run_file(&f, path);
		free(entries[i]);
	}
	free(entries);
	if (n < 0)
		check_skip("there is no json-schema/output-tests");
	else
		CHECK_EQ(f.n, must);
	lm_buf_free(&f.output);
	lm_schema_report_free(&f.report);
	lm_schema_checker_free(f.checker);
	lm_parser_free(f.parsers[0]);
	lm_parser_free(f.parsers[1]);
}

static void
draft2019_09(void)
{
	run_draft("draft2019-09",
	    "https://json-schema.org/draft/2019-09/output/schema",
	    LM_SCHEMA_DRAFT2019, 4);
}

static void
draft2020_12(void)
{
	run_draft("draft2020-12",
	    "https://json-schema.org/draft/2020-12/output/schema",
	    LM_SCHEMA_DRAFT2020, 4);
}

/* The output of a verdict and of an instance, as it is written. */
static void
check_written(const char *schema_text, const char *instance, bool annotations,
    const char *want)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_schema_checker *checker = lm_schema_checker_new();
	struct lm_schema_report report = {.all = true,
	    .annotations = annotations};
	enum lm_schema_verdict verdict = LM_SCHEMA_UNDETERMINED;
	struct lm_schema *schema = NULL;
	struct lm_buf out = {0};
	struct lm_record record;
	struct lm_err err = {0};

	if (CHECK_OK(lm_schema_new(NULL, lm_span_of(schema_text), "s.json",
			 &schema, &err),
		&err) &&
	    CHECK_OK(lm_parser_parse(parser, lm_span_of(instance), &record,
			 &err),
		&err) &&
	    CHECK_OK(lm_schema_explain(schema, checker, record.root, &report,
			 &verdict, &err),
		&err)) {
		CHECK_OK(lm_schema_output_basic(&report, verdict, &out, &err),
		    &err);
		CHECK_SPAN(lm_buf_view(&out), want);
	}
	lm_buf_free(&out);
	lm_schema_free(schema);
	lm_schema_report_free(&report);
	lm_schema_checker_free(checker);
	lm_parser_free(parser);
}

static void
basic_as_it_is_written(void)
{
	check_written("{\"title\":\"T\",\"items\":{\"default\":[1, \"x\"]}}",
	    "[7]", true,
	    "{\"valid\":true,\"annotations\":["
	    "{\"valid\":true,\"keywordLocation\":\"/items/default\","
	    "\"absoluteKeywordLocation\":\"#/items/default\","
	    "\"instanceLocation\":\"/0\",\"annotation\":[1, \"x\"]},"
	    "{\"valid\":true,\"keywordLocation\":\"/title\","
	    "\"absoluteKeywordLocation\":\"#/title\","
	    "\"instanceLocation\":\"\",\"annotation\":\"T\"}]}");
	check_written("{\"title\":\"T\",\"type\":\"null\"}", "[7]", true,
	    "{\"valid\":false,\"errors\":[{\"valid\":false,"
	    "\"keywordLocation\":\"/type\","
	    "\"absoluteKeywordLocation\":\"#/type\",\"instanceLocation\":\"\","
	    "\"error\":\"expected null, got array of 1 element\"}]}");
	check_written("{\"enum\":[\"\\\"\"]}", "\"\\\\\"", true,
	    "{\"valid\":false,\"errors\":[{\"valid\":false,"
	    "\"keywordLocation\":\"/enum\","
	    "\"absoluteKeywordLocation\":\"#/enum\",\"instanceLocation\":\"\","
	    "\"error\":\"expected one of [\\\"\\\\\\\"\\\"], "
	    "got string \\\"\\\\\\\\\\\"\"}]}");
	check_written("true", "1", true, "{\"valid\":true,\"annotations\":[]}");
}

static void
flag(void)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	for (int i = 0; i < 3; i++)
		CHECK_OK(lm_schema_output_flag((enum lm_schema_verdict)i, &out,
			     &err),
		    &err);
	CHECK_SPAN(lm_buf_view(&out),
	    "{\"valid\":true}{\"valid\":false}{\"valid\":false}");
	lm_buf_free(&out);
}

TEST_MAIN(TEST(draft2019_09), TEST(draft2020_12), TEST(basic_as_it_is_written),
    TEST(flag))
