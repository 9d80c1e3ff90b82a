/*
 * What drift.py measures OpenBLAS alone with.
 *
 *	drift_blas N DIMENSIONS
 *		Prints the wall seconds of two calls of dsyrk, which make the
 *		N x N cosines of two runs; the memory is in place before.
 */
#include <cblas.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static void
fail(const char *what)
{
	(void)fprintf(stderr, "drift_blas: %s\n", what);
	exit(2);
}

static double *
make(size_t n)
{
	double *values = malloc(n * sizeof(*values));

	if (values == NULL)
		fail("out of memory");
	memset(values, 0, n * sizeof(*values));
	return values;
}

static double
seconds(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int
main(int argc, char **argv)
{
	uint64_t state = 1;
	double *rows, *cosines, start;
	size_t n, dimensions;

	if (argc != 3)
		fail("usage: drift_blas N DIMENSIONS");
	n = strtoull(argv[1], NULL, 10);
	dimensions = strtoull(argv[2], NULL, 10);
	rows = make(n * dimensions);
	cosines = make(n * n);
	for (size_t i = 0; i < n * dimensions; i++) {
		/* Knuth's MMIX; what the numbers are costs nothing. */
		state = state * 6364136223846793005 + 1442695040888963407;
		rows[i] = (double)(int64_t)state * 0x1p-63;
	}
	start = seconds();
	for (int i = 0; i < 2; i++)
		cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, (int)n,
		    (int)dimensions, 1, rows, (int)dimensions, 0, cosines,
		    (int)n);
	(void)printf("%.4f\n", seconds() - start);
	return 0;
}
