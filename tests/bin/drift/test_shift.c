#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "fill.h"
#include "shift.h"

#define N 120
#define DIMENSIONS 40

/* Both sides, and which documents are compared. */
struct both {
	struct drift_set sets[DRIFT_N_SIDES];
	struct drift_pairs pairs;
};

static void
pair_up(struct both *both, size_t before, size_t now)
{
	struct drift_pair pair = {{before, now}};
	struct lm_err err = {0};
	char bytes[sizeof(pair)];

	memcpy(bytes, &pair, sizeof(pair));
	CHECK_OK(lm_buf_append(&both->pairs.compared, bytes, sizeof(pair),
		     &err),
	    &err);
}

/* The cosines of the documents, and what is said of all of them. */
static void
check_selves(const struct drift_shift *shift, size_t n)
{
	const double *selves = drift_shift_selves(shift);
	double sum = 0, least = 1;

	if (isnan(shift->self)) {
		CHECK_EQ(shift->selves.len, 0);
		CHECK(isnan(shift->least));
		return;
	}
	CHECK_EQ(shift->selves.len, n * sizeof(double));
	for (size_t i = 0; i < n; i++) {
		sum += selves[i];
		least = fmin(least, selves[i]);
	}
	CHECK(least == shift->least);
	CHECK(fabs(sum / (double)n - shift->self) < 1e-12);
}

/* Seal and measure; both is freed. */
static struct drift_shift
measure(struct both *both)
{
	const struct drift_set *sides[] = {&both->sets[DRIFT_BASELINE],
	    &both->sets[DRIFT_CURRENT]};
	struct drift_shift shift = {.norm = 9, .mean = 9, .self = 9};
	struct lm_err err = {0};

	for (int side = 0; side < DRIFT_N_SIDES; side++) {
		CHECK_OK(drift_set_seal(&both->sets[side], &err), &err);
	}
	CHECK_OK(drift_shift_measure(sides, &both->pairs, &shift, &err), &err);
	check_selves(&shift, drift_pairs_count(&both->pairs));
	drift_shift_free(&shift);
	for (int side = 0; side < DRIFT_N_SIDES; side++)
		drift_set_free(&both->sets[side]);
	lm_buf_free(&both->pairs.compared);
	return shift;
}

/* Of n documents, each with itself. */
static struct drift_shift
measure_matrices(const float *before, const float *now, size_t n,
    size_t dimensions)
{
	struct both both = {0};

	add_matrix(&both.sets[DRIFT_BASELINE], "a", before, n, dimensions);
	add_matrix(&both.sets[DRIFT_CURRENT], "b", now, n, dimensions);
	for (size_t i = 0; i < n; i++)
		pair_up(&both, i, i);
	return measure(&both);
}

static void
equal_vectors_have_not_moved(void)
{
	struct random random = random_start(1);
	float *values = noise_matrix(&random, N, DIMENSIONS);
	struct drift_shift got =
	    measure_matrices(values, values, N, DIMENSIONS);

	CHECK(got.norm == 0 && got.mean == 0 && got.self == 1);
	free(values);
}

static void
longer_vectors_have_the_same_direction(void)
{
	struct random random = random_start(2);
	float *values = noise_matrix(&random, N, DIMENSIONS);
	float *longer = noise_matrix(&random, N, DIMENSIONS);
	struct drift_shift got;

	for (size_t i = 0; i < (size_t)N * DIMENSIONS; i++)
		longer[i] = 4 * values[i];
	got = measure_matrices(values, longer, N, DIMENSIONS);
	CHECK(got.norm == 3 && got.mean == 0 && got.self == 1);
	got = measure_matrices(longer, values, N, DIMENSIONS);
	CHECK(got.norm == -0.75 && got.mean == 0 && got.self == 1);
	free(values);
	free(longer);
}

static void
by_hand(void)
{
	/* turned by a right angle: means (.5, .5) and (-.5, .5) */
	static const float a[] = {1, 0, 0, 2}, turned[] = {0, 3, -3, 0};
	static const float mirrored[] = {-1, 0, 0, -2};
	/* the first by 60 degrees, the other not */
	static const float apart[] = {1, 1.7320508F, 0, 1};
	struct drift_shift got = measure_matrices(a, turned, 2, 2);

	CHECK(fabs(got.norm - 1) < 1e-12);
	CHECK(fabs(got.mean - 1) < 1e-12);
	CHECK(fabs(got.self) < 1e-12);
	got = measure_matrices(a, mirrored, 2, 2);
	CHECK(got.norm == 0);
	CHECK(fabs(got.mean - sqrt(2)) < 1e-12);
	CHECK(fabs(got.self + 1) < 1e-12);
	got = measure_matrices(a, apart, 2, 2);
	CHECK(fabs(got.norm) < 1e-7); /* 1 and 2, 2 and 1 */
	CHECK(fabs(got.mean - 0.5) < 1e-7);
	CHECK(fabs(got.self - 0.75) < 1e-7);
}

/* The mean of directions, or the part of it in one dimension. */
static double
plain_mean(const float *values, size_t dimension)
{
	double sum = 0;

	for (size_t i = 0; i < N; i++) {
		const float *vector = values + i * DIMENSIONS;

		sum +=
		    (double)vector[dimension] / lm_vec_norm(vector, DIMENSIONS);
	}
	return sum / N;
}

/* The same from the definitions: means, norms and cosines one by one. */
static struct drift_shift
plain_shift(const float *a, const float *b)
{
	double norms[2] = {0}, squares = 0, cosines = 0;

	for (size_t i = 0; i < DIMENSIONS; i++) {
		double move = plain_mean(b, i) - plain_mean(a, i);

		squares += move * move;
	}
	for (size_t i = 0; i < N; i++) {
		const float *x = a + i * DIMENSIONS, *y = b + i * DIMENSIONS;
		double norm_x = lm_vec_norm(x, DIMENSIONS);
		double norm_y = lm_vec_norm(y, DIMENSIONS);

		norms[0] += norm_x;
		norms[1] += norm_y;
		cosines += lm_vec_dot(x, y, DIMENSIONS) / norm_x / norm_y;
	}
	return (struct drift_shift){.norm = norms[1] / norms[0] - 1,
	    .mean = sqrt(squares),
	    .self = cosines / N};
}

static void
as_plain_sums_say(void)
{
	struct random random = random_start(3);

	for (int round = 0; round < 20; round++) {
		float *a = noise_matrix(&random, N, DIMENSIONS);
		float *b = noise_matrix(&random, N, DIMENSIONS);
		struct drift_shift got, want;

		/* from a little noise to none in common, and an offset */
		for (size_t i = 0; i < (size_t)N * DIMENSIONS; i++)
			b[i] = a[i] * (float)(20 - round) / 10 + b[i] +
			    (float)round / 40;
		got = measure_matrices(a, b, N, DIMENSIONS);
		want = plain_shift(a, b);
		CHECK(fabs(got.norm - want.norm) < 1e-12);
		CHECK(fabs(got.mean - want.mean) < 1e-12);
		CHECK(fabs(got.self - want.self) < 1e-12);
		free(a);
		free(b);
	}
}

static void
only_pairs_count(void)
{
	/* of a the last, of b the first has no partner; orders differ */
	static const float a[] = {1, 0, 0, 2, 9, 8};
	static const float b[] = {7, -7, 0, 4, 2, 0};
	struct both both = {0};
	struct drift_shift got;

	add_matrix(&both.sets[DRIFT_BASELINE], "a", a, 3, 2);
	add_matrix(&both.sets[DRIFT_CURRENT], "b", b, 3, 2);
	pair_up(&both, 0, 2);
	pair_up(&both, 1, 1);
	got = measure(&both);
	CHECK(got.norm == 1 && got.mean == 0 && got.self == 1);
}

static void
other_dimensions_tell_of_norms_only(void)
{
	static const float a[] = {1, 0, 0, 2}, b[] = {0, 3, 0, 0, 0, 3};
	struct both both = {0};
	struct drift_shift got;

	add_matrix(&both.sets[DRIFT_BASELINE], "a", a, 2, 2);
	add_matrix(&both.sets[DRIFT_CURRENT], "b", b, 2, 3);
	pair_up(&both, 0, 0);
	pair_up(&both, 1, 1);
	got = measure(&both);
	CHECK(got.norm == 1 && isnan(got.mean) && isnan(got.self));
}

static void
no_pairs_tell_nothing(void)
{
	struct both both = {0};
	struct drift_shift got = measure(&both);

	CHECK(isnan(got.norm) && isnan(got.mean) && isnan(got.self));
}

static void
largest_and_least_vectors(void)
{
	static const float a[] = {3e38F, 2e38F, 1e-40F, 0};
	static const float b[] = {3e38F, 2e38F, 0, 1e-40F};
	struct drift_shift got = measure_matrices(a, b, 2, 2);

	CHECK(got.norm == 0);
	CHECK(fabs(got.mean - sqrt(2) / 2) < 1e-12);
	CHECK(fabs(got.self - 0.5) < 1e-12);
}

TEST_MAIN(TEST(equal_vectors_have_not_moved),
    TEST(longer_vectors_have_the_same_direction), TEST(by_hand),
    TEST(as_plain_sums_say), TEST(only_pairs_count),
    TEST(other_dimensions_tell_of_norms_only), TEST(no_pairs_tell_nothing),
    TEST(largest_and_least_vectors))
