#include "static_widen.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

/* IEEE 754, as bits of a half and of a float. */
#define HALF_SIGN 0x8000U
#define HALF_REST 0x7fffU
#define HALF_NORMAL 0x0400U   /* from here on; below it are subnormals */
#define HALF_INFINITE 0x7c00U /* from here on there is no number */
#define SIGN_GAP 16
#define MANTISSA_GAP 13 /* bits that a float has more */
#define FLOAT_EXPONENT 0x7f800000U
#define EXPONENT_GAP (112U << 23) /* between the two biases */
#define HALF_UNIT 0x1p-24f	  /* of subnormals */
#define BFLOAT_GAP 16		  /* a bfloat16 is the first half of a float */

static float
float_of(uint32_t bits)
{
	float x;

	memcpy(&x, &bits, sizeof(x));
	return x;
}

/* A half as a float, which is exact. */
static float
widen_half(uint32_t half)
{
	uint32_t rest = half & HALF_REST;
	uint32_t sign = (half & HALF_SIGN) << SIGN_GAP;

	if (rest < HALF_NORMAL) {
		float x = (float)rest * HALF_UNIT;

		return sign != 0 ? -x : x;
	}
	if (rest >= HALF_INFINITE)
		return float_of(sign | FLOAT_EXPONENT | rest << MANTISSA_GAP);
	return float_of(sign | ((rest << MANTISSA_GAP) + EXPONENT_GAP));
}

static void
widen_halves(const char *at, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++) {
		uint16_t half;

		memcpy(&half, at + i * sizeof(half), sizeof(half));
		out[i] = widen_half(half);
	}
}

#ifdef __x86_64__
#define HALVES 8 /* in a register */

__attribute__((target("avx,f16c"))) static void
widen_halves_f16c(const char *at, size_t n, float *out)
{
	size_t i = 0;

	for (; i + HALVES <= n; i += HALVES)
		_mm256_storeu_ps(out + i,
		    _mm256_cvtph_ps(_mm_loadu_si128(
			(const void *)(at + i * sizeof(uint16_t)))));
	/* A compiler may forget it before a call that is the last: what is
	 * done without AVX then waits for the upper halves, at each step. */
	_mm256_zeroupper();
	widen_halves(at + i * sizeof(uint16_t), n - i, out + i);
}
#endif

static void
widen_halves_any(const char *at, size_t n, float *out)
{
#ifdef __x86_64__
	/* Whatever has AVX2 has F16C (x86-64-v3), which has no name here. */
	if (__builtin_cpu_supports("avx2")) {
		widen_halves_f16c(at, n, out);
		return;
	}
#endif
	widen_halves(at, n, out);
}

static void
widen_bfloats(const char *at, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++) {
		uint16_t bits;

		memcpy(&bits, at + i * sizeof(bits), sizeof(bits));
		out[i] = float_of((uint32_t)bits << BFLOAT_GAP);
	}
}

static void
round_doubles(const char *at, size_t n, float *out)
{
	for (size_t i = 0; i < n; i++) {
		double x;

		memcpy(&x, at + i * sizeof(x), sizeof(x));
		/* What is out of range has no value as a float in C. */
		out[i] = fabs(x) <= (double)FLT_MAX ? (float)x : INFINITY;
	}
}

void
static_widen(enum lm_tensor_type type, const char *at, size_t n, float *out)
{
	if (type == LM_TENSOR_F32)
		memcpy(out, at, n * sizeof(*out));
	else if (type == LM_TENSOR_F16)
		widen_halves_any(at, n, out);
	else if (type == LM_TENSOR_BF16)
		widen_bfloats(at, n, out);
	else if (type == LM_TENSOR_F64)
		round_doubles(at, n, out);
	else
		for (size_t i = 0; i < n; i++)
			out[i] = (signed char)at[i];
}
