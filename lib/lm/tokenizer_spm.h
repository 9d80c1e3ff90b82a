#ifndef LM_TOKENIZER_SPM_H
#define LM_TOKENIZER_SPM_H

#include <stdbool.h>

#include "lm/err.h"
#include "lm/span.h"
#include "lm/tokenizer_ids.h"
#include "lm/vocab.h"

/* SentencePiece pairs by score, as llama.cpp's llm_tokenizer_spm. */

/* The memory of one thread. */
struct lm_spm;

/* Make one; NULL when there is no memory.  lm_spm_free(NULL) is fine. */
struct lm_spm *lm_spm_new(void);
void lm_spm_free(struct lm_spm *spm);

/*
 * Append the tokens of text, raw text that holds no user-defined token, to
 * *ids.  vocab is of kind LM_VOCAB_SPM.  begins: nothing or a special token
 * (user-defined ones too) stands before the text, so that a vocabulary with
 * space_prefix gets its space; an empty text gives no token in any case.
 *
 * text is any bytes.  O(length log length) at most, near 100 ns a byte;
 * memory about 50 bytes a byte, kept for the next text.  LM_NOMEM; LM_LIMIT
 * for 2 GiB or more.  *ids then holds part of the result.
 */
enum lm_code lm_spm_encode(struct lm_spm *spm, const struct lm_vocab *vocab,
    struct lm_span text, bool begins, struct lm_ids *ids, struct lm_err *err);

#endif
