#ifndef EMBED_KEY_H
#define EMBED_KEY_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/hash.h"
#include "lm/span.h"

/*
 * The key of a vector: XXH3-128 (seed 0) of all that the vector depends on,
 * these bytes one behind the other:
 *
 *	engine, 1 byte 0
 *	model, 1 byte 0
 *	8 bytes   fingerprint
 *	8 bytes   dimensions
 *	1 byte    1: scaled to length 1 by --normalize, else 0
 *	8 bytes   length of the prefix in bytes
 *	prefix
 *	text
 *
 * numbers little-endian.  Records have it as "embed":{"key":...}, 32 hex
 * digits.  Vectors with equal keys may stand for one another.
 */
struct key_parts {
	const char *engine;
	const char *model;
	uint64_t fingerprint;
	uint64_t dimensions;
	bool normalised;
	struct lm_span prefix;
};

/* What all keys of a run begin with.  All-zero is valid and empty. */
struct key_base {
	struct lm_buf head;
};

/* Make it, once a run; parts is not needed after the call.  LM_NOMEM. */
enum lm_code key_base_make(struct key_base *base, const struct key_parts *parts,
    struct lm_err *err);
void key_base_free(struct key_base *base);

/* The key of a text.  Several threads may share base.  About 0.1 us for 1 kB;
 * no memory is allocated. */
struct lm_hash128 key_of(const struct key_base *base, struct lm_span text);

#endif
