#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/stat.h"
#include "random.h"

/*
 * Quantiles, bounds and tests of shares by hand and by law; and, for
 * share_oracle.py, which has scipy judge them:
 *
 *	test_stat_share --cases N	N lines of {"p","z"}, then N of {"k",
 *					"n","num","den","z","lower","upper",
 *					"reaches","misses","further"}
 */

#define Z_95 1.6448536269514722 /* scipy.stats.norm.isf(0.05) */

static const struct lm_stat_ratio none = {0, 1}, all = {1, 1};
static const struct lm_stat_ratio ratio_95 = {95, 100};

static double
quantile(double p)
{
	double z = HUGE_VAL;

	(void)lm_stat_normal_quantile(p, &z);
	return z;
}

static void
quantiles_by_hand(void)
{
	/* scipy 1.10.1: stats.norm.ppf; all three ranges of the algorithm */
	static const struct {
		double p, z;
	} cases[] = {{0.5, 0}, {0.05, -1.6448536269514729},
	    {0.3, -0.5244005127080409}, {0.9, 1.2815515655446004},
	    {0.075, -1.4395314709384563}, {0.01, -2.3263478740408408},
	    {1e-10, -6.361340902404056}, {1e-12, -7.034483825301131},
	    {1e-300, -37.0470962993612}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		if (!CHECK(fabs(quantile(cases[i].p) - cases[i].z) <=
			4e-15 * fabs(cases[i].z) + 1e-15))
			check_note("p %g: %.17g", cases[i].p,
			    quantile(cases[i].p));
}

static void
quantiles_are_odd_and_rise(void)
{
	double before = -HUGE_VAL;

	for (int i = 1; i < 1024; i++) {
		double z = quantile(i / 1024.0);

		CHECK(z > before);
		CHECK(z == -quantile(1 - i / 1024.0));
		before = z;
	}
}

static void
quantiles_out_of_range(void)
{
	static const double ps[] = {0, 1, -0.5, 1.5, (double)NAN, HUGE_VAL};
	double z = 7;

	for (size_t i = 0; i < sizeof(ps) / sizeof(ps[0]); i++)
		CHECK(!lm_stat_normal_quantile(ps[i], &z));
	CHECK(z == 7);
	CHECK(lm_stat_normal_quantile(5e-324, &z) && z < -38);
}

static void
bounds_by_hand(void)
{
	/* scipy 1.10.1: binomtest(k, n).proportion_ci(0.9, "wilson") */
	CHECK(fabs(lm_stat_share_lower(116, 120, Z_95) - 0.927805342058554) <
	    1e-14);
	CHECK(fabs(lm_stat_share_upper(116, 120, Z_95) - 0.9849488567107917) <
	    1e-14);
	CHECK(lm_stat_share_lower(0, 120, Z_95) == 0);
	CHECK(lm_stat_share_upper(120, 120, Z_95) == 1);
	CHECK(lm_stat_share_lower(0, 0, Z_95) == 0);
	CHECK(lm_stat_share_upper(0, 0, Z_95) == 1);
	/* n / (n + z^2) of a lone success */
	CHECK(fabs(lm_stat_share_lower(1, 1, 2) - 0.2) < 1e-15);
	CHECK(fabs(lm_stat_share_upper(0, 1, 2) - 0.8) < 1e-15);
}

/* Failures are successes of the other kind; more trials say more. */
static void
bounds_obey_laws(void)
{
	for (uint64_t n = 1; n <= 60; n++)
		for (uint64_t k = 0; k <= n; k++) {
			double lower = lm_stat_share_lower(k, n, Z_95);
			double upper = lm_stat_share_upper(k, n, Z_95);
			double share = (double)k / (double)n;

			CHECK(0 <= lower && lower <= share);
			CHECK(share <= upper && upper <= 1);
			CHECK(fabs(lower + lm_stat_share_upper(n - k, n, Z_95) -
				  1) < 1e-14);
			CHECK(k == n ||
			    (lower < lm_stat_share_lower(k + 1, n, Z_95) &&
				upper < lm_stat_share_upper(k + 1, n, Z_95)));
			CHECK(k == 0 ||
			    lower < lm_stat_share_lower(3 * k, 3 * n, Z_95));
		}
}

/* The tests in counts say what the bounds say, away from the edge. */
static void
check_edge(uint64_t k, uint64_t n, struct lm_stat_ratio target, double z)
{
	double t = (double)target.num / (double)target.den;
	double lower = lm_stat_share_lower(k, n, z);
	double upper = lm_stat_share_upper(k, n, z);
	bool reaches = lm_stat_share_reaches(k, n, target, z);
	bool misses = lm_stat_share_misses(k, n, target, z);

	CHECK(!(reaches && misses));
	if (fabs(lower - t) > 1e-13 && !CHECK(reaches == (lower > t)))
		check_note("%ju of %ju, %g, z %g", (uintmax_t)k, (uintmax_t)n,
		    t, z);
	if (fabs(upper - t) > 1e-13 && !CHECK(misses == (upper < t)))
		check_note("%ju of %ju, %g, z %g", (uintmax_t)k, (uintmax_t)n,
		    t, z);
	if (k < n) {
		CHECK(!reaches || lm_stat_share_reaches(k + 1, n, target, z));
		CHECK(misses || !lm_stat_share_misses(k + 1, n, target, z));
	}
}

static void
tests_agree_with_bounds(void)
{
	static const struct lm_stat_ratio targets[] = {{0, 1}, {1, 1000000000},
	    {1, 3}, {1, 2}, {9, 10}, {95, 100}, {999999999, 1000000000},
	    {1, 1}};
	static const double zs[] = {1e-3, 0.6744897501960817, Z_95, 5};

	for (uint64_t n = 1; n <= 150; n++)
		for (uint64_t k = 0; k <= n; k++)
			for (size_t i = 0; i < 32; i++)
				check_edge(k, n, targets[i % 8], zs[i / 8]);
}

static void
tests_at_the_ends(void)
{
	static const uint64_t most = LM_STAT_MAX_TRIALS;
	static const struct lm_stat_ratio fine = {LM_STAT_MAX_DEN - 1,
	    LM_STAT_MAX_DEN};

	CHECK(!lm_stat_share_reaches(0, 0, none, Z_95));
	CHECK(!lm_stat_share_misses(0, 0, all, Z_95));
	CHECK(lm_stat_share_reaches(0, 1, none, Z_95));
	CHECK(!lm_stat_share_reaches(most, most, all, Z_95));
	CHECK(!lm_stat_share_misses(most, most, all, Z_95));
	CHECK(lm_stat_share_misses(most - 1, most, all, Z_95));
	CHECK(lm_stat_share_reaches(most, most, fine, Z_95));
	CHECK(lm_stat_share_misses(0, most, fine, Z_95));
	CHECK_EQ(lm_stat_share_order(19, 20, ratio_95), 0);
	CHECK_EQ(lm_stat_share_order(most - 1, most, all), -1);
	CHECK_EQ(lm_stat_share_order(1, most, none), 1);
	CHECK_EQ(lm_stat_share_order(0, 0, ratio_95), 0);
}

static void
further_by_hand(void)
{
	uint64_t n = 7;

	/* z^2 0.95 0.05 / (116/120 - 0.95)^2 = 462.65 */
	CHECK(lm_stat_share_further(116, 120, ratio_95, Z_95, &n));
	CHECK_EQ(n, 343);
	n = 7;
	CHECK(!lm_stat_share_further(19, 20, ratio_95, Z_95, &n));
	CHECK(!lm_stat_share_further(0, 0, ratio_95, Z_95, &n));
	CHECK(!lm_stat_share_further(3, 3, all, Z_95, &n));
	CHECK_EQ(n, 7);
	CHECK(lm_stat_share_further(1164, 1200, ratio_95, Z_95, &n));
	CHECK_EQ(n, 0);
}

/* At the rate k / n that many trials are enough, and one less is not. */
static void
further_is_enough(void)
{
	struct random random = random_start(1);
	uint64_t more;

	for (int i = 0; i < 20000; i++) {
		uint64_t n = random_between(&random, 1, 300);
		uint64_t k = random_below(&random, n + 1);
		struct lm_stat_ratio target = {random_below(&random, 100), 100};
		double share = (double)k / (double)n, t, at;

		if (!lm_stat_share_further(k, n, target, Z_95, &more) ||
		    more == 0)
			continue;
		t = (double)target.num / 100;
		at = (share - t) * (share - t) / (Z_95 * Z_95 * t * (1 - t));
		CHECK((double)(n + more) * at >= 1 - 1e-9);
		CHECK((double)(n + more - 1) * at <= 1 + 1e-9);
	}
}

static void
print_quantile(struct random *random)
{
	double p = ((double)random_below(random, 1 << 30) + 0.5) / (1 << 30);
	double z = 0;

	if (random_once_in(random, 3))
		p = pow(p, (double)random_between(random, 2, 30));
	(void)lm_stat_normal_quantile(p, &z);
	(void)printf("{\"p\":%.17g,\"z\":%.17g}\n", p, z);
}

/* Half of the cases are at an edge, where one success more decides. */
static uint64_t
choose_k(struct random *random, uint64_t n, double t, double z)
{
	double sign = random_once_in(random, 2) ? 1 : -1;
	double edge = (double)n * t + sign * z * sqrt((double)n * t * (1 - t));
	uint64_t k = random_below(random, n + 1);

	if (random_once_in(random, 2) && edge > 0)
		k = (uint64_t)edge + random_below(random, 2);
	return k > n ? n : k;
}

static void
print_share(struct random *random)
{
	uint64_t n =
	    random_between(random, 1, UINT64_C(1) << random_below(random, 21));
	uint64_t den = random_once_in(random, 4) ? LM_STAT_MAX_DEN : 1000;
	struct lm_stat_ratio target = {random_below(random, den + 1), den};
	double z =
	    quantile(0.5 + (double)random_between(random, 1, 4999) / 10000);
	uint64_t k = choose_k(random, n, (double)target.num / (double)den, z);
	uint64_t more = UINT64_MAX;

	(void)lm_stat_share_further(k, n, target, z, &more);
	(void)printf("{\"k\":%ju,\"n\":%ju,\"num\":%ju,\"den\":%ju,"
		     "\"z\":%.17g,\"lower\":%.17g,\"upper\":%.17g,"
		     "\"reaches\":%d,\"misses\":%d,\"further\":%ju}\n",
	    (uintmax_t)k, (uintmax_t)n, (uintmax_t)target.num,
	    (uintmax_t)target.den, z, lm_stat_share_lower(k, n, z),
	    lm_stat_share_upper(k, n, z),
	    lm_stat_share_reaches(k, n, target, z),
	    lm_stat_share_misses(k, n, target, z), (uintmax_t)more);
}

static int
print_cases(uint64_t n)
{
	struct random random = random_start(2);

	for (uint64_t i = 0; i < n; i++)
		print_quantile(&random);
	for (uint64_t i = 0; i < n; i++)
		print_share(&random);
	return fflush(stdout) == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	static const struct check_test tests[] = {TEST(quantiles_by_hand),
	    TEST(quantiles_are_odd_and_rise), TEST(quantiles_out_of_range),
	    TEST(bounds_by_hand), TEST(bounds_obey_laws),
	    TEST(tests_agree_with_bounds), TEST(tests_at_the_ends),
	    TEST(further_by_hand), TEST(further_is_enough)};

	if (argc == 3 && strcmp(argv[1], "--cases") == 0)
		return print_cases(strtoull(argv[2], NULL, 10));
	return check_main(tests, sizeof(tests) / sizeof(tests[0]), argc, argv);
}
