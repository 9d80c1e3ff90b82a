#ifndef LM_EMBED_FIXED_H
#define LM_EMBED_FIXED_H

#include <stdint.h>

/*
 * Arithmetic that has the same result on every machine: whole numbers, and of
 * floating point only what IEEE 754 rounds correctly (+ - * / sqrt).
 */

/* 2^16 log2(x), rounded down, for x > 0, by repeated squaring. */
static inline uint32_t
lm_log2_q16(uint64_t x)
{
	uint64_t y;
	uint32_t whole = 63, bits = 0;
	int i;

	while (x >> 63 == 0) {
		x <<= 1;
		whole--;
	}
	y = x >> 32; /* 1 <= y / 2^31 < 2 */
	for (i = 0; i < 16; i++) {
		y = y * y >> 31;
		bits <<= 1;
		if (y >> 32 != 0) {
			y >>= 1;
			bits |= 1;
		}
	}
	return whole << 16 | bits;
}

#define LM_IDF_ONE 8 /* what a weight of idf 1 is */

/*
 * LM_IDF_ONE log2((n_documents + 1) / (df + 1/2)), rounded, from 1 to 255; df is at
 * most n_documents, which is less than 2^62.
 */
static inline uint8_t
lm_idf_weight(uint64_t n_documents, uint64_t df)
{
	uint32_t idf =
	    lm_log2_q16(2 * n_documents + 2) - lm_log2_q16(2 * df + 1);
	uint32_t weight = (idf + (1 << 12)) >> 13; /* of 2^16 */

	return weight < 1 ? 1 : weight > 255 ? 255 : (uint8_t)weight;
}

#endif
