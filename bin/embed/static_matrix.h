#ifndef EMBED_STATIC_MATRIX_H
#define EMBED_STATIC_MATRIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/safetensors.h"

/* Rows of numbers in a file, as the numbers stand there. */
struct static_matrix {
	const char *bytes;
	enum lm_tensor_type type; /* F16, BF16, F32, F64 or I8 */
	size_t n_rows;
	size_t n_columns;
};

/*
 * Look at all of a tensor: it has to have n_dims dimensions, none of them 0,
 * and numbers of one of these types that are finite floats, else LM_MALFORMED.  A tensor of
 * one dimension is a column.  At memory speed.
 */
enum lm_code static_matrix_check(const struct lm_tensor *tensor, size_t n_dims,
    struct static_matrix *matrix, struct lm_err *err);

/* All of it, row by row. */
void static_matrix_doubles(const struct static_matrix *matrix, double *out);

/*
 * Add rows to sum (n_columns numbers): those with these numbers, in this
 * order, each times its weight.  Of F64 they are taken as the nearest floats.
 * About 70 ns for a row of 256 numbers that is in no near cache.
 */
void static_matrix_add(const struct static_matrix *matrix, const uint32_t *rows,
    const double *weights, size_t n, double *sum);

#endif
