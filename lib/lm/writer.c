/* flock is beyond POSIX; nothing else here is. */
#define _DEFAULT_SOURCE 1
#define _DARWIN_C_SOURCE 1
#define ZLIB_CONST 1

#include "lm/writer.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "lm/folder.h"

#define PACKED_SIZE ((size_t)64 * 1024)
#define GZIP_WINDOW (15 + 16)
#define GZIP_MEMORY 8
#define MODE_PUBLIC 0666
#define MODE_PRIVATE 0600

struct lm_writer {
	int fd;
	char *name;  /* what messages call it */
	char *final; /* the name that FILE.part gets; NULL: none */
	char *part;
	uint64_t position; /* of what was handed in */
	uint64_t stored;   /* of what was written, compressed or not */
	bool standard;
	bool gzip;
	z_stream stream;
	unsigned char *packed;
};

static enum lm_code
io_error(const struct lm_writer *writer, const char *what, struct lm_err *err)
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

/* Two runs that write one file would damage it; path is for the message. */
static enum lm_code
lock(const struct lm_writer *writer, const char *path, struct lm_err *err)
{
	if (flock(writer->fd, LOCK_EX | LOCK_NB) == 0)
		return LM_OK;
	if (errno != EWOULDBLOCK)
		return io_error(writer, "lock", err);
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
		return io_error(writer, "stat", err);
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
		    O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, MODE_PUBLIC);
		if (writer->fd == -1)
			return io_error(writer, "open", err);
		code = lock_part(writer, &again, err);
		if (code != LM_OK)
			return code;
	}
	return LM_OK;
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
	if (ftruncate(writer->fd, 0) != 0)
		return io_error(writer, "truncate", err);
	if (stat(path, &old) == 0 &&
	    fchmod(writer->fd, old.st_mode & 0777) != 0)
		return io_error(writer, "change mode", err);
	return LM_OK;
}

static enum lm_code
begin_private(struct lm_writer *writer, const char *path, struct lm_err *err)
{
	enum lm_code code = lock(writer, path, err);

	if (code != LM_OK)
		return code;
	if (fchmod(writer->fd, MODE_PRIVATE) != 0)
		return io_error(writer, "change mode", err);
	return ftruncate(writer->fd, 0) == 0
	    ? LM_OK
	    : io_error(writer, "truncate", err);
}

static enum lm_code
begin_in_place(struct lm_writer *writer, const char *path,
    enum lm_writer_kind kind, struct lm_err *err)
{
	struct stat st;
	int flags = O_WRONLY | O_CREAT | O_CLOEXEC |
	    (kind == LM_WRITER_APPEND ? O_APPEND : 0);
	mode_t mode = kind == LM_WRITER_PRIVATE ? MODE_PRIVATE : MODE_PUBLIC;

	writer->fd = open(path, flags, mode);
	if (writer->fd == -1 || fstat(writer->fd, &st) != 0)
		return io_error(writer, "open", err);
	return kind == LM_WRITER_PRIVATE && S_ISREG(st.st_mode)
	    ? begin_private(writer, path, err)
	    : LM_OK;
}

static enum lm_code
begin_gzip(struct lm_writer *writer, struct lm_err *err)
{
	writer->packed = malloc(PACKED_SIZE);
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
	size_t len;
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
		return writer->fd == -1 ? io_error(writer, "open", err) : LM_OK;
	}
	if (*path == '\0') { /* else FILE.part would be ".part" */
		errno = ENOENT;
		return io_error(writer, "open", err);
	}
	code = kind == LM_WRITER_ATOMIC && !is_special(path)
	    ? begin_atomic(writer, path, err)
	    : begin_in_place(writer, path, kind, err);
	len = strlen(path);
	if (code == LM_OK && len > 3 && strcmp(path + len - 3, ".gz") == 0)
		code = begin_gzip(writer, err);
	return code;
}

enum lm_code
lm_writer_open(const char *path, enum lm_writer_kind kind,
    struct lm_writer **out, struct lm_err *err)
{
	struct lm_writer *writer = calloc(1, sizeof(*writer));
	enum lm_code code;

	*out = NULL;
	if (writer == NULL)
		return lm_err_nomem(err);
	writer->fd = -1;
	code = begin(writer, path, kind, err);
	if (code != LM_OK) {
		lm_writer_close(writer);
		return code;
	}
	*out = writer;
	return LM_OK;
}

static enum lm_code
write_fd(struct lm_writer *writer, const void *bytes, size_t len,
    struct lm_err *err)
{
	const char *at = bytes;
	size_t left = len;

	while (left > 0) {
		ssize_t n = write(writer->fd, at, left);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1) {
			char what[64];

			(void)snprintf(what, sizeof(what), "write at byte %ju",
			    (uintmax_t)writer->stored);
			return io_error(writer, what, err);
		}
		at += n;
		left -= (size_t)n;
		writer->stored += (size_t)n;
	}
	return LM_OK;
}

/* Compress what is in the stream's input and write what comes out. */
static enum lm_code
deflate_all(struct lm_writer *writer, int flush, struct lm_err *err)
{
	z_stream *z = &writer->stream;
	enum lm_code code = LM_OK;

	do {
		z->next_out = writer->packed;
		z->avail_out = (uInt)PACKED_SIZE;
		(void)deflate(z, flush);
		code = write_fd(writer, writer->packed,
		    PACKED_SIZE - z->avail_out, err);
	} while (code == LM_OK && z->avail_out == 0);
	return code;
}

enum lm_code
lm_writer_write(struct lm_writer *writer, struct lm_span bytes,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (!writer->gzip) {
		code = write_fd(writer, bytes.ptr, bytes.len, err);
		writer->position += bytes.len;
		return code;
	}
	while (code == LM_OK && bytes.len > 0) {
		uInt n = bytes.len < INT_MAX ? (uInt)bytes.len : INT_MAX;

		writer->stream.next_in = (const Bytef *)bytes.ptr;
		writer->stream.avail_in = n;
		code = deflate_all(writer, Z_NO_FLUSH, err);
		bytes.ptr += n;
		bytes.len -= n;
		writer->position += n;
	}
	return code;
}

enum lm_code
lm_writer_flush(struct lm_writer *writer, struct lm_err *err)
{
	/* Nobody reads FILE.part yet; a flush would leave its mark in it. */
	return writer->gzip && writer->final == NULL
	    ? deflate_all(writer, Z_SYNC_FLUSH, err)
	    : LM_OK;
}

static enum lm_code
commit_file(struct lm_writer *writer, struct lm_err *err)
{
	char what[PATH_MAX + 32];
	enum lm_code code;

	if (fsync(writer->fd) != 0 && errno != EINVAL && errno != EROFS)
		return io_error(writer, "sync", err);
	if (writer->final == NULL)
		return LM_OK;
	(void)snprintf(what, sizeof(what), "rename from %s", writer->part);
	if (rename(writer->part, writer->final) != 0)
		return io_error(writer, what, err);
	code = lm_folder_sync(writer->final, err);
	if (code == LM_IO)
		lm_err_at(err, writer->name, 0, 0);
	return code;
}

enum lm_code
lm_writer_commit(struct lm_writer *writer, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	int fd;

	if (writer->gzip)
		code = deflate_all(writer, Z_FINISH, err);
	if (code == LM_OK && !writer->standard)
		code = commit_file(writer, err);
	if (code != LM_OK)
		return code;
	fd = writer->fd;
	writer->fd = -1;
	return close(fd) == 0 ? LM_OK : io_error(writer, "close", err);
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
	free(writer->packed);
	free(writer->part);
	free(writer->final);
	free(writer->name);
	free(writer);
}

uint64_t
lm_writer_position(const struct lm_writer *writer)
{
	return writer->position;
}
