#ifndef LM_NUM_FRACTION_H
#define LM_NUM_FRACTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lm/num_digits.h"

/*
 * Numbers as in embeddings, -0.031234567239880562: one digit, a point, and 1
 * to LM_NUM_FRACTION_MAX digits, so that their unit is a power of ten from
 * 10^-22 on.
 */
#define LM_NUM_FRACTION_MAX 22

/* As many bytes before the end of a number are read, whatever its length. */
#define LM_NUM_FRACTION_READ 24

/* Of a digit its value; of the bytes of numbers, bit 6 is only in e and E. */
#define LM_NUM_FRACTION_BYTE 0x4f
#define LM_NUM_FRACTION_LETTER UINT64_C(0x4040404040404040)

/* 10^15 and a digit before 18 more are below 2^63. */
#define LM_NUM_FRACTION_UPPER 900
#define LM_NUM_FRACTION_BEHIND 17

/* Bits of a double that a float has not, and half of a float's last. */
#define LM_NUM_FRACTION_BELOW UINT64_C(0x1fffffff)
#define LM_NUM_FRACTION_HALF UINT64_C(0x10000000)
#define LM_NUM_FRACTION_NEAR 8

/*
 * The value of the n digits before end, as three words that end there; what
 * they hold of the bytes before the digits is masked out.  False where they
 * are not all digits or 9 * 10^18 or more.
 */
static inline bool
lm_num_fraction_digits(const char *end, size_t n, uint64_t *out)
{
#define KEEP_4                                                            \
	LM_NUM_FRACTION_BYTE, LM_NUM_FRACTION_BYTE, LM_NUM_FRACTION_BYTE, \
	    LM_NUM_FRACTION_BYTE
	static const unsigned char keep[2 * LM_NUM_FRACTION_READ] = {
	    [LM_NUM_FRACTION_READ] = KEEP_4,
	    KEEP_4,
	    KEEP_4,
	    KEEP_4,
	    KEEP_4,
	    KEEP_4};
#undef KEEP_4
	uint64_t c = lm_num_load(end - 8) & lm_num_load(keep + n + 16);
	uint64_t b = lm_num_load(end - 16) & lm_num_load(keep + n + 8);
	uint64_t letters = (b | c) & LM_NUM_FRACTION_LETTER, upper = 0;

	if (n > 16) {
		uint64_t a = lm_num_load(end - 24) & lm_num_load(keep + n);

		letters |= a & LM_NUM_FRACTION_LETTER;
		upper = lm_num_of_8(a);
	}
	*out = upper * UINT64_C(10000000000000000) +
	    lm_num_of_8(b) * 100000000 + lm_num_of_8(c);
	return letters == 0 && upper < LM_NUM_FRACTION_UPPER;
}

/*
 * The float nearest to the double that lm_num_double reads from the JSON
 * number (it is one, RFC 8259 §6) that has len bytes and ends before end,
 * where LM_NUM_FRACTION_READ bytes before end can be read.
 *
 * The digits as a double, times a power of ten, is within 4 units in the last
 * place of that double: three roundings here, one there.  Both become the same
 * float where no middle between two floats is so near.
 *
 * False, and *out untouched, where one is or the number has another form: then
 * lm_num_double knows.  About 5 ns.
 */
static inline bool
lm_num_fraction(const char *end, size_t len, float *out)
{
	static const double units[LM_NUM_FRACTION_MAX + 1] = {1, 1e-1, 1e-2,
	    1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8, 1e-9, 1e-10, 1e-11, 1e-12,
	    1e-13, 1e-14, 1e-15, 1e-16, 1e-17, 1e-18, 1e-19, 1e-20, 1e-21,
	    1e-22};
	static const int64_t ones[LM_NUM_FRACTION_BEHIND + 1] = {1, 10, 100,
	    1000, 10000, 100000, 1000000, 10000000, 100000000, 1000000000,
	    10000000000, 100000000000, 1000000000000, 10000000000000,
	    100000000000000, 1000000000000000, 10000000000000000,
	    100000000000000000};
	const char *first = end - len;
	bool negative = *first == '-';
	size_t n = len - 2 - negative;
	uint64_t digits, bits;
	double value;

	first += negative;
	/* Of a shorter text n is beyond all bounds. */
	if (n - 1 >= LM_NUM_FRACTION_MAX || first[1] != '.' ||
	    !lm_num_fraction_digits(end, n, &digits))
		return false;
	if (*first != '0') {
		if (n > LM_NUM_FRACTION_BEHIND)
			return false;
		digits += (uint64_t)((*first - '0') * ones[n]);
	}
	value = (double)(int64_t)digits * units[n];
	memcpy(&bits, &value, sizeof(bits));
	if ((bits & LM_NUM_FRACTION_BELOW) - LM_NUM_FRACTION_HALF +
		LM_NUM_FRACTION_NEAR <=
	    2 * LM_NUM_FRACTION_NEAR)
		return false;
	bits |= (uint64_t)negative << 63;
	memcpy(&value, &bits, sizeof(value));
	*out = (float)value;
	return true;
}

#endif
