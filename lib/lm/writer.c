#include "lm/writer.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <unistd.h>

#include "lm/folder.h"
#include "lm/writer_file.h"

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
			return lm_writer_io_error(writer, what, err);
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
		z->avail_out = (uInt)LM_WRITER_PACKED_SIZE;
		(void)deflate(z, flush);
		code = write_fd(writer, writer->packed,
		    LM_WRITER_PACKED_SIZE - z->avail_out, err);
	} while (code == LM_OK && z->avail_out == 0);
	return code;
}

/* What an earlier run wrote is not written again: bytes begins behind it. */
static enum lm_code
compare(struct lm_writer *writer, struct lm_span *bytes, struct lm_err *err)
{
	size_t len = bytes->len;
	enum lm_code code = lm_writer_kept_compare(&writer->kept, writer->fd,
	    lm_writer_part(writer), bytes, err);

	writer->position += len - bytes->len;
	writer->stored += len - bytes->len;
	if (code != LM_OK)
		lm_err_at(err, writer->name, 0, 0);
	return code;
}

enum lm_code
lm_writer_write(struct lm_writer *writer, struct lm_span bytes,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (writer->kept.block != NULL) {
		code = compare(writer, &bytes, err);
		if (code != LM_OK)
			return code;
	}
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

enum lm_code
lm_writer_finish(struct lm_writer *writer, struct lm_err *err)
{
	enum lm_code code;

	if (writer->finished)
		return LM_OK;
	code = lm_writer_kept_end(&writer->kept, lm_writer_part(writer), err);
	if (code != LM_OK) {
		lm_err_at(err, writer->name, 0, 0);
		return code;
	}
	if (writer->gzip)
		code = deflate_all(writer, Z_FINISH, err);
	if (code == LM_OK && !writer->standard && fsync(writer->fd) != 0 &&
	    errno != EINVAL && errno != EROFS)
		code = lm_writer_io_error(writer, "sync", err);
	writer->finished = code == LM_OK;
	return code;
}

static enum lm_code
give_name(struct lm_writer *writer, struct lm_err *err)
{
	char what[PATH_MAX + 32];
	enum lm_code code;

	(void)snprintf(what, sizeof(what), "rename from %s", writer->part);
	if (rename(writer->part, writer->final) != 0)
		return lm_writer_io_error(writer, what, err);
	writer->named = true;
	code = lm_folder_sync(writer->final, err);
	if (code == LM_IO)
		lm_err_at(err, writer->name, 0, 0);
	return code;
}

enum lm_code
lm_writer_commit(struct lm_writer *writer, struct lm_err *err)
{
	enum lm_code code = lm_writer_finish(writer, err);
	int fd;

	if (code == LM_OK && writer->final != NULL)
		code = give_name(writer, err);
	if (code != LM_OK)
		return code;
	fd = writer->fd;
	writer->fd = -1;
	return close(fd) == 0 ? LM_OK
			      : lm_writer_io_error(writer, "close", err);
}

bool
lm_writer_is_named(const struct lm_writer *writer)
{
	return writer->named;
}

uint64_t
lm_writer_position(const struct lm_writer *writer)
{
	return writer->position;
}
