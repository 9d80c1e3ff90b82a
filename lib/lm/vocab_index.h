#ifndef LM_VOCAB_INDEX_H
#define LM_VOCAB_INDEX_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/* From a text to its place in a list: a hash table (XXH3, open addressing). */
struct lm_vocab_index;

/*
 * Index the n texts of list (fewer than 2^32 - 1), which must outlive it.
 * An empty text has no place; of equal texts the last one counts, as in
 * llama.cpp.  16 bytes of memory a text; O(all bytes).  LM_NOMEM.
 */
enum lm_code lm_vocab_index_new(const struct lm_span *list, size_t n,
    struct lm_vocab_index **out, struct lm_err *err);

/* NULL is fine. */
void lm_vocab_index_free(struct lm_vocab_index *index);

/* The place of text; UINT32_MAX (LM_VOCAB_NONE): there is none. */
uint32_t lm_vocab_index_find(const struct lm_vocab_index *index,
    struct lm_span text);

#endif
