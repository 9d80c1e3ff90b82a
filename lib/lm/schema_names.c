#include "lm/schema_names.h"

#include <stdlib.h>

/* Tries to place a bucket, before two of its names must have one hash. */
#define MAX_DISPLACEMENT ((uint32_t)1 << 22)

/* A name on its way to a slot. */
struct item {
	uint64_t hash;
	uint32_t bucket;
	uint32_t number;
};

struct building {
	struct lm_names_set *set;
	struct lm_name *slots;
	uint32_t *displacements;
	const struct lm_span *names;
	struct item *items; /* by bucket */
	uint32_t *starts;   /* of buckets in items; and one past the last */
	uint32_t *order;    /* buckets, the largest first */
};

/* The bits of a power of two that is at least n. */
static uint32_t
bits_for(uint32_t n)
{
	uint32_t bits = 0;

	while (bits < 31 && 1U << bits < n)
		bits++;
	return bits;
}

static bool
place_at(const struct building *b, const struct item *items, uint32_t n,
    uint32_t displacement)
{
	uint32_t i;

	for (i = 0; i < n; i++) {
		uint32_t at =
		    lm_names_slot(b->set, items[i].hash, displacement);
		struct lm_name *slot = &b->slots[at];

		if (slot->number != LM_NONE)
			break;
		slot->number = items[i].number;
		slot->ptr = b->names[slot->number].ptr;
		slot->len = (uint32_t)b->names[slot->number].len;
	}
	if (i == n)
		return true;
	while (i-- > 0)
		b->slots[lm_names_slot(b->set, items[i].hash, displacement)]
		    .number = LM_NONE;
	return false;
}

static enum lm_code
place_bucket(const struct building *b, uint32_t bucket, struct lm_err *err)
{
	const struct item *items = b->items + b->starts[bucket];
	uint32_t n = b->starts[bucket + 1] - b->starts[bucket];

	for (uint32_t d = 0; d < MAX_DISPLACEMENT; d++)
		if (place_at(b, items, n, d)) {
			b->displacements[bucket] = d;
			return LM_OK;
		}
	return lm_err_set(err, LM_LIMIT, "names of one hash");
}

/* Sort the names by bucket: count, sum, put. */
static void
fill_buckets(const struct building *b, uint32_t n, uint32_t n_buckets)
{
	uint32_t *starts = b->starts;

	for (uint32_t i = 0; i < n; i++)
		starts[1 +
		    (lm_names_hash(b->names[i].ptr, b->names[i].len) &
			b->set->bucket_mask)]++;
	for (uint32_t i = 0; i < n_buckets; i++)
		starts[i + 1] += starts[i];
	for (uint32_t i = n; i-- > 0;) {
		uint64_t hash = lm_names_hash(b->names[i].ptr, b->names[i].len);
		uint32_t bucket = (uint32_t)hash & b->set->bucket_mask;

		b->items[--starts[bucket + 1]] = (struct item){hash, bucket, i};
	}
	/* Each start has moved one place up the list. */
	for (uint32_t i = 0; i < n_buckets; i++)
		starts[i] = starts[i + 1];
	starts[n_buckets] = n;
}

/* Buckets by size, the largest first, by counting. */
static enum lm_code
order_buckets(const struct building *b, uint32_t n_buckets, struct lm_err *err)
{
	uint32_t largest = 0, n = 0;
	uint32_t *counts;

	for (uint32_t i = 0; i < n_buckets; i++)
		if (b->starts[i + 1] - b->starts[i] > largest)
			largest = b->starts[i + 1] - b->starts[i];
	counts = calloc((size_t)largest + 2, sizeof(*counts));
	if (counts == NULL)
		return lm_err_nomem(err);
	for (uint32_t i = 0; i < n_buckets; i++)
		counts[b->starts[i + 1] - b->starts[i]]++;
	for (uint32_t size = largest + 1; size-- > 0;) {
		uint32_t of_size = counts[size];

		counts[size] = n;
		n += of_size;
	}
	for (uint32_t i = 0; i < n_buckets; i++)
		b->order[counts[b->starts[i + 1] - b->starts[i]]++] = i;
	free(counts);
	return LM_OK;
}

static enum lm_code
build(struct building *b, uint32_t n, uint32_t n_buckets, struct lm_err *err)
{
	enum lm_code code;

	fill_buckets(b, n, n_buckets);
	code = order_buckets(b, n_buckets, err);
	for (uint32_t i = 0; code == LM_OK && i < n_buckets; i++)
		code = place_bucket(b, b->order[i], err);
	return code;
}

enum lm_code
lm_names_build(struct lm_arena *arena, const struct lm_span *names, uint32_t n,
    struct lm_names_set *out, struct lm_err *err)
{
	uint32_t bits = bits_for(n + n / 2 + 1);
	uint32_t n_slots = 1U << bits, n_buckets = 1U << bits_for(n / 2 + 1);
	struct building b = {.set = out, .names = names};
	uint32_t *by_number;
	enum lm_code code;

	*out = (struct lm_names_set){.slot_shift = 64 - bits,
	    .bucket_mask = n_buckets - 1,
	    .n = n};
	if (n == 0)
		return LM_OK;
	b.slots = lm_arena_array(arena, n_slots, sizeof(*b.slots));
	b.displacements =
	    lm_arena_array(arena, n_buckets, sizeof(*b.displacements));
	by_number = lm_arena_array(arena, n, sizeof(*by_number));
	b.items = calloc(n, sizeof(*b.items));
	b.starts = calloc((size_t)n_buckets + 1, sizeof(*b.starts));
	b.order = calloc(n_buckets, sizeof(*b.order));
	if (b.slots == NULL || b.displacements == NULL || b.items == NULL ||
	    b.starts == NULL || b.order == NULL || by_number == NULL) {
		code = lm_err_nomem(err);
		goto out;
	}
	for (uint32_t i = 0; i < n_slots; i++)
		b.slots[i].number = LM_NONE;
	code = build(&b, n, n_buckets, err);
	for (uint32_t i = 0; code == LM_OK && i < n_slots; i++)
		if (b.slots[i].number != LM_NONE)
			by_number[b.slots[i].number] = i;
	out->slots = b.slots;
	out->by_number = by_number;
	out->displacements = b.displacements;
out:
	free(b.items);
	free(b.starts);
	free(b.order);
	return code;
}
