#include "rules_sieve.h"

#include <stdbool.h>
#include <stdlib.h>

#ifdef __x86_64__
#include <immintrin.h>
#endif

#define HALF 0x0f
#define HALF_BITS 4

/* ---- building ------------------------------------------------------------- */

/* The halves of bytes that some words have at each place, a bit each. */
struct halves {
	uint16_t low[SIEVE_BYTES];
	uint16_t high[SIEVE_BYTES];
};

static void
halves_add(struct halves *halves, const struct byte_sets *sets,
    const struct word *word)
{
	for (size_t k = 0; k < SIEVE_BYTES; k++)
		for (unsigned byte = 0; byte < 256; byte++)
			if (k >= word->n ||
			    byte_set_has(&sets->list[word->sets[k]],
				(unsigned char)byte)) {
				halves->low[k] |=
				    (uint16_t)(1u << (byte & HALF));
				halves->high[k] |=
				    (uint16_t)(1u << (byte >> HALF_BITS));
			}
}

/* Whether a place of it changed goes to changed[]. */
static void
halves_join(struct halves *halves, const struct halves *more,
    bool changed[SIEVE_BYTES])
{
	for (size_t k = 0; k < SIEVE_BYTES; k++) {
		changed[k] = (more->low[k] & ~halves->low[k]) != 0 ||
		    (more->high[k] & ~halves->high[k]) != 0;
		halves->low[k] |= more->low[k];
		halves->high[k] |= more->high[k];
	}
}

/* How often ordinary text has each byte, in a thousand; letters in the order
 * of their frequency in English, then digits, then the rest. */
static void
weigh(float weights[256])
{
	static const struct {
		const char *bytes;
		float weight;
	} classes[] = {
	    {" e", 90},
	    {"taoinsr", 55},
	    {"hldcu", 30},
	    {"mfpgwybv", 15},
	    {"kxjqz", 5},
	    {"0123456789", 8},
	    {"_-.,:;()\"'\n/", 6},
	    {"ABCDEFGHIJKLMNOPQRSTUVWXYZ", 3},
	};

	for (size_t i = 0; i < 256; i++)
		weights[i] = 0.5F;
	for (size_t i = 0; i < sizeof(classes) / sizeof(classes[0]); i++)
		for (const char *at = classes[i].bytes; *at != '\0'; at++)
			weights[(unsigned char)*at] = classes[i].weight;
}

/* How much of ordinary text passes where these may be at a place. */
static float
share_at(const struct halves *halves, size_t k, const float weights[256])
{
	float share = 0;

	for (unsigned byte = 0; byte < 256; byte++)
		if ((halves->low[k] >> (byte & HALF) & 1) != 0 &&
		    (halves->high[k] >> (byte >> HALF_BITS) & 1) != 0)
			share += weights[byte] / 1000;
	return share;
}

/* The words up to each in so many buckets: what passes, and where the last
 * bucket begins. */
struct cut {
	float share;
	uint32_t from;
};

/* More than all of a text. */
#define NO_SHARE 2

/* A bucket of the words from from on up to i, of this share, behind what is
 * best for those before from. */
static void
offer_cut(struct cut *cuts, size_t n, size_t from, size_t i, float share)
{
	for (size_t b = 0; b < SIEVE_BUCKETS; b++) {
		struct cut *cut = &cuts[b * n + i];
		float before = 0;

		if (from > 0)
			before = b == 0 ? NO_SHARE
					: cuts[(b - 1) * n + from - 1].share;
		if (before + share < cut->share)
			*cut = (struct cut){before + share, (uint32_t)from};
	}
}

/* Find the best cuts: cuts[b * n + i] is of the words up to i in at most b + 1
 * buckets. */
static void
find_cuts(const struct halves *halves, size_t n, struct cut *cuts)
{
	float weights[256];

	weigh(weights);
	for (size_t i = 0; i < n; i++) {
		struct halves joined = {{0}, {0}};
		float shares[SIEVE_BYTES] = {0};

		for (size_t b = 0; b < SIEVE_BUCKETS; b++)
			cuts[b * n + i] = (struct cut){NO_SHARE + 1, 0};
		for (size_t from = i + 1; from-- > 0;) {
			bool changed[SIEVE_BYTES];
			float share = 1;

			halves_join(&joined, &halves[from], changed);
			for (size_t k = 0; k < SIEVE_BYTES; k++) {
				if (changed[k])
					shares[k] =
					    share_at(&joined, k, weights);
				share *= shares[k];
			}
			offer_cut(cuts, n, from, i, share);
		}
	}
}

/* Cuts of as many words each. */
static void
even_cuts(size_t n, struct cut *cuts)
{
	for (size_t b = 0; b < SIEVE_BUCKETS; b++)
		for (size_t i = 0; i < n; i++)
			cuts[b * n + i].from =
			    (uint32_t)(b * n / SIEVE_BUCKETS);
}

/* Put the words of a bucket into it. */
static void
fill(struct sieve *sieve, const struct halves *halves, size_t from, size_t end,
    size_t bucket)
{
	const uint8_t bit = (uint8_t)(1u << bucket % 8);
	struct halves joined = {{0}, {0}};
	bool changed[SIEVE_BYTES];

	for (size_t i = from; i < end; i++)
		halves_join(&joined, &halves[i], changed);
	for (size_t k = 0; k < SIEVE_BYTES; k++)
		for (unsigned half = 0; half <= HALF; half++) {
			if ((joined.low[k] >> half & 1) != 0)
				sieve->low[k][bucket / 8][half] |= bit;
			if ((joined.high[k] >> half & 1) != 0)
				sieve->high[k][bucket / 8][half] |= bit;
		}
}

/* For more words than these, the best cuts take too long to find. */
#define CUT_MOST 600

enum lm_code
sieve_build(struct sieve *sieve, const struct byte_sets *sets,
    const struct word *const *words, size_t n, struct lm_err *err)
{
	struct halves *halves = calloc(n + 1, sizeof(*halves));
	struct cut *cuts = calloc(n * SIEVE_BUCKETS + 1, sizeof(*cuts));
	enum lm_code code = LM_OK;

	*sieve = (struct sieve){0};
	if (halves == NULL || cuts == NULL) {
		code = lm_err_nomem(err);
		goto out;
	}
	for (size_t i = 0; i < n; i++)
		halves_add(&halves[i], sets, words[i]);
	if (n <= CUT_MOST)
		find_cuts(halves, n, cuts);
	else
		even_cuts(n, cuts);
	for (size_t end = n, b = SIEVE_BUCKETS; end > 0 && b-- > 0;) {
		size_t from = cuts[b * n + end - 1].from;

		fill(sieve, halves, from, end, b);
		end = from;
	}
out:
	free(halves);
	free(cuts);
	return code;
}

/* ---- passing -------------------------------------------------------------- */

static uint32_t
pass_plain(const struct sieve *sieve, const char *at)
{
	uint32_t passed = 0;

	for (size_t i = 0; i < SIEVE_BLOCK; i++) {
		unsigned one = UINT8_MAX, other = UINT8_MAX;

		for (size_t k = 0; k < SIEVE_BYTES; k++) {
			unsigned byte = (unsigned char)at[i + k];
			unsigned low = byte & HALF, high = byte >> HALF_BITS;

			one &= sieve->low[k][0][low] & sieve->high[k][0][high];
			other &=
			    sieve->low[k][1][low] & sieve->high[k][1][high];
		}
		passed |= (uint32_t)((one | other) != 0) << i;
	}
	return passed;
}

#ifdef __x86_64__
#define FOR_AVX2 __attribute__((target("avx2")))

/* The buckets of one half of bytes, eight to a byte. */
struct buckets {
	__m256i one, other;
};

FOR_AVX2 static inline __m256i
twice(const uint8_t table[16])
{
	return _mm256_broadcastsi128_si256(
	    _mm_loadu_si128((const void *)table));
}

/* Leave of two sets of buckets those that have the bytes at this place. */
FOR_AVX2 static inline void
narrow(struct buckets *left, const struct sieve *sieve, size_t k,
    const char *at)
{
	const __m256i half = _mm256_set1_epi8(HALF);
	__m256i bytes = _mm256_loadu_si256((const void *)(at + k));
	__m256i low = _mm256_and_si256(bytes, half);
	__m256i high =
	    _mm256_and_si256(_mm256_srli_epi16(bytes, HALF_BITS), half);

	left->one = _mm256_and_si256(left->one,
	    _mm256_and_si256(_mm256_shuffle_epi8(twice(sieve->low[k][0]), low),
		_mm256_shuffle_epi8(twice(sieve->high[k][0]), high)));
	left->other = _mm256_and_si256(left->other,
	    _mm256_and_si256(_mm256_shuffle_epi8(twice(sieve->low[k][1]), low),
		_mm256_shuffle_epi8(twice(sieve->high[k][1]), high)));
}

FOR_AVX2 static void
pass_avx2(const struct sieve *sieve, const char *at, size_t n, uint32_t *passed)
{
	for (size_t i = 0; i < n; i++, at += SIEVE_BLOCK) {
		const __m256i all = _mm256_set1_epi8(-1);
		struct buckets left = {all, all};

#pragma GCC unroll 6
		for (size_t k = 0; k < SIEVE_BYTES; k++)
			narrow(&left, sieve, k, at);
		passed[i] = ~(uint32_t)_mm256_movemask_epi8(
		    _mm256_cmpeq_epi8(_mm256_or_si256(left.one, left.other),
			_mm256_setzero_si256()));
	}
}
#endif

void
sieve_pass(const struct sieve *sieve, const char *at, size_t n,
    uint32_t *passed)
{
#ifdef __x86_64__
	if (__builtin_cpu_supports("avx2")) {
		pass_avx2(sieve, at, n, passed);
		return;
	}
#endif
	for (size_t i = 0; i < n; i++)
		passed[i] = pass_plain(sieve, at + i * SIEVE_BLOCK);
}
