#ifndef DRIFT_ROWS_H
#define DRIFT_ROWS_H

#include <stddef.h>

#include "matrix.h"

#include "lm/err.h"

/*
 * The correlation of each document's two rows of cosines (compare.h), into
 * correlations, by document; NaN where it is not defined.  Both matrices have
 * the same n > 0.  Work is cut up the same way for every number of jobs, and
 * so is what CBLAS adds up.  LM_NOMEM.
 */
enum lm_code drift_rows_correlate(const struct drift_matrix *baseline,
    const struct drift_matrix *current, size_t jobs, double *correlations,
    struct lm_err *err);

#endif
