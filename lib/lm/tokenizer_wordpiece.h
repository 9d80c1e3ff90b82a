#ifndef LM_TOKENIZER_WORDPIECE_H
#define LM_TOKENIZER_WORDPIECE_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"
#include "lm/tokenizer_ids.h"
#include "lm/vocab.h"

/*
 * The longest match of words from the left, as BERT cuts and folds them
 * (google-research/bert, tokenization.py; Hugging Face's BertNormalizer,
 * BertPreTokenizer and WordPiece).  llama.cpp's llm_tokenizer_wpm gives the
 * same but for what it leaves out: decompositions into several letters
 * (Hangul), accents that are characters of their own, and that a word of more
 * than 100 characters is unknown.
 */

/* Whether a character is a word of its own, as each of East Asian script is
 * (is_chinese_char of both). */
bool lm_wordpiece_is_chinese(uint32_t point);

/* The memory of one thread. */
struct lm_wordpiece;

/* Make one; NULL when there is no memory.  lm_wordpiece_free(NULL) is fine. */
struct lm_wordpiece *lm_wordpiece_new(void);
void lm_wordpiece_free(struct lm_wordpiece *wordpiece);

/*
 * Append the tokens of text, which holds no user-defined token, to *ids.
 * vocab is of kind LM_VOCAB_WORDPIECE.  text is any bytes; what is not UTF-8
 * is left out, as U+FFFD is.  O(length x longest piece), about 30 ns a byte.
 * LM_NOMEM; *ids then holds part of the result.
 */
enum lm_code lm_wordpiece_encode(struct lm_wordpiece *wordpiece,
    const struct lm_vocab *vocab, struct lm_span text, struct lm_ids *ids,
    struct lm_err *err);

#endif
