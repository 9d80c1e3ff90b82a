#include "lm/journal_scan.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "lm/journal.h"

#define CHUNK ((size_t)64 * 1024)

ssize_t
lm_journal_read_at(int fd, char *out, size_t len, off_t at)
{
	for (;;) {
		ssize_t n = pread(fd, out, len, at);

		if (n != -1 || errno != EINTR)
			return n;
	}
}

/* A chunk behind what is in buf, of what is at that place; *n is 0 at the end. */
static enum lm_code
read_chunk(struct lm_journal_scan *scan, off_t at, size_t *n,
    struct lm_err *err)
{
	enum lm_code code = lm_buf_reserve(&scan->buf, CHUNK, err);
	ssize_t got;

	*n = 0;
	if (code != LM_OK)
		return code;
	got = lm_journal_read_at(scan->fd, scan->buf.ptr + scan->buf.len, CHUNK,
	    at);
	if (got == -1)
		return lm_err_io(err, "read");
	*n = (size_t)got;
	return LM_OK;
}

/* What is in buf begins at the line, and has more behind it. */
static enum lm_code
read_more(struct lm_journal_scan *scan, bool *more, struct lm_err *err)
{
	size_t used = (size_t)(scan->from - scan->start), n;
	enum lm_code code;

	scan->buf.len -= used;
	if (used > 0 && scan->buf.len > 0)
		memmove(scan->buf.ptr, scan->buf.ptr + used, scan->buf.len);
	scan->start = scan->from;
	code = read_chunk(scan, scan->start + (off_t)scan->buf.len, &n, err);
	scan->buf.len += n;
	*more = n > 0;
	return code;
}

/* Find the end of a line that is longer than what is kept of it; the next one
 * is read anew from there. */
static enum lm_code
skip_rest(struct lm_journal_scan *scan, struct lm_err *err)
{
	const char *behind, *newline = NULL;
	enum lm_code code;
	size_t n;

	scan->to = scan->start + (off_t)scan->buf.len;
	do {
		code = read_chunk(scan, scan->to, &n, err);
		if (code != LM_OK || n == 0)
			break;
		behind = scan->buf.ptr + scan->buf.len;
		newline = memchr(behind, '\n', n);
		scan->to +=
		    newline == NULL ? (off_t)n : (off_t)(newline - behind) + 1;
	} while (newline == NULL);
	scan->line = lm_span(scan->buf.ptr, LM_JOURNAL_MAX_LINE);
	scan->start = scan->to;
	scan->buf.len = 0;
	return code;
}

enum lm_code
lm_journal_scan_next(struct lm_journal_scan *scan, bool *found,
    struct lm_err *err)
{
	const char *newline = NULL;
	bool more = true;
	enum lm_code code = LM_OK;
	struct lm_span rest;

	*found = false;
	scan->from = scan->to;
	for (;;) {
		size_t used = (size_t)(scan->from - scan->start);

		rest = lm_span(scan->buf.ptr, scan->buf.len);
		if (rest.len > 0)
			rest = lm_span(rest.ptr + used, rest.len - used);
		if (rest.len > 0)
			newline = memchr(rest.ptr, '\n', rest.len);
		if (newline != NULL || !more || rest.len > LM_JOURNAL_MAX_LINE)
			break;
		code = read_more(scan, &more, err);
		if (code != LM_OK)
			return code;
	}
	if (newline != NULL)
		rest.len = (size_t)(newline - rest.ptr);
	scan->to = scan->from + (off_t)rest.len + (newline != NULL);
	*found = scan->to > scan->from;
	scan->line = rest;
	if (rest.len > LM_JOURNAL_MAX_LINE)
		scan->line.len = LM_JOURNAL_MAX_LINE;
	return newline == NULL && more ? skip_rest(scan, err) : LM_OK;
}
