#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "compare.h"
#include "fill.h"
#include "matrix.h"

/*
 * Random pairs of runs, and what the program makes of them, for
 * spearman_oracle.py, which has scipy judge:
 *
 *	test_oracle N	N lines of {"baseline":[[…]],"current":[[…]],
 *			"correlations":[…],"drift"}: rows on the grid
 *
 * Without an operand: a plain test, that such a line can be made.
 */

/* Vectors with many, some or hardly any equal similarities. */
static void
make_run(struct random *random, float *values, size_t n, size_t dimensions)
{
	uint64_t levels = 2 + random_below(random, 4);
	uint64_t kind = random_below(random, 3);

	for (size_t i = 0; i < n * dimensions; i++)
		values[i] = kind == 0 ? noise(random)
				      : (float)random_below(random, levels);
	for (size_t i = 0; i < n; i++) {
		/* no zero vectors, and some documents twice */
		if (kind == 2 && i > 0 && random_once_in(random, 3))
			memcpy(values + i * dimensions, values,
			    dimensions * sizeof(float));
		values[i * dimensions] += 1;
	}
}

/* A run like another one: the same, a bit of noise, or a few new vectors. */
static void
change_run(struct random *random, float *values, size_t n, size_t dimensions)
{
	uint64_t kind = random_below(random, 3);

	for (size_t i = 0; i < n * dimensions; i++)
		if (kind == 1)
			values[i] += noise(random) / 16;
	for (size_t i = 0; i < n; i++)
		if (kind == 2 && random_once_in(random, 8))
			make_run(random, values + i * dimensions, 1,
			    dimensions);
}

/* A row of keys, from the tiles that drift_compare asks for. */
static void
print_row(const struct drift_matrix *matrix, size_t i, double *tile, FILE *out)
{
	size_t row = i / DRIFT_TILE * DRIFT_TILE;
	const char *between = "[";

	for (size_t j = 0; j < matrix->n; j++) {
		size_t column = j / DRIFT_TILE * DRIFT_TILE;
		bool mirror = column < row;
		size_t y = (mirror ? j : i) % DRIFT_TILE;
		size_t x = (mirror ? i : j) % DRIFT_TILE;

		if (j % DRIFT_TILE == 0)
			drift_matrix_tile(matrix, mirror ? column : row,
			    mirror ? row : column, tile);
		if (j == i)
			continue;
		(void)fprintf(out, "%s%d", between,
		    drift_matrix_key(tile[y * DRIFT_TILE + x]));
		between = ",";
	}
	(void)fputc(']', out);
}

static void
print_rows(const struct drift_set *set, FILE *out)
{
	struct drift_matrix matrix = {.n = 0};
	struct lm_err err = {0};
	double *tile = calloc(DRIFT_TILE * DRIFT_TILE, sizeof(*tile));

	CHECK_OK(drift_matrix_make(&matrix, set, &err), &err);
	drift_matrix_fill(&matrix, set, NULL, 0, matrix.n);
	for (size_t i = 0; i < matrix.n; i++) {
		(void)fputs(i == 0 ? "" : ",", out);
		print_row(&matrix, i, tile, out);
	}
	drift_matrix_free(&matrix);
	free(tile);
}

static void
print_number(double value, FILE *out)
{
	if (isnan(value))
		(void)fputs("null", out);
	else
		(void)fprintf(out, "%.17g", value);
}

static void
print_result(const struct drift_set *a, const struct drift_set *b, FILE *out)
{
	struct drift_result result = {0};
	struct lm_err err = {0};
	size_t *order = calloc(drift_set_count(a), sizeof(*order));

	CHECK_OK(drift_set_pair(a, b, order, &err), &err);
	CHECK_OK(drift_compare(a, b, order, 2, &result, &err), &err);
	for (size_t i = 0; i < result.n; i++) {
		(void)fputs(i == 0 ? "" : ",", out);
		print_number(drift_correlations(&result)[i], out);
	}
	(void)fputs("],\"drift\":", out);
	print_number(result.drift, out);
	drift_result_free(&result);
	free(order);
}

static void
print_case(uint64_t number, FILE *out)
{
	struct random random = random_start(number);
	size_t n = number % 100 == 99 ? 150 : 3 + random_below(&random, 22);
	size_t dimensions = 2 + random_below(&random, 12);
	float *values = calloc(n * dimensions, sizeof(*values));
	struct drift_set a = {0}, b = {0};
	struct lm_err err = {0};

	make_run(&random, values, n, dimensions);
	add_matrix(&a, "a", values, n, dimensions);
	change_run(&random, values, n, dimensions);
	add_matrix(&b, "b", values, n, dimensions);
	CHECK_OK(drift_set_seal(&a, &err), &err);
	CHECK_OK(drift_set_seal(&b, &err), &err);
	(void)fputs("{\"baseline\":[", out);
	print_rows(&a, out);
	(void)fputs("],\"current\":[", out);
	print_rows(&b, out);
	(void)fputs("],\"correlations\":[", out);
	print_result(&a, &b, out);
	(void)fputs("}\n", out);
	drift_set_free(&a);
	drift_set_free(&b);
	free(values);
}

static void
makes_cases(void)
{
	FILE *nowhere = fopen("/dev/null", "w");

	for (uint64_t i = 0; i < 100; i++)
		print_case(i, nowhere);
	(void)fclose(nowhere);
}

int
main(int argc, char **argv)
{
	static const struct check_test tests[] = {TEST(makes_cases)};

	drift_matrix_one_thread();
	if (argc < 2)
		return check_main(tests, 1, argc, argv);
	for (uint64_t i = 0; i < strtoull(argv[1], NULL, 10); i++)
		print_case(i, stdout);
	return 0;
}
