#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "compare.h"
#include "fill.h"

#include "lm/stat.h"

#define N 150
#define DIMENSIONS 48

/* Pair and compare two sides, which are freed. */
static struct drift_result
compare(struct drift_set *a, struct drift_set *b, size_t jobs)
{
	struct drift_result result = {0};
	struct lm_err err = {0};
	size_t *order = calloc(drift_set_count(a) + 1, sizeof(*order));

	CHECK_OK(drift_set_seal(a, &err), &err);
	CHECK_OK(drift_set_seal(b, &err), &err);
	CHECK_OK(drift_set_pair(a, b, order, &err), &err);
	CHECK_OK(drift_compare(a, b, order, jobs, &result, &err), &err);
	free(order);
	drift_set_free(a);
	drift_set_free(b);
	return result;
}

static struct drift_result
compare_matrices(const float *a, const float *b, size_t n, size_t dimensions,
    size_t jobs)
{
	struct drift_set baseline = {0}, current = {0};

	add_matrix(&baseline, "a", a, n, dimensions);
	add_matrix(&current, "b", b, n, dimensions);
	return compare(&baseline, &current, jobs);
}

static void
finds_no_drift_in_equal_files(void)
{
	struct random random = random_start(1);
	float *values = noise_matrix(&random, N, DIMENSIONS);
	struct drift_result result =
	    compare_matrices(values, values, N, DIMENSIONS, 2);

	CHECK(result.drift == 0);
	CHECK_EQ(result.n, N);
	CHECK_EQ(result.dimensions, DIMENSIONS);
	CHECK_EQ(result.n_undefined, 0);
	for (size_t i = 0; i < N; i++)
		CHECK(drift_correlations(&result)[i] == 1);
	drift_result_free(&result);
	free(values);
}

static void
ignores_the_order_of_documents(void)
{
	struct random random = random_start(2);
	float *values = noise_matrix(&random, N, DIMENSIONS);
	struct drift_set a = {0}, b = {0};
	struct drift_result result;

	add_matrix(&a, "a", values, N, DIMENSIONS);
	for (size_t i = 0; i < N; i++) {
		size_t at = (i * 7 + 3) % N; /* 7 and N have no divisor */

		add_floats(&b, "b", at, values + at * DIMENSIONS, DIMENSIONS);
	}
	result = compare(&a, &b, 2);
	CHECK(result.drift == 0);
	drift_result_free(&result);
	free(values);
}

/* Turn all vectors in the plane of two axes. */
static void
rotate(float *values, size_t x, size_t y, double angle)
{
	for (size_t i = 0; i < N; i++) {
		float *row = values + i * DIMENSIONS;
		double u = (double)row[x], v = (double)row[y];

		row[x] = (float)(u * cos(angle) - v * sin(angle));
		row[y] = (float)(u * sin(angle) + v * cos(angle));
	}
}

static void
ignores_rotations(void)
{
	struct random random = random_start(3);
	float *values = noise_matrix(&random, N, DIMENSIONS);
	float *turned = calloc(N * DIMENSIONS, sizeof(float));
	struct drift_result result;

	memcpy(turned, values, N * DIMENSIONS * sizeof(float));
	for (size_t i = 0; i + 1 < DIMENSIONS; i++)
		rotate(turned, i, i + 1, 0.3 + (double)i);
	result = compare_matrices(values, turned, N, DIMENSIONS, 2);
	CHECK(fabs(result.drift) < 1e-6);
	drift_result_free(&result);
	free(values);
	free(turned);
}

static void
ignores_the_order_and_scale_of_dimensions(void)
{
	struct random random = random_start(4);
	float *values = noise_matrix(&random, N, DIMENSIONS);
	float *other = calloc(N * DIMENSIONS, sizeof(float));
	struct drift_result result;

	for (size_t i = 0; i < N; i++)
		for (size_t j = 0; j < DIMENSIONS; j++)
			other[i * DIMENSIONS + j] = 3 *
			    values[i * DIMENSIONS + (j * 5 + 1) % DIMENSIONS];
	result = compare_matrices(values, other, N, DIMENSIONS, 2);
	CHECK(fabs(result.drift) < 1e-6);
	drift_result_free(&result);
	free(values);
	free(other);
}

static void
names_replaced_vectors(void)
{
	static const size_t damaged[] = {3, 77, 200, 414, 499};
	struct random random = random_start(5);
	size_t n = 500;
	float *values = noise_matrix(&random, n, 64);
	float *other = calloc(n * 64, sizeof(float));
	struct lm_buf worst = {0};
	struct lm_err err = {0};
	struct drift_result result;
	const size_t *places;

	/* what is in common makes rows of related documents correlate */
	memcpy(other, values, n * 64 * sizeof(float));
	for (size_t i = 0; i < 5; i++)
		for (size_t j = 0; j < 64; j++)
			other[damaged[i] * 64 + j] = noise(&random);
	result = compare_matrices(values, other, n, 64, 2);
	CHECK_OK(drift_worst(&result, 5, &worst, &err), &err);
	CHECK_EQ(worst.len, 5 * sizeof(size_t));
	places = (const void *)worst.ptr;
	for (size_t i = 0; i < 5; i++) {
		bool found = false;

		for (size_t j = 0; j < 5; j++)
			found |= places[j] == damaged[i];
		CHECK(found);
	}
	CHECK(result.drift > 0.005 && result.drift < 0.05);
	lm_buf_free(&worst);
	drift_result_free(&result);
	free(values);
	free(other);
}

static void
is_the_same_for_every_number_of_jobs(void)
{
	struct random random = random_start(6);
	size_t n = 333;
	float *a = noise_matrix(&random, n, 100);
	float *b = noise_matrix(&random, n, 100);
	struct drift_result one = compare_matrices(a, b, n, 100, 1);

	for (size_t jobs = 2; jobs < 9; jobs += 3) {
		struct drift_result many = compare_matrices(a, b, n, 100, jobs);

		CHECK(memcmp(drift_correlations(&one),
			  drift_correlations(&many), n * sizeof(double)) == 0);
		CHECK(one.drift == many.drift);
		drift_result_free(&many);
	}
	CHECK(fabs(one.drift - 1) < 0.05);
	drift_result_free(&one);
	free(a);
	free(b);
}

static void
leaves_undefined_rows_out(void)
{
	/* d0 is as near to d1, d2 and d3 in a; no other row is constant */
	static const float a[4][3] = {{1, 1, 1}, {1, 0, 0}, {0, 1, 0},
	    {0, 0, 1}};
	static const float b[4][3] = {{1, 2, 3}, {1, 0, 0}, {0, 1, 0},
	    {0, 0, 1}};
	struct lm_buf worst = {0};
	struct lm_err err = {0};
	struct drift_result result =
	    compare_matrices(&a[0][0], &b[0][0], 4, 3, 2);

	CHECK_EQ(result.n_undefined, 1);
	CHECK(isnan(drift_correlations(&result)[0]));
	CHECK(result.drift == 0);
	CHECK_OK(drift_worst(&result, 9, &worst, &err), &err);
	CHECK_EQ(worst.len, 3 * sizeof(size_t));
	lm_buf_free(&worst);
	drift_result_free(&result);
}

static void
has_nothing_to_say_about_few(void)
{
	static const float values[] = {1, 2, 3, 5};

	for (size_t n = 0; n <= 2; n++) {
		struct drift_result result =
		    compare_matrices(values, values, n, 2, 2);

		CHECK(isnan(result.drift));
		CHECK_EQ(result.n_undefined, n);
		drift_result_free(&result);
	}
}

/* The keys of a row by plain sums, without itself. */
static void
plain_row(const float *values, size_t n, size_t dimensions, size_t row,
    int32_t *keys)
{
	const float *a = values + row * dimensions;
	double norm = lm_vec_norm(a, dimensions);

	for (size_t i = 0; i < n; i++) {
		const float *b = values + i * dimensions;
		double sum = 0;

		for (size_t j = 0; j < dimensions; j++)
			sum += (double)a[j] * (double)b[j];
		sum /= norm * lm_vec_norm(b, dimensions);
		if (i != row)
			*keys++ = (int32_t)lrint(sum * DRIFT_GRID);
	}
}

/* The correlation of a row by plain sums. */
static double
plain_correlation(const float *a, const float *b, size_t n, size_t dimensions,
    size_t row)
{
	struct lm_stat_ranker *ranker = lm_stat_ranker_new(n);
	int32_t *keys = calloc(3 * n, sizeof(*keys));
	double correlation = 0;

	plain_row(a, n, dimensions, row, keys);
	lm_stat_ranks(ranker, keys, n - 1, keys + n);
	plain_row(b, n, dimensions, row, keys);
	lm_stat_ranks(ranker, keys, n - 1, keys + 2 * n);
	CHECK(lm_stat_spearman(keys + n, keys + 2 * n, n - 1, &correlation));
	lm_stat_ranker_free(ranker);
	free(keys);
	return correlation;
}

/* So many that the rows come in two chunks. */
static void
compares_many(void)
{
	static const size_t rows[] = {0, 1, 127, 128, 2687, 2688, 2700, 3019};
	struct random random = random_start(7);
	size_t n = 3020, dimensions = 5;
	float *a = noise_matrix(&random, n, dimensions);
	float *b = noise_matrix(&random, n, dimensions);
	struct drift_result result;

	for (size_t i = 0; i < n * dimensions; i++)
		b[i] = a[i] + b[i] / 4;
	result = compare_matrices(a, b, n, dimensions, 2);
	CHECK(result.drift > 0.01 && result.drift < 0.5);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		CHECK(fabs(drift_correlations(&result)[rows[i]] -
			  plain_correlation(a, b, n, dimensions, rows[i])) <
		    1e-6);
	drift_result_free(&result);
	free(a);
	free(b);
}

TEST_MAIN(TEST(compares_many), TEST(finds_no_drift_in_equal_files),
    TEST(ignores_the_order_of_documents), TEST(ignores_rotations),
    TEST(ignores_the_order_and_scale_of_dimensions),
    TEST(names_replaced_vectors), TEST(is_the_same_for_every_number_of_jobs),
    TEST(leaves_undefined_rows_out), TEST(has_nothing_to_say_about_few))
