#ifndef DRIFT_PAGE_H
#define DRIFT_PAGE_H

#include <stdint.h>

#include "gates.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/* What a page says besides the findings. */
struct drift_page {
	int64_t now;	      /* lm_clock_now */
	const char *baseline; /* names of files */
	const char *current;
	const char *manifest; /* its stamp; NULL: none */
	struct lm_span after; /* what was done then, a sentence; may be empty */
};

/* Documents that a page describes with their neighbours. */
#define DRIFT_PAGE_DOCUMENTS 4

/*
 * Append one page of plain text (at most 66 lines of 80 columns where ids and
 * names are not long), as for a mail: the verdict and what it means, each gate
 * in a line, and the worst documents with their nearest neighbours before and
 * now, in words.  LM_NOMEM.
 */
enum lm_code drift_page_write(const struct drift_case *in,
    const struct drift_findings *findings, const struct drift_page *page,
    struct lm_buf *out, struct lm_err *err);

#endif
