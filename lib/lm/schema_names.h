#ifndef LM_SCHEMA_NAMES_H
#define LM_SCHEMA_NAMES_H

#include <stddef.h>
#include <stdint.h>

#include "lm/arena.h"
#include "lm/err.h"
#include "lm/hash.h"
#include "lm/schema_index.h"
#include "lm/span.h"

/*
 * A fixed set of names under a perfect hash: each has a slot of its own, so a
 * look-up is one hash and one comparison (hash and displace: Belazzougui,
 * Botelho, Dietzfelbinger, Hash, displace, and compress, ESA 2009).
 */
struct lm_name {
	const char *ptr;
	uint32_t len;
	uint32_t number; /* LM_NONE: a free slot */
};

struct lm_names_set {
	const struct lm_name *slots;
	const uint32_t *displacements; /* by bucket */
	const uint32_t *by_number;     /* slot */
	uint32_t slot_shift;	       /* 64 less the bits of a slot's place */
	uint32_t bucket_mask;
	uint32_t n;
};

/* Make a set of n distinct names (borrowed), numbered from 0.  LM_NOMEM,
 * LM_LIMIT where two have one hash.  O(n) expected. */
enum lm_code lm_names_build(struct lm_arena *arena, const struct lm_span *names,
    uint32_t n, struct lm_names_set *out, struct lm_err *err);

#define LM_NAMES_K1 0x9e3779b97f4a7c15U
#define LM_NAMES_K2 0xd6e8feb86659fd93U

static inline uint64_t
lm_names_load8(const char *ptr)
{
	uint64_t word;

	memcpy(&word, ptr, sizeof(word));
	return word;
}

static inline uint64_t
lm_names_load4(const char *ptr)
{
	uint32_t word;

	memcpy(&word, ptr, sizeof(word));
	return word;
}

/* Names are short: up to 16 bytes are two words, which may overlap. */
static inline uint64_t
lm_names_hash(const char *ptr, size_t len)
{
	uint64_t a = 0, b = 0;

	if (len > 16)
		return lm_hash(lm_span(ptr, len));
	if (len >= 8) {
		a = lm_names_load8(ptr);
		b = lm_names_load8(ptr + len - 8);
	} else if (len >= 4) {
		a = lm_names_load4(ptr);
		b = lm_names_load4(ptr + len - 4);
	} else if (len > 0) {
		a = (unsigned char)ptr[0];
		b = (uint64_t)(unsigned char)ptr[len / 2] << 8 |
		    (unsigned char)ptr[len - 1];
	}
	a = (a ^ len * LM_NAMES_K2) * LM_NAMES_K1;
	b = (b + len) * LM_NAMES_K2;
	a ^= (b << 23 | b >> 41);
	return a ^ a >> 29;
}

static inline uint32_t
lm_names_slot(const struct lm_names_set *set, uint64_t hash,
    uint32_t displacement)
{
	uint64_t mixed = (hash ^ displacement * LM_NAMES_K2) * LM_NAMES_K1;

	/* The high bits, which depend on all those below them. */
	return (uint32_t)(mixed >> set->slot_shift);
}

/* The number of a name; LM_NONE: it is not in the set. */
static inline uint32_t
lm_names_find(const struct lm_names_set *set, const char *ptr, size_t len)
{
	const struct lm_name *slot;
	uint64_t hash;

	if (set->n == 0)
		return LM_NONE;
	hash = lm_names_hash(ptr, len);
	slot = &set->slots[lm_names_slot(set, hash,
	    set->displacements[hash & set->bucket_mask])];
	if (slot->len != len || slot->number == LM_NONE ||
	    memcmp(slot->ptr, ptr, len) != 0)
		return LM_NONE;
	return slot->number;
}

/* The name of a number below set->n. */
static inline struct lm_span
lm_names_text(const struct lm_names_set *set, uint32_t number)
{
	const struct lm_name *slot = &set->slots[set->by_number[number]];

	return lm_span(slot->ptr, slot->len);
}

#endif
