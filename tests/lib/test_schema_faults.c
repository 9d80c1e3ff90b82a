#include "lm/schema.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"

/* Schemas that are refused, and where; each place is counted by hand. */

struct fault {
	const char *schema;
	const char *says; /* part of the message */
	unsigned line, column;
};

static enum lm_code
compile(const struct lm_schema_options *options, struct lm_span text,
    struct lm_err *err)
{
	struct lm_schema *schema = NULL;
	enum lm_code code =
	    lm_schema_new(options, text, "s.json", &schema, err);

	CHECK((schema == NULL) == (code != LM_OK));
	lm_schema_free(schema);
	return code;
}

static void
check_fault(const struct lm_schema_options *options, const struct fault *want)
{
	struct lm_err err = {0};
	bool held = CHECK_CODE(compile(options, lm_span_of(want->schema), &err),
			LM_MALFORMED) &&
	    CHECK_HAS(err.message, want->says) &&
	    CHECK_TEXT(err.file, "s.json") && CHECK_EQ(err.line, want->line) &&
	    CHECK_EQ(err.column, want->column);

	if (!held)
		check_note("%s\n%s", want->schema, err.message);
}

static void
each_has_its_place(void)
{
	static const struct fault faults[] = {
	    /* not JSON */
	    {"", "", 1, 1},
	    {"{\n  \"type\": \"object\",\n}", "", 2, 19},
	    {"{\"a\":1}\n x", "", 2, 2},
	    /* no schema */
	    {"[]", "an object, true or false", 1, 1},
	    {" 1", "an object, true or false", 1, 2},
	    {"{\"properties\":{\n\"a\":null}}", "an object, true or false", 2,
		5},
	    {"{\"allOf\":[true,\n 7]}", "an object, true or false", 2, 2},
	    {"{\"not\":\"x\"}", "an object, true or false", 1, 8},
	    /* against the metaschema */
	    {"{\"type\":\"strnig\"}", "/type", 1, 9},
	    {"{\n\t\"minLength\":-1}", "/minLength", 2, 14},
	    {"{\"minLength\":1.5}", "/minLength", 1, 14},
	    {"{\"required\":\"a\"}", "/required", 1, 13},
	    {"{\"required\":[\"a\",\"a\"]}", "/required", 1, 13},
	    {"{\"items\":{\"multipleOf\":0}}", "/items/multipleOf", 1, 24},
	    {"{\"properties\":[]}", "/properties", 1, 15},
	    {"{\"anyOf\":[]}", "/anyOf", 1, 10},
	    {"{\"uniqueItems\":1}", "/uniqueItems", 1, 16},
	    {"{\"$defs\":{\"x\":{\"maximum\":\"1\"}}}", "/$defs/x/maximum", 1,
		26},
	    /* not known */
	    {"{\"minlength\":1}", "minLength", 1, 2},
	    {"{\"items\":{\n \"foo\":1}}", "unknown keyword \"foo\"", 2, 2},
	    {"{\"divisibleBy\":2}", "unknown keyword \"divisibleBy\"", 1, 2},
	    {"{\"format\":\"e-mail\"}", "the name of a format", 1, 11},
	    {"{\"additionalItems\":false}", "no keyword of this draft", 1, 2},
	    {"{\"$schema\":\"http://json-schema.org/draft-03/schema#\"}",
		"unknown draft", 1, 12},
	    /* there twice */
	    {"{\"minimum\":1,\n\"minimum\":2}", "a keyword once", 1, 2},
	    {"{\"properties\":{\"a\":{},\n\"a\":{}}}", "a property once", 2, 1},
	    {"{\"$defs\":{\"a\":{\"$anchor\":\"x\"},\n"
	     "\"b\":{\"$anchor\":\"x\"}}}",
		"the anchor \"#x\" is there twice", 2, 16},
	    /* references */
	    {"{\"$ref\":\"#/$defs/a\"}", "no such member", 1, 9},
	    {"{\"$ref\":\"#a\"}", "no such anchor", 1, 9},
	    {"{\"$ref\":\"#/%zz\"}", "bad %", 1, 9},
	    {"{\"items\":\n{\"$ref\":\"other.json\"}}",
		"no file is read unasked", 2, 9},
	    {"{\"$ref\":\"https://example.com/s.json\"}", "nothing is fetched",
		1, 9},
	    {"{\"$ref\":\"file:///etc/passwd\"}", "nothing is fetched", 1, 9},
	    {"{\"$ref\":\"#\"}", "without end", 1, 1},
	    {"{\"$defs\":{\"a\":{\"allOf\":[{\"$ref\":\"#/$defs/b\"}]},\n"
	     "\"b\":{\"not\":{\"$ref\":\"#/$defs/a\"}}},\n"
	     "\"items\":{\"$ref\":\"#/$defs/a\"}}",
		"without end", 1, 15},
	    /* regular expressions */
	    {"{\"pattern\":\"(\"}", "bad regular expression", 1, 12},
	    {"{\"patternProperties\":{\n\"[z-a]\":{}}}",
		"bad regular expression", 2, 1},
	    {"{\"pattern\":\"\\\\p{Nonsense}\"}", "bad regular expression", 1,
		12},
	};

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		check_fault(NULL, &faults[i]);
}

static void
of_other_drafts(void)
{
	static const struct {
		enum lm_schema_draft draft;
		struct fault fault;
	} faults[] = {
	    {LM_SCHEMA_DRAFT4,
		{"{\"const\":1}", "no keyword of this draft", 1, 2}},
	    {LM_SCHEMA_DRAFT4,
		{"{\"exclusiveMinimum\":1}", "/exclusiveMinimum", 1, 21}},
	    {LM_SCHEMA_DRAFT4, {"{\"items\":true}", "", 1, 10}},
	    {LM_SCHEMA_DRAFT6,
		{"{\"if\":{}}", "no keyword of this draft", 1, 2}},
	    {LM_SCHEMA_DRAFT7,
		{"{\"dependentRequired\":{}}", "no keyword of this draft", 1,
		    2}},
	    {LM_SCHEMA_DRAFT7,
		{"{\"prefixItems\":[{}]}", "no keyword of this draft", 1, 2}},
	    {LM_SCHEMA_DRAFT2019,
		{"{\"prefixItems\":[{}]}", "no keyword of this draft", 1, 2}},
	    {LM_SCHEMA_DRAFT2020, {"{\"items\":[{}]}", "", 1, 10}},
	};

	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++) {
		const struct lm_schema_options options = {
		    .draft = faults[i].draft};

		check_fault(&options, &faults[i].fault);
	}
}

/* A regular expression that explodes when it is compiled. */
static void
too_large(void)
{
	static const char *const patterns[] = {"(?:a{1,60000}){1,60000}",
	    "((((a{1,999}){1,999}){1,999}){1,999}){1,999}"};
	struct lm_err err = {0};
	char schema[100];

	for (size_t i = 0; i < sizeof(patterns) / sizeof(patterns[0]); i++) {
		(void)snprintf(schema, sizeof(schema), "{\"pattern\":\"%s\"}",
		    patterns[i]);
		CHECK_CODE(compile(NULL, lm_span_of(schema), &err), LM_LIMIT);
		CHECK_HAS(err.message, "too large");
		CHECK_TEXT(err.file, "s.json");
		CHECK_EQ(err.column, 12);
	}
}

/* What is not known, and lenient passes over; but no mistakes. */
static void
lenient(void)
{
	static const char *const passed[] = {"{\"minlength\":1}",
	    "{\"format\":\"e-mail\"}", "{\"additionalItems\":false}",
	    "{\"$schema\":\"http://json-schema.org/draft-03/schema#\"}",
	    "{\"minimum\":1,\"minimum\":2}"};
	static const struct fault faults[] = {
	    {"{\"type\":\"strnig\"}", "/type", 1, 9},
	    {"{\"$ref\":\"#a\"}", "no such anchor", 1, 9},
	    {"{\"pattern\":\"(\"}", "bad regular expression", 1, 12},
	    {"{\"$ref\":\"#\"}", "without end", 1, 1},
	};
	const struct lm_schema_options options = {.lenient = true};
	struct lm_err err = {0};

	for (size_t i = 0; i < sizeof(passed) / sizeof(passed[0]); i++) {
		CHECK_OK(compile(&options, lm_span_of(passed[i]), &err), &err);
		CHECK_CODE(compile(NULL, lm_span_of(passed[i]), &err),
		    LM_MALFORMED);
	}
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		check_fault(&options, &faults[i]);
}

/* Good ones that look like those above. */
static void
what_is_no_fault(void)
{
	static const char *const good[] = {"true", "false", "{}", " {} \n",
	    "\xef\xbb\xbf{}", "{\"x-ours\":1}", "{\"properties\":{\"foo\":{}}}",
	    "{\"const\":{\"foo\":1}}", "{\"enum\":[]}",
	    "{\"default\":{\"minlength\":1}}", "{\"minLength\":1.0}",
	    "{\"minLength\":1e0}",
	    "{\"$ref\":\"#/$defs/a%20b\",\"$defs\":{\"a b\":{}}}",
	    "{\"$ref\":\"#/$defs/a~1b~0\",\"$defs\":{\"a/b~\":{}}}",
	    "{\"items\":{\"$ref\":\"#\"}}",
	    "{\"properties\":{\"a\":{\"$ref\":\"#\"}}}",
	    "{\"$schema\":\"http://json-schema.org/draft-07/schema\","
	    "\"additionalItems\":false}",
	    "{\"$schema\":\"https://json-schema.org/draft/2020-12/schema\","
	    "\"prefixItems\":[{}]}"};
	struct lm_err err = {0};

	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++)
		if (!CHECK_OK(compile(NULL, lm_span_of(good[i]), &err), &err))
			check_note("%s", good[i]);
}

static void
repeat(struct lm_buf *out, const char *text, size_t n)
{
	for (size_t i = 0; i < n; i++)
		append(out, lm_span_of(text));
}

/* Nesting: as deep as a record may be, and no deeper. */
static void
deep_schemas(void)
{
	struct lm_buf text = {0};
	struct lm_err err = {0};

	repeat(&text, "{\"not\":", 999);
	append(&text, lm_span_of("{}"));
	repeat(&text, "}", 999);
	CHECK_OK(compile(NULL, lm_buf_view(&text), &err), &err);
	text.len = 0;
	repeat(&text, "{\"not\":", 10000);
	append(&text, lm_span_of("{}"));
	repeat(&text, "}", 10000);
	CHECK_CODE(compile(NULL, lm_buf_view(&text), &err), LM_MALFORMED);
	CHECK_HAS(err.message, "nested deeper");
	CHECK_EQ(err.line, 1);
	CHECK_EQ(err.column, 7001);
	lm_buf_free(&text);
}

/* A chain of references is not nested, and may be long. */
static void
a_long_chain_of_references(void)
{
	struct lm_buf text = {0};
	struct lm_err err = {0};

	append(&text, lm_span_of("{\"$ref\":\"#/$defs/d0\",\"$defs\":{"));
	for (int i = 0; i < 5000; i++)
		CHECK_OK(lm_buf_printf(&text, &err,
			     "\"d%d\":{\"$ref\":\"#/$defs/d%d\"},", i, i + 1),
		    &err);
	append(&text, lm_span_of("\"d5000\":{\"type\":\"string\"}}}"));
	CHECK_OK(compile(NULL, lm_buf_view(&text), &err), &err);
	lm_buf_free(&text);
}

static void
files_of_resolve(void)
{
	static const char *const bad[] = {"x:a/../../t.json", "x:../t.json",
	    "x:%2e%2e/t.json", "x:a/%2E%2e/%2e./t.json", "x:.%2e%2ft.json",
	    "x:..%2ft.json"};
	char folder[FILES_PATH_SIZE], path[FILES_PATH_SIZE + 16],
	    resolve[FILES_PATH_SIZE + 16], schema[200];
	const char *const list[] = {resolve};
	const struct lm_schema_options options = {.resolve = list,
	    .n_resolve = 1};
	struct lm_err err = {0};

	(void)snprintf(folder, sizeof(folder), "%s", check_folder());
	(void)snprintf(path, sizeof(path), "%s/in.json", folder);
	file_write(path, lm_span_of("{\"type\":\"string\"}"));
	(void)snprintf(resolve, sizeof(resolve), "x:=%s", folder);
	CHECK_OK(compile(&options, lm_span_of("{\"$ref\":\"x:in.json\"}"),
		     &err),
	    &err);
	CHECK_OK(compile(&options, lm_span_of("{\"$ref\":\"x:i%6e.json#\"}"),
		     &err),
	    &err);
	CHECK_CODE(compile(&options, lm_span_of("{\"$ref\":\"x:no.json\"}"),
		       &err),
	    LM_MALFORMED);
	CHECK_HAS(err.message, "leads nowhere");
	(void)snprintf(resolve, sizeof(resolve), "x:=%s/none", folder);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		err = (struct lm_err){0};
		(void)snprintf(schema, sizeof(schema), "{\"$ref\":\"%s\"}",
		    bad[i]);
		if (!CHECK_CODE(compile(&options, lm_span_of(schema), &err),
			LM_MALFORMED))
			check_note("%s", bad[i]);
	}
}

/* A mistake in a file of resolve has that file's name and place. */
static void
a_fault_of_another_file(void)
{
	char folder[FILES_PATH_SIZE], path[FILES_PATH_SIZE + 16],
	    resolve[FILES_PATH_SIZE + 16];
	const char *const list[] = {resolve};
	const struct lm_schema_options options = {.resolve = list,
	    .n_resolve = 1};
	struct lm_err err = {0};

	(void)snprintf(folder, sizeof(folder), "%s", check_folder());
	(void)snprintf(path, sizeof(path), "%s/in.json", folder);
	(void)snprintf(resolve, sizeof(resolve), "x:=%s", folder);
	file_write(path, lm_span_of("{\n\"type\":1}"));
	CHECK_CODE(compile(&options, lm_span_of("{\"$ref\":\"x:in.json\"}"),
		       &err),
	    LM_MALFORMED);
	CHECK_TEXT(err.file, path);
	CHECK_EQ(err.line, 2);
	CHECK_EQ(err.column, 8);
	file_write(path, lm_span_of("{\n\"type\":\n"));
	CHECK_CODE(compile(&options, lm_span_of("{\"$ref\":\"x:in.json\"}"),
		       &err),
	    LM_MALFORMED);
	CHECK_TEXT(err.file, path);
}

TEST_MAIN(TEST(each_has_its_place), TEST(of_other_drafts), TEST(too_large),
    TEST(lenient), TEST(what_is_no_fault), TEST(deep_schemas),
    TEST(a_long_chain_of_references), TEST(files_of_resolve),
    TEST(a_fault_of_another_file))
