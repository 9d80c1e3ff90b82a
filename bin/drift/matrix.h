#ifndef DRIFT_MATRIX_H
#define DRIFT_MATRIX_H

#include <stddef.h>
#include <stdint.h>

#include "set.h"

#include "lm/buf.h"
#include "lm/err.h"

/* The vectors of one run, each of length 1, in double; a row a document. */
struct drift_matrix {
	struct lm_buf values; /* of double */
	size_t n;
	size_t dimensions;
};

/*
 * Take the vectors of set, in the given order (NULL: as they are).  LM_NOMEM.
 */
enum lm_code drift_matrix_make(struct drift_matrix *matrix,
    const struct drift_set *set, const size_t *order, struct lm_err *err);
void drift_matrix_free(struct drift_matrix *matrix);

/*
 * Have CBLAS use the calling thread only: the threads are ours, and so the
 * sums are the same however many there are.
 */
void drift_matrix_one_thread(void);

/*
 * The cosines of n_rows rows from first on to all rows: n_rows * n values,
 * row by row.  Equal arguments give equal bytes.
 */
void drift_matrix_cosines(const struct drift_matrix *matrix, size_t first,
    size_t n_rows, double *cosines);

/* A cosine on the grid, and those of row's n but the one at itself: n - 1. */
void drift_matrix_keys(const double *cosines, size_t n, size_t itself,
    int32_t *keys);

#endif
