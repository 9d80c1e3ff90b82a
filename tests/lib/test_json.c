#include "lm/json.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "generate.h"
#include "random.h"

static void
space_is_of_four_kinds(void)
{
	for (int byte = 0; byte < 256; byte++)
		CHECK(lm_json_is_space((char)byte) ==
		    (byte == ' ' || byte == '\t' || byte == '\n' ||
			byte == '\r'));
	CHECK_EQ(lm_json_space_end(lm_span_of("  \t\r\n x"), 0), 6);
	CHECK_EQ(lm_json_space_end(lm_span_of("   "), 1), 3);
	CHECK_EQ(lm_json_space_end(lm_span_of("x"), 0), 0);
	CHECK_EQ(lm_json_space_end(lm_span_of("x"), 1), 1);
}

static void
ends_of_tokens(void)
{
	CHECK_EQ(lm_json_string_end(lm_span_of("\"\","), 0), 2);
	CHECK_EQ(lm_json_string_end(lm_span_of("\"a\\\"b\\\\\"c\""), 0), 8);
	CHECK_EQ(lm_json_value_end(lm_span_of("12,"), 0), 2);
	CHECK_EQ(lm_json_value_end(lm_span_of("-1.5E+3"), 0), 7);
	CHECK_EQ(lm_json_value_end(lm_span_of("true}"), 0), 4);
	CHECK_EQ(lm_json_value_end(lm_span_of("null ]"), 0), 4);
	CHECK_EQ(lm_json_value_end(lm_span_of("1\r"), 0), 1);
	CHECK_EQ(lm_json_value_end(lm_span_of("[]x"), 0), 2);
	CHECK_EQ(lm_json_value_end(lm_span_of("x{\"]\":[\"}\\\"\"]} }"), 1),
	    14);
}

/* Byte by byte, what lm_json_string_end does eight at a time. */
static size_t
slow_string_end(struct lm_span text, size_t i)
{
	for (i++; i < text.len && text.ptr[i] != '"'; i++)
		if (text.ptr[i] == '\\')
			i++;
	return i + 1;
}

static size_t
slow_plain_end(struct lm_span text, size_t i, char quote)
{
	while (i < text.len && text.ptr[i] != quote && text.ptr[i] != '\\' &&
	    (unsigned char)text.ptr[i] >= 0x20)
		i++;
	return i;
}

/* Texts of what ends a run, and its neighbours, at every place in a word. */
static void
strings_end_as_byte_by_byte(void)
{
	static const char bytes[] =
	    "aaaaaaaaaaaaaa\"\\'\n\x1f !#[]\x80\xdc\xff";

	for (uint64_t n = 0; n < 20000; n++) {
		struct random random = random_start(n);
		size_t len = 1 + (size_t)random_below(&random, 40);
		char *text = malloc(len); /* exactly: no byte behind is read */
		struct lm_span span = lm_span(text, len);

		CHECK(text != NULL);
		for (size_t i = 0; i < len; i++)
			text[i] =
			    bytes[random_below(&random, sizeof(bytes) - 1)];
		for (size_t i = 0; i <= len; i++) {
			CHECK_EQ(lm_json_plain_end(span, i, '\''),
			    slow_plain_end(span, i, '\''));
			if (i < len)
				CHECK_EQ(lm_json_string_end(span, i),
				    slow_string_end(span, i));
		}
		free(text);
	}
}

/* Every value of a random record ends where its maker says. */
static void
ends_of_random_values(void)
{
	struct random random = random_start(6);
	struct generated record = {0};

	for (int n = 0; n < 3000; n++) {
		struct lm_span text;

		generate_any(&random, true, &record);
		text = lm_buf_view(&record.text);
		for (size_t i = 0; i < record.n_values && i < 200; i++) {
			const struct generated_value *v = &record.values[i];

			if (!CHECK_EQ(lm_json_value_end(text, v->at),
				v->at + v->len))
				goto out;
		}
	}
out:
	generated_free(&record);
}

static void
check_mended(const char *text, const char *want)
{
	char bytes[200];
	size_t len = strlen(text);

	memcpy(bytes, text, len);
	CHECK(lm_json_mend_surrogates(bytes, len) == (strcmp(text, want) != 0));
	CHECK_SPANS(lm_span(bytes, len), lm_span_of(want));
}

static void
lone_surrogates_are_mended(void)
{
	check_mended("\"\\ud800\"", "\"\\ufffd\"");
	check_mended("\"\\uDFFF\"", "\"\\ufffd\"");
	check_mended("\"\\uDbfFx\"", "\"\\ufffdx\"");
	check_mended("\"\\ud800\\u0041\"", "\"\\ufffd\\u0041\"");
	check_mended("\"\\ud800\\ud800\\udc00\"", "\"\\ufffd\\ud800\\udc00\"");
	check_mended("\"\\udc00\\ud800\"", "\"\\ufffd\\ufffd\"");
	check_mended("\"\\ud800\\n\\udc00\"", "\"\\ufffd\\n\\ufffd\"");
	check_mended("\"\\ud800\\\\udc00\"", "\"\\ufffd\\\\udc00\"");
	check_mended("{\"\\ud800\":1}", "{\"\\ufffd\":1}");
}

static void
all_else_stays(void)
{
	check_mended("\"\\ud83d\\ude00\"", "\"\\ud83d\\ude00\"");
	check_mended("\"\\uD83D\\uDE00\\ud7ff\\ue000\"",
	    "\"\\uD83D\\uDE00\\ud7ff\\ue000\"");
	check_mended("\"\\\\ud800\"", "\"\\\\ud800\"");
	check_mended("\"\\\\\\\\ud800\"", "\"\\\\\\\\ud800\"");
	check_mended("", "");
	check_mended("\\", "\\");
	check_mended("\"\\ud8", "\"\\ud8");
	check_mended("\"\\ud80g\"", "\"\\ud80g\"");
	check_mended("\"\\u\"", "\"\\u\"");
}

/* Nothing past the end is looked at: see the sanitizers and valgrind. */
static void
every_prefix_is_safe(void)
{
	const char *text = "\"\\ud800\\udc00\\ud800\\\\\\ud800\"";
	size_t len = strlen(text);

	for (size_t n = 0; n <= len; n++) {
		struct lm_buf copy = {0};

		append(&copy, lm_span(text, n));
		if (n > 0)
			(void)lm_json_mend_surrogates(copy.ptr, n);
		CHECK_EQ(copy.len, n);
		lm_buf_free(&copy);
	}
}

TEST_MAIN(TEST(space_is_of_four_kinds), TEST(ends_of_tokens),
    TEST(strings_end_as_byte_by_byte), TEST(ends_of_random_values),
    TEST(lone_surrogates_are_mended), TEST(all_else_stays),
    TEST(every_prefix_is_safe))
