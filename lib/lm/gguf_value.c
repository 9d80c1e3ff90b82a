#include "lm/gguf_value.h"

static const struct {
	const char *name;
	size_t size; /* bytes; 0: it varies */
} types[] = {
    [LM_GGUF_U8] = {"u8", 1},
    [LM_GGUF_I8] = {"i8", 1},
    [LM_GGUF_U16] = {"u16", 2},
    [LM_GGUF_I16] = {"i16", 2},
    [LM_GGUF_U32] = {"u32", 4},
    [LM_GGUF_I32] = {"i32", 4},
    [LM_GGUF_F32] = {"f32", 4},
    [LM_GGUF_BOOL] = {"bool", 1},
    [LM_GGUF_STRING] = {"string", 0},
    [LM_GGUF_ARRAY] = {"array", 0},
    [LM_GGUF_U64] = {"u64", 8},
    [LM_GGUF_I64] = {"i64", 8},
    [LM_GGUF_F64] = {"f64", 8},
};

size_t
lm_gguf_type_size(enum lm_gguf_type type)
{
	return types[type].size;
}

const char *
lm_gguf_type_name(enum lm_gguf_type type)
{
	return types[type].name;
}

uint64_t
lm_gguf_number(const char *bytes, size_t size)
{
	uint64_t value = 0;

	for (size_t i = size; i > 0; i--)
		value = value << 8 | (unsigned char)bytes[i - 1];
	return value;
}

void
lm_gguf_strings(const struct lm_gguf_value *value, struct lm_span *list)
{
	const char *at = value->bytes.ptr;

	for (uint64_t i = 0; i < value->n; i++) {
		size_t len = (size_t)lm_gguf_number(at, 8);

		list[i] = lm_span(at + 8, len);
		at += 8 + len;
	}
}

uint32_t
lm_gguf_word(const struct lm_gguf_value *value, size_t i)
{
	return (uint32_t)lm_gguf_number(value->bytes.ptr + i * 4, 4);
}

bool
lm_gguf_whole(const struct lm_gguf_value *value, uint64_t *out)
{
	size_t size = types[value->type].size;
	bool is_signed = value->type == LM_GGUF_I8 ||
	    value->type == LM_GGUF_I16 || value->type == LM_GGUF_I32 ||
	    value->type == LM_GGUF_I64;

	if (value->is_array || size == 0 || value->type == LM_GGUF_F32 ||
	    value->type == LM_GGUF_F64)
		return false;
	*out = lm_gguf_number(value->bytes.ptr, size);
	return !is_signed || *out >> (size * 8 - 1) == 0;
}
