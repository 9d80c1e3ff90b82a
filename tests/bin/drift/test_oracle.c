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
 *			"correlations":[…],"drift","values":[…],"k",
 *			"neighbours":[[[…]],[[…]]],"kept":[…],"nearest":[…],
 *			"overlap"}: rows on the grid
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
		/* some documents twice */
		if (kind == 2 && i > 0 && random_once_in(random, 3))
			memcpy(values + i * dimensions, values,
			    dimensions * sizeof(float));
		/* neither zero nor constant ones */
		values[i * dimensions] += (float)levels;
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
print_row(const struct drift_matrix *matrix, size_t i, double *cosines,
    int32_t *tile, FILE *out)
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
			    mirror ? row : column, cosines, tile);
		if (j == i)
			continue;
		(void)fprintf(out, "%s%d", between, tile[y * DRIFT_TILE + x]);
		between = ",";
	}
	(void)fputc(']', out);
}

static void
print_rows(const struct drift_set *set, const struct drift_pairs *pairs,
    enum drift_side side, FILE *out)
{
	struct drift_matrix matrix = {.n = 0};
	struct lm_err err = {0};
	double *cosines = calloc(DRIFT_TILE * DRIFT_TILE, sizeof(*cosines));
	int32_t *tile = calloc(DRIFT_TILE * DRIFT_TILE, sizeof(*tile));

	CHECK_OK(drift_matrix_make(&matrix, drift_set_count(set),
		     drift_set_doc(set, 0)->dimensions, &err),
	    &err);
	drift_matrix_fill(&matrix, set, pairs, side, 0, matrix.n);
	for (size_t i = 0; i < matrix.n; i++) {
		(void)fputs(i == 0 ? "" : ",", out);
		print_row(&matrix, i, cosines, tile, out);
	}
	drift_matrix_free(&matrix);
	free(cosines);
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
print_numbers(const char *name, const double *values, size_t n, FILE *out)
{
	(void)fprintf(out, ",\"%s\":[", name);
	for (size_t i = 0; i < n; i++) {
		(void)fputs(i == 0 ? "" : ",", out);
		print_number(values[i], out);
	}
	(void)fputc(']', out);
}

static void
print_neighbours(const struct drift_result *result, enum drift_side side,
    FILE *out)
{
	for (size_t i = 0; i < result->n; i++) {
		const uint32_t *places = drift_neighbours(result, side, i);

		(void)fputs(i == 0 ? "[[" : ",[", out);
		for (size_t j = 0; j < result->k; j++)
			(void)fprintf(out, "%s%u", j == 0 ? "" : ",",
			    (unsigned)places[j]);
		(void)fputc(']', out);
	}
	(void)fputc(']', out);
}

static void
print_result(const struct drift_result *result, FILE *out)
{
	print_numbers("correlations", drift_correlations(result), result->n,
	    out);
	(void)fputs(",\"drift\":", out);
	print_number(result->drift, out);
	print_numbers("values", drift_values(result), result->n, out);
	(void)fprintf(out, ",\"k\":%zu,\"neighbours\":[", result->k);
	print_neighbours(result, DRIFT_BASELINE, out);
	(void)fputc(',', out);
	print_neighbours(result, DRIFT_CURRENT, out);
	(void)fputs("],\"kept\":[", out);
	for (size_t i = 0; i < result->n; i++)
		(void)fprintf(out, "%s%u", i == 0 ? "" : ",",
		    (unsigned)drift_kept(result, i));
	(void)fputs("],\"nearest\":[", out);
	for (size_t i = 0; i < result->n; i++)
		(void)fprintf(out, "%s%d", i == 0 ? "" : ",",
		    drift_nearest(result, i));
	(void)fputs("],\"overlap\":", out);
	print_number(result->overlap, out);
}

static void
print_sides(const struct drift_set *const sides[], const struct drift_way *way,
    FILE *out)
{
	struct drift_pairs pairs = {0};
	struct drift_result result = {0};
	struct lm_err err = {0};

	pair_sealed(sides, &pairs);
	(void)fputs("{\"baseline\":[", out);
	print_rows(sides[DRIFT_BASELINE], &pairs, DRIFT_BASELINE, out);
	(void)fputs("],\"current\":[", out);
	print_rows(sides[DRIFT_CURRENT], &pairs, DRIFT_CURRENT, out);
	(void)fputc(']', out);
	CHECK_OK(drift_compare(sides, &pairs, way, &result, &err), &err);
	print_result(&result, out);
	(void)fputs("}\n", out);
	drift_result_free(&result);
	lm_buf_free(&pairs.compared);
}

static void
print_case(uint64_t number, FILE *out)
{
	struct random random = random_start(number);
	size_t n = number % 100 == 99 ? 150 : 3 + random_below(&random, 22);
	size_t dimensions = 2 + random_below(&random, 12);
	float *values = calloc(n * dimensions, sizeof(*values));
	struct drift_set a = {0}, b = {0};
	const struct drift_set *const sides[] = {&a, &b};
	struct drift_way way = {.jobs = 2, .k = random_below(&random, 12)};
	struct lm_err err = {0};

	make_run(&random, values, n, dimensions);
	add_matrix(&a, "a", values, n, dimensions);
	change_run(&random, values, n, dimensions);
	add_matrix(&b, "b", values, n, dimensions);
	CHECK_OK(drift_set_seal(&a, &err), &err);
	CHECK_OK(drift_set_seal(&b, &err), &err);
	print_sides(sides, &way, out);
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

	drift_compare_prepare();
	if (argc < 2)
		return check_main(tests, 1, argc, argv);
	for (uint64_t i = 0; i < strtoull(argv[1], NULL, 10); i++)
		print_case(i, stdout);
	return 0;
}
