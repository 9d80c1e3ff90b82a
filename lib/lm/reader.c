#include "lm/reader.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <zlib.h>

#include "lm/buf.h"

#define PACKED_SIZE ((size_t)64 * 1024)
#define SLURP_STEP ((size_t)64 * 1024)
#define GZIP_MAGIC_SIZE 3 /* 1f 8b, and method 8 (RFC 1952 §2.3.1) */
#define GZIP_WINDOW (15 + 16)

struct lm_reader {
	int fd;
	char *name;
	uint64_t size;
	uint64_t position;
	bool regular;
	bool sniffed;
	bool gzip;
	bool in_member;	    /* a gzip member was begun and not ended */
	bool ended;	    /* the file's end was read */
	bool maybe_pending; /* inflate filled its output: it may have more */
	z_stream stream;
	unsigned char *packed; /* what was read and not handed out */
	size_t packed_at;
	size_t packed_len;
};

static enum lm_code
io_error(const struct lm_reader *reader, const char *what, struct lm_err *err)
{
	(void)lm_err_io(err, what);
	lm_err_at(err, reader->name, 0, 0);
	return LM_IO;
}

static enum lm_code
inspect(struct lm_reader *reader, struct lm_err *err)
{
	struct stat st;

	if (fstat(reader->fd, &st) != 0)
		return io_error(reader, "stat", err);
	if (S_ISDIR(st.st_mode)) {
		errno = EISDIR;
		return io_error(reader, "open", err);
	}
	reader->regular = S_ISREG(st.st_mode);
	if (reader->regular && st.st_size > 0)
		reader->size = (uint64_t)st.st_size;
	return LM_OK;
}

static enum lm_code
open_reader(struct lm_reader *reader, const char *path, struct lm_err *err)
{
	bool standard = path == NULL || strcmp(path, "-") == 0;

	reader->name = strdup(standard ? "-" : path);
	reader->packed = malloc(PACKED_SIZE);
	if (reader->name == NULL || reader->packed == NULL)
		return lm_err_nomem(err);
	reader->fd = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (reader->fd == -1)
		return io_error(reader, "open", err);
	return inspect(reader, err);
}

enum lm_code
lm_reader_open(const char *path, struct lm_reader **out, struct lm_err *err)
{
	struct lm_reader *reader = calloc(1, sizeof(*reader));
	enum lm_code code;

	*out = NULL;
	if (reader == NULL)
		return lm_err_nomem(err);
	reader->fd = -1;
	code = open_reader(reader, path, err);
	if (code != LM_OK) {
		lm_reader_close(reader);
		return code;
	}
	*out = reader;
	return LM_OK;
}

void
lm_reader_close(struct lm_reader *reader)
{
	if (reader == NULL)
		return;
	if (reader->gzip)
		(void)inflateEnd(&reader->stream);
	if (reader->fd > STDERR_FILENO)
		(void)close(reader->fd);
	free(reader->packed);
	free(reader->name);
	free(reader);
}

const char *
lm_reader_name(const struct lm_reader *reader)
{
	return reader->name;
}

static enum lm_code
read_fd(struct lm_reader *reader, void *out, size_t cap, size_t *n,
    struct lm_err *err)
{
	ssize_t got;

	do
		got = read(reader->fd, out, cap);
	while (got == -1 && errno == EINTR);
	*n = got > 0 ? (size_t)got : 0;
	reader->position += *n;
	reader->ended = got == 0;
	return got == -1 ? io_error(reader, "read", err) : LM_OK;
}

/* Read until it is known whether the input begins as gzip does. */
static enum lm_code
sniff(struct lm_reader *reader, struct lm_err *err)
{
	static const unsigned char magic[GZIP_MAGIC_SIZE] = {0x1f, 0x8b, 8};
	size_t n;

	while (!reader->ended && reader->packed_len < GZIP_MAGIC_SIZE &&
	    memcmp(reader->packed, magic, reader->packed_len) == 0) {
		enum lm_code code =
		    read_fd(reader, reader->packed + reader->packed_len,
			PACKED_SIZE - reader->packed_len, &n, err);

		if (code != LM_OK)
			return code;
		reader->packed_len += n;
	}
	reader->sniffed = true;
	if (reader->packed_len < GZIP_MAGIC_SIZE ||
	    memcmp(reader->packed, magic, GZIP_MAGIC_SIZE) != 0)
		return LM_OK;
	if (inflateInit2(&reader->stream, GZIP_WINDOW) != Z_OK)
		return lm_err_nomem(err);
	reader->gzip = true;
	return LM_OK;
}

static enum lm_code
read_plain(struct lm_reader *reader, char *out, size_t cap, size_t *n,
    struct lm_err *err)
{
	size_t left = reader->packed_len - reader->packed_at;

	if (left == 0)
		return reader->ended ? LM_OK
				     : read_fd(reader, out, cap, n, err);
	*n = left < cap ? left : cap;
	memcpy(out, reader->packed + reader->packed_at, *n);
	reader->packed_at += *n;
	return LM_OK;
}

static enum lm_code
bad_gzip(const struct lm_reader *reader, const char *why, struct lm_err *err)
{
	(void)lm_err_set(err, LM_MALFORMED, "corrupt gzip stream: %s",
	    why == NULL ? "bad data" : why);
	lm_err_at(err, reader->name, 0, 0);
	return LM_MALFORMED;
}

/* More packed bytes; the file may end only between members. */
static enum lm_code
refill(struct lm_reader *reader, struct lm_err *err)
{
	reader->packed_at = 0;
	reader->packed_len = 0;
	if (!reader->ended) {
		enum lm_code code = read_fd(reader, reader->packed, PACKED_SIZE,
		    &reader->packed_len, err);

		if (code != LM_OK)
			return code;
	}
	if (reader->ended && reader->in_member)
		return bad_gzip(reader, "it is cut short", err);
	return LM_OK;
}

/* One call of inflate over what is packed. */
static enum lm_code
inflate_some(struct lm_reader *reader, char *out, size_t cap, size_t *n,
    struct lm_err *err)
{
	z_stream *z = &reader->stream;
	int status;

	z->next_in = reader->packed + reader->packed_at;
	z->avail_in = (uInt)(reader->packed_len - reader->packed_at);
	z->next_out = (unsigned char *)out;
	z->avail_out = (uInt)cap;
	reader->in_member = true;
	status = inflate(z, Z_NO_FLUSH);
	reader->packed_at = reader->packed_len - z->avail_in;
	*n = cap - z->avail_out;
	reader->maybe_pending = z->avail_out == 0;
	if (status == Z_STREAM_END) {
		reader->in_member = false;
		reader->maybe_pending = false;
		status = inflateReset(z);
	}
	if (status == Z_MEM_ERROR)
		return lm_err_nomem(err);
	if (status != Z_OK && status != Z_BUF_ERROR)
		return bad_gzip(reader, z->msg, err);
	return LM_OK;
}

static enum lm_code
read_gzip(struct lm_reader *reader, char *out, size_t cap, size_t *n,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (cap > UINT32_MAX)
		cap = UINT32_MAX;
	while (code == LM_OK && *n == 0) {
		if (reader->packed_at == reader->packed_len &&
		    !reader->maybe_pending) {
			code = refill(reader, err);
			if (code != LM_OK || reader->ended)
				break;
		}
		code = inflate_some(reader, out, cap, n, err);
	}
	return code;
}

enum lm_code
lm_reader_read(struct lm_reader *reader, char *out, size_t cap, size_t *n,
    struct lm_err *err)
{
	*n = 0;
	if (!reader->sniffed) {
		enum lm_code code = sniff(reader, err);

		if (code != LM_OK)
			return code;
	}
	return reader->gzip ? read_gzip(reader, out, cap, n, err)
			    : read_plain(reader, out, cap, n, err);
}

static bool
has_bytes(const struct lm_reader *reader)
{
	return reader->regular || reader->ended || reader->maybe_pending ||
	    reader->packed_at < reader->packed_len;
}

bool
lm_reader_would_block(const struct lm_reader *reader)
{
	struct pollfd ready = {.fd = reader->fd, .events = POLLIN};

	return !has_bytes(reader) && poll(&ready, 1, 0) == 0;
}

int
lm_reader_fd(const struct lm_reader *reader)
{
	return reader->fd;
}

bool
lm_reader_wait(const struct lm_reader *reader, int wake_fd)
{
	struct pollfd ready[2] = {{.fd = reader->fd, .events = POLLIN},
	    {.fd = wake_fd, .events = POLLIN}};

	if (has_bytes(reader))
		return true;
	while (poll(ready, 2, -1) == -1 && errno == EINTR)
		;
	return ready[1].revents == 0;
}

uint64_t
lm_reader_size(const struct lm_reader *reader)
{
	return reader->size;
}

uint64_t
lm_reader_position(const struct lm_reader *reader)
{
	return reader->position;
}

enum lm_code
lm_reader_slurp(const char *path, size_t max, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_reader *reader;
	size_t n = 1;
	enum lm_code code = lm_reader_open(path, &reader, err);

	while (code == LM_OK && reader != NULL && n > 0) {
		code = lm_buf_reserve(out, SLURP_STEP, err);
		if (code == LM_OK)
			code = lm_reader_read(reader, out->ptr + out->len,
			    SLURP_STEP, &n, err);
		out->len += code == LM_OK ? n : 0;
		if (code == LM_OK && out->len > max) {
			(void)lm_err_set(err, LM_OVERSIZE,
			    "larger than %zu bytes", max);
			lm_err_at(err, path, 0, 0);
			code = LM_OVERSIZE;
		}
	}
	lm_reader_close(reader);
	return code;
}
