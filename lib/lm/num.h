#ifndef LM_NUM_H
#define LM_NUM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/* Numbers as text: read correctly rounded, bounded, written shortest. */

/* "-1.1754944e-38", the longest, and room to write in whole words. */
#define LM_NUM_FLOAT_SIZE 32

/*
 * The double nearest to a JSON number (RFC 8259 §6), ties to even; what is too
 * small becomes 0.  False, and *out untouched, when text is no JSON number or
 * its value is beyond the largest double (1e400).
 *
 * Any length; no memory is allocated.  About 20 ns up to 19 significant
 * digits and 10^-64 to 10^64 (Lemire, Number Parsing at a Gigabyte per Second,
 * 2021), else what strtod costs.
 */
bool lm_num_double(struct lm_span text, double *out);

/*
 * Whether two JSON numbers have exactly the same value, of any length: 1, 1.0
 * and 10e-1 do, 12345678901234567890 and 12345678901234567891 do not; -0 is 0.
 * Exponents may have any number of digits.  O(length).
 */
bool lm_num_same(struct lm_span a, struct lm_span b);

/*
 * How two JSON numbers compare, exactly, as lm_num_same: -1 where a is below
 * b, 0, or 1.  O(length); a few ns for whole numbers of up to 18 digits.
 */
int lm_num_order(struct lm_span a, struct lm_span b);

/* Whether a JSON number is whole: 1.0, 1e400, 10e-1 are, 1e-1 is not. */
bool lm_num_is_whole(struct lm_span text);

/*
 * Whether one JSON number is a whole multiple of another, exactly: 0.3 of 0.1,
 * 1e999999999 of 7 or not, 0 of all; nothing of 0.  False, where that was not
 * worked out: when b has over 18 significant digits, and it or a has more
 * digits than this.  O(length) up to 18 digits of b, else O(product), at most
 * some ms.
 */
#define LM_NUM_MULTIPLE_DIGITS 1000
bool lm_num_multiple(struct lm_span a, struct lm_span b, bool *is_multiple);

/*
 * Write the shortest decimal that reads back as value, and of those the one
 * nearest to it; value is finite.  Returns its length; there is no NUL.
 *
 * The text is a JSON number: plain digits from 1e-4 up to below 1e9
 * (0.031234567, -0.5, 16777216), else an exponent without plus sign or leading
 * zeros (1.5e-8, 1e9).  0 is "0", -0.0 is "-0".  About 30 ns; the same bytes
 * on every machine (Giulietti, The Schubfach way to render doubles, 2021).
 */
size_t lm_num_float_text(float value, char out[LM_NUM_FLOAT_SIZE]);

/*
 * A whole number of decimal digits and nothing else, from min to max, as in
 * strtonum(3).  LM_USAGE with a message that names the text and the bounds.
 */
enum lm_code lm_num_u64(struct lm_span text, uint64_t min, uint64_t max,
    uint64_t *out, struct lm_err *err);

/*
 * A size in bytes: lm_num_u64 with an optional k, M or G (or K, m, g) behind
 * it, which multiplies by 1024, 1024^2 or 1024^3.  The bounds are in bytes.
 */
enum lm_code lm_num_size(struct lm_span text, uint64_t min, uint64_t max,
    uint64_t *out, struct lm_err *err);

#endif
