#ifndef FILES_H
#define FILES_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "lm/buf.h"
#include "lm/span.h"
#include "random.h"

/*
 * Files, gzip and pipes for tests.  What cannot be done ends the test program
 * with a message: it is no result of a test.
 */

#define FILES_PATH_SIZE 1024

/* The path of name in check_folder(). */
void file_path(const char *name, char out[FILES_PATH_SIZE]);

/* Make a file of these bytes; all of a file (free it); whether it is there;
 * its permissions, -1 if it is not there. */
void file_write(const char *path, struct lm_span bytes);
struct lm_buf file_read(const char *path);
bool file_exists(const char *path);
int file_mode(const char *path);

/* Check that a file holds just this. */
void file_check(const char *path, const char *want);

/* Append bytes as one gzip member; what a gzip stream holds (free it). */
void gzip_append(struct lm_buf *out, struct lm_span bytes);
struct lm_buf gzip_read(struct lm_span packed);

/*
 * A thread that writes bytes into a pipe in random pieces of at most most
 * bytes, with pauses, and closes it.  path names the end to read from.
 */
struct feeder {
	char path[64];
	int fds[2];
	struct lm_span bytes;
	size_t most;
	struct random random;
	pthread_t thread;
};

void feeder_start(struct feeder *feeder, struct lm_span bytes, size_t most,
    uint64_t stream);
void feeder_end(struct feeder *feeder);

/* A pipe whose reading end has a path. */
void pipe_open(int fds[2], char path[64]);

/* Append what must not fail in a test. */
void append(struct lm_buf *out, struct lm_span bytes);

#endif
