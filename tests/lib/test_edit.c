#include "lm/edit.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "generate.h"

struct fixture {
	struct lm_parser *parser;
	struct lm_record rec;
	struct lm_edits edits;
	struct lm_buf out;
	struct lm_err err;
};

static void
parse(struct fixture *f, struct lm_span text)
{
	if (f->parser == NULL)
		f->parser = lm_parser_new();
	if (f->parser == NULL ||
	    !CHECK_OK(lm_parser_parse(f->parser, text, &f->rec, &f->err),
		&f->err))
		abort();
	lm_edits_clear(&f->edits);
	f->out.len = 0;
}

static void
stop(struct fixture *f)
{
	lm_parser_free(f->parser);
	lm_edits_free(&f->edits);
	lm_buf_free(&f->out);
	CHECK(f->edits.list == NULL && f->edits.n == 0);
	lm_edits_free(&f->edits);
}

static struct lm_span
applied(struct fixture *f, struct lm_span src)
{
	f->out.len = 0;
	CHECK_OK(lm_edits_apply(&f->edits, src, &f->out, &f->err), &f->err);
	return lm_buf_view(&f->out);
}

static void
add(struct fixture *f, size_t at, size_t len, const char *text)
{
	CHECK_OK(lm_edits_add(&f->edits, at, len, lm_span_of(text), &f->err),
	    &f->err);
}

static void
plain_edits(void)
{
	struct fixture f = {0};

	CHECK_SPAN(applied(&f, lm_span_of("abc")), "abc");
	CHECK_SPAN(applied(&f, (struct lm_span){0}), "");
	add(&f, 0, 0, "<");
	add(&f, 0, 1, "A");
	add(&f, 1, 0, "|");
	add(&f, 2, 1, "");
	add(&f, 3, 0, ">");
	CHECK_SPAN(applied(&f, lm_span_of("abc")), "<A|b>");
	CHECK_SPAN(lm_edit_text(&f.edits, &f.edits.list[1]), "A");
	CHECK_SPAN(lm_edit_text(&f.edits, &f.edits.list[3]), "");
	lm_edits_clear(&f.edits);
	CHECK_SPAN(applied(&f, lm_span_of("abc")), "abc");
	add(&f, 0, 3, "");
	CHECK_SPAN(applied(&f, lm_span_of("abc")), "");
	stop(&f);
}

static void
apply_appends(void)
{
	struct fixture f = {0};

	append(&f.out, lm_span_of("before "));
	add(&f, 1, 1, "B");
	CHECK_OK(lm_edits_apply(&f.edits, lm_span_of("abc"), &f.out, &f.err),
	    &f.err);
	CHECK_SPAN(lm_buf_view(&f.out), "before aBc");
	stop(&f);
}

/* Some values replaced by random text, and what that must give. */
static void
edit_some(struct fixture *f, struct random *random,
    const struct generated *record, struct lm_buf *want)
{
	size_t end = 0;

	want->len = 0;
	for (size_t i = 0; i < record->n_values; i++) {
		const struct generated_value *value = &record->values[i];
		struct lm_buf text = {0};

		if (value->is_key || value->at < end ||
		    !random_once_in(random, 4))
			continue;
		generate_scalar(random, &text);
		CHECK_OK(lm_edits_add(&f->edits, value->at, value->len,
			     lm_buf_view(&text), &f->err),
		    &f->err);
		append(want, lm_span(record->text.ptr + end, value->at - end));
		append(want, lm_buf_view(&text));
		end = value->at + value->len;
		lm_buf_free(&text);
	}
	append(want, lm_span(record->text.ptr + end, record->text.len - end));
}

static void
an_edit_changes_only_its_span(void)
{
	struct random random = random_start(11);
	struct generated record = {0};
	struct lm_buf want = {0};
	struct fixture f = {0};
	int n_cases = check_soak() ? 500000 : 5000;

	for (int n = 0; n < n_cases; n++) {
		generate_any(&random, true, &record);
		lm_edits_clear(&f.edits);
		edit_some(&f, &random, &record, &want);
		if (!CHECK_SPANS(applied(&f, lm_buf_view(&record.text)),
			lm_buf_view(&want)))
			break;
		parse(&f, lm_buf_view(&want));
	}
	generated_free(&record);
	lm_buf_free(&want);
	stop(&f);
}

static void
set_member(struct fixture *f, struct lm_span name, struct lm_span value)
{
	struct lm_member member = {name, value};

	CHECK_OK(lm_edits_set_members(&f->edits, &f->rec, &member, 1, &f->err),
	    &f->err);
}

static void
check_set(const char *src, const char *name, const char *value,
    const char *want)
{
	struct fixture f = {0};

	parse(&f, lm_span_of(src));
	set_member(&f, lm_span_of(name), lm_span_of(value));
	if (!CHECK_SPAN(applied(&f, f.rec.src), want))
		check_note("%s", src);
	stop(&f);
}

static void
a_member_is_added_last(void)
{
	check_set("{}", "m", "1", "{\"m\":1}");
	check_set("{ }", "m", "1", "{\"m\":1 }");
	check_set(" { }\r", "m", "1", " {\"m\":1 }\r");
	check_set("{\"a\":1}", "m", "[]", "{\"a\":1,\"m\":[]}");
	check_set("{\"a\":1 }\r", "m", "1", "{\"a\":1,\"m\":1 }\r");
	check_set("\t{ \"a\" : {} }  ", "m", "1", "\t{ \"a\" : {},\"m\":1 }  ");
	check_set("{\"a\":\"}\"}", "m", "1", "{\"a\":\"}\",\"m\":1}");
	check_set("{\"a\":{\"m\":2}}", "m", "1", "{\"a\":{\"m\":2},\"m\":1}");
	check_set("{}", "a\"\\\n", "1", "{\"a\\\"\\\\\\n\":1}");
	check_set("{\"a\":1}", "", "1", "{\"a\":1,\"\":1}");
	check_set("{\"\\ud800\":1}", "m", "1", "{\"\\ud800\":1,\"m\":1}");
}

static void
a_member_is_replaced_where_it_stands(void)
{
	check_set("{\"m\":0}", "m", "1", "{\"m\":1}");
	check_set("{\"m\" :\t[0, 2] , \"b\":1}\r", "m", "1",
	    "{\"m\" :\t1 , \"b\":1}\r");
	check_set("{\"a\":1,\"\\u006d\":{\"m\":null},\"b\":2}", "m", "{}",
	    "{\"a\":1,\"\\u006d\":{},\"b\":2}");
	check_set("{\"\":true}", "", "1", "{\"\":1}");
	check_set("{\"m\":1E400}", "m", "\"x\"", "{\"m\":\"x\"}");
}

static void
of_several_the_last_stays(void)
{
	check_set("{\"m\":1,\"m\":2}", "m", "3", "{\"m\":3}");
	check_set("{ \"m\":1 , \"a\":0, \"m\" : 2 }", "m", "3",
	    "{ \"a\":0, \"m\" : 3 }");
	check_set("{\"a\":0,\"m\":[1,{}],\"\\u006d\":\"]\",\"b\":1,\"m\":2,"
		  "\"c\":3}",
	    "m", "4", "{\"a\":0,\"b\":1,\"m\":4,\"c\":3}");
}

static void
several_members_at_once(void)
{
	static const struct lm_member members[] = {{{"x", 1}, {"1", 1}},
	    {{"y", 1}, {"[2]", 3}}, {{"z", 1}, {"3", 1}}};
	static const char *const cases[][2] = {
	    {"{}", "{\"x\":1,\"y\":[2],\"z\":3}"},
	    {"{ } ", "{\"x\":1,\"y\":[2],\"z\":3 } "},
	    {"{\"z\":0,\"a\":{}}\r", "{\"z\":3,\"a\":{},\"x\":1,\"y\":[2]}\r"},
	    {"{\"z\":0, \"y\":0, \"x\":0}", "{\"z\":3, \"y\":[2], \"x\":1}"},
	    {"{\"y\":0,\"x\":0,\"y\":0,\"x\":0,\"b\":0}",
		"{\"y\":[2],\"x\":1,\"b\":0,\"z\":3}"},
	    {"{\"y\":0,\"y\":0}", "{\"y\":[2],\"x\":1,\"z\":3}"}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct fixture f = {0};

		parse(&f, lm_span_of(cases[i][0]));
		CHECK_OK(lm_edits_set_members(&f.edits, &f.rec, members, 3,
			     &f.err),
		    &f.err);
		CHECK_SPAN(applied(&f, f.rec.src), cases[i][1]);
		lm_edits_clear(&f.edits);
		CHECK_OK(lm_edits_set_members(&f.edits, &f.rec, NULL, 0,
			     &f.err),
		    &f.err);
		CHECK_EQ(f.edits.n, 0);
		stop(&f);
	}
}

/* Whether the member of this decoded name is to go, or is the one to set. */
static bool
is_named(const struct generated *record, size_t i, struct lm_span name)
{
	const struct generated_value *value = &record->values[i];

	return value->is_key && value->depth == 1 &&
	    lm_span_equal(generated_decoded(record, value), name);
}

static void
expect_set(const struct generated *record, struct lm_span name,
    struct lm_span value, struct lm_buf *want)
{
	struct lm_span src = lm_buf_view(&record->text);
	size_t last = SIZE_MAX, done = 0;

	want->len = 0;
	for (size_t i = 0; i < record->n_values; i++)
		if (is_named(record, i, name))
			last = i;
	for (size_t i = 0; last != SIZE_MAX && i < last; i++) {
		size_t next = i + 1;

		if (!is_named(record, i, name))
			continue;
		while (!record->values[next].is_key ||
		    record->values[next].depth != 1)
			next++;
		append(want,
		    lm_span(src.ptr + done, record->values[i].at - done));
		done = record->values[next].at;
	}
	if (last != SIZE_MAX) {
		const struct generated_value *old = &record->values[last + 1];

		append(want, lm_span(src.ptr + done, old->at - done));
		append(want, value);
		done = old->at + old->len;
	}
	append(want, lm_span(src.ptr + done, src.len - done));
}

static void
sets_in_random_records(void)
{
	static const char *const names[] = {"id", "a", "", "route", "x y"};
	struct random random = random_start(12);
	struct generated record = {0};
	struct lm_buf want = {0};
	struct fixture f = {0};

	for (int n = 0; n < 5000; n++) {
		struct lm_span name =
		    lm_span_of(names[random_below(&random, 5)]);
		yyjson_val *val;

		generate_any(&random, false, &record);
		parse(&f, lm_buf_view(&record.text));
		if (!lm_record_find(f.rec.root, name, NULL, &val))
			continue;
		set_member(&f, name, lm_span_of("[{\"new\":1}]"));
		expect_set(&record, name, lm_span_of("[{\"new\":1}]"), &want);
		if (!CHECK_SPANS(applied(&f, f.rec.src), lm_buf_view(&want)))
			break;
	}
	generated_free(&record);
	lm_buf_free(&want);
	stop(&f);
}

/* Added to a random record: all else as it was, and set again is the same. */
static void
setting_twice_is_setting_once(void)
{
	struct random random = random_start(13);
	struct generated record = {0};
	struct lm_buf once = {0};
	struct fixture f = {0};
	struct lm_span name = lm_span_of("lmob"),
		       value = lm_span_of("{\"x\":[]}");

	for (int n = 0; n < 3000; n++) {
		generate_any(&random, false, &record);
		parse(&f, lm_buf_view(&record.text));
		set_member(&f, name, value);
		CHECK_EQ(f.edits.n, 1);
		CHECK_EQ(f.edits.list[0].len, 0);
		once.len = 0;
		append(&once, applied(&f, f.rec.src));
		parse(&f, lm_buf_view(&once));
		set_member(&f, name, value);
		if (!CHECK_SPANS(applied(&f, f.rec.src), lm_buf_view(&once)))
			break;
	}
	generated_free(&record);
	lm_buf_free(&once);
	stop(&f);
}

/* In the time that its length takes, not the square of it. */
static void
a_name_repeated_at_will(void)
{
	struct lm_buf text = {0};
	struct fixture f = {0};

	append(&text, lm_span_of("{"));
	for (int i = 0; i < 300000; i++)
		append(&text, lm_span_of("\"m\":1,"));
	append(&text, lm_span_of("\"m\":1}"));
	parse(&f, lm_buf_view(&text));
	set_member(&f, lm_span_of("m"), lm_span_of("2"));
	CHECK_SPAN(applied(&f, f.rec.src), "{\"m\":2}");
	lm_buf_free(&text);
	stop(&f);
}

TEST_MAIN(TEST(plain_edits), TEST(apply_appends),
    TEST(an_edit_changes_only_its_span), TEST(a_member_is_added_last),
    TEST(a_member_is_replaced_where_it_stands), TEST(of_several_the_last_stays),
    TEST(several_members_at_once), TEST(sets_in_random_records),
    TEST(setting_twice_is_setting_once), TEST(a_name_repeated_at_will))
