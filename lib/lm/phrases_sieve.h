#ifndef LM_PHRASES_SIEVE_H
#define LM_PHRASES_SIEVE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/phrases_trie.h"

/*
 * Where in words and spaces a phrase may begin, by its first bytes: a part of
 * phrases.  It lets through all places where one does and few others.
 */

#define LM_SIEVE_BYTES 4 /* looked at from each place on */
#define LM_SIEVE_ROWS (32 * 32)

struct lm_sieve {
	/* By the low five bits of two bytes, and a bit by the next two. */
	uint64_t rows[LM_SIEVE_ROWS];
	/*
	 * By place and half a byte, the sets of phrases that have it there;
	 * a phrase is in one of eight sets.
	 */
	uint8_t low[LM_SIEVE_BYTES][16], high[LM_SIEVE_BYTES][16];
};

/* Fill *sieve for n phrases, which are in order. */
void lm_sieve_build(struct lm_sieve *sieve,
    const struct lm_trie_phrase *phrases, size_t n);

/*
 * Take out of starts[i] some of the bits of places in block i of text at which
 * no phrase begins: many with AVX2, none without.  LM_SIEVE_BYTES after the
 * last block can be read.
 */
void lm_sieve_thin(const struct lm_sieve *sieve, const char *text,
    size_t n_blocks, uint64_t *starts);

/* In letters the low five bits differ, and no letter has those of a space. */
static inline size_t
lm_sieve_row(const char *at)
{
	return (size_t)(at[0] & 31) << 5 | (size_t)(at[1] & 31);
}

static inline unsigned
lm_sieve_bit(const char *at)
{
	return ((unsigned char)at[2] + 21u * (unsigned char)at[3]) & 63;
}

/* Whether a phrase may begin at at; LM_SIEVE_BYTES can be read. */
static inline bool
lm_sieve_passes(const struct lm_sieve *sieve, const char *at)
{
	return sieve->rows[lm_sieve_row(at)] >> lm_sieve_bit(at) & 1;
}

#endif
