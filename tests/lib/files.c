#include "files.h"

#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <zlib.h>

#include "check.h"

#define STEP ((size_t)64 * 1024)
#define GZIP_WINDOW (15 + 16)

static void
must(bool worked, const char *what)
{
	if (worked)
		return;
	perror(what);
	exit(1);
}

void
append(struct lm_buf *out, struct lm_span bytes)
{
	must(lm_buf_span(out, bytes, NULL) == LM_OK, "append");
}

static void
reserve(struct lm_buf *out, size_t extra)
{
	must(lm_buf_reserve(out, extra, NULL) == LM_OK, "reserve");
}

void
file_path(const char *name, char out[FILES_PATH_SIZE])
{
	snprintf(out, FILES_PATH_SIZE, "%s/%s", check_folder(), name);
}

static void
write_all(int fd, struct lm_span bytes)
{
	while (bytes.len > 0) {
		ssize_t n = write(fd, bytes.ptr, bytes.len);

		if (n == -1 && errno == EPIPE)
			return;
		must(n > 0, "write");
		bytes.ptr += n;
		bytes.len -= (size_t)n;
	}
}

void
file_write(const char *path, struct lm_span bytes)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	must(fd != -1, path);
	write_all(fd, bytes);
	close(fd);
}

struct lm_buf
file_read(const char *path)
{
	struct lm_buf out = {0};
	int fd = open(path, O_RDONLY);
	ssize_t n = 1;

	must(fd != -1, path);
	while (n > 0) {
		reserve(&out, STEP);
		n = read(fd, out.ptr + out.len, STEP);
		must(n >= 0, path);
		out.len += (size_t)n;
	}
	close(fd);
	return out;
}

void
file_check(const char *path, const char *want)
{
	struct lm_buf content = file_read(path);

	if (!CHECK(lm_span_equal(lm_buf_view(&content), lm_span_of(want))))
		check_note("%.*s", (int)content.len, content.ptr);
	lm_buf_free(&content);
}

bool
file_exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

int
file_mode(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 ? (int)(st.st_mode & 07777) : -1;
}

void
gzip_append(struct lm_buf *out, struct lm_span bytes)
{
	z_stream z = {0};

	must(deflateInit2(&z, 6, Z_DEFLATED, GZIP_WINDOW, 8, 0) == Z_OK,
	    "deflateInit2");
	reserve(out, deflateBound(&z, bytes.len) + 64);
	z.next_in = (Bytef *)(uintptr_t)bytes.ptr;
	z.avail_in = (uInt)bytes.len;
	z.next_out = (Bytef *)out->ptr + out->len;
	z.avail_out = (uInt)(out->cap - out->len);
	must(deflate(&z, Z_FINISH) == Z_STREAM_END, "deflate");
	out->len += z.total_out;
	deflateEnd(&z);
}

struct lm_buf
gzip_read(struct lm_span packed)
{
	struct lm_buf out = {0};
	z_stream z = {0};
	int status = Z_OK;

	must(inflateInit2(&z, GZIP_WINDOW) == Z_OK, "inflateInit2");
	z.next_in = (Bytef *)(uintptr_t)packed.ptr;
	z.avail_in = (uInt)packed.len;
	while (status == Z_OK) {
		reserve(&out, STEP);
		z.next_out = (Bytef *)out.ptr + out.len;
		z.avail_out = (uInt)STEP;
		status = inflate(&z, Z_NO_FLUSH);
		out.len += STEP - z.avail_out;
	}
	inflateEnd(&z);
	return out;
}

void
pipe_open(int fds[2], char path[64])
{
	must(pipe(fds) == 0, "pipe");
	must(signal(SIGPIPE, SIG_IGN) != SIG_ERR, "signal");
	snprintf(path, 64, "/dev/fd/%d", fds[0]);
}

static void *
feed(void *arg)
{
	struct feeder *feeder = arg;
	struct lm_span left = feeder->bytes;
	const struct timespec pause = {.tv_nsec = 20000};

	while (left.len > 0) {
		size_t n = random_between(&feeder->random, 1, feeder->most);

		n = n < left.len ? n : left.len;
		write_all(feeder->fds[1], lm_span(left.ptr, n));
		left.ptr += n;
		left.len -= n;
		if (random_once_in(&feeder->random, 8))
			nanosleep(&pause, NULL);
	}
	close(feeder->fds[1]);
	return NULL;
}

void
feeder_start(struct feeder *feeder, struct lm_span bytes, size_t most,
    uint64_t stream)
{
	pipe_open(feeder->fds, feeder->path);
	feeder->bytes = bytes;
	feeder->most = most;
	feeder->random = random_start(stream);
	must(pthread_create(&feeder->thread, NULL, feed, feeder) == 0,
	    "pthread_create");
}

void
feeder_end(struct feeder *feeder)
{
	close(feeder->fds[0]);
	pthread_join(feeder->thread, NULL);
}
