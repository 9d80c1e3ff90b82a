#include "lm/blocks.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "check.h"
#include "files.h"

/* All blocks of blocks, checked and put together again, a file a line. */
static void
gather(struct lm_blocks *blocks, struct lm_buf *out)
{
	struct lm_block block = {0};
	struct lm_err err = {0};
	size_t input = 0;
	uint64_t line = 1;
	bool more = true;

	for (;;) {
		if (!CHECK_OK(lm_blocks_next(blocks, &block, &more, &err),
			&err) ||
		    !more)
			break;
		for (; input < block.input; input++, line = 1)
			append(out, lm_span_of("|"));
		CHECK_EQ(block.first_line, line);
		CHECK_EQ(block.oversize_bytes, 0);
		CHECK_EQ(block.n_bytes, block.lines.len);
		append(out, block.lines);
		for (size_t i = 0; i < block.lines.len; i++)
			line += block.lines.ptr[i] == '\n';
	}
	lm_buf_free(&block.bytes);
	lm_blocks_close(blocks);
}

static void
check_gathered(const char *const *paths, size_t n, const char *want)
{
	for (size_t size = 1; size < 40; size++) {
		struct lm_blocks blocks = {.paths = paths,
		    .n_paths = n,
		    .block_size = size,
		    .max_line = 1000};
		struct lm_buf got = {0};

		gather(&blocks, &got);
		if (!CHECK_SPAN(lm_buf_view(&got), want))
			check_note("block size %zu", size);
		lm_buf_free(&got);
	}
}

static void
put(const char *name, const char *text, char path[FILES_PATH_SIZE])
{
	file_path(name, path);
	file_write(path, lm_span_of(text));
}

static void
files_one_after_the_other(void)
{
	char a[FILES_PATH_SIZE], b[FILES_PATH_SIZE], c[FILES_PATH_SIZE];
	const char *paths[] = {c, a, b, c, c, a, c};

	put("a", "one\ntwo\n\n", a);
	put("b", "three\r\nfour", b);
	put("c", "", c);
	check_gathered(paths, 0, "");
	check_gathered(paths, 1, "");
	check_gathered(paths + 1, 1, "one\ntwo\n\n");
	check_gathered(paths + 2, 1, "three\r\nfour");
	check_gathered(paths, 7, "|one\ntwo\n\n|three\r\nfour|||one\ntwo\n\n|");
}

static void
byte_order_marks(void)
{
	static const char *const texts[] = {"\xef\xbb\xbf", "\xef\xbb",
	    "\xef\xbb\xbfx\n", "\xef\xbb\nx", "\xef\xbb\xbf\n",
	    "\xef\xbb\xbf\xef\xbb\xbfx", "x\n\xef\xbb\xbfy\n"};
	static const char *const wants[] = {"", "\xef\xbb", "x\n",
	    "\xef\xbb\nx", "\n", "\xef\xbb\xbfx", "x\n\xef\xbb\xbfy\n"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		char path[FILES_PATH_SIZE], twice[100];
		const char *paths[2] = {path, path};

		put("a", texts[i], path);
		check_gathered(paths, 1, wants[i]);
		snprintf(twice, sizeof(twice), "%s|%s", wants[i], wants[i]);
		check_gathered(paths, 2, twice);
	}
}

/* A block has whole lines, and no more than it must. */
static void
blocks_are_about_their_size(void)
{
	char path[FILES_PATH_SIZE];
	const char *paths[1] = {path};
	struct lm_buf text = {0};
	struct lm_blocks blocks = {.paths = paths,
	    .n_paths = 1,
	    .block_size = 1000,
	    .max_line = 1000};
	struct lm_block block = {0};
	bool more = true;
	size_t n = 0;

	for (int i = 0; i < 10000; i++)
		append(&text, lm_span_of("0123456\n"));
	file_path("a", path);
	file_write(path, lm_buf_view(&text));
	CHECK_EQ(lm_blocks_size(&blocks), text.len);
	while (lm_blocks_next(&blocks, &block, &more, NULL) == LM_OK && more) {
		CHECK(block.lines.len % 8 == 0 && block.lines.len <= 1000);
		CHECK(block.stored <= text.len);
		n++;
	}
	CHECK_EQ(block.stored, text.len);
	CHECK(n >= 80 && n <= 90);
	lm_buf_free(&block.bytes);
	lm_blocks_close(&blocks);
	lm_buf_free(&text);
}

static void
a_line_that_is_too_long(void)
{
	for (int skip = 0; skip < 2; skip++) {
		char path[FILES_PATH_SIZE];
		const char *paths[1] = {path};
		struct lm_buf text = {0};
		struct lm_blocks blocks = {.paths = paths,
		    .n_paths = 1,
		    .block_size = 512,
		    .max_line = 5000,
		    .skip_oversize = skip};
		struct lm_block block = {0};
		bool more = true;

		append(&text, lm_span_of("a\n"));
		for (int i = 0; i < 100000; i++)
			append(&text, lm_span_of("x"));
		append(&text, lm_span_of("\nb\n"));
		file_path("a", path);
		file_write(path, lm_buf_view(&text));
		CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL), LM_OK);
		CHECK_SPAN(block.lines, "a\n");
		CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL), LM_OK);
		CHECK_EQ(block.lines.len, LM_BLOCKS_OVERSIZE_HEAD);
		CHECK_EQ(block.first_line, 2);
		CHECK(block.oversize_bytes > 5000);
		CHECK(block.bytes.cap < 20000);
		if (skip) {
			CHECK_EQ(block.oversize_bytes, 100000);
			CHECK_EQ(block.n_bytes, 100001);
			CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL),
			    LM_OK);
			CHECK_SPAN(block.lines, "b\n");
			CHECK_EQ(block.first_line, 3);
		}
		lm_buf_free(&block.bytes);
		lm_blocks_close(&blocks);
		lm_buf_free(&text);
	}
}

/* What came before the fault is in the block. */
static void
an_error_comes_after_its_lines(void)
{
	char path[FILES_PATH_SIZE];
	const char *paths[1] = {path};
	struct lm_buf packed = {0};
	struct lm_blocks blocks = {.paths = paths,
	    .n_paths = 1,
	    .block_size = 1 << 20,
	    .max_line = 1000};
	struct lm_block block = {0};
	struct lm_err err = {0};
	bool more = true;

	gzip_append(&packed, lm_span_of("one\ntwo\nthr"));
	file_path("a", path);
	file_write(path, lm_span(packed.ptr, packed.len - 8));
	CHECK_CODE(lm_blocks_next(&blocks, &block, &more, &err), LM_MALFORMED);
	CHECK_SPAN(block.lines, "one\ntwo\n");
	CHECK_TEXT(err.file, path);
	lm_buf_free(&block.bytes);
	lm_blocks_close(&blocks);
	lm_buf_free(&packed);
}

static void
check_finds(void)
{
	char a[FILES_PATH_SIZE], missing[FILES_PATH_SIZE];
	const char *paths[] = {a, "-", NULL, missing};
	struct lm_blocks blocks = {.paths = paths, .n_paths = 3};
	struct lm_err err = {0};

	put("a", "x", a);
	file_path("missing", missing);
	CHECK_OK(lm_blocks_check(&blocks, &err), &err);
	blocks.n_paths = 4;
	CHECK_CODE(lm_blocks_check(&blocks, &err), LM_IO);
	CHECK_TEXT(err.file, missing);
	CHECK_TEXT(err.message, "open: No such file or directory");
	CHECK_EQ(lm_blocks_size(&blocks), 0);
	paths[3] = check_folder();
	CHECK_CODE(lm_blocks_check(&blocks, &err), LM_IO);
	CHECK_TEXT(err.file, check_folder());
	CHECK_TEXT(err.message, "open: Is a directory");
}

/* Lines in a pipe come at once; the reader is woken amid a line. */
static void
a_pipe_that_waits(void)
{
	int fds[2], wake[2];
	char path[64], wake_path[64];
	const char *paths[1] = {path};
	struct lm_blocks blocks = {.paths = paths,
	    .n_paths = 1,
	    .block_size = 1 << 16,
	    .max_line = 1000};
	struct lm_block block = {0};
	bool more = false;

	pipe_open(fds, path);
	pipe_open(wake, wake_path);
	blocks.wake_fd = wake[0];
	CHECK(write(fds[1], "one\ntwo\nthr", 11) == 11);
	CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL), LM_OK);
	CHECK(more && block.waits);
	CHECK_SPAN(block.lines, "one\ntwo\n");
	CHECK_EQ(lm_blocks_size(&blocks), 0);
	CHECK(write(fds[1], "ee\nfo", 5) == 5);
	CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL), LM_OK);
	CHECK_SPAN(block.lines, "three\n");
	CHECK_EQ(block.first_line, 3);
	CHECK(write(wake[1], "", 1) == 1);
	CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL), LM_OK);
	CHECK(!more && block.lines.len == 0);
	lm_buf_free(&block.bytes);
	lm_blocks_close(&blocks);
	for (size_t i = 0; i < 2; i++) {
		close(fds[i]);
		close(wake[i]);
	}
}

/* A line that comes in parts is waited for by whoever has nothing else to do. */
static void
never_waits(void)
{
	int fds[2];
	char path[64];
	const char *const paths[] = {path};
	struct lm_blocks blocks = {.paths = paths,
	    .n_paths = 1,
	    .block_size = 100,
	    .max_line = 1000,
	    .never_waits = true};
	struct lm_block block = {0};
	bool more = false;

	pipe_open(fds, path);
	CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL), LM_OK);
	CHECK(more && block.lines.len == 0);
	CHECK(write(fds[1], "\xef\xbb", 2) == 2);
	CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL), LM_OK);
	CHECK(more && block.lines.len == 0);
	CHECK(lm_blocks_waits_for(&blocks) != -1);
	CHECK(write(fds[1], "\xbfone\ntw", 7) == 7);
	CHECK(lm_blocks_waits_for(&blocks) == -1);
	CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL), LM_OK);
	CHECK_SPAN(block.lines, "one\n");
	for (int i = 0; i < 3; i++) {
		CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL), LM_OK);
		CHECK(more && block.lines.len == 0);
		CHECK(write(fds[1], "o", 1) == 1);
	}
	close(fds[1]);
	CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL), LM_OK);
	CHECK_SPAN(block.lines, "twooo");
	CHECK_EQ(block.first_line, 2);
	CHECK_CODE(lm_blocks_next(&blocks, &block, &more, NULL), LM_OK);
	CHECK(!more && block.lines.len == 0);
	lm_buf_free(&block.bytes);
	lm_blocks_close(&blocks);
	close(fds[0]);
}

TEST_MAIN(TEST(files_one_after_the_other), TEST(byte_order_marks),
    TEST(blocks_are_about_their_size), TEST(a_line_that_is_too_long),
    TEST(an_error_comes_after_its_lines), TEST(check_finds),
    TEST(a_pipe_that_waits), TEST(never_waits))
