/* flock is beyond POSIX; nothing else here is. */
#define _DEFAULT_SOURCE 1
#define _DARWIN_C_SOURCE 1

#include "lm/writer.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lm/writer_file.h"

#define GZIP_WINDOW (15 + 16)
#define GZIP_MEMORY 8
#define MODE_PUBLIC 0666
#define MODE_PRIVATE 0600

enum lm_code
lm_writer_io_error(const struct lm_writer *writer, const char *what,
    struct lm_err *err)
{
	(void)lm_err_io(err, what);
	lm_err_at(err, writer->name, 0, 0);
	return LM_IO;
}

static bool
is_standard(const char *path)
{
	return path == NULL || strcmp(path, "-") == 0;
}

/* Whether path exists and is something else than a regular file. */
static bool
is_special(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISREG(st.st_mode);
}

static bool
is_packed(const char *path)
{
	size_t len = strlen(path);

	return len > 3 && strcmp(path + len - 3, ".gz") == 0;
}

/* Two runs that write one file would damage it; path is for the message. */
static enum lm_code
lock(const struct lm_writer *writer, const char *path, struct lm_err *err)
{
	if (flock(writer->fd, LOCK_EX | LOCK_NB) == 0)
		return LM_OK;
	if (errno != EWOULDBLOCK)
		return lm_writer_io_error(writer, "lock", err);
	(void)lm_err_set(err, LM_IO, "another run is writing %s", path);
	lm_err_at(err, writer->name, 0, 0);
	return LM_IO;
}

/* FILE.part is ours when it is locked and still has its name. */
static enum lm_code
lock_part(const struct lm_writer *writer, bool *again, struct lm_err *err)
{
	struct stat held, named;
	enum lm_code code = lock(writer, writer->part, err);

	*again = false;
	if (code != LM_OK)
		return code;
	if (fstat(writer->fd, &held) != 0)
		return lm_writer_io_error(writer, "stat", err);
	*again = stat(writer->part, &named) != 0 ||
	    held.st_ino != named.st_ino || held.st_dev != named.st_dev;
	return LM_OK;
}

static enum lm_code
open_part(struct lm_writer *writer, struct lm_err *err)
{
	bool again = true;

	while (again) {
		enum lm_code code;

		if (writer->fd != -1)
			(void)close(writer->fd);
		writer->fd = open(writer->part,
		    (writer->resumed ? O_RDWR : O_WRONLY) |
			(writer->adopted ? 0 : O_CREAT) | O_CLOEXEC |
			O_NOFOLLOW,
		    writer->secret ? MODE_PRIVATE : MODE_PUBLIC);
		if (writer->fd == -1)
			return lm_writer_io_error(writer, "open", err);
		code = lock_part(writer, &again, err);
		if (code != LM_OK)
			return code;
	}
	writer->locked = true;
	return LM_OK;
}

/* The file that is locked now is emptied, or kept as far as it goes. */
static enum lm_code
begin_content(struct lm_writer *writer, struct lm_err *err)
{
	enum lm_code code;

	if (writer->adopted)
		return LM_OK;
	if (!writer->resumed)
		return ftruncate(writer->fd, 0) == 0
		    ? LM_OK
		    : lm_writer_io_error(writer, "truncate", err);
	code = lm_writer_kept_begin(&writer->kept, writer->fd, err);
	if (code != LM_OK)
		lm_err_at(err, writer->name, 0, 0);
	return code;
}

static enum lm_code
begin_atomic(struct lm_writer *writer, const char *path, struct lm_err *err)
{
	struct stat old;
	char resolved[PATH_MAX];
	size_t size;
	enum lm_code code;

	writer->final = strdup(realpath(path, resolved) ? resolved : path);
	if (writer->final == NULL)
		return lm_err_nomem(err);
	size = strlen(writer->final) + sizeof(".part");
	writer->part = malloc(size);
	if (writer->part == NULL)
		return lm_err_nomem(err);
	(void)snprintf(writer->part, size, "%s.part", writer->final);
	code = open_part(writer, err);
	if (code != LM_OK)
		return code;
	code = begin_content(writer, err);
	if (code != LM_OK)
		return code;
	if (writer->secret)
		old.st_mode = MODE_PRIVATE;
	if ((writer->secret || stat(path, &old) == 0) &&
	    fchmod(writer->fd, old.st_mode & 0777) != 0)
		return lm_writer_io_error(writer, "change mode", err);
	return LM_OK;
}

static enum lm_code
begin_private(struct lm_writer *writer, const char *path, struct lm_err *err)
{
	enum lm_code code = lock(writer, path, err);

	if (code != LM_OK)
		return code;
	if (fchmod(writer->fd, MODE_PRIVATE) != 0)
		return lm_writer_io_error(writer, "change mode", err);
	return begin_content(writer, err);
}

static enum lm_code
begin_in_place(struct lm_writer *writer, const char *path,
    enum lm_writer_kind kind, struct lm_err *err)
{
	struct stat st;
	int flags = (writer->resumed ? O_RDWR : O_WRONLY) | O_CREAT |
	    O_CLOEXEC | (kind == LM_WRITER_APPEND ? O_APPEND : 0);
	mode_t mode = kind == LM_WRITER_PRIVATE ? MODE_PRIVATE : MODE_PUBLIC;

	writer->fd = open(path, flags, mode);
	if (writer->fd == -1 || fstat(writer->fd, &st) != 0)
		return lm_writer_io_error(writer, "open", err);
	return kind == LM_WRITER_PRIVATE && S_ISREG(st.st_mode)
	    ? begin_private(writer, path, err)
	    : LM_OK;
}

static enum lm_code
begin_gzip(struct lm_writer *writer, struct lm_err *err)
{
	writer->packed = malloc(LM_WRITER_PACKED_SIZE);
	if (writer->packed == NULL ||
	    deflateInit2(&writer->stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED,
		GZIP_WINDOW, GZIP_MEMORY, Z_DEFAULT_STRATEGY) != Z_OK)
		return lm_err_nomem(err);
	writer->gzip = true;
	return LM_OK;
}

static enum lm_code
begin(struct lm_writer *writer, const char *path, enum lm_writer_kind kind,
    struct lm_err *err)
{
	enum lm_code code;

	writer->name = strdup(is_standard(path) ? "standard output" : path);
	if (writer->name == NULL)
		return lm_err_nomem(err);
	if (is_standard(path)) {
		/* A copy, so that closing it shows late errors, and another
		 * output can be "-" too. */
		writer->standard = true;
		writer->fd =
		    fcntl(STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
		return writer->fd == -1
		    ? lm_writer_io_error(writer, "open", err)
		    : LM_OK;
	}
	if (*path == '\0') { /* else FILE.part would be ".part" */
		errno = ENOENT;
		return lm_writer_io_error(writer, "open", err);
	}
	writer->secret = kind == LM_WRITER_ATOMIC_PRIVATE;
	code = (kind == LM_WRITER_ATOMIC || writer->secret) && !is_special(path)
	    ? begin_atomic(writer, path, err)
	    : begin_in_place(writer, path, kind, err);
	return code == LM_OK && is_packed(path) && !writer->adopted
	    ? begin_gzip(writer, err)
	    : code;
}

/* How a writer begins: anew, or with what is there. */
enum start { START_ANEW, START_RESUMED, START_ADOPTED };

static enum lm_code
open_writer(const char *path, enum lm_writer_kind kind, enum start how,
    struct lm_writer **out, struct lm_err *err)
{
	struct lm_writer *writer = calloc(1, sizeof(*writer));
	enum lm_code code;

	*out = NULL;
	if (writer == NULL)
		return lm_err_nomem(err);
	writer->fd = -1;
	writer->resumed = how == START_RESUMED;
	writer->adopted = how == START_ADOPTED;
	code = begin(writer, path, kind, err);
	if (code != LM_OK && how == START_ANEW)
		lm_writer_abandon(writer);
	else if (code != LM_OK)
		lm_writer_close(writer);
	else
		*out = writer;
	return code;
}

enum lm_code
lm_writer_open(const char *path, enum lm_writer_kind kind,
    struct lm_writer **out, struct lm_err *err)
{
	return open_writer(path, kind, START_ANEW, out, err);
}

/* What cannot be gone on with, and why; NULL: it can. */
static const char *
not_resumable(const char *path)
{
	if (is_standard(path))
		return "standard output cannot be resumed";
	if (is_packed(path))
		return "a compressed file cannot be resumed";
	return is_special(path) ? "only a regular file can be resumed" : NULL;
}

enum lm_code
lm_writer_resume(const char *path, enum lm_writer_kind kind,
    struct lm_writer **out, uint64_t *kept, struct lm_err *err)
{
	const char *why = not_resumable(path);
	enum lm_code code;

	*out = NULL;
	*kept = 0;
	assert(kind != LM_WRITER_APPEND);
	if (why != NULL) {
		(void)lm_err_set(err, LM_USAGE, "%s", why);
		lm_err_at(err, is_standard(path) ? NULL : path, 0, 0);
		return LM_USAGE;
	}
	code = open_writer(path, kind, START_RESUMED, out, err);
	if (*out != NULL)
		*kept = (*out)->kept.size;
	return code;
}

/* The name of FILE.part, with a NUL that len does not count. */
static enum lm_code
append_part(const char *path, struct lm_buf *out, struct lm_err *err)
{
	char resolved[PATH_MAX];
	enum lm_code code =
	    lm_buf_text(out, realpath(path, resolved) ? resolved : path, err);

	if (code == LM_OK)
		code = lm_buf_append(out, ".part", sizeof(".part"), err);
	out->len -= code == LM_OK;
	return code;
}

enum lm_code
lm_writer_part_of(const char *path, struct lm_buf *out, struct lm_err *err)
{
	return is_standard(path) || *path == '\0' || is_special(path) ||
		is_packed(path)
	    ? LM_OK
	    : append_part(path, out, err);
}

const char *
lm_writer_part(const struct lm_writer *writer)
{
	if (writer->standard)
		return NULL;
	return writer->part == NULL ? writer->name : writer->part;
}

enum lm_code
lm_writer_adopt(const char *path, struct lm_writer **out, struct lm_err *err)
{
	struct lm_buf part = {0};
	struct stat st = {0};
	bool is_there;
	enum lm_code code;

	*out = NULL;
	code = append_part(path, &part, err);
	is_there = code == LM_OK && lstat(part.ptr, &st) == 0;
	if (code == LM_OK &&
	    (is_standard(path) || is_special(path) ||
		(is_there && !S_ISREG(st.st_mode)))) {
		code = lm_err_set(err, LM_IO, "not a regular file");
		lm_err_at(err, is_there ? part.ptr : path, 0, 0);
	} else if (is_there) {
		code = open_writer(path, LM_WRITER_ATOMIC, START_ADOPTED, out,
		    err);
		/* whose it was has given it its name */
		if (code == LM_IO && lstat(part.ptr, &st) != 0)
			code = LM_OK;
	}
	lm_buf_free(&part);
	return code;
}

void
lm_writer_abandon(struct lm_writer *writer)
{
	if (writer != NULL && writer->locked && !writer->named)
		(void)unlink(writer->part);
	lm_writer_close(writer);
}

void
lm_writer_close(struct lm_writer *writer)
{
	if (writer == NULL)
		return;
	if (writer->gzip)
		(void)deflateEnd(&writer->stream);
	if (writer->fd != -1)
		(void)close(writer->fd);
	lm_writer_kept_free(&writer->kept);
	free(writer->packed);
	free(writer->part);
	free(writer->final);
	free(writer->name);
	free(writer);
}
