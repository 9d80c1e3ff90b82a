#ifndef LM_KEYS_H
#define LM_KEYS_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/hash.h"

/*
 * An index from 128-bit keys (lm_hash128) to 64-bit places, such as offsets in
 * a file.
 *
 * An entry is 16 bytes: half of the key and the place.  What is found is so
 * only a candidate, and the caller looks at the place whether it has the whole
 * key.  One million entries need 20 to 30 MB, also while it grows: it is made
 * of 64 tables, each of which grows by half on its own.
 *
 * Where a half comes to lie depends on a number that is drawn for each index,
 * so that a file with keys of the attacker's choice does not make it slow.
 * What is found never depends on it.
 */
struct lm_keys;

/* Places kept of one key (rather: of keys with equal halves); of more, the
 * newest.  So a key that occurs a million times costs no more than four. */
#define LM_KEYS_SAME 4

/* A place is at most this. */
#define LM_KEYS_PLACE_MAX (UINT64_MAX - 1)

/* Make one without entries.  LM_NOMEM.  *out is NULL after an error. */
enum lm_code lm_keys_new(struct lm_keys **out, struct lm_err *err);

/* NULL is fine. */
void lm_keys_free(struct lm_keys *keys);

/*
 * Add a place of key; places added before stay, up to LM_KEYS_SAME.  LM_NOMEM;
 * keys is then as it was.  About 50 ns where it does not grow.
 */
enum lm_code lm_keys_add(struct lm_keys *keys, const struct lm_hash128 *key,
    uint64_t place, struct lm_err *err);

/*
 * Places that may be key's, the newest first; their number.  Several threads
 * may ask at once, as long as none adds.
 */
size_t lm_keys_find(const struct lm_keys *keys, const struct lm_hash128 *key,
    uint64_t places[LM_KEYS_SAME]);

/* Entries. */
size_t lm_keys_count(const struct lm_keys *keys);

#endif
