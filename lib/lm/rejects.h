#ifndef LM_REJECTS_H
#define LM_REJECTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Append one line of a rejects file (lmob-record(5)) to out:
 * {"file","line","column","error","raw"}.  raw is the line as it came (and
 * in file and error, what is not UTF-8 is shown as '?');
 * "raw_base64" stands for it where it is not UTF-8.  Of a line of more bytes
 * than raw has (n_bytes > raw.len), or one refused for its size, the first
 * 4 KiB are kept and "bytes" tells its length.  LM_NOMEM.
 */
enum lm_code lm_rejects_append(struct lm_buf *out, const struct lm_err *why,
    struct lm_span raw, uint64_t n_bytes, struct lm_err *err);

/*
 * What the rejects file of an earlier run says, so that a record that was
 * refused by somebody who is slow or costs money need not be tried again.
 * Read-only once made; about 100 bytes and its message for each line.
 */
struct lm_rejects;

/*
 * Read all whole lines of path; a torn last line is ignored.  A file that is
 * not there has none.  LM_MALFORMED, with file and line, for what is no
 * rejects file; LM_IO, LM_NOMEM.  *out is NULL after an error.  Memory beyond
 * that is bounded by the longest line.
 */
enum lm_code lm_rejects_read(const char *path, struct lm_rejects **out,
    struct lm_err *err);

/* NULL is fine. */
void lm_rejects_free(struct lm_rejects *rejects);

/* How many lines were read. */
size_t lm_rejects_count(const struct lm_rejects *rejects);

/*
 * Whether the record of this line of file was refused; *why is then as it was
 * given to lm_rejects_append, so that the line comes out as it did before:
 * message, file, line, column, and code: LM_OVERSIZE where "bytes" is there,
 * else LM_MALFORMED.
 */
bool lm_rejects_find(const struct lm_rejects *rejects, const char *file,
    uint64_t line, struct lm_err *why);

#endif
