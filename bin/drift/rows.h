#ifndef DRIFT_ROWS_H
#define DRIFT_ROWS_H

#include <stddef.h>

#include "set.h"

#include "lm/err.h"

/*
 * The correlation of each document's two rows of cosines (compare.h), into
 * correlations, by document of the baseline; NaN where it is not defined.
 * Both sets are sealed, paired by order, and not empty.  Work is cut up the
 * same way for every number of jobs, and so is what CBLAS adds up.  LM_NOMEM.
 */
enum lm_code drift_rows_correlate(const struct drift_set *baseline,
    const struct drift_set *current, const size_t *order, size_t jobs,
    double *correlations, struct lm_err *err);

#endif
