#include "lm/journal_parts.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lm/journal_scan.h"

#define CHUNK ((size_t)64 * 1024)

struct part {
	off_t from, to;
};

bool
lm_journal_write_all(int fd, struct lm_span bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return false;
		bytes = lm_span(bytes.ptr + n, bytes.len - (size_t)n);
	}
	return true;
}

enum lm_code
lm_journal_parts_add(struct lm_buf *parts, off_t from, off_t to,
    struct lm_err *err)
{
	struct part part = {from, to}, last;

	if (parts->len > 0) {
		char *at = parts->ptr + parts->len - sizeof(last);

		memcpy(&last, at, sizeof(last));
		if (last.to == from) {
			last.to = to;
			memcpy(at, &last, sizeof(last));
			return LM_OK;
		}
	}
	return lm_buf_append(parts, (const char *)&part, sizeof(part), err);
}

static enum lm_code
copy_part(struct part part, int from, int to, struct lm_buf *buf,
    struct lm_err *err)
{
	while (part.from < part.to) {
		off_t left = part.to - part.from;
		size_t len = left < (off_t)CHUNK ? (size_t)left : CHUNK;
		ssize_t n = lm_journal_read_at(from, buf->ptr, len, part.from);

		if (n == 0)
			break;
		if (n == -1)
			return lm_err_io(err, "read");
		if (!lm_journal_write_all(to, lm_span(buf->ptr, (size_t)n)))
			return lm_err_io(err, "write");
		part.from += n;
	}
	return LM_OK;
}

enum lm_code
lm_journal_parts_copy(const struct lm_buf *parts, int from, int to,
    struct lm_err *err)
{
	struct lm_buf buf = {0};
	enum lm_code code = lm_buf_reserve(&buf, CHUNK, err);

	for (size_t at = 0; code == LM_OK && at < parts->len;
	     at += sizeof(struct part)) {
		struct part part;

		memcpy(&part, parts->ptr + at, sizeof(part));
		code = copy_part(part, from, to, &buf, err);
	}
	lm_buf_free(&buf);
	return code;
}
