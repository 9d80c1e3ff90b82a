#ifndef LM_STAT_H
#define LM_STAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Rank statistics in whole numbers, exact up to the last division.
 *
 * A rank here is centred and doubled: twice the average rank (as
 * scipy.stats.rankdata, method "average", 1 to n) less n + 1.  So ranks are
 * whole, their sum is 0, and -(n - 1) <= rank <= n - 1.
 */

/* The most values of a row: sums of squared ranks stay below 2^53. */
#define LM_STAT_MAX_ROW 200000

/* The memory that rows of up to a stated length are ranked in. */
struct lm_stat_ranker;

/* Make one; NULL when there is no memory.  n_max <= LM_STAT_MAX_ROW. */
struct lm_stat_ranker *lm_stat_ranker_new(size_t n_max);
void lm_stat_ranker_free(struct lm_stat_ranker *ranker);

/*
 * The ranks of n keys; equal keys share their average rank.  n <= n_max; keys
 * and ranks do not overlap.  A radix sort: it costs least for keys that lie
 * near each other; about 8 us for 500 keys in a range of 2,000,000.
 */
void lm_stat_ranks(struct lm_stat_ranker *ranker, const int32_t *keys, size_t n,
    int32_t *ranks);

/*
 * Spearman's rank correlation of two rows of n ranks: Pearson's correlation of
 * the ranks, as scipy.stats.spearmanr.  Equal ranks give exactly 1, opposite
 * ones exactly -1.  False, with *out untouched, where it is not defined
 * because one row has but one value (scipy says nan).
 */
bool lm_stat_spearman(const int32_t *ranks_a, const int32_t *ranks_b, size_t n,
    double *out);

#endif
