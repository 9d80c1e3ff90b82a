#ifndef EMBED_STATIC_YOUNG_H
#define EMBED_STATIC_YOUNG_H

#include <stdbool.h>
#include <stdint.h>

/*
 * Whether Unicode made a character a sign, an accent or a control character
 * after 2015, and Hugging Face's tokenizers (0.23.2) do not know that: their
 * crates unicode_categories and unicode-normalization-alignments stop there.
 * To them it is a letter like any other, and so it is to who has to give the
 * same tokens.  Found by giving tokenizers each character below U+30000.
 * point is any number.
 */
bool static_is_young(uint32_t point);

#endif
