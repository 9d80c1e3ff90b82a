#include "ahead.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SUFFIX ".ahead"
#define LARGE ((uint64_t)64 << 20)
#define BLOCK 4096
#define MODE_PRIVATE 0600

struct ahead {
	int fd;
	struct lm_buf name;
	struct lm_buf next_name; /* while it is begun anew */
	struct lm_buf line;
	uint64_t len;
	uint64_t begun_len; /* with what it was begun */
};

enum lm_code
ahead_name(const char *part, struct lm_buf *out, struct lm_err *err)
{
	return lm_buf_printf(out, err, "%s" SUFFIX "%c", part, '\0');
}

static enum lm_code
io_error(const char *name, const char *what, struct lm_err *err)
{
	(void)lm_err_io(err, what);
	lm_err_at(err, name, 0, 0);
	return LM_IO;
}

/* Whether the file that is open still has its name: a run that has just ended
 * may have taken it away. */
static bool
is_named(int fd, const char *name)
{
	struct stat held, named;

	return fstat(fd, &held) == 0 && stat(name, &named) == 0 &&
	    held.st_dev == named.st_dev && held.st_ino == named.st_ino;
}

static enum lm_code
open_once(const char *name, int *fd, struct lm_err *err)
{
	*fd =
	    open(name, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, MODE_PRIVATE);
	if (*fd == -1)
		return io_error(name, "open", err);
	if (flock(*fd, LOCK_EX | LOCK_NB) == 0)
		/* It may have been there, and open to others. */
		return fchmod(*fd, MODE_PRIVATE) == 0
		    ? LM_OK
		    : io_error(name, "change mode", err);
	if (errno != EWOULDBLOCK)
		return io_error(name, "lock", err);
	(void)lm_err_set(err, LM_IO, "another run is writing it");
	lm_err_at(err, name, 0, 0);
	return LM_IO;
}

static enum lm_code
open_file(const char *name, int *fd, struct lm_err *err)
{
	enum lm_code code = open_once(name, fd, err);

	while (code == LM_OK && !is_named(*fd, name)) {
		(void)close(*fd);
		code = open_once(name, fd, err);
	}
	return code;
}

/* The end of the last whole line. */
static enum lm_code
find_end(struct ahead *ahead, off_t *end, struct lm_err *err)
{
	char block[BLOCK];

	*end = lseek(ahead->fd, 0, SEEK_END);
	while (*end > 0) {
		size_t want = *end < BLOCK ? (size_t)*end : BLOCK;
		ssize_t n = pread(ahead->fd, block, want, *end - (off_t)want);

		if (n == -1 && errno == EINTR)
			continue;
		if (n != (ssize_t)want)
			return io_error(ahead->name.ptr, "read", err);
		while (want > 0 && block[want - 1] != '\n') {
			want--;
			--*end;
		}
		if (want > 0)
			return LM_OK;
	}
	return *end == 0 ? LM_OK : io_error(ahead->name.ptr, "seek", err);
}

/* Cut it to its whole lines, or to nothing, and go to the end. */
static enum lm_code
begin(struct ahead *ahead, bool resumes, struct lm_err *err)
{
	off_t end = 0;
	enum lm_code code = resumes ? find_end(ahead, &end, err) : LM_OK;

	if (code != LM_OK)
		return code;
	if (ftruncate(ahead->fd, end) != 0 ||
	    lseek(ahead->fd, end, SEEK_SET) == -1)
		return io_error(ahead->name.ptr, "truncate", err);
	ahead->len = (uint64_t)end;
	ahead->begun_len = ahead->len;
	return LM_OK;
}

enum lm_code
ahead_open(const char *part, bool resumes, struct ahead **out,
    struct lm_err *err)
{
	struct ahead *ahead = calloc(1, sizeof(*ahead));
	enum lm_code code;

	*out = ahead;
	if (ahead == NULL)
		return lm_err_nomem(err);
	ahead->fd = -1;
	code = ahead_name(part, &ahead->name, err);
	if (code == LM_OK)
		code = lm_buf_printf(&ahead->next_name, err, "%s.new%c",
		    ahead->name.ptr, '\0');
	if (code == LM_OK)
		code = open_file(ahead->name.ptr, &ahead->fd, err);
	if (code == LM_OK)
		code = begin(ahead, resumes, err);
	if (code != LM_OK) {
		ahead_close(ahead, false);
		*out = NULL;
	}
	return code;
}

/* A line as known_add_file reads it. */
static enum lm_code
append_line(struct ahead *ahead, const struct unit *unit, struct lm_err *err)
{
	char key[LM_HASH128_HEX_SIZE];
	struct lm_buf *line = &ahead->line;
	enum lm_code code = lm_buf_text(line, "{\"embedding\":", err);

	lm_hash128_hex(&unit->key, key);
	if (code == LM_OK)
		code = lm_buf_span(line, lm_buf_view(&unit->embedding), err);
	if (code == LM_OK)
		code =
		    lm_buf_printf(line, err, ",\"embed\":{\"key\":\"%s\"", key);
	if (code == LM_OK && unit->has_tokens)
		code = lm_buf_printf(line, err, ",\"tokens\":%ju",
		    (uintmax_t)unit->tokens);
	if (code == LM_OK && unit->truncated)
		code = lm_buf_text(line, ",\"truncated\":true", err);
	return code == LM_OK ? lm_buf_text(line, "}}\n", err) : code;
}

static enum lm_code
flush(struct ahead *ahead, int fd, const char *name, struct lm_err *err)
{
	const char *at = ahead->line.ptr;
	size_t left = ahead->line.len;

	while (left > 0) {
		ssize_t n = write(fd, at, left);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return io_error(name, "write", err);
		at += n;
		left -= (size_t)n;
		ahead->len += (size_t)n;
	}
	ahead->line.len = 0;
	return LM_OK;
}

enum lm_code
ahead_add(struct ahead *ahead, struct unit *const *units, size_t n,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	ahead->line.len = 0;
	for (size_t i = 0; code == LM_OK && i < n; i++)
		if (units[i]->state == UNIT_DONE)
			code = append_line(ahead, units[i], err);
	return code == LM_OK ? flush(ahead, ahead->fd, ahead->name.ptr, err)
			     : code;
}

bool
ahead_is_large(const struct ahead *ahead)
{
	return ahead->len - ahead->begun_len > LARGE + 2 * ahead->begun_len;
}

enum lm_code
ahead_renew(struct ahead *ahead, const struct units *units, struct lm_err *err)
{
	int fd = -1;
	enum lm_code code = open_file(ahead->next_name.ptr, &fd, err);
	bool is_ours = code == LM_OK;

	if (code == LM_OK && ftruncate(fd, 0) != 0)
		code = io_error(ahead->next_name.ptr, "truncate", err);
	ahead->len = 0;
	ahead->line.len = 0;
	for (const struct unit *unit = units_first(units);
	     code == LM_OK && unit != NULL; unit = units_next(units, unit)) {
		if (unit->state != UNIT_DONE)
			continue;
		code = append_line(ahead, unit, err);
		if (code == LM_OK)
			code = flush(ahead, fd, ahead->next_name.ptr, err);
	}
	if (code == LM_OK && rename(ahead->next_name.ptr, ahead->name.ptr) != 0)
		code = io_error(ahead->name.ptr, "rename to", err);
	if (code != LM_OK) {
		/* Without a lock it is another run's. */
		if (is_ours)
			(void)unlink(ahead->next_name.ptr);
		if (fd != -1)
			(void)close(fd);
		return code;
	}
	(void)close(ahead->fd);
	ahead->fd = fd;
	ahead->begun_len = ahead->len;
	return LM_OK;
}

void
ahead_close(struct ahead *ahead, bool is_done)
{
	if (ahead == NULL)
		return;
	if (ahead->fd != -1)
		(void)close(ahead->fd);
	if (is_done) {
		(void)unlink(ahead->name.ptr);
		/* Of a run that was killed while it began anew. */
		(void)unlink(ahead->next_name.ptr);
	}
	lm_buf_free(&ahead->name);
	lm_buf_free(&ahead->next_name);
	lm_buf_free(&ahead->line);
	free(ahead);
}
