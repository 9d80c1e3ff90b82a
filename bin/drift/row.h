#ifndef DRIFT_ROW_H
#define DRIFT_ROW_H

#include <stdint.h>

#include "compare.h"

#include "lm/stat.h"

/* What one thread judges rows in, and what it has added up. */
struct drift_row {
	int32_t *keys; /* of a row without itself */
	int32_t *ranks[DRIFT_N_SIDES];
	struct lm_stat_ranker *rankers[DRIFT_N_SIDES];
	double *influence;
	bool *marks; /* by pair; all false */
	/*
	 * By pair: its influence on the rows so far, in whole numbers of
	 * 1 / scale, so that their sum is the same in every order.
	 */
	int64_t *sums;
	double scale;
};

/* Make it for rows of n pairs, n > 0.  False when there is no memory; then,
 * too, it is to be freed.  All-zero is empty. */
bool drift_row_make(struct drift_row *row, size_t n);
void drift_row_free(struct drift_row *row);

/*
 * Judge the pair i by its rows of result->n keys on both sides: correlation,
 * neighbours, kept and nearest go to its places of the result; and its
 * neighbours' influence on it is added to the sums.
 */
void drift_row_judge(struct drift_row *row,
    const int32_t *const keys[DRIFT_N_SIDES], size_t i,
    struct drift_result *result);

#endif
