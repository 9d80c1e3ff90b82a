#include "key.h"

#include "xxh3.h"

static enum lm_code
append_u64(struct lm_buf *out, uint64_t value, struct lm_err *err)
{
	char bytes[sizeof(value)];

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (char)(value >> 8 * i & 0xff);
	return lm_buf_append(out, bytes, sizeof(bytes), err);
}

/* With its NUL. */
static enum lm_code
append_name(struct lm_buf *out, const char *name, struct lm_err *err)
{
	return lm_buf_append(out, name, strlen(name) + 1, err);
}

enum lm_code
key_base_make(struct key_base *base, const struct key_parts *parts,
    struct lm_err *err)
{
	struct lm_buf *head = &base->head;
	enum lm_code code;

	head->len = 0;
	code = append_name(head, parts->engine, err);
	if (code == LM_OK)
		code = append_name(head, parts->model, err);
	if (code == LM_OK)
		code = append_u64(head, parts->fingerprint, err);
	if (code == LM_OK)
		code = append_u64(head, parts->dimensions, err);
	if (code == LM_OK)
		code = lm_buf_byte(head, parts->normalised ? 1 : 0, err);
	if (code == LM_OK)
		code = append_u64(head, parts->prefix.len, err);
	return code == LM_OK ? lm_buf_span(head, parts->prefix, err) : code;
}

void
key_base_free(struct key_base *base)
{
	lm_buf_free(&base->head);
}

struct lm_hash128
key_of(const struct key_base *base, struct lm_span text)
{
	XXH3_state_t state;
	XXH128_hash_t hash;

	XXH3_INITSTATE(&state);
	(void)XXH3_128bits_reset(&state);
	(void)XXH3_128bits_update(&state, base->head.ptr, base->head.len);
	(void)XXH3_128bits_update(&state, text.ptr, text.len);
	hash = XXH3_128bits_digest(&state);
	return (struct lm_hash128){hash.high64, hash.low64};
}
