#ifndef LM_HASH_H
#define LM_HASH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * Fingerprints by XXH3-64 (xxhash, seed 0): equal bytes, equal fingerprint;
 * and keys of caches by XXH3-128.  Not for anything that must resist an
 * attacker.
 */

#define LM_HASH_HEX_SIZE 17 /* 16 hex digits and a NUL */

/* The fingerprint of bytes. */
uint64_t lm_hash(struct lm_span bytes);

/* A fingerprint as 16 lower-case hex digits. */
void lm_hash_hex(uint64_t hash, char out[LM_HASH_HEX_SIZE]);

/* A key: XXH3-128, seed 0. */
struct lm_hash128 {
	uint64_t high;
	uint64_t low;
};

#define LM_HASH128_HEX_LEN 32
#define LM_HASH128_HEX_SIZE (LM_HASH128_HEX_LEN + 1)

/* The key of bytes. */
struct lm_hash128 lm_hash128(struct lm_span bytes);

/* Whether two keys are one. */
static inline bool
lm_hash128_equal(const struct lm_hash128 *a, const struct lm_hash128 *b)
{
	return a->high == b->high && a->low == b->low;
}

/* A key as 32 lower-case hex digits, the highest first: the canonical form
 * (XXH128_canonicalFromHash), which xxhsum -H2 prints too. */
void lm_hash128_hex(const struct lm_hash128 *key,
    char out[LM_HASH128_HEX_SIZE]);

/* Read such digits back.  False, and *key untouched, where hex is anything
 * else than 32 lower-case hex digits. */
bool lm_hash128_parse(struct lm_span hex, struct lm_hash128 *key);

/* A fingerprint of bytes that come in pieces. */
struct lm_hash_stream;

/* Make one; NULL when there is no memory.  lm_hash_stream_free(NULL) is fine. */
struct lm_hash_stream *lm_hash_stream_new(void);
void lm_hash_stream_free(struct lm_hash_stream *stream);

/* Add bytes. */
void lm_hash_stream_add(struct lm_hash_stream *stream, struct lm_span bytes);

/* The fingerprint of all that was added so far. */
uint64_t lm_hash_stream_value(const struct lm_hash_stream *stream);

#endif
