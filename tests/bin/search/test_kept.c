#include "check.h"
#include "kept.h"

static void
check_without(const char *text, const char *want)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_edits edits = {0};
	struct lm_buf out = {0};
	struct lm_record record;
	struct lm_err err = {0};

	if (CHECK_OK(lm_parser_parse(parser, lm_span_of(text), &record, &err),
		&err) &&
	    CHECK_OK(kept_without(&record, lm_span_of("e"), &edits, &err),
		&err) &&
	    CHECK_OK(lm_edits_apply(&edits, record.src, &out, &err), &err))
		CHECK_SPAN(lm_buf_view(&out), want);
	check_note("%s", text);
	lm_buf_free(&out);
	lm_edits_free(&edits);
	lm_parser_free(parser);
}

static void
takes_the_member_and_its_comma(void)
{
	static const char *const cases[][2] = {
	    {"{}", "{}"},
	    {"{\"a\":1}", "{\"a\":1}"},
	    {"{\"e\":1}", "{}"},
	    {" { \"e\" : [1, 2] } \r", " {  } \r"},
	    {"{\"e\":1,\"a\":1.10}", "{\"a\":1.10}"},
	    {"{ \"e\":1 , \"a\":{\"e\":2} }", "{ \"a\":{\"e\":2} }"},
	    {"{\"a\":\"\\ud800\" , \"e\":{\"x\":[\"}\"]} }",
		"{\"a\":\"\\ud800\" }"},
	    {"{\"a\":1,\"e\":2,\"b\":3}", "{\"a\":1,\"b\":3}"},
	    {"{\"a\":1,\"\\u0065\":2}", "{\"a\":1}"},
	    {"{\"e\":1,\"e\":2}", "{}"},
	    {"{\"e\":1,\"e\":2,\"a\":3}", "{\"a\":3}"},
	    {"{\"e\":1,\"a\":3,\"e\":2}", "{\"a\":3}"},
	    {"{\"a\":true,\"e\":1,\"e\":2}", "{\"a\":true}"},
	    {"{\"e\":0,\"a\":1,\"e\":2,\"e\":3,\"b\":[ ],\"e\":4 , \"e\":5}",
		"{\"a\":1,\"b\":[ ]}"},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_without(cases[i][0], cases[i][1]);
}

static void
is_freed_by_its_last_holder(void)
{
	struct kept *kept = kept_new(lm_span_of("abc"));

	if (!CHECK(kept != NULL))
		return;
	CHECK(kept_hold(kept) == kept);
	kept_release(kept);
	CHECK_SPAN(kept_bytes(kept), "abc");
	kept_release(kept);
	kept_release(NULL);
	kept = kept_new((struct lm_span){0});
	CHECK(kept != NULL && kept_bytes(kept).len == 0);
	kept_release(kept);
}

TEST_MAIN(TEST(takes_the_member_and_its_comma),
    TEST(is_freed_by_its_last_holder))
