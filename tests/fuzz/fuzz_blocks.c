/*
 * A block size, a limit on lines, and a file that comes through a pipe.
 * Oracle: the lines of the blocks are the file's, cut at its newlines; a line
 * is called too long if it is.  (Of what begins as gzip does, only that it is
 * read without harm.)
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lm/blocks.h"

#include "require.h"

#define HEADER 2
#define MOST_BYTES 60000 /* fits into a pipe */

static size_t
line_len(struct lm_span text)
{
	const char *newline =
	    text.len == 0 ? NULL : memchr(text.ptr, '\n', text.len);

	return newline == NULL ? text.len : (size_t)(newline - text.ptr);
}

/* Take what the block has from the front of the text; its lines. */
static uint64_t
take_lines(const struct lm_block *block, size_t max_line, struct lm_span *text)
{
	uint64_t n_lines = 0;

	if (block->oversize_bytes != 0) {
		require(line_len(*text) == block->oversize_bytes);
		require(block->oversize_bytes > max_line);
		require(block->lines.len == LM_BLOCKS_OVERSIZE_HEAD);
		require(
		    memcmp(block->lines.ptr, text->ptr, block->lines.len) == 0);
		n_lines = 1;
	} else {
		require(block->n_bytes == block->lines.len);
		require(block->lines.len <= text->len);
		require(block->lines.len == 0 ||
		    memcmp(block->lines.ptr, text->ptr, block->lines.len) == 0);
		require(block->lines.len == text->len ||
		    block->lines.ptr[block->lines.len - 1] == '\n');
		for (size_t i = 0; i < block->lines.len; i++)
			n_lines += block->lines.ptr[i] == '\n';
	}
	require(block->n_bytes <= text->len);
	text->ptr += block->n_bytes;
	text->len -= block->n_bytes;
	return n_lines;
}

static void
check_blocks(struct lm_blocks *blocks, struct lm_span text, bool packed)
{
	struct lm_block block = {0};
	struct lm_err err = {0};
	uint64_t line = 1;
	bool more = true;

	if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
		text = lm_span(text.ptr + 3, text.len - 3);
	for (;;) {
		enum lm_code code = lm_blocks_next(blocks, &block, &more, &err);

		require(packed || code == LM_OK);
		if (code != LM_OK || !more)
			break;
		if (packed)
			continue;
		require(block.first_line == line || block.lines.len == 0);
		line += take_lines(&block, blocks->max_line, &text);
	}
	require(packed || text.len == 0);
	lm_buf_free(&block.bytes);
	lm_blocks_close(blocks);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span text;
	char path[32];
	const char *paths[1] = {path};
	struct lm_blocks blocks = {.paths = paths,
	    .n_paths = 1,
	    .skip_oversize = true};
	int fds[2];

	if (size < HEADER || size > MOST_BYTES || pipe(fds) != 0)
		return 0;
	blocks.block_size = (size_t)1 << data[0] % 18;
	blocks.max_line = (size_t)data[1] * 32 + 1;
	text = lm_span((const char *)data + HEADER, size - HEADER);
	require(write(fds[1], text.ptr, text.len) == (ssize_t)text.len);
	(void)close(fds[1]);
	snprintf(path, sizeof(path), "/dev/fd/%d", fds[0]);
	check_blocks(&blocks, text,
	    text.len >= 3 && memcmp(text.ptr, "\x1f\x8b\x08", 3) == 0);
	(void)close(fds[0]);
	return 0;
}
