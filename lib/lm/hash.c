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

struct lm_hash128
lm_hash128(struct lm_span bytes)
{
	XXH128_hash_t hash = XXH3_128bits(bytes.ptr, bytes.len);

	return (struct lm_hash128){hash.high64, hash.low64};
}

void
lm_hash128_hex(const struct lm_hash128 *key, char out[LM_HASH128_HEX_SIZE])
{
	lm_hash_hex(key->high, out);
	lm_hash_hex(key->low, out + LM_HASH128_HEX_LEN / 2);
}

/* The number of 16 hex digits; false where one is none. */
static bool
parse_half(const char *hex, uint64_t *out)
{
	uint64_t value = 0;

	for (size_t i = 0; i < LM_HASH128_HEX_LEN / 2; i++) {
		if (hex[i] >= '0' && hex[i] <= '9')
			value = value << 4 | (uint64_t)(hex[i] - '0');
		else if (hex[i] >= 'a' && hex[i] <= 'f')
			value = value << 4 | (uint64_t)(hex[i] - 'a' + 10);
		else
			return false;
	}
	*out = value;
	return true;
}

bool
lm_hash128_parse(struct lm_span hex, struct lm_hash128 *key)
{
	struct lm_hash128 got;

	if (hex.len != LM_HASH128_HEX_LEN || !parse_half(hex.ptr, &got.high) ||
	    !parse_half(hex.ptr + LM_HASH128_HEX_LEN / 2, &got.low))
		return false;
	*key = got;
	return true;
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
