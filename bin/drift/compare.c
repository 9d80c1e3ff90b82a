#include "compare.h"

#include <math.h>

#include "matrix.h"
#include "rows.h"

#include "lm/stat.h"

void
drift_result_free(struct drift_result *result)
{
	lm_buf_free(&result->correlations);
	lm_buf_free(&result->values);
	for (size_t side = 0; side < DRIFT_N_SIDES; side++)
		lm_buf_free(&result->neighbours[side]);
	lm_buf_free(&result->kept);
	lm_buf_free(&result->nearest);
	*result = (struct drift_result){0};
}

const double *
drift_correlations(const struct drift_result *result)
{
	const void *correlations = result->correlations.ptr;

	return correlations;
}

const double *
drift_values(const struct drift_result *result)
{
	const void *values = result->values.ptr;

	return values;
}

const uint32_t *
drift_neighbours(const struct drift_result *result, enum drift_side side,
    size_t i)
{
	const void *neighbours = result->neighbours[side].ptr;

	return (const uint32_t *)neighbours + i * result->k;
}

uint32_t
drift_kept(const struct drift_result *result, size_t i)
{
	const void *kept = result->kept.ptr;

	return ((const uint32_t *)kept)[i];
}

int32_t
drift_nearest(const struct drift_result *result, size_t i)
{
	const void *nearest = result->nearest.ptr;

	return ((const int32_t *)nearest)[i];
}

void
drift_compare_prepare(void)
{
	drift_matrix_prepare();
}

/* The mean of the defined correlations. */
static void
find_drift(struct drift_result *result)
{
	const double *correlations = drift_correlations(result);
	double sum = 0;

	for (size_t i = 0; i < result->n; i++) {
		if (isnan(correlations[i]))
			result->n_undefined++;
		else
			sum += correlations[i];
	}
	if (result->n_undefined < result->n)
		/* Of correlations of 1 the mean may be above by its rounding. */
		result->drift = fmax(0,
		    1 - sum / (double)(result->n - result->n_undefined));
}

/* Values are sums of influences still. */
static void
finish_values(struct drift_result *result)
{
	const double *correlations = drift_correlations(result);
	double *values = (void *)result->values.ptr;
	double n = (double)result->n;
	double n_defined = n - (double)result->n_undefined;

	for (size_t i = 0; i < result->n; i++) {
		double own = isnan(correlations[i])
		    ? 0
		    : n * (1 - correlations[i] - result->drift);

		values[i] = n_defined > 0
		    ? result->drift + (own - values[i]) / n_defined
		    : (double)NAN;
	}
}

static void
find_overlap(struct drift_result *result)
{
	uint64_t n_kept = 0;

	for (size_t i = 0; i < result->n; i++)
		n_kept += drift_kept(result, i);
	if (result->k > 0)
		result->overlap =
		    (double)n_kept / ((double)result->k * (double)result->n);
}

/* Room for n of that size, all zero. */
static enum lm_code
make_list(struct lm_buf *list, size_t n, size_t size, struct lm_err *err)
{
	enum lm_code code = lm_buf_reserve(list, n * size, err);

	if (code != LM_OK || n == 0)
		return code;
	memset(list->ptr, 0, n * size);
	list->len = n * size;
	return LM_OK;
}

/* Put the result's memory in place. */
static enum lm_code
make_result(size_t n, size_t k, struct drift_result *result, struct lm_err *err)
{
	enum lm_code code;

	*result = (struct drift_result){.n = n,
	    .drift = (double)NAN,
	    .k = n == 0 ? 0
		: k < n ? k
			: n - 1,
	    .overlap = (double)NAN};
	if (n > LM_STAT_MAX_ROW)
		return lm_err_set(err, LM_LIMIT,
		    "%zu documents, at most %d can be compared", n,
		    LM_STAT_MAX_ROW);
	code = make_list(&result->correlations, n, sizeof(double), err);
	if (code == LM_OK)
		code = make_list(&result->values, n, sizeof(double), err);
	for (size_t side = 0; code == LM_OK && side < DRIFT_N_SIDES; side++)
		code = make_list(&result->neighbours[side], n * result->k,
		    sizeof(uint32_t), err);
	if (code == LM_OK)
		code = make_list(&result->kept, n, sizeof(uint32_t), err);
	if (code == LM_OK)
		code = make_list(&result->nearest, n, sizeof(int32_t), err);
	return code;
}

enum lm_code
drift_compare(const struct drift_set *const sides[],
    const struct drift_pairs *pairs, const struct drift_way *way,
    struct drift_result *result, struct lm_err *err)
{
	enum lm_code code =
	    make_result(drift_pairs_count(pairs), way->k, result, err);

	if (code == LM_OK && result->n > 0)
		code = drift_rows_judge(sides, pairs, way, result, err);
	if (code != LM_OK)
		return code;
	find_drift(result);
	finish_values(result);
	find_overlap(result);
	return LM_OK;
}
