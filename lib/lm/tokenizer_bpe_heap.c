#include "lm/tokenizer_bpe_join.h"

#include <stdlib.h>

#include "lm/vocab_pairs.h"

#define NONE LM_VOCAB_NONE

/* A token of the word, by its first place. */
struct lm_bpe_node {
	uint32_t id;
	uint32_t prev; /* NONE: the first; of one that was joined to: itself */
	uint32_t next; /* NONE: the last */
};

void
lm_bpe_heap_free(struct lm_bpe_heap *memory)
{
	free(memory->nodes);
	free(memory->list);
	*memory = (struct lm_bpe_heap){0};
}

static void
push(struct lm_bpe_heap *heap, uint64_t value)
{
	size_t i = heap->n++, up;

	for (; i > 0 && heap->list[up = (i - 1) / 2] > value; i = up)
		heap->list[i] = heap->list[up];
	heap->list[i] = value;
}

/* The least; the heap is not empty. */
static uint64_t
pop(struct lm_bpe_heap *heap)
{
	uint64_t least = heap->list[0], value = heap->list[--heap->n];
	size_t i = 0, down;

	while ((down = 2 * i + 1) < heap->n) {
		if (down + 1 < heap->n &&
		    heap->list[down + 1] < heap->list[down])
			down++;
		if (heap->list[down] >= value)
			break;
		heap->list[i] = heap->list[down];
		i = down;
	}
	heap->list[i] = value;
	return least;
}

/* The rank of the pair that begins at at; NONE. */
static uint32_t
rank_at(const struct lm_bpe_merges *merges, const struct lm_bpe_heap *heap,
    uint32_t at)
{
	const struct lm_bpe_node *node = &heap->nodes[at];

	if (node->prev == at || node->next == NONE)
		return NONE;
	return lm_vocab_pairs_find(merges->vocab->pairs, node->id,
	    heap->nodes[node->next].id);
}

static void
push_at(const struct lm_bpe_merges *merges, struct lm_bpe_heap *heap,
    uint32_t at)
{
	uint32_t rank = rank_at(merges, heap, at);

	if (rank != NONE)
		push(heap, (uint64_t)rank << 32 | at);
}

static void
join(const struct lm_bpe_merges *merges, struct lm_bpe_heap *heap, uint32_t at,
    uint32_t rank)
{
	struct lm_bpe_node *node = &heap->nodes[at];
	uint32_t right = node->next;

	node->id = merges->vocab->merges[rank].result;
	node->next = heap->nodes[right].next;
	heap->nodes[right].prev = right;
	if (node->next != NONE)
		heap->nodes[node->next].prev = at;
	push_at(merges, heap, at);
	if (node->prev != NONE)
		push_at(merges, heap, node->prev);
}

/* Room for n nodes, and for what n - 1 joinings leave and bring. */
static enum lm_code
make_room(struct lm_bpe_heap *heap, size_t n, struct lm_err *err)
{
	if (n <= heap->n_nodes)
		return LM_OK;
	lm_bpe_heap_free(heap);
	heap->nodes = calloc(n, sizeof(*heap->nodes));
	heap->list = malloc(2 * n * sizeof(*heap->list));
	if (heap->nodes == NULL || heap->list == NULL)
		return lm_err_nomem(err);
	heap->n_nodes = n;
	return LM_OK;
}

static void
begin(const struct lm_bpe_merges *merges, struct lm_bpe_heap *heap,
    struct lm_span word)
{
	const uint32_t *bytes = merges->vocab->bytes;
	uint32_t n = (uint32_t)word.len, i;

	heap->n = 0;
	for (i = 0; i < n; i++) {
		heap->nodes[i].id = bytes[(unsigned char)word.ptr[i]];
		heap->nodes[i].prev = i == 0 ? NONE : i - 1;
		heap->nodes[i].next = i + 1 == n ? NONE : i + 1;
	}
	for (i = 0; i < n; i++)
		push_at(merges, heap, i);
}

enum lm_code
lm_bpe_join_heap(const struct lm_bpe_merges *merges, struct lm_bpe_heap *heap,
    struct lm_span word, struct lm_ids *ids, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	uint64_t least;

	if (word.len >= NONE)
		return lm_err_set(err, LM_LIMIT, "a word of %zu bytes",
		    word.len);
	if (word.len == 0)
		return LM_OK;
	if (make_room(heap, word.len, err) != LM_OK)
		return LM_NOMEM;
	begin(merges, heap, word);
	while (heap->n > 0) {
		least = pop(heap);
		if (rank_at(merges, heap, (uint32_t)least) == least >> 32)
			join(merges, heap, (uint32_t)least,
			    (uint32_t)(least >> 32));
	}
	for (uint32_t at = 0; at != NONE && code == LM_OK;
	     at = heap->nodes[at].next)
		if (heap->nodes[at].id != NONE)
			code = lm_ids_push(ids, heap->nodes[at].id, err);
	return code;
}
