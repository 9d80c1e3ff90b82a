#include "lm/gguf.h"

#include <string.h>

#include "check.h"
#include "files.h"
#include "gguf_bytes.h"

/* One of each kind: 6 keys. */
static struct lm_buf
sample(uint32_t version)
{
	static const char *const words[] = {"one", "", "three"};
	static const int numbers[] = {1, -2, 3};
	struct lm_buf file = {0};

	gguf_head(&file, version, 7, 6);
	gguf_string(&file, "general.name", "sample");
	gguf_u32(&file, "b.u32", 4000000000U);
	gguf_key(&file, "a.i8", LM_GGUF_I8);
	gguf_number(&file, 0xff, 1);
	gguf_texts(&file, "words", words, 3);
	gguf_i32s(&file, "numbers", numbers, 3);
	gguf_key(&file, "flag", LM_GGUF_BOOL);
	gguf_number(&file, 1, 1);
	return file;
}

/* Read a copy of bytes that is no longer than they are. */
static enum lm_code
read_copy(struct lm_span bytes, struct lm_gguf **out, struct lm_err *err)
{
	struct lm_buf copy = {0};
	enum lm_code code;

	append(&copy, bytes);
	code = lm_gguf_read(&copy, NULL, out, err);
	CHECK(copy.ptr == NULL);
	return code;
}

static void
check_sample(const struct lm_gguf *gguf)
{
	const struct lm_gguf_value *value;
	struct lm_span words[3];
	uint64_t whole = 0;

	value = lm_gguf_find(gguf, "general.name");
	if (!CHECK(value != NULL))
		return;
	CHECK_SPAN(value->bytes, "sample");
	CHECK(!lm_gguf_whole(value, &whole));
	value = lm_gguf_find(gguf, "b.u32");
	CHECK(value != NULL && lm_gguf_whole(value, &whole));
	CHECK_EQ(whole, 4000000000U);
	value = lm_gguf_find(gguf, "a.i8");
	CHECK(value != NULL && !lm_gguf_whole(value, &whole));
	value = lm_gguf_find(gguf, "flag");
	CHECK(value != NULL && lm_gguf_whole(value, &whole) && whole == 1);
	value = lm_gguf_find(gguf, "words");
	if (!CHECK(value != NULL && value->is_array && value->n == 3))
		return;
	lm_gguf_strings(value, words);
	CHECK_SPAN(words[0], "one");
	CHECK_SPAN(words[1], "");
	CHECK_SPAN(words[2], "three");
	value = lm_gguf_find(gguf, "numbers");
	CHECK(value != NULL && (int32_t)lm_gguf_word(value, 1) == -2);
	CHECK(lm_gguf_find(gguf, "word") == NULL);
	CHECK(lm_gguf_find(gguf, "") == NULL);
}

static void
values(void)
{
	for (uint32_t version = 2; version <= 3; version++) {
		struct lm_buf file = sample(version);
		struct lm_gguf *gguf;
		struct lm_err err = {0};
		size_t n;

		if (CHECK_OK(read_copy(lm_buf_view(&file), &gguf, &err),
			&err)) {
			(void)lm_gguf_values(gguf, &n);
			CHECK_EQ(n, 6);
			check_sample(gguf);
		}
		lm_gguf_free(gguf);
		lm_buf_free(&file);
	}
}

static void
cut_anywhere(void)
{
	struct lm_buf file = sample(3);
	struct lm_gguf *gguf;

	for (size_t len = 0; len < file.len; len++) {
		struct lm_err err = {0};

		CHECK_CODE(read_copy(lm_span(file.ptr, len), &gguf, &err),
		    LM_MALFORMED);
		CHECK(gguf == NULL);
		CHECK_HAS(err.message, "the file ends at byte");
	}
	lm_buf_free(&file);
}

/* bytes are refused, and the message has part in it. */
static void
refused(struct lm_buf *file, const char *part)
{
	struct lm_gguf *gguf;
	struct lm_err err = {0};

	CHECK_CODE(read_copy(lm_buf_view(file), &gguf, &err), LM_MALFORMED);
	CHECK_HAS(err.message, part);
	CHECK(gguf == NULL);
	lm_buf_free(file);
}

static void
heads(void)
{
	struct lm_buf file = {0};

	append(&file, lm_span_of("GGUX then more than enough bytes"));
	refused(&file, "byte 0: expected the magic GGUF");
	gguf_head(&file, 1, 0, 0);
	refused(&file, "byte 4: expected GGUF version 2 or 3, found 1");
	gguf_head(&file, 4, 0, 0);
	refused(&file, "found 4");
	gguf_head(&file, 0x03000000, 0, 0);
	refused(&file, "big-endian");
	gguf_head(&file, 3, UINT64_C(1) << 60, 0);
	refused(&file, "byte 8: expected at most");
	gguf_head(&file, 3, 0, UINT64_C(1) << 60);
	refused(&file, "byte 16: expected at most");
	gguf_head(&file, 3, 0, 100000);
	refused(&file, "byte 24: expected a key");
}

static void
claims(void)
{
	static const uint64_t many[] = {UINT64_MAX, UINT64_C(1) << 60,
	    UINT64_C(1) << 61, UINT64_C(1) << 32};
	struct lm_buf file = {0};

	for (size_t i = 0; i < sizeof(many) / sizeof(many[0]); i++) {
		gguf_head(&file, 3, 0, 1);
		gguf_number(&file, many[i], 8);
		refused(&file, "byte 32: expected a header of at most");
		gguf_head(&file, 3, 0, 1);
		gguf_key(&file, "k", LM_GGUF_STRING);
		gguf_number(&file, many[i], 8);
		refused(&file, "found a string of");
		gguf_head(&file, 3, 0, 1);
		gguf_array(&file, "k", LM_GGUF_F64, many[i]);
		refused(&file, "found a value of");
		gguf_head(&file, 3, 0, 1);
		gguf_array(&file, "k", LM_GGUF_STRING, many[i]);
		refused(&file, "the file ends at byte");
	}
}

static void
wrong_values(void)
{
	struct lm_buf file = {0};
	char key[65537];

	gguf_head(&file, 3, 0, 1);
	gguf_key(&file, "k", (enum lm_gguf_type)13);
	refused(&file, "byte 33: expected a type from 0 to 12, found 13");
	gguf_head(&file, 3, 0, 1);
	gguf_array(&file, "k", LM_GGUF_ARRAY, 1);
	refused(&file, "byte 37: expected an array of numbers");
	gguf_head(&file, 3, 0, 3);
	gguf_u32(&file, "k", 1);
	gguf_u32(&file, "j", 1);
	gguf_u32(&file, "k", 1);
	refused(&file, "byte 66: the key \"k\" comes twice");
	memset(key, 'k', sizeof(key) - 1);
	key[sizeof(key) - 1] = '\0';
	gguf_head(&file, 3, 0, 1);
	gguf_u32(&file, key, 1);
	refused(&file, "expected a key of at most 65535 bytes");
}

/* What comes after the values is not read. */
static void
only_the_head(void)
{
	struct lm_buf file = sample(3), zeros = {0}, none = {0};
	struct lm_reader *reader;
	struct lm_gguf *gguf;
	struct lm_err err = {0};
	char path[FILES_PATH_SIZE];

	CHECK_OK(lm_buf_reserve(&zeros, 8 << 20, &err), &err);
	memset(zeros.ptr, 0, 8 << 20);
	append(&file, lm_span(zeros.ptr, 8 << 20));
	file_path("model.gguf", path);
	file_write(path, lm_buf_view(&file));
	if (CHECK_OK(lm_reader_open(path, &reader, &err), &err)) {
		CHECK_OK(lm_gguf_read(&none, reader, &gguf, &err), &err);
		CHECK(lm_reader_position(reader) <= 1 << 20);
		check_sample(gguf);
		lm_gguf_free(gguf);
		lm_reader_close(reader);
	}
	lm_buf_free(&zeros);
	lm_buf_free(&file);
}

static void
files(void)
{
	struct lm_buf file = sample(2), packed = {0};
	struct lm_gguf *gguf;
	struct lm_err err = {0};
	char path[FILES_PATH_SIZE];

	gzip_append(&packed, lm_buf_view(&file));
	file_path("model.gguf.gz", path);
	file_write(path, lm_buf_view(&packed));
	if (CHECK_OK(lm_gguf_load(path, &gguf, &err), &err))
		check_sample(gguf);
	lm_gguf_free(gguf);
	file_write(path, lm_span(file.ptr, file.len - 1));
	CHECK_CODE(lm_gguf_load(path, &gguf, &err), LM_MALFORMED);
	CHECK_HAS(err.file, "model.gguf.gz");
	CHECK_CODE(lm_gguf_load("/nonexistent", &gguf, &err), LM_IO);
	CHECK(gguf == NULL);
	lm_gguf_free(NULL);
	lm_buf_free(&packed);
	lm_buf_free(&file);
}

TEST_MAIN(TEST(values), TEST(cut_anywhere), TEST(heads), TEST(claims),
    TEST(wrong_values), TEST(only_the_head), TEST(files))
