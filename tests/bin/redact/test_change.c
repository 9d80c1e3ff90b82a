#include <stdio.h>
#include <string.h>

#include "check.h"
#include "generate.h"
#include "redact_fixture.h"

/* What takes the place of findings, and where they are told to be. */
static void
set_up_traced(struct fixture *f, const struct settings *settings)
{
	set_up(f, settings);
	f->made.settings.policy.traces = true;
}

/* Each edit is told of. */
static bool
redact_traced(struct fixture *f, struct lm_span text)
{
	return CHECK_OK(redact(f, text), &f->err) &&
	    CHECK_EQ(redactor_hits(f->redactor)->n, f->n_edits);
}

static void
check_all(const struct settings *settings, const char *const cases[][2],
    size_t n)
{
	struct fixture f;

	set_up_traced(&f, settings);
	for (size_t i = 0; i < n; i++) {
		check_redacted(&f, cases[i][0], cases[i][1]);
		CHECK_EQ(redactor_hits(f.redactor)->n, f.n_edits);
	}
	clean_up(&f);
}

/* ---- members that go -------------------------------------------------------- */

static void
members_go_with_a_comma(void)
{
	static const char *const cases[][2] = {
	    {"{\"x\":1}", "{}"},
	    {" { \"x\" : 1 } ", " {  } "},
	    {"{\"x\":1,\"b\":2}", "{\"b\":2}"},
	    {"{ \"x\" : 1 , \"b\" : 2 }", "{ \"b\" : 2 }"},
	    {"{\"a\":1,\"x\":2}", "{\"a\":1}"},
	    {"{ \"a\" : 1 , \"x\" : 2 }", "{ \"a\" : 1 }"},
	    {"{\"a\":1,\"x\":2,\"b\":3}", "{\"a\":1,\"b\":3}"},
	    {"{\"a\":1 ,\t\"x\":2 , \"b\":3}", "{\"a\":1 , \"b\":3}"},
	    {"{\"x\":1,\"x\":2}", "{}"},
	    {"{\"x\":1 , \"x\":2 , \"x\":3}", "{}"},
	    {"{\"x\":1,\"x\":2,\"b\":3}", "{\"b\":3}"},
	    {"{\"a\":1,\"x\":1,\"x\":2}", "{\"a\":1}"},
	    {"{\"x\":1,\"b\":2,\"x\":3}", "{\"b\":2}"},
	    {"{\"x\":1,\"b\":2,\"x\":3,\"c\":4,\"x\":5}", "{\"b\":2,\"c\":4}"},
	    {"{\"x\":[1,{\"x\":2}],\"b\":{}}", "{\"b\":{}}"},
	    {"{\"a\":{\"x\":1},\"b\":2}", "{\"a\":{},\"b\":2}"},
	    {"{\"a\":[{\"x\":1},{\"b\":2,\"x\":1}],\"x\":3}",
		"{\"a\":[{},{\"b\":2}]}"},
	    {"{\"x\":1,\"a\":{\"x\":2},\"x\":3,\"b\":[]}",
		"{\"a\":{},\"b\":[]}"},
	    {"{\"a\":{\"b\":1},\"x\":{\"b\":1}}", "{\"a\":{\"b\":1}}"},
	    {"[{\"x\":true},[{\"x\":null}]]", "[{},[{}]]"},
	    {"{\"x\":\"[X]\",\"b\":1}", "{\"x\":\"[X]\",\"b\":1}"},
	    {"{\"\\u0078\":\"\\\",\\\"}\",\"b\":1}", "{\"b\":1}"},
	};

	check_all(&(struct settings){.deny = "x",
		      .detect = "none",
		      .replace = "field=drop"},
	    cases, sizeof(cases) / sizeof(cases[0]));
}

static void
members_go_in_json_in_strings(void)
{
	static const char *const cases[][2] = {
	    {"\"{\\\"x\\\":1}\"", "\"{}\""},
	    {"{\"s\":\"{\\\"x\\\":1,\\\"b\\\":2}\"}",
		"{\"s\":\"{\\\"b\\\":2}\"}"},
	    {"{\"s\":\"{\\\"a\\\":1 , \\\"x\\\":2}\",\"x\":1}",
		"{\"s\":\"{\\\"a\\\":1}\"}"},
	    {"{\"s\":\"{\\u0022x\\u0022:1,\\n\\\"b\\\":2}\"}",
		"{\"s\":\"{\\\"b\\\":2}\"}"},
	    {"\"{\\\"s\\\":\\\"{\\\\\\\"x\\\\\\\":1,"
	     "\\\\\\\"b\\\\\\\":2}\\\"}\"",
		"\"{\\\"s\\\":\\\"{\\\\\\\"b\\\\\\\":2}\\\"}\""},
	};

	check_all(&(struct settings){.deny = "x",
		      .detect = "none",
		      .replace = "field=drop"},
	    cases, sizeof(cases) / sizeof(cases[0]));
}

/* What is found in a text takes the member with it; elements of an array, names
 * and the root stay, with a mask. */
static void
findings_take_their_member(void)
{
	static const char *const cases[][2] = {
	    {"{\"t\":\"to a@b.co\",\"u\":1}", "{\"u\":1}"},
	    {"{\"u\":1,\"t\":\"a@b.co, 4111111111111111\"}", "{\"u\":1}"},
	    {"{\"t\":\"4111111111111111\"}", "{\"t\":\"[CARD]\"}"},
	    {"[\"a@b.co\"]", "[\"[EMAIL]\"]"},
	    {"\"a@b.co\"", "\"[EMAIL]\""},
	    {"{\"a@b.co\":1}", "{\"[EMAIL]\":1}"},
	    {"{\"a@b.co\":\"a@b.co\",\"c\":[\"a@b.co\"]}",
		"{\"c\":[\"[EMAIL]\"]}"},
	};

	check_all(&(struct settings){.deny = "none",
		      .detect = "email,card",
		      .replace = "email=drop"},
	    cases, sizeof(cases) / sizeof(cases[0]));
}

/* With everything dropped: it parses, and none is left or lost but these. */
static void
drops_of_random_records(void)
{
	const size_t n_cases = check_soak() ? 100000 : 3000;
	struct generated record = {0};
	struct lm_buf once = {0};
	struct fixture f;

	set_up_traced(&f,
	    &(struct settings){.deny = "a,b,pwd,k",
		.detect = "all",
		.replace = "all=drop"});
	for (size_t i = 0; i < n_cases; i++) {
		struct random random = random_start(i);

		generate_any(&random, true, &record);
		if (!redact_traced(&f, lm_buf_view(&record.text)))
			break;
		once.len = 0;
		CHECK_OK(lm_buf_span(&once, lm_buf_view(&f.out), NULL), NULL);
		if (!redact_traced(&f, lm_buf_view(&once)) ||
		    !CHECK_SPANS(lm_buf_view(&f.out), lm_buf_view(&once))) {
			check_note("%.*s", (int)record.text.len,
			    record.text.ptr);
			break;
		}
	}
	generated_free(&record);
	lm_buf_free(&once);
	clean_up(&f);
}

/* ---- where findings are -------------------------------------------------------- */

/* The hits as "at kind LABEL path, ...". */
static void
check_traced(struct fixture *f, const char *in, const char *want)
{
	const struct hits *hits;
	struct lm_buf got = {0};

	(void)redact_traced(f, lm_span_of(in));
	hits = redactor_hits(f->redactor);
	for (size_t i = 0; i < hits->n; i++) {
		struct lm_span label = hit_label(hits, i);
		struct lm_span path = hit_path(hits, i);

		(void)lm_buf_printf(&got, NULL, "%s%zu %s %.*s %.*s",
		    i == 0 ? "" : ", ", hits->list[i].at,
		    kind_infos[hits->list[i].kind].name, (int)label.len,
		    label.ptr, (int)path.len, path.ptr);
	}
	CHECK_SPAN(lm_buf_view(&got), want);
	check_note("%s", in);
	lm_buf_free(&got);
}

static void
traces_places(void)
{
	struct fixture f;

	set_up_traced(&f, &(struct settings){.deny = "pwd", .detect = "all"});
	check_traced(&f, "{\"a\":1}", "");
	check_traced(&f, "\"a@b.co\"", "1 email  ");
	check_traced(&f, "{\"a\":\"to a@b.co, c@d.eu\"}",
	    "9 email  .a, 17 email  .a");
	check_traced(&f, "{\"m\":[0,{\"t\":\"a@b.co\"}],\"pwd\":7}",
	    "14 email  .m[1].t, 30 field PWD .pwd");
	check_traced(&f, "[[1,[\"a@b.co\"]]]", "6 email  .[0][1][0]");
	check_traced(&f, "{\"x y\":{\"\\\"\":\"a@b.co\"}}",
	    "14 email  .[\"x y\"][\"\\\"\"]");
	check_traced(&f, "{\"a@b.co\":{\"c@d.eu\":{\"pwd\":1}}}",
	    "2 email  .[\"?\"], 12 email  .[\"?\"][\"?\"], "
	    "27 field PWD .[\"?\"][\"?\"].pwd");
	clean_up(&f);
}

/* The offset is of the record, whatever the string's escapes are. */
static void
traces_places_within_strings(void)
{
	struct fixture f;

	set_up_traced(&f, &(struct settings){.deny = "pwd", .detect = "all"});
	check_traced(&f,
	    "{\"s\":\"{\\\"pwd\\\":[1]}\",\"u\":\"\\u00e4 a@b.co\"}",
	    "15 field PWD .s|.pwd, 33 email  .u");
	check_traced(&f, "{\"s\":\"[\\\"\\\\n\\\",\\\"a@b.co\\\"]\"}",
	    "17 email  .s|.[1]");
	check_traced(&f,
	    "\"{\\\"s\\\":\\\"{\\\\\\\"t\\\\\\\":\\\\\\\"a@b.co\\\\\\\"}\\\"}\"",
	    "25 email  .|.s|.t");
	clean_up(&f);
}

static void
traces_what_drops(void)
{
	struct fixture f;

	set_up_traced(&f,
	    &(struct settings){.deny = "pwd",
		.detect = "all",
		.replace = "field=drop,email=drop"});
	check_traced(&f, "{\"pwd\":1,\"t\":\"to a@b.co\",\"u\":2}",
	    "1 field PWD .pwd, 9 email  .t");
	CHECK_SPAN(lm_buf_view(&f.out), "{\"u\":2}");
	CHECK(redactor_hits(f.redactor)->list[0].action == ACTION_DROP);
	clean_up(&f);
}

TEST_MAIN(TEST(members_go_with_a_comma), TEST(members_go_in_json_in_strings),
    TEST(drops_of_random_records), TEST(findings_take_their_member),
    TEST(traces_places), TEST(traces_places_within_strings),
    TEST(traces_what_drops))
