#include "lm/blocks.h"

#include <sys/stat.h>

#include <errno.h>
#include <string.h>
#include <unistd.h>

#define BOM "\xef\xbb\xbf"
#define BOM_LEN 3
#define BACK_STEP 256

static bool
is_standard(const char *path)
{
	return path == NULL || strcmp(path, "-") == 0;
}

/* Whether path can be read from; errno tells why not. */
static bool
is_readable(const char *path)
{
	struct stat st;

	if (stat(path, &st) != 0 || access(path, R_OK) != 0)
		return false;
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return false;
	}
	return true;
}

enum lm_code
lm_blocks_check(const struct lm_blocks *blocks, struct lm_err *err)
{
	for (size_t i = 0; i < blocks->n_paths; i++) {
		const char *path = blocks->paths[i];

		if (is_standard(path) || is_readable(path))
			continue;
		(void)lm_err_io(err, "open");
		lm_err_at(err, path, 0, 0);
		return LM_IO;
	}
	return LM_OK;
}

uint64_t
lm_blocks_size(const struct lm_blocks *blocks)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < blocks->n_paths; i++) {
		struct stat st;
		const char *path = blocks->paths[i];
		int status = is_standard(path) ? fstat(STDIN_FILENO, &st)
					       : stat(path, &st);

		if (status != 0 || !S_ISREG(st.st_mode))
			return 0;
		sum += (uint64_t)st.st_size;
	}
	return sum;
}

int
lm_blocks_waits_for(const struct lm_blocks *blocks)
{
	return blocks->reader != NULL && lm_reader_would_block(blocks->reader)
	    ? lm_reader_fd(blocks->reader)
	    : -1;
}

void
lm_blocks_close(struct lm_blocks *blocks)
{
	lm_reader_close(blocks->reader);
	blocks->reader = NULL;
	lm_buf_free(&blocks->carry);
}

static enum lm_code
open_next(struct lm_blocks *blocks, struct lm_err *err)
{
	blocks->line = 0;
	blocks->at_start = true;
	return lm_reader_open(blocks->paths[blocks->next_path++],
	    &blocks->reader, err);
}

static void
close_file(struct lm_blocks *blocks)
{
	blocks->closed_bytes += lm_reader_position(blocks->reader);
	lm_reader_close(blocks->reader);
	blocks->reader = NULL;
}

/*
 * The end of the last whole line of text after from; 0: none ends there.
 * Steps without a newline are passed by memchr, as lines may be long.
 */
static size_t
last_line_end(const struct lm_buf *text, size_t from)
{
	size_t i = text->len;

	while (i - from >= BACK_STEP &&
	    memchr(text->ptr + i - BACK_STEP, '\n', BACK_STEP) == NULL)
		i -= BACK_STEP;
	for (; i > from; i--)
		if (text->ptr[i - 1] == '\n')
			return i;
	return 0;
}

/* Read once, unless woken while there is nothing to read. */
static enum lm_code
read_some(struct lm_blocks *blocks, char *out, size_t cap, size_t *n,
    struct lm_err *err)
{
	*n = 0;
	blocks->woken = blocks->wake_fd > 0 &&
	    !lm_reader_wait(blocks->reader, blocks->wake_fd);
	return blocks->woken ? LM_OK
			     : lm_reader_read(blocks->reader, out, cap, n, err);
}

/* Read once into the block; *n is 0 at the end of the file. */
static enum lm_code
read_more(struct lm_blocks *blocks, struct lm_block *block, size_t *n,
    struct lm_err *err)
{
	struct lm_buf *bytes = &block->bytes;
	size_t want = bytes->len < blocks->block_size
	    ? blocks->block_size - bytes->len
	    : blocks->block_size;
	enum lm_code code;

	*n = 0;
	code = lm_buf_reserve(bytes, want, err);
	if (code == LM_OK)
		code = read_some(blocks, bytes->ptr + bytes->len, want, n, err);
	bytes->len += *n;
	return code;
}

/* Once enough of a file is read to tell, its byte order mark is dropped. */
static void
drop_bom(struct lm_blocks *blocks, struct lm_buf *bytes)
{
	size_t len = bytes->len < BOM_LEN ? bytes->len : BOM_LEN;
	bool is_bom = len == 0 || memcmp(bytes->ptr, BOM, len) == 0;

	if (!blocks->at_start || (is_bom && len < BOM_LEN))
		return;
	blocks->at_start = false;
	if (!is_bom)
		return;
	bytes->len -= BOM_LEN;
	memmove(bytes->ptr, bytes->ptr + BOM_LEN, bytes->len);
}

static uint64_t
stored_so_far(const struct lm_blocks *blocks)
{
	return blocks->closed_bytes +
	    (blocks->reader == NULL ? 0 : lm_reader_position(blocks->reader));
}

/* The block ends here; the rest is carried over to the next. */
static enum lm_code
cut(struct lm_blocks *blocks, struct lm_block *block, size_t end,
    struct lm_err *err)
{
	block->lines = lm_span(block->bytes.ptr, end);
	block->n_bytes = end;
	block->stored = stored_so_far(blocks);
	block->first_line = blocks->line + 1;
	blocks->line += lm_span_count(block->lines, '\n');
	return lm_buf_append(&blocks->carry, block->bytes.ptr + end,
	    block->bytes.len - end, err);
}

/* A line is too long: keep its head, and read on to its end if so asked. */
static enum lm_code
cut_oversize(struct lm_blocks *blocks, struct lm_block *block,
    struct lm_err *err)
{
	uint64_t n_bytes = block->bytes.len;
	struct lm_buf rest = {0};
	const char *newline = NULL;
	enum lm_code code = LM_OK;
	size_t n = 1;

	while (blocks->skip_oversize && newline == NULL && n > 0) {
		rest.len = 0;
		code = lm_buf_reserve(&rest, blocks->block_size, err);
		if (code == LM_OK)
			code = read_some(blocks, rest.ptr, blocks->block_size,
			    &n, err);
		if (code != LM_OK)
			goto out;
		newline = memchr(rest.ptr, '\n', n);
		n_bytes += newline ? (size_t)(newline - rest.ptr) : n;
	}
	block->oversize_bytes = n_bytes;
	block->lines = lm_span(block->bytes.ptr, LM_BLOCKS_OVERSIZE_HEAD);
	block->n_bytes = n_bytes + (newline != NULL);
	block->stored = stored_so_far(blocks);
	block->first_line = ++blocks->line;
	if (newline != NULL) {
		newline++;
		code = lm_buf_append(&blocks->carry, newline,
		    n - (size_t)(newline - rest.ptr), err);
	}
out:
	lm_buf_free(&rest);
	return code;
}

/* Whether the lines in hand are to be worked on before anything is read. */
static bool
is_due(const struct lm_blocks *blocks, struct lm_block *block)
{
	block->waits = lm_reader_would_block(blocks->reader);
	return block->waits || block->bytes.len >= blocks->block_size;
}

/* What the block has of a line is for the next one. */
static void
put_back(struct lm_blocks *blocks, struct lm_block *block)
{
	struct lm_buf bytes = block->bytes;

	block->bytes = blocks->carry;
	block->bytes.len = 0;
	blocks->carry = bytes;
}

/* Read until the block has its lines, or to the end of the file. */
static enum lm_code
fill(struct lm_blocks *blocks, struct lm_block *block, struct lm_err *err)
{
	size_t line_end = last_line_end(&block->bytes, 0);

	while (line_end == 0 || !is_due(blocks, block)) {
		size_t n, end, at = blocks->at_start ? 0 : block->bytes.len;
		enum lm_code code;

		if (blocks->never_waits && line_end == 0 &&
		    lm_reader_would_block(blocks->reader)) {
			put_back(blocks, block);
			return LM_OK;
		}
		code = read_more(blocks, block, &n, err);
		drop_bom(blocks, &block->bytes);
		if (code != LM_OK) {
			blocks->carry.len = 0;
			(void)cut(blocks, block, line_end, NULL);
			return code;
		}
		if (blocks->woken)
			return LM_OK;
		if (n == 0) {
			close_file(blocks);
			return cut(blocks, block, block->bytes.len, err);
		}
		end = last_line_end(&block->bytes, at);
		line_end = end != 0 ? end : line_end;
		if (line_end == 0 && block->bytes.len > blocks->max_line &&
		    block->bytes.len >= LM_BLOCKS_OVERSIZE_HEAD)
			return cut_oversize(blocks, block, err);
	}
	return cut(blocks, block, line_end, err);
}

enum lm_code
lm_blocks_next(struct lm_blocks *blocks, struct lm_block *block, bool *more,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	block->bytes.len = 0;
	block->lines = (struct lm_span){0};
	block->oversize_bytes = 0;
	block->waits = false;
	while (blocks->reader == NULL && blocks->next_path < blocks->n_paths &&
	    code == LM_OK)
		code = open_next(blocks, err);
	*more = blocks->reader != NULL;
	block->input = blocks->next_path - 1;
	if (code != LM_OK || !*more)
		return code;
	code = lm_buf_span(&block->bytes, lm_buf_view(&blocks->carry), err);
	blocks->carry.len = 0;
	if (code == LM_OK)
		code = fill(blocks, block, err);
	*more = !blocks->woken;
	return code;
}
