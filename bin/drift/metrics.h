#ifndef DRIFT_METRICS_H
#define DRIFT_METRICS_H

#include <stddef.h>
#include <stdint.h>

/* nDCG@10, recall@k and reciprocal rank of one ranking (retrieval.h). */

#define DRIFT_NDCG_RANKS 10

/* What is judged of a query. */
struct drift_gain {
	size_t place; /* among the documents searched */
	int32_t gain; /* above 0 */
};

struct drift_wanted {
	const struct drift_gain *found; /* the documents that are searched */
	size_t n_found;
	size_t n;     /* all with a gain above 0; at least 1 */
	double ideal; /* drift_dcg of these, the largest gain first */
};

struct drift_quality {
	double ndcg;
	double recall;
	double rr;
};

/* The memory that rankings of n documents are judged in. */
struct drift_ranker;

/* Make one for recall@k; NULL when there is no memory. */
struct drift_ranker *drift_ranker_new(size_t n, size_t k);
void drift_ranker_free(struct drift_ranker *ranker);

/* Discounted cumulated gain of gains in the order of their ranks, of which
 * only the first DRIFT_NDCG_RANKS count. */
double drift_dcg(const int32_t *gains, size_t n);

/*
 * The quality of the ranking by n scores, of which none is NaN: the highest
 * first, equal ones by place.  O(n), as long as k is small.
 */
struct drift_quality drift_rank(struct drift_ranker *ranker,
    const double *scores, const struct drift_wanted *wanted);

#endif
