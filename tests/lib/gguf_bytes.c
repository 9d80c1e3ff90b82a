#include "gguf_bytes.h"

#include <string.h>

#include "files.h"

void
gguf_number(struct lm_buf *out, uint64_t value, size_t size)
{
	char bytes[8];

	for (size_t i = 0; i < size; i++)
		bytes[i] = (char)(value >> (8 * i) & 0xff);
	append(out, lm_span(bytes, size));
}

void
gguf_text(struct lm_buf *out, struct lm_span text)
{
	gguf_number(out, text.len, 8);
	append(out, text);
}

void
gguf_head(struct lm_buf *out, uint32_t version, uint64_t n_tensors,
    uint64_t n_keys)
{
	append(out, lm_span_of("GGUF"));
	gguf_number(out, version, 4);
	gguf_number(out, n_tensors, 8);
	gguf_number(out, n_keys, 8);
}

void
gguf_key(struct lm_buf *out, const char *key, enum lm_gguf_type type)
{
	gguf_text(out, lm_span_of(key));
	gguf_number(out, type, 4);
}

void
gguf_string(struct lm_buf *out, const char *key, const char *text)
{
	gguf_key(out, key, LM_GGUF_STRING);
	gguf_text(out, lm_span_of(text));
}

void
gguf_u32(struct lm_buf *out, const char *key, uint32_t value)
{
	gguf_key(out, key, LM_GGUF_U32);
	gguf_number(out, value, 4);
}

void
gguf_array(struct lm_buf *out, const char *key, enum lm_gguf_type type,
    uint64_t n)
{
	gguf_key(out, key, LM_GGUF_ARRAY);
	gguf_number(out, type, 4);
	gguf_number(out, n, 8);
}

void
gguf_texts(struct lm_buf *out, const char *key, const char *const *list,
    size_t n)
{
	gguf_array(out, key, LM_GGUF_STRING, n);
	for (size_t i = 0; i < n; i++)
		gguf_text(out, lm_span_of(list[i]));
}

void
gguf_i32s(struct lm_buf *out, const char *key, const int *list, size_t n)
{
	gguf_array(out, key, LM_GGUF_I32, n);
	for (size_t i = 0; i < n; i++)
		gguf_number(out, (uint32_t)list[i], 4);
}

void
gguf_f32s(struct lm_buf *out, const char *key, const float *list, size_t n)
{
	gguf_array(out, key, LM_GGUF_F32, n);
	for (size_t i = 0; i < n; i++) {
		uint32_t bits;

		memcpy(&bits, &list[i], sizeof(bits));
		gguf_number(out, bits, 4);
	}
}
