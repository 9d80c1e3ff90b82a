#include "row.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/*
 * An influence is at most 8 n (lm_stat_influence), n of them at most 8 n^2:
 * with 2^59 / n^2 steps to 1 their sum stays below 2^63 / 2.  At n = 20,000
 * a step is 2e-9, and what matters is their mean.
 */
#define SCALE_BITS 59

bool
drift_row_make(struct drift_row *row, size_t n)
{
	int bits = 0;

	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		row->ranks[side] = calloc(n, sizeof(int32_t));
		row->rankers[side] = lm_stat_ranker_new(n);
	}
	row->keys = calloc(n, sizeof(int32_t));
	row->influence = calloc(n, sizeof(double));
	row->marks = calloc(n, sizeof(bool));
	row->sums = calloc(n, sizeof(int64_t));
	while (n >> bits != 0)
		bits++;
	row->scale = ldexp(1, SCALE_BITS - 2 * bits);
	return row->ranks[DRIFT_BASELINE] != NULL &&
	    row->ranks[DRIFT_CURRENT] != NULL &&
	    row->rankers[DRIFT_BASELINE] != NULL &&
	    row->rankers[DRIFT_CURRENT] != NULL && row->keys != NULL &&
	    row->influence != NULL && row->marks != NULL && row->sums != NULL;
}

void
drift_row_free(struct drift_row *row)
{
	for (size_t side = 0; side < DRIFT_N_SIDES; side++) {
		free(row->ranks[side]);
		lm_stat_ranker_free(row->rankers[side]);
	}
	free(row->keys);
	free(row->influence);
	free(row->marks);
	free(row->sums);
	*row = (struct drift_row){0};
}

/*
 * The k nearest in entries, from the last group of equal keys on; i, which has
 * none, is left out of their places.
 */
static void
find_neighbours(const uint64_t *entries, size_t n, size_t i, size_t k,
    uint32_t *neighbours)
{
	size_t n_found = 0, end = n, begin;

	for (; n_found < k; end = begin) {
		begin = end - 1;
		while (begin > 0 &&
		    lm_stat_equal(entries[begin - 1], entries[begin]))
			begin--;
		for (size_t j = begin; j < end && n_found < k; j++) {
			size_t place = lm_stat_place(entries[j]);

			neighbours[n_found++] =
			    (uint32_t)(place + (place >= i));
		}
	}
}

static uint32_t *
neighbours_of(struct drift_result *result, size_t side, size_t i)
{
	void *all = result->neighbours[side].ptr;

	return (uint32_t *)all + i * result->k;
}

/* How many neighbours of pair i are the same on both sides. */
static uint32_t
count_kept(bool *marks, const struct drift_result *result, size_t i)
{
	const uint32_t *before = drift_neighbours(result, DRIFT_BASELINE, i);
	const uint32_t *now = drift_neighbours(result, DRIFT_CURRENT, i);
	uint32_t n_kept = 0;

	for (size_t j = 0; j < result->k; j++)
		marks[before[j]] = true;
	for (size_t j = 0; j < result->k; j++)
		n_kept += marks[now[j]];
	for (size_t j = 0; j < result->k; j++)
		marks[before[j]] = false;
	return n_kept;
}

/* Add the n - 1 influences that others have on row i. */
static void
add_influence(struct drift_row *row, size_t i, size_t n)
{
	const double *influence = row->influence;
	int64_t *sums = row->sums;
	double scale = row->scale;

	for (size_t j = 0; j < i; j++)
		sums[j] += llrint(influence[j] * scale);
	for (size_t j = i + 1; j < n; j++)
		sums[j] += llrint(influence[j - 1] * scale);
}

/* Sort pair i's row of a side, without itself, and find its neighbours. */
static void
sort_row(struct drift_row *row, size_t side, const int32_t *keys, size_t i,
    struct drift_result *result)
{
	size_t n = result->n;
	const uint64_t *entries;

	memcpy(row->keys, keys, i * sizeof(*keys));
	memcpy(row->keys + i, keys + i + 1, (n - 1 - i) * sizeof(*keys));
	entries = lm_stat_sort(row->rankers[side], row->keys, n - 1,
	    row->ranks[side]);
	find_neighbours(entries, n - 1, i, result->k,
	    neighbours_of(result, side, i));
	if (side == DRIFT_BASELINE && n > 1) {
		int32_t *nearest = (void *)result->nearest.ptr;

		nearest[i] = row->keys[lm_stat_place(entries[n - 2])];
	}
}

void
drift_row_judge(struct drift_row *row, const int32_t *const keys[DRIFT_N_SIDES],
    size_t i, struct drift_result *result)
{
	const struct lm_stat_row a = {row->rankers[DRIFT_BASELINE],
	    row->ranks[DRIFT_BASELINE]};
	const struct lm_stat_row b = {row->rankers[DRIFT_CURRENT],
	    row->ranks[DRIFT_CURRENT]};
	double *correlations = (void *)result->correlations.ptr;
	uint32_t *kept = (void *)result->kept.ptr;

	for (size_t side = 0; side < DRIFT_N_SIDES; side++)
		sort_row(row, side, keys[side], i, result);
	kept[i] = count_kept(row->marks, result, i);
	correlations[i] = (double)NAN;
	if (lm_stat_influence(&a, &b, result->n - 1, &correlations[i],
		row->influence))
		add_influence(row, i, result->n);
}
