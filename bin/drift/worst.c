#include <math.h>
#include <stdlib.h>

#include "compare.h"

struct candidate {
	double correlation;
	size_t at;
};

static int
by_correlation(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->correlation < y->correlation || x->correlation > y->correlation)
		return x->correlation < y->correlation ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

static enum lm_code
list_candidates(const struct drift_result *result, struct lm_buf *list,
    struct lm_err *err)
{
	const double *correlations = drift_correlations(result);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < result->n; i++) {
		struct candidate candidate = {correlations[i], i};

		if (!isnan(candidate.correlation))
			code = lm_buf_append(list, (const char *)&candidate,
			    sizeof(candidate), err);
	}
	return code;
}

enum lm_code
drift_worst(const struct drift_result *result, size_t max, struct lm_buf *worst,
    struct lm_err *err)
{
	struct lm_buf list = {0};
	enum lm_code code = list_candidates(result, &list, err);
	const void *memory = list.ptr;
	const struct candidate *candidates = memory;
	size_t n = list.len / sizeof(*candidates);

	if (n > 0)
		qsort(list.ptr, n, sizeof(*candidates), by_correlation);
	for (size_t i = 0; code == LM_OK && i < n && i < max; i++)
		code = lm_buf_append(worst, (const char *)&candidates[i].at,
		    sizeof(size_t), err);
	lm_buf_free(&list);
	return code;
}
