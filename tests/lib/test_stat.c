#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/stat.h"
#include "random.h"

#define MAX_ROW 6000

/* The ranks by counting, as the definition has it. */
static int32_t
rank_of(const int32_t *keys, size_t n, size_t at)
{
	int64_t n_less = 0, n_equal = 0;

	for (size_t i = 0; i < n; i++) {
		n_less += keys[i] < keys[at];
		n_equal += keys[i] == keys[at];
	}
	return (int32_t)(2 * n_less + n_equal + 1 - ((int64_t)n + 1));
}

static void
compare_ranks(const int32_t *keys, size_t n)
{
	static int32_t ranks[MAX_ROW];
	struct lm_stat_ranker *ranker = lm_stat_ranker_new(n);
	size_t n_bad = 0;

	if (!CHECK(ranker != NULL))
		return;
	lm_stat_ranks(ranker, keys, n, ranks);
	for (size_t i = 0; i < n; i++)
		n_bad += ranks[i] != rank_of(keys, n, i);
	CHECK_EQ(n_bad, 0);
	lm_stat_ranker_free(ranker);
}

static void
ranks_by_hand(void)
{
	/* scipy.stats.rankdata([10, -5, 10, 99, 10]) = 3 1 3 5 3 */
	static const int32_t keys[] = {10, -5, 10, 99, 10};
	static const int32_t want[] = {0, -4, 0, 4, 0};
	struct lm_stat_ranker *ranker = lm_stat_ranker_new(5);
	int32_t ranks[5];

	lm_stat_ranks(ranker, keys, 5, ranks);
	CHECK(memcmp(ranks, want, sizeof(want)) == 0);
	lm_stat_ranks(ranker, keys, 0, ranks);
	lm_stat_ranks(ranker, keys, 1, ranks);
	CHECK_EQ(ranks[0], 0);
	lm_stat_ranker_free(ranker);
}

static void
ranks_at_random(void)
{
	static int32_t keys[MAX_ROW];
	struct random random = random_start(1);

	for (int i = 0; i < 200; i++) {
		size_t n =
		    1 + random_below(&random, i % 50 == 0 ? MAX_ROW : 300);
		uint64_t range = UINT64_C(1) << random_below(&random, 33);

		for (size_t j = 0; j < n; j++)
			keys[j] =
			    (int32_t)((int64_t)random_below(&random, range) -
				(int64_t)(range / 2));
		compare_ranks(keys, n);
	}
}

static void
ranks_extremes(void)
{
	static const int32_t keys[] = {INT32_MAX, INT32_MIN, 0, INT32_MIN,
	    INT32_MAX};

	compare_ranks(keys, 5);
}

/* Spearman's correlation of keys, from -2 (undefined) on. */
static double
correlate(const int32_t *a, const int32_t *b, size_t n)
{
	struct lm_stat_ranker *ranker = lm_stat_ranker_new(n);
	int32_t ranks_a[64], ranks_b[64];
	double rho = -2;

	lm_stat_ranks(ranker, a, n, ranks_a);
	lm_stat_ranks(ranker, b, n, ranks_b);
	(void)lm_stat_spearman(ranks_a, ranks_b, n, &rho);
	lm_stat_ranker_free(ranker);
	return rho;
}

static void
correlates_by_hand(void)
{
	/* scipy 1.10.1: spearmanr([1,2,2,3,9], [2,1,4,4,8]) =
	 * 0.7631578947368421; spearmanr([1,2,3,4], [1,3,2,4]) = 0.8 */
	static const int32_t a[] = {1, 2, 2, 3, 9}, b[] = {2, 1, 4, 4, 8};
	static const int32_t c[] = {1, 2, 3, 4}, d[] = {1, 3, 2, 4};
	static const int32_t up[] = {1, 7, 8, 90}, down[] = {5, 4, 3, -9};

	CHECK(fabs(correlate(a, b, 5) - 0.7631578947368421) < 1e-15);
	CHECK(fabs(correlate(c, d, 4) - 0.8) < 1e-15);
	CHECK(correlate(up, c, 4) == 1);
	CHECK(correlate(up, down, 4) == -1);
}

static void
is_undefined_for_constant_rows(void)
{
	static const int32_t same[] = {5, 5, 5}, up[] = {1, 2, 3};

	CHECK(correlate(same, up, 3) == -2);
	CHECK(correlate(up, same, 3) == -2);
	CHECK(correlate(same, same, 3) == -2);
	CHECK(correlate(up, up, 1) == -2);
	CHECK(correlate(up, up, 0) == -2);
}

TEST_MAIN(TEST(ranks_by_hand), TEST(ranks_at_random), TEST(ranks_extremes),
    TEST(correlates_by_hand), TEST(is_undefined_for_constant_rows))
