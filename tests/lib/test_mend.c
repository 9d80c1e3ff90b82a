#include "lm/mend.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#include "check.h"

#define MOST 512

/* What a text becomes, with its repairs: "[1] trailing_comma@2"; "" where it
 * is refused. */
static const char *
mended_with(const char *text, lm_mend_mask allowed, char out[MOST])
{
	struct lm_mended mended = {0};
	size_t len = 0;

	out[0] = '\0';
	if (lm_mend(lm_span_of(text), allowed, &mended, NULL) == LM_OK)
		len = (size_t)snprintf(out, MOST, "%.*s", (int)mended.json.len,
		    mended.json.ptr);
	for (size_t i = 0; len > 0 && i < mended.n; i++)
		len += (size_t)snprintf(out + len, MOST - len, " %s@%zu",
		    lm_mend_name(mended.list[i].kind), mended.list[i].at);
	lm_mended_free(&mended);
	return out;
}

struct pair {
	const char *text;
	const char *want;
};

static void
check_pairs(const struct pair *pairs, size_t n)
{
	char out[MOST];

	for (size_t i = 0; i < n; i++)
		if (!CHECK_TEXT(mended_with(pairs[i].text, LM_MEND_ALL, out),
			pairs[i].want))
			check_note("%s", pairs[i].text);
}

#define CHECK_PAIRS(pairs) \
	check_pairs((pairs), sizeof(pairs) / sizeof((pairs)[0]))

static void
leaves_json_alone(void)
{
	static const char *const texts[] = {"{}", " [ ] ", "0", "-0.0E+5",
	    "\"\\ud800\"", "\"it's “so” // no comment, True\"",
	    "{\"a\":{\"a\":[true,false,null,1e400]},\"a\":\"\"}\n",
	    "[\"a\" , \"b]\", \"{c\" ]", "{\"a\" : \"b\" , \"c\":[ ]}",
	    "{\"a\":\"say, \\\"b\\\": c\"}"};
	char out[MOST];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		CHECK_TEXT(mended_with(texts[i], 0, out), texts[i]);
}

static void
mends_commas_and_colons(void)
{
	static const struct pair pairs[] = {
	    {"[1,2 , ]", "[1,2  ] trailing_comma@5"},
	    {"{\"a\":1,}", "{\"a\":1} trailing_comma@6"},
	    {"{} , ", "{}   trailing_comma@3"},
	    {"[,1]", "[1] extra_comma@1"},
	    {"[1,,2]", "[1,2] extra_comma@3"},
	    {"[1 2]", "[1, 2] missing_comma@2"},
	    {"{\"a\":1 \"b\":2}", "{\"a\":1, \"b\":2} missing_comma@6"},
	    {"{\"a\":\"b\" \"c\":2}", "{\"a\":\"b\", \"c\":2} missing_comma@8"},
	    {"{\"a\" 1}", "{\"a\": 1} missing_colon@4"},
	};

	CHECK_PAIRS(pairs);
}

static void
mends_quotes(void)
{
	static const struct pair pairs[] = {
	    {"{'a':'b\"c'}",
		"{\"a\":\"b\\\"c\"} single_quotes@1 single_quotes@5"},
	    {"['it's']", "[\"it's\"] single_quotes@1 unescaped_quote@4"},
	    {"[“a”, ‘b’]", "[\"a\", \"b\"] smart_quotes@1 smart_quotes@10"},
	    {"{a:1,$b-c:2}",
		"{\"a\":1,\"$b-c\":2} unquoted_key@1 unquoted_key@5"},
	    {"{a\":1}", "{\"a\":1} missing_quote@1"},
	    {"{\"a:\"b\"}", "{\"a\":\"b\"} missing_quote@3"},
	    {"[a b, c]",
		"[\"a b\", \"c\"] unquoted_string@1 unquoted_string@6"},
	    {"{\"a\":\"b, \"c\":1}", "{\"a\":\"b\", \"c\":1} missing_quote@7"},
	    {"{\"a\":\"b, c: \"d\"}",
		"{\"a\":\"b\", \"c\": \"d\"} missing_quote@7 unquoted_key@9"},
	    {"{\"a\":\"b\n \"c\":1}",
		"{\"a\":\"b\",\n \"c\":1} missing_quote@7 missing_comma@7"},
	    {"{\"a: 1, \"b\": 2}", "{\"a\": 1, \"b\": 2} missing_quote@3"},
	    {"{\"a\":[\"b], \"c\": 2}",
		"{\"a\":[\"b\"], \"c\": 2} missing_quote@8"},
	    {"{\"a\":\"b {c}, \"d\": 2}",
		"{\"a\":\"b {c}\", \"d\": 2} missing_quote@11"},
	    {"[\"a, \"3 b\"]", "[\"a\", \"3 b\"] missing_quote@3"},
	    {"{\"a\":\"b\", c\": 2}",
		"{\"a\":\"b\", \"c\": 2} missing_quote@10"},
	    {"{\"a\":\"{\\\"b\\\": \\\"c\"}\"}",
		"{\"a\":\"{\\\"b\\\": \\\"c\\\"}\"} unescaped_quote@17"},
	    {"{\"a\":\"b}", "{\"a\":\"b\"} missing_quote@7"},
	    {"{\"a\":\"b \"c\" d\"}",
		"{\"a\":\"b \\\"c\\\" d\"} unescaped_quote@8 "
		"unescaped_quote@10"},
	    {"{\"a\":\"{\"b\": \"c\"}, d\", \"e\":1}",
		"{\"a\":\"{\\\"b\\\": \\\"c\\\"}, d\", \"e\":1} "
		"unescaped_quote@7 unescaped_quote@9 unescaped_quote@12 "
		"unescaped_quote@14"},
	    {"{\"a\":\"b\" + 'c'}",
		"{\"a\":\"bc\"} concatenated_strings@7 single_quotes@11"},
	};

	CHECK_PAIRS(pairs);
}

static void
mends_what_is_in_strings(void)
{
	static const struct pair pairs[] = {
	    {"\"a\tb\x01\"",
		"\"a\\tb\\u0001\" control_character@2 control_character@4"},
	    {"\"\\s \\' \\x41\"",
		"\"\\\\s ' \\u0041\" bad_escape@1 bad_escape@4 bad_escape@7"},
	    {"\"C:\\users\"", "\"C:\\\\users\" bad_escape@3"},
	};

	CHECK_PAIRS(pairs);
}

static void
mends_other_languages(void)
{
	static const struct pair pairs[] = {
	    {"[True,None,FALSE]",
		"[true,null,false] python_literal@1 python_literal@6 "
		"python_literal@11"},
	    {"(1, 2)", "[1, 2] python_tuple@0"},
	    {"[(1)]", "[ 1] python_tuple@1"},
	    {"[+1,.5,-1.,007,0x1f,1_000]",
		"[1,0.5,-1.0,7,31,1000] number_form@1 number_form@4 "
		"number_form@7 number_form@11 number_form@15 number_form@20"},
	    {"f({\"a\":1});", "{\"a\":1} wrapper_call@0 wrapper_call@10"},
	    {"[ObjectId(\"1\")]", "[\"1\"] wrapper_call@1"},
	    {"[/a\\d+/g]", "[\"/a\\\\d+/g\"] regular_expression@1"},
	    {"/* a */[1, // b\n2]# c",
		"[1, \n2] comment@0 comment@11 comment@18"},
	    {"\xef\xbb\xbf[1,\xc2\xa0"
	     "2]",
		" [1, 2] white_space@0 white_space@6"},
	    {"[1, ... ]", "[1  ] ellipsis@4"},
	};

	CHECK_PAIRS(pairs);
}

static void
mends_brackets(void)
{
	static const struct pair pairs[] = {
	    {"{\"a\":[1}", "{\"a\":[1]} missing_bracket@7"},
	    {"[{\"a\":1]", "[{\"a\":1}] missing_bracket@7"},
	    {"[{\"a\":1,{\"a\":2}]", "[{\"a\":1},{\"a\":2}] missing_bracket@7"},
	    {"{\"a\":1}]}",
		"{\"a\":1} redundant_bracket@7 "
		"redundant_bracket@8"},
	    {"{\"a\":1}, \"b\":2}", "{\"a\":1, \"b\":2} redundant_bracket@6"},
	    {"{\"a\":1}\n[2]\n", "[{\"a\":1}\n,[2]]\n several_values@8"},
	};

	CHECK_PAIRS(pairs);
}

static void
mends_what_is_cut(void)
{
	static const struct pair pairs[] = {
	    {"{\"a\":[\"b",
		"{\"a\":[\"b\"]} cut_string@8 missing_bracket@8 "
		"missing_bracket@8"},
	    {"[\"a\\u26", "[\"a\"] cut_string@3 missing_bracket@7"},
	    {"{\"a\":1,\"b", "{\"a\":1} cut_member@6 missing_bracket@9"},
	    {"{\"a\":1,\"b\":", "{\"a\":1} cut_member@6 missing_bracket@11"},
	    {"{\"a\":1,\"b\":ObjectId(\"",
		"{\"a\":1} cut_member@6 missing_bracket@21"},
	    {"[1,ObjectId(ObjectId(", "[1] cut_member@2 missing_bracket@21"},
	    {"{\"a\":ObjectId([1,\"",
		"{\"a\":[1]} wrapper_call@5 cut_member@16 missing_bracket@18 "
		"missing_bracket@18"},
	    {"[tru", "[true] cut_literal@1 missing_bracket@4"},
	    {"[12", "[12] cut_number@1 missing_bracket@3"},
	    {"[1,", "[1] trailing_comma@2 missing_bracket@3"},
	};
	char out[MOST];

	CHECK_PAIRS(pairs);
	CHECK_TEXT(mended_with("[12", LM_MEND_DEFAULT, out), "");
	CHECK_TEXT(mended_with("[12 ", LM_MEND_DEFAULT, out),
	    "[12]  missing_bracket@4");
}

static void
invents_no_value(void)
{
	static const char *const texts[] = {"{\"a\":}", "{\"a\":,\"b\":1}",
	    "{\"a\"}", "[undefined]", "[NaN]", "[-Infinity]"};
	char out[MOST];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CHECK_TEXT(mended_with(texts[i], LM_MEND_DEFAULT, out), "");
		CHECK_HAS(mended_with(texts[i], LM_MEND_ALL, out),
		    "missing_value@");
	}
}

static void
refuses_what_may_be_anything(void)
{
	static const char *const texts[] = {"", " ", "a", "hello world",
	    "Note: this", "f(1)", "{\"a\":1} and more", "[a:1]", "{{}}",
	    "[...]", "{\"a\":\"b\" \"c\"}", "[\"a\" b\", \"c\"]",
	    "{\"a\":1 // }", "{\"a\":“b” c\"}", "{\"a\":[\"b, \"c\": 1}",
	    "[/a\\\n/]", "{}, \"d\":1}", "{, }, \"d\":1}", "[1 2 a b]", "1,2",
	    "[f(]", "[(1", "{\"a\" ]", "'Tis the season",
	    "{\"a\":\"b}\nThis is it."};
	char out[MOST];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!CHECK_TEXT(mended_with(texts[i], LM_MEND_ALL, out), ""))
			check_note("%s", texts[i]);
}

static void
says_what_is_not_allowed(void)
{
	lm_mend_mask allowed =
	    LM_MEND_ALL & ~LM_MEND_BIT(LM_MEND_SINGLE_QUOTES);
	struct lm_mended mended = {0};
	struct lm_err err = {0};

	CHECK_CODE(lm_mend(lm_span_of("[1,'a']"), allowed, &mended, &err),
	    LM_MALFORMED);
	CHECK_EQ(err.column, 4);
	CHECK_TEXT(err.message,
	    "not JSON, and single_quotes is not to be mended");
	CHECK_CODE(lm_mend(lm_span_of("[a:1]"), allowed, &mended, &err),
	    LM_MALFORMED);
	CHECK_EQ(err.column, 3);
	CHECK_HAS(err.message, "cannot be mended: ");
	lm_mended_free(&mended);
}

static void
kinds_have_names(void)
{
	enum lm_mend_kind kind = LM_MEND_N_KINDS;

	for (unsigned i = 0; i < LM_MEND_N_KINDS; i++) {
		CHECK(
		    lm_mend_find(lm_span_of(lm_mend_name((enum lm_mend_kind)i)),
			&kind));
		CHECK_EQ(kind, i);
	}
	CHECK(!lm_mend_find(lm_span_of("comma"), &kind));
	CHECK(!lm_mend_find(lm_span_of(""), &kind));
}

static void
mends_a_part(void)
{
	struct lm_span text = lm_span_of("So: {a: 'b'} and more");
	struct lm_mended mended = {0};
	size_t end = 0;

	CHECK_CODE(lm_mend_value(text, 4, LM_MEND_DEFAULT, &mended, &end, NULL),
	    LM_OK);
	CHECK_EQ(end, 12);
	CHECK_SPAN(lm_buf_view(&mended.json), "{\"a\": \"b\"}");
	if (CHECK_EQ(mended.n, 2)) {
		CHECK_EQ(mended.list[0].at, 5);
		CHECK_EQ(mended.list[1].at, 8);
	}
	lm_mended_free(&mended);
}

/* unit n times, then end. */
static struct lm_buf
repeated(const char *unit, size_t n, const char *end)
{
	struct lm_buf text = {0};

	for (size_t i = 0; i < n; i++)
		CHECK_OK(lm_buf_text(&text, unit, NULL), NULL);
	CHECK_OK(lm_buf_text(&text, end, NULL), NULL);
	return text;
}

static void
a_thousand_levels_and_no_more(void)
{
	struct lm_mended mended = {0};
	struct lm_buf text = repeated("[", 1000, "");

	CHECK_CODE(lm_mend(lm_buf_view(&text), LM_MEND_ALL, &mended, NULL),
	    LM_OK);
	CHECK_EQ(mended.json.len, 2000);
	CHECK_OK(lm_buf_byte(&text, '[', NULL), NULL);
	CHECK_CODE(lm_mend(lm_buf_view(&text), LM_MEND_ALL, &mended, NULL),
	    LM_MALFORMED);
	lm_buf_free(&text);
	lm_mended_free(&mended);
}

static double
seconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* A megabyte each; what is not linear takes minutes. */
static void
is_linear(void)
{
	static const struct {
		const char *begin, *unit, *end;
	} attacks[] = {{"", "[", ""}, {"", "{\"a\":", ""}, {"", "\"", ""},
	    {"[", "\"", "]"}, {"{\"a\":", "\"", "}"}, {"", "'", ""},
	    {"[", "'", ""}, {"[\"", "\\", ""}, {"", "/*", ""},
	    {"[", "// \n", ""}, {"[\"", "\"a, ", ""}, {"[", "\"a,", "]"},
	    {"{", "\"a, \"b\": ", "}"}, {"{\"a\":\"", "b, c: 1, ", "}"},
	    {"{", "a:\"b, c: 1,\n", "}"}, {"[", "\"a\"+/*", ""},
	    {"[\"", "\" /* ", ""}, {"[\"", "\" // ", ""}, {"[", "1 ", ""},
	    {"[", "1,/**/", ""}, {"[", "a ", ""}, {"", "}", ""}, {"[", "}", ""},
	    {"", "{}\n", ""}, {"[", "(", ""},
	    {"{\"a\":\"", "{\"b\":\"c\"}, ", ""}, {"[", "\"      ", ""},
	    {"[`", "´ a", ""}, {"[", "[1,\n", ""}, {"[", "[1,],", ""},
	    {"[", "..., ", ""}, {"[/", "[", ""}, {"[", "-", ""},
	    {"[", "\xc2\xa0", ""}, {"{\"a\":\"", "x} \"y ", "}"},
	    {"[\"", "\n", ""}, {"[\"", "a\n", "]"}};
	struct lm_mended mended = {0};

	for (size_t i = 0; i < sizeof(attacks) / sizeof(attacks[0]); i++) {
		struct lm_buf unit = repeated(attacks[i].unit,
		    1000000 / strlen(attacks[i].unit), attacks[i].end);
		struct lm_buf text = {0};
		double from;

		CHECK_OK(lm_buf_text(&text, attacks[i].begin, NULL), NULL);
		CHECK_OK(lm_buf_span(&text, lm_buf_view(&unit), NULL), NULL);
		from = seconds();
		(void)lm_mend(lm_buf_view(&text), LM_MEND_ALL, &mended, NULL);
		if (!CHECK(seconds() - from < 5))
			check_note("%s%s", attacks[i].begin, attacks[i].unit);
		lm_buf_free(&text);
		lm_buf_free(&unit);
	}
	lm_mended_free(&mended);
}

TEST_MAIN(TEST(leaves_json_alone), TEST(mends_commas_and_colons),
    TEST(mends_quotes), TEST(mends_what_is_in_strings),
    TEST(mends_other_languages), TEST(mends_brackets), TEST(mends_what_is_cut),
    TEST(invents_no_value), TEST(refuses_what_may_be_anything),
    TEST(says_what_is_not_allowed), TEST(kinds_have_names), TEST(mends_a_part),
    TEST(a_thousand_levels_and_no_more), TEST(is_linear))
