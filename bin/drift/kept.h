#ifndef DRIFT_KEPT_H
#define DRIFT_KEPT_H

#include "fingerprint.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/writer.h"

/*
 * Kept copies of a file that is to be replaced: FILE.<fingerprint>, and
 * NAME.<fingerprint>.gz where FILE is NAME.gz, with mode 0600, as there may be
 * texts in them.  They are files of their own and no links, so that neither
 * what is written over FILE in place nor a change of its mode reaches them.
 */

/* The name of the copy, in place of what *out held, with a NUL that len does
 * not count.  LM_NOMEM. */
enum lm_code drift_kept_name(const char *path, const char *fingerprint,
    struct lm_buf *out, struct lm_err *err);

/*
 * Keep path, which has this fingerprint: afterwards the whole copy is on disk.
 * One that is there and good is left as it is, a damaged one is made anew.
 * LM_IO, also where path is not what it was, or another run makes the copy;
 * LM_NOMEM.  Reads the file once and writes it once.
 */
enum lm_code drift_kept_make(const char *path, const char *fingerprint,
    struct lm_err *err);

/*
 * Write what the copy holds, of which nothing is good where this fails:
 * LM_MALFORMED where its fingerprint is not that of its name; LM_IO, also
 * where there is none; LM_NOMEM.
 */
enum lm_code drift_kept_restore(const char *path, const char *fingerprint,
    struct lm_writer *to, struct lm_err *err);

#endif
