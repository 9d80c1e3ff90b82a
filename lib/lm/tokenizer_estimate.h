#ifndef LM_TOKENIZER_ESTIMATE_H
#define LM_TOKENIZER_ESTIMATE_H

#include <stdint.h>

#include "lm/span.h"

/*
 * What a text is made of, as far as that says how many tokens it has.  A word
 * here is a run of ASCII letters.
 */
enum lm_feature {
	LM_F_WORDS,
	LM_F_LETTERS_1_TO_3, /* of each word, by their place in it */
	LM_F_LETTERS_4_TO_6,
	LM_F_LETTERS_7_TO_10,
	LM_F_LETTERS_BEYOND,
	LM_F_RARE_PAIRS,      /* neighbours that plain words seldom have */
	LM_F_CAPITALS_INSIDE, /* behind a small letter, or behind another */
	LM_F_SPACES_TO_WORD,  /* one space before a letter */
	LM_F_SPACES_TO_OTHER, /* one space before anything else */
	LM_F_SPACE_RUNS,      /* of two or more spaces or tabs */
	LM_F_MORE_SPACES,     /* of a run, beyond the first */
	LM_F_NEWLINE_RUNS,
	LM_F_MORE_NEWLINES,
	LM_F_NUMBERS, /* runs of digits */
	LM_F_DIGITS,
	LM_F_SIGN_RUNS,	    /* of one punctuation mark or symbol */
	LM_F_MORE_SIGNS,    /* of a run, beyond the first */
	LM_F_CONTROLS,	    /* of ASCII */
	LM_F_LATIN,	    /* U+0080 to U+02FF */
	LM_F_TWO_BYTES,	    /* U+0300 to U+07FF: Greek, Cyrillic, Arabic */
	LM_F_THREE_BYTES,   /* but for those that follow */
	LM_F_GENERAL_SIGNS, /* U+2000 to U+2BFF: quotes, dashes, arrows */
	LM_F_EAST_ASIAN,    /* U+2E80 to U+D7FF */
	LM_F_FOUR_BYTES,    /* emoji */
	LM_F_BAD_BYTES,	    /* that are not UTF-8 */
	LM_N_FEATURES
};

/* Fill counts.  O(length). */
void lm_estimate_features(struct lm_span text, uint64_t counts[LM_N_FEATURES]);

#endif
