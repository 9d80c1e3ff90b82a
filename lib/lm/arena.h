#ifndef LM_ARENA_H
#define LM_ARENA_H

#include <stddef.h>

/*
 * Memory that is given back all at once, with what owns it.
 * All-zero is empty and valid; lm_arena_free returns to it.
 */
struct lm_arena_block;

struct lm_arena {
	struct lm_arena_block *blocks; /* the newest first */
};

/* n zeroed elements of size bytes each, for any type; NULL when there is no
 * memory, and when n is 0.  O(n * size). */
void *lm_arena_array(struct lm_arena *arena, size_t n, size_t size);

void lm_arena_free(struct lm_arena *arena);

#endif
