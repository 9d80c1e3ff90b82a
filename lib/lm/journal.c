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

#include "lm/buf.h"
#include "lm/folder.h"
#include "lm/journal_parts.h"
#include "lm/journal_scan.h"

#define MODE_PRIVATE 0600
#define COPIES 100 /* names that a copy may have */

struct lm_journal {
	int fd;
	bool reads_only;
	bool is_named; /* its name is on disk, too */
	char *name;    /* what messages call it */
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

	journal->is_named = false;
	/* Without O_NONBLOCK, a pipe that nobody writes would hold us up. */
	if (journal->reads_only)
		journal->fd =
		    open(journal->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	else
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

static enum lm_code
open_journal(const char *path, bool reads_only, struct lm_journal **out,
    struct lm_err *err)
{
	struct lm_journal *journal = calloc(1, sizeof(*journal));
	enum lm_code code;

	*out = NULL;
	if (journal == NULL)
		return lm_err_nomem(err);
	journal->fd = -1;
	journal->reads_only = reads_only;
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

enum lm_code
lm_journal_open(const char *path, struct lm_journal **out, struct lm_err *err)
{
	return open_journal(path, false, out, err);
}

/* Whether there is no such file, in a folder that there is. */
static enum lm_code
look_for(const char *path, bool *absent, struct lm_err *err)
{
	const char *slash = strrchr(path, '/');
	struct stat st;
	char *folder;

	*absent = false;
	if (stat(path, &st) == 0 || errno != ENOENT)
		return LM_OK;
	folder = slash == NULL ? strdup(".")
			       : strndup(path, (size_t)(slash - path) + 1);
	if (folder == NULL)
		return lm_err_nomem(err);
	*absent = stat(folder, &st) == 0;
	free(folder);
	return LM_OK;
}

enum lm_code
lm_journal_open_read(const char *path, struct lm_journal **out,
    struct lm_err *err)
{
	bool absent;
	enum lm_code code = look_for(path, &absent, err);

	*out = NULL;
	if (code != LM_OK || absent)
		return code;
	return open_journal(path, true, out, err);
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

/* Alone with the file, or with others who read it: another process may have
 * replaced it meanwhile. */
static enum lm_code
lock(struct lm_journal *journal, struct lm_err *err)
{
	/* Over NFS the exclusive one is not to be had without writing. */
	int how = journal->reads_only ? LOCK_SH : LOCK_EX;

	for (;;) {
		enum lm_code code;

		while (flock(journal->fd, how) != 0)
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

/* Whether the file ends in the middle of a line. */
static bool
is_torn(const struct lm_journal *journal, off_t size)
{
	char last = '\n';

	return size > 0 && pread(journal->fd, &last, 1, size - 1) == 1 &&
	    last != '\n';
}

/* Whether all lines can be read again. */
static enum lm_code
check_lengths(const struct lm_journal *journal, struct lm_span lines,
    struct lm_err *err)
{
	while (lines.len > LM_JOURNAL_MAX_LINE) {
		const char *newline =
		    memchr(lines.ptr, '\n', LM_JOURNAL_MAX_LINE);
		size_t len;

		if (newline == NULL) {
			(void)lm_err_set(err, LM_OVERSIZE,
			    "a line would be longer than 1 MiB");
			lm_err_at(err, journal->name, 0, 0);
			return LM_OVERSIZE;
		}
		len = (size_t)(newline - lines.ptr) + 1;
		lines = lm_span(lines.ptr + len, lines.len - len);
	}
	return LM_OK;
}

enum lm_code
lm_journal_append(struct lm_journal *journal, struct lm_span lines,
    struct lm_err *err)
{
	struct stat st;
	enum lm_code code;

	if (lines.len == 0)
		return LM_OK;
	code = check_lengths(journal, lines, err);
	if (code == LM_OK)
		code = lock(journal, err);
	if (code != LM_OK)
		return code;
	if (fstat(journal->fd, &st) != 0)
		code = io_error(journal, "stat", err);
	else if ((is_torn(journal, st.st_size) &&
		     !lm_journal_write_all(journal->fd, lm_span("\n", 1))) ||
	    !lm_journal_write_all(journal->fd, lines)) {
		code = io_error(journal, "write", err);
		(void)!ftruncate(journal->fd, st.st_size);
	}
	unlock(journal);
	return code;
}

enum lm_code
lm_journal_sync(struct lm_journal *journal, struct lm_err *err)
{
	enum lm_code code;

	if (fsync(journal->fd) != 0)
		return io_error(journal, "sync", err);
	if (journal->is_named)
		return LM_OK;
	code = lm_folder_sync(journal->path, err);
	if (code == LM_IO)
		lm_err_at(err, journal->name, 0, 0);
	journal->is_named = code == LM_OK;
	return code;
}

static enum lm_code
next_line(const struct lm_journal *journal, struct lm_journal_scan *scan,
    bool *found, struct lm_err *err)
{
	enum lm_code code = lm_journal_scan_next(scan, found, err);

	if (code == LM_IO)
		lm_err_at(err, journal->name, 0, 0);
	return code;
}

enum lm_code
lm_journal_read(struct lm_journal *journal,
    enum lm_code (*take)(void *arg, struct lm_span line, bool *enough,
	struct lm_err *err),
    void *arg, struct lm_err *err)
{
	struct lm_journal_scan scan = {0};
	bool found = true, enough = false;
	enum lm_code code = lock(journal, err);

	if (code != LM_OK)
		return code;
	scan.fd = journal->fd;
	while (code == LM_OK && found && !enough) {
		code = next_line(journal, &scan, &found, err);
		if (code == LM_OK && found)
			code = take(arg, scan.line, &enough, err);
	}
	unlock(journal);
	lm_buf_free(&scan.buf);
	return code;
}

/* Read what stays, write it to the copy, with the mode that the file has. */
static enum lm_code
copy_parts(const struct lm_journal *journal, const struct lm_buf *parts, int to,
    struct lm_err *err)
{
	struct stat old;
	enum lm_code code = lm_journal_parts_copy(parts, journal->fd, to, err);

	if (code == LM_IO)
		lm_err_at(err, journal->name, 0, 0);
	if (code == LM_OK &&
	    (fstat(journal->fd, &old) != 0 ||
		fchmod(to, old.st_mode & 0777) != 0))
		code = io_error(journal, "change the mode of the copy", err);
	if (code == LM_OK && fsync(to) != 0)
		code = io_error(journal, "sync the copy", err);
	return code;
}

/* A new file beside the journal; what is there already is not touched. */
static enum lm_code
open_copy(const struct lm_journal *journal, char *name, size_t size, int *fd,
    struct lm_err *err)
{
	*fd = -1;
	for (int i = 0; *fd == -1 && i < COPIES; i++) {
		if (i == 0)
			(void)snprintf(name, size, "%s.part", journal->path);
		else
			(void)snprintf(name, size, "%s.part.%d", journal->path,
			    i);
		*fd = open(name,
		    O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW,
		    MODE_PRIVATE);
		if (*fd == -1 && errno != EEXIST)
			break;
	}
	return *fd == -1 ? io_error(journal, "open the copy", err) : LM_OK;
}

/* What stays is written beside the file and gets its name. */
static enum lm_code
rewrite(struct lm_journal *journal, const struct lm_buf *parts,
    struct lm_err *err)
{
	size_t size = strlen(journal->path) + sizeof(".part.99");
	char *name = malloc(size);
	int fd;
	enum lm_code code;

	if (name == NULL)
		return lm_err_nomem(err);
	code = open_copy(journal, name, size, &fd, err);
	if (code != LM_OK)
		goto out;
	code = copy_parts(journal, parts, fd, err);
	(void)close(fd);
	if (code == LM_OK && rename(name, journal->path) != 0)
		code = io_error(journal, "rename the copy", err);
	if (code != LM_OK)
		(void)unlink(name);
out:
	free(name);
	return code;
}

enum lm_code
lm_journal_drop(struct lm_journal *journal,
    enum lm_code (
	*judge)(void *arg, struct lm_span line, bool *drop, struct lm_err *err),
    void *arg, uint64_t *n_dropped, struct lm_err *err)
{
	struct lm_journal_scan scan = {0};
	struct lm_buf parts = {0};
	bool found = true;
	uint64_t n = 0;
	enum lm_code code = lock(journal, err);

	*n_dropped = 0;
	if (code != LM_OK)
		return code;
	scan.fd = journal->fd;
	while (code == LM_OK && found) {
		bool drop = false;

		code = next_line(journal, &scan, &found, err);
		if (code == LM_OK && found)
			code = judge(arg, scan.line, &drop, err);
		n += drop;
		if (code == LM_OK && found && !drop)
			code = lm_journal_parts_add(&parts, scan.from, scan.to,
			    err);
	}
	if (code == LM_OK && n > 0)
		code = rewrite(journal, &parts, err);
	if (code == LM_OK)
		*n_dropped = n;
	unlock(journal);
	lm_buf_free(&scan.buf);
	lm_buf_free(&parts);
	return code;
}
