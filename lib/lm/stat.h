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
 * The same, and the n keys in ascending order, equal ones as they stood: an
 * entry a key, with its place in the lower 32 bits.  They live until the
 * ranker is used again.
 */
const uint64_t *lm_stat_sort(struct lm_stat_ranker *ranker, const int32_t *keys,
    size_t n, int32_t *ranks);

/* An entry's place among the keys; whether two of a row had equal keys. */
static inline size_t
lm_stat_place(uint64_t entry)
{
	return (uint32_t)entry;
}

static inline bool
lm_stat_equal(uint64_t a, uint64_t b)
{
	return a >> 32 == b >> 32;
}

/*
 * Spearman's rank correlation of two rows of n ranks: Pearson's correlation of
 * the ranks, as scipy.stats.spearmanr.  Equal ranks give exactly 1, opposite
 * ones exactly -1.  False, with *out untouched, where it is not defined
 * because one row has but one value (scipy says nan).
 */
bool lm_stat_spearman(const int32_t *ranks_a, const int32_t *ranks_b, size_t n,
    double *out);

/* A row that its ranker has sorted last, with the ranks from there. */
struct lm_stat_row {
	struct lm_stat_ranker *ranker;
	const int32_t *ranks;
};

/*
 * The same correlation, and what each of the n places has to do with it: the
 * influence function of Spearman's correlation at that pair of keys, so that
 * rho of a row with a share e of such pairs more is rho + e influence, and n
 * influences have the variance that sqrt(n) rho has.  Their mean is 0.  False,
 * with nothing written, where rho is not defined.
 *
 * With u and v the centred mid-ranks (as shares) of a pair, and K 1 where
 * another one's key is greater, 1/2 where it is equal, the covariance's is
 * u v + E[v' K(a, a')] + E[u' K(b, b')] - 3 cov: Croux and Dehon, Influence
 * functions of the Spearman and Kendall correlation measures, Statistical
 * Methods & Applications 19 (2010).  A variance's is likewise, which for a
 * pair that shares its key with t - 1 others comes to (the mean of t^2) - t^2,
 * over 4 n^2; that is 0 without equal keys.
 *
 * |influence| <= 8 n.  About 8 ns a place for rows of 20,000.
 */
bool lm_stat_influence(const struct lm_stat_row *a, const struct lm_stat_row *b,
    size_t n, double *rho, double *influence);

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
