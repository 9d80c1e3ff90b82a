#include "static_matrix.h"

#include <float.h>
#include <math.h>
#include <string.h>

/*
 * Eight numbers at once, on any machine: the compiler makes of it what the
 * machine has.  The bits are those of one number after the other, for each
 * column is a sum of its own.
 */
#define LANES 8
typedef float floats __attribute__((vector_size(LANES * sizeof(float))));
typedef double doubles __attribute__((vector_size(LANES * sizeof(double))));
typedef uint16_t halves __attribute__((vector_size(LANES * sizeof(uint16_t))));
typedef uint32_t words __attribute__((vector_size(LANES * sizeof(uint32_t))));
typedef int8_t bytes __attribute__((vector_size(LANES)));

/* Rows that are fetched while others are added. */
#define AHEAD 4
#define CACHE_LINE 64
#define LINES_AHEAD 4

#define INLINE static inline __attribute__((always_inline))

/* IEEE 754: where exponents are, as bits of a number. */
#define FLOAT_EXPONENT 0x7f800000U
#define HALF_SIGN 0x8000U
#define HALF_REST 0x7fffU
#define HALF_NORMAL 0x0400U   /* from here on; below it are subnormals */
#define HALF_INFINITE 0x7c00U /* from here on there is no number */
#define MANTISSA_GAP 13	      /* bits that a float has more */
#define EXPONENT_GAP 112      /* a float's bias is larger by this */
#define FLOAT_MANTISSA 23
#define BFLOAT_GAP 16 /* a bfloat16 is the first half of a float */

/*
 * Halves as floats, which is exact.  A normal one has its exponent moved.  A
 * subnormal one is m 2^-24: as the mantissa of a float in [2^-14, 2^-13), less
 * 2^-14, it is just that.  Infinities and NaN stay what they are.
 */
INLINE void
widen_halves(const halves *in, floats *out)
{
	words all = __builtin_convertvector(*in, words);
	words rest = all & HALF_REST;
	words moved =
	    (rest << MANTISSA_GAP) + ((uint32_t)EXPONENT_GAP << FLOAT_MANTISSA);
	words small = (words)(rest < HALF_NORMAL);
	words large = (words)(rest >= HALF_INFINITE);
	words tiny = moved + (1U << FLOAT_MANTISSA);
	const words unit_bits = {0};
	floats unit = (floats)(unit_bits +
	    ((uint32_t)(EXPONENT_GAP + 1) << FLOAT_MANTISSA));
	words subnormal = (words)((floats)tiny - unit);

	moved |= large & FLOAT_EXPONENT;
	*out = (floats)((small & subnormal) | (~small & moved) |
	    ((all & HALF_SIGN) << 16));
}

INLINE size_t
size_of(enum lm_tensor_type type)
{
	return type == LM_TENSOR_F64 ? 8
	    : type == LM_TENSOR_F32  ? 4
	    : type == LM_TENSOR_I8   ? 1
				     : 2;
}

/* Eight numbers of a type, which the caller knows when it is compiled. */
INLINE void
load(enum lm_tensor_type type, const char *at, doubles *out)
{
	floats single;
	halves half;
	bytes byte;

	if (type == LM_TENSOR_F64) {
		memcpy(out, at, sizeof(*out));
		return;
	}
	if (type == LM_TENSOR_I8) {
		memcpy(&byte, at, sizeof(byte));
		*out = __builtin_convertvector(byte, doubles);
		return;
	}
	if (type == LM_TENSOR_F32) {
		memcpy(&single, at, sizeof(single));
	} else {
		memcpy(&half, at, sizeof(half));
		if (type == LM_TENSOR_F16)
			widen_halves(&half, &single);
		else
			single = (floats)(__builtin_convertvector(half, words)
			    << BFLOAT_GAP);
	}
	*out = __builtin_convertvector(single, doubles);
}

/* The last numbers of a row, fewer than eight, with zeros behind them. */
INLINE void
load_some(enum lm_tensor_type type, const char *at, size_t n, doubles *out)
{
	char padded[LANES * sizeof(double)] = {0};

	memcpy(padded, at, n * size_of(type));
	load(type, padded, out);
}

INLINE void
add_row(enum lm_tensor_type type, const char *row, double weight, size_t n,
    double *sum)
{
	size_t size = size_of(type), i = 0;
	doubles x, s = {0};

	for (; i + LANES <= n; i += LANES) {
		load(type, row + i * size, &x);
		memcpy(&s, sum + i, sizeof(s));
		s += x * weight;
		memcpy(sum + i, &s, sizeof(s));
	}
	if (i == n)
		return;
	load_some(type, row + i * size, n - i, &x);
	memcpy(&s, sum + i, (n - i) * sizeof(*sum));
	s += x * weight;
	memcpy(sum + i, &s, (n - i) * sizeof(*sum));
}

INLINE void
add_rows(enum lm_tensor_type type, const struct static_matrix *matrix,
    const uint32_t *rows, const double *weights, size_t n, double *sum)
{
	size_t len = matrix->n_columns * size_of(type);

	for (size_t i = 0; i < n; i++) {
		if (i + AHEAD < n) {
			const char *next =
			    matrix->bytes + rows[i + AHEAD] * len;

			for (size_t k = 0; k < LINES_AHEAD; k++)
				__builtin_prefetch(next + k * CACHE_LINE);
		}
		add_row(type, matrix->bytes + rows[i] * len, weights[i],
		    matrix->n_columns, sum);
	}
}

/* What is done with a matrix, once for each type and kind of machine. */
INLINE void
add_any(const struct static_matrix *matrix, const uint32_t *rows,
    const double *weights, size_t n, double *sum)
{
	if (matrix->type == LM_TENSOR_F32)
		add_rows(LM_TENSOR_F32, matrix, rows, weights, n, sum);
	else if (matrix->type == LM_TENSOR_F16)
		add_rows(LM_TENSOR_F16, matrix, rows, weights, n, sum);
	else if (matrix->type == LM_TENSOR_BF16)
		add_rows(LM_TENSOR_BF16, matrix, rows, weights, n, sum);
	else if (matrix->type == LM_TENSOR_I8)
		add_rows(LM_TENSOR_I8, matrix, rows, weights, n, sum);
	else
		add_rows(LM_TENSOR_F64, matrix, rows, weights, n, sum);
}

#ifdef __x86_64__
__attribute__((target("avx2"))) static void
add_avx2(const struct static_matrix *matrix, const uint32_t *rows,
    const double *weights, size_t n, double *sum)
{
	add_any(matrix, rows, weights, n, sum);
}
#endif

void
static_matrix_add(const struct static_matrix *matrix, const uint32_t *rows,
    const double *weights, size_t n, double *sum)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		add_avx2(matrix, rows, weights, n, sum);
		return;
	}
#endif
	add_any(matrix, rows, weights, n, sum);
}

/* Up to eight numbers. */
static void
load_any(enum lm_tensor_type type, const char *at, size_t n, doubles *out)
{
	if (type == LM_TENSOR_F32)
		load_some(LM_TENSOR_F32, at, n, out);
	else if (type == LM_TENSOR_F16)
		load_some(LM_TENSOR_F16, at, n, out);
	else if (type == LM_TENSOR_BF16)
		load_some(LM_TENSOR_BF16, at, n, out);
	else if (type == LM_TENSOR_I8)
		load_some(LM_TENSOR_I8, at, n, out);
	else
		load_some(LM_TENSOR_F64, at, n, out);
}

void
static_matrix_doubles(const struct static_matrix *matrix, double *out)
{
	size_t size = size_of(matrix->type), i = 0, n;
	size_t all = matrix->n_rows * matrix->n_columns;
	doubles x;

	for (; i < all; i += n) {
		n = all - i < LANES ? all - i : LANES;
		load_any(matrix->type, matrix->bytes + i * size, n, &x);
		memcpy(out + i, &x, n * sizeof(*out));
	}
}

/* The first of n numbers that no float holds; n: there is none. */
static size_t
first_bad(const struct static_matrix *matrix, size_t n)
{
	size_t size = size_of(matrix->type), i = 0;

	for (; i < n; i += LANES) {
		size_t some = n - i < LANES ? n - i : LANES;
		doubles x;

		load_any(matrix->type, matrix->bytes + i * size, some, &x);
		for (size_t k = 0; k < some; k++)
			if (!(fabs(x[k]) <= (double)FLT_MAX))
				return i + k;
	}
	return n;
}

static bool
is_known(enum lm_tensor_type type)
{
	return type == LM_TENSOR_F32 || type == LM_TENSOR_F16 ||
	    type == LM_TENSOR_BF16 || type == LM_TENSOR_F64 ||
	    type == LM_TENSOR_I8;
}

static enum lm_code
check_form(const struct lm_tensor *tensor, size_t n_dims, struct lm_err *err)
{
	int len = (int)(tensor->name.len > 60 ? 60 : tensor->name.len);

	if (__BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__)
		return lm_err_set(err, LM_LIMIT,
		    "static models need a little-endian machine");
	if (!is_known(tensor->type))
		return lm_err_set(err, LM_MALFORMED,
		    "tensor \"%.*s\": expected F32, F16, BF16, F64 or I8, "
		    "found %s",
		    len, tensor->name.ptr, lm_tensor_type_name(tensor->type));
	if (tensor->n_dims != n_dims || tensor->bytes.len == 0)
		return lm_err_set(err, LM_MALFORMED,
		    "tensor \"%.*s\": expected %zu dimensions, none of them 0",
		    len, tensor->name.ptr, n_dims);
	return LM_OK;
}

enum lm_code
static_matrix_check(const struct lm_tensor *tensor, size_t n_dims,
    struct static_matrix *matrix, struct lm_err *err)
{
	enum lm_code code = check_form(tensor, n_dims, err);
	size_t all, bad;

	if (code != LM_OK)
		return code;
	*matrix = (struct static_matrix){tensor->bytes.ptr, tensor->type,
	    (size_t)tensor->shape[0],
	    n_dims < 2 ? 1 : (size_t)tensor->shape[1]};
	all = matrix->n_rows * matrix->n_columns;
	bad = first_bad(matrix, all);
	if (bad == all)
		return LM_OK;
	return lm_err_set(err, LM_MALFORMED,
	    "tensor \"%.*s\": row %zu, column %zu: expected a finite float",
	    (int)(tensor->name.len > 60 ? 60 : tensor->name.len),
	    tensor->name.ptr, bad / matrix->n_columns, bad % matrix->n_columns);
}
