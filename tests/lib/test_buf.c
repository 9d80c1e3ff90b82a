#include "lm/buf.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "random.h"

static void
grows_and_keeps(void)
{
	struct lm_buf buf = {0};
	struct lm_err err = {0};

	for (unsigned i = 0; i < 100000; i++)
		CHECK_OK(lm_buf_byte(&buf, (char)(i % 251), &err), &err);
	CHECK_EQ(buf.len, 100000);
	CHECK(buf.cap >= buf.len && buf.cap <= 2 * 131072);
	for (unsigned i = 0; i < 100000; i++)
		if (!CHECK(buf.ptr[i] == (char)(i % 251)))
			break;
	lm_buf_free(&buf);
	CHECK(buf.ptr == NULL && buf.len == 0 && buf.cap == 0);
	lm_buf_free(&buf);
}

static void
appends_of_every_kind(void)
{
	struct lm_buf buf = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_buf_append(&buf, "ab\0c", 4, &err), &err);
	CHECK_OK(lm_buf_append(&buf, NULL, 0, &err), &err);
	CHECK_OK(lm_buf_span(&buf, (struct lm_span){0}, &err), &err);
	CHECK_OK(lm_buf_span(&buf, lm_span_of("de"), &err), &err);
	CHECK_OK(lm_buf_text(&buf, "", &err), &err);
	CHECK_OK(lm_buf_text(&buf, "f", &err), &err);
	CHECK_OK(lm_buf_printf(&buf, &err, "%03d|%s", 7, "g"), &err);
	CHECK_SPANS(lm_buf_view(&buf), lm_span("ab\0cdef007|g", 12));
	lm_buf_free(&buf);
}

static void
texts_and_numbers(void)
{
	struct lm_buf buf = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_buf_texts(&buf, &err, NULL), &err);
	CHECK_EQ(buf.len, 0);
	CHECK_OK(lm_buf_texts(&buf, &err, "a", "", "bc", NULL), &err);
	CHECK_OK(lm_buf_u64(&buf, 0, &err), &err);
	CHECK_OK(lm_buf_u64(&buf, 907, &err), &err);
	CHECK_OK(lm_buf_u64(&buf, UINT64_MAX, &err), &err);
	CHECK(lm_span_equal(lm_buf_view(&buf),
	    lm_span_of("abc090718446744073709551615")));
	lm_buf_free(&buf);
}

static void
printf_of_any_length(void)
{
	struct lm_buf buf = {0};
	struct lm_err err = {0};

	for (int n = 0; n < 600; n++) {
		buf.len = 0;
		CHECK_OK(lm_buf_printf(&buf, &err, "%*s", n, ""), &err);
		if (!CHECK_EQ(buf.len, n))
			break;
	}
	lm_buf_free(&buf);
}

static void
reserve_refuses_what_cannot_be(void)
{
	struct lm_buf buf = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_buf_text(&buf, "kept", &err), &err);
	CHECK_CODE(lm_buf_reserve(&buf, SIZE_MAX, &err), LM_NOMEM);
	CHECK_CODE(lm_buf_reserve(&buf, SIZE_MAX - 2, NULL), LM_NOMEM);
	CHECK_CODE(lm_buf_reserve(&buf, SIZE_MAX / 2, &err), LM_NOMEM);
	CHECK_TEXT(err.message, "out of memory");
	CHECK_SPAN(lm_buf_view(&buf), "kept");
	lm_buf_free(&buf);
}

static void
json_string_escapes(void)
{
	struct lm_buf buf = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_buf_json_string(&buf,
		     lm_span("a\"b\\c/\b\f\n\r\t\0\x1f\x7f\xc3\xa9", 16), &err),
	    &err);
	CHECK_SPAN(lm_buf_view(&buf),
	    "\"a\\\"b\\\\c/\\b\\f\\n\\r\\t\\u0000"
	    "\\u001f\x7f\xc3\xa9\"");
	buf.len = 0;
	CHECK_OK(lm_buf_json_string(&buf, (struct lm_span){0}, &err), &err);
	CHECK_SPAN(lm_buf_view(&buf), "\"\"");
	lm_buf_free(&buf);
}

/* One byte at a time, by RFC 8259 §7. */
static void
escape_plainly(struct lm_buf *out, unsigned char byte)
{
	const char *shorts = "\bb\tt\nn\ff\rr";
	char text[8];

	for (const char *at = shorts; *at != '\0'; at += 2)
		if (byte == (unsigned char)*at) {
			append(out, lm_span_of("\\"));
			append(out, lm_span(at + 1, 1));
			return;
		}
	if (byte == '"' || byte == '\\')
		snprintf(text, sizeof(text), "\\%c", byte);
	else if (byte < 0x20)
		snprintf(text, sizeof(text), "\\u%04x", byte);
	else
		snprintf(text, sizeof(text), "%c", byte);
	append(out, lm_span_of(text));
}

static void
json_string_of_random_bytes(void)
{
	struct random random = random_start(1);
	struct lm_buf got = {0}, want = {0};
	char bytes[300];

	for (int n = 0; n < 2000; n++) {
		size_t len = random_below(&random, sizeof(bytes));

		random_bytes(&random, bytes, len);
		got.len = want.len = 0;
		CHECK_OK(lm_buf_json_string(&got, lm_span(bytes, len), NULL),
		    NULL);
		append(&want, lm_span_of("\""));
		for (size_t i = 0; i < len; i++)
			escape_plainly(&want, (unsigned char)bytes[i]);
		append(&want, lm_span_of("\""));
		if (!CHECK_SPANS(lm_buf_view(&got), lm_buf_view(&want)))
			break;
	}
	lm_buf_free(&got);
	lm_buf_free(&want);
}

TEST_MAIN(TEST(grows_and_keeps), TEST(appends_of_every_kind),
    TEST(texts_and_numbers), TEST(printf_of_any_length),
    TEST(reserve_refuses_what_cannot_be), TEST(json_string_escapes),
    TEST(json_string_of_random_bytes))
