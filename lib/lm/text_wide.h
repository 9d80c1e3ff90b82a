#ifndef LM_TEXT_WIDE_H
#define LM_TEXT_WIDE_H

/* Words of ASCII and of letters of Latin-1, 32 bytes at once: a part of
 * text_plain, into whose loop it has to be inlined. */

#ifdef __x86_64__
#include <immintrin.h>
#include <stddef.h>

#define LM_TEXT_LANE sizeof(__m256i)
#define LM_TEXT_AVX2 __attribute__((target("avx2,bmi")))
/* The first byte of U+00C0 to U+00FF. */
#define LM_TEXT_LATIN_LEAD '\xc3'

LM_TEXT_AVX2 static inline unsigned
lm_text_wide_mask_of(__m256i bytes)
{
	return (unsigned)_mm256_movemask_epi8(bytes);
}

LM_TEXT_AVX2 static inline __m256i
lm_text_wide_twice(const char table[16])
{
	return _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)table));
}

/*
 * The words in ASCII and in what continues U+00C0 to U+00FF, but for those that
 * lm_text_wide_strange tells.  By halves of a byte: 1 is a digit, 2 a letter
 * before p, 4 another letter, and what is not ASCII is all of them.
 */
LM_TEXT_AVX2 static inline __m256i
lm_text_wide_words_32(__m256i bytes)
{
	static const char low[] = "\5\7\7\7\7\7\7\7\7\7\6\2\2\2\2\2";
	static const char high[] = "\0\0\0\1\2\4\2\4\7\7\7\7\7\7\7\7";
	static const char lower[] = "\0\0\0\0  \0\0  \0\0\0\0\0";
	const __m256i half = _mm256_set1_epi8(0x0f);
	__m256i lows = _mm256_and_si256(bytes, half), others;
	__m256i highs = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);

	others = _mm256_cmpeq_epi8(
	    _mm256_and_si256(_mm256_shuffle_epi8(lm_text_wide_twice(low), lows),
		_mm256_shuffle_epi8(lm_text_wide_twice(high), highs)),
	    _mm256_setzero_si256());
	bytes = _mm256_or_si256(bytes,
	    _mm256_shuffle_epi8(lm_text_wide_twice(lower), highs));
	return _mm256_blendv_epi8(bytes, _mm256_set1_epi8(' '), others);
}

/*
 * Where in bytes, which begin a code point, stands something else than ASCII
 * and U+00C0 to U+00FF but for multiplication and division signs, sharp s and
 * y with diaeresis.  Of a code point it is the first byte or the second.
 */
LM_TEXT_AVX2 static inline unsigned
lm_text_wide_strange(__m256i bytes, unsigned leads, unsigned high)
{
	unsigned continues = lm_text_wide_mask_of(
	    _mm256_cmpgt_epi8(_mm256_set1_epi8('\xc0'), bytes));
	/* The bits that 0x97, 0x9f, 0xb7 and 0xbf share. */
	__m256i odd =
	    _mm256_cmpeq_epi8(_mm256_and_si256(bytes, _mm256_set1_epi8('\xd7')),
		_mm256_set1_epi8('\x97'));

	return (high ^ (leads | leads << 1)) | (continues ^ leads << 1) |
	    lm_text_wide_mask_of(odd);
}

/*
 * Write the words of in from its begin to what is neither ASCII nor such a
 * letter, or to the letter before that, which a mark may follow; how many bytes
 * were folded, to as many.  Less than LM_TEXT_LANE at the end are not looked at.
 * out has room for len bytes, and what lies past the result may be written to.
 */
LM_TEXT_AVX2 static inline size_t
lm_text_wide(const char *in, size_t len, char *out)
{
	size_t i = 0;

	while (len - i >= LM_TEXT_LANE) {
		__m256i bytes = _mm256_loadu_si256((const void *)(in + i));
		unsigned leads = lm_text_wide_mask_of(_mm256_cmpeq_epi8(bytes,
		    _mm256_set1_epi8(LM_TEXT_LATIN_LEAD)));
		unsigned high = lm_text_wide_mask_of(bytes);
		unsigned stop = lm_text_wide_strange(bytes, leads, high);
		size_t n;

		_mm256_storeu_si256((void *)(out + i),
		    lm_text_wide_words_32(bytes));
		/* Mostly so; guessed, i need not wait for all of this. */
		if (stop == 0 && high >> (LM_TEXT_LANE - 1) == 0) {
			i += LM_TEXT_LANE;
			continue;
		}
		n = stop == 0 ? LM_TEXT_LANE : (size_t)__builtin_ctz(stop);
		/* Half a letter, then one that a mark may follow, wait. */
		if (n > 0 && leads >> (n - 1) & 1)
			n--;
		if (n > 0 && high >> (n - 1) & 1)
			n -= 2;
		i += n;
		if (stop != 0)
			break;
	}
	return i;
}
#endif

#endif
