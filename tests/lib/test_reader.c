#include "lm/reader.h"

#include <sys/stat.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "lm/buf.h"

/* All of path in reads of at most cap bytes, also what came with an error. */
static enum lm_code
read_all(const char *path, size_t cap, struct lm_buf *out, struct lm_err *err)
{
	struct lm_reader *reader;
	enum lm_code code = lm_reader_open(path, &reader, err);
	size_t n = 1;

	out->len = 0;
	while (code == LM_OK && n > 0) {
		if (lm_buf_reserve(out, cap, NULL) != LM_OK)
			abort();
		code =
		    lm_reader_read(reader, out->ptr + out->len, cap, &n, err);
		CHECK(n <= cap);
		out->len += n;
	}
	lm_reader_close(reader);
	return code;
}

static void
some_text(struct lm_buf *out, size_t len)
{
	struct random random = random_start(15);

	while (out->len < len)
		(void)lm_buf_printf(out, NULL, "{\"n\":%u,\"text\":\"%s\"}\n",
		    (unsigned)random_below(&random, 1000000),
		    random_once_in(&random, 3) ? "chargeback" : "hello");
}

static void
check_reads(const char *path, struct lm_span want)
{
	static const size_t caps[] = {1, 2, 7, 4096, 1 << 20};
	struct lm_buf got = {0};
	struct lm_err err = {0};

	for (size_t i = want.len > 50000 ? 2 : 0; i < 5; i++) {
		CHECK_OK(read_all(path, caps[i], &got, &err), &err);
		CHECK_SPANS(lm_buf_view(&got), want);
	}
	lm_buf_free(&got);
}

static void
plain_files(void)
{
	static const char *const texts[] = {"", "a", "\x1f", "\x1f\x8b",
	    "\x1f\x8b\x07x", "\x1f\x8bx", "line\nline\n", "\x1fline"};
	char path[FILES_PATH_SIZE];
	struct lm_buf large = {0};

	file_path("in", path);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		file_write(path, lm_span_of(texts[i]));
		check_reads(path, lm_span_of(texts[i]));
	}
	some_text(&large, 300000);
	file_write(path, lm_buf_view(&large));
	check_reads(path, lm_buf_view(&large));
	lm_buf_free(&large);
}

static void
gzip_files(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_buf text = {0}, packed = {0};

	file_path("in", path); /* the name tells nothing */
	gzip_append(&packed, (struct lm_span){0});
	file_write(path, lm_buf_view(&packed));
	check_reads(path, (struct lm_span){0});
	packed.len = 0;
	some_text(&text, 300000);
	gzip_append(&packed, lm_buf_view(&text));
	file_write(path, lm_buf_view(&packed));
	check_reads(path, lm_buf_view(&text));
	lm_buf_free(&text);
	lm_buf_free(&packed);
}

/* Members in a row are one text; empty ones too. */
static void
several_members(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_buf text = {0}, packed = {0};

	file_path("in.gz", path);
	for (size_t n = 0; n < 200; n++) {
		struct lm_buf part = {0};

		some_text(&part, n % 3 * n * 20);
		gzip_append(&packed, lm_buf_view(&part));
		append(&text, lm_buf_view(&part));
		lm_buf_free(&part);
	}
	file_write(path, lm_buf_view(&packed));
	check_reads(path, lm_buf_view(&text));
	lm_buf_free(&text);
	lm_buf_free(&packed);
}

/* Cut after n bytes: all that can be known comes out, then one error. */
static void
check_cut(const char *path, struct lm_span packed, size_t n, bool at_end)
{
	struct lm_buf got = {0}, want = {0};
	struct lm_err err = {0};
	enum lm_code code;

	file_write(path, lm_span(packed.ptr, n));
	code = read_all(path, n % 2 == 0 ? 1 : 4096, &got, &err);
	if (n < 3) {
		CHECK_OK(code, &err);
		CHECK_SPANS(lm_buf_view(&got), lm_span(packed.ptr, n));
	} else if (at_end) {
		CHECK_OK(code, &err);
	} else {
		CHECK_CODE(code, LM_MALFORMED);
		CHECK_TEXT(err.file, path);
		CHECK_TEXT(err.message, "corrupt gzip stream: it is cut short");
		want = gzip_read(lm_span(packed.ptr, n));
		CHECK(got.len >= want.len);
		CHECK(
		    want.len == 0 || memcmp(got.ptr, want.ptr, want.len) == 0);
	}
	lm_buf_free(&got);
	lm_buf_free(&want);
}

static void
gzip_cut_at_every_byte(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_buf text = {0}, packed = {0};
	size_t first;

	file_path("in.gz", path);
	some_text(&text, 1500);
	gzip_append(&packed, lm_buf_view(&text));
	first = packed.len;
	gzip_append(&packed, lm_span_of("second\n"));
	for (size_t n = 0; n < packed.len; n++)
		check_cut(path, lm_buf_view(&packed), n, n == first);
	lm_buf_free(&text);
	lm_buf_free(&packed);
}

/* A wrong byte is an error, or (in the header) means nothing. */
static void
gzip_with_a_wrong_byte(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_buf text = {0}, packed = {0}, got = {0};

	file_path("in.gz", path);
	some_text(&text, 1500);
	gzip_append(&packed, lm_buf_view(&text));
	for (size_t n = 3; n < packed.len; n++) {
		struct lm_err err = {0};
		enum lm_code code;

		packed.ptr[n] ^= 0x55;
		file_write(path, lm_buf_view(&packed));
		packed.ptr[n] ^= 0x55;
		code = read_all(path, 100, &got, &err);
		if (code == LM_OK)
			CHECK(n < 10 &&
			    lm_span_equal(lm_buf_view(&got),
				lm_buf_view(&text)));
		else if (CHECK_CODE(code, LM_MALFORMED))
			CHECK_HAS(err.message, "corrupt gzip stream: ");
	}
	lm_buf_free(&text);
	lm_buf_free(&packed);
	lm_buf_free(&got);
}

static void
gzip_with_something_after_it(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_buf packed = {0}, got = {0};
	struct lm_err err = {0};

	file_path("in.gz", path);
	gzip_append(&packed, lm_span_of("good\n"));
	append(&packed, lm_span_of("no gzip"));
	file_write(path, lm_buf_view(&packed));
	CHECK_CODE(read_all(path, 4096, &got, &err), LM_MALFORMED);
	CHECK_SPAN(lm_buf_view(&got), "good\n");
	lm_buf_free(&packed);
	lm_buf_free(&got);
}

static void
check_pipe(struct lm_span bytes, size_t most, struct lm_span want)
{
	struct feeder feeder;
	struct lm_buf got = {0};
	struct lm_err err = {0};

	feeder_start(&feeder, bytes, most, most);
	CHECK_OK(read_all(feeder.path, 4096, &got, &err), &err);
	CHECK_SPANS(lm_buf_view(&got), want);
	feeder_end(&feeder);
	lm_buf_free(&got);
}

static void
pipes_byte_by_byte(void)
{
	struct lm_buf text = {0}, packed = {0};

	some_text(&text, 3000);
	gzip_append(&packed, lm_buf_view(&text));
	gzip_append(&packed, lm_buf_view(&text));
	check_pipe(lm_buf_view(&text), 1, lm_buf_view(&text));
	check_pipe(lm_span_of(""), 1, lm_span_of(""));
	check_pipe(lm_span_of("\x1f"), 1, lm_span_of("\x1f"));
	check_pipe(lm_span_of("\x1f\x8b"), 1, lm_span_of("\x1f\x8b"));
	check_pipe(lm_span_of("\x1f\x8b\x09"), 1, lm_span_of("\x1f\x8b\x09"));
	for (size_t n = 1; n < 10; n += 4) {
		struct lm_buf twice = {0};

		append(&twice, lm_buf_view(&text));
		append(&twice, lm_buf_view(&text));
		check_pipe(lm_buf_view(&packed), n, lm_buf_view(&twice));
		lm_buf_free(&twice);
	}
	lm_buf_free(&text);
	lm_buf_free(&packed);
}

static void
what_cannot_be_opened(void)
{
	struct lm_reader *reader = NULL;
	struct lm_err err = {0};
	char path[FILES_PATH_SIZE];

	CHECK_CODE(lm_reader_open(check_folder(), &reader, &err), LM_IO);
	CHECK(reader == NULL);
	CHECK_TEXT(err.file, check_folder());
	CHECK_TEXT(err.message, "open: Is a directory");
	file_path("missing", path);
	CHECK_CODE(lm_reader_open(path, &reader, &err), LM_IO);
	CHECK(reader == NULL);
	CHECK_TEXT(err.file, path);
	CHECK_TEXT(err.message, "open: No such file or directory");
	lm_reader_close(NULL);
	file_write(path, lm_span_of("x"));
	chmod(path, 0);
	if (geteuid() != 0)
		CHECK_CODE(lm_reader_open(path, &reader, &err), LM_IO);
}

static void
standard_input_is_a_dash(void)
{
	static const char *const paths[] = {NULL, "-"};
	char path[FILES_PATH_SIZE], got[8];
	struct lm_err err = {0};
	size_t n;

	file_path("in", path);
	file_write(path, lm_span_of("x\n"));
	for (size_t i = 0; i < 2; i++) {
		struct lm_reader *reader;

		if (!CHECK(freopen(path, "r", stdin) != NULL))
			return;
		CHECK_OK(lm_reader_open(paths[i], &reader, &err), &err);
		CHECK_TEXT(lm_reader_name(reader), "-");
		CHECK_EQ(lm_reader_size(reader), 2);
		CHECK_OK(lm_reader_read(reader, got, 8, &n, &err), &err);
		CHECK_SPANS(lm_span(got, n), lm_span_of("x\n"));
		lm_reader_close(reader);
		CHECK(lseek(STDIN_FILENO, 0, SEEK_CUR) == 2);
	}
}

static void
size_and_position(void)
{
	char path[FILES_PATH_SIZE], got[4096];
	struct lm_buf packed = {0};
	struct lm_reader *reader;
	struct lm_err err = {0};
	size_t n = 1;

	file_path("in", path);
	gzip_append(&packed, lm_span_of("hello\n"));
	file_write(path, lm_buf_view(&packed));
	if (!CHECK_OK(lm_reader_open(path, &reader, &err), &err))
		return;
	CHECK_TEXT(lm_reader_name(reader), path);
	CHECK_EQ(lm_reader_size(reader), packed.len);
	CHECK_EQ(lm_reader_position(reader), 0);
	while (n > 0)
		CHECK_OK(lm_reader_read(reader, got, 4096, &n, &err), &err);
	CHECK_EQ(lm_reader_position(reader), packed.len);
	CHECK_OK(lm_reader_read(reader, got, 4096, &n, &err), &err);
	CHECK_EQ(n, 0);
	lm_reader_close(reader);
	lm_buf_free(&packed);
}

static void
blocking_is_foretold(void)
{
	int fds[2], wake[2];
	char path[64], wake_path[64], got[8];
	struct lm_reader *reader;
	struct lm_err err = {0};
	size_t n;

	pipe_open(fds, path);
	pipe_open(wake, wake_path);
	if (!CHECK_OK(lm_reader_open(path, &reader, &err), &err))
		return;
	CHECK_EQ(lm_reader_size(reader), 0);
	CHECK(lm_reader_would_block(reader));
	CHECK(write(fds[1], "abc", 3) == 3);
	CHECK(!lm_reader_would_block(reader));
	CHECK(lm_reader_wait(reader, wake[0]));
	CHECK_OK(lm_reader_read(reader, got, 2, &n, &err), &err);
	CHECK(!lm_reader_would_block(reader));
	CHECK_OK(lm_reader_read(reader, got, 8, &n, &err), &err);
	CHECK(lm_reader_would_block(reader));
	CHECK(write(wake[1], "", 1) == 1);
	CHECK(!lm_reader_wait(reader, wake[0]));
	close(fds[1]);
	CHECK(!lm_reader_would_block(reader));
	lm_reader_close(reader);
	close(fds[0]);
	close(wake[0]);
	close(wake[1]);
}

static void
slurps(void)
{
	char path[FILES_PATH_SIZE];
	struct lm_buf text = {0}, got = {0};
	struct lm_err err = {0};

	file_path("in", path);
	some_text(&text, 200000);
	file_write(path, lm_buf_view(&text));
	CHECK_OK(lm_reader_slurp(path, text.len, &got, &err), &err);
	CHECK_SPANS(lm_buf_view(&got), lm_buf_view(&text));
	CHECK_CODE(lm_reader_slurp(path, text.len - 1, &got, &err),
	    LM_OVERSIZE);
	CHECK_TEXT(err.file, path);
	CHECK_CODE(lm_reader_slurp(check_folder(), 9, &got, &err), LM_IO);
	lm_buf_free(&got);
	CHECK_CODE(lm_reader_slurp(path, 0, &got, &err), LM_OVERSIZE);
	file_write(path, (struct lm_span){0});
	lm_buf_free(&got);
	CHECK_OK(lm_reader_slurp(path, 0, &got, &err), &err);
	CHECK_EQ(got.len, 0);
	lm_buf_free(&got);
	lm_buf_free(&text);
}

TEST_MAIN(TEST(plain_files), TEST(gzip_files), TEST(several_members),
    TEST(gzip_cut_at_every_byte), TEST(gzip_with_a_wrong_byte),
    TEST(gzip_with_something_after_it), TEST(pipes_byte_by_byte),
    TEST(what_cannot_be_opened), TEST(standard_input_is_a_dash),
    TEST(size_and_position), TEST(blocking_is_foretold), TEST(slurps))
