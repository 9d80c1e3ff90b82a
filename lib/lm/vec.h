#ifndef LM_VEC_H
#define LM_VEC_H

#include <stdbool.h>
#include <stddef.h>

#include <yyjson.h>

#include "lm/buf.h"
#include "lm/err.h"

/*
 * Vectors of float32 and their two texts in JSON: an array of numbers, or a
 * string with the base64 (RFC 4648 §4) of the floats in little-endian order.
 */

/*
 * Append n finite floats as a JSON array, each as its shortest decimal
 * (lm_num_float_text): [0.25,-1e-7].  LM_NOMEM.  About 30 ns a float.
 */
enum lm_code lm_vec_append_array(struct lm_buf *out, const float *values,
    size_t n, struct lm_err *err);

/*
 * Append n floats as base64, without quotes.  LM_NOMEM.  About 4 ns a float;
 * 4 bytes of a float become 5 1/3 characters.
 */
enum lm_code lm_vec_append_base64(struct lm_buf *out, const float *values,
    size_t n, struct lm_err *err);

/*
 * Append to out the floats that a JSON value holds, whichever its text; *n is
 * how many.  out holds nothing but floats, and is as it was after an error.
 * A number becomes the nearest double and then the nearest float, as in numpy.
 *
 * LM_MALFORMED, with a message that names the element (from 0): the value is
 * neither array nor string, it is empty, an element is no number or not in
 * the range of a float, the base64 is damaged or ends inside a float, or it
 * holds a NaN or an infinity.  LM_NOMEM.  About 10 ns a number between -10 and
 * 10 without exponent, else 25 ns; 0.2 ns a byte of base64 with AVX2, else 1.
 */
enum lm_code lm_vec_read(yyjson_val *value, struct lm_buf *out, size_t *n,
    struct lm_err *err);

/*
 * Of an array the same checks, the same errors and *n, without the floats;
 * *is_zero: whether all of them would be 0.  About 6 ns a number.
 */
enum lm_code lm_vec_check_array(yyjson_val *array, size_t *n, bool *is_zero,
    struct lm_err *err);

/* The floats in such a buffer; they live until it is changed or freed. */
static inline const float *
lm_vec_floats(const struct lm_buf *buf)
{
	const void *floats = buf->ptr;

	return floats;
}

/*
 * LM_MALFORMED where embed, what a record says of its vector (an object, or
 * NULL), states another number of dimensions than the n that the vector has,
 * or something that is no number of them.
 */
enum lm_code lm_vec_check_stated(yyjson_val *embed, size_t n,
    struct lm_err *err);

/* Whether all n values are 0. */
bool lm_vec_is_zero(const float *values, size_t n);

/*
 * The Euclidean norm, in double: squares are added in 8 lanes (element i in
 * lane i mod 8), the lanes in pairs, so that it is the same on every machine.
 * It neither overflows nor underflows: 0 is the norm of zero vectors only.
 */
double lm_vec_norm(const float *values, size_t n);

/*
 * The dot product of two vectors of n floats, in double: products of floats
 * are exact there, and are added in 16 lanes (element i in lane i mod 16), the
 * upper half of the lanes to the lower until one is left.  So it is the same
 * on every machine, with and without fused multiply-add, and neither overflows
 * nor underflows; its error is at most n / 16 + 4 roundings of a double.
 * About 100 ns for 1024 floats with AVX-512 or AVX2, 400 ns without.
 */
double lm_vec_dot(const float *a, const float *b, size_t n);

/*
 * The same of v and each of n_rows vectors that lie one behind the other in
 * rows, into out[].  About 80 ns for 1024 floats of a row.
 */
void lm_vec_dots(const float *v, const float *rows, size_t n_rows, size_t n,
    double *out);

#endif
