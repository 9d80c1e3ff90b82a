#include "lm/vec.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <string.h>

#include "lm/base64.h"
#include "lm/num.h"
#include "lm/num_fraction.h"
#include "lm/record.h"

#define CHUNK_FLOATS 192 /* whole groups of base64: 192 * 4 = 256 * 3 bytes */
#define FINITE_RUN 64

enum lm_code
lm_vec_append_array(struct lm_buf *out, const float *values, size_t n,
    struct lm_err *err)
{
	enum lm_code code;
	char *at;

	if (n > SIZE_MAX / (2 * LM_NUM_FLOAT_SIZE))
		return lm_err_nomem(err);
	code = lm_buf_reserve(out, n * (LM_NUM_FLOAT_SIZE + 1) + 2, err);
	if (code != LM_OK)
		return code;
	at = out->ptr + out->len;
	*at++ = '[';
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			*at++ = ',';
		at += lm_num_float_text(values[i], at);
	}
	*at++ = ']';
	out->len = (size_t)(at - out->ptr);
	return LM_OK;
}

/* To little-endian order and back, in place. */
static void
swap_order(char *floats, size_t n)
{
	if (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)
		return;
	for (size_t i = 0; i < n; i++) {
		uint32_t bits;

		memcpy(&bits, floats + 4 * i, 4);
		bits = __builtin_bswap32(bits);
		memcpy(floats + 4 * i, &bits, 4);
	}
}

enum lm_code
lm_vec_append_base64(struct lm_buf *out, const float *values, size_t n,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i += CHUNK_FLOATS) {
		size_t n_chunk = n - i < CHUNK_FLOATS ? n - i : CHUNK_FLOATS;
		char chunk[CHUNK_FLOATS * sizeof(float)];

		memcpy(chunk, values + i, n_chunk * sizeof(float));
		swap_order(chunk, n_chunk);
		code = lm_base64_append(out,
		    lm_span(chunk, n_chunk * sizeof(float)), err);
	}
	return code;
}

/* The float nearest to a number's text; false when there is none. */
static bool
read_float(yyjson_val *value, float *out)
{
	double number;

	if (!lm_num_double(lm_record_text(value), &number))
		return false;
	/* From the middle between FLT_MAX and 2^128 on it would be infinite. */
	if (fabs(number) >= 0x1.ffffffp127)
		return false;
	*out = (float)number;
	return true;
}

static enum lm_code
read_element(yyjson_val *value, size_t i, float *number, struct lm_err *err)
{
	if (!yyjson_is_raw(value))
		return lm_err_set(err, LM_MALFORMED,
		    "element %zu is not a number", i);
	if (!read_float(value, number))
		return lm_err_set(err, LM_MALFORMED,
		    "element %zu is out of the range of float32", i);
	return LM_OK;
}

/*
 * Read numbers, as most of them are, from values[i] on; the index of the first
 * that is not so, or n.  The texts of an array stand one behind the other:
 * from that of the first on they can be read.
 */
static size_t
read_usual(yyjson_val *values, size_t i, size_t n, char *out)
{
	const char *start = yyjson_get_raw(values);
	float number = 0;

	for (; i < n && yyjson_is_raw(values + i); i++) {
		struct lm_span text = lm_record_text(values + i);

		if (text.ptr - start < LM_NUM_FRACTION_READ ||
		    !lm_num_fraction(text.ptr + text.len, text.len, &number))
			break;
		memcpy(out + i * sizeof(number), &number, sizeof(number));
	}
	return i;
}

static enum lm_code
read_array(yyjson_val *array, struct lm_buf *out, struct lm_err *err)
{
	size_t n = yyjson_arr_size(array), i = 0;
	enum lm_code code = lm_buf_reserve(out, n * sizeof(float), err);
	/* Numbers, the only values that are passed here, take one each. */
	yyjson_val *values = yyjson_arr_get_first(array);
	char *at;

	if (code != LM_OK || n == 0)
		return code;
	at = out->ptr + out->len;
	while ((i = read_usual(values, i, n, at)) < n) {
		float number = 0;

		code = read_element(values + i, i, &number, err);
		if (code != LM_OK)
			return code;
		memcpy(at + i++ * sizeof(number), &number, sizeof(number));
	}
	out->len += n * sizeof(float);
	return LM_OK;
}

/* Of a JSON number: it has no exponent, and too few digits to be 10^38.  Of its
 * bytes only the letters of exponents have bit 6. */
static bool
is_small(struct lm_span number)
{
	const uint64_t letter = UINT64_C(0x4040404040404040);
	uint64_t seen = 0, word;
	size_t i;

	if (number.len < sizeof(word)) {
		for (i = 0; i < number.len; i++)
			seen |= (unsigned char)number.ptr[i];
		return (seen & letter) == 0;
	}
	for (i = 0; i + sizeof(word) <= number.len; i += sizeof(word)) {
		memcpy(&word, number.ptr + i, sizeof(word));
		seen |= word;
	}
	memcpy(&word, number.ptr + number.len - sizeof(word), sizeof(word));
	return ((seen | word) & letter) == 0 && number.len <= FLT_MAX_10_EXP;
}

enum lm_code
lm_vec_check_array(yyjson_val *array, size_t *n, bool *is_zero,
    struct lm_err *err)
{
	yyjson_arr_iter iter = {0};
	yyjson_val *value;
	size_t i = 0;

	*n = 0;
	*is_zero = true;
	(void)yyjson_arr_iter_init(array, &iter);
	while ((value = yyjson_arr_iter_next(&iter)) != NULL) {
		if (*is_zero || !yyjson_is_raw(value) ||
		    !is_small(lm_record_text(value))) {
			float number = 0;
			enum lm_code code =
			    read_element(value, i, &number, err);

			if (code != LM_OK)
				return code;
			*is_zero = *is_zero && lm_vec_is_zero(&number, 1);
		}
		i++;
	}
	*n = i;
	return i > 0 ? LM_OK : lm_err_set(err, LM_MALFORMED, "empty vector");
}

/*
 * Whether none of n floats is a NaN or an infinity, whose exponents are all
 * ones, so that one more makes the sign bit of them.  In runs of a known
 * length, of which compilers make vectors.
 */
static bool
all_finite(const char *floats, size_t n)
{
	const uint32_t exponent = 0x7f800000, one = 0x00800000;
	uint32_t bits[FINITE_RUN] = {0}, seen = 0;

	for (size_t i = 0; i < n; i += FINITE_RUN) {
		size_t n_run = n - i < FINITE_RUN ? n - i : FINITE_RUN;

		memcpy(bits, floats + i * sizeof(float), n_run * sizeof(float));
		for (size_t k = 0; k < FINITE_RUN; k++)
			seen |= (bits[k] & exponent) + one;
	}
	return seen >> 31 == 0;
}

static enum lm_code
read_base64(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	size_t before = out->len, len;
	enum lm_code code = lm_base64_decode(out, text, err);
	const char *floats;

	if (code != LM_OK || out->len == before)
		return code;
	floats = out->ptr + before;
	len = out->len - before;
	if (len % sizeof(float) != 0)
		return lm_err_set(err, LM_MALFORMED,
		    "base64 of %zu bytes, not a multiple of 4", len);
	swap_order(out->ptr + before, len / sizeof(float));
	if (all_finite(floats, len / sizeof(float)))
		return LM_OK;
	for (size_t i = 0; i < len; i += sizeof(float)) {
		float number;

		memcpy(&number, floats + i, sizeof(number));
		if (!isfinite(number))
			return lm_err_set(err, LM_MALFORMED,
			    "element %zu is not finite", i / sizeof(float));
	}
	return LM_OK;
}

enum lm_code
lm_vec_read(yyjson_val *value, struct lm_buf *out, size_t *n,
    struct lm_err *err)
{
	size_t before = out->len;
	enum lm_code code;

	if (yyjson_is_arr(value))
		code = read_array(value, out, err);
	else if (yyjson_is_str(value))
		code = read_base64(lm_record_text(value), out, err);
	else
		code = lm_err_set(err, LM_MALFORMED,
		    "not an array of numbers or a base64 string");
	if (code == LM_OK && out->len == before)
		code = lm_err_set(err, LM_MALFORMED, "empty vector");
	if (code != LM_OK)
		out->len = before;
	*n = (out->len - before) / sizeof(float);
	return code;
}

enum lm_code
lm_vec_check_stated(yyjson_val *embed, size_t n, struct lm_err *err)
{
	yyjson_val *val = NULL;
	uint64_t stated;

	if (!lm_record_find(embed, lm_span_of("dimensions"), NULL, &val))
		return LM_OK;
	if (!yyjson_is_raw(val) ||
	    lm_num_u64(lm_record_text(val), 0, UINT64_MAX, &stated, NULL) !=
		LM_OK)
		return lm_err_set(err, LM_MALFORMED,
		    "embed.dimensions is not a whole number");
	if (stated != n)
		return lm_err_set(err, LM_MALFORMED,
		    "embed.dimensions is %ju, but the vector has %zu",
		    (uintmax_t)stated, n);
	return LM_OK;
}

bool
lm_vec_is_zero(const float *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (values[i] < 0 || values[i] > 0)
			return false;
	return true;
}

double
lm_vec_norm(const float *values, size_t n)
{
	double lanes[8] = {0};
	size_t i;

	for (i = 0; i + 8 <= n; i += 8)
		for (size_t lane = 0; lane < 8; lane++) {
			double value = (double)values[i + lane];

			lanes[lane] += value * value;
		}
	for (; i < n; i++)
		lanes[i % 8] += (double)values[i] * (double)values[i];
	return sqrt(((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +
	    ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7])));
}
