#ifndef DRIFT_RETRIEVAL_H
#define DRIFT_RETRIEVAL_H

#include <stddef.h>

#include "pairs.h"
#include "qrels.h"
#include "set.h"

#include "lm/bootstrap.h"
#include "lm/buf.h"
#include "lm/err.h"

/*
 * How well judged documents are found, before and now.
 *
 * On each side all documents are ranked for each query by score, exactly;
 * equal ones in the order of the baseline.  What is measured is what trec_eval
 * calls ndcg_cut_10, recall_k and recip_rank:
 *
 * - nDCG@10: the sum of gain / log2(rank + 1) over the first 10 ranks, divided
 *   by the largest that the query's judgements allow (Järvelin and Kekäläinen,
 *   Cumulated Gain-based Evaluation of IR Techniques, ACM Transactions on
 *   Information Systems 20, 2002); gains below 0 count as 0
 * - recall@k: of the documents with a gain above 0, how many are among the
 *   first k
 * - reciprocal rank: 1 / the rank of the first with a gain above 0; 0 if none
 *   is searched
 *
 * Judged documents that are not searched count as not found.
 */

enum drift_score { DRIFT_COSINE, DRIFT_DOT };

/* All sets are sealed. */
struct drift_search {
	const struct drift_set *docs[DRIFT_N_SIDES];
	const struct drift_set *queries[DRIFT_N_SIDES];
	/* of docs; those that are on both sides are searched, also those with
	 * another text now and those that are not in the sample */
	const struct drift_pairs *pairs;
	const struct drift_qrels *qrels;
	enum drift_score score;
	size_t k; /* of recall, from 1 */
	size_t jobs;
	struct lm_bootstrap interval;
};

/* A query that has a judgement with a gain above 0. */
struct drift_query {
	size_t places[DRIFT_N_SIDES]; /* in its sets */
	double ndcg[DRIFT_N_SIDES];
	double recall[DRIFT_N_SIDES];
	double rr[DRIFT_N_SIDES];
};

/* Means are over queries, NaN where there are none.  All-zero is empty. */
struct drift_retrieval {
	struct lm_buf queries; /* of struct drift_query, as in the baseline */
	size_t n_unjudged;     /* other queries */
	/* judgements with a gain above 0, of queries that are there, of
	 * documents that are not searched */
	size_t n_absent;
	double ndcg[DRIFT_N_SIDES];
	double recall[DRIFT_N_SIDES];
	double mrr[DRIFT_N_SIDES];
	double loss_pp; /* mean of 100 * (ndcg of baseline - ndcg now) */
	struct lm_interval loss; /* of that mean, queries being resampled */
};

void drift_retrieval_free(struct drift_retrieval *retrieval);

/* The queries that are judged. */
size_t drift_retrieval_count(const struct drift_retrieval *retrieval);
const struct drift_query *drift_retrieval_at(
    const struct drift_retrieval *retrieval, size_t i);

/*
 * Measure, *retrieval being empty.  The result is the same for every number
 * of jobs (threads).
 *
 * LM_MALFORMED, with file and line: a query is on one side only; queries have
 * other dimensions than the documents of their side, or are by another model;
 * an id that is judged is there both as a number and as a string.  LM_NOMEM.
 *
 * Cost: queries * documents * dimensions on each side by lm_vec_dots; memory
 * for each job 128 bytes a document, and 256 a dimension.
 */
enum lm_code drift_retrieval_measure(const struct drift_search *search,
    struct drift_retrieval *retrieval, struct lm_err *err);

#endif
