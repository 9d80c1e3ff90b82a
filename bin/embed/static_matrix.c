#include "static_matrix.h"

#include <float.h>
#include <math.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "static_widen.h"

/*
 * Four columns at once, on any machine: the compiler makes of it what the
 * machine has.  The bits are those of one column after the other, for each is
 * a sum of its own.
 */
#define LANES 4
typedef float floats __attribute__((vector_size(LANES * sizeof(float))));
typedef double doubles __attribute__((vector_size(LANES * sizeof(double))));

/* Rows that are added in one go, which saves three of four visits to the sum;
 * and columns, so that what is widened stays near. */
#define N_ROWS 4
#define N_COLUMNS 64
#define CACHE_LINE 64

#define INLINE static inline __attribute__((always_inline))

/* Some columns of some rows, as floats in a file; how many of both is known
 * to who calls. */
struct block {
	const char *rows[N_ROWS];
	double weights[N_ROWS];
};

/* One column of a block, added to its sum. */
INLINE void
add_column(const struct block *block, size_t n_rows, size_t column, double *sum)
{
	for (size_t k = 0; k < n_rows; k++) {
		float x;

		memcpy(&x, block->rows[k] + column * sizeof(x), sizeof(x));
		sum[column] += (double)x * block->weights[k];
	}
}

/* n columns of a block; n_rows is known when this is compiled. */
INLINE void
add_block(const struct block *block, size_t n_rows, size_t n, double *sum)
{
	size_t i = 0;

	for (; i + LANES <= n; i += LANES) {
		doubles s;

		memcpy(&s, sum + i, sizeof(s));
		for (size_t k = 0; k < n_rows; k++) {
			floats x;

			memcpy(&x, block->rows[k] + i * sizeof(float),
			    sizeof(x));
			s += __builtin_convertvector(x, doubles) *
			    block->weights[k];
		}
		memcpy(sum + i, &s, sizeof(s));
	}
	for (; i < n; i++)
		add_column(block, n_rows, i, sum);
}

INLINE void
add_rows(const struct block *block, size_t n_rows, size_t n, double *sum)
{
	if (n_rows == N_ROWS) {
		add_block(block, N_ROWS, n, sum);
		return;
	}
	for (size_t k = 0; k < n_rows; k++) {
		struct block one = {{block->rows[k]}, {block->weights[k]}};

		add_block(&one, 1, n, sum);
	}
}

#ifdef __x86_64__
_Static_assert(LANES == 4 && N_ROWS == 4, "four of both stand below");

/* Four columns of one row, weighted, added to s. */
__attribute__((target("avx2"), always_inline)) static inline __m256d
add_four(__m256d s, const char *row, size_t i, __m256d weight)
{
	__m128 x = _mm_loadu_ps((const void *)(row + i * sizeof(float)));

	return _mm256_add_pd(s, _mm256_mul_pd(_mm256_cvtps_pd(x), weight));
}

/* As add_rows, to the bit; of that, gcc 12 makes a loop over the rows for each
 * four columns, which takes twice the time. */
__attribute__((target("avx2"))) static void
add_rows_avx2(const struct block *block, size_t n_rows, size_t n, double *sum)
{
	__m256d weights[N_ROWS];
	size_t i = 0;

	if (n_rows != N_ROWS) {
		add_rows(block, n_rows, n, sum);
		return;
	}
	for (size_t k = 0; k < N_ROWS; k++)
		weights[k] = _mm256_set1_pd(block->weights[k]);
	for (; i + LANES <= n; i += LANES) {
		__m256d s = _mm256_loadu_pd(sum + i);

		s = add_four(s, block->rows[0], i, weights[0]);
		s = add_four(s, block->rows[1], i, weights[1]);
		s = add_four(s, block->rows[2], i, weights[2]);
		s = add_four(s, block->rows[3], i, weights[3]);
		_mm256_storeu_pd(sum + i, s);
	}
	for (; i < n; i++)
		add_column(block, N_ROWS, i, sum);
}
#endif

static void
add_rows_any(const struct block *block, size_t n_rows, size_t n, double *sum)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		add_rows_avx2(block, n_rows, n, sum);
		return;
	}
#endif
	add_rows(block, n_rows, n, sum);
}

/* A number's place; size is that of a number. */
static const char *
place(const struct static_matrix *matrix, uint32_t row, size_t column,
    size_t size)
{
	return matrix->bytes + (row * matrix->n_columns + column) * size;
}

/* Have rows fetched, which takes as long as adding some others does. */
static void
fetch(const struct static_matrix *matrix, const uint32_t *rows, size_t n,
    size_t size)
{
	size_t len = matrix->n_columns * size;

	for (size_t k = 0; k < n; k++)
		for (size_t at = 0; at < len; at += CACHE_LINE)
			__builtin_prefetch(
			    place(matrix, rows[k], 0, size) + at);
}

/* Some columns of at most N_ROWS rows. */
static void
add_some(const struct static_matrix *matrix, const uint32_t *rows,
    struct block *block, size_t n_rows, size_t from, size_t n, double *sum)
{
	float widened[N_ROWS][N_COLUMNS];
	size_t size = lm_tensor_type_size(matrix->type);

	for (size_t k = 0; k < n_rows; k++) {
		block->rows[k] = place(matrix, rows[k], from, size);
		if (matrix->type == LM_TENSOR_F32)
			continue;
		static_widen(matrix->type, block->rows[k], n, widened[k]);
		block->rows[k] = (const char *)widened[k];
	}
	add_rows_any(block, n_rows, n, sum + from);
}

void
static_matrix_add(const struct static_matrix *matrix, const uint32_t *rows,
    const double *weights, size_t n, double *sum)
{
	size_t size = lm_tensor_type_size(matrix->type), i = 0, n_rows;
	/* What stands in the file as it is needs no pieces. */
	size_t most =
	    matrix->type == LM_TENSOR_F32 ? matrix->n_columns : N_COLUMNS;

	for (; i < n; i += n_rows) {
		struct block block;
		size_t left, at = 0, some;

		n_rows = n - i < N_ROWS ? n - i : N_ROWS;
		left = n - i - n_rows;
		fetch(matrix, rows + i + n_rows, left < N_ROWS ? left : N_ROWS,
		    size);
		memcpy(block.weights, weights + i, n_rows * sizeof(*weights));
		for (; at < matrix->n_columns; at += some) {
			some = matrix->n_columns - at;
			some = some < most ? some : most;
			add_some(matrix, rows + i, &block, n_rows, at, some,
			    sum);
		}
	}
}

void
static_matrix_doubles(const struct static_matrix *matrix, double *out)
{
	size_t size = lm_tensor_type_size(matrix->type);

	for (size_t i = 0; i < matrix->n_rows * matrix->n_columns; i++) {
		const char *at = matrix->bytes + i * size;
		float x;

		if (matrix->type == LM_TENSOR_F64) {
			memcpy(&out[i], at, sizeof(out[i]));
			continue;
		}
		static_widen(matrix->type, at, 1, &x);
		out[i] = (double)x;
	}
}

/* The first of n numbers that no float holds; n: there is none. */
static size_t
first_bad(const struct static_matrix *matrix, size_t n)
{
	size_t size = lm_tensor_type_size(matrix->type), i = 0;
	float x[N_COLUMNS];

	for (; i < n; i += N_COLUMNS) {
		size_t some = n - i < N_COLUMNS ? n - i : N_COLUMNS;

		static_widen(matrix->type, matrix->bytes + i * size, some, x);
		for (size_t k = 0; k < some; k++)
			if (!(fabsf(x[k]) <= FLT_MAX))
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
