#include "lm/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"

#include "lm/record.h"

/* What is wrong with one instance. */
struct explained {
	struct lm_schema *schema;
	struct lm_schema_checker *checker;
	struct lm_schema_report report;
	struct lm_parser *parser;
	struct lm_record record;
	enum lm_schema_verdict verdict;
};

static struct explained
explain(const char *schema, const char *instance, bool all)
{
	struct explained x = {.checker = lm_schema_checker_new(),
	    .parser = lm_parser_new(),
	    .report.all = all,
	    .verdict = LM_SCHEMA_UNDETERMINED};
	enum lm_schema_verdict plain = LM_SCHEMA_VALID;
	struct lm_err err = {0};

	if (x.checker == NULL || x.parser == NULL)
		abort();
	if (!CHECK_OK(lm_schema_new(NULL, lm_span_of(schema), "s.json",
			  &x.schema, &err),
		&err) ||
	    !CHECK_OK(lm_parser_parse(x.parser, lm_span_of(instance), &x.record,
			  &err),
		&err))
		return x;
	CHECK_OK(lm_schema_explain(x.schema, x.checker, x.record.root,
		     &x.report, &x.verdict, &err),
	    &err);
	/* The quick answer is the same. */
	CHECK_OK(lm_schema_check(x.schema, x.checker, x.record.root, &plain,
		     &err),
	    &err);
	CHECK_EQ(plain, x.verdict);
	CHECK((x.report.n_errors == 0) == (x.verdict == LM_SCHEMA_VALID));
	return x;
}

static void
end(struct explained *x)
{
	lm_schema_free(x->schema);
	lm_schema_checker_free(x->checker);
	lm_schema_report_free(&x->report);
	lm_parser_free(x->parser);
}

/* "INSTANCE|KEYWORD|EXPECTED|GOT" of each error, a line each. */
static void
check_report(const char *schema, const char *instance, bool all,
    const char *want)
{
	struct explained x = explain(schema, instance, all);
	struct lm_buf text = {0};

	for (size_t i = 0; i < x.report.n_errors; i++) {
		const struct lm_schema_error *e = &x.report.errors[i];
		struct lm_span at = lm_schema_text(&x.report, e->instance);
		struct lm_span expected =
		    lm_schema_text(&x.report, e->expected);
		struct lm_span got = lm_schema_text(&x.report, e->got);

		CHECK_OK(lm_buf_printf(&text, NULL, "%.*s|%s|%.*s|%.*s\n",
			     (int)at.len, at.ptr,
			     e->key == LM_SCHEMA_N_KEYS
				 ? "false"
				 : lm_schema_keywords[e->key].name,
			     (int)expected.len, expected.ptr, (int)got.len,
			     got.ptr),
		    NULL);
	}
	if (!CHECK_SPAN(lm_buf_view(&text), want))
		check_note("%s of %s", schema, instance);
	lm_buf_free(&text);
	end(&x);
}

static void
what_is_wrong_in_words(void)
{
	static const struct {
		const char *schema, *instance, *want;
	} cases[] = {
	    {"{\"type\":\"string\"}", "1", "|type|string|number 1\n"},
	    {"{\"type\":[\"string\",\"null\",\"array\"]}", "{\"a\":1}",
		"|type|string, null or array|object of 1 member\n"},
	    {"{\"type\":\"integer\"}", "1.5", "|type|integer|number 1.5\n"},
	    {"{\"enum\":[1, \"a\"]}", "\"b\"",
		"|enum|one of [1, \"a\"]|string \"b\"\n"},
	    {"{\"const\":null}", "true", "|const|null|boolean true\n"},
	    {"{\"minLength\":2}", "\"\xc3\xa4\"",
		"|minLength|at least 2 characters|1 character\n"},
	    {"{\"maximum\":1e2}", "100.5",
		"|maximum|at most 1e2|number 100.5\n"},
	    {"{\"exclusiveMinimum\":0}", "-0",
		"|exclusiveMinimum|more than 0|number -0\n"},
	    {"{\"multipleOf\":0.01}", "0.075",
		"|multipleOf|a multiple of 0.01|number 0.075\n"},
	    {"{\"pattern\":\"^a\"}", "\"b\"",
		"|pattern|a match of ^a|string \"b\"\n"},
	    {"{\"maxItems\":1}", "[1,2]",
		"|maxItems|at most 1 element|array of 2 elements\n"},
	    {"{\"required\":[\"a\",\"b\"]}", "{\"c\":1}",
		"|required|a member \"a\"|no such member\n"
		"|required|a member \"b\"|no such member\n"},
	    {"{\"properties\":{\"a\":{\"items\":{\"type\":\"null\"}}}}",
		"{\"a\":[null,1,null,[]]}",
		"/a/1|type|null|number 1\n"
		"/a/3|type|null|array of 0 elements\n"},
	    {"false", "1", "|false|nothing here|number 1\n"},
	    {"{\"properties\":{\"a\":false}}", "{\"a\":1}",
		"/a|properties|nothing here|number 1\n"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_report(cases[i].schema, cases[i].instance, false,
		    cases[i].want);
}

/* Names with the bytes that a pointer escapes, and others that it does not. */
static void
pointers(void)
{
	check_report("{\"additionalProperties\":{\"type\":\"null\"}}",
	    "{\"a/b\":1,\"m~n\":2,\"\":3,\"a%b\":4,\"\\\"\":5,\"\\u00e4\":6}",
	    false,
	    "/a~1b|type|null|number 1\n"
	    "/m~0n|type|null|number 2\n"
	    "/|type|null|number 3\n"
	    "/a%b|type|null|number 4\n"
	    "/\"|type|null|number 5\n"
	    "/\xc3\xa4|type|null|number 6\n");
}

/* A name that is there twice: each of its values is checked. */
static void
names_that_are_there_twice(void)
{
	check_report("{\"properties\":{\"a\":{\"type\":\"null\"}}}",
	    "{\"a\":1,\"a\":null,\"a\":\"x\"}", false,
	    "/a|type|null|number 1\n/a|type|null|string \"x\"\n");
}

static void
locations(void)
{
	struct explained x = explain(
	    "{\"$id\":\"https://a.example/s\",\"$defs\":{\"t\":{\"$id\":\"t\","
	    "\"allOf\":[{\"type\":\"null\"}]}},"
	    "\"properties\":{\"p/q\":{\"$ref\":\"t\"}}}",
	    "{\"p/q\":1}", false);

	if (CHECK_EQ(x.report.n_errors, 1)) {
		const struct lm_schema_error *e = x.report.errors;

		CHECK_SPAN(lm_schema_text(&x.report, e->instance), "/p~1q");
		CHECK_SPAN(lm_schema_text(&x.report, e->location),
		    "/properties/p~1q/$ref/allOf/0/type");
		CHECK_SPAN(lm_schema_text(&x.report, e->absolute),
		    "https://a.example/t#/allOf/0/type");
	}
	end(&x);
}

static const char shapes[] =
    "{\"oneOf\":["
    "{\"properties\":{\"kind\":{\"const\":\"circle\"},"
    "\"r\":{\"type\":\"number\"}},\"required\":[\"kind\",\"r\"]},"
    "{\"properties\":{\"kind\":{\"const\":\"box\"},"
    "\"w\":{\"type\":\"number\"},\"h\":{\"type\":\"number\"}},"
    "\"required\":[\"kind\",\"w\",\"h\"]},"
    "{\"type\":\"string\"}]}";

/* The branch that was most likely meant comes first and whole; of the others
 * there is one error each. */
static void
the_likely_branch_comes_first(void)
{
	check_report(shapes, "{\"kind\":\"box\",\"w\":\"1\",\"h\":\"2\"}",
	    false,
	    "|oneOf|exactly one of the schemas of oneOf to match|"
	    "object of 3 members\n"
	    "/w|type|number|string \"1\"\n"
	    "/h|type|number|string \"2\"\n"
	    "/kind|const|\"circle\"|string \"box\"\n"
	    "|type|string|object of 3 members\n");
	check_report("{\"anyOf\":[{\"type\":\"array\"},{\"minLength\":3}]}",
	    "\"ab\"", false,
	    "|anyOf|one of the schemas of anyOf to match|string \"ab\"\n"
	    "|minLength|at least 3 characters|2 characters\n"
	    "|type|array|string \"ab\"\n");
}

static void
all_errors_of_all_branches(void)
{
	struct explained few = explain(shapes, "{\"kind\":1}", false);
	struct explained many = explain(shapes, "{\"kind\":1}", true);

	/* oneOf itself; const and r; const, w and h; type. */
	CHECK_EQ(many.report.n_errors, 7);
	CHECK_EQ(few.report.n_errors, 5);
	end(&few);
	end(&many);
}

static void
more_than_one_branch_of_oneof(void)
{
	struct explained x =
	    explain("{\"oneOf\":[{},{\"type\":\"number\"}]}", "1", false);

	CHECK_EQ(x.verdict, LM_SCHEMA_INVALID);
	CHECK_EQ(x.report.n_errors, 1);
	CHECK_EQ(x.report.errors[0].key, LM_KEY_ONE_OF);
	end(&x);
}

/* A thousand branches with a hundred errors each are no flood. */
static void
many_branches(void)
{
	struct lm_buf schema = {0}, instance = {0};
	struct explained x;

	append(&schema, lm_span_of("{\"anyOf\":["));
	for (int i = 0; i < 200; i++)
		CHECK_OK(lm_buf_printf(&schema, NULL,
			     "%s{\"items\":{\"const\":%d}}", i == 0 ? "" : ",",
			     i),
		    NULL);
	append(&schema, lm_span("]}", 3));
	append(&instance, lm_span_of("[-1"));
	for (int i = 0; i < 99; i++)
		append(&instance, lm_span_of(",-1"));
	append(&instance, lm_span("]", 2));
	x = explain(schema.ptr, instance.ptr, false);
	CHECK_EQ(x.report.n_errors, 1 + 100 + 199);
	end(&x);
	lm_buf_free(&schema);
	lm_buf_free(&instance);
}

/* The report is about values, whose place the record knows. */
static void
values_of_errors(void)
{
	const char *instance = "{\"a\": [ 1,\ttrue , {\"b\":null}]}";
	struct explained x = explain(
	    "{\"properties\":{\"a\":{\"items\":{\"type\":\"string\"}}}}",
	    instance, false);
	static const size_t places[] = {8, 11, 18};

	if (CHECK_EQ(x.report.n_errors, 3))
		for (size_t i = 0; i < 3; i++)
			CHECK_EQ(lm_record_offset(&x.record,
				     x.report.errors[i].val),
			    places[i]);
	end(&x);
}

/* A limit of nesting makes it undetermined: in an instance by itself that is
 * as deep as it may be, by references that go round many times. */
static void
too_deep_is_undetermined(void)
{
	struct lm_buf schema = {0}, instance = {0};
	struct explained x;

	/* Five levels of references for each one of the instance. */
	append(&schema, lm_span_of("{\"$ref\":\"#/$defs/d0\",\"$defs\":{"));
	for (int i = 0; i < 5; i++)
		CHECK_OK(lm_buf_printf(&schema, NULL,
			     "\"d%d\":{\"$ref\":\"#/$defs/d%d\"},", i, i + 1),
		    NULL);
	append(&schema,
	    lm_span_of("\"d5\":{\"items\":{\"$ref\":"
		       "\"#/$defs/d0\"}}}}"));
	append(&schema, lm_span("", 1));
	for (int i = 0; i < 1000; i++)
		append(&instance, lm_span_of("["));
	for (int i = 0; i < 1000; i++)
		append(&instance, lm_span_of("]"));
	append(&instance, lm_span("", 1));
	x = explain(schema.ptr, instance.ptr, false);
	CHECK_EQ(x.verdict, LM_SCHEMA_UNDETERMINED);
	if (CHECK(x.report.n_errors > 0))
		CHECK(x.report.errors[0].undetermined);
	end(&x);
	/* With half as many it is known. */
	instance.len = 0;
	for (int i = 0; i < 500; i++)
		append(&instance, lm_span_of("["));
	for (int i = 0; i < 500; i++)
		append(&instance, lm_span_of("]"));
	append(&instance, lm_span("", 1));
	x = explain(schema.ptr, instance.ptr, false);
	CHECK_EQ(x.verdict, LM_SCHEMA_VALID);
	end(&x);
	lm_buf_free(&schema);
	lm_buf_free(&instance);
}

/* A regular expression whose limit is hit; and what is invalid all the same. */
static void
a_regex_that_explodes(void)
{
	struct lm_buf instance = {0};
	struct explained x;

	append(&instance, lm_span_of("[\""));
	for (int i = 0; i < 100001; i++)
		append(&instance, lm_span_of("a"));
	append(&instance, lm_span_of("b\"]"));
	append(&instance, lm_span("", 1));
	x = explain(
	    "{\"items\":{\"pattern\":\"^(a*)(a*)(a*)\\\\1\\\\2\\\\3b$\"}}",
	    instance.ptr, false);
	CHECK_EQ(x.verdict, LM_SCHEMA_UNDETERMINED);
	if (CHECK(x.report.n_errors == 1)) {
		CHECK(x.report.errors[0].undetermined);
		CHECK_SPAN(lm_schema_text(&x.report, x.report.errors[0].got),
		    "a limit was hit first");
	}
	end(&x);
	x = explain(
	    "{\"items\":{\"pattern\":\"^(a*)(a*)(a*)\\\\1\\\\2\\\\3b$\"},\"minItems\":2}",
	    instance.ptr, false);
	CHECK_EQ(x.verdict, LM_SCHEMA_INVALID);
	end(&x);
	/* Not of what is not known is not known. */
	x = explain(
	    "{\"items\":{\"not\":{\"pattern\":\"^(a*)(a*)(a*)\\\\1\\\\2\\\\3b$\"}}}",
	    instance.ptr, false);
	CHECK_EQ(x.verdict, LM_SCHEMA_UNDETERMINED);
	end(&x);
	/* But a branch that is valid without it decides. */
	x = explain(
	    "{\"items\":{\"anyOf\":[{\"pattern\":\"^(a*)(a*)(a*)\\\\1\\\\2\\\\3b$\"},"
	    "{\"type\":\"string\"}]}}",
	    instance.ptr, false);
	CHECK_EQ(x.verdict, LM_SCHEMA_VALID);
	end(&x);
	lm_buf_free(&instance);
}

TEST_MAIN(TEST(what_is_wrong_in_words), TEST(pointers),
    TEST(names_that_are_there_twice), TEST(locations),
    TEST(the_likely_branch_comes_first), TEST(all_errors_of_all_branches),
    TEST(more_than_one_branch_of_oneof), TEST(many_branches),
    TEST(values_of_errors), TEST(too_deep_is_undetermined),
    TEST(a_regex_that_explodes))
