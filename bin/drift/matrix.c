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
    const size_t *order, struct lm_err *err)
{
	size_t n = drift_set_count(set);
	size_t dimensions = n == 0 ? 0 : drift_set_doc(set, 0)->dimensions;
	size_t len = n * dimensions * sizeof(double);
	enum lm_code code = lm_buf_reserve(&matrix->values, len, err);
	void *memory = matrix->values.ptr;
	double *row = memory;

	if (code != LM_OK)
		return code;
	for (size_t i = 0; i < n; i++, row += dimensions) {
		size_t from = order == NULL ? i : order[i];
		const float *vector = drift_set_vector(set, from);
		double norm = lm_vec_norm(vector, dimensions);

		for (size_t j = 0; j < dimensions; j++)
			row[j] = (double)vector[j] / norm;
	}
	matrix->values.len = len;
	matrix->n = n;
	matrix->dimensions = dimensions;
	return LM_OK;
}

void
drift_matrix_free(struct drift_matrix *matrix)
{
	lm_buf_free(&matrix->values);
	*matrix = (struct drift_matrix){.n = 0};
}

void
drift_matrix_one_thread(void)
{
#ifdef OPENBLAS_VERSION
	openblas_set_num_threads(1);
#endif
}

void
drift_matrix_cosines(const struct drift_matrix *matrix, size_t first,
    size_t n_rows, double *cosines)
{
	const void *memory = matrix->values.ptr;
	const double *values = memory;
	int n = (int)matrix->n, dimensions = (int)matrix->dimensions;

	cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasTrans, (int)n_rows, n,
	    dimensions, 1, values + first * matrix->dimensions, dimensions,
	    values, dimensions, 0, cosines, n);
}

void
drift_matrix_keys(const double *cosines, size_t n, size_t itself, int32_t *keys)
{
	for (size_t i = 0; i < n; i++)
		if (i != itself)
			*keys++ = (int32_t)lrint(cosines[i] * DRIFT_GRID);
}
