#ifndef LM_EMBED_WORDS_H
#define LM_EMBED_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * The distinct words of a text, each with the number of times it occurs.
 *
 * The text is folded first (lm_text_fold: case, width, composition).  Then
 *
 * - a run of letters, digits and marks is a word.  A run of more than
 *   LM_WORD_CHARS characters is cut into words of that many, so that a
 *   megabyte without a space costs what a megabyte with spaces does;
 * - "++", or a '#' that no word follows, belongs to the word before it: c++,
 *   c#, f#.  All other ASCII punctuation separates: node.js is two words, so
 *   is snake_case;
 * - Han, kana and bopomofo have no spaces: each character is a word and each
 *   pair of neighbours is one;
 * - a symbol that is not ASCII (an emoji, a currency sign, an arrow) is a word.
 */

#define LM_WORD_CHARS 32
#define LM_WORD_BYTES (4 * LM_WORD_CHARS)

struct lm_word {
	uint64_t hash; /* XXH3-64 of its bytes */
	size_t at;     /* its first occurrence in lm_words.text */
	uint32_t
	    count; /* occurrences, each as its part weighs; at most 2^32-1 */
	uint32_t slot; /* where the hash table holds it */
	uint8_t len;   /* bytes, 1 to LM_WORD_BYTES */
	bool spelled;  /* a word of letters: its n-grams mean something */
};

/*
 * Working memory for one thread, kept from text to text.  All-zero is empty
 * and valid.  Grows to at most about ten times the longest text.
 */
struct lm_words {
	struct lm_buf text;  /* the folded text */
	struct lm_buf list;  /* struct lm_word, in order of first occurrence */
	struct lm_buf table; /* uint32_t: 1 + index into list; 0 is free */
	size_t n_words;
	size_t n_slots;	    /* of the table, a power of two */
	uint64_t n_counted; /* occurrences of all, as they weigh */
	uint32_t weight;    /* of the part being split */
};

/* A part of a text whose every word counts as if it were there weight times. */
struct lm_part {
	struct lm_span text;
	uint32_t weight; /* at least 1 */
};

/* Give the memory back. */
void lm_words_free(struct lm_words *words);

/*
 * Replace what words holds by the words of a text in n_parts parts (UTF-8;
 * each byte that is not counts as U+FFFD, which is a symbol).  No word goes
 * over the end of a part.  Linear in their length.  LM_NOMEM, or LM_LIMIT for
 * more than 2^31 distinct words.
 */
enum lm_code lm_words_split(struct lm_words *words, const struct lm_part *parts,
    size_t n_parts, struct lm_err *err);

/* The i-th word; lives until the next split. */
static inline const struct lm_word *
lm_words_at(const struct lm_words *words, size_t i)
{
	return (const struct lm_word *)(const void *)words->list.ptr + i;
}

#endif
