#include "lm/schema_index.h"

#include <stdlib.h>

#include "lm/hash.h"

#define FIRST_CAP 64

void
lm_schema_index_free(struct lm_schema_index *index)
{
	free(index->slots);
	*index = (struct lm_schema_index){0};
}

/* The slot of key, or the free one where it would be. */
static struct lm_schema_slot *
slot_of(const struct lm_schema_index *index, struct lm_span key)
{
	size_t i = (size_t)lm_hash(key) & (index->cap - 1);

	while (index->slots[i].value != LM_NONE &&
	    !lm_span_equal(index->slots[i].key, key))
		i = (i + 1) & (index->cap - 1);
	return &index->slots[i];
}

uint32_t
lm_schema_index_find(const struct lm_schema_index *index, struct lm_span key)
{
	return index->cap == 0 ? LM_NONE : slot_of(index, key)->value;
}

static enum lm_code
grow(struct lm_schema_index *index, struct lm_err *err)
{
	struct lm_schema_index grown = {.n = index->n,
	    .cap = index->cap == 0 ? FIRST_CAP : 2 * index->cap};

	grown.slots = calloc(grown.cap, sizeof(*grown.slots));
	if (grown.slots == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < grown.cap; i++)
		grown.slots[i].value = LM_NONE;
	for (size_t i = 0; i < index->cap; i++)
		if (index->slots[i].value != LM_NONE)
			*slot_of(&grown, index->slots[i].key) = index->slots[i];
	free(index->slots);
	*index = grown;
	return LM_OK;
}

enum lm_code
lm_schema_index_add(struct lm_schema_index *index, struct lm_span key,
    uint32_t value, struct lm_err *err)
{
	struct lm_schema_slot *slot;

	if (index->n >= index->cap / 2 && grow(index, err) != LM_OK)
		return LM_NOMEM;
	slot = slot_of(index, key);
	if (slot->value != LM_NONE)
		return LM_OK;
	*slot = (struct lm_schema_slot){key, value};
	index->n++;
	return LM_OK;
}
