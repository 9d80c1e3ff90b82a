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
 * Make room for the vectors of set; those are added by drift_matrix_fill, for
 * n rows from first on, from set's documents in the given order (NULL: as they
 * are).  LM_NOMEM.
 */
enum lm_code drift_matrix_make(struct drift_matrix *matrix,
    const struct drift_set *set, struct lm_err *err);
void drift_matrix_fill(struct drift_matrix *matrix, const struct drift_set *set,
    const size_t *order, size_t first, size_t n);
void drift_matrix_free(struct drift_matrix *matrix);

/*
 * Have CBLAS use the calling thread only, and end the threads it has: so its
 * sums are the same however many threads of ours call it.  While no other
 * thread runs.
 */
void drift_matrix_one_thread(void);

/* Rows and columns of a tile of cosines. */
#define DRIFT_TILE ((size_t)128)

/*
 * The cosines of the rows from row on to the rows from column on, DRIFT_TILE
 * of each, or as many as there are, in rows of DRIFT_TILE values.  Equal
 * arguments give equal bytes.
 */
void drift_matrix_tile(const struct drift_matrix *matrix, size_t row,
    size_t column, double *cosines);

/* A cosine on the grid: nearbyint(cosine * DRIFT_GRID), ties to even. */
int32_t drift_matrix_key(double cosine);

#endif
