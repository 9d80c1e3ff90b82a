#ifndef LM_PHRASES_SIEVE_H
#define LM_PHRASES_SIEVE_H

#include <stddef.h>
#include <stdint.h>

#include "lm/phrases_trie.h"
#include "lm/phrases_words.h"

/*
 * Where in words and spaces a phrase may begin, by its first bytes: a part of
 * phrases.  It lets through all places where one does and few others.
 */

#define LM_SIEVE_BYTES 6 /* looked at from each place on */
#define LM_SIEVE_ROWS (32 * 32)
#define LM_SIEVE_BLOCKS 64 /* at once at most */
/* How many places these have at most. */
#define LM_SIEVE_PLACES (LM_SIEVE_BLOCKS * LM_WORDS_BLOCK)
#define LM_SIEVE_SLACK 4 /* written to after them */

struct lm_sieve {
	/* By the low five bits of two bytes, and a bit by the next two. */
	uint64_t rows[LM_SIEVE_ROWS];
	/*
	 * By place and half a byte, the sets of phrases that have it there;
	 * a phrase is in one of sixteen sets, eight to a byte.
	 */
	uint8_t low[LM_SIEVE_BYTES][2][16];
};

/* Fill *sieve for n phrases, which are in order.  unspaced: for texts in which
 * a character of lm_words_unspaced may follow a phrase, as a space does. */
void lm_sieve_build(struct lm_sieve *sieve,
    const struct lm_trie_phrase *phrases, size_t n, bool unspaced);

/*
 * The places in n_blocks blocks of text at which a phrase may begin, of those
 * marked in starts, which changes: their distances from text go to places, in
 * order, and how many they are is the result.  LM_SIEVE_BYTES after the last
 * block can be read.  places has room for LM_SIEVE_PLACES and LM_SIEVE_SLACK.
 */
size_t lm_sieve_pass(const struct lm_sieve *sieve, const char *text,
    size_t n_blocks, uint64_t *starts, uint16_t *places);

#endif
