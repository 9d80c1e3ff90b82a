#ifndef LM_EMBED_GRAMS_H
#define LM_EMBED_GRAMS_H

#include <stddef.h>
#include <stdint.h>

#include "words.h"

/*
 * What the lexical engine sees of a word: the word itself and the character
 * n-grams of "<word>", n from gram_min to gram_max, the two marks counted.
 * The n-gram of gram_max characters at the start of the word stands for its
 * stem and weighs LM_FEATURE_STEM.  Words that are not spelled (CJK, symbols)
 * have no n-grams.
 *
 * A feature's hash is XXH3-64, of the word's bytes or of the n-gram's packed
 * code points: 21 bits each, from the lowest of a 128-bit number up.
 */

#define LM_GRAM_LONGEST 6

struct lm_lexical_config {
	unsigned gram_min,
	    gram_max; /* 1 to LM_GRAM_LONGEST; 0, 0: no n-grams */
};

/* The default: 4 and 5; with 3, more of what a word adds is noise. */
#define LM_LEXICAL_CONFIG_DEFAULT ((struct lm_lexical_config){4, 5})

/* Weights, chosen on six collections (lexical.h); the maximum is flat. */
#define LM_FEATURE_WORD 1
#define LM_FEATURE_GRAM 1
#define LM_FEATURE_STEM 2

/* A word's n-grams are at most this many for each n. */
#define LM_FEATURES_MAX (1 + LM_GRAM_LONGEST * (LM_WORD_CHARS + 2))

struct lm_feature {
	uint64_t hash;
	uint64_t weight;
};

/*
 * The features of word, whose lm_words.text is text, into out; their number,
 * at least 1.  One of a word's features may occur in out more than once.
 */
size_t lm_features_of(const struct lm_lexical_config *config,
    const struct lm_word *word, const char *text,
    struct lm_feature out[LM_FEATURES_MAX]);

#endif
