#include "lm/tokenizer_heap.h"

#include <stdlib.h>

#define FIRST_CAP 64

void
lm_heap_free(struct lm_heap *heap)
{
	free(heap->items);
	*heap = (struct lm_heap){0};
}

static enum lm_code
grow(struct lm_heap *heap, struct lm_err *err)
{
	size_t cap = heap->cap == 0 ? FIRST_CAP : heap->cap * 2;
	struct lm_heap_item *items = NULL;

	if (cap <= SIZE_MAX / 2 / sizeof(*items))
		items = realloc(heap->items, cap * sizeof(*items));
	if (items == NULL)
		return lm_err_nomem(err);
	heap->items = items;
	heap->cap = cap;
	return LM_OK;
}

enum lm_code
lm_heap_push(struct lm_heap *heap, struct lm_heap_item item, struct lm_err *err)
{
	size_t i = heap->n;

	if (heap->n == heap->cap && grow(heap, err) != LM_OK)
		return LM_NOMEM;
	heap->n++;
	while (i > 0 && item.order < heap->items[(i - 1) / 2].order) {
		heap->items[i] = heap->items[(i - 1) / 2];
		i = (i - 1) / 2;
	}
	heap->items[i] = item;
	return LM_OK;
}

bool
lm_heap_pop(struct lm_heap *heap, struct lm_heap_item *out)
{
	struct lm_heap_item *items = heap->items, last;
	size_t i = 0, child;

	if (heap->n == 0)
		return false;
	*out = items[0];
	last = items[--heap->n];
	while ((child = 2 * i + 1) < heap->n) {
		if (child + 1 < heap->n &&
		    items[child + 1].order < items[child].order)
			child++;
		if (last.order <= items[child].order)
			break;
		items[i] = items[child];
		i = child;
	}
	items[i] = last;
	return true;
}
