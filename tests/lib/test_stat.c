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
	const uint64_t *order;
	size_t n_bad = 0;

	if (!CHECK(ranker != NULL))
		return;
	order = lm_stat_sort(ranker, keys, n, ranks);
	for (size_t i = 0; i < n; i++)
		n_bad += ranks[i] != rank_of(keys, n, i);
	CHECK_EQ(n_bad, 0);
	for (size_t i = 1; i < n; i++) {
		size_t a = lm_stat_place(order[i - 1]);
		size_t b = lm_stat_place(order[i]);

		n_bad += keys[a] > keys[b] || (keys[a] == keys[b] && a >= b);
		n_bad += (keys[a] == keys[b]) !=
		    lm_stat_equal(order[i - 1], order[i]);
	}
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

/* K(x, x'): 1 where x' is greater, 1/2 where it is equal. */
static double
above(int32_t x, int32_t other)
{
	return other > x ? 1 : other == x ? 0.5 : 0;
}

/* The mid-ranks' shares, centred. */
static void
centre(const int32_t *keys, size_t n, double *out)
{
	for (size_t i = 0; i < n; i++) {
		out[i] = 0.5;
		for (size_t j = 0; j < n; j++)
			out[i] -= above(keys[i], keys[j]) / (double)n;
	}
}

static double
mean_product(const double *a, const double *b, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += a[i] * b[i];
	return sum / (double)n;
}

/* The influence of pair i on the covariance of u and v, by its definition. */
static double
on_product(const int32_t *a, const int32_t *b, const double *u, const double *v,
    size_t n, size_t i)
{
	double sum = u[i] * v[i] - 3 * mean_product(u, v, n);

	for (size_t j = 0; j < n; j++)
		sum += (v[j] * above(a[i], a[j]) + u[j] * above(b[i], b[j])) /
		    (double)n;
	return sum;
}

#define MAX_PAIRS 120

static void
compare_influence(const int32_t *a, const int32_t *b, size_t n)
{
	struct lm_stat_ranker *rankers[] = {lm_stat_ranker_new(n),
	    lm_stat_ranker_new(n)};
	int32_t ranks[2][MAX_PAIRS];
	const struct lm_stat_row rows[] = {{rankers[0], ranks[0]},
	    {rankers[1], ranks[1]}};
	double u[MAX_PAIRS], v[MAX_PAIRS], got[MAX_PAIRS];
	double rho, again = -2, mean = 0, uu, vv;

	(void)lm_stat_sort(rankers[0], a, n, ranks[0]);
	(void)lm_stat_sort(rankers[1], b, n, ranks[1]);
	centre(a, n, u);
	centre(b, n, v);
	uu = mean_product(u, u, n);
	vv = mean_product(v, v, n);
	CHECK_EQ(lm_stat_influence(&rows[0], &rows[1], n, &rho, got),
	    lm_stat_spearman(ranks[0], ranks[1], n, &again));
	for (size_t i = 0; again > -2 && i < n; i++) {
		double want = on_product(a, b, u, v, n, i) / sqrt(uu * vv) -
		    rho / 2 *
			(on_product(a, a, u, u, n, i) / uu +
			    on_product(b, b, v, v, n, i) / vv);

		CHECK(fabs(got[i] - want) < 1e-9);
		CHECK(fabs(got[i]) < 8 * (double)n);
		mean += got[i] / (double)n;
	}
	CHECK(again == -2 || (rho == again && fabs(mean) < 1e-9));
	lm_stat_ranker_free(rankers[0]);
	lm_stat_ranker_free(rankers[1]);
}

static void
influence_at_random(void)
{
	struct random random = random_start(2);
	int32_t a[MAX_PAIRS], b[MAX_PAIRS];

	for (int i = 0; i < 600; i++) {
		static const uint64_t ranges[] = {2, 3, 10, 100, 1000000};
		size_t n = random_below(&random, MAX_PAIRS + 1);
		uint64_t range = ranges[i % 5];
		uint64_t related = random_below(&random, 3);

		for (size_t j = 0; j < n; j++) {
			a[j] = (int32_t)random_below(&random, range);
			b[j] = (int32_t)random_below(&random, range) +
			    a[j] * (int32_t)related;
		}
		compare_influence(a, b, n);
	}
}

/* One pair apart from all the others weighs most. */
static void
influence_of_outliers(void)
{
	int32_t a[MAX_PAIRS] = {0}, b[MAX_PAIRS] = {0};

	a[7] = 1;
	b[7] = 1;
	compare_influence(a, b, MAX_PAIRS);
	b[7] = -1;
	compare_influence(a, b, MAX_PAIRS);
	b[8] = 1;
	compare_influence(a, b, MAX_PAIRS);
	compare_influence(a, b, 8);
}

TEST_MAIN(TEST(ranks_by_hand), TEST(ranks_at_random), TEST(ranks_extremes),
    TEST(correlates_by_hand), TEST(is_undefined_for_constant_rows),
    TEST(influence_at_random), TEST(influence_of_outliers))
