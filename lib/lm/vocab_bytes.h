#ifndef LM_VOCAB_BYTES_H
#define LM_VOCAB_BYTES_H

#include <stdbool.h>

#include "lm/span.h"

/*
 * GPT-2's byte alphabet: each byte as a letter that can be seen.  '!' to '~',
 * U+00A1 to U+00AC and U+00AE to U+00FF stand for themselves; the other bytes,
 * in order, are U+0100, U+0101, ... U+0143 (openai/gpt-2, encoder.py,
 * bytes_to_unicode).
 */

/*
 * Write to out (text.len bytes) the bytes that text, UTF-8 or not, stands for
 * and return how many; false, with *n 0, when text is not all of the alphabet.
 */
bool lm_vocab_bytes_decode(struct lm_span text, char *out, size_t *n);

#endif
