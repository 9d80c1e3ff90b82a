#ifndef LM_NUM_DECIMAL_H
#define LM_NUM_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/span.h"

/* A JSON number (RFC 8259 §6) as its digits and an exponent, of any length. */
struct lm_num_decimal {
	const char *at;	 /* the first digit that is not 0 */
	const char *end; /* past the last one; a point may be between */
	size_t n;	 /* digits from at to end; 0: the number is zero */
	struct lm_span exponent; /* its digits, without zeros in front */
	bool exponent_negative;
	int64_t shift; /* exponent + shift: that of the digit at end - 1 */
	bool negative;
};

/* Read a JSON number; the result borrows its bytes.  O(length). */
struct lm_num_decimal lm_num_decimal_read(struct lm_span text);

/*
 * The last digit's exponent of a less that of b, neither zero; where that is
 * beyond 10^17 it is some number beyond 10^17.
 */
int64_t lm_num_decimal_gap(const struct lm_num_decimal *a,
    const struct lm_num_decimal *b);

/* -1, 0, 1: how the digits compare, as those of fractions. */
int lm_num_decimal_digits(const struct lm_num_decimal *a,
    const struct lm_num_decimal *b);

/* A whole number of 1 to 18 digits, perhaps with a sign, and nothing else. */
bool lm_num_decimal_short(struct lm_span text, int64_t *out);

#endif
