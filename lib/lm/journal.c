/* flock is beyond POSIX; nothing else here is. */
#define _DEFAULT_SOURCE 1
#define _DARWIN_C_SOURCE 1

#include "lm/journal.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MODE_PRIVATE 0600
#define CHUNK ((size_t)64 * 1024)

struct lm_journal {
	int fd;
	char *name; /* what messages call it */
	char *
	    path; /* the file itself: a link stays one when lines are dropped */
};

static enum lm_code
io_error(const struct lm_journal *journal, const char *what, struct lm_err *err)
{
	(void)lm_err_io(err, what);
	lm_err_at(err, journal->name, 0, 0);
	return LM_IO;
}

static enum lm_code
open_file(struct lm_journal *journal, struct lm_err *err)
{
	struct stat st;

	journal->fd = open(journal->path,
	    O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, MODE_PRIVATE);
	if (journal->fd == -1 || fstat(journal->fd, &st) != 0)
		return io_error(journal, "open", err);
	if (S_ISREG(st.st_mode))
		return LM_OK;
	(void)lm_err_set(err, LM_IO, "not a regular file");
	lm_err_at(err, journal->name, 0, 0);
	return LM_IO;
}

enum lm_code
lm_journal_open(const char *path, struct lm_journal **out, struct lm_err *err)
{
	struct lm_journal *journal = calloc(1, sizeof(*journal));
	enum lm_code code;

	*out = NULL;
	if (journal == NULL)
		return lm_err_nomem(err);
	journal->fd = -1;
	journal->name = strdup(path);
	journal->path = realpath(path, NULL);
	if (journal->path == NULL)
		journal->path = strdup(path);
	code = journal->path == NULL || journal->name == NULL
	    ? lm_err_nomem(err)
	    : open_file(journal, err);
	if (code != LM_OK) {
		lm_journal_close(journal);
		return code;
	}
	*out = journal;
	return LM_OK;
}

void
lm_journal_close(struct lm_journal *journal)
{
	if (journal == NULL)
		return;
	if (journal->fd != -1)
		(void)close(journal->fd);
	free(journal->name);
	free(journal->path);
	free(journal);
}

/* Whether the file that is open still has its name. */
static bool
has_name(const struct lm_journal *journal)
{
	struct stat held, named;

	return fstat(journal->fd, &held) == 0 &&
	    stat(journal->path, &named) == 0 && held.st_ino == named.st_ino &&
	    held.st_dev == named.st_dev;
}

/* Alone with the file: another process may have replaced it meanwhile. */
static enum lm_code
lock(struct lm_journal *journal, struct lm_err *err)
{
	for (;;) {
		enum lm_code code;

		while (flock(journal->fd, LOCK_EX) != 0)
			if (errno != EINTR)
				return io_error(journal, "lock", err);
		if (has_name(journal))
			return LM_OK;
		(void)close(journal->fd);
		code = open_file(journal, err);
		if (code != LM_OK)
			return code;
	}
}

static void
unlock(const struct lm_journal *journal)
{
	(void)flock(journal->fd, LOCK_UN);
}

static bool
write_all(int fd, struct lm_span bytes)
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

/* Whether the file ends in the middle of a line. */
static bool
is_torn(const struct lm_journal *journal, off_t size)
{
	char last = '\n';

	return size > 0 && pread(journal->fd, &last, 1, size - 1) == 1 &&
	    last != '\n';
}

enum lm_code
lm_journal_append(struct lm_journal *journal, struct lm_span lines,
    struct lm_err *err)
{
	struct stat st;
	enum lm_code code;

	if (lines.len == 0)
		return LM_OK;
	code = lock(journal, err);
	if (code != LM_OK)
		return code;
	if (fstat(journal->fd, &st) != 0)
		code = io_error(journal, "stat", err);
	else if ((is_torn(journal, st.st_size) &&
		     !write_all(journal->fd, lm_span("\n", 1))) ||
	    !write_all(journal->fd, lines)) {
		code = io_error(journal, "write", err);
		(void)!ftruncate(journal->fd, st.st_size);
	}
	unlock(journal);
	return code;
}

enum lm_code
lm_journal_sync(struct lm_journal *journal, struct lm_err *err)
{
	return fsync(journal->fd) == 0 ? LM_OK : io_error(journal, "sync", err);
}

/* Read at an offset until len bytes or the end; -1: it failed. */
static ssize_t
read_at(int fd, char *out, size_t len, off_t at)
{
	for (;;) {
		ssize_t n = pread(fd, out, len, at);

		if (n != -1 || errno != EINTR)
			return n;
	}
}

static enum lm_code
too_long(const struct lm_journal *journal, struct lm_err *err)
{
	(void)lm_err_set(err, LM_OVERSIZE, "a line is longer than 1 MiB");
	lm_err_at(err, journal->name, 0, 0);
	return LM_OVERSIZE;
}

enum lm_code
lm_journal_first(struct lm_journal *journal, struct lm_buf *line,
    struct lm_err *err)
{
	size_t before = line->len;
	const char *newline = NULL;
	enum lm_code code = lock(journal, err);

	while (code == LM_OK && newline == NULL) {
		ssize_t n;

		code = lm_buf_reserve(line, CHUNK, err);
		if (code != LM_OK)
			break;
		n = read_at(journal->fd, line->ptr + line->len, CHUNK,
		    (off_t)(line->len - before));
		if (n == -1)
			code = io_error(journal, "read", err);
		if (n <= 0)
			break;
		newline = memchr(line->ptr + line->len, '\n', (size_t)n);
		line->len = newline == NULL ? line->len + (size_t)n
					    : (size_t)(newline - line->ptr) + 1;
		if (line->len - before > LM_JOURNAL_MAX_LINE)
			code = too_long(journal, err);
	}
	unlock(journal);
	return code;
}

/* Where the first line begins that is not old. */
struct start {
	bool (*is_old)(void *arg, struct lm_span line);
	void *arg;
	off_t at;
	uint64_t n_old;
};

/* Take the whole lines that are in buf; true: the first that stays is met. */
static bool
take_lines(struct start *start, const struct lm_buf *buf, size_t *used)
{
	const char *newline;

	*used = 0;
	while ((newline = memchr(buf->ptr + *used, '\n', buf->len - *used)) !=
	    NULL) {
		size_t len = (size_t)(newline - buf->ptr) - *used;

		if (!start->is_old(start->arg, lm_span(buf->ptr + *used, len)))
			return true;
		*used += len + 1;
		start->at += (off_t)len + 1;
		start->n_old++;
	}
	return false;
}

static enum lm_code
find_start(const struct lm_journal *journal, struct start *start,
    struct lm_err *err)
{
	struct lm_buf buf = {0};
	bool done = false;
	enum lm_code code = LM_OK;

	while (code == LM_OK && !done) {
		size_t used;
		ssize_t n;

		code = lm_buf_reserve(&buf, CHUNK, err);
		if (code != LM_OK)
			break;
		n = read_at(journal->fd, buf.ptr + buf.len, CHUNK,
		    start->at + (off_t)buf.len);
		if (n == -1)
			code = io_error(journal, "read", err);
		if (n <= 0)
			break;
		buf.len += (size_t)n;
		done = take_lines(start, &buf, &used);
		buf.len -= used;
		memmove(buf.ptr, buf.ptr + used, buf.len);
		if (buf.len > LM_JOURNAL_MAX_LINE)
			code = too_long(journal, err);
	}
	lm_buf_free(&buf);
	return code;
}

static enum lm_code
copy_from(const struct lm_journal *journal, off_t at, int to,
    struct lm_err *err)
{
	struct lm_buf buf = {0};
	enum lm_code code = lm_buf_reserve(&buf, CHUNK, err);

	while (code == LM_OK) {
		ssize_t n = read_at(journal->fd, buf.ptr, CHUNK, at);

		if (n == 0)
			break;
		if (n == -1)
			code = io_error(journal, "read", err);
		else if (!write_all(to, lm_span(buf.ptr, (size_t)n)))
			code = io_error(journal, "write", err);
		at += n;
	}
	lm_buf_free(&buf);
	if (code == LM_OK && fsync(to) != 0)
		code = io_error(journal, "sync", err);
	return code;
}

/* What stays is written beside the file and gets its name. */
static enum lm_code
rewrite(struct lm_journal *journal, off_t at, struct lm_err *err)
{
	size_t size = strlen(journal->path) + sizeof(".part");
	char *part = malloc(size);
	struct stat old;
	int fd;
	enum lm_code code;

	if (part == NULL)
		return lm_err_nomem(err);
	(void)snprintf(part, size, "%s.part", journal->path);
	fd = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW,
	    MODE_PRIVATE);
	if (fd == -1) {
		free(part);
		return io_error(journal, "open the copy", err);
	}
	code = copy_from(journal, at, fd, err);
	if (code == LM_OK &&
	    (fstat(journal->fd, &old) != 0 ||
		fchmod(fd, old.st_mode & 0777) != 0))
		code = io_error(journal, "change the mode of the copy", err);
	(void)close(fd);
	if (code == LM_OK && rename(part, journal->path) != 0)
		code = io_error(journal, "rename the copy", err);
	if (code != LM_OK)
		(void)unlink(part);
	free(part);
	return code;
}

enum lm_code
lm_journal_drop(struct lm_journal *journal,
    bool (*is_old)(void *arg, struct lm_span line), void *arg,
    uint64_t *n_dropped, struct lm_err *err)
{
	struct start start = {.is_old = is_old, .arg = arg};
	enum lm_code code = lock(journal, err);

	*n_dropped = 0;
	if (code != LM_OK)
		return code;
	code = find_start(journal, &start, err);
	if (code == LM_OK && start.n_old > 0)
		code = rewrite(journal, start.at, err);
	if (code == LM_OK)
		*n_dropped = start.n_old;
	unlock(journal);
	return code;
}
