#ifndef LM_HASH_H
#define LM_HASH_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * Fingerprints by XXH3-64 (xxhash, seed 0): equal bytes, equal fingerprint.
 * Not for anything that must resist an attacker.
 */

#define LM_HASH_HEX_SIZE 17 /* 16 hex digits and a NUL */

/* The fingerprint of bytes. */
uint64_t lm_hash(struct lm_span bytes);

/* A fingerprint as 16 lower-case hex digits. */
void lm_hash_hex(uint64_t hash, char out[LM_HASH_HEX_SIZE]);

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
