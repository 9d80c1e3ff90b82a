#ifndef LM_SAFETENSORS_H
#define LM_SAFETENSORS_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * The tensors of a safetensors file (huggingface/safetensors, README.md,
 * "Format"): eight bytes with the length of a header, a JSON object that names
 * each tensor's type, shape and place, and the tensors, little-endian and
 * without gaps.  The file is mapped: nothing of a tensor is read or copied
 * before it is looked at.
 */

enum lm_tensor_type {
	LM_TENSOR_BOOL,
	LM_TENSOR_U8,
	LM_TENSOR_I8,
	LM_TENSOR_F8_E5M2,
	LM_TENSOR_F8_E4M3,
	LM_TENSOR_I16,
	LM_TENSOR_U16,
	LM_TENSOR_F16,
	LM_TENSOR_BF16,
	LM_TENSOR_I32,
	LM_TENSOR_U32,
	LM_TENSOR_F32,
	LM_TENSOR_I64,
	LM_TENSOR_U64,
	LM_TENSOR_F64,
};

/* A header of more bytes is none that anyone wrote on purpose. */
#define LM_SAFETENSORS_MAX_HEADER ((size_t)16 << 20)
#define LM_SAFETENSORS_MAX_DIMS 8

struct lm_tensor {
	struct lm_span name;
	enum lm_tensor_type type;
	size_t n_dims; /* 0: a single number */
	uint64_t shape[LM_SAFETENSORS_MAX_DIMS];
	/* All its numbers, row by row; at any address, so not to be cast. */
	struct lm_span bytes;
};

struct lm_safetensors;

/*
 * Map path and check its header.  *out owns all that its tensors point to, is
 * not changed after that, and may be shared by threads.  Whoever cuts the
 * file while it is in use ends the process (SIGBUS, as with any mapped file);
 * replacing it by another is fine.  Errors, with err->file: LM_MALFORMED for
 * no regular file, a header that is cut, too long or no JSON, a tensor without
 * dtype, shape or data_offsets or with others than it may have, whose bytes
 * are not what type and shape need, that comes twice, bytes of no tensor or of
 * two; LM_IO; LM_NOMEM.  No number is believed before it is checked.  The cost
 * is that of the header, 1 ms for a thousand tensors.
 */
enum lm_code lm_safetensors_open(const char *path, struct lm_safetensors **out,
    struct lm_err *err);

/* The same of bytes in memory, which must outlive *out. */
enum lm_code lm_safetensors_parse(struct lm_span file,
    struct lm_safetensors **out, struct lm_err *err);

/* NULL is fine. */
void lm_safetensors_free(struct lm_safetensors *file);

/* The tensor of this name (NUL-terminated); NULL: there is none. */
const struct lm_tensor *lm_safetensors_find(const struct lm_safetensors *file,
    const char *name);

/* All tensors, in the order of their bytes. */
const struct lm_tensor *lm_safetensors_tensors(
    const struct lm_safetensors *file, size_t *n);

/* "F32", "I8", ...: what the format calls a type. */
const char *lm_tensor_type_name(enum lm_tensor_type type);

/* Bytes of one number of it. */
size_t lm_tensor_type_size(enum lm_tensor_type type);

#endif
