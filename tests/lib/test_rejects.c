#include "lm/rejects.h"

#include <string.h>

#include <yyjson.h>

#include "check.h"
#include "files.h"
#include "lm/base64.h"
#include "random.h"

static struct lm_err
why(enum lm_code code, const char *file, const char *message)
{
	struct lm_err err = {0};

	(void)lm_err_set(&err, code, "%s", message);
	lm_err_at(&err, file, 417, 23);
	return err;
}

static void
check_line(const struct lm_err *err, struct lm_span raw, uint64_t n_bytes,
    const char *want)
{
	struct lm_buf out = {0};
	struct lm_err failure = {0};

	CHECK_OK(lm_rejects_append(&out, err, raw, n_bytes, &failure),
	    &failure);
	CHECK_SPAN(lm_buf_view(&out), want);
	lm_buf_free(&out);
}

static void
a_line_as_it_came(void)
{
	struct lm_err err = why(LM_MALFORMED, "a.jsonl", "no \"such\" \\q");

	check_line(&err, lm_span_of("{\"a\": \\q}\r"), 10,
	    "{\"file\":\"a.jsonl\",\"line\":417,\"column\":23,"
	    "\"error\":\"no \\\"such\\\" \\\\q\","
	    "\"raw\":\"{\\\"a\\\": \\\\q}\\r\"}\n");
	check_line(&err, (struct lm_span){0}, 0,
	    "{\"file\":\"a.jsonl\",\"line\":417,\"column\":23,"
	    "\"error\":\"no \\\"such\\\" \\\\q\",\"raw\":\"\"}\n");
}

static void
bytes_that_are_no_text(void)
{
	struct lm_err err = why(LM_MALFORMED, "-", "m");

	check_line(&err, lm_span("\xff{}", 3), 3,
	    "{\"file\":\"-\",\"line\":417,\"column\":23,\"error\":\"m\","
	    "\"raw_base64\":\"/3t9\"}\n");
	check_line(&err, lm_span("a\0b", 3), 3,
	    "{\"file\":\"-\",\"line\":417,\"column\":23,\"error\":\"m\","
	    "\"raw\":\"a\\u0000b\"}\n");
}

/* The line is JSON, whatever the name of the file and the message are. */
static void
check_parses(const struct lm_err *err, struct lm_span raw, uint64_t n_bytes)
{
	struct lm_buf out = {0};
	yyjson_doc *doc;

	CHECK_OK(lm_rejects_append(&out, err, raw, n_bytes, NULL), NULL);
	doc = yyjson_read(out.ptr, out.len, 0);
	if (CHECK(doc != NULL)) {
		CHECK(yyjson_obj_get(yyjson_doc_get_root(doc), "file") != NULL);
		CHECK(memchr(out.ptr, '\n', out.len) == out.ptr + out.len - 1);
	}
	yyjson_doc_free(doc);
	lm_buf_free(&out);
}

static void
a_name_that_is_no_text(void)
{
	struct lm_err err = why(LM_MALFORMED, "caf\xe9\n.jsonl", "m");

	check_parses(&err, lm_span_of("x"), 1);
}

/* A message that was cut amid a character. */
static void
a_message_that_is_cut(void)
{
	for (size_t n = 0; n < 4; n++) {
		char message[LM_ERR_MESSAGE_SIZE + 20] = "";
		struct lm_err err;

		memset(message, 'x', n);
		while (strlen(message) < LM_ERR_MESSAGE_SIZE)
			(void)strcat(message, "\xf0\x9f\x98\x80");
		err = why(LM_MALFORMED, "f", message);
		check_parses(&err, lm_span_of("x"), 1);
	}
}

static yyjson_doc *
parsed(const struct lm_err *err, struct lm_span raw, uint64_t n_bytes)
{
	struct lm_buf out = {0};
	yyjson_doc *doc;

	CHECK_OK(lm_rejects_append(&out, err, raw, n_bytes, NULL), NULL);
	doc = yyjson_read(out.ptr, out.len, 0);
	lm_buf_free(&out);
	return doc;
}

/* Of a long line the first 4 KiB are kept, of text a whole character's end. */
static void
an_oversize_line(void)
{
	struct lm_err err = why(LM_OVERSIZE, "f", "m");
	struct lm_buf raw = {0};

	for (size_t lead = 0; lead < 4; lead++) {
		yyjson_val *root, *text;
		yyjson_doc *doc;

		raw.len = 0;
		append(&raw, lm_span("xxx", lead));
		while (raw.len < 5000)
			append(&raw, lm_span_of("\xe2\x82\xac"));
		doc = parsed(&err, lm_buf_view(&raw), UINT64_C(5000000000));
		if (!CHECK(doc != NULL))
			continue;
		root = yyjson_doc_get_root(doc);
		text = yyjson_obj_get(root, "raw");
		CHECK_EQ(yyjson_get_uint(yyjson_obj_get(root, "bytes")),
		    5000000000);
		CHECK_EQ(yyjson_get_len(text), 4096 - (4096 - lead) % 3);
		yyjson_doc_free(doc);
	}
	lm_buf_free(&raw);
}

static void
an_oversize_line_of_bytes(void)
{
	struct lm_err err = why(LM_OVERSIZE, "f", "m");
	struct random random = random_start(30);
	char raw[5000];
	struct lm_buf back = {0};
	yyjson_doc *doc;
	yyjson_val *text;

	random_bytes(&random, raw, sizeof(raw));
	doc = parsed(&err, lm_span(raw, sizeof(raw)), sizeof(raw));
	if (!CHECK(doc != NULL))
		return;
	text = yyjson_obj_get(yyjson_doc_get_root(doc), "raw_base64");
	CHECK_OK(lm_base64_decode(&back,
		     lm_span(yyjson_get_str(text), yyjson_get_len(text)), NULL),
	    NULL);
	CHECK_SPANS(lm_buf_view(&back), lm_span(raw, 4096));
	CHECK(yyjson_obj_get(yyjson_doc_get_root(doc), "raw") == NULL);
	lm_buf_free(&back);
	yyjson_doc_free(doc);
}

/* A small limit: a line that is refused for its size, but is all there. */
static void
a_short_oversize_line(void)
{
	struct lm_err err = why(LM_OVERSIZE, "f", "m");

	check_line(&err, lm_span_of("abc"), 3,
	    "{\"file\":\"f\",\"line\":417,\"column\":23,\"error\":\"m\","
	    "\"raw\":\"abc\",\"bytes\":3}\n");
}

/* Long, but malformed for another reason: all of it is kept. */
static void
a_long_malformed_line(void)
{
	struct lm_err err = why(LM_MALFORMED, "f", "m");
	char raw[9000];
	yyjson_doc *doc;
	yyjson_val *root;

	memset(raw, 'x', sizeof(raw));
	doc = parsed(&err, lm_span(raw, sizeof(raw)), sizeof(raw));
	if (!CHECK(doc != NULL))
		return;
	root = yyjson_doc_get_root(doc);
	CHECK_EQ(yyjson_get_len(yyjson_obj_get(root, "raw")), sizeof(raw));
	CHECK(yyjson_obj_get(root, "bytes") == NULL);
	yyjson_doc_free(doc);
}

static void
random_lines(void)
{
	struct lm_err err = why(LM_MALFORMED, "f", "m");
	struct random random = random_start(31);
	char raw[300];

	for (int n = 0; n < 5000; n++) {
		size_t len = random_below(&random, sizeof(raw));

		random_bytes(&random, raw, len);
		if (random_once_in(&random, 2))
			for (size_t i = 0; i < len; i++)
				raw[i] &= 0x7f;
		check_parses(&err, lm_span(raw, len), len);
	}
}

TEST_MAIN(TEST(a_line_as_it_came), TEST(bytes_that_are_no_text),
    TEST(a_name_that_is_no_text), TEST(a_message_that_is_cut),
    TEST(an_oversize_line), TEST(an_oversize_line_of_bytes),
    TEST(a_short_oversize_line), TEST(a_long_malformed_line),
    TEST(random_lines))
