#include "lm/vocab_pairs.h"

#include <stdbool.h>
#include <stdlib.h>

struct lm_vocab_pairs {
	const struct lm_vocab_merge *list;
	size_t mask;	  /* slots less 1; slots are a power of two */
	uint32_t slots[]; /* a place in list, or NONE */
};

/* Both ids, mixed by the finaliser of MurmurHash3 (Appleby, 2011). */
static size_t
mix(uint32_t left, uint32_t right)
{
	uint64_t h = (uint64_t)left << 32 | right;

	h ^= h >> 33;
	h *= UINT64_C(0xff51afd7ed558ccd);
	h ^= h >> 33;
	h *= UINT64_C(0xc4ceb9fe1a85ec53);
	h ^= h >> 33;
	return (size_t)h;
}

/* The slot of a pair, or the empty one where it belongs. */
static size_t
slot_of(const struct lm_vocab_pairs *pairs, uint32_t left, uint32_t right)
{
	size_t i = mix(left, right) & pairs->mask;
	uint32_t place;

	while ((place = pairs->slots[i]) != LM_VOCAB_NONE &&
	    (pairs->list[place].left != left ||
		pairs->list[place].right != right))
		i = (i + 1) & pairs->mask;
	return i;
}

static enum lm_code
fill(struct lm_vocab_pairs *pairs, size_t n, struct lm_err *err)
{
	for (size_t i = 0; i <= pairs->mask; i++)
		pairs->slots[i] = LM_VOCAB_NONE;
	for (size_t i = 0; i < n; i++) {
		const struct lm_vocab_merge *merge = &pairs->list[i];
		size_t slot = slot_of(pairs, merge->left, merge->right);

		if (pairs->slots[slot] != LM_VOCAB_NONE)
			return lm_err_set(err, LM_MALFORMED,
			    "merge %zu is merge %u once more", i,
			    (unsigned)pairs->slots[slot]);
		pairs->slots[slot] = (uint32_t)i;
	}
	return LM_OK;
}

enum lm_code
lm_vocab_pairs_new(const struct lm_vocab_merge *list, size_t n,
    struct lm_vocab_pairs **out, struct lm_err *err)
{
	struct lm_vocab_pairs *pairs = NULL;
	size_t n_slots = 2;
	enum lm_code code;

	while (n_slots / 2 < n && n_slots <= SIZE_MAX / 4 / sizeof(uint32_t))
		n_slots *= 2;
	if (n_slots / 2 >= n)
		pairs = malloc(sizeof(*pairs) + n_slots * sizeof(uint32_t));
	*out = NULL;
	if (pairs == NULL)
		return lm_err_nomem(err);
	pairs->list = list;
	pairs->mask = n_slots - 1;
	code = fill(pairs, n, err);
	if (code != LM_OK)
		free(pairs);
	else
		*out = pairs;
	return code;
}

void
lm_vocab_pairs_free(struct lm_vocab_pairs *pairs)
{
	free(pairs);
}

uint32_t
lm_vocab_pairs_find(const struct lm_vocab_pairs *pairs, uint32_t left,
    uint32_t right)
{
	return pairs->slots[slot_of(pairs, left, right)];
}
