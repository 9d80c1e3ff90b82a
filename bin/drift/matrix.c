/* For environ. */
#define _GNU_SOURCE 1

#include "matrix.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <strings.h>
#include <unistd.h>

#ifdef __APPLE__
#include <Accelerate/Accelerate.h>
#else
#include <cblas.h>
#endif

#include "compare.h"

enum lm_code
drift_matrix_make(struct drift_matrix *matrix, size_t n, size_t dimensions,
    struct lm_err *err)
{
	size_t len = n * dimensions * sizeof(double);
	enum lm_code code = lm_buf_reserve(&matrix->values, len, err);

	if (code != LM_OK)
		return code;
	matrix->values.len = len;
	matrix->n = n;
	matrix->dimensions = dimensions;
	return LM_OK;
}

void
drift_matrix_fill(struct drift_matrix *matrix, const struct drift_set *set,
    const struct drift_pairs *pairs, enum drift_side side, size_t first,
    size_t n)
{
	size_t dimensions = matrix->dimensions;
	void *memory = matrix->values.ptr;
	double *row = (double *)memory + first * dimensions;

	for (size_t i = first; i < first + n; i++, row += dimensions) {
		const float *vector = drift_set_vector(set,
		    drift_pairs_at(pairs, i)->places[side]);
		double norm = lm_vec_norm(vector, dimensions);

		for (size_t j = 0; j < dimensions; j++)
			row[j] = (double)vector[j] / norm;
	}
}

void
drift_matrix_free(struct drift_matrix *matrix)
{
	lm_buf_free(&matrix->values);
	*matrix = (struct drift_matrix){.n = 0};
}

#ifdef OPENBLAS_VERSION
/* Of builds with threads only; it has no header, as it is meant for fork(2). */
int blas_thread_shutdown_(void) __attribute__((weak));
#endif

#if defined(OPENBLAS_VERSION) && defined(__x86_64__)
/* Of builds with kernels for many CPUs only; they have no header either. */
void gotoblas_dynamic_init(void) __attribute__((weak));
void gotoblas_dynamic_quit(void) __attribute__((weak));

#define CHOICE "OPENBLAS_CORETYPE"
#define KERNELS_SIZE 32 /* of their names, at most */
#define ENVIRON_MAX 4096

/* The best kernels in double precision that this CPU has, as OpenBLAS names
 * them; NULL: none that a wrong guess could miss by much. */
static const char *
best_kernels(void)
{
	if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma"))
		return NULL;
	return __builtin_cpu_supports("avx512f") &&
		__builtin_cpu_supports("avx512dq") &&
		__builtin_cpu_supports("avx512bw") &&
		__builtin_cpu_supports("avx512vl")
	    ? "SkylakeX"
	    : "Haswell";
}

/* Whether these kernels do without AVX. */
static bool
is_old(const char *kernels)
{
	static const char *const old[] = {"Katmai", "Coppermine", "Northwood",
	    "Prescott", "Banias", "Core2", "Penryn", "Dunnington", "Nehalem",
	    "Atom", "Athlon", "Opteron", "Opteron_SSE3", "Barcelona", "Bobcat",
	    "Nano", "Unknown"};

	for (size_t i = 0; i < sizeof(old) / sizeof(old[0]); i++)
		if (strcasecmp(kernels, old[i]) == 0)
			return true;
	return false;
}

/* Have it choose with these kernels in the environment.  setenv would leave
 * memory behind, which libc keeps; so large an environment is left alone. */
static void
choose_again(const char *kernels)
{
	char choice[sizeof(CHOICE "=") + KERNELS_SIZE];
	char *now[ENVIRON_MAX + 2], **before = environ;
	size_t n = 0;

	(void)snprintf(choice, sizeof(choice), CHOICE "=%s", kernels);
	now[n++] = choice;
	for (size_t i = 0; before != NULL && before[i] != NULL; i++) {
		if (n > ENVIRON_MAX)
			return;
		now[n++] = before[i];
	}
	now[n] = NULL;
	environ = now;
	gotoblas_dynamic_quit();
	gotoblas_dynamic_init();
	environ = before;
}

/*
 * OpenBLAS chooses its kernels when it is loaded, by the CPU's model number.
 * One that is newer than the library it takes for the least that there can be:
 * 0.3.21 (Debian 12) has SSE3 for a Xeon of 2023, and needs eight times as
 * long.  What counts is what the CPU can do: so it has to choose again, unless
 * the user has chosen.
 */
static void
choose_kernels(void)
{
	const char *best = best_kernels();

	if (gotoblas_dynamic_init != NULL && gotoblas_dynamic_quit != NULL &&
	    best != NULL && getenv(CHOICE) == NULL &&
	    is_old(openblas_get_corename()))
		choose_again(best);
}
#else
static void
choose_kernels(void)
{
}
#endif

void
drift_matrix_prepare(void)
{
#ifdef OPENBLAS_VERSION
	openblas_set_num_threads(1);
	if (blas_thread_shutdown_ != NULL)
		(void)blas_thread_shutdown_();
#endif
	choose_kernels();
}

static int
tile_len(const struct drift_matrix *matrix, size_t from)
{
	size_t n = matrix->n - from;

	return (int)(n < DRIFT_TILE ? n : DRIFT_TILE);
}

/* The cosines of rows to one another: one half is computed, and mirrored. */
static void
square_tile(const double *rows, int n, int dimensions, double *cosines)
{
	cblas_dsyrk(CblasRowMajor, CblasUpper, CblasNoTrans, n, dimensions, 1,
	    rows, dimensions, 0, cosines, (int)DRIFT_TILE);
	for (size_t i = 0; i < (size_t)n; i++)
		for (size_t j = 0; j < i; j++)
			cosines[i * DRIFT_TILE + j] =
			    cosines[j * DRIFT_TILE + i];
}

void
drift_matrix_tile(const struct drift_matrix *matrix, size_t row, size_t column,
    double *cosines, int32_t *keys)
{
	const void *memory = matrix->values.ptr;
	const double *values = memory;
	const double *rows = values + row * matrix->dimensions;
	int dimensions = (int)matrix->dimensions;
	int n_rows = tile_len(matrix, row);
	int n_columns = tile_len(matrix, column);

	assert(row <= column);
	if (row == column)
		square_tile(rows, n_rows, dimensions, cosines);
	else
		cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n_rows,
		    n_columns, dimensions, 1, rows, dimensions,
		    values + column * matrix->dimensions, dimensions, 0,
		    cosines, (int)DRIFT_TILE);
	for (size_t i = 0; i < (size_t)n_rows; i++)
		for (size_t j = 0; j < (size_t)n_columns; j++)
			keys[i * DRIFT_TILE + j] =
			    drift_matrix_key(cosines[i * DRIFT_TILE + j]);
}

int32_t
drift_matrix_key(double cosine)
{
	return (int32_t)lrint(cosine * DRIFT_GRID);
}
