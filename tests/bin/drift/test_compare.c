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

#define K 10

/* Pair and compare two sides, which are freed. */
static struct drift_result
compare_so(struct drift_set *a, struct drift_set *b,
    const struct drift_way *way)
{
	const struct drift_set *const sides[] = {a, b};
	struct drift_result result = {0};
	struct drift_pairs pairs = {0};
	struct lm_err err = {0};

	CHECK_OK(drift_set_seal(a, &err), &err);
	CHECK_OK(drift_set_seal(b, &err), &err);
	pair_sealed(sides, &pairs);
	CHECK_OK(drift_compare(sides, &pairs, way, &result, &err), &err);
	lm_buf_free(&pairs.compared);
	drift_set_free(a);
	drift_set_free(b);
	return result;
}

static struct drift_result
compare(struct drift_set *a, struct drift_set *b, size_t jobs)
{
	const struct drift_way way = {.jobs = jobs, .k = K};

	return compare_so(a, b, &way);
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

/* a with some of b in it. */
static void
blend(const float *a, float *b, size_t n, float share)
{
	for (size_t i = 0; i < n; i++)
		b[i] = a[i] + b[i] * share;
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
	CHECK_EQ(result.n_undefined, 0);
	CHECK(result.overlap == 1);
	for (size_t i = 0; i < N; i++) {
		CHECK(drift_correlations(&result)[i] == 1);
		CHECK(fabs(drift_values(&result)[i]) < 1e-12);
		CHECK_EQ(drift_kept(&result, i), K);
	}
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
check_bufs(const struct lm_buf *got, const struct lm_buf *want)
{
	CHECK_EQ(got->len, want->len);
	CHECK(memcmp(got->ptr, want->ptr, want->len) == 0);
}

static void
check_results(const struct drift_result *got, const struct drift_result *want)
{
	CHECK(got->drift == want->drift);
	CHECK(got->overlap == want->overlap);
	CHECK_EQ(got->n_undefined, want->n_undefined);
	check_bufs(&got->correlations, &want->correlations);
	check_bufs(&got->values, &want->values);
	check_bufs(&got->kept, &want->kept);
	check_bufs(&got->nearest, &want->nearest);
	for (size_t side = 0; side < DRIFT_N_SIDES; side++)
		check_bufs(&got->neighbours[side], &want->neighbours[side]);
}

static struct drift_result
compare_two_ways(const float *a, const float *b, size_t n, size_t dimensions,
    const struct drift_way *way)
{
	struct drift_set baseline = {0}, current = {0};

	add_matrix(&baseline, "a", a, n, dimensions);
	add_matrix(&current, "b", b, n, dimensions);
	return compare_so(&baseline, &current, way);
}

/* From one tile's rows a chunk to all at once. */
static void
is_the_same_for_all_jobs_and_memory(void)
{
	static const struct drift_way ways[] = {{1, K, 0}, {2, K, 0}, {7, K, 0},
	    {1, K, 1}, {3, K, 8 * 1100 * 256}, {2, K, 8 * 1100 * 600},
	    {2, K, 8 * 1100 * 900}, {2, K, UINT64_MAX}};
	struct random random = random_start(6);
	size_t n = 1100, dimensions = 33;
	float *a = noise_matrix(&random, n, dimensions);
	float *b = noise_matrix(&random, n, dimensions);
	struct drift_result want, got;

	blend(a, b, n * dimensions, 1);
	want = compare_two_ways(a, b, n, dimensions, &ways[0]);
	CHECK(want.drift > 0.1 && want.drift < 0.9);
	for (size_t i = 1; i < sizeof(ways) / sizeof(ways[0]); i++) {
		got = compare_two_ways(a, b, n, dimensions, &ways[i]);
		check_results(&got, &want);
		drift_result_free(&got);
	}
	drift_result_free(&want);
	free(a);
	free(b);
}

static void
leaves_undefined_rows_out(void)
{
	/* d0 is as near to d1, d2 and d3 in a; no other row is constant */
	static const float a[4][4] = {{1, 1, 1}, {1}, {0, 1}, {0, 0, 1}};
	static const float b[4][4] = {{1, 2, 3}, {1}, {0, 1}, {0, 0, 1}};
	struct lm_buf worst = {0};
	struct lm_err err = {0};
	struct drift_result result =
	    compare_matrices(&a[0][0], &b[0][0], 4, 4, 2);

	CHECK_EQ(result.n_undefined, 1);
	CHECK(isnan(drift_correlations(&result)[0]));
	CHECK(result.drift == 0);
	/* d0 counts by its places in the other rows, where nothing changed */
	for (size_t i = 0; i < 4; i++)
		CHECK(fabs(drift_values(&result)[i]) < 1e-12);
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
		CHECK_EQ(result.k, n == 2 ? 1 : 0);
		CHECK(n == 2 ? result.overlap == 1 : isnan(result.overlap));
		for (size_t i = 0; i < n; i++)
			CHECK(isnan(drift_values(&result)[i]));
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

/* A row's ranks on both sides, by plain sums. */
struct plain {
	struct lm_stat_ranker *rankers[2];
	int32_t *keys[2];
	int32_t *ranks[2];
};

static struct plain
plain_ranks(const float *const sides[2], size_t n, size_t dimensions,
    size_t row)
{
	struct plain plain;

	for (size_t i = 0; i < 2; i++) {
		plain.rankers[i] = lm_stat_ranker_new(n);
		plain.keys[i] = calloc(n, sizeof(int32_t));
		plain.ranks[i] = calloc(n, sizeof(int32_t));
		plain_row(sides[i], n, dimensions, row, plain.keys[i]);
		(void)lm_stat_sort(plain.rankers[i], plain.keys[i], n - 1,
		    plain.ranks[i]);
	}
	return plain;
}

static void
plain_free(struct plain *plain)
{
	for (size_t i = 0; i < 2; i++) {
		lm_stat_ranker_free(plain->rankers[i]);
		free(plain->keys[i]);
		free(plain->ranks[i]);
	}
}

/* So many that the rows come in two chunks and many tiles. */
static void
compares_many(void)
{
	static const size_t rows[] = {0, 1, 255, 256, 2047, 2048, 2700, 3019};
	static const struct drift_way way = {2, K, 8 * 3020 * 2048};
	struct random random = random_start(7);
	size_t n = 3020, dimensions = 5;
	float *a = noise_matrix(&random, n, dimensions);
	float *b = noise_matrix(&random, n, dimensions);
	const float *const sides[] = {a, b};
	struct drift_result result;

	blend(a, b, n * dimensions, 0.25F);
	result = compare_two_ways(a, b, n, dimensions, &way);
	CHECK(result.drift > 0.01 && result.drift < 0.5);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct plain plain = plain_ranks(sides, n, dimensions, rows[i]);
		double want = 0;

		CHECK(lm_stat_spearman(plain.ranks[0], plain.ranks[1], n - 1,
		    &want));
		CHECK(fabs(drift_correlations(&result)[rows[i]] - want) < 1e-6);
		plain_free(&plain);
	}
	drift_result_free(&result);
	free(a);
	free(b);
}

/* The values as they are defined, one row after the other. */
static void
plain_values(const float *const sides[2], size_t n, size_t dimensions,
    double *values)
{
	double *influence = calloc(n, sizeof(*influence));

	for (size_t i = 0; i < n; i++) {
		struct plain plain = plain_ranks(sides, n, dimensions, i);
		const struct lm_stat_row a = {plain.rankers[0], plain.ranks[0]};
		const struct lm_stat_row b = {plain.rankers[1], plain.ranks[1]};
		double rho = 0;

		CHECK(lm_stat_influence(&a, &b, n - 1, &rho, influence));
		values[i] += 1 - rho;
		for (size_t j = 0; j < n - 1; j++)
			values[j + (j >= i)] -= influence[j] / (double)n;
		plain_free(&plain);
	}
	free(influence);
}

static void
values_are_as_defined(void)
{
	struct random random = random_start(8);
	float *a = noise_matrix(&random, N, DIMENSIONS);
	float *b = noise_matrix(&random, N, DIMENSIONS);
	const float *const sides[] = {a, b};
	double want[N] = {0}, mean = 0;
	struct drift_result result;

	blend(a, b, N * DIMENSIONS, 0.5F);
	plain_values(sides, N, DIMENSIONS, want);
	result = compare_matrices(a, b, N, DIMENSIONS, 2);
	for (size_t i = 0; i < N; i++) {
		CHECK(fabs(drift_values(&result)[i] - want[i]) < 1e-9);
		mean += drift_values(&result)[i] / N;
	}
	CHECK(fabs(mean - result.drift) < 1e-10);
	drift_result_free(&result);
	free(a);
	free(b);
}

/* Drift without document d. */
static double
drift_without(const float *const sides[2], size_t n, size_t dimensions,
    size_t d)
{
	struct drift_set sets[2] = {{.ids = {0}}, {.ids = {0}}};
	struct drift_result result;
	double drift;

	for (size_t side = 0; side < 2; side++)
		for (size_t i = 0; i < n; i++)
			if (i != d)
				add_floats(&sets[side], "a", i,
				    sides[side] + i * dimensions, dimensions);
	result = compare(&sets[0], &sets[1], 1);
	drift = result.drift;
	drift_result_free(&result);
	return drift;
}

static double
variance(const double *values, size_t n)
{
	double mean = 0, sum = 0;

	for (size_t i = 0; i < n; i++)
		mean += values[i] / (double)n;
	for (size_t i = 0; i < n; i++)
		sum += (values[i] - mean) * (values[i] - mean);
	return sum / (double)(n - 1);
}

/* Leave each document out once: n drift - (n - 1) drift without d. */
static void
check_jackknife(struct random *random, size_t n, float share)
{
	float *a = noise_matrix(random, n, 12);
	float *b = noise_matrix(random, n, 12);
	const float *const sides[] = {a, b};
	double *left_out = calloc(n, sizeof(*left_out)), most = 0, ratio;
	struct drift_result result;

	blend(a, b, n * 12, share);
	result = compare_matrices(a, b, n, 12, 1);
	for (size_t i = 0; i < n; i++) {
		left_out[i] = (double)n * result.drift -
		    (double)(n - 1) * drift_without(sides, n, 12, i);
		most = fmax(most, fabs(left_out[i] - drift_values(&result)[i]));
	}
	ratio = variance(drift_values(&result), n) / variance(left_out, n);
	if (!CHECK(most < 8 * result.drift / (double)n) ||
	    !CHECK(ratio > 0.9 && ratio < 1.1))
		check_note("n %zu, drift %g: up to %g off, variance ratio %g",
		    n, result.drift, most, ratio);
	drift_result_free(&result);
	free(left_out);
	free(a);
	free(b);
}

static void
values_are_those_of_the_jackknife(void)
{
	struct random random = random_start(9);

	for (int i = 0; i < 3; i++) {
		check_jackknife(&random, 40, 0.3F);
		check_jackknife(&random, 120, 0.3F);
		check_jackknife(&random, 80, 1);
	}
}

/* The place of the nearest that is not in taken yet, by hand. */
static size_t
next_nearest(const int32_t *keys, size_t n, size_t row, bool *taken)
{
	size_t best = n;

	for (size_t i = 0; i < n; i++)
		if (i != row && !taken[i] &&
		    (best == n ||
			keys[i - (i > row)] > keys[best - (best > row)]))
			best = i;
	taken[best] = true;
	return best;
}

static void
check_neighbours(const struct drift_result *result, const float *const sides[2],
    size_t n, size_t dimensions, size_t row)
{
	struct plain plain = plain_ranks(sides, n, dimensions, row);
	bool taken[2][N] = {{false}};
	uint32_t n_kept = 0;

	for (size_t side = 0; side < 2; side++)
		for (size_t j = 0; j < result->k; j++) {
			size_t want =
			    next_nearest(plain.keys[side], n, row, taken[side]);

			CHECK_EQ(drift_neighbours(result, (enum drift_side)side,
				     row)[j],
			    want);
			if (side == 0 && j == 0)
				CHECK_EQ(drift_nearest(result, row),
				    plain.keys[0][want - (want > row)]);
		}
	for (size_t i = 0; i < n; i++)
		n_kept += taken[0][i] && taken[1][i];
	CHECK_EQ(drift_kept(result, row), n_kept);
	plain_free(&plain);
}

/* Whole numbers, so that many similarities are equal; more k than others. */
static void
finds_neighbours(void)
{
	struct random random = random_start(10);
	float values[2][N * 4];
	const float *const sides[] = {values[0], values[1]};

	for (size_t i = 0; i < 200; i++) {
		size_t n = 3 + random_below(&random, i % 20 == 0 ? 140 : 20);
		struct drift_result result;
		double sum = 0;

		for (size_t j = 0; j < n * 4; j++)
			for (size_t side = 0; side < 2; side++)
				values[side][j] = j % 4 == 0
				    ? 3
				    : (float)random_below(&random, 3);
		result = compare_matrices(values[0], values[1], n, 4, 1);
		CHECK_EQ(result.k, n - 1 < K ? n - 1 : K);
		for (size_t row = 0; row < n; row++) {
			check_neighbours(&result, sides, n, 4, row);
			sum +=
			    (double)drift_kept(&result, row) / (double)result.k;
		}
		CHECK(fabs(result.overlap - sum / (double)n) < 1e-12);
		drift_result_free(&result);
	}
}

/* Another model has another number of dimensions: here 0 is behind each. */
static void
dimensions_may_differ(void)
{
	struct random random = random_start(11);
	float *values = noise_matrix(&random, N, DIMENSIONS);
	float *longer = calloc(N * 2 * DIMENSIONS, sizeof(float));
	struct drift_set baseline = {0}, current = {0};
	struct drift_result result;

	for (size_t i = 0; i < N; i++)
		memcpy(longer + i * 2 * DIMENSIONS, values + i * DIMENSIONS,
		    DIMENSIONS * sizeof(float));
	add_matrix(&baseline, "a", longer, N, 2 * DIMENSIONS);
	add_matrix(&current, "b", values, N, DIMENSIONS);
	result = compare(&baseline, &current, 2);
	CHECK(fabs(result.drift) < 1e-6);
	drift_result_free(&result);
	free(values);
	free(longer);
}

/* What is not paired has no part in it. */
static void
compares_pairs_only(void)
{
	struct random random = random_start(12);
	float *values = noise_matrix(&random, N, DIMENSIONS);
	struct drift_set a = {0}, b = {0};
	const struct drift_set *const sides[] = {&a, &b};
	const struct drift_way way = {.jobs = 2, .k = 0};
	struct drift_pairs pairs = {0};
	struct drift_result result = {0};
	struct lm_err err = {0};

	add_matrix(&a, "a", values, N, DIMENSIONS);
	values[0] += 100;
	values[3 * DIMENSIONS + 1] -= 100;
	add_matrix(&b, "b", values, N, DIMENSIONS);
	CHECK_OK(drift_set_seal(&a, &err), &err);
	CHECK_OK(drift_set_seal(&b, &err), &err);
	for (size_t i = 4; i < N; i++) {
		struct drift_pair pair = {{i, i}};

		CHECK_OK(lm_buf_append(&pairs.compared, (const char *)&pair,
			     sizeof(pair), &err),
		    &err);
	}
	CHECK_OK(drift_compare(sides, &pairs, &way, &result, &err), &err);
	CHECK_EQ(result.n, N - 4);
	CHECK(result.drift == 0);
	CHECK_EQ(result.k, 0);
	CHECK(isnan(result.overlap));
	drift_result_free(&result);
	lm_buf_free(&pairs.compared);
	drift_set_free(&a);
	drift_set_free(&b);
	free(values);
}

static void
has_a_limit(void)
{
	struct drift_set set = {.ids = {0}};
	const struct drift_set *const sides[] = {&set, &set};
	const struct drift_way way = {.jobs = 1};
	struct drift_pairs pairs = {0};
	struct drift_result result = {0};
	struct lm_err err = {0};

	pairs.compared.len = (LM_STAT_MAX_ROW + 1) * sizeof(struct drift_pair);
	CHECK_CODE(drift_compare(sides, &pairs, &way, &result, &err), LM_LIMIT);
	drift_result_free(&result);
}

int
main(int argc, char **argv)
{
	static const struct check_test tests[] = {TEST(compares_many),
	    TEST(finds_no_drift_in_equal_files),
	    TEST(ignores_the_order_of_documents), TEST(ignores_rotations),
	    TEST(ignores_the_order_and_scale_of_dimensions),
	    TEST(names_replaced_vectors),
	    TEST(is_the_same_for_all_jobs_and_memory),
	    TEST(leaves_undefined_rows_out), TEST(has_nothing_to_say_about_few),
	    TEST(values_are_as_defined),
	    TEST(values_are_those_of_the_jackknife), TEST(finds_neighbours),
	    TEST(dimensions_may_differ), TEST(compares_pairs_only),
	    TEST(has_a_limit)};

	drift_compare_prepare();
	return check_main(tests, sizeof(tests) / sizeof(tests[0]), argc, argv);
}
