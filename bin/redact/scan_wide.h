#ifndef REDACT_SCAN_WIDE_H
#define REDACT_SCAN_WIDE_H

/* The classes of a block, 32 bytes at once: a part of scan, into whose loop it
 * has to be inlined. */

#ifdef __x86_64__
#include <immintrin.h>
#include <stdint.h>

#include "scan_classes.h"

#define SCAN_AVX2 __attribute__((target("avx2,bmi,popcnt")))

SCAN_AVX2 static inline uint64_t
scan_wide_bits(__m256i low, __m256i high)
{
	return (uint64_t)(unsigned)_mm256_movemask_epi8(high)
	    << sizeof(__m256i) |
	    (unsigned)_mm256_movemask_epi8(low);
}

SCAN_AVX2 static inline __m256i
scan_wide_table(const uint8_t table[16])
{
	return _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)table));
}

SCAN_AVX2 static inline uint64_t
scan_wide_is(const __m256i bytes[2], char byte)
{
	const __m256i all = _mm256_set1_epi8(byte);

	return scan_wide_bits(_mm256_cmpeq_epi8(bytes[0], all),
	    _mm256_cmpeq_epi8(bytes[1], all));
}

/* What both halves of each byte have in common. */
SCAN_AVX2 static inline __m256i
scan_wide_sets(__m256i bytes, const uint8_t low[16], const uint8_t high[16])
{
	const __m256i half = _mm256_set1_epi8(0x0f);
	__m256i highs = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);

	return _mm256_and_si256(_mm256_shuffle_epi8(scan_wide_table(low),
				    _mm256_and_si256(bytes, half)),
	    _mm256_shuffle_epi8(scan_wide_table(high), highs));
}

SCAN_AVX2 static inline uint64_t
scan_wide_digits(const __m256i bytes[2])
{
	const __m256i zero = _mm256_set1_epi8('0'), nine = _mm256_set1_epi8(9);
	__m256i from[2];

	for (int i = 0; i < 2; i++) {
		from[i] = _mm256_sub_epi8(bytes[i], zero);
		from[i] =
		    _mm256_cmpeq_epi8(_mm256_min_epu8(from[i], nine), from[i]);
	}
	return scan_wide_bits(from[0], from[1]);
}

/* Of runs and of words. */
SCAN_AVX2 static inline void
scan_wide_runs(const __m256i bytes[2], struct scan_classes *out)
{
	const __m256i none = _mm256_setzero_si256();
	const __m256i words = _mm256_set1_epi8(SCAN_WORD_BITS);
	__m256i sets[2];

	for (int i = 0; i < 2; i++)
		sets[i] = scan_wide_sets(bytes[i], scan_run_low, scan_run_high);
	out->run = ~scan_wide_bits(_mm256_cmpeq_epi8(sets[0], none),
	    _mm256_cmpeq_epi8(sets[1], none));
	for (int i = 0; i < 2; i++)
		sets[i] = _mm256_and_si256(sets[i], words);
	out->word = ~scan_wide_bits(_mm256_cmpeq_epi8(sets[0], none),
	    _mm256_cmpeq_epi8(sets[1], none));
}

/* Zero where no set of the sieve is in all bytes. */
SCAN_AVX2 static inline __m256i
scan_wide_sieve(const struct scan_sieve *sieve, const char *at)
{
	__m256i sets[2] = {_mm256_set1_epi8(-1), _mm256_set1_epi8(-1)};

#pragma GCC unroll 3
	for (int i = 0; i <= SCAN_OVER; i++) {
		__m256i bytes = _mm256_loadu_si256((const void *)(at + i));

#pragma GCC unroll 2
		for (int k = 0; k < 2; k++)
			sets[k] = _mm256_and_si256(sets[k],
			    scan_wide_sets(bytes, sieve->low[i][k],
				sieve->high[i][k]));
	}
	return _mm256_cmpeq_epi8(_mm256_or_si256(sets[0], sets[1]),
	    _mm256_setzero_si256());
}

/* As scan_classes_plain. */
SCAN_AVX2 static inline void
scan_wide_classes(const struct scan_sieve *sieve, const char *block,
    struct scan_classes *out)
{
	const __m256i bytes[2] = {_mm256_loadu_si256((const void *)block),
	    _mm256_loadu_si256((const void *)(block + sizeof(__m256i)))};

	out->always = scan_wide_is(bytes, '@') | scan_wide_is(bytes, '=');
	out->colon = scan_wide_is(bytes, ':');
	out->nul = scan_wide_is(bytes, '\0');
	out->dot = scan_wide_is(bytes, '.');
	out->hyphen = scan_wide_is(bytes, '-');
	out->digit = scan_wide_digits(bytes);
	scan_wide_runs(bytes, out);
	/* Bit 5 tells small letters from capitals. */
	out->lower = out->word & ~out->digit &
	    scan_wide_bits(_mm256_slli_epi16(bytes[0], 2),
		_mm256_slli_epi16(bytes[1], 2));
	out->less = scan_wide_is(bytes, '<');
	out->slash = scan_wide_is(bytes, '/');
	out->joint = out->hyphen | out->dot | out->slash | out->colon |
	    scan_wide_is(bytes, 'T');
	out->literal = ~scan_wide_bits(scan_wide_sieve(sieve, block),
	    scan_wide_sieve(sieve, block + sizeof(__m256i)));
}
#endif

#endif
