#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/vec.h"
#include "lm/vec_dot.h"
#include "random.h"

#define LONGEST 700
#define MOST_ROWS 9
#define EXACT 512 /* of equal products, whose sum is then exact */
#define SLACK 16  /* floats before, for every alignment */

/* Floats of many sizes, some of them 0, or the largest and smallest. */
static void
make_floats(struct random *random, float *out, size_t n)
{
	static const float special[] = {0, -0.0F, FLT_MAX, -FLT_MAX, FLT_MIN,
	    1e-45F, -1e-45F, 1, -1};
	static const size_t n_special = sizeof(special) / sizeof(special[0]);

	random_bytes(random, out, n * sizeof(float));
	for (size_t i = 0; i < n; i++)
		if (!isfinite(out[i]) || random_once_in(random, 8))
			out[i] = special[random_below(random, n_special)];
}

/* Floats of which no product is much larger than the others. */
static void
make_even(struct random *random, float *out, size_t n)
{
	for (size_t i = 0; i < n; i++)
		out[i] = (float)random_between(random, 0, 2000000) / 1e6F - 1;
}

static bool
same_bits(const double *a, const double *b, size_t n)
{
	return memcmp(a, b, n * sizeof(*a)) == 0;
}

/* All ways of this machine give the bytes of the last, which is plain C. */
static void
check_ways(const float *v, const float *rows, size_t n_rows, size_t n)
{
	const struct lm_vec_way *plain = &lm_vec_ways[lm_vec_n_ways - 1];
	double want[MOST_ROWS], got[MOST_ROWS];

	plain->dots(v, rows, n_rows, n, want);
	for (size_t i = 0; i < lm_vec_n_ways; i++) {
		if (!lm_vec_ways[i].works_here())
			continue;
		lm_vec_ways[i].dots(v, rows, n_rows, n, got);
		if (!CHECK(same_bits(got, want, n_rows)))
			check_note("%s: %zu rows of %zu", lm_vec_ways[i].name,
			    n_rows, n);
	}
	lm_vec_dots(v, rows, n_rows, n, got);
	CHECK(same_bits(got, want, n_rows));
	for (size_t row = 0; row < n_rows; row++)
		got[row] = lm_vec_dot(rows + row * n, v, n);
	CHECK(same_bits(got, want, n_rows));
}

static void
ways_are_twins(void)
{
	struct random random = random_start(1);
	size_t n_cases = check_soak() ? 200000 : check_quick() ? 300 : 3000;
	static float v[SLACK + LONGEST], rows[SLACK + MOST_ROWS * LONGEST];

	for (size_t i = 0; i < n_cases; i++) {
		size_t n = i < 100 ? i : random_below(&random, LONGEST + 1);
		size_t n_rows = random_below(&random, MOST_ROWS + 1);
		float *a = v + random_below(&random, SLACK);
		float *b = rows + random_below(&random, SLACK);

		make_floats(&random, a, n);
		make_floats(&random, b, n * n_rows);
		check_ways(a, b, n_rows, n);
		make_even(&random, a, n);
		make_even(&random, b, n * n_rows);
		check_ways(a, b, n_rows, n);
	}
}

/* Against sums of long doubles, in the order of the elements. */
static void
is_near_to_the_truth(void)
{
	struct random random = random_start(2);
	size_t n_cases = check_quick() ? 300 : 3000;
	float a[LONGEST], b[LONGEST];

	for (size_t i = 0; i < n_cases; i++) {
		size_t n = random_below(&random, LONGEST + 1);
		long double want = 0, size = 0;

		make_even(&random, a, n);
		make_even(&random, b, n);
		for (size_t k = 0; k < n; k++) {
			long double product =
			    (long double)a[k] * (long double)b[k];

			want += product;
			size += fabsl(product);
		}
		CHECK(fabsl((long double)lm_vec_dot(a, b, n) - want) <= size *
			((long double)LONGEST / 16 + 4) *
			(long double)DBL_EPSILON);
	}
}

static void
adds_in_lanes(void)
{
	static const float ones[40] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	    1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
	    1, 1, 1};
	/* 2^60 takes up a 1 that is added to it, unless what cancels it is in
	 * its lane or meets it first. */
	float large[40] = {0x1p60F};

	CHECK(lm_vec_dot(ones, ones, 40) == 40);
	CHECK(lm_vec_dot(ones, ones, 0) == 0);
	large[1] = 1;
	large[16] = -0x1p60F;
	CHECK(lm_vec_dot(large, ones, 40) == 1);
	large[16] = 0;
	large[2] = -0x1p60F;
	CHECK(lm_vec_dot(large, ones, 40) == 1);
	large[2] = 0;
	large[9] = -0x1p60F;
	CHECK(lm_vec_dot(large, ones, 40) == 0);
}

static void
neither_overflows_nor_underflows(void)
{
	float large[LONGEST], small[LONGEST];

	for (size_t i = 0; i < LONGEST; i++) {
		large[i] = FLT_MAX;
		small[i] = 1e-45F;
	}
	CHECK(lm_vec_dot(large, large, EXACT) ==
	    EXACT * ((double)FLT_MAX * (double)FLT_MAX));
	CHECK(lm_vec_dot(small, small, EXACT) ==
	    EXACT * ((double)1e-45F * (double)1e-45F));
}

TEST_MAIN(TEST(ways_are_twins), TEST(is_near_to_the_truth), TEST(adds_in_lanes),
    TEST(neither_overflows_nor_underflows))
