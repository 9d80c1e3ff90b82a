#ifndef LM_VOCAB_PAIRS_H
#define LM_VOCAB_PAIRS_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/vocab.h"

/* From two tokens to the merge that joins them: a hash table. */
struct lm_vocab_pairs;

/*
 * Index the n merges of list (fewer than 2^32 - 1), which must outlive it.
 * LM_MALFORMED for a pair that comes twice; LM_NOMEM.  O(n).
 */
enum lm_code lm_vocab_pairs_new(const struct lm_vocab_merge *list, size_t n,
    struct lm_vocab_pairs **out, struct lm_err *err);

/* NULL is fine. */
void lm_vocab_pairs_free(struct lm_vocab_pairs *pairs);

/* The place of (left, right) in the list; LM_VOCAB_NONE: they never join. */
uint32_t lm_vocab_pairs_find(const struct lm_vocab_pairs *pairs, uint32_t left,
    uint32_t right);

#endif
