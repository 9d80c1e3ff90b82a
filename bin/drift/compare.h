#ifndef DRIFT_COMPARE_H
#define DRIFT_COMPARE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "pairs.h"
#include "set.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * How much the neighbourhoods of the same documents differ in two runs.
 *
 * A document's row holds its cosine similarities to all other documents of
 * its run, in the order of the baseline, each rounded to a grid of 1e-6:
 * nearbyint(cosine * 1e6), ties to even.  Its correlation is Spearman's of
 * its two rows, with average ranks for ties (as scipy.stats.spearmanr of the
 * rounded rows); where all similarities of a row are equal, or there is but
 * one, it is not defined.  Drift = 1 - mean of the defined correlations: 0 is
 * no change, 1 no relation, 2 a reversal.
 *
 * A document's neighbours are those with the greatest similarities in its row,
 * on the grid too.
 */

/* Similarities of 1 on the grid. */
#define DRIFT_GRID 1000000

struct drift_way {
	size_t jobs; /* threads */
	size_t k;    /* nearest neighbours to look at; at most n - 1 are */
	/* bytes for similarities, about, as 2048 n are needed; 0: as many as
	 * it takes, up to 4 GiB */
	uint64_t memory;
};

/* All-zero is empty.  What is by pair is in the order of the pairs. */
struct drift_result {
	size_t n;		    /* documents that were compared */
	double drift;		    /* NaN: no correlation is defined */
	size_t n_undefined;	    /* documents without a correlation */
	struct lm_buf correlations; /* double, by pair; NaN: undefined */
	/*
	 * double, by pair: what drift says of each, so that it is their mean
	 * (up to rounding) and has about their variance / n.  Drift depends on
	 * a document by its own row and by its place in all the others', so
	 * that the value of d is 1 - rho_d - 1/n of the sum of the influences
	 * that d has on all other rows (lm_stat_influence): the pseudo-values
	 * of the infinitesimal jackknife (Efron, The jackknife, the bootstrap
	 * and other resampling plans, 1982, chapter 6), n drift - (n - 1)
	 * drift without d, up to 1/n.  The correlations alone have but about a
	 * quarter of the variance.
	 *
	 * Where rows are undefined, drift is a mean of n_def = n - n_undefined,
	 * and the value is drift + (n (1 - rho_d - drift) - sum) / n_def; of
	 * an undefined row drift - sum / n_def.  NaN where drift is.
	 */
	struct lm_buf values;
	size_t k; /* neighbours of each: those asked for, at most n - 1 */
	/* uint32_t, k a pair: places among the pairs, the nearest first,
	 * equal similarities in the order of the pairs */
	struct lm_buf neighbours[DRIFT_N_SIDES];
	struct lm_buf kept;    /* uint32_t, by pair: of the k, on both sides */
	struct lm_buf nearest; /* int32_t, by pair: the greatest similarity of
				* its row in the baseline, on the grid; 0 where
				* there is no other document */
	double overlap;	       /* mean of kept / k; NaN where that is 0 / 0 */
};

void drift_result_free(struct drift_result *result);

/* What is by pair; it lives as long as the result. */
const double *drift_correlations(const struct drift_result *result);
const double *drift_values(const struct drift_result *result);
const uint32_t *drift_neighbours(const struct drift_result *result,
    enum drift_side side, size_t i);
uint32_t drift_kept(const struct drift_result *result, size_t i);
int32_t drift_nearest(const struct drift_result *result, size_t i);

/*
 * To be called first of all, before there are threads.  OpenBLAS has started
 * one a CPU when it was loaded, and these spin for some 30 ms, which at two
 * CPUs doubles the time of a run: ends them; the threads here are our own.  And
 * it may have chosen its kernels badly (matrix.c): has it choose again.
 */
void drift_compare_prepare(void);

/*
 * Compare the documents of two sealed sets that are paired (pairs->compared);
 * the sets' dimensions may differ.  *result is empty.  All of it is the same
 * for every jobs and every memory.  LM_NOMEM; LM_LIMIT for more than
 * LM_STAT_MAX_ROW pairs; then *result is to be freed all the same.
 *
 * Cost: n^2 dimensions floating point operations of each side by CBLAS (up to
 * twice as many where memory is less than about 2 n^2 bytes), and 25 to 35 ns
 * for each of n^2 pairs; 8 n (dimensions of both sides) bytes, those for
 * similarities, 60 n for each job, and 8 n (k + 3) for the result.
 */
enum lm_code drift_compare(const struct drift_set *const sides[],
    const struct drift_pairs *pairs, const struct drift_way *way,
    struct drift_result *result, struct lm_err *err);

/*
 * The places, among the pairs, of the documents with the least correlations,
 * the least first, equal ones in the order of the pairs, undefined ones left
 * out: at most max.  Their number is worst->len / sizeof(size_t).  LM_NOMEM.
 */
enum lm_code drift_worst(const struct drift_result *result, size_t max,
    struct lm_buf *worst, struct lm_err *err);

#endif
