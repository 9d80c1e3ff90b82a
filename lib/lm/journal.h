#ifndef LM_JOURNAL_H
#define LM_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * A file of lines that only grows at its end, also when several processes
 * write it: histories and ledgers.  What is appended at once is there whole
 * or not at all; a line that a crash cut short never runs into the next one.
 * Made with mode 0600.
 */
struct lm_journal;

/* Of a line with its newline.  What is appended is never longer; of a longer
 * one that is there all the same, readers get a beginning of this length. */
#define LM_JOURNAL_MAX_LINE ((size_t)1 << 20)

/* Open path, or make it.  Errors: LM_IO with err->file; LM_NOMEM. */
enum lm_code lm_journal_open(const char *path, struct lm_journal **out,
    struct lm_err *err);
void lm_journal_close(struct lm_journal *journal);

/*
 * Open path to be read and no more: nothing is made, and who may only read the
 * file can.  *out is NULL where there is no such file, but its folder is.
 * Appending is LM_IO.  Errors as above.
 */
enum lm_code lm_journal_open_read(const char *path, struct lm_journal **out,
    struct lm_err *err);

/*
 * Go through the lines from the first one on, while others wait, until take
 * says *enough.  take gets a line without its newline, also the last one that
 * may be cut short; what it returns but LM_OK ends all.  LM_IO; LM_NOMEM.
 */
enum lm_code lm_journal_read(struct lm_journal *journal,
    enum lm_code (*take)(void *arg, struct lm_span line, bool *enough,
	struct lm_err *err),
    void *arg, struct lm_err *err);

/*
 * Append whole lines, while others wait (flock).  On failure, such as a full
 * disk, the file is cut back to what it was.  LM_IO; LM_OVERSIZE where one is
 * longer than LM_JOURNAL_MAX_LINE: none of them is appended.
 */
enum lm_code lm_journal_append(struct lm_journal *journal, struct lm_span lines,
    struct lm_err *err);

/* Wait until all is on disk, and the name of the file, too.  LM_IO; LM_NOMEM. */
enum lm_code lm_journal_sync(struct lm_journal *journal, struct lm_err *err);

/*
 * Drop the lines of which judge says *drop, wherever they stand; *n_dropped
 * tells how many.  It gets a line as take does, and what it returns but LM_OK
 * ends all, and nothing is dropped.  The rest becomes the file at once
 * (rename), others who append follow it.  Nothing is written when nothing is
 * to be dropped.  What stays is written to PATH.part; where that is there
 * already, whosever it is, it is left as it is, and PATH.part.1 and so on to
 * PATH.part.99 are tried.  A run that is killed meanwhile leaves that file;
 * nothing reads it.  Cost: one pass over the file, and a copy of what stays.
 * LM_IO; LM_NOMEM.
 */
enum lm_code lm_journal_drop(struct lm_journal *journal,
    enum lm_code (
	*judge)(void *arg, struct lm_span line, bool *drop, struct lm_err *err),
    void *arg, uint64_t *n_dropped, struct lm_err *err);

#endif
