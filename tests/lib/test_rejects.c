#include "lm/rejects.h"

#include <stdio.h>
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

/* A rejects file of these bytes, read; NULL if it cannot be. */
static struct lm_rejects *
read_back(struct lm_span bytes, struct lm_err *err)
{
	char path[FILES_PATH_SIZE];
	struct lm_rejects *rejects;

	file_path("rejects.jsonl", path);
	file_write(path, bytes);
	(void)lm_rejects_read(path, &rejects, err);
	return rejects;
}

static struct lm_err
why_at(const char *file, uint64_t line, const char *message)
{
	struct lm_err err = {0};

	(void)lm_err_set(&err, LM_MALFORMED, "%s", message);
	lm_err_at(&err, file, line, line % 3);
	return err;
}

/* What is found makes the same line again. */
static void
check_again(const struct lm_rejects *rejects, const struct lm_err *err,
    struct lm_span raw, uint64_t n_bytes)
{
	struct lm_buf want = {0}, got = {0};
	struct lm_err found = {0};

	if (!CHECK(lm_rejects_find(rejects, err->file, err->line, &found)))
		return;
	CHECK_OK(lm_rejects_append(&want, err, raw, n_bytes, NULL), NULL);
	CHECK_OK(lm_rejects_append(&got, &found, raw, n_bytes, NULL), NULL);
	CHECK_SPANS(lm_buf_view(&got), lm_buf_view(&want));
	lm_buf_free(&want);
	lm_buf_free(&got);
}

static void
there_and_back(void)
{
	static const char *const messages[] = {"the server says \"no\"", "",
	    "a \\ and \x01", "caf\xc3\xa9 \xff", "t\xc3"};
	static const char *const files[] = {"a.jsonl", "b.jsonl.gz", "-",
	    "caf\xe9\n.jsonl", "a.jsonl"};
	struct lm_span raw = lm_span_of("{\"text\":\"x\"}");
	struct lm_rejects *rejects;
	struct lm_buf file = {0};
	struct lm_err err = {0};

	for (size_t i = 0; i < 5000; i++) {
		err = why_at(files[i / 1000], i + 1, messages[i % 5]);
		CHECK_OK(lm_rejects_append(&file, &err, raw, raw.len, NULL),
		    NULL);
	}
	rejects = read_back(lm_buf_view(&file), &err);
	if (!CHECK(rejects != NULL))
		return;
	CHECK_EQ(lm_rejects_count(rejects), 5000);
	for (size_t i = 0; i < 5000; i++) {
		err = why_at(files[i / 1000], i + 1, messages[i % 5]);
		check_again(rejects, &err, raw, raw.len);
	}
	CHECK(!lm_rejects_find(rejects, "a.jsonl", 5001, &err));
	CHECK(!lm_rejects_find(rejects, "a.jsonl", 1001, &err));
	CHECK(!lm_rejects_find(rejects, "b.jsonl", 1001, &err));
	lm_rejects_free(rejects);
	lm_buf_free(&file);
}

/* Cut, as names and messages are, also amid a character; lines of any size. */
static void
long_ones_back(void)
{
	char name[LM_ERR_FILE_SIZE + 20], message[LM_ERR_MESSAGE_SIZE + 20];
	char raw[9000];
	struct lm_rejects *rejects;
	struct lm_buf file = {0};
	struct lm_err err = {0};

	memset(raw, '\n', sizeof(raw));
	for (uint64_t n = 0; n < 40; n++) {
		memset(name, 'n', sizeof(name));
		memset(message, 'm', sizeof(message));
		(void)snprintf(name + 505 - n % 4, 15,
		    "\xc3\xa4\xc3\xa4"
		    "\xc3\xa4\xc3\xa4\xc3\xa4");
		(void)snprintf(message + 470 - n % 4, 15,
		    "\xf0\x9f\x98\x80"
		    "\xf0\x9f\x98\x80\xf0\x9f");
		file.len = 0;
		err = why_at(name, n + 1, message);
		err.code = n % 2 == 0 ? LM_OVERSIZE : LM_MALFORMED;
		CHECK_OK(lm_rejects_append(&file, &err,
			     lm_span(raw, sizeof(raw)), sizeof(raw), NULL),
		    NULL);
		rejects = read_back(lm_buf_view(&file), &err);
		if (!CHECK(rejects != NULL))
			continue;
		err = why_at(name, n + 1, message);
		err.code = n % 2 == 0 ? LM_OVERSIZE : LM_MALFORMED;
		CHECK(lm_rejects_find(rejects, name, n + 1, &err));
		check_again(rejects, &err, lm_span(raw, sizeof(raw)),
		    sizeof(raw));
		lm_rejects_free(rejects);
	}
	lm_buf_free(&file);
}

static void
none_torn_and_missing(void)
{
	struct lm_err err = {0}, found;
	struct lm_rejects *rejects;
	char path[FILES_PATH_SIZE];

	file_path("missing.jsonl", path);
	CHECK_OK(lm_rejects_read(path, &rejects, &err), &err);
	CHECK_EQ(lm_rejects_count(rejects), 0);
	CHECK(!lm_rejects_find(rejects, "f", 1, &found));
	lm_rejects_free(rejects);
	rejects = read_back((struct lm_span){0}, &err);
	CHECK(rejects != NULL && lm_rejects_count(rejects) == 0);
	lm_rejects_free(rejects);
	rejects =
	    read_back(lm_span_of("{\"file\":\"f\",\"line\":1,\"column\":0,"
				 "\"error\":\"m\",\"raw\":\"\"}\n"
				 "{\"file\":\"f\",\"line\":2,\"column\":0,"
				 "\"error\":\"m\",\"raw\":\"\"}"),
		&err);
	if (!CHECK(rejects != NULL))
		return;
	CHECK_EQ(lm_rejects_count(rejects), 1);
	CHECK(lm_rejects_find(rejects, "f", 1, &found));
	CHECK(!lm_rejects_find(rejects, "f", 2, &found));
	lm_rejects_free(rejects);
	lm_rejects_free(NULL);
}

static void
what_is_no_rejects_file(void)
{
	static const char *const lines[] = {"{", "7", "", "{}",
	    "{\"file\":\"f\",\"line\":1,\"column\":0}",
	    "{\"file\":\"f\",\"line\":\"1\",\"column\":0,\"error\":\"m\"}",
	    "{\"file\":\"f\",\"line\":-1,\"column\":0,\"error\":\"m\"}",
	    "{\"file\":\"f\\u0000\",\"line\":1,\"column\":0,\"error\":\"m\"}",
	    "{\"file\":7,\"line\":1,\"column\":0,\"error\":\"m\"}",
	    "[\"file\",\"f\"]"};

	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct lm_buf file = {0};
		struct lm_err err = {0};
		struct lm_rejects *rejects;

		append(&file,
		    lm_span_of("{\"file\":\"f\",\"line\":1,\"column\":0,"
			       "\"error\":\"m\",\"raw\":\"\"}\n"));
		append(&file, lm_span_of(lines[i]));
		append(&file, lm_span_of("\n"));
		rejects = read_back(lm_buf_view(&file), &err);
		CHECK(rejects == NULL);
		CHECK_EQ(err.code, LM_MALFORMED);
		CHECK_EQ(err.line, 2);
		CHECK_HAS(err.file, "rejects.jsonl");
		check_note("%s", lines[i]);
		lm_buf_free(&file);
	}
}

TEST_MAIN(TEST(a_line_as_it_came), TEST(bytes_that_are_no_text),
    TEST(a_name_that_is_no_text), TEST(a_message_that_is_cut),
    TEST(an_oversize_line), TEST(an_oversize_line_of_bytes),
    TEST(a_short_oversize_line), TEST(a_long_malformed_line),
    TEST(random_lines), TEST(there_and_back), TEST(long_ones_back),
    TEST(none_torn_and_missing), TEST(what_is_no_rejects_file))
