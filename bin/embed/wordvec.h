#ifndef LM_EMBED_WORDVEC_H
#define LM_EMBED_WORDVEC_H

#include <stddef.h>
#include <stdint.h>

#include "frequencies.h"
#include "grams.h"
#include "lm/buf.h"
#include "lm/err.h"
#include "words.h"

/*
 * What one word adds to a text's vector: worked out once, then remembered, for
 * most words of a text were in the texts before it.
 */

/*
 * An entry is one of the features of a word: bits 0-9, 11-20, 22-31 and 33-42
 * name the dimensions it goes into, bits 10, 21, 32 and 43 the signs (1 is
 * plus), and the bits above hold its value.
 */
#define LM_ENTRY_PLACES 4
#define LM_ENTRY_SIGNED_BITS 11 /* of a dimension and its sign */
#define LM_ENTRY_VALUE (LM_ENTRY_PLACES * LM_ENTRY_SIGNED_BITS)

struct lm_word_vector {
	uint64_t hash; /* the word's */
	double scale;  /* min(1, idf of the word) / sqrt(|u|), u: the values */
	uint32_t n;    /* entries; 0: not a vector */
	uint64_t entries[];
};

/* The memory of one thread.  All-zero is valid and remembers nothing. */
struct lm_wordvecs {
	struct lm_buf memory; /* about 1.5 MiB once it is used */
};

/* Give the memory back. */
void lm_wordvecs_free(struct lm_wordvecs *vectors);

/*
 * Forget all words: to be called before the first get, and before words are
 * asked for with other n-grams or weights.  LM_NOMEM.
 */
enum lm_code lm_wordvecs_clear(struct lm_wordvecs *vectors, struct lm_err *err);

/*
 * The vector of a word of the text with the given n-grams and weights, which
 * are the same from clear to clear.  It lives until the next call.
 */
const struct lm_word_vector *lm_wordvecs_get(struct lm_wordvecs *vectors,
    const struct lm_lexical_config *config,
    const uint8_t weights[LM_FREQUENCIES_BUCKETS], const struct lm_word *word,
    const char *text);

/*
 * Have the memory for a word fetched, which takes as long as adding several
 * words does.  Changes nothing.
 */
void lm_wordvecs_prefetch(const struct lm_wordvecs *vectors, uint64_t hash);

#endif
