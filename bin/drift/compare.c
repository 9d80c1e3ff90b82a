#include "compare.h"

#include <math.h>

#include "matrix.h"
#include "rows.h"

#include "lm/stat.h"

void
drift_result_free(struct drift_result *result)
{
	lm_buf_free(&result->correlations);
}

const double *
drift_correlations(const struct drift_result *result)
{
	const void *values = result->correlations.ptr;

	return values;
}

void
drift_compare_prepare(void)
{
	drift_matrix_one_thread();
}

static void
sum_up(struct drift_result *result)
{
	const double *correlations = drift_correlations(result);
	double sum = 0;

	for (size_t i = 0; i < result->n; i++) {
		if (isnan(correlations[i]))
			result->n_undefined++;
		else
			sum += correlations[i];
	}
	result->drift = result->n_undefined == result->n
	    ? (double)NAN
	    : 1 - sum / (double)(result->n - result->n_undefined);
}

/* Put the result's memory in place. */
static enum lm_code
make_result(const struct drift_set *set, struct drift_result *result,
    struct lm_err *err)
{
	size_t n = drift_set_count(set);
	enum lm_code code;

	*result = (struct drift_result){.n = n, .drift = (double)NAN};
	if (n > LM_STAT_MAX_ROW)
		return lm_err_set(err, LM_LIMIT,
		    "%zu documents, at most %d can be compared", n,
		    LM_STAT_MAX_ROW);
	result->dimensions = n == 0 ? 0 : drift_set_doc(set, 0)->dimensions;
	code = lm_buf_reserve(&result->correlations, n * sizeof(double), err);
	if (code == LM_OK)
		result->correlations.len = n * sizeof(double);
	return code;
}

enum lm_code
drift_compare(const struct drift_set *baseline, const struct drift_set *current,
    const size_t *order, size_t jobs, struct drift_result *result,
    struct lm_err *err)
{
	enum lm_code code = make_result(baseline, result, err);
	void *correlations = result->correlations.ptr;

	if (code == LM_OK && result->n > 0)
		code = drift_rows_correlate(baseline, current, order, jobs,
		    correlations, err);
	if (code == LM_OK)
		sum_up(result);
	return code;
}
