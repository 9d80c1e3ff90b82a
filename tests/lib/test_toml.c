#include <stdlib.h>
#include <string.h>

#include "check.h"

#include "lm/buf.h"
#include "lm/toml.h"

/* ---- what is read --------------------------------------------------------- */

static void
check_json(struct lm_span text, const char *want)
{
	struct lm_toml toml;
	struct lm_err err = {0};
	char *json;

	if (!CHECK_OK(lm_toml_read(text, &toml, &err), &err)) {
		check_note("%.*s", (int)text.len, text.ptr);
		return;
	}
	json = yyjson_write(toml.doc, 0, NULL);
	CHECK_TEXT(json, want);
	CHECK_EQ(toml.n, yyjson_doc_get_val_count(toml.doc));
	free(json);
	lm_toml_free(&toml);
}

struct vector {
	const char *toml;
	const char *json;
};

static void
check_all(const struct vector *vectors, size_t n)
{
	for (size_t i = 0; i < n; i++)
		check_json(lm_span_of(vectors[i].toml), vectors[i].json);
}

#define N(vectors) (sizeof(vectors) / sizeof((vectors)[0]))

/* Most of these are the examples of the standard (https://toml.io/en/v1.0.0). */
static void
reads_keys(void)
{
	static const struct vector vectors[] = {
	    {"", "{}"},
	    {"\xef\xbb\xbf# only a comment", "{}"},
	    {"key = 'v' # c\nbare_key=1\r\nbare-key = 2\n1234 = 3",
		"{\"key\":\"v\",\"bare_key\":1,\"bare-key\":2,\"1234\":3}"},
	    {"\"127.0.0.1\" = 1\n\"\xca\x8e\" = 2\n'quoted \"value\"' = 3\n"
	     "\"\" = 4",
		"{\"127.0.0.1\":1,\"\xca\x8e\":2,\"quoted \\\"value\\\"\":3,"
		"\"\":4}"},
	    {"physical.color = 'o'\nphysical.shape = 'r'\n"
	     "site.\"google.com\" = true\n3.14159 = 'pi'\n"
	     "fruit . flavor = 'b'",
		"{\"physical\":{\"color\":\"o\",\"shape\":\"r\"},"
		"\"site\":{\"google.com\":true},\"3\":{\"14159\":\"pi\"},"
		"\"fruit\":{\"flavor\":\"b\"}}"},
	    {"a.x = 1\nb = 2\na.y = 3", "{\"a\":{\"x\":1,\"y\":3},\"b\":2}"},
	};

	check_all(vectors, N(vectors));
}

static void
reads_tables(void)
{
	static const struct vector vectors[] = {
	    {"[a]\nk = 1\n[ d . e ]\n[g.\"h\".i]",
		"{\"a\":{\"k\":1},\"d\":{\"e\":{}},\"g\":{\"h\":{\"i\":{}}}}"},
	    {"[x.y.z.w]\n[x]\na = 1",
		"{\"x\":{\"y\":{\"z\":{\"w\":{}}},\"a\":1}}"},
	    {"[fruit]\napple.color = 1\napple.taste.sweet = true\n"
	     "[fruit.apple.texture]\nsmooth = true",
		"{\"fruit\":{\"apple\":{\"color\":1,\"taste\":{\"sweet\":true},"
		"\"texture\":{\"smooth\":true}}}}"},
	    {"[[p]]\nn = 1\n[[p]] # empty\n[[p]]\nn = 3",
		"{\"p\":[{\"n\":1},{},{\"n\":3}]}"},
	    {"[[f]]\nn = 1\n[f.p]\nc = 2\n[[f.v]]\nn = 3\n[[f.v]]\nn = 4\n"
	     "[[f]]\nn = 5\n[[f.v]]\nn = 6",
		"{\"f\":[{\"n\":1,\"p\":{\"c\":2},\"v\":[{\"n\":3},{\"n\":4}]},"
		"{\"n\":5,\"v\":[{\"n\":6}]}]}"},
	    {"p = {x = 1, y.z = 2 , w = {}}\nq = [ {a = []}, {b = 1}, ]",
		"{\"p\":{\"x\":1,\"y\":{\"z\":2},\"w\":{}},"
		"\"q\":[{\"a\":[]},{\"b\":1}]}"},
	};

	check_all(vectors, N(vectors));
}

static void
reads_strings(void)
{
	static const struct vector vectors[] = {
	    {"s = \"\\b\\t\\n\\f\\r\\\"\\\\ \\u00E9\\U0001F600\"",
		"{\"s\":\"\\b\\t\\n\\f\\r\\\"\\\\ \xc3\xa9\xf0\x9f\x98\x80\"}"},
	    {"s = \"\"\"\nRoses\r\nViolets\"\"\"",
		"{\"s\":\"Roses\\nViolets\"}"},
	    {"s = \"\"\"\\\n  The quick \\  \n\n\n  brown \\\n  fox.\"\"\"",
		"{\"s\":\"The quick brown fox.\"}"},
	    {"s = \"\"\"two: \"\". three: \"\"\\\"\"\"\"",
		"{\"s\":\"two: \\\"\\\". three: \\\"\\\"\\\"\"}"},
	    {"s = \"\"\"\"one\" and \"\"two\"\"\"\"\"",
		"{\"s\":\"\\\"one\\\" and \\\"\\\"two\\\"\\\"\"}"},
	    {"s = 'C:\\Users\\n'\nt = ''",
		"{\"s\":\"C:\\\\Users\\\\n\","
		"\"t\":\"\"}"},
	    {"s = '''\nI [dw]on't \\d{2} ''''",
		"{\"s\":\"I [dw]on't \\\\d{2} "
		"'\"}"},
	};

	check_all(vectors, N(vectors));
}

static void
reads_values(void)
{
	static const struct vector vectors[] = {
	    {"a = [+99, 42, 0, -17, 1_000, 5_349_221]",
		"{\"a\":[99,42,0,-17,1000,5349221]}"},
	    {"a = [0xDEAD_beef, 0o755, 0b1101, 0xffffffffffffffff]",
		"{\"a\":[3735928559,493,13,18446744073709551615]}"},
	    {"a = [+1.0, 3.1415, -0.01, 5e+2, 1e06, -2E-2, 6.5e1, 9_1.0_1]",
		"{\"a\":[1.0,3.1415,-0.01,500.0,1000000.0,-0.02,65.0,91.01]}"},
	    {"a = [true,false]", "{\"a\":[true,false]}"},
	    {"a = [\n1, # one\n\n  [ 'x' , ],\n]\nb = 1",
		"{\"a\":[1,[\"x\"]],\"b\":1}"},
	};

	check_all(vectors, N(vectors));
}

/* A NUL is a character like another only in an escape. */
static void
reads_nul(void)
{
	static const char text[] = "a = \"\\u0000\"";
	static const char bad[] = "a = \"\0\"";
	struct lm_toml toml;
	struct lm_err err = {0};

	check_json(lm_span_of(text), "{\"a\":\"\\u0000\"}");
	CHECK_CODE(lm_toml_read(lm_span(bad, sizeof(bad) - 1), &toml, &err),
	    LM_MALFORMED);
	CHECK_EQ(err.column, 6);
}

/* ---- what is refused ------------------------------------------------------ */

static const struct {
	const char *toml;
	uint64_t line, column;
	const char *message;
} refused[] = {
    {"= 1", 1, 1, "expected a key"},
    {"a", 1, 2, "expected ="},
    {"a =", 1, 4, "expected a value"},
    {"a = 1 b = 2", 1, 7, "end of the line"},
    {"a = 1\n\na = 2", 3, 3, "there already"},
    {"a.b = 1\na = 2", 2, 3, "there already"},
    {"a = 1\na.b = 2", 2, 3, "there already"},
    {"[a]\n[a]", 2, 3, "there already"},
    {"[f]\na = 1\n[f.a]", 3, 5, "there already"},
    {"[f]\na.b = 1\n[f.a]", 3, 5, "there already"},
    {"[a.b.c]\nz = 1\n[a]\nb.c.t = 1", 4, 5, "there already"},
    {"a = {}\na.b = 1", 2, 3, "there already"},
    {"a = [{}]\n[[a]]", 2, 4, "there already"},
    {"[[a]]\n[a]", 2, 3, "there already"},
    {"[a", 1, 3, "expected ]"},
    {"[[a]", 1, 4, "expected ]]"},
    {"[]", 1, 2, "expected a key"},
    {"a = [1 2]", 1, 8, "expected , or ]"},
    {"a = [1,,2]", 1, 8, "expected a value"},
    {"a = {b = 1,}", 1, 12, "expected a key"},
    {"a = {b = 1\n}", 1, 11, "in this line"},
    {"a = \"x", 1, 7, "closing quote"},
    {"a = \"x\n\"", 1, 7, "closing quote"},
    {"a = \"\"\"x\n\"", 2, 2, "closing quote"},
    {"a = '''x", 1, 9, "closing quote"},
    {"a = \"\\q\"", 1, 6, "no such escape"},
    {"a = \"\\u00g0\"", 1, 6, "hex digits"},
    {"a = \"\\ud800\"", 1, 6, "no such character"},
    {"a = \"\\U00110000\"", 1, 6, "no such character"},
    {"a = \"\x01\"", 1, 6, "control character"},
    {"# \x7f", 1, 3, "control character"},
    {"a = 01", 1, 5, "expected a string"},
    {"a = 1__0", 1, 5, "expected a string"},
    {"a = _1", 1, 5, "expected a string"},
    {"a = .5", 1, 5, "expected a string"},
    {"a = 5.", 1, 5, "expected a string"},
    {"a = 0x", 1, 5, "expected a string"},
    {"a = 0x10000000000000000", 1, 5, "expected a string"},
    {"a = 1e999", 1, 5, "expected a string"},
    {"a = inf", 1, 5, "expected a"},
    {"a = 1979-05-27", 1, 5, "expected a string"},
    {"a = True", 1, 5, "expected a"},
    {"\"\"\"a\"\"\" = 1", 1, 3, "expected ="},
    {"a = 1\nb = \"\xff\"", 2, 6, "not UTF-8"},
    {"a = 1\rb = 2", 1, 6, "end of the line"},
};

static void
refuses(void)
{
	for (size_t i = 0; i < N(refused); i++) {
		struct lm_toml toml;
		struct lm_err err = {0};

		CHECK_CODE(lm_toml_read(lm_span_of(refused[i].toml), &toml,
			       &err),
		    LM_MALFORMED);
		CHECK_EQ(err.line, refused[i].line);
		CHECK_EQ(err.column, refused[i].column);
		CHECK_HAS(err.message, refused[i].message);
		CHECK(toml.doc == NULL);
		check_note("%s", refused[i].toml);
	}
}

static void
refuses_depth(void)
{
	struct lm_buf text = {0};
	struct lm_toml toml;
	struct lm_err err = {0};

	CHECK_OK(lm_buf_text(&text, "a = ", &err), &err);
	for (size_t i = 0; i <= LM_TOML_DEPTH; i++)
		CHECK_OK(lm_buf_byte(&text, '[', &err), &err);
	CHECK_CODE(lm_toml_read(lm_buf_view(&text), &toml, &err), LM_MALFORMED);
	CHECK_HAS(err.message, "nested too deeply");
	lm_buf_free(&text);
}

/* Every cut of a good file is read or refused, and nothing is read past it. */
static void
reads_any_cut(void)
{
	static const char text[] =
	    "# c\na.\"b\" = [1, {x = 'y'}, \"\"\"\\\n z\\u00e9\"\"\"]\r\n"
	    "[[t]]\n[t.u]\nv = -1.5e-3\nw = '''\nq'''\n";

	for (size_t len = 0; len < sizeof(text); len++) {
		char *copy = malloc(len + 1);
		struct lm_toml toml;
		struct lm_err err = {0};
		enum lm_code code;

		if (copy == NULL)
			abort();
		memcpy(copy, text, len);
		code = lm_toml_read(lm_span(copy, len), &toml, &err);
		CHECK(code == LM_OK || code == LM_MALFORMED);
		lm_toml_free(&toml);
		free(copy);
	}
}

/* ---- places --------------------------------------------------------------- */

static void
knows_places(void)
{
	static const char text[] = "a = 1\n\n[t]\n  k = [\n 'x',\n\t'y']\n"
				   "[[u]]\n[[u]]\nz.w = true\n";
	struct lm_toml toml;
	struct lm_err err = {0};
	yyjson_val *root, *val;
	struct lm_toml_place place;

	if (!CHECK_OK(lm_toml_read(lm_span_of(text), &toml, &err), &err))
		return;
	root = yyjson_doc_get_root(toml.doc);
	place = lm_toml_place(&toml, yyjson_obj_get(root, "a"));
	CHECK_EQ(place.line * 100 + place.column, 105);
	val = yyjson_obj_get(yyjson_obj_get(root, "t"), "k");
	place = lm_toml_place(&toml, val);
	CHECK_EQ(place.line * 100 + place.column, 407);
	place = lm_toml_place(&toml, yyjson_arr_get(val, 1));
	CHECK_EQ(place.line * 100 + place.column, 602);
	val = yyjson_arr_get(yyjson_obj_get(root, "u"), 1);
	place = lm_toml_place(&toml, val);
	CHECK_EQ(place.line * 100 + place.column, 803);
	val = yyjson_obj_get(yyjson_obj_get(val, "z"), "w");
	place = lm_toml_place(&toml, val);
	CHECK_EQ(place.line * 100 + place.column, 907);
	lm_toml_free(&toml);
}

TEST_MAIN(TEST(reads_keys), TEST(reads_tables), TEST(reads_strings),
    TEST(reads_values), TEST(reads_nul), TEST(refuses), TEST(refuses_depth),
    TEST(reads_any_cut), TEST(knows_places))
