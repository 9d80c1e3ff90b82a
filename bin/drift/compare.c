#include "compare.h"

#include <math.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

#include "matrix.h"

#include "lm/stat.h"

/*
 * Rows are worked on in blocks of a fixed size, whatever the number of
 * threads, because CBLAS may add up a block of another size in another order.
 */
#define BLOCK_ROWS 64

struct comparison {
	struct drift_matrix baseline;
	struct drift_matrix current;
	double *correlations;
	pthread_mutex_t lock;
	size_t next_row; /* under the lock */
};

/* What one thread works in. */
struct bench {
	struct comparison *comparison;
	double *cosines; /* BLOCK_ROWS * n */
	int32_t *ranks;	 /* BLOCK_ROWS * n, of the baseline's rows */
	int32_t *keys;	 /* n */
	int32_t *other;	 /* n */
	struct lm_stat_ranker *ranker;
	pthread_t thread;
	bool started;
};

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

static void
benches_free(struct bench *benches, size_t n)
{
	for (size_t i = 0; benches != NULL && i < n; i++) {
		free(benches[i].cosines);
		free(benches[i].ranks);
		free(benches[i].keys);
		free(benches[i].other);
		lm_stat_ranker_free(benches[i].ranker);
	}
	free(benches);
}

static bool
furnish(struct bench *bench, struct comparison *comparison)
{
	size_t n = comparison->baseline.n;

	bench->comparison = comparison;
	bench->cosines = calloc(BLOCK_ROWS * n, sizeof(double));
	bench->ranks = calloc(BLOCK_ROWS * n, sizeof(int32_t));
	bench->keys = calloc(n, sizeof(int32_t));
	bench->other = calloc(n, sizeof(int32_t));
	bench->ranker = lm_stat_ranker_new(n);
	return bench->cosines != NULL && bench->ranks != NULL &&
	    bench->keys != NULL && bench->other != NULL &&
	    bench->ranker != NULL;
}

/* n of them; NULL when there is no memory. */
static struct bench *
benches_new(struct comparison *comparison, size_t n)
{
	struct bench *benches = calloc(n, sizeof(*benches));

	for (size_t i = 0; benches != NULL && i < n; i++)
		if (!furnish(&benches[i], comparison)) {
			benches_free(benches, n);
			return NULL;
		}
	return benches;
}

static void
rank_row(struct bench *bench, size_t first, size_t i, int32_t *ranks)
{
	size_t n = bench->comparison->baseline.n;

	drift_matrix_keys(bench->cosines + i * n, n, first + i, bench->keys);
	lm_stat_ranks(bench->ranker, bench->keys, n - 1, ranks);
}

static void
compare_block(struct bench *bench, size_t first, size_t n_rows)
{
	struct comparison *comparison = bench->comparison;
	size_t n = comparison->baseline.n;

	drift_matrix_cosines(&comparison->baseline, first, n_rows,
	    bench->cosines);
	for (size_t i = 0; i < n_rows; i++)
		rank_row(bench, first, i, bench->ranks + i * n);
	drift_matrix_cosines(&comparison->current, first, n_rows,
	    bench->cosines);
	for (size_t i = 0; i < n_rows; i++) {
		double *correlation = &comparison->correlations[first + i];

		rank_row(bench, first, i, bench->other);
		*correlation = (double)NAN;
		(void)lm_stat_spearman(bench->ranks + i * n, bench->other,
		    n - 1, correlation);
	}
}

/* The first row of a block that nobody has; n when there is none. */
static size_t
take_block(struct comparison *comparison)
{
	size_t n = comparison->baseline.n, first;

	(void)pthread_mutex_lock(&comparison->lock);
	first = comparison->next_row;
	comparison->next_row = n - first < BLOCK_ROWS ? n : first + BLOCK_ROWS;
	(void)pthread_mutex_unlock(&comparison->lock);
	return first;
}

static void *
work(void *arg)
{
	struct bench *bench = arg;
	size_t n = bench->comparison->baseline.n, first;

	while ((first = take_block(bench->comparison)) < n)
		compare_block(bench, first,
		    n - first < BLOCK_ROWS ? n - first : BLOCK_ROWS);
	return NULL;
}

/* The caller works too; where a thread cannot be had, the others do its part. */
static void
work_together(struct bench *benches, size_t jobs)
{
	for (size_t i = 1; i < jobs; i++)
		benches[i].started = pthread_create(&benches[i].thread, NULL,
					 work, &benches[i]) == 0;
	(void)work(&benches[0]);
	for (size_t i = 1; i < jobs; i++)
		if (benches[i].started)
			(void)pthread_join(benches[i].thread, NULL);
}

static enum lm_code
compare_rows(struct comparison *comparison, size_t jobs, struct lm_err *err)
{
	size_t n_blocks =
	    (comparison->baseline.n + BLOCK_ROWS - 1) / BLOCK_ROWS;
	size_t n = jobs < n_blocks ? jobs : n_blocks;
	struct bench *benches = benches_new(comparison, n);

	if (benches == NULL)
		return lm_err_nomem(err);
	work_together(benches, n);
	benches_free(benches, n);
	return LM_OK;
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
	struct comparison comparison = {.lock = PTHREAD_MUTEX_INITIALIZER};
	enum lm_code code = make_result(baseline, result, err);
	void *memory = result->correlations.ptr;

	if (code != LM_OK || result->n == 0)
		goto out;
	comparison.correlations = memory;
	code = drift_matrix_make(&comparison.baseline, baseline, NULL, err);
	if (code == LM_OK)
		code =
		    drift_matrix_make(&comparison.current, current, order, err);
	if (code == LM_OK) {
		drift_matrix_one_thread();
		code = compare_rows(&comparison, jobs, err);
	}
	if (code == LM_OK)
		sum_up(result);
out:
	drift_matrix_free(&comparison.baseline);
	drift_matrix_free(&comparison.current);
	(void)pthread_mutex_destroy(&comparison.lock);
	return code;
}

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
