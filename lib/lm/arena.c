#include "lm/arena.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdlib.h>

#define BLOCK_SIZE ((size_t)16 << 10)

/* The memory follows its header. */
struct lm_arena_block {
	alignas(max_align_t) struct lm_arena_block *older;
	size_t len;
	size_t cap;
};

static struct lm_arena_block *
add_block(struct lm_arena *arena, size_t size)
{
	size_t cap = size > BLOCK_SIZE ? size : BLOCK_SIZE;
	struct lm_arena_block *block;

	if (cap > SIZE_MAX - sizeof(*block))
		return NULL;
	block = calloc(1, sizeof(*block) + cap);
	if (block == NULL)
		return NULL;
	*block = (struct lm_arena_block){.older = arena->blocks, .cap = cap};
	arena->blocks = block;
	return block;
}

void *
lm_arena_array(struct lm_arena *arena, size_t n, size_t size)
{
	const size_t align = alignof(max_align_t);
	struct lm_arena_block *block = arena->blocks;
	unsigned char *array;

	if (n == 0 || n > (SIZE_MAX - align) / size)
		return NULL;
	size = (n * size + align - 1) / align * align;
	if (block == NULL || block->cap - block->len < size)
		block = add_block(arena, size);
	if (block == NULL)
		return NULL;
	array = (unsigned char *)(block + 1) + block->len;
	block->len += size;
	return array;
}

void
lm_arena_free(struct lm_arena *arena)
{
	while (arena->blocks != NULL) {
		struct lm_arena_block *block = arena->blocks;

		arena->blocks = block->older;
		free(block);
	}
}
