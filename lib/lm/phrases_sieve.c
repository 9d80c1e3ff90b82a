#include "lm/phrases_sieve.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "lm/phrases_words.h"

#define SETS 8
#define HALVES 16

/* Let through what begins as this phrase does, n bytes of which are given. */
static void
add(struct lm_sieve *sieve, const char *begin, size_t n, uint8_t set)
{
	sieve->rows[lm_sieve_row(begin)] |= n < LM_SIEVE_BYTES
	    ? UINT64_MAX
	    : UINT64_C(1) << lm_sieve_bit(begin);
	for (size_t i = 0; i < LM_SIEVE_BYTES; i++) {
		unsigned char byte = (unsigned char)begin[i];

		for (size_t half = 0; half < HALVES; half++) {
			if (i >= n || half == byte % HALVES)
				sieve->low[i][half] |= set;
			if (i >= n || half == byte / HALVES)
				sieve->high[i][half] |= set;
		}
	}
}

void
lm_sieve_build(struct lm_sieve *sieve, const struct lm_trie_phrase *phrases,
    size_t n)
{
	*sieve = (struct lm_sieve){0};
	for (size_t i = 0; i < n; i++) {
		struct lm_span words = phrases[i].words;
		const char *space = memchr(words.ptr, ' ', words.len);
		char begin[LM_SIEVE_BYTES] = {' ', ' ', ' ', ' '};
		size_t first =
		    space == NULL ? words.len : (size_t)(space - words.ptr);
		bool ends = space != NULL || !phrases[i].open_end;

		memcpy(begin, words.ptr,
		    first < LM_SIEVE_BYTES ? first : LM_SIEVE_BYTES);
		add(sieve, begin, first + ends, (uint8_t)(1u << i * SETS / n));
	}
}

#ifdef __x86_64__
#define LANE sizeof(__m256i)

__attribute__((target("avx2"))) static inline __m256i
twice(const uint8_t *table)
{
	return _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)table));
}

/* A bit for each of the bytes from at on where a set has all that follows. */
__attribute__((target("avx2"))) static inline uint64_t
passing(const char *at, const __m256i *low, const __m256i *high)
{
	const __m256i half = _mm256_set1_epi8(HALVES - 1);
	__m256i sets = _mm256_set1_epi8(-1), bytes, upper;

	for (size_t i = 0; i < LM_SIEVE_BYTES; i++) {
		bytes = _mm256_loadu_si256((const void *)(at + i));
		upper = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), half);
		bytes = _mm256_and_si256(bytes, half);
		sets = _mm256_and_si256(sets,
		    _mm256_and_si256(_mm256_shuffle_epi8(low[i], bytes),
			_mm256_shuffle_epi8(high[i], upper)));
	}
	sets = _mm256_cmpeq_epi8(sets, _mm256_setzero_si256());
	return ~(uint32_t)_mm256_movemask_epi8(sets);
}

__attribute__((target("avx2"))) static void
thin_avx2(const struct lm_sieve *sieve, const char *text, size_t n_blocks,
    uint64_t *starts)
{
	__m256i low[LM_SIEVE_BYTES], high[LM_SIEVE_BYTES];

	for (size_t i = 0; i < LM_SIEVE_BYTES; i++) {
		low[i] = twice(sieve->low[i]);
		high[i] = twice(sieve->high[i]);
	}
	for (size_t i = 0; i < n_blocks; i++) {
		const char *at = text + i * LM_WORDS_BLOCK;

		if (starts[i] != 0)
			starts[i] &= passing(at, low, high) |
			    passing(at + LANE, low, high) << LANE;
	}
}
#endif

void
lm_sieve_thin(const struct lm_sieve *sieve, const char *text, size_t n_blocks,
    uint64_t *starts)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		thin_avx2(sieve, text, n_blocks, starts);
		return;
	}
#endif
	(void)sieve;
	(void)text;
	(void)n_blocks;
	(void)starts;
}
