#include "matrix.h"

#include <math.h>

#ifdef __APPLE__
#include <Accelerate/Accelerate.h>
#else
#include <cblas.h>
#endif

#include "compare.h"

enum lm_code
drift_matrix_make(struct drift_matrix *matrix, const struct drift_set *set,
    struct lm_err *err)
{
	size_t n = drift_set_count(set);
	size_t dimensions = n == 0 ? 0 : drift_set_doc(set, 0)->dimensions;
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
    const size_t *order, size_t first, size_t n)
{
	size_t dimensions = matrix->dimensions;
	void *memory = matrix->values.ptr;
	double *row = (double *)memory + first * dimensions;

	for (size_t i = first; i < first + n; i++, row += dimensions) {
		const float *vector =
		    drift_set_vector(set, order == NULL ? i : order[i]);
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

void
drift_matrix_one_thread(void)
{
#ifdef OPENBLAS_VERSION
	openblas_set_num_threads(1);
	if (blas_thread_shutdown_ != NULL)
		(void)blas_thread_shutdown_();
#endif
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
    double *cosines)
{
	const void *memory = matrix->values.ptr;
	const double *values = memory;
	const double *rows = values + row * matrix->dimensions;
	int n_rows = tile_len(matrix, row);
	int dimensions = (int)matrix->dimensions;

	if (row == column) {
		square_tile(rows, n_rows, dimensions, cosines);
		return;
	}
	cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, n_rows,
	    tile_len(matrix, column), dimensions, 1, rows, dimensions,
	    values + column * matrix->dimensions, dimensions, 0, cosines,
	    (int)DRIFT_TILE);
}

int32_t
drift_matrix_key(double cosine)
{
	return (int32_t)lrint(cosine * DRIFT_GRID);
}
