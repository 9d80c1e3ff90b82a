#include "metrics.h"

#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

struct hit {
	double score;
	size_t place;
};

struct drift_ranker {
	size_t n;
	size_t k;
	int32_t *gains;	 /* by place; 0 between two calls */
	struct hit *top; /* the best, room for n_most */
	size_t n_most;
};

struct drift_ranker *
drift_ranker_new(size_t n, size_t k)
{
	struct drift_ranker *ranker = calloc(1, sizeof(*ranker));
	size_t n_most = k > DRIFT_NDCG_RANKS ? k : DRIFT_NDCG_RANKS;

	if (ranker == NULL)
		return NULL;
	ranker->n = n;
	ranker->k = k;
	ranker->n_most = n_most < n ? n_most : n;
	/* one more, as there may be none */
	ranker->gains = calloc(n + 1, sizeof(*ranker->gains));
	ranker->top = calloc(ranker->n_most + 1, sizeof(*ranker->top));
	if (ranker->gains == NULL || ranker->top == NULL) {
		drift_ranker_free(ranker);
		return NULL;
	}
	return ranker;
}

void
drift_ranker_free(struct drift_ranker *ranker)
{
	if (ranker == NULL)
		return;
	free(ranker->gains);
	free(ranker->top);
	free(ranker);
}

double
drift_dcg(const int32_t *gains, size_t n)
{
	double sum = 0;

	for (size_t i = 0; i < n && i < DRIFT_NDCG_RANKS; i++)
		sum += gains[i] / log2((double)(i + 2));
	return sum;
}

static bool
is_before(const struct hit *a, const struct hit *b)
{
	if (a->score < b->score || a->score > b->score)
		return a->score > b->score;
	return a->place < b->place;
}

/* Put hit into a heap of n, the last one in the ranking on top, whose place i
 * and all below it are in order but for that place. */
static void
sift_down(struct hit *heap, size_t n, size_t i, struct hit hit)
{
	size_t child;

	while ((child = 2 * i + 1) < n) {
		if (child + 1 < n && is_before(&heap[child], &heap[child + 1]))
			child++;
		if (!is_before(&hit, &heap[child]))
			break;
		heap[i] = heap[child];
		i = child;
	}
	heap[i] = hit;
}

/* The best n_most, the best first. */
static void
find_top(struct drift_ranker *ranker, const double *scores)
{
	struct hit *top = ranker->top;
	size_t n = ranker->n_most;

	for (size_t i = 0; i < n; i++)
		top[i] = (struct hit){scores[i], i};
	for (size_t i = n / 2; i-- > 0;)
		sift_down(top, n, i, top[i]);
	/* an equal score stands behind those that are there */
	for (size_t i = n; i < ranker->n; i++)
		if (scores[i] > top[0].score)
			sift_down(top, n, 0, (struct hit){scores[i], i});
	for (; n > 1; n--) {
		struct hit last = top[0];

		sift_down(top, n - 1, 0, top[n - 1]);
		top[n - 1] = last;
	}
}

/* 1 / the rank of the best that is wanted. */
static double
reciprocal_rank(const struct drift_ranker *ranker, const double *scores,
    const struct drift_wanted *wanted)
{
	struct hit best = {-HUGE_VAL, ranker->n};
	size_t rank = 1;

	for (size_t i = 0; i < wanted->n_found; i++) {
		size_t place = wanted->found[i].place;
		struct hit hit = {scores[place], place};

		if (is_before(&hit, &best))
			best = hit;
	}
	if (best.place == ranker->n)
		return 0;
	for (size_t i = 0; i < ranker->n; i++)
		rank += is_before(&(struct hit){scores[i], i}, &best);
	return 1 / (double)rank;
}

struct drift_quality
drift_rank(struct drift_ranker *ranker, const double *scores,
    const struct drift_wanted *wanted)
{
	int32_t gains[DRIFT_NDCG_RANKS] = {0};
	struct drift_quality quality = {0};
	size_t n_hits = 0;

	for (size_t i = 0; i < wanted->n_found; i++)
		ranker->gains[wanted->found[i].place] = wanted->found[i].gain;
	find_top(ranker, scores);
	for (size_t i = 0; i < ranker->n_most; i++) {
		int32_t gain = ranker->gains[ranker->top[i].place];

		if (i < DRIFT_NDCG_RANKS)
			gains[i] = gain;
		n_hits += i < ranker->k && gain > 0;
	}
	for (size_t i = 0; i < wanted->n_found; i++)
		ranker->gains[wanted->found[i].place] = 0;
	quality.ndcg = drift_dcg(gains, DRIFT_NDCG_RANKS) / wanted->ideal;
	quality.recall = (double)n_hits / (double)wanted->n;
	quality.rr = reciprocal_rank(ranker, scores, wanted);
	return quality;
}
