#include "lm/vocab_index.h"

#include <stdlib.h>

#include "lm/hash.h"

#define NONE UINT32_MAX

/* A place and the upper half of its text's hash; the lower half says where. */
struct slot {
	uint32_t place; /* NONE: empty */
	uint32_t tag;
};

struct lm_vocab_index {
	const struct lm_span *list;
	size_t mask; /* slots less 1; slots are a power of two */
	struct slot slots[];
};

/* The slot of text, or the empty one where it belongs. */
static size_t
slot_of(const struct lm_vocab_index *index, struct lm_span text, uint64_t hash)
{
	uint32_t tag = (uint32_t)(hash >> 32);
	size_t i = (size_t)hash & index->mask;

	while (index->slots[i].place != NONE &&
	    (index->slots[i].tag != tag ||
		!lm_span_equal(index->list[index->slots[i].place], text)))
		i = (i + 1) & index->mask;
	return i;
}

enum lm_code
lm_vocab_index_new(const struct lm_span *list, size_t n,
    struct lm_vocab_index **out, struct lm_err *err)
{
	struct lm_vocab_index *index = NULL;
	size_t n_slots = 2;

	while (n_slots / 2 < n && n_slots <= SIZE_MAX / 4 / sizeof(struct slot))
		n_slots *= 2;
	if (n_slots / 2 >= n)
		index = malloc(sizeof(*index) + n_slots * sizeof(struct slot));
	*out = index;
	if (index == NULL)
		return lm_err_nomem(err);
	index->list = list;
	index->mask = n_slots - 1;
	for (size_t i = 0; i < n_slots; i++)
		index->slots[i] = (struct slot){NONE, 0};
	for (size_t i = 0; i < n; i++) {
		uint64_t hash = lm_hash(list[i]);

		if (list[i].len > 0)
			index->slots[slot_of(index, list[i], hash)] =
			    (struct slot){(uint32_t)i, (uint32_t)(hash >> 32)};
	}
	return LM_OK;
}

void
lm_vocab_index_free(struct lm_vocab_index *index)
{
	free(index);
}

uint32_t
lm_vocab_index_find(const struct lm_vocab_index *index, struct lm_span text)
{
	return index->slots[slot_of(index, text, lm_hash(text))].place;
}
