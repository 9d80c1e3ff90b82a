#ifndef LM_TOKENIZER_HEAP_H
#define LM_TOKENIZER_HEAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"

/* A binary heap: the item of the smallest order comes out first. */
struct lm_heap_item {
	uint64_t order;
	uint32_t place;
	uint32_t id;
};

/* All-zero is empty and valid; setting n to 0 empties it. */
struct lm_heap {
	struct lm_heap_item *items; /* NULL while cap is 0 */
	size_t n;
	size_t cap;
};

void lm_heap_free(struct lm_heap *heap);

/* Put one in.  O(log n).  LM_NOMEM leaves the heap as it was. */
enum lm_code lm_heap_push(struct lm_heap *heap, struct lm_heap_item item,
    struct lm_err *err);

/* Take the first one out; false: there is none.  O(log n). */
bool lm_heap_pop(struct lm_heap *heap, struct lm_heap_item *out);

#endif
