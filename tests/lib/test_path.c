#include "lm/path.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "generate.h"
#include "lm/record.h"

static struct lm_parser *
new_parser(void)
{
	struct lm_parser *parser = lm_parser_new();

	if (parser == NULL)
		abort();
	return parser;
}

/* What path meets in json, as the texts of numbers and strings, joined. */
static void
check_select(const char *json, const char *text, const char *want)
{
	struct lm_parser *parser = new_parser();
	struct lm_path path = {0};
	struct lm_values values = {0};
	struct lm_record rec;
	struct lm_buf got = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_parser_parse(parser, lm_span_of(json), &rec, &err), &err);
	CHECK_OK(lm_path_parse(lm_span_of(text), &path, &err), &err);
	CHECK_OK(lm_path_select(&path, rec.root, &values, &err), &err);
	for (size_t i = 0; i < values.n; i++) {
		yyjson_val *val = values.list[i];

		if (yyjson_is_ctn(val))
			append(&got,
			    lm_span_of(yyjson_is_obj(val) ? "{}" : "[]"));
		else
			append(&got, lm_record_text(val));
		append(&got, lm_span_of(" "));
	}
	if (values.twice)
		append(&got, lm_span_of("twice"));
	if (!CHECK_SPAN(lm_buf_view(&got), want))
		check_note("%s of %s", text, json);
	lm_buf_free(&got);
	lm_values_free(&values);
	lm_path_free(&path);
	lm_parser_free(parser);
}

static void
names(void)
{
	check_select("{\"a\":1}", ".", "{} ");
	check_select("7", ".", "7 ");
	check_select("{\"a\":1}", ".a", "1 ");
	check_select("{\"a\":{\"b\":{\"c\":3}}}", ".a.b.c", "3 ");
	check_select("{\"a\":1}", ".b", "");
	check_select("{\"a\":1}", ".a.b", "");
	check_select("[1]", ".a", "");
	check_select("{\"a_B-9\":1}", ".a_B-9", "1 ");
	check_select("{\"\xc3\xa9\":1}", ".\xc3\xa9", "1 ");
	check_select("{\"\\u00e9\":1}", ".\xc3\xa9", "1 ");
	check_select("{\"0\":1}", ".0", "1 ");
}

static void
names_that_repeat(void)
{
	check_select("{\"a\":1,\"a\":2}", ".a", "2 twice");
	check_select("{\"a\":1,\"\\u0061\":2}", ".a", "2 twice");
	check_select("{\"a\":{\"b\":1},\"a\":{}}", ".a.b", "twice");
	check_select("{\"a\":{\"b\":1,\"b\":2}}", ".a.b", "2 twice");
	check_select("{\"b\":1,\"b\":2,\"a\":3}", ".a", "3 ");
	check_select("{\"a\":1,\"a\":2}", ".[]", "1 2 ");
	check_select("[{\"a\":1},{\"a\":2}]", ".[].a", "1 2 ");
	check_select("[{\"a\":1},{\"a\":2,\"a\":3}]", ".[].a", "1 3 twice");
}

static void
quoted_names(void)
{
	check_select("{\"x y\":1}", ".[\"x y\"]", "1 ");
	check_select("{\"a\":{\"x y\":1}}", ".a[\"x y\"]", "1 ");
	check_select("{\"a\":{\"x y\":1}}", ".a.[\"x y\"]", "1 ");
	check_select("{\"\":1}", ".[\"\"]", "1 ");
	check_select("{\"]\\\"\":1}", ".[\"]\\\"\"]", "1 ");
	check_select("{\"\xc3\xa9\":1}", ".[\"\\u00e9\"]", "1 ");
	check_select("{\"a.b\":{\"c\":1}}", ".[\"a.b\"].c", "1 ");
	check_select("{\"a\\u0000\":1,\"a\":2}", ".[\"a\\u0000\"]", "1 ");
	check_select("{\"[]\":[5]}", ".[\"[]\"][0]", "5 ");
}

static void
indices(void)
{
	check_select("[1,2,3]", ".[0]", "1 ");
	check_select("[1,2,3]", ".[2]", "3 ");
	check_select("[1,2,3]", ".[3]", "");
	check_select("[1,2,3]", ".[-1]", "3 ");
	check_select("[1,2,3]", ".[-3]", "1 ");
	check_select("[1,2,3]", ".[-4]", "");
	check_select("[1,2,3]", ".[1000000000]", "");
	check_select("[1,2,3]", ".[-1000000000]", "");
	check_select("[1,2,3]", ".[007]", "");
	check_select("[[1],[2,[3,4]]]", ".[1][1][0]", "3 ");
	check_select("{\"0\":1}", ".[0]", "");
	check_select("{\"a\":[{\"b\":1},{\"b\":2}]}", ".a[1].b", "2 ");
}

static void
each(void)
{
	check_select("[1,[2],{\"a\":3}]", ".[]", "1 [] {} ");
	check_select("{\"a\":1,\"b\":[2],\"a\":3}", ".[]", "1 [] 3 ");
	check_select("[]", ".[]", "");
	check_select("{}", ".[]", "");
	check_select("7", ".[]", "");
	check_select("{\"m\":[{\"t\":1},{\"x\":2},{\"t\":3},4]}", ".m[].t",
	    "1 3 ");
	check_select("[[1,2],[3,[4]]]", ".[][]", "1 2 3 [] ");
	check_select("[{\"a\":[1,2]},{\"a\":[3]}]", ".[].a[]", "1 2 3 ");
	check_select("[[1,2],[3,4]]", ".[][1]", "2 4 ");
}

static void
check_bad(const char *text, uint64_t column, const char *said)
{
	struct lm_path path = {0};
	struct lm_err err = {0};

	if (!CHECK_CODE(lm_path_parse(lm_span_of(text), &path, &err),
		LM_USAGE) ||
	    !CHECK_EQ(err.column, column) || !CHECK_HAS(err.message, said))
		check_note("%s: %s", text, err.message);
	CHECK(path.steps == NULL && path.names == NULL && path.n_steps == 0);
}

static void
what_is_no_path(void)
{
	check_bad("", 1, "a . at the start");
	check_bad("a", 1, "a . at the start");
	check_bad("[0]", 1, "a . at the start");
	check_bad(" .a", 1, "a . at the start");
	check_bad(".a.", 4, "a name");
	check_bad("..", 2, "a name");
	check_bad("..a", 2, "a name");
	check_bad(". a", 2, "a name");
	check_bad(".a b", 3, "a . or [");
	check_bad(".a]", 3, "a . or [");
	check_bad(".a[", 4, "an index");
	check_bad(".[", 3, "an index");
	check_bad(".[x]", 3, "an index");
	check_bad(".[-]", 4, "an index");
	check_bad(".[ 0]", 3, "an index");
	check_bad(".[0", 4, "]");
	check_bad(".[0x]", 4, "]");
	check_bad(".[1:2]", 4, "]");
	check_bad(".[\"a]", 3, "a closing \"");
	check_bad(".[\"a\\\"]", 3, "a closing \"");
	check_bad(".[\"a\"", 6, "]");
	check_bad(".[\"\\q\"]", 3, "a JSON string");
	check_bad(".[\"\xff\"]", 3, "a JSON string");
	check_bad(".\"a\"", 2, "a name");
	check_bad(".a|.b", 3, "a . or [");
	check_bad(".[1000000001]", 12, "a smaller index");
	check_bad(".[99999999999999999999]", 12, "a smaller index");
}

static void
odd_texts_and_no_err(void)
{
	struct lm_path path = {0};

	CHECK_CODE(lm_path_parse(lm_span("a\0b", 3), &path,
		       &(struct lm_err){0}),
	    LM_USAGE);
	CHECK_CODE(lm_path_parse(lm_span(".a\0b", 4), &path,
		       &(struct lm_err){0}),
	    LM_USAGE);
	CHECK_OK(lm_path_parse(lm_span_of(".a"), &path, NULL), NULL);
	lm_path_free(&path);
	lm_path_free(&path);
}

/* The path to a value, by way of its ancestors. */
static void
path_to(const struct generated *record, size_t i, struct lm_buf *text)
{
	size_t chain[1001], n = 0;

	text->len = 0;
	for (; i != record->values[i].parent; i = record->values[i].parent)
		chain[n++] = i;
	append(text, lm_span_of("."));
	while (n-- > 0) {
		const struct generated_value *value = &record->values[chain[n]];
		size_t index = 0;

		append(text, lm_span_of("["));
		if (value->key != GENERATED_NO_KEY) {
			(void)lm_buf_json_string(text,
			    generated_decoded(record,
				&record->values[value->key]),
			    NULL);
		} else {
			for (size_t k = 0; k < chain[n]; k++)
				index +=
				    record->values[k].parent == value->parent &&
				    k != value->parent;
			(void)lm_buf_printf(text, NULL, "%zu", index);
		}
		append(text, lm_span_of("]"));
	}
}

/* Whether no later member of an ancestor has the same name. */
static bool
is_reachable(const struct generated *record, size_t i)
{
	for (; i != record->values[i].parent; i = record->values[i].parent) {
		const struct generated_value *value = &record->values[i];

		if (value->key == GENERATED_NO_KEY)
			continue;
		for (size_t k = value->key + 1; k < record->n_values; k++)
			if (record->values[k].is_key &&
			    record->values[k].parent == value->parent &&
			    lm_span_equal(generated_decoded(record,
					      &record->values[k]),
				generated_decoded(record,
				    &record->values[value->key])))
				return false;
	}
	return true;
}

static void
check_reached(const struct generated *record, size_t i, yyjson_val *root)
{
	struct lm_buf text = {0};
	struct lm_path path = {0};
	struct lm_values values = {0};
	struct lm_err err = {0};

	path_to(record, i, &text);
	if (CHECK_OK(lm_path_parse(lm_buf_view(&text), &path, &err), &err)) {
		CHECK_OK(lm_path_select(&path, root, &values, &err), &err);
		if (!CHECK(values.n == 1 && values.list[0] == root + i))
			check_note("%.*s", (int)text.len, text.ptr);
	}
	lm_values_free(&values);
	lm_path_free(&path);
	lm_buf_free(&text);
}

static void
every_value_is_reached(void)
{
	struct random random = random_start(14);
	struct generated record = {0};
	struct lm_parser *parser = new_parser();
	struct lm_record rec;

	for (int n = 0; n < 1500; n++) {
		generate_any(&random, true, &record);
		CHECK_OK(lm_parser_parse(parser, lm_buf_view(&record.text),
			     &rec, NULL),
		    NULL);
		for (size_t k = 0; k < 5; k++) {
			size_t i = random_below(&random, record.n_values);

			if (!record.values[i].is_key &&
			    is_reachable(&record, i))
				check_reached(&record, i, rec.root);
		}
	}
	generated_free(&record);
	lm_parser_free(parser);
}

/* ---- steps, for who walks ------------------------------------------------ */

static void
parse_path(const char *text, struct lm_path *path)
{
	struct lm_err err = {0};

	if (!CHECK_OK(lm_path_parse(lm_span_of(text), path, &err), &err))
		abort();
}

static void
steps_meet_names(void)
{
	struct lm_path path;

	parse_path(".a[\"x y\"][].b[0]", &path);
	CHECK_EQ(path.n_steps, 5);
	CHECK(lm_path_meets_name(&path, 0, lm_span_of("a")));
	CHECK(!lm_path_meets_name(&path, 0, lm_span_of("b")));
	CHECK(!lm_path_meets_name(&path, 0, lm_span_of("")));
	CHECK(!lm_path_meets_name(&path, 0, lm_span_of("ab")));
	CHECK(lm_path_meets_name(&path, 1, lm_span_of("x y")));
	CHECK(lm_path_meets_name(&path, 2, lm_span_of("any")));
	CHECK(lm_path_meets_name(&path, 2, lm_span_of("")));
	CHECK(!lm_path_meets_name(&path, 4, lm_span_of("0")));
	lm_path_free(&path);
	parse_path(".[\"\\u0000\"]", &path);
	CHECK(lm_path_meets_name(&path, 0, lm_span("\0", 1)));
	CHECK(!lm_path_meets_name(&path, 0, lm_span("\0", 0)));
	lm_path_free(&path);
}

static void
steps_meet_indices(void)
{
	struct lm_path path;

	parse_path(".[2][-1][].a", &path);
	CHECK(lm_path_meets_index(&path, 0, 2, 3));
	CHECK(!lm_path_meets_index(&path, 0, 1, 3));
	CHECK(lm_path_meets_index(&path, 1, 2, 3));
	CHECK(lm_path_meets_index(&path, 1, 0, 1));
	CHECK(!lm_path_meets_index(&path, 1, 1, 3));
	CHECK(lm_path_meets_index(&path, 2, 0, 1));
	CHECK(lm_path_meets_index(&path, 2, 9, 10));
	CHECK(!lm_path_meets_index(&path, 3, 0, 1));
	lm_path_free(&path);
	parse_path(".[-4]", &path);
	for (size_t i = 0; i < 3; i++)
		CHECK(!lm_path_meets_index(&path, 0, i, 3));
	CHECK(lm_path_meets_index(&path, 0, 0, 4));
	lm_path_free(&path);
}

/* Step by step to a value of a record, as to the one that select meets. */
static bool
steps_lead_to(const struct generated *record, const struct lm_path *path,
    size_t i)
{
	size_t chain[1001], n = 0;
	bool leads = true;

	for (; i != record->values[i].parent; i = record->values[i].parent)
		chain[n++] = i;
	for (size_t step = 0; leads && step < n; step++) {
		size_t at = chain[n - 1 - step], index = 0, count = 0;
		const struct generated_value *value = &record->values[at];

		for (size_t k = 0; k < record->n_values; k++)
			if (k != record->values[k].parent &&
			    record->values[k].parent == value->parent) {
				index += k < at;
				count++;
			}
		leads = value->key != GENERATED_NO_KEY
		    ? lm_path_meets_name(path, step,
			  generated_decoded(record,
			      &record->values[value->key]))
		    : lm_path_meets_index(path, step, index, count);
	}
	return leads && n == path->n_steps;
}

static void
steps_lead_to_every_value(void)
{
	struct random random = random_start(15);
	struct generated record = {0};
	struct lm_buf text = {0};

	for (int n = 0; n < 500; n++) {
		struct lm_path path;
		size_t i;

		generate_any(&random, true, &record);
		i = random_below(&random, record.n_values);
		if (record.values[i].is_key)
			continue;
		path_to(&record, i, &text);
		if (lm_path_parse(lm_buf_view(&text), &path, NULL) != LM_OK)
			continue;
		if (!CHECK(steps_lead_to(&record, &path, i)))
			check_note("%.*s", (int)text.len, text.ptr);
		lm_path_free(&path);
	}
	lm_buf_free(&text);
	generated_free(&record);
}

static void
ends_outside_of_quotes(void)
{
	static const struct {
		const char *text;
		size_t len;
	} cases[] = {{"", 0}, {".a", 2}, {".a,.b", 2}, {",.b", 0},
	    {".[\"x,y\"],.b", 8}, {".[\"x\\\",\"],.b", 9}, {".a^2,.b", 2},
	    {".[\"x,", 5}, {".[\"x\\", 5}, {".a\\,.b", 3}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!CHECK_EQ(lm_path_end(cases[i].text, ",^"), cases[i].len))
			check_note("%s", cases[i].text);
}

TEST_MAIN(TEST(names), TEST(names_that_repeat), TEST(quoted_names),
    TEST(indices), TEST(each), TEST(what_is_no_path),
    TEST(odd_texts_and_no_err), TEST(every_value_is_reached),
    TEST(steps_meet_names), TEST(steps_meet_indices),
    TEST(steps_lead_to_every_value), TEST(ends_outside_of_quotes))
