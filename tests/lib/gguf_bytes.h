#ifndef GGUF_BYTES_H
#define GGUF_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/gguf.h"

/* GGUF files for tests: a head, then one value after another. */

/* Append magic, version and counts. */
void gguf_head(struct lm_buf *out, uint32_t version, uint64_t n_tensors,
    uint64_t n_keys);

/* Append a little-endian number of size bytes; a string with its length. */
void gguf_number(struct lm_buf *out, uint64_t value, size_t size);
void gguf_text(struct lm_buf *out, struct lm_span text);

/* Append a key and the type of its value. */
void gguf_key(struct lm_buf *out, const char *key, enum lm_gguf_type type);

/* Append a key with a string, a number, or the head of an array. */
void gguf_string(struct lm_buf *out, const char *key, const char *text);
void gguf_u32(struct lm_buf *out, const char *key, uint32_t value);
void gguf_array(struct lm_buf *out, const char *key, enum lm_gguf_type type,
    uint64_t n);

/* A key with an array of strings, of i32, of f32. */
void gguf_texts(struct lm_buf *out, const char *key, const char *const *list,
    size_t n);
void gguf_i32s(struct lm_buf *out, const char *key, const int *list, size_t n);
void gguf_f32s(struct lm_buf *out, const char *key, const float *list,
    size_t n);

#endif
