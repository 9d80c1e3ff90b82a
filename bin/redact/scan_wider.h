#ifndef REDACT_SCAN_WIDER_H
#define REDACT_SCAN_WIDER_H

/* The classes of a block, all 64 bytes at once: a part of scan, into whose loop
 * it has to be inlined. */

#ifdef __x86_64__
#include <immintrin.h>
#include <stdint.h>

#include "scan_classes.h"

#define SCAN_AVX512 \
	__attribute__((target("avx512f,avx512bw,avx2,bmi,bmi2,popcnt")))

SCAN_AVX512 static inline uint64_t
scan_wider_is(__m512i bytes, char byte)
{
	return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(byte));
}

/* What a table has for each of these halves of bytes. */
SCAN_AVX512 static inline __m512i
scan_wider_look(const uint8_t table[16], __m512i halves)
{
	return _mm512_shuffle_epi8(_mm512_broadcast_i32x4(
				       _mm_loadu_si128((const void *)table)),
	    halves);
}

SCAN_AVX512 static inline __m512i
scan_wider_low(__m512i bytes)
{
	return _mm512_and_si512(bytes, _mm512_set1_epi8(0x0f));
}

SCAN_AVX512 static inline __m512i
scan_wider_high(__m512i bytes)
{
	return scan_wider_low(_mm512_srli_epi16(bytes, 4));
}

/* Where a literal may begin. */
SCAN_AVX512 static inline uint64_t
scan_wider_sieve(const struct scan_sieve *sieve, const char *block)
{
	__m512i one = _mm512_set1_epi8(-1), other = one;

#pragma GCC unroll 3
	for (int i = 0; i <= SCAN_OVER; i++) {
		__m512i bytes = _mm512_loadu_si512((const void *)(block + i));
		__m512i low = scan_wider_low(bytes);
		__m512i high = scan_wider_high(bytes);

		one = _mm512_and_si512(one,
		    _mm512_and_si512(scan_wider_look(sieve->low[i][0], low),
			scan_wider_look(sieve->high[i][0], high)));
		other = _mm512_and_si512(other,
		    _mm512_and_si512(scan_wider_look(sieve->low[i][1], low),
			scan_wider_look(sieve->high[i][1], high)));
	}
	one = _mm512_or_si512(one, other);
	return _mm512_test_epi8_mask(one, one);
}

/* As scan_classes_plain. */
SCAN_AVX512 static inline void
scan_wider_classes(const struct scan_sieve *sieve, const char *block,
    struct scan_classes *out)
{
	const __m512i bytes = _mm512_loadu_si512((const void *)block);
	const __m512i kinds = _mm512_and_si512(scan_wider_look(scan_run_low,
						   scan_wider_low(bytes)),
	    scan_wider_look(scan_run_high, scan_wider_high(bytes)));

	out->always = scan_wider_is(bytes, '@') | scan_wider_is(bytes, '=');
	out->colon = scan_wider_is(bytes, ':');
	out->nul = scan_wider_is(bytes, '\0');
	out->dot = scan_wider_is(bytes, '.');
	out->hyphen = scan_wider_is(bytes, '-');
	out->digit = _mm512_cmplt_epu8_mask(_mm512_sub_epi8(bytes,
						_mm512_set1_epi8('0')),
	    _mm512_set1_epi8(10));
	out->word =
	    _mm512_test_epi8_mask(kinds, _mm512_set1_epi8(SCAN_WORD_BITS));
	/* Bit 5 tells small letters from capitals. */
	out->lower = out->word & ~out->digit &
	    _mm512_movepi8_mask(_mm512_slli_epi16(bytes, 2));
	out->run = _mm512_test_epi8_mask(kinds, kinds);
	out->less = scan_wider_is(bytes, '<');
	out->slash = scan_wider_is(bytes, '/');
	out->joint = out->hyphen | out->dot | out->slash | out->colon |
	    scan_wider_is(bytes, 'T');
	out->literal = scan_wider_sieve(sieve, block);
}
#endif

#endif
