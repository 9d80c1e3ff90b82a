#ifndef LM_JOURNAL_PARTS_H
#define LM_JOURNAL_PARTS_H

#include <sys/types.h>

#include <stdbool.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/* Parts of a file, from a byte to before another; those that lie side by side
 * are one.  parts is empty at first, and to be freed.  LM_NOMEM. */
enum lm_code lm_journal_parts_add(struct lm_buf *parts, off_t from, off_t to,
    struct lm_err *err);

/* Copy them, in their order.  LM_IO without a file; LM_NOMEM. */
enum lm_code lm_journal_parts_copy(const struct lm_buf *parts, int from, int to,
    struct lm_err *err);

/* False: it failed, by errno. */
bool lm_journal_write_all(int fd, struct lm_span bytes);

#endif
