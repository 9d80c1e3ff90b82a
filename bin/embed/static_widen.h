#ifndef EMBED_STATIC_WIDEN_H
#define EMBED_STATIC_WIDEN_H

#include <stddef.h>

#include "lm/safetensors.h"

/*
 * Put n numbers of a file, at any address, into out as float32: F16, BF16, I8
 * and F32 as they are, of F64 the nearest, an infinity where none is near.
 * type is one of these.  The same bits on every machine.  About 0.2 ns a
 * number of F16.
 */
void static_widen(enum lm_tensor_type type, const char *at, size_t n,
    float *out);

#endif
