#ifndef DRIFT_ROWS_H
#define DRIFT_ROWS_H

#include "compare.h"

/*
 * Fill in the result (compare.h), whose n > 0, k and room are there already,
 * row by row: what is there by pair; as values the sums, for each pair, of its
 * influence on the correlations of the others.  LM_NOMEM.
 */
enum lm_code drift_rows_judge(const struct drift_set *const sides[],
    const struct drift_pairs *pairs, const struct drift_way *way,
    struct drift_result *result, struct lm_err *err);

#endif
