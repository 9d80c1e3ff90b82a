#include <sys/mman.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "known_parts.h"
#include "lm/reader.h"

#define BLOCK ((size_t)256 * 1024)
#define GZIP_MAGIC "\x1f\x8b" /* RFC 1952 2.3.1 */
#define GZIP_MAGIC_LEN 2

enum lm_code
known_temporary(int *fd, struct lm_err *err)
{
	const char *folder = getenv("TMPDIR");
	struct lm_buf path = {0};
	enum lm_code code;

	*fd = -1;
	if (folder == NULL || *folder == '\0')
		folder = "/tmp";
	code = lm_buf_texts(&path, err, folder, "/lmob-embed.XXXXXX", NULL);
	if (code == LM_OK)
		code = lm_buf_byte(&path, '\0', err);
	if (code != LM_OK)
		goto out;
	*fd = mkstemp(path.ptr);
	if (*fd == -1 || fcntl(*fd, F_SETFD, FD_CLOEXEC) == -1 ||
	    unlink(path.ptr) != 0) {
		code = lm_err_io(err, "make a temporary file");
		lm_err_at(err, folder, 0, 0);
	}
	if (code != LM_OK && *fd != -1) {
		(void)close(*fd);
		*fd = -1;
	}
out:
	lm_buf_free(&path);
	return code;
}

enum lm_code
known_write(int fd, struct lm_span bytes, struct lm_err *err)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return lm_err_io(err, "write to a temporary file");
		bytes = lm_span(bytes.ptr + n, bytes.len - (size_t)n);
	}
	return LM_OK;
}

/* All that path holds, unpacked, to fd. */
static enum lm_code
unpack(const char *path, int fd, struct lm_err *err)
{
	struct lm_reader *reader = NULL;
	struct lm_buf block = {0};
	size_t n = 1;
	enum lm_code code = lm_buf_reserve(&block, BLOCK, err);

	if (code == LM_OK)
		code = lm_reader_open(path, &reader, err);
	while (code == LM_OK && n > 0) {
		code = lm_reader_read(reader, block.ptr, BLOCK, &n, err);
		if (code == LM_OK)
			code = known_write(fd, lm_span(block.ptr, n), err);
	}
	lm_reader_close(reader);
	lm_buf_free(&block);
	return code;
}

static enum lm_code
map_fd(int fd, struct lm_span *map, struct lm_err *err)
{
	struct stat st;
	void *at;

	if (fstat(fd, &st) != 0)
		return lm_err_io(err, "stat");
	if (st.st_size == 0)
		return LM_OK;
	if ((uint64_t)st.st_size > KNOWN_MAX_OFFSET ||
	    (uint64_t)st.st_size > SIZE_MAX)
		return lm_err_set(err, LM_LIMIT, "too large to be mapped");
	at = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_SHARED, fd, 0);
	if (at == MAP_FAILED)
		return lm_err_io(err, "map");
	*map = lm_span(at, (size_t)st.st_size);
	return LM_OK;
}

static enum lm_code
map_plain(const char *path, struct lm_span *map, struct lm_err *err)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum lm_code code;

	if (fd == -1)
		return lm_err_io(err, "open");
	code = map_fd(fd, map, err);
	(void)close(fd);
	return code;
}

static enum lm_code
map_unpacked(const char *path, struct lm_span *map, struct lm_err *err)
{
	int fd;
	enum lm_code code = known_temporary(&fd, err);

	if (code != LM_OK)
		return code;
	code = unpack(path, fd, err);
	if (code == LM_OK)
		code = map_fd(fd, map, err);
	(void)close(fd);
	return code;
}

static bool
is_regular(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && S_ISREG(st.st_mode);
}

static bool
is_gzip(struct lm_span map)
{
	return map.len >= GZIP_MAGIC_LEN &&
	    memcmp(map.ptr, GZIP_MAGIC, GZIP_MAGIC_LEN) == 0;
}

enum lm_code
known_map(const char *path, struct lm_span *map, struct lm_err *err)
{
	bool regular = is_regular(path);
	enum lm_code code = LM_OK;

	*map = (struct lm_span){0};
	if (regular)
		code = map_plain(path, map, err);
	if (code == LM_OK && (!regular || is_gzip(*map))) {
		known_unmap(*map);
		*map = (struct lm_span){0};
		code = map_unpacked(path, map, err);
	}
	if (code != LM_OK)
		lm_err_at(err, path, 0, 0);
	return code;
}

void
known_unmap(struct lm_span map)
{
	union {
		const char *read;
		void *any;
	} at = {map.ptr};

	if (map.len > 0)
		(void)munmap(at.any, map.len);
}
