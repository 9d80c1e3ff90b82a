#include "lm/keys.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define SHARD_BITS 6
#define N_SHARDS (1 << SHARD_BITS)
#define SMALLEST_SHARD 32
/* Full at four fifths: a search for what is not there meets 13 slots on
 * average (Knuth, TAOCP 6.4, algorithm L). */
#define FULL_NUMERATOR 4
#define FULL_DENOMINATOR 5
/* A slot is found by the upper half of a mixed key. */
#define MOST_SLOTS UINT32_MAX

struct slot {
	uint64_t half;	/* of the key */
	uint64_t place; /* plus 1; 0: the slot is free */
};

struct shard {
	struct slot *slots;
	size_t n_slots;
	size_t n_used;
};

struct lm_keys {
	uint64_t seed;
	size_t n;
	struct shard shards[N_SHARDS];
};

/* Every bit of x in every bit of the result (Stafford's variant 13 of the
 * MurmurHash3 finalizer, as in splitmix64). */
static inline uint64_t
mix(uint64_t x)
{
	x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
	return x ^ x >> 31;
}

/* Nobody who writes a file beforehand knows it. */
static uint64_t
draw(const struct lm_keys *keys)
{
	struct timespec now = {0};

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return mix((uint64_t)(uintptr_t)keys) +
	    mix((uint64_t)now.tv_sec << 32 ^ (uint64_t)now.tv_nsec);
}

enum lm_code
lm_keys_new(struct lm_keys **out, struct lm_err *err)
{
	*out = calloc(1, sizeof(**out));
	if (*out == NULL)
		return lm_err_nomem(err);
	(*out)->seed = draw(*out);
	return LM_OK;
}

void
lm_keys_free(struct lm_keys *keys)
{
	if (keys == NULL)
		return;
	for (size_t i = 0; i < N_SHARDS; i++)
		free(keys->shards[i].slots);
	free(keys);
}

/* Where the search for a mixed key begins. */
static inline size_t
home_of(const struct shard *shard, uint64_t mixed)
{
	return (size_t)((mixed >> 32) * shard->n_slots >> 32);
}

static inline size_t
next_of(const struct shard *shard, size_t i)
{
	return i + 1 == shard->n_slots ? 0 : i + 1;
}

static void
insert(struct shard *shard, uint64_t mixed, struct slot slot)
{
	size_t i = home_of(shard, mixed);

	while (shard->slots[i].place != 0)
		i = next_of(shard, i);
	shard->slots[i] = slot;
}

/*
 * Move all to larger.  A run of used slots is moved from its first to its
 * last, so that places of one key stay in the order that they came in; the
 * first run begins behind a free slot, and there always is one.
 */
static void
move(const struct lm_keys *keys, const struct shard *shard,
    struct shard *larger)
{
	size_t i = 0;

	if (shard->n_slots == 0)
		return;
	while (shard->slots[i].place != 0)
		i++;
	for (size_t n = shard->n_slots; n > 0; n--) {
		const struct slot *slot = &shard->slots[i];

		if (slot->place != 0)
			insert(larger, mix(slot->half ^ keys->seed), *slot);
		i = next_of(shard, i);
	}
}

static enum lm_code
grow(const struct lm_keys *keys, struct shard *shard, struct lm_err *err)
{
	struct shard larger = *shard;

	if (shard->n_slots > MOST_SLOTS / 2)
		return lm_err_nomem(err);
	larger.n_slots = shard->n_slots == 0
	    ? SMALLEST_SHARD
	    : shard->n_slots + shard->n_slots / 2;
	larger.slots = calloc(larger.n_slots, sizeof(struct slot));
	if (larger.slots == NULL)
		return lm_err_nomem(err);
	move(keys, shard, &larger);
	free(shard->slots);
	*shard = larger;
	return LM_OK;
}

/* The slots of half in a shard, in the order that they came in. */
static size_t
look(const struct shard *shard, uint64_t mixed, uint64_t half,
    size_t found[LM_KEYS_SAME])
{
	size_t n = 0, i;

	if (shard->n_slots == 0)
		return 0;
	i = home_of(shard, mixed);
	while (n < LM_KEYS_SAME && shard->slots[i].place != 0) {
		if (shard->slots[i].half == half)
			found[n++] = i;
		i = next_of(shard, i);
	}
	return n;
}

enum lm_code
lm_keys_add(struct lm_keys *keys, const struct lm_hash128 *key, uint64_t place,
    struct lm_err *err)
{
	uint64_t mixed = mix(key->low ^ keys->seed);
	struct shard *shard = &keys->shards[mixed % N_SHARDS];
	size_t same[LM_KEYS_SAME];
	enum lm_code code = LM_OK;

	if (look(shard, mixed, key->low, same) == LM_KEYS_SAME) {
		for (size_t i = 1; i < LM_KEYS_SAME; i++)
			shard->slots[same[i - 1]] = shard->slots[same[i]];
		shard->slots[same[LM_KEYS_SAME - 1]].place = place + 1;
		return LM_OK;
	}
	if ((shard->n_used + 1) * FULL_DENOMINATOR >
	    shard->n_slots * FULL_NUMERATOR)
		code = grow(keys, shard, err);
	if (code != LM_OK)
		return code;
	insert(shard, mixed, (struct slot){key->low, place + 1});
	shard->n_used++;
	keys->n++;
	return LM_OK;
}

size_t
lm_keys_find(const struct lm_keys *keys, const struct lm_hash128 *key,
    uint64_t places[LM_KEYS_SAME])
{
	uint64_t mixed = mix(key->low ^ keys->seed);
	const struct shard *shard = &keys->shards[mixed % N_SHARDS];
	size_t same[LM_KEYS_SAME];
	size_t n = look(shard, mixed, key->low, same);

	for (size_t i = 0; i < n; i++)
		places[i] = shard->slots[same[n - 1 - i]].place - 1;
	return n;
}

size_t
lm_keys_count(const struct lm_keys *keys)
{
	return keys->n;
}
