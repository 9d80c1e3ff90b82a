#ifndef LM_TOKENIZER_BPE_H
#define LM_TOKENIZER_BPE_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"
#include "lm/tokenizer_ids.h"
#include "lm/vocab.h"

/*
 * Byte-level pair encoding, as llama.cpp's llm_tokenizer_bpe: the text is
 * cut into words (lm/tokenizer_split.h); in each, of all neighbours that may
 * be joined, those of the earliest merge are, the leftmost first, until none
 * are left.
 */
struct lm_bpe;

/*
 * Make ready vocab, of kind LM_VOCAB_BPE, which must outlive it.  Not changed
 * after that; shared by threads.  LM_MALFORMED for a split that is not known,
 * with the known ones; LM_NOMEM.  O(pieces + merges).
 */
enum lm_code lm_bpe_new(const struct lm_vocab *vocab, struct lm_bpe **out,
    struct lm_err *err);
void lm_bpe_free(struct lm_bpe *bpe);

/* Whether vectors prove how it splits. */
bool lm_bpe_is_proved(const struct lm_bpe *bpe);

/* The memory of one thread. */
struct lm_bpe_worker;

/* Make one; NULL when there is no memory.  lm_bpe_worker_free(NULL) is fine. */
struct lm_bpe_worker *lm_bpe_worker_new(const struct lm_bpe *bpe);
void lm_bpe_worker_free(struct lm_bpe_worker *worker);

/*
 * Raise *n by the tokens of text, or append them to *ids.  text is valid
 * UTF-8 and holds no user-defined token.  Words of up to 24 bytes are
 * remembered when they are counted.  O(length), whatever the text; a word of
 * 1 MB takes 12 MB of memory, which the worker keeps.  LM_NOMEM; LM_LIMIT for
 * a word of 2 GiB or more.
 */
enum lm_code lm_bpe_count(struct lm_bpe_worker *worker, struct lm_span text,
    uint64_t *n, struct lm_err *err);
enum lm_code lm_bpe_encode(struct lm_bpe_worker *worker, struct lm_span text,
    struct lm_ids *ids, struct lm_err *err);

#endif
