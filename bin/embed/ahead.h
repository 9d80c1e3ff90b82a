#ifndef EMBED_AHEAD_H
#define EMBED_AHEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "unit.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * What is paid for and cannot be written yet: vectors of records behind one
 * that still waits.  They are kept beside FILE.part, in FILE.part.ahead, so
 * that a run which is killed loses none of them: --resume reads them as it
 * reads FILE.part.  Mode 0600.  The file is begun anew when it has grown, with
 * what is still ahead, and it goes when all is done.
 */
struct ahead;

/* Begin the file, from empty; or go on behind the whole lines that are there.
 * It is locked.  LM_IO, also where another run has it; LM_NOMEM. */
enum lm_code ahead_open(const char *part, bool resumes, struct ahead **out,
    struct lm_err *err);

/* Keep the vectors of n units that were just answered.  dimensions as in
 * "embed".  LM_IO, LM_NOMEM. */
enum lm_code ahead_add(struct ahead *ahead, struct unit *const *units, size_t n,
    struct lm_err *err);

/* Whether it has grown so much that it should be begun anew. */
bool ahead_is_large(const struct ahead *ahead);

/* Begin it anew with those of units that are answered. */
enum lm_code ahead_renew(struct ahead *ahead, const struct units *units,
    struct lm_err *err);

/* Close it, and remove it where all was written. */
void ahead_close(struct ahead *ahead, bool is_done);

/* "FILE.part.ahead" appended to out, NUL-terminated.  LM_NOMEM. */
enum lm_code ahead_name(const char *part, struct lm_buf *out,
    struct lm_err *err);

#endif
