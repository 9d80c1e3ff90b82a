#include "lm/hash.h"

#include <stdio.h>

#include <xxhash.h>

uint64_t
lm_hash(struct lm_span bytes)
{
	return XXH3_64bits(bytes.ptr, bytes.len);
}

void
lm_hash_hex(uint64_t hash, char out[LM_HASH_HEX_SIZE])
{
	(void)snprintf(out, LM_HASH_HEX_SIZE, "%016jx", (uintmax_t)hash);
}

struct lm_hash_stream *
lm_hash_stream_new(void)
{
	XXH3_state_t *state = XXH3_createState();

	if (state != NULL)
		(void)XXH3_64bits_reset(state);
	return (struct lm_hash_stream *)state;
}

void
lm_hash_stream_free(struct lm_hash_stream *stream)
{
	(void)XXH3_freeState((XXH3_state_t *)stream);
}

void
lm_hash_stream_add(struct lm_hash_stream *stream, struct lm_span bytes)
{
	(void)XXH3_64bits_update((XXH3_state_t *)stream, bytes.ptr, bytes.len);
}

uint64_t
lm_hash_stream_value(const struct lm_hash_stream *stream)
{
	return XXH3_64bits_digest((const XXH3_state_t *)stream);
}
