#ifndef LM_POW10_H
#define LM_POW10_H

#include <stdint.h>

/*
 * Powers of ten for conversions between decimal and binary: the first 128
 * bits of 10^q (of 5^q, which has the same), the highest bit set.  pow10.py
 * makes the table and says how it is rounded.
 */

#define LM_POW10_MIN (-64)
#define LM_POW10_MAX 64

struct lm_pow10 {
	uint64_t high;
	uint64_t low;
};

/* 10^q stands at q - LM_POW10_MIN. */
extern const struct lm_pow10 lm_pow10[LM_POW10_MAX - LM_POW10_MIN + 1];

#endif
