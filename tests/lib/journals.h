#ifndef JOURNALS_H
#define JOURNALS_H

#include "files.h"

#include "lm/journal.h"

/* Journals for tests, in check_folder(). */

/* The journal name, whose path is written to path; the test program ends if it
 * cannot be opened. */
struct lm_journal *journal_opened(const char *name, char path[FILES_PATH_SIZE]);

/* Append lines; a failure fails the test. */
void journal_put(struct lm_journal *journal, const char *lines);

#endif
