#ifndef LM_EMBED_XXH3_H
#define LM_EMBED_XXH3_H

#include <stddef.h>
#include <stdint.h>

/* All of xxhash inline: a call would cost more than hashing a short key. */
#define XXH_INLINE_ALL
#include <xxhash.h>

/*
 * Which features share a dimension is chance, and this seed is its die.  It was
 * not chosen; lexical.h says how much chance matters.
 */
#ifndef LM_XXH3_SEED /* tests/bench/lexical tries others */
#define LM_XXH3_SEED 0
#endif

/* XXH3-64 of len bytes. */
static inline uint64_t
lm_xxh3(const void *bytes, size_t len)
{
	return XXH3_64bits_withSeed(bytes, len, LM_XXH3_SEED);
}

/* The bytes of x, least first, seen as a number of this machine. */
static inline uint64_t
lm_little_endian(uint64_t x)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	return __builtin_bswap64(x);
#else
	return x;
#endif
}

/* XXH3-64 of 16 bytes: low, then high, each little-endian. */
static inline uint64_t
lm_xxh3_pair(uint64_t low, uint64_t high)
{
	const uint64_t key[2] = {lm_little_endian(low), lm_little_endian(high)};

	return XXH3_64bits_withSeed(key, sizeof(key), LM_XXH3_SEED);
}

#endif
