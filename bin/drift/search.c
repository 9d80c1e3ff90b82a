#include "search.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "metrics.h"
#include "team.h"

#include "lm/vec.h"

/*
 * A task is some queries of one side.  Documents are read in tiles, which stay
 * in the cache while each of the queries is compared with them.
 */
#define QUERIES_A_TASK ((size_t)16)
#define ROWS_A_TILE ((size_t)64)

struct searching {
	const struct drift_search *search;
	const struct drift_judged *judged;
	double *norms[DRIFT_N_SIDES]; /* of the documents searched */
	struct drift_query *queries;
	size_t n_queries;
	size_t n_docs;
	struct bench *benches; /* of the team's members */
};

/* What one thread works in. */
struct bench {
	struct searching *searching;
	float *tile;	/* ROWS_A_TILE vectors of the larger side */
	double *scores; /* QUERIES_A_TASK rows of n_docs */
	struct drift_ranker *ranker;
};

/* ---- one thread ------------------------------------------------------------ */

/* The scores of a tile of documents from first on, for n queries from begin. */
static void
score_tile(struct bench *bench, size_t side, size_t begin, size_t n,
    size_t first)
{
	struct searching *searching = bench->searching;
	const struct drift_set *docs = searching->search->docs[side];
	const struct drift_set *queries = searching->search->queries[side];
	const struct drift_pair *searched =
	    drift_judged_searched(searching->judged) + first;
	size_t dimensions = drift_set_dimensions(docs);
	size_t n_rows = searching->n_docs - first;

	n_rows = n_rows < ROWS_A_TILE ? n_rows : ROWS_A_TILE;
	for (size_t row = 0; row < n_rows; row++)
		memcpy(bench->tile + row * dimensions,
		    drift_set_vector(docs, searched[row].places[side]),
		    dimensions * sizeof(float));
	for (size_t i = 0; i < n; i++) {
		size_t place = searching->queries[begin + i].places[side];
		double *scores = bench->scores + i * searching->n_docs + first;

		lm_vec_dots(drift_set_vector(queries, place), bench->tile,
		    n_rows, dimensions, scores);
		/* a query's own length does not change its ranking */
		for (size_t row = 0;
		     row < n_rows && searching->search->score == DRIFT_COSINE;
		     row++)
			scores[row] /= searching->norms[side][first + row];
	}
}

static void
judge_query(struct bench *bench, size_t side, size_t i, const double *scores)
{
	struct searching *searching = bench->searching;
	struct drift_query *query = &searching->queries[i];
	struct drift_quality quality = drift_rank(bench->ranker, scores,
	    &drift_judged_queries(searching->judged)[i].wanted);

	query->ndcg[side] = quality.ndcg;
	query->recall[side] = quality.recall;
	query->rr[side] = quality.rr;
}

static void
do_task(void *arg, size_t member, size_t task)
{
	struct searching *searching = arg;
	struct bench *bench = &searching->benches[member];
	size_t side = task % DRIFT_N_SIDES;
	size_t begin = task / DRIFT_N_SIDES * QUERIES_A_TASK;
	size_t n = searching->n_queries - begin;

	n = n < QUERIES_A_TASK ? n : QUERIES_A_TASK;
	for (size_t at = 0; at < searching->n_docs; at += ROWS_A_TILE)
		score_tile(bench, side, begin, n, at);
	for (size_t i = 0; i < n; i++)
		judge_query(bench, side, begin + i,
		    bench->scores + i * searching->n_docs);
}

/* ---- all threads ----------------------------------------------------------- */

static void
benches_free(struct bench *benches, size_t n)
{
	for (size_t i = 0; benches != NULL && i < n; i++) {
		free(benches[i].tile);
		free(benches[i].scores);
		drift_ranker_free(benches[i].ranker);
	}
	free(benches);
}

/* calloc for n values, of which there may be none. */
static bool
furnish(struct bench *bench, struct searching *searching)
{
	const struct drift_search *search = searching->search;
	size_t dimensions = drift_set_dimensions(search->docs[DRIFT_BASELINE]);
	size_t other = drift_set_dimensions(search->docs[DRIFT_CURRENT]);
	size_t n_rows = searching->n_queries < QUERIES_A_TASK
	    ? searching->n_queries
	    : QUERIES_A_TASK;

	bench->searching = searching;
	bench->tile = calloc(ROWS_A_TILE *
		((dimensions > other ? dimensions : other) + 1),
	    sizeof(*bench->tile));
	bench->scores =
	    calloc(searching->n_docs + 1, n_rows * sizeof(*bench->scores));
	bench->ranker = drift_ranker_new(searching->n_docs, search->k);
	return bench->tile != NULL && bench->scores != NULL &&
	    bench->ranker != NULL;
}

static size_t
count_tasks(const struct searching *searching)
{
	return DRIFT_N_SIDES *
	    ((searching->n_queries + QUERIES_A_TASK - 1) / QUERIES_A_TASK);
}

static enum lm_code
work_together(struct searching *searching, size_t n, struct lm_err *err)
{
	const struct drift_work work = {do_task, searching,
	    count_tasks(searching)};
	struct bench *benches = calloc(n, sizeof(*benches));
	bool furnished = benches != NULL;

	for (size_t i = 0; furnished && i < n; i++)
		furnished = furnish(&benches[i], searching);
	if (!furnished) {
		benches_free(benches, n);
		return lm_err_nomem(err);
	}
	searching->benches = benches;
	drift_team_work(&work, n);
	benches_free(benches, n);
	return LM_OK;
}

static size_t
useful_jobs(const struct searching *searching)
{
	size_t jobs = searching->search->jobs, n_tasks = count_tasks(searching);

	return jobs < 1 ? 1 : jobs < n_tasks ? jobs : n_tasks;
}

static enum lm_code
measure_norms(struct searching *searching, struct lm_buf *norms,
    struct lm_err *err)
{
	const struct drift_pair *searched =
	    drift_judged_searched(searching->judged);
	size_t n = searching->n_docs;
	enum lm_code code =
	    lm_buf_reserve(norms, DRIFT_N_SIDES * n * sizeof(double), err);
	void *memory = norms->ptr;

	for (size_t side = 0; code == LM_OK && side < DRIFT_N_SIDES; side++) {
		const struct drift_set *docs = searching->search->docs[side];

		searching->norms[side] = (double *)memory + side * n;
		for (size_t i = 0; i < n; i++)
			searching->norms[side][i] =
			    lm_vec_norm(drift_set_vector(docs,
					    searched[i].places[side]),
				drift_set_dimensions(docs));
	}
	return code;
}

enum lm_code
drift_search_run(const struct drift_search *search,
    const struct drift_judged *judged, struct drift_query *queries,
    struct lm_err *err)
{
	struct searching searching = {.search = search,
	    .judged = judged,
	    .queries = queries,
	    .n_queries = drift_judged_n_queries(judged),
	    .n_docs = drift_judged_n_searched(judged)};
	struct lm_buf norms = {0};
	enum lm_code code = LM_OK;

	if (searching.n_queries > 0)
		code = measure_norms(&searching, &norms, err);
	if (searching.n_queries > 0 && code == LM_OK)
		code = work_together(&searching, useful_jobs(&searching), err);
	lm_buf_free(&norms);
	return code;
}
