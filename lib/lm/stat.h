#ifndef LM_STAT_H
#define LM_STAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Rank statistics in whole numbers, exact up to the last division; and what a
 * share of successes says of the rate behind it.
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

/*
 * The quantile of the standard normal distribution: the z below which it is
 * with probability p, as scipy.stats.norm.ppf.  False, with *out untouched,
 * unless 0 < p < 1.  Source: Wichura, Algorithm AS 241: The Percentage Points
 * of the Normal Distribution, Applied Statistics 37 (1988), PPND16: about 1
 * part in 10^16.  For p near 1 ask for 1 - p, which is exact, and negate.
 */
bool lm_stat_normal_quantile(double p, double *out);

/*
 * One-sided bounds of Wilson's score interval of the rate behind k successes
 * in n independent trials, each right with the confidence whose normal quantile
 * is z.  k <= n, z > 0; without trials 0 and 1.  Source: Wilson, Probable
 * Inference, the Law of Succession, and Statistical Inference, Journal of the
 * American Statistical Association 22 (1927).  As scipy.stats.binomtest(k, n,
 * alternative="greater").proportion_ci(Phi(z), "wilson") has the lower one,
 * and "less" the upper one.
 */
double lm_stat_share_lower(uint64_t k, uint64_t n, double z);
double lm_stat_share_upper(uint64_t k, uint64_t n, double z);

/* A share as text has it: num of den.  num <= den, 0 < den. */
struct lm_stat_ratio {
	uint64_t num;
	uint64_t den; /* at most LM_STAT_MAX_DEN */
};
#define LM_STAT_MAX_DEN UINT64_C(1000000000)
#define LM_STAT_MAX_TRIALS (UINT64_C(1) << 62)

/*
 * Where k of n stands to a target: -1 below, 0 at it, 1 above.  Exact.
 * k <= n <= LM_STAT_MAX_TRIALS; no trials are at every target.
 */
int lm_stat_share_order(uint64_t k, uint64_t n, struct lm_stat_ratio target);

/*
 * Whether the lower bound is at the target or above it; whether the upper one
 * is below it.  No bound is computed, as it would be rounded: a bound meets the
 * target t where the score test of the rate t has (k - n t)^2 = z^2 n t (1 - t)
 * (the equation that Wilson solves for t).  Its left side is compared in whole
 * numbers up to the one rounding to a double.  So both are monotone in k, never
 * both true, and exact for targets of 0 and 1, where the right side is 0: no
 * number of trials reaches 1, and one failure misses it.  k <= n <=
 * LM_STAT_MAX_TRIALS, z > 0; false without trials.
 */
bool lm_stat_share_reaches(uint64_t k, uint64_t n, struct lm_stat_ratio target,
    double z);
bool lm_stat_share_misses(uint64_t k, uint64_t n, struct lm_stat_ratio target,
    double z);

/*
 * How many further trials it takes, with successes at the rate k / n, until the
 * lower bound reaches the target: the least n' - n with n' (k/n - t)^2 >= z^2 t
 * (1 - t); 0 where it does already.  False, with *out untouched, where it never
 * does, as k / n is not above the target, or takes over LM_STAT_MAX_TRIALS.
 * For people, as trials are whole: the last digit may be off.
 */
bool lm_stat_share_further(uint64_t k, uint64_t n, struct lm_stat_ratio target,
    double z, uint64_t *out);

#endif
