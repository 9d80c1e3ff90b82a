#include "lm/filter.h"

#include <string.h>

#include "check.h"

static const char source[] = " {\"a\":1}\r";

static void
a_record_passes_byte_for_byte_with_a_newline(void)
{
	const struct lm_line line = {.bytes = lm_span_of(source)};
	const struct lm_filter_record in = {.line = &line};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_filter_pass(&in, &out, &err), &err);
	CHECK_OK(lm_filter_pass(&in, &out, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), " {\"a\":1}\r\n {\"a\":1}\r\n");
	lm_buf_free(&out);
}

static void
an_edit_keeps_what_is_around_the_record(void)
{
	struct lm_parser *parser = lm_parser_new();
	const struct lm_member member = {lm_span_of("b"), lm_span_of("[2]")};
	struct lm_record record;
	const struct lm_line line = {.bytes = lm_span_of(source)};
	const struct lm_filter_record in = {.record = &record, .line = &line};
	struct lm_edits edits = {0};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_parser_parse(parser, lm_span_of(source), &record, &err),
	    &err);
	CHECK_OK(lm_edits_set_members(&edits, &record, &member, 1, &err), &err);
	CHECK_OK(lm_filter_edit(&in, &edits, &out, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), " {\"a\":1,\"b\":[2]}\r\n");
	lm_buf_free(&out);
	lm_edits_free(&edits);
	lm_parser_free(parser);
}

TEST_MAIN(TEST(a_record_passes_byte_for_byte_with_a_newline),
    TEST(an_edit_keeps_what_is_around_the_record))
