#ifndef REDACT_STAMPED_H
#define REDACT_STAMPED_H

#include <stdint.h>

#include "redact.h"

#include "lm/buf.h"
#include "lm/edit.h"
#include "lm/err.h"
#include "lm/filter.h"

struct lm_stamp;

/* A worker's memory for stamps. */
struct stamper;

/* Make one; NULL when there is no memory.  stamp must outlive it, as must the
 * names of what is counted. */
struct stamper *stamper_new(const struct lm_stamp *stamp,
    const char *const *kinds);
void stamper_free(struct stamper *stamper);

/*
 * Append a record, an object, as edited and with its stamp, which says what was found in
 * it, and a newline.  A record with nothing to edit whose stamp is valid is
 * left as it is; one whose stamp is valid all the same was redacted before,
 * and what was found then counts too.  LM_NOMEM.
 */
enum lm_code stamper_write(struct stamper *stamper,
    const struct lm_filter_record *in, const struct lm_edits *edits,
    const uint64_t found[N_KINDS], struct lm_buf *out, struct lm_err *err);

#endif
