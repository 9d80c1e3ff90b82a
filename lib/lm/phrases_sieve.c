#include "lm/phrases_sieve.h"

#include <string.h>
#ifdef __x86_64__
#include <immintrin.h>
#endif

#include "lm/phrases_words.h"

#define SETS 16
#define HALVES 16

#define ROW_BYTES 4

/* In letters the low five bits differ, and no letter has those of a space. */
static inline size_t
row_of(const char *at)
{
	return (size_t)(at[0] & 31) << 5 | (size_t)(at[1] & 31);
}

static inline unsigned
bit_of(const char *at)
{
	return ((unsigned char)at[2] + 21u * (unsigned char)at[3]) & 63;
}

/* Let a byte pass at place i. */
static void
add_byte(struct lm_sieve *sieve, size_t i, char byte, unsigned set)
{
	sieve->low[i][set / 8][(unsigned char)byte % HALVES] |=
	    (uint8_t)(1u << set % 8);
}

static void
add_any(struct lm_sieve *sieve, size_t i, unsigned set)
{
	for (char byte = 0; byte < HALVES; byte++)
		add_byte(sieve, i, byte, set);
}

/*
 * Let pass what begins as these words do, of which the first has n_first bytes.
 * After it there may be any number of spaces, so that a later place can
 * have any byte that stands between them and it, or a space.
 */
static void
add(struct lm_sieve *sieve, struct lm_span words, size_t n_first, unsigned set)
{
	size_t n_row = n_first < words.len ? n_first + 1 : words.len;

	sieve->rows[row_of(words.ptr)] |=
	    n_row < ROW_BYTES ? UINT64_MAX : UINT64_C(1) << bit_of(words.ptr);
	for (size_t i = 0; i < LM_SIEVE_BYTES; i++) {
		if (i >= words.len)
			add_any(sieve, i, set);
		else
			add_byte(sieve, i, words.ptr[i], set);
		for (size_t j = n_first; j < i && j < words.len; j++)
			add_byte(sieve, i, words.ptr[j], set);
	}
}

/* Let pass what begins as words do, with this byte after them. */
static void
add_ended(struct lm_sieve *sieve, struct lm_span words, char after,
    unsigned set)
{
	char begin[LM_SIEVE_BYTES] = {' ', ' ', ' ', ' ', ' ', ' '};
	const char *space;
	size_t len = words.len < LM_SIEVE_BYTES ? words.len : LM_SIEVE_BYTES;

	memcpy(begin, words.ptr, len);
	if (len < LM_SIEVE_BYTES && after != '\0')
		begin[len++] = after;
	space = memchr(begin, ' ', len);
	add(sieve, lm_span(begin, len),
	    space == NULL ? len : (size_t)(space - begin), set);
}

void
lm_sieve_build(struct lm_sieve *sieve, const struct lm_trie_phrase *phrases,
    size_t n, bool unspaced)
{
	*sieve = (struct lm_sieve){0};
	for (size_t i = 0; i < n; i++) {
		struct lm_span words = phrases[i].words;
		unsigned set = (unsigned)(i * SETS / n);

		add_ended(sieve, words, phrases[i].open_end ? '\0' : ' ', set);
		for (int lead = 0xe0; unspaced && lead <= 0xf3; lead++)
			add_ended(sieve, words, (char)lead, set);
	}
}

/* The lowest bit that is set; any if none is. */
static inline size_t
lowest(uint64_t bits)
{
	return (size_t)__builtin_ctzll(bits | UINT64_C(1) << 63);
}

/* Write the places of starts; how many.  Few blocks have more than SLACK. */
__attribute__((always_inline)) static inline size_t
list(const uint64_t *starts, size_t n_blocks, uint16_t *places)
{
	size_t n = 0;

	for (size_t i = 0; i < n_blocks; i++) {
		uint64_t left = starts[i];
		size_t end = n + (size_t)__builtin_popcountll(left);

		do {
			for (size_t j = 0; j < LM_SIEVE_SLACK; j++) {
				places[n + j] = (uint16_t)(i * LM_WORDS_BLOCK +
				    lowest(left));
				left &= left - 1;
			}
			n += LM_SIEVE_SLACK;
		} while (n < end);
		n = end;
	}
	return n;
}

#ifdef __x86_64__
#define LANE sizeof(__m256i)
#define FOR_AVX2 __attribute__((target("avx2,bmi,popcnt")))

/* The sets of each byte of a lane, eight to a byte. */
struct sets {
	__m256i one, other;
};

FOR_AVX2 static inline struct sets
twice(const uint8_t table[2][HALVES])
{
	return (struct sets){
	    _mm256_broadcastsi128_si256(
		_mm_loadu_si128((const void *)table[0])),
	    _mm256_broadcastsi128_si256(
		_mm_loadu_si128((const void *)table[1])),
	};
}

/* Leave of sets those that have the byte. */
FOR_AVX2 static inline void
narrow(struct sets *sets, const char *at, const struct sets *low)
{
	__m256i bytes = _mm256_loadu_si256((const void *)at);

	bytes = _mm256_and_si256(bytes, _mm256_set1_epi8(HALVES - 1));
	sets->one =
	    _mm256_and_si256(sets->one, _mm256_shuffle_epi8(low->one, bytes));
	sets->other = _mm256_and_si256(sets->other,
	    _mm256_shuffle_epi8(low->other, bytes));
}

/* A bit for each of the bytes from at on where a set has all that follows. */
FOR_AVX2 static inline uint64_t
passing(const char *at, const struct sets *low)
{
	const __m256i all = _mm256_set1_epi8(-1);
	struct sets sets = {all, all};

#pragma GCC unroll 6
	for (size_t i = 0; i < LM_SIEVE_BYTES; i++)
		narrow(&sets, at + i, &low[i]);
	return ~(uint32_t)_mm256_movemask_epi8(
	    _mm256_cmpeq_epi8(_mm256_or_si256(sets.one, sets.other),
		_mm256_setzero_si256()));
}

FOR_AVX2 static size_t
list_avx2(const struct lm_sieve *sieve, const char *text, size_t n_blocks,
    uint64_t *starts, uint16_t *places)
{
	struct sets low[LM_SIEVE_BYTES];

#pragma GCC unroll 6
	for (size_t i = 0; i < LM_SIEVE_BYTES; i++)
		low[i] = twice(sieve->low[i]);
	for (size_t i = 0; i < n_blocks; i++) {
		const char *at = text + i * LM_WORDS_BLOCK;

		starts[i] &= passing(at, low) | passing(at + LANE, low) << LANE;
	}
	return list(starts, n_blocks, places);
}
#endif

size_t
lm_sieve_pass(const struct lm_sieve *sieve, const char *text, size_t n_blocks,
    uint64_t *starts, uint16_t *places)
{
	size_t n, kept = 0;

#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
	    __builtin_cpu_supports("popcnt"))
		n = list_avx2(sieve, text, n_blocks, starts, places);
	else
#endif
		n = list(starts, n_blocks, places);
	for (size_t i = 0; i < n; i++) {
		const char *at = text + places[i];

		/* No branch: half of them would be guessed wrongly. */
		places[kept] = places[i];
		kept += sieve->rows[row_of(at)] >> bit_of(at) & 1;
	}
	return kept;
}
