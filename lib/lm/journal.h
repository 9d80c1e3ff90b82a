#ifndef LM_JOURNAL_H
#define LM_JOURNAL_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * A file of lines that only grows at its end, also when several processes
 * write it: histories and ledgers.  What is appended at once is there whole
 * or not at all; a line that a crash cut short never runs into the next one.
 * Made with mode 0600.
 */
struct lm_journal;

/* Open path, or make it.  Errors: LM_IO with err->file; LM_NOMEM. */
enum lm_code lm_journal_open(const char *path, struct lm_journal **out,
    struct lm_err *err);
void lm_journal_close(struct lm_journal *journal);

/*
 * Append the first line of the file to *line, with its newline if it has one;
 * nothing if the file is empty.  LM_IO; LM_NOMEM; LM_OVERSIZE as below.
 */
enum lm_code lm_journal_first(struct lm_journal *journal, struct lm_buf *line,
    struct lm_err *err);

/*
 * Append whole lines, while others wait (flock).  On failure, such as a full
 * disk, the file is cut back to what it was.  LM_IO.
 */
enum lm_code lm_journal_append(struct lm_journal *journal, struct lm_span lines,
    struct lm_err *err);

/* Wait until all is on disk.  LM_IO. */
enum lm_code lm_journal_sync(struct lm_journal *journal, struct lm_err *err);

/*
 * Drop lines from the start of the file for which is_old says so, up to the
 * first for which it does not; *n_dropped tells how many.  The rest becomes
 * the file at once (rename), others who append follow it.  Nothing is written
 * when nothing is to be dropped.  is_old gets a line without its newline.
 * LM_IO; LM_NOMEM; LM_OVERSIZE for a line of more than LM_JOURNAL_MAX_LINE.
 */
#define LM_JOURNAL_MAX_LINE ((size_t)1 << 20)
enum lm_code lm_journal_drop(struct lm_journal *journal,
    bool (*is_old)(void *arg, struct lm_span line), void *arg,
    uint64_t *n_dropped, struct lm_err *err);

#endif
