#include <stdlib.h>
#include <string.h>

#ifndef __APPLE__
#include <cblas.h>
#endif

#include "check.h"
#include "compare.h"
#include "fill.h"
#include "matrix.h"

/* Which kernels CBLAS is made to use, and that their sums are right. */

#if defined(OPENBLAS_VERSION) && defined(__x86_64__)
void gotoblas_dynamic_init(void) __attribute__((weak));
void gotoblas_dynamic_quit(void) __attribute__((weak));

/* Load the library anew, so to speak, with or without a choice. */
static void
choose(const char *kernels)
{
	(void)setenv("OPENBLAS_CORETYPE", kernels, 1);
	gotoblas_dynamic_quit();
	gotoblas_dynamic_init();
	(void)unsetenv("OPENBLAS_CORETYPE");
}

static void
takes_those_of_the_cpu(void)
{
	bool avx2 =
	    __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");

	if (gotoblas_dynamic_init == NULL)
		return;
	choose("Prescott");
	CHECK_TEXT(openblas_get_corename(), "Prescott");
	drift_compare_prepare();
	CHECK((strcmp(openblas_get_corename(), "Prescott") != 0) == avx2);
	CHECK(getenv("OPENBLAS_CORETYPE") == NULL);
}

static void
leaves_good_ones(void)
{
	if (gotoblas_dynamic_init == NULL || !__builtin_cpu_supports("avx2"))
		return;
	choose("Haswell");
	drift_compare_prepare();
	CHECK_TEXT(openblas_get_corename(), "Haswell");
}

static void
leaves_what_the_user_chose(void)
{
	if (gotoblas_dynamic_init == NULL)
		return;
	choose("Prescott");
	(void)setenv("OPENBLAS_CORETYPE", "Prescott", 1);
	drift_compare_prepare();
	CHECK_TEXT(openblas_get_corename(), "Prescott");
	CHECK_TEXT(getenv("OPENBLAS_CORETYPE"), "Prescott");
	(void)unsetenv("OPENBLAS_CORETYPE");
}
#endif

#define N 300
#define DIMENSIONS 200

static double
plain_cosine(const float *a, const float *b)
{
	double sum = 0;

	for (size_t i = 0; i < DIMENSIONS; i++)
		sum += (double)a[i] * (double)b[i];
	return sum / lm_vec_norm(a, DIMENSIONS) / lm_vec_norm(b, DIMENSIONS);
}

/* All tiles of the matrix on and right of the diagonal. */
static void
check_tiles(const float *values, const struct drift_matrix *matrix)
{
	static double cosines[DRIFT_TILE * DRIFT_TILE];
	static int32_t keys[DRIFT_TILE * DRIFT_TILE];

	for (size_t i = 0; i < N; i++)
		for (size_t j = i / DRIFT_TILE * DRIFT_TILE; j < N; j++) {
			size_t row = i / DRIFT_TILE * DRIFT_TILE;
			size_t column = j / DRIFT_TILE * DRIFT_TILE;
			size_t at = (i - row) * DRIFT_TILE + (j - column);
			double want = plain_cosine(values + i * DIMENSIONS,
			    values + j * DIMENSIONS);

			if (j == column)
				drift_matrix_tile(matrix, row, column, cosines,
				    keys);
			CHECK(fabs(cosines[at] - want) < 1e-14);
			CHECK_EQ(keys[at], drift_matrix_key(cosines[at]));
		}
}

static void
sums_are_right(void)
{
	struct random random = random_start(1);
	float *values = noise_matrix(&random, N, DIMENSIONS);
	struct drift_set set = {.ids = {0}};
	const struct drift_set *const sides[] = {&set, &set};
	struct drift_pairs pairs = {0};
	struct drift_matrix matrix = {.n = 0};
	struct lm_err err = {0};

	drift_compare_prepare();
	add_matrix(&set, "a", values, N, DIMENSIONS);
	CHECK_OK(drift_set_seal(&set, &err), &err);
	pair_sealed(sides, &pairs);
	CHECK_OK(drift_matrix_make(&matrix, N, DIMENSIONS, &err), &err);
	drift_matrix_fill(&matrix, &set, &pairs, DRIFT_CURRENT, 0, 100);
	drift_matrix_fill(&matrix, &set, &pairs, DRIFT_CURRENT, 100, N - 100);
	check_tiles(values, &matrix);
	drift_matrix_free(&matrix);
	lm_buf_free(&pairs.compared);
	drift_set_free(&set);
	free(values);
}

static void
rounds_to_even(void)
{
	CHECK_EQ(drift_matrix_key(1), DRIFT_GRID);
	CHECK_EQ(drift_matrix_key(-0.1234564), -123456);
	CHECK_EQ(drift_matrix_key(0.5 / DRIFT_GRID), 0);
	CHECK_EQ(drift_matrix_key(1.5 / DRIFT_GRID), 2);
}

int
main(int argc, char **argv)
{
	static const struct check_test tests[] = {
#if defined(OPENBLAS_VERSION) && defined(__x86_64__)
		TEST(takes_those_of_the_cpu),
		TEST(leaves_good_ones),
		TEST(leaves_what_the_user_chose),
#endif
		TEST(sums_are_right),
		TEST(rounds_to_even)
	};

	return check_main(tests, sizeof(tests) / sizeof(tests[0]), argc, argv);
}
