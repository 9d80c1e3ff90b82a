#include "lm/vec_dot.h"

#include <string.h>

#include "lm/vec.h"

#define LANES 16

/* ---- what all ways share --------------------------------------------------- */

/*
 * The elements from i on, which are less than the lanes, and the sum of all
 * lanes.
 */
static inline double
finish_lanes(double lanes[LANES], const float *a, const float *b, size_t i,
    size_t n)
{
	for (size_t lane = 0; i + lane < n; lane++)
		lanes[lane] += (double)a[i + lane] * (double)b[i + lane];
	for (size_t half = LANES / 2; half > 0; half /= 2)
		for (size_t lane = 0; lane < half; lane++)
			lanes[lane] += lanes[lane + half];
	return lanes[0];
}

/* ---- plain C --------------------------------------------------------------- */

static bool
plain_works(void)
{
	return true;
}

static double
dot_plain(const float *a, const float *b, size_t n)
{
	double lanes[LANES] = {0};
	size_t i;

	for (i = 0; n - i >= LANES; i += LANES)
		for (size_t lane = 0; lane < LANES; lane++)
			lanes[lane] +=
			    (double)a[i + lane] * (double)b[i + lane];
	return finish_lanes(lanes, a, b, i, n);
}

static void
dots_plain(const float *v, const float *rows, size_t n_rows, size_t n,
    double *out)
{
	for (size_t row = 0; row < n_rows; row++)
		out[row] = dot_plain(v, rows + row * n, n);
}

#ifdef __x86_64__
#include <immintrin.h>

/*
 * Rows are worked on several at a time, so that v is read and widened once for
 * all of them.  A product is exact, so fusing it with the sum rounds once as
 * the plain way does.
 */

/* ---- AVX2 ------------------------------------------------------------------ */

#define FOR_AVX2 __attribute__((target("avx2,fma")))
#define AVX2_ROWS 2
#define AVX2_PARTS 4 /* of 4 lanes */

static bool
avx2_works(void)
{
	return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
}

FOR_AVX2 static inline __m256d
widen_avx2(const float *at)
{
	return _mm256_cvtps_pd(_mm_loadu_ps(at));
}

/* n_rows is AVX2_ROWS or less, and known where this is inlined. */
FOR_AVX2 static inline __attribute__((always_inline)) void
some_avx2(const float *v, const float *rows, size_t n_rows, size_t n,
    double *out)
{
	__m256d sums[AVX2_ROWS][AVX2_PARTS];
	size_t i;

	for (size_t row = 0; row < n_rows; row++)
		for (size_t part = 0; part < AVX2_PARTS; part++)
			sums[row][part] = _mm256_setzero_pd();
	for (i = 0; n - i >= LANES; i += LANES)
#pragma GCC unroll 4
		for (size_t part = 0; part < AVX2_PARTS; part++) {
			__m256d wide = widen_avx2(v + i + 4 * part);

#pragma GCC unroll 2
			for (size_t row = 0; row < n_rows; row++)
				sums[row][part] = _mm256_fmadd_pd(wide,
				    widen_avx2(rows + row * n + i + 4 * part),
				    sums[row][part]);
		}
	for (size_t row = 0; row < n_rows; row++) {
		double lanes[LANES];

		memcpy(lanes, sums[row], sizeof(lanes));
		out[row] = finish_lanes(lanes, v, rows + row * n, i, n);
	}
}

FOR_AVX2 static void
dots_avx2(const float *v, const float *rows, size_t n_rows, size_t n,
    double *out)
{
	size_t row;

	for (row = 0; n_rows - row >= AVX2_ROWS; row += AVX2_ROWS)
		some_avx2(v, rows + row * n, AVX2_ROWS, n, out + row);
	for (; row < n_rows; row++)
		some_avx2(v, rows + row * n, 1, n, out + row);
}

/* ---- AVX-512 --------------------------------------------------------------- */

#define FOR_AVX512 __attribute__((target("avx512f")))
#define AVX512_ROWS 4
#define AVX512_PARTS 2 /* of 8 lanes */

static bool
avx512_works(void)
{
	return __builtin_cpu_supports("avx512f");
}

FOR_AVX512 static inline __m512d
widen_avx512(const float *at)
{
	return _mm512_cvtps_pd(_mm256_loadu_ps(at));
}

/* As some_avx2. */
FOR_AVX512 static inline __attribute__((always_inline)) void
some_avx512(const float *v, const float *rows, size_t n_rows, size_t n,
    double *out)
{
	__m512d sums[AVX512_ROWS][AVX512_PARTS];
	size_t i;

	for (size_t row = 0; row < n_rows; row++)
		for (size_t part = 0; part < AVX512_PARTS; part++)
			sums[row][part] = _mm512_setzero_pd();
	for (i = 0; n - i >= LANES; i += LANES)
#pragma GCC unroll 2
		for (size_t part = 0; part < AVX512_PARTS; part++) {
			__m512d wide = widen_avx512(v + i + 8 * part);

#pragma GCC unroll 4
			for (size_t row = 0; row < n_rows; row++)
				sums[row][part] = _mm512_fmadd_pd(wide,
				    widen_avx512(rows + row * n + i + 8 * part),
				    sums[row][part]);
		}
	for (size_t row = 0; row < n_rows; row++) {
		double lanes[LANES];

		memcpy(lanes, sums[row], sizeof(lanes));
		out[row] = finish_lanes(lanes, v, rows + row * n, i, n);
	}
}

FOR_AVX512 static void
dots_avx512(const float *v, const float *rows, size_t n_rows, size_t n,
    double *out)
{
	size_t row;

	for (row = 0; n_rows - row >= AVX512_ROWS; row += AVX512_ROWS)
		some_avx512(v, rows + row * n, AVX512_ROWS, n, out + row);
	for (; row < n_rows; row++)
		some_avx512(v, rows + row * n, 1, n, out + row);
}
#endif

/* ---- which way ------------------------------------------------------------- */

const struct lm_vec_way lm_vec_ways[] = {
#ifdef __x86_64__
    {"avx512", avx512_works, dots_avx512},
    {"avx2", avx2_works, dots_avx2},
#endif
    {"plain", plain_works, dots_plain},
};
const size_t lm_vec_n_ways = sizeof(lm_vec_ways) / sizeof(lm_vec_ways[0]);

void
lm_vec_dots(const float *v, const float *rows, size_t n_rows, size_t n,
    double *out)
{
	const struct lm_vec_way *way = lm_vec_ways;

	while (!way->works_here())
		way++;
	way->dots(v, rows, n_rows, n, out);
}

double
lm_vec_dot(const float *a, const float *b, size_t n)
{
	double dot;

	lm_vec_dots(a, b, 1, n, &dot);
	return dot;
}
