#include "lm/writer_kept.h"

#include <sys/types.h>

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK_SIZE ((size_t)64 * 1024)

/* Read just len bytes from where fd stands. */
static enum lm_code
read_all(int fd, char *out, size_t len, struct lm_err *err)
{
	while (len > 0) {
		ssize_t n = read(fd, out, len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return lm_err_io(err, "read");
		if (n == 0)
			return lm_err_set(err, LM_IO,
			    "read: it became shorter meanwhile");
		out += n;
		len -= (size_t)n;
	}
	return LM_OK;
}

/* Where the last line of the file ends, from its end backwards: a torn line
 * may be as long as a record may be. */
static enum lm_code
find_end(struct lm_writer_kept *kept, int fd, uint64_t size, struct lm_err *err)
{
	while (size > 0) {
		size_t len = size < BLOCK_SIZE ? (size_t)size : BLOCK_SIZE;
		enum lm_code code;

		if (lseek(fd, (off_t)(size - len), SEEK_SET) == -1)
			return lm_err_io(err, "seek");
		code = read_all(fd, kept->block, len, err);
		if (code != LM_OK)
			return code;
		while (len > 0 && kept->block[len - 1] != '\n') {
			len--;
			size--;
		}
		if (len > 0)
			break;
	}
	kept->size = size;
	return LM_OK;
}

enum lm_code
lm_writer_kept_begin(struct lm_writer_kept *kept, int fd, struct lm_err *err)
{
	off_t size = lseek(fd, 0, SEEK_END);
	enum lm_code code;

	*kept = (struct lm_writer_kept){.line = 1};
	if (size == -1)
		return lm_err_io(err, "seek");
	kept->block = malloc(BLOCK_SIZE);
	if (kept->block == NULL)
		return lm_err_nomem(err);
	code = find_end(kept, fd, (uint64_t)size, err);
	if (code != LM_OK)
		return code;
	if (kept->size < (uint64_t)size &&
	    ftruncate(fd, (off_t)kept->size) != 0)
		return lm_err_io(err, "truncate");
	if (lseek(fd, 0, SEEK_SET) == -1)
		return lm_err_io(err, "seek");
	if (kept->size == 0)
		lm_writer_kept_free(kept);
	return LM_OK;
}

void
lm_writer_kept_free(struct lm_writer_kept *kept)
{
	free(kept->block);
	kept->block = NULL;
}

static enum lm_code
refill(struct lm_writer_kept *kept, int fd, struct lm_err *err)
{
	uint64_t left = kept->size - kept->read;
	size_t len = left < BLOCK_SIZE ? (size_t)left : BLOCK_SIZE;
	enum lm_code code = read_all(fd, kept->block, len, err);

	if (code != LM_OK)
		return code;
	kept->read += len;
	kept->at = 0;
	kept->len = len;
	return LM_OK;
}

/* How many bytes a and b have in common. */
static size_t
common_len(const char *a, const char *b, size_t len)
{
	size_t n = 0;

	while (n < len && a[n] == b[n])
		n++;
	return n;
}

static enum lm_code
compare_block(struct lm_writer_kept *kept, const char *name,
    struct lm_span *bytes, struct lm_err *err)
{
	const char *at = kept->block + kept->at;
	size_t left = kept->len - kept->at;
	size_t len = bytes->len < left ? bytes->len : left;

	if (memcmp(at, bytes->ptr, len) != 0) {
		struct lm_span same =
		    lm_span(at, common_len(at, bytes->ptr, len));

		return lm_err_set(err, LM_MALFORMED,
		    "line %ju of %s is not what this run gives: it is of "
		    "another input or other settings",
		    (uintmax_t)(kept->line + lm_span_count(same, '\n')), name);
	}
	kept->line += lm_span_count(lm_span(at, len), '\n');
	kept->at += len;
	*bytes = lm_span(bytes->ptr + len, bytes->len - len);
	return LM_OK;
}

enum lm_code
lm_writer_kept_compare(struct lm_writer_kept *kept, int fd, const char *name,
    struct lm_span *bytes, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	while (code == LM_OK && kept->block != NULL && bytes->len > 0) {
		if (kept->at == kept->len)
			code = refill(kept, fd, err);
		if (code == LM_OK)
			code = compare_block(kept, name, bytes, err);
		if (code == LM_OK && kept->at == kept->len &&
		    kept->read == kept->size)
			lm_writer_kept_free(kept);
	}
	return code;
}

enum lm_code
lm_writer_kept_end(const struct lm_writer_kept *kept, const char *name,
    struct lm_err *err)
{
	if (kept->block == NULL)
		return LM_OK;
	return lm_err_set(err, LM_MALFORMED,
	    "line %ju of %s is not what this run gives, which has ended: it is "
	    "of another input or other settings",
	    (uintmax_t)kept->line, name);
}
