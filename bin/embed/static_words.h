#ifndef EMBED_STATIC_WORDS_H
#define EMBED_STATIC_WORDS_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"
#include "static_fold.h"
#include "static_vocab.h"

/*
 * A text as tokens, as Hugging Face's tokenizers make them of BERT's
 * tokenizer.json (encode without special tokens).  Added tokens that stand in
 * the text are found first, the leftmost and then the longest: a "[CLS]" in a
 * text is the token [CLS].  What is between them is folded (static_fold.h),
 * cut into words, and each word into the longest pieces from the left; a word
 * of more than 100 characters, or one that no pieces cover, is unknown.
 */

/* The memory of one thread: words met before, and the tokens of a text. */
struct static_words;

/* Make one; NULL when there is no memory.  vocab and fold must outlive it.
 * static_words_free(NULL) is fine. */
struct static_words *static_words_new(const struct static_vocab *vocab,
    const struct static_fold *fold);
void static_words_free(struct static_words *words);

/*
 * The first most tokens of text, without the unknown one; *ids lives until
 * the next call, *n is how many.  text is any bytes; one that is not UTF-8 is
 * left out, as U+FFFD is.  About 4 ns a byte of English; no more than that of
 * the text is looked at which most tokens need.  LM_NOMEM.
 */
enum lm_code static_words_encode(struct static_words *words,
    struct lm_span text, size_t most, const uint32_t **ids, size_t *n,
    struct lm_err *err);

#endif
