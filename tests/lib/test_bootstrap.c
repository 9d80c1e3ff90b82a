#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/bootstrap.h"
#include "random.h"

/*
 * Intervals by law and by simulation; and, for bootstrap_oracle.py, which has
 * scipy judge them:
 *
 *	test_bootstrap --cases N	N lines of {"values","confidence",
 *					"resamples","low","high"}
 */

#define N_MAX 500
/* of an oracle's case: the quantiles are sure to some 0.1 % */
#define MANY_RESAMPLES 20000

enum shape { NORMAL, EXPONENTIAL, LOGNORMAL, OUTLIERS, ZEROS, N_SHAPES };

static const struct lm_bootstrap usual = {0.95, 2000, 1};

/* From 0 to 1, neither included. */
static double
uniform(struct random *random)
{
	return ((double)(random_next(random) >> 11) + 0.5) /
	    (double)(1LL << 53);
}

static double
normal(struct random *random)
{
	double sum = -6;

	for (int i = 0; i < 12; i++)
		sum += uniform(random);
	return sum;
}

static double
value_of(struct random *random, enum shape shape)
{
	switch (shape) {
	case NORMAL:
		return normal(random);
	case EXPONENTIAL:
		return -log(uniform(random));
	case LOGNORMAL:
		return exp(normal(random));
	case OUTLIERS:
		return 0.01 + 0.003 * normal(random) +
		    (random_once_in(random, 20) ? 1 : 0);
	case ZEROS:
		return random_once_in(random, 4) ? uniform(random) - 0.3 : 0;
	case N_SHAPES:
		break;
	}
	return 0;
}

static void
fill(struct random *random, enum shape shape, double *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		values[i] = value_of(random, shape);
}

static double
mean_of(const double *values, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += values[i];
	return sum / (double)n;
}

static struct lm_interval
interval_of(const double *values, size_t n, const struct lm_bootstrap *how)
{
	struct lm_interval out = {1, -1};
	struct lm_err err = {0};

	CHECK_OK(lm_bootstrap_mean(values, n, how, &out, &err), &err);
	return out;
}

static void
few_values_say_nothing(void)
{
	static const double one = 3;
	struct lm_interval none = interval_of(NULL, 0, &usual);
	struct lm_interval single = interval_of(&one, 1, &usual);

	CHECK(none.low == -HUGE_VAL && none.high == HUGE_VAL);
	CHECK(single.low == -HUGE_VAL && single.high == HUGE_VAL);
}

static void
equal_values_have_no_width(void)
{
	static const double constants[] = {0, 0.1, -7e-5, 1.0 / 3, 1e300};

	for (size_t i = 0; i < sizeof(constants) / sizeof(constants[0]); i++)
		for (size_t n = 2; n <= N_MAX; n += 83) {
			double values[N_MAX];
			struct lm_interval got;

			for (size_t j = 0; j < n; j++)
				values[j] = constants[i];
			got = interval_of(values, n, &usual);
			CHECK(got.low == constants[i]);
			CHECK(got.high == constants[i]);
		}
}

/* The bits are the same on every machine. */
static void
is_the_same_everywhere(void)
{
	static const double values[] = {1, 2, 3, 5, 8, 13, 21};
	struct lm_interval got = interval_of(values, 7, &usual);

	if (!CHECK(got.low == 0x1.3ac0a9dd4ef04p+1 &&
		got.high == 0x1.d07b2bc7eceb6p+3))
		check_note("%a, %a", got.low, got.high);
}

static void
depends_on_the_seed_a_little(void)
{
	struct random random = random_start(1);
	struct lm_bootstrap other = usual;
	struct lm_interval a, b;
	double values[N_MAX], width;

	fill(&random, EXPONENTIAL, values, N_MAX);
	a = interval_of(values, N_MAX, &usual);
	b = interval_of(values, N_MAX, &usual);
	CHECK(a.low == b.low && a.high == b.high);
	other.seed++;
	b = interval_of(values, N_MAX, &other);
	width = a.high - a.low;
	CHECK(a.low != b.low && a.high != b.high);
	CHECK(fabs(a.low - b.low) < 0.1 * width);
	CHECK(fabs(a.high - b.high) < 0.1 * width);
}

/* Whether got is what want becomes under value * factor + offset. */
static bool
is_moved(struct lm_interval got, struct lm_interval want, double factor,
    double offset)
{
	double low = want.low * factor + offset;
	double high = want.high * factor + offset;
	double near = 1e-9 * (fabs(low) + fabs(high));

	if (factor < 0)
		return fabs(got.low - high) < near &&
		    fabs(got.high - low) < near;
	return fabs(got.low - low) < near && fabs(got.high - high) < near;
}

static void
moves_with_the_values(void)
{
	static const struct {
		double factor, offset;
	} moves[] = {{1, 100}, {3, 0}, {0.25, -1}, {-1, 0}, {-7, 5},
	    {1e-150, 0}, {1e200, 0}, {1e-290, 0}, {1e290, 0}};
	struct random random = random_start(2);

	for (int shape = 0; shape < N_SHAPES; shape++) {
		double values[N_MAX], moved[N_MAX];
		size_t n = (size_t)random_between(&random, 20, N_MAX);
		struct lm_interval want;

		fill(&random, (enum shape)shape, values, n);
		want = interval_of(values, n, &usual);
		for (size_t i = 0; i < sizeof(moves) / sizeof(moves[0]); i++) {
			for (size_t j = 0; j < n; j++)
				moved[j] = values[j] * moves[i].factor +
				    moves[i].offset;
			if (!CHECK(is_moved(interval_of(moved, n, &usual), want,
				moves[i].factor, moves[i].offset)))
				check_note("shape %d, move %zu", shape, i);
		}
	}
}

static void
holds_the_mean_and_widens_with_confidence(void)
{
	struct random random = random_start(3);

	for (size_t n = 2; n <= N_MAX; n += n / 3 + 1) {
		struct lm_interval wider = {-HUGE_VAL, HUGE_VAL};
		double values[N_MAX];
		double mean;

		fill(&random, (enum shape)random_below(&random, N_SHAPES),
		    values, n);
		mean = mean_of(values, n);
		for (int percent = 99; percent > 0; percent -= 7) {
			struct lm_bootstrap how = {percent / 100.0, 999, n};
			struct lm_interval got = interval_of(values, n, &how);

			CHECK(got.low <= mean + 1e-15);
			CHECK(mean - 1e-15 <= got.high);
			CHECK(wider.low <= got.low && got.high <= wider.high);
			wider = got;
		}
	}
}

static void
is_that_of_theory_for_many(void)
{
	struct random random = random_start(4);
	size_t n = 20000;
	double *values = calloc(n, sizeof(*values));
	struct lm_interval got;
	double expected = 1.96 / sqrt((double)n); /* the deviation is 1 */

	fill(&random, NORMAL, values, n);
	got = interval_of(values, n, &usual);
	CHECK(fabs((got.high - got.low) / 2 - expected) < 0.08 * expected);
	free(values);
}

/* A resample without the one outlier has next to no deviation. */
static void
one_outlier_has_no_endless_interval(void)
{
	double values[100];
	struct lm_interval got;

	for (size_t i = 0; i < 100; i++)
		values[i] = i == 50 ? 1 : 0;
	got = interval_of(values, 100, &usual);
	/* of 1 in 100: 0.0003 to 0.0545 (Clopper and Pearson), about */
	CHECK(got.high > 0.03 && got.high < 0.12);
}

static void
refuses_what_it_cannot_number(void)
{
	struct lm_interval out;
	struct lm_err err = {0};
	static const double value = 0;

	CHECK_CODE(lm_bootstrap_mean(&value, (size_t)1 << 32, &usual, &out,
		       &err),
	    LM_LIMIT);
}

static double
coverage(struct random *random, enum shape shape, double mean, size_t n,
    int n_runs)
{
	int n_covered = 0;

	for (int i = 0; i < n_runs; i++) {
		struct lm_bootstrap how = {0.95, 500, random_next(random)};
		double values[N_MAX];
		struct lm_interval got;

		fill(random, shape, values, n);
		got = interval_of(values, n, &how);
		n_covered += got.low <= mean && mean <= got.high;
	}
	return 100.0 * n_covered / n_runs;
}

/* At 1,000 runs 95 % are 95 +- 2.1 three times in a thousand. */
static void
covers_the_mean_as_often_as_it_says(void)
{
	static const struct {
		enum shape shape;
		double mean;
		double least;
		size_t n;
	} cases[] = {{NORMAL, 0, 93, 100}, {EXPONENTIAL, 1, 92.5, 100},
	    /* exp(1 / 2), and of a sum of 12: a little less */
	    {LOGNORMAL, 1.6470, 91, 200}, {OUTLIERS, 0.06, 93, 200},
	    {ZEROS, 0.05, 91.5, 200}};
	struct random random = random_start(5);
	int n_runs = check_soak() ? 10000 : check_quick() ? 300 : 1000;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		double got = coverage(&random, cases[i].shape, cases[i].mean,
		    cases[i].n, n_runs);
		double slack = n_runs < 1000 ? 2 : 0;

		(void)printf("# shape %d, n %zu: %.1f %% of %d\n",
		    (int)cases[i].shape, cases[i].n, got, n_runs);
		CHECK(got >= cases[i].least - slack && got <= 98.5 + slack);
	}
}

static void
print_case(struct random *random)
{
	double values[N_MAX];
	size_t n = (size_t)random_between(random, 2, N_MAX);
	struct lm_bootstrap how = {(double)random_between(random, 50, 99) / 100,
	    MANY_RESAMPLES, random_next(random)};
	struct lm_interval got;

	fill(random, (enum shape)random_below(random, N_SHAPES), values, n);
	got = interval_of(values, n, &how);
	(void)printf("{\"values\":[");
	for (size_t i = 0; i < n; i++)
		(void)printf("%s%.17g", i == 0 ? "" : ",", values[i]);
	(void)printf("],\"confidence\":%.17g,\"resamples\":%zu,"
		     "\"low\":%.17g,\"high\":%.17g}\n",
	    how.confidence, how.resamples, got.low, got.high);
}

static int
print_cases(uint64_t n)
{
	struct random random = random_start(6);

	for (uint64_t i = 0; i < n; i++)
		print_case(&random);
	return fflush(stdout) == 0 ? 0 : 1;
}

int
main(int argc, char **argv)
{
	static const struct check_test tests[] = {TEST(few_values_say_nothing),
	    TEST(equal_values_have_no_width), TEST(is_the_same_everywhere),
	    TEST(depends_on_the_seed_a_little), TEST(moves_with_the_values),
	    TEST(holds_the_mean_and_widens_with_confidence),
	    TEST(is_that_of_theory_for_many),
	    TEST(one_outlier_has_no_endless_interval),
	    TEST(refuses_what_it_cannot_number),
	    TEST(covers_the_mean_as_often_as_it_says)};

	if (argc == 3 && strcmp(argv[1], "--cases") == 0)
		return print_cases(strtoull(argv[2], NULL, 10));
	return check_main(tests, sizeof(tests) / sizeof(tests[0]), argc, argv);
}
