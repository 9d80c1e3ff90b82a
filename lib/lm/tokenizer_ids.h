#ifndef LM_TOKENIZER_IDS_H
#define LM_TOKENIZER_IDS_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"

/*
 * Token ids in order.  All-zero is empty and valid; lm_ids_free returns to it;
 * setting n to 0 empties it and keeps the memory.  Growth doubles.  A call
 * that fails (LM_NOMEM) leaves it as it was.
 */
struct lm_ids {
	uint32_t *list; /* NULL while cap is 0 */
	size_t n;
	size_t cap;
};

/* Give the memory back. */
void lm_ids_free(struct lm_ids *ids);

/* Room for at least extra ids more. */
enum lm_code lm_ids_reserve(struct lm_ids *ids, size_t extra,
    struct lm_err *err);

/* Append one. */
enum lm_code lm_ids_push(struct lm_ids *ids, uint32_t id, struct lm_err *err);

#endif
