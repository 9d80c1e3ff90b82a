#ifndef LM_READER_H
#define LM_READER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"

/*
 * Bytes of a file or of standard input, gzip or plain alike.  Gzip (RFC 1952,
 * also several members in a row) is known by its magic bytes.
 */
struct lm_reader;

/*
 * Open path; NULL and "-" are standard input.  A directory is refused.
 * Errors: LM_IO, LM_NOMEM, with err->file.  On failure *reader is NULL.
 */
enum lm_code lm_reader_open(const char *path, struct lm_reader **reader,
    struct lm_err *err);
void lm_reader_close(struct lm_reader *reader);

/* What messages call this input: the path, or "-" for standard input. */
const char *lm_reader_name(const struct lm_reader *reader);

/*
 * Read at most cap (> 0) bytes; *n is 0 only at the end of input.  May return
 * less than cap; waits only while there is nothing at all.  Errors: LM_IO;
 * LM_MALFORMED for a gzip stream that is cut or corrupt, after all bytes
 * before the fault were handed out.
 */
enum lm_code lm_reader_read(struct lm_reader *reader, char *out, size_t cap,
    size_t *n, struct lm_err *err);

/* Whether the next read would wait: a pipe or terminal with nothing in it. */
bool lm_reader_would_block(const struct lm_reader *reader);

/* What becomes readable when the next read would no longer wait. */
int lm_reader_fd(const struct lm_reader *reader);

/*
 * Wait until a read will not wait, or until wake_fd becomes readable.
 * True when there is something to read (or the end, or an error).
 */
bool lm_reader_wait(const struct lm_reader *reader, int wake_fd);

/* Bytes of the file as stored (0: not a regular file), and of these read. */
uint64_t lm_reader_size(const struct lm_reader *reader);
uint64_t lm_reader_position(const struct lm_reader *reader);

/* The whole of path into memory, at most max bytes (else LM_OVERSIZE). */
struct lm_buf;
enum lm_code lm_reader_slurp(const char *path, size_t max, struct lm_buf *out,
    struct lm_err *err);

#endif
