#ifndef DRIFT_PAGE_WORST_H
#define DRIFT_PAGE_WORST_H

#include "gates.h"

/* Append the part of a page on the worst documents; nothing where there are
 * none whose neighbours changed.  LM_NOMEM. */
enum lm_code drift_page_worst(const struct drift_case *in, struct lm_buf *buf,
    struct lm_err *err);

#endif
