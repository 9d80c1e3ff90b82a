#ifndef LM_PHRASES_WORDS_H
#define LM_PHRASES_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Where words begin in a text of words and spaces: a part of phrases. */

#define LM_WORDS_BLOCK 64

/*
 * Set in starts[i] the bits of the bytes in block i at which a word begins
 * (the first byte is the lowest bit).
 *
 * inside: text goes on in the word that ended before it.
 *
 * text is a result of lm_text_words padded with spaces to n_blocks whole
 * blocks.  About 0.05 ns a byte.
 *
 * Whether a byte of them begins a character that lm_words_unspaced may know.
 */
bool lm_words_mark(const char *text, size_t n_blocks, bool inside,
    uint64_t *starts);

/* Set also those of the bytes at which a character begins that
 * lm_words_unspaced knows, or that follow such a one.  5 ns a character above
 * U+07FF. */
void lm_words_mark_unspaced(const char *text, size_t n_blocks, bool inside,
    uint64_t *starts);

/* Whether one of n bytes begins such a character. */
bool lm_words_may_be_unspaced(const char *text, size_t n);

/* Whether the character of words at at is one that lm_words_unspaced knows. */
bool lm_words_unspaced_at(const char *at);

/*
 * Whether code is in a block of a script that puts no spaces between words:
 * Han, Hiragana, Katakana, Thai, Lao, Khmer, Myanmar (Unicode Blocks.txt).
 */
bool lm_words_unspaced(uint32_t code);

#endif
