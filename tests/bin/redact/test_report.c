#include "report.h"

#include <string.h>

#include <yyjson.h>

#include "check.h"
#include "files.h"

#include "lm/path.h"

/* A path of names, "#" for the element 7 and "|" for what is inside. */
static struct lm_buf
path_of(const char *const *steps)
{
	struct lm_buf path = {0};
	struct lm_err err = {0};

	for (; *steps != NULL; steps++)
		if (strcmp(*steps, "#") == 0)
			CHECK_OK(path_append_index(&path, 7, &err), &err);
		else if (strcmp(*steps, "|") == 0)
			CHECK_OK(path_append_inside(&path, &err), &err);
		else
			CHECK_OK(path_append_name(&path, lm_span_of(*steps),
				     &err),
			    &err);
	return path;
}

static void
paths(void)
{
	static const struct {
		const char *steps[5];
		const char *want;
	} cases[] = {{{"a"}, ".a"}, {{"a", "b_2", "_"}, ".a.b_2._"},
	    {{"messages", "#", "content"}, ".messages[7].content"},
	    {{"#"}, ".[7]"}, {{"#", "#"}, ".[7][7]"}, {{"#", "a"}, ".[7].a"},
	    {{"x y"}, ".[\"x y\"]"}, {{"a", "x y", "#"}, ".a[\"x y\"][7]"},
	    {{"2a"}, ".[\"2a\"]"}, {{""}, ".[\"\"]"},
	    {{"a", "", "b"}, ".a[\"\"].b"},
	    {{"a", "q\"\\\n"}, ".a[\"q\\\"\\\\\\n\"]"},
	    {{"gr\xc3\xb6\xc3\x9f"
	      "e"},
		".[\"gr\xc3\xb6\xc3\x9f"
		"e\"]"},
	    {{"a|"}, ".[\"a|\"]"}, {{"args", "|", "user"}, ".args|.user"},
	    {{"args", "|", "#", "x"}, ".args|.[7].x"},
	    {{"args", "|", "x y"}, ".args|.[\"x y\"]"}, {{"|", "a"}, ".|.a"},
	    {{"a", "|", "|", "b"}, ".a|.|.b"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct lm_buf path = path_of(cases[i].steps);

		CHECK_SPAN(lm_buf_view(&path), cases[i].want);
		lm_buf_free(&path);
	}
}

/* What is no JSON in a text is what --if and the manifest read, too. */
static void
paths_can_be_read(void)
{
	static const char *const lists[][5] = {{"a", "b_2"}, {"#", "#", "a"},
	    {"x y", "#"}, {"a", "q\"\\\n", ""}, {"gr\xc3\xb6\xc3\x9f", "2a"}};

	for (size_t i = 0; i < sizeof(lists) / sizeof(lists[0]); i++) {
		struct lm_buf text = path_of(lists[i]);
		struct lm_path path = {0};
		struct lm_err err = {0};

		if (CHECK_OK(lm_path_parse(lm_buf_view(&text), &path, &err),
			&err)) {
			size_t n = 0;

			while (lists[i][n] != NULL)
				n++;
			CHECK_EQ(path.n_steps, n);
		}
		check_note("%.*s", (int)text.len, text.ptr);
		lm_path_free(&path);
		lm_buf_free(&text);
	}
}

static const struct report_line some = {
    .file = "a.jsonl",
    .line = 7,
    .column = 23,
    .path = {".messages[0].content", 20},
    .kind = KIND_EMAIL,
    .action = ACTION_MASK,
};

static void
check_line(const struct report_line *line, const char *machine,
    const char *people)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	append(&out, lm_span_of("\n"));
	CHECK_OK(report_append(&out, line, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), machine);
	out.len = 1;
	CHECK_OK(report_say(&out, line, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), people);
	lm_buf_free(&out);
}

static void
lines(void)
{
	struct report_line line = some;

	check_line(&line,
	    "\n{\"file\":\"a.jsonl\",\"line\":7,\"column\":23,\"path\":"
	    "\".messages[0].content\",\"kind\":\"email\",\"label\":\"EMAIL\","
	    "\"action\":\"mask\"}\n",
	    "\na.jsonl:7:23: email at .messages[0].content");
	line.label = lm_span_of("EMAIL");
	line.path = (struct lm_span){0};
	line.action = ACTION_LAST4;
	line.line = UINT64_MAX;
	check_line(&line,
	    "\n{\"file\":\"a.jsonl\",\"line\":18446744073709551615,\"column\":"
	    "23,\"path\":\".\",\"kind\":\"email\",\"label\":\"EMAIL\","
	    "\"action\":\"last4\"}\n",
	    "\na.jsonl:18446744073709551615:23: email at .");
	line = some;
	line.file = "-";
	line.kind = KIND_FIELD;
	line.label = lm_span_of("BANK_ACCOUNT");
	line.path = lm_span_of(".a|");
	line.action = ACTION_DROP;
	check_line(&line,
	    "\n{\"file\":\"-\",\"line\":7,\"column\":23,\"path\":\".a|.\","
	    "\"kind\":\"field\",\"label\":\"BANK_ACCOUNT\",\"action\":"
	    "\"drop\"}\n",
	    "\n-:7:23: field BANK_ACCOUNT at .a|.");
}

/* A file may be called anything, and a path hold any name. */
static void
whatever_the_names(void)
{
	struct report_line line = some;

	line.file = "a\"\n\x1b\xff\xc3\xa4\x7f";
	line.path = lm_span_of(".a[\"q\\\"\x7f\"]");
	line.label = lm_span_of("\xc3\x84_1");
	line.action = ACTION_PSEUDONYM;
	check_line(&line,
	    "\n{\"file\":\"a\\\"\\n\\u001b?\xc3\xa4\x7f\",\"line\":7,"
	    "\"column\":23,\"path\":\".a[\\\"q\\\\\\\"\x7f\\\"]\",\"kind\":"
	    "\"email\",\"label\":\"\xc3\x84_1\",\"action\":\"pseudonym\"}\n",
	    "\na\"??\xff\xc3\xa4?:7:23: email \xc3\x84_1 at .a[\"q\\\"?\"]");
}

static void
every_line_is_json(void)
{
	for (enum kind kind = 0; kind < N_KINDS; kind++)
		for (enum action action = 0; action < N_ACTIONS; action++) {
			struct report_line line = some;
			struct lm_buf out = {0};
			struct lm_err err = {0};
			yyjson_doc *doc;

			line.kind = kind;
			line.action = action;
			CHECK_OK(report_append(&out, &line, &err), &err);
			doc = yyjson_read(out.ptr, out.len, 0);
			if (CHECK(doc != NULL)) {
				yyjson_val *root = yyjson_doc_get_root(doc);

				CHECK_EQ(yyjson_obj_size(root), 7);
				CHECK(yyjson_equals_str(yyjson_obj_get(root,
							    "kind"),
				    kind_infos[kind].name));
				CHECK(yyjson_equals_str(yyjson_obj_get(root,
							    "label"),
				    kind_infos[kind].label));
			}
			yyjson_doc_free(doc);
			lm_buf_free(&out);
		}
}

static void
totals(void)
{
	uint64_t counts[N_KINDS] = {0};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(report_total(&out, counts, 0, 120, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), "FOUND nothing in 120 records");
	out.len = 0;
	counts[KIND_EMAIL] = 2;
	counts[KIND_FIELD] = 1;
	CHECK_OK(report_total(&out, counts, 2, 120, &err), &err);
	CHECK_SPAN(lm_buf_view(&out),
	    "FOUND 3 in 2 of 120 records: email 2, field 1");
	lm_buf_free(&out);
}

TEST_MAIN(TEST(paths), TEST(paths_can_be_read), TEST(lines),
    TEST(whatever_the_names), TEST(every_line_is_json), TEST(totals))
