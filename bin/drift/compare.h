#ifndef DRIFT_COMPARE_H
#define DRIFT_COMPARE_H

#include <stdbool.h>
#include <stddef.h>

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
 */

/* Similarities of 1 on the grid. */
#define DRIFT_GRID 1000000

struct drift_result {
	size_t n; /* documents */
	size_t dimensions;
	double drift;		    /* NaN: no correlation is defined */
	struct lm_buf correlations; /* double, by document; NaN: undefined */
	size_t n_undefined;
};

void drift_result_free(struct drift_result *result);

/* The correlations; they live as long as the result. */
const double *drift_correlations(const struct drift_result *result);

/*
 * To be called first of all, before there are threads: OpenBLAS has started
 * one a CPU when it was loaded, and these spin for some 30 ms, which at two
 * CPUs doubles the time of a run.  Ends them; the threads here are our own.
 */
void drift_compare_prepare(void);

/*
 * Compare two sealed sets, paired by drift_set_pair.  The result is the same
 * for every number of jobs (threads).  LM_NOMEM; LM_LIMIT for more than
 * LM_STAT_MAX_ROW documents.
 *
 * Cost: 2 n^2 dimensions floating point operations by CBLAS (twice as many
 * from n = 2897 on) and a sort of 2 n rows; memory 16 n dimensions bytes, at
 * most 64 MB for similarities (1 kB n from n = 65536 on), and 28 n for each
 * job.
 */
enum lm_code drift_compare(const struct drift_set *baseline,
    const struct drift_set *current, const size_t *order, size_t jobs,
    struct drift_result *result, struct lm_err *err);

/*
 * The places of the documents with the least correlations, the least first,
 * equal ones in the order of the baseline, undefined ones left out: at most
 * max.  Their number is worst->len / sizeof(size_t).  LM_NOMEM.
 */
enum lm_code drift_worst(const struct drift_result *result, size_t max,
    struct lm_buf *worst, struct lm_err *err);

#endif
