#include "lm/base64_wide.h"

#ifdef __x86_64__
#include <immintrin.h>

#define FOR_AVX2 __attribute__((target("avx2")))
#define STEP 32		 /* characters */
#define HALF_STEP_OUT 12 /* bytes that half of them become */

/* The bytes from first to last; both are ASCII, so that signs do not matter. */
FOR_AVX2 static inline __m256i
within(__m256i bytes, char first, char last)
{
	return _mm256_and_si256(_mm256_cmpgt_epi8(bytes,
				    _mm256_set1_epi8((char)(first - 1))),
	    _mm256_cmpgt_epi8(_mm256_set1_epi8((char)(last + 1)), bytes));
}

/* offset where in is all ones, else 0. */
FOR_AVX2 static inline __m256i
where(__m256i in, int offset)
{
	return _mm256_and_si256(in, _mm256_set1_epi8((char)offset));
}

/* What the characters stand for; false where one is not of the alphabet. */
FOR_AVX2 static inline bool
find_values(__m256i text, __m256i *values)
{
	__m256i capital = within(text, 'A', 'Z');
	__m256i small = within(text, 'a', 'z');
	__m256i digit = within(text, '0', '9');
	__m256i plus = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('+'));
	__m256i slash = _mm256_cmpeq_epi8(text, _mm256_set1_epi8('/'));
	__m256i letter = _mm256_or_si256(capital, small);
	__m256i sign = _mm256_or_si256(plus, slash);
	__m256i known = _mm256_or_si256(letter, _mm256_or_si256(sign, digit));
	__m256i letter_offset =
	    _mm256_or_si256(where(capital, -'A'), where(small, 26 - 'a'));
	__m256i sign_offset =
	    _mm256_or_si256(where(plus, 62 - '+'), where(slash, 63 - '/'));
	__m256i offset = _mm256_or_si256(letter_offset,
	    _mm256_or_si256(sign_offset, where(digit, 52 - '0')));

	*values = _mm256_add_epi8(text, offset);
	return _mm256_movemask_epi8(known) == -1;
}

/*
 * Four values of six bits become 24 bits of an int, pair by pair, and these the
 * first 12 bytes of each half, the highest byte of an int first.
 */
FOR_AVX2 static inline __m256i
pack(__m256i values)
{
	const __m256i pairs = _mm256_set1_epi32(0x01400140); /* 64, 1 */
	const __m256i fours = _mm256_set1_epi32(0x00011000); /* 4096, 1 */
	const __m256i order =
	    _mm256_setr_epi8(2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1,
		-1, 2, 1, 0, 6, 5, 4, 10, 9, 8, 14, 13, 12, -1, -1, -1, -1);
	__m256i twelve = _mm256_maddubs_epi16(values, pairs);

	return _mm256_shuffle_epi8(_mm256_madd_epi16(twelve, fours), order);
}

FOR_AVX2 static size_t
decode_avx2(const char *text, size_t n, unsigned char *out)
{
	size_t i;

	for (i = 0; n - i >= STEP; i += STEP) {
		__m256i values, bytes;

		if (!find_values(_mm256_loadu_si256((const void *)(text + i)),
			&values))
			break;
		bytes = pack(values);
		_mm_storeu_si128((void *)out, _mm256_castsi256_si128(bytes));
		_mm_storeu_si128((void *)(out + HALF_STEP_OUT),
		    _mm256_extracti128_si256(bytes, 1));
		out += 2 * HALF_STEP_OUT;
	}
	return i;
}

size_t
lm_base64_wide(const char *text, size_t n, unsigned char *out)
{
	return __builtin_cpu_supports("avx2") ? decode_avx2(text, n, out) : 0;
}
#else
size_t
lm_base64_wide(const char *text, size_t n, unsigned char *out)
{
	(void)text;
	(void)n;
	(void)out;
	return 0;
}
#endif
