#ifndef DRIFT_MATRIX_H
#define DRIFT_MATRIX_H

#include <stddef.h>
#include <stdint.h>

#include "pairs.h"
#include "set.h"

#include "lm/buf.h"
#include "lm/err.h"

/* The vectors of one run, each of length 1, in double; a row a pair. */
struct drift_matrix {
	struct lm_buf values; /* of double */
	size_t n;
	size_t dimensions;
};

/*
 * Make room for n vectors of that many dimensions; those are added by
 * drift_matrix_fill, for n rows from first on: set's documents at the pairs'
 * places on that side.  LM_NOMEM.
 */
enum lm_code drift_matrix_make(struct drift_matrix *matrix, size_t n,
    size_t dimensions, struct lm_err *err);
void drift_matrix_fill(struct drift_matrix *matrix, const struct drift_set *set,
    const struct drift_pairs *pairs, enum drift_side side, size_t first,
    size_t n);
void drift_matrix_free(struct drift_matrix *matrix);

/*
 * Make CBLAS ready, while no other thread of ours runs: it is to use the
 * kernels that this CPU is good for, and the calling thread only, so that its
 * sums are the same however many threads of ours call it.
 */
void drift_matrix_prepare(void);

/* Rows and columns of a tile of cosines. */
#define DRIFT_TILE ((size_t)256)

/*
 * The cosines of the rows from row on to the rows from column on, DRIFT_TILE
 * of each, or as many as there are, in rows of DRIFT_TILE keys
 * (drift_matrix_key).  row and column are multiples of DRIFT_TILE, row <=
 * column: a CBLAS may add up in another order where a tile has another shape
 * or place, so each pair of rows has its one tile, whoever asks for it and
 * why.  Works in cosines, DRIFT_TILE * DRIFT_TILE of them.
 */
void drift_matrix_tile(const struct drift_matrix *matrix, size_t row,
    size_t column, double *cosines, int32_t *keys);

/* A cosine on the grid: nearbyint(cosine * DRIFT_GRID), ties to even. */
int32_t drift_matrix_key(double cosine);

#endif
