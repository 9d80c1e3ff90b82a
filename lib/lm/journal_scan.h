#ifndef LM_JOURNAL_SCAN_H
#define LM_JOURNAL_SCAN_H

#include <sys/types.h>

#include <stdbool.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/* The lines of a file, one after the other.  All-zero but fd: before the first
 * one; buf is to be freed. */
struct lm_journal_scan {
	int fd;
	struct lm_buf buf;
	off_t start; /* where buf begins in the file */
	struct lm_span
	    line;	/* until the next call; LM_JOURNAL_MAX_LINE of it */
	off_t from, to; /* where it is in the file, with its newline */
};

/* Go to the next line; *found: there is one.  LM_IO without a file, LM_NOMEM. */
enum lm_code lm_journal_scan_next(struct lm_journal_scan *scan, bool *found,
    struct lm_err *err);

/* pread, again where a signal came. */
ssize_t lm_journal_read_at(int fd, char *out, size_t len, off_t at);

#endif
