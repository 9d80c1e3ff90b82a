/*
 * A schema, a NUL, an instance.  Oracles: a schema that is refused has one line
 * of message and a place; what is taken strictly is taken leniently; every
 * check of the same value gives the same verdict, by whichever checker, and so
 * does its explanation, which names errors just where there are some; what is
 * said in the output format is JSON.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lm/record.h"
#include "lm/schema.h"

#include "require.h"

static void
check_message(enum lm_code code, const struct lm_err *err)
{
	size_t len = strlen(err->message);

	require(err->code == code && len > 0);
	require(memchr(err->message, '\n', len) == NULL);
	require(code == LM_LIMIT || code == LM_MALFORMED);
	require(code == LM_LIMIT || (err->line > 0 && err->column > 0));
}

/* The schema; NULL where it is refused. */
static struct lm_schema *
compile(struct lm_span text, const struct lm_schema_options *options)
{
	struct lm_schema *schema = NULL;
	struct lm_err err = {0};
	enum lm_code code;

	code = lm_schema_new(options, text, "schema.json", &schema, &err);
	if (code != LM_OK)
		check_message(code, &err);
	require((code == LM_OK) == (schema != NULL));
	return schema;
}

static enum lm_schema_verdict
check(const struct lm_schema *schema, struct lm_schema_checker *checker,
    yyjson_val *val)
{
	enum lm_schema_verdict verdict = LM_SCHEMA_UNDETERMINED;
	struct lm_err err = {0};

	require(lm_schema_check(schema, checker, val, &verdict, &err) == LM_OK);
	return verdict;
}

static void
check_output(const struct lm_schema_report *report,
    enum lm_schema_verdict verdict)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf out = {0};
	struct lm_record rec;

	require(parser != NULL);
	require(lm_schema_output_basic(report, verdict, &out, NULL) == LM_OK);
	require(
	    lm_parser_parse(parser, lm_buf_view(&out), &rec, NULL) == LM_OK);
	lm_buf_free(&out);
	lm_parser_free(parser);
}

static void
check_report(const struct lm_schema *schema, struct lm_schema_checker *checker,
    yyjson_val *val, bool all, enum lm_schema_verdict want)
{
	struct lm_schema_report report = {.all = all, .annotations = all};
	enum lm_schema_verdict verdict = LM_SCHEMA_UNDETERMINED;

	require(lm_schema_explain(schema, checker, val, &report, &verdict,
		    NULL) == LM_OK);
	require(verdict == want);
	require((verdict == LM_SCHEMA_VALID) == (report.n_errors == 0));
	for (size_t i = 0; i < report.n_errors; i++) {
		const struct lm_schema_error *error = &report.errors[i];
		struct lm_span at = lm_schema_text(&report, error->instance);

		require(at.len == 0 || at.ptr[0] == '/');
	}
	check_output(&report, verdict);
	lm_schema_report_free(&report);
}

static void
check_again(const struct lm_schema *schema, yyjson_val *val)
{
	struct lm_schema_checker *used = lm_schema_checker_new();
	struct lm_schema_checker *fresh = lm_schema_checker_new();
	enum lm_schema_verdict verdict;

	require(used != NULL && fresh != NULL);
	verdict = check(schema, used, val);
	require(check(schema, used, val) == verdict);
	require(check(schema, fresh, val) == verdict);
	check_report(schema, used, val, false, verdict);
	check_report(schema, used, val, true, verdict);
	lm_schema_checker_free(fresh);
	lm_schema_checker_free(used);
}

static void
run(struct lm_span text, yyjson_val *val)
{
	static const struct lm_schema_options lenient = {.lenient = true,
	    .annotate_formats = true};
	static const struct lm_schema_options strict = {.assert_content = true};
	struct lm_schema *schema = compile(text, &strict);
	struct lm_schema *loose = compile(text, &lenient);

	require(schema == NULL || loose != NULL);
	if (schema != NULL && val != NULL)
		check_again(schema, val);
	if (loose != NULL && val != NULL)
		check_again(loose, val);
	lm_schema_free(loose);
	lm_schema_free(schema);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(size + 1);
	struct lm_parser *parser = lm_parser_new();
	struct lm_span text, instance;
	struct lm_record rec = {0};
	const char *nul;

	require(copy != NULL && parser != NULL);
	memcpy(copy, data, size);
	copy[size] = '\0';
	nul = memchr(copy, '\0', size + 1);
	text = lm_span(copy, (size_t)(nul - copy));
	instance = lm_span(nul, 0);
	if (text.len < size)
		instance = lm_span(nul + 1, size - text.len - 1);
	if (lm_parser_parse(parser, instance, &rec, NULL) != LM_OK)
		rec.root = NULL;
	run(text, rec.root);
	lm_parser_free(parser);
	free(copy);
	return 0;
}
