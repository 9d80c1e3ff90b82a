#ifndef LM_WRITER_H
#define LM_WRITER_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Bytes to standard output or to a file that is there whole or not at all.
 *
 * A file is written as FILE.part, which is locked (flock, so that two runs do
 * not mix), synced and renamed to FILE when all is well.  A run that fails
 * leaves the old FILE, and FILE.part as far as it came.  A name that ends in
 * .gz is compressed (no name, no time in it: the same bytes each time).  What
 * is there already and is no regular file (a device, a FIFO) is written
 * as it stands.  An existing FILE keeps its mode.
 */
struct lm_writer;

enum lm_writer_kind {
	LM_WRITER_ATOMIC, /* FILE.part, renamed on commit; mode 0666 & ~umask */
	LM_WRITER_ATOMIC_PRIVATE, /* the same, but 0600, whatever FILE had */
	LM_WRITER_PRIVATE, /* in place, from empty, locked, 0600: raw text */
	LM_WRITER_APPEND,  /* at the end of what is there: histories */
};

/*
 * Open path; NULL and "-" are standard output (never renamed or synced).
 * Errors: LM_IO, also where another run holds the lock; LM_NOMEM.  Then no
 * FILE.part of this run is left.
 */
enum lm_code lm_writer_open(const char *path, enum lm_writer_kind kind,
    struct lm_writer **writer, struct lm_err *err);

/*
 * Go on with what an earlier run of the same input and settings left: as
 * lm_writer_open, but FILE.part (kind LM_WRITER_ATOMIC) or the file itself
 * (LM_WRITER_PRIVATE) is kept up to its last newline; a torn last line is cut.
 * What is written first is compared with it instead of being written, and must
 * be equal; all behind is written.  *kept is how many bytes are kept, 0 also
 * where there is no file.  The file is locked as always.  The comparison reads
 * blocks of 64 KiB; what is kept may be of any size.
 *
 * Then lm_writer_write gives LM_MALFORMED at the first line that differs,
 * which it names, and lm_writer_commit where more is kept than was written;
 * the file stays as it is.  (So a line is found out that a power cut filled
 * with zeros.)
 *
 * LM_USAGE: standard output, a name ending in .gz, what is no regular file;
 * and the errors of lm_writer_open.
 */
enum lm_code lm_writer_resume(const char *path, enum lm_writer_kind kind,
    struct lm_writer **writer, uint64_t *kept, struct lm_err *err);

/*
 * The name of the file that is written: FILE.part, or the path where a file is
 * written in place; NULL for standard output.  For who reads what was written;
 * lives until the close, but the file may have got its name by then.
 */
const char *lm_writer_part(const struct lm_writer *writer);

/*
 * The same before it is opened, with LM_WRITER_ATOMIC: the name of a FILE.part
 * from which bytes can be read again, appended to *out with a NUL behind it
 * that len does not count; nothing for standard output, a name ending in .gz
 * and what is no regular file.  LM_NOMEM.
 */
enum lm_code lm_writer_part_of(const char *path, struct lm_buf *out,
    struct lm_err *err);

/* Write all of bytes. LM_IO says at which byte of the output it failed. */
enum lm_code lm_writer_write(struct lm_writer *writer, struct lm_span bytes,
    struct lm_err *err);

/* What was written becomes readable for others now (a gzip stream is flushed,
 * but not in FILE.part, whose bytes depend on the input alone). */
enum lm_code lm_writer_flush(struct lm_writer *writer, struct lm_err *err);

/* End the stream; a file is synced and gets its name.  Once, at the end. */
enum lm_code lm_writer_commit(struct lm_writer *writer, struct lm_err *err);

/*
 * The first half of lm_writer_commit, for who has to do something else before
 * the name is given: the stream is ended and the file synced, and nothing more
 * can be written.  lm_writer_commit does the rest.
 */
enum lm_code lm_writer_finish(struct lm_writer *writer, struct lm_err *err);

/* Whether FILE.part has become FILE: also after an lm_writer_commit that failed
 * later than that. */
bool lm_writer_is_named(const struct lm_writer *writer);

/*
 * Take over a FILE.part that an earlier run left: locked, with the bytes that
 * it has.  It can be read by its name (lm_writer_part), and lm_writer_commit
 * makes it FILE.  *writer is NULL where there is none.  The errors of
 * lm_writer_open with LM_WRITER_ATOMIC; LM_IO where it is no regular file.
 */
enum lm_code lm_writer_adopt(const char *path, struct lm_writer **writer,
    struct lm_err *err);

/* Free; what was not committed does not get its name.  NULL is fine. */
void lm_writer_close(struct lm_writer *writer);

/* As lm_writer_close, and a FILE.part that did not become FILE is removed
 * while it is still locked, so that it is no other run's. */
void lm_writer_abandon(struct lm_writer *writer);

/* Bytes handed to lm_writer_write so far. */
uint64_t lm_writer_position(const struct lm_writer *writer);

#endif
