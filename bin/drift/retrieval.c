#include "retrieval.h"

#include <math.h>
#include <string.h>

#include "judged.h"
#include "search.h"

void
drift_retrieval_free(struct drift_retrieval *retrieval)
{
	lm_buf_free(&retrieval->queries);
	*retrieval = (struct drift_retrieval){.n_absent = 0};
}

static struct drift_query *
queries_of(const struct drift_retrieval *retrieval)
{
	void *list = retrieval->queries.ptr;

	return list;
}

size_t
drift_retrieval_count(const struct drift_retrieval *retrieval)
{
	return retrieval->queries.len / sizeof(struct drift_query);
}

const struct drift_query *
drift_retrieval_at(const struct drift_retrieval *retrieval, size_t i)
{
	return queries_of(retrieval) + i;
}

static enum lm_code
list_queries(const struct drift_judged *judged,
    struct drift_retrieval *retrieval, struct lm_err *err)
{
	const struct drift_judged_query *list = drift_judged_queries(judged);
	enum lm_code code = LM_OK;

	retrieval->n_unjudged = judged->n_unjudged;
	retrieval->n_absent = judged->n_absent;
	for (size_t i = 0; code == LM_OK && i < drift_judged_n_queries(judged);
	     i++) {
		struct drift_query query = {.rr = {0}};

		memcpy(query.places, list[i].places, sizeof(query.places));
		code = lm_buf_append(&retrieval->queries, (const char *)&query,
		    sizeof(query), err);
	}
	return code;
}

static void
sum_up(struct drift_retrieval *retrieval, size_t side)
{
	const struct drift_query *queries = queries_of(retrieval);
	size_t n = drift_retrieval_count(retrieval);
	double ndcg = 0, recall = 0, rr = 0;

	for (size_t i = 0; i < n; i++) {
		ndcg += queries[i].ndcg[side];
		recall += queries[i].recall[side];
		rr += queries[i].rr[side];
	}
	retrieval->ndcg[side] = n == 0 ? (double)NAN : ndcg / (double)n;
	retrieval->recall[side] = n == 0 ? (double)NAN : recall / (double)n;
	retrieval->mrr[side] = n == 0 ? (double)NAN : rr / (double)n;
}

static enum lm_code
find_loss(const struct drift_search *search, struct drift_retrieval *retrieval,
    struct lm_err *err)
{
	const struct drift_query *queries = queries_of(retrieval);
	size_t n = drift_retrieval_count(retrieval);
	struct lm_buf losses = {0};
	enum lm_code code = lm_buf_reserve(&losses, n * sizeof(double), err);
	void *memory = losses.ptr;
	double *list = memory, sum = 0;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		list[i] = 100 *
		    (queries[i].ndcg[DRIFT_BASELINE] -
			queries[i].ndcg[DRIFT_CURRENT]);
		sum += list[i];
	}
	retrieval->loss_pp = n == 0 ? (double)NAN : sum / (double)n;
	if (code == LM_OK)
		code = lm_bootstrap_mean(list, n, &search->interval,
		    &retrieval->loss, err);
	lm_buf_free(&losses);
	return code;
}

enum lm_code
drift_retrieval_measure(const struct drift_search *search,
    struct drift_retrieval *retrieval, struct lm_err *err)
{
	struct drift_judged judged = {.n_absent = 0};
	enum lm_code code = drift_judged_find(search, &judged, err);

	if (code == LM_OK)
		code = list_queries(&judged, retrieval, err);
	if (code == LM_OK)
		code = drift_search_run(search, &judged, queries_of(retrieval),
		    err);
	for (size_t side = 0; side < DRIFT_N_SIDES; side++)
		sum_up(retrieval, side);
	if (code == LM_OK)
		code = find_loss(search, retrieval, err);
	drift_judged_free(&judged);
	return code;
}
