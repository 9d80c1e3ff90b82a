#ifndef DRIFT_SHIFT_H
#define DRIFT_SHIFT_H

#include "pairs.h"
#include "set.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * What the neighbourhoods do not show: a space that is another although the
 * order in it is the same (rotated, mirrored, scaled), so that tonight's
 * queries do not find last month's vectors.
 */
struct drift_shift {
	double norm; /* mean norm now / mean norm of the baseline - 1 */
	/* Euclidean distance of the means of the vectors, each scaled to
	 * length 1: 0 to 2; NaN where the dimensions differ */
	double mean;
	/* cosine of a document to itself, -1 to 1: the mean and the least;
	 * NaN likewise */
	double self;
	double least;
	struct lm_buf selves; /* double, by pair; empty likewise */
};

void drift_shift_free(struct drift_shift *shift);

/* The cosines of the pairs to themselves; they live as long as the shift. */
const double *drift_shift_selves(const struct drift_shift *shift);

/*
 * Over the compared pairs of two sealed sets; all NaN where there are none.
 * Sums are in double, in the order of the pairs, so the result is the same
 * each time; where all vectors are as they were it is exactly 0, 0 and 1.
 *
 * Cost: one pass over the vectors, about 4 ns for two numbers (80 ms for
 * 20,000 pairs of 1,024); memory 8 bytes a dimension and 8 a pair.  *out is
 * empty.  LM_NOMEM, and then *out is all NaN.
 */
enum lm_code drift_shift_measure(const struct drift_set *const sides[],
    const struct drift_pairs *pairs, struct drift_shift *out,
    struct lm_err *err);

#endif
