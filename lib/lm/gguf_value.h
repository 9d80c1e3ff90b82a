#ifndef LM_GGUF_VALUE_H
#define LM_GGUF_VALUE_H

#include <stddef.h>
#include <stdint.h>

#include "lm/gguf.h"

/* What the parts of gguf share. */

#define LM_GGUF_N_TYPES (LM_GGUF_F64 + 1)

/* Bytes of a number or bool; 0: it varies. */
size_t lm_gguf_type_size(enum lm_gguf_type type);

/* The little-endian number of size bytes, at most 8. */
uint64_t lm_gguf_number(const char *bytes, size_t size);

#endif
