/*
 * Copies standard input to standard output or to a file, and handles one
 * failure wrongly, to show that inject.bash sees it:
 *
 *   lmob-bad FLAW [-o FILE]      FLAW "none" does all as it should
 */
#define _POSIX_C_SOURCE 200809L

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SIZE 65536

static const char *flaw;

static bool
has(const char *name)
{
	return strcmp(flaw, name) == 0;
}

static int
fail(const char *what)
{
	if (has("succeeds"))
		return 0;
	if (has("another-status"))
		return 1;
	if (has("crashes"))
		abort();
	if (has("hangs"))
		(void)pause();
	if (!has("silent"))
		(void)dprintf(STDERR_FILENO, "%s: %s\n",
		    has("nameless") ? "oops" : "lmob-bad", what);
	if (has("says-twice"))
		(void)dprintf(STDERR_FILENO, "lmob-bad: it failed\n");
	return 2;
}

static bool
read_all(char *out, size_t *len)
{
	ssize_t n;

	*len = 0;
	do {
		n = read(STDIN_FILENO, out + *len, SIZE - *len);
		if (n == -1 && errno == EINTR && !has("eintr-read"))
			continue;
		if (n == -1)
			return false;
		*len += (size_t)n;
		if (has("short-read"))
			break;
	} while (n != 0);
	return true;
}

static bool
write_all(int fd, const char *bytes, size_t len)
{
	ssize_t n;

	while (len > 0) {
		size_t piece = has("in-pieces") && len > 7 ? 7 : len;

		n = write(fd, bytes, piece);
		if (n == -1 && errno == EINTR && !has("eintr-write"))
			continue;
		if (n == -1)
			return false;
		bytes += n;
		len -= (size_t)n;
		if (has("short-write"))
			break;
	}
	return true;
}

/* To FILE.part, which then becomes FILE. */
static bool
write_file(const char *path, const char *bytes, size_t len)
{
	char part[512];
	const char *name = has("in-place") ? path : part;
	bool ok;
	int fd;

	(void)snprintf(part, sizeof(part), "%s.%s", path,
	    has("litters") ? "tmp" : "part");
	if (has("removes"))
		(void)unlink(path);
	fd = open(name, O_WRONLY | O_CREAT, 0666);
	if (fd == -1)
		return false;
	ok = ftruncate(fd, 0) == 0 && write_all(fd, bytes, len);
	ok = fsync(fd) == 0 && ok;
	if (ok || !has("leaks-descriptor"))
		(void)close(fd);
	if (has("renames-anyway"))
		return rename(name, path) == 0 && ok;
	return ok && rename(name, path) == 0;
}

int
main(int argc, char **argv)
{
	char *bytes = malloc(SIZE);
	char *spare = strdup("spare");
	int status = 0;
	size_t len;

	flaw = argc > 1 ? argv[1] : "none";
	if (spare == NULL && has("null"))
		bytes[*spare] = 0;
	if (bytes == NULL || spare == NULL)
		status = fail("out of memory");
	else if (!read_all(bytes, &len) && !has("unread"))
		status = fail("read");
	else if (argc > 3 ? !write_file(argv[3], bytes, len)
			  : !write_all(STDOUT_FILENO, bytes, len))
		status = fail("write");
	if (status == 0 || !has("leaks"))
		free(bytes);
	free(spare);
	return status;
}
