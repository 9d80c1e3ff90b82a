#ifndef LM_EMBED_XXH3_H
#define LM_EMBED_XXH3_H

#include <stddef.h>
#include <stdint.h>

/* All of xxhash inline: a call would cost more than hashing a short key. */
#define XXH_INLINE_ALL
#include <xxhash.h>

/* XXH3-64, seed 0, of len bytes. */
static inline uint64_t
lm_xxh3(const void *bytes, size_t len)
{
	return XXH3_64bits(bytes, len);
}

/* XXH3-64 of 16 bytes: low, then high, each little-endian. */
static inline uint64_t
lm_xxh3_pair(uint64_t low, uint64_t high)
{
	unsigned char key[16];
	size_t i;

	for (i = 0; i < 8; i++) {
		key[i] = (unsigned char)(low >> (8 * i));
		key[8 + i] = (unsigned char)(high >> (8 * i));
	}
	return XXH3_64bits(key, sizeof(key));
}

#endif
