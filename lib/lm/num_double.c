#include <float.h>
#include <stdlib.h>
#include <string.h>

#include "lm/num.h"
#include "lm/num_digits.h"
#include "lm/pow10.h"

/* A decimal number as read: (-1)^negative * digits * 10^exponent. */
struct decimal {
	bool negative;
	size_t n_digits; /* significant: from the first that is not 0 */
	uint64_t digits; /* wrapped around if n_digits > MAX_DIGITS */
	int64_t exponent;
};

#define ZEROS UINT64_C(0x3030303030303030) /* 8 of them, as text */
#define MAX_DIGITS 19			   /* that always fit 64 bits */
#define MAX_EXPONENT 1000000000000	   /* more than any text is long */

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* Whether all 8 bytes of a word are '0' to '9'. */
static bool
are_digits(uint64_t word)
{
	uint64_t high = (word + UINT64_C(0x4646464646464646)) | (word - ZEROS);

	return (high & UINT64_C(0x8080808080808080)) == 0;
}

/*
 * Add the n < 8 bytes before end to *value, if they are digits.  8 bytes
 * before end can be read; those in front of the n count as zeros.
 */
static inline bool
read_tail(const char *end, size_t n, uint64_t *value)
{
	static const uint32_t powers[] = {1, 10, 100, 1000, 10000, 100000,
	    1000000, 10000000};
	uint64_t word = lm_num_load(end - 8);
	uint64_t front = UINT64_MAX >> 8 * n;

	word = (word & ~front) | (ZEROS & front);
	if (!are_digits(word))
		return false;
	*value = *value * powers[n] + lm_num_of_8(word - ZEROS);
	return true;
}

/* Where the digits from at end; *value takes them on. */
static inline const char *
read_digits(const char *at, const char *end, uint64_t *value)
{
	const char *start = at;
	uint64_t sum = *value, word;

	while (end - at >= 8 && are_digits(word = lm_num_load(at))) {
		sum = sum * 100000000 + lm_num_of_8(word - ZEROS);
		at += 8;
	}
	if (at > start && end - at < 8 &&
	    read_tail(end, (size_t)(end - at), &sum))
		at = end;
	for (; at < end && is_digit(*at); at++)
		sum = sum * 10 + (uint64_t)(*at - '0');
	*value = sum;
	return at;
}

/* The exponent at "e", with its sign; NULL when there are no digits. */
static const char *
read_exponent(const char *at, const char *end, int64_t *exponent)
{
	bool negative = false;
	int64_t sum = 0;

	at++;
	if (at < end && (*at == '-' || *at == '+'))
		negative = *at++ == '-';
	if (at == end || !is_digit(*at))
		return NULL;
	for (; at < end && is_digit(*at); at++)
		if (sum < MAX_EXPONENT)
			sum = sum * 10 + (*at - '0');
	*exponent += negative ? -sum : sum;
	return at;
}

/* Digits of a number without the zeros that lead it. */
static size_t
count_significant(const char *at, const char *end)
{
	size_t n = 0;

	for (; at < end && *at != 'e' && *at != 'E'; at++)
		n += is_digit(*at) && (n > 0 || *at != '0');
	return n;
}

/* False when text is no JSON number. */
static inline bool
read_decimal(struct lm_span text, struct decimal *out)
{
	const char *at = text.ptr, *end = text.ptr + text.len, *start;

	out->digits = 0;
	out->exponent = 0;
	out->negative = at < end && *at == '-';
	start = at += out->negative;
	/* Behind a first 0 there is no other digit; it does not count. */
	if (at < end && *at == '0')
		at++;
	else
		for (; at < end && is_digit(*at); at++)
			out->digits = out->digits * 10 + (uint64_t)(*at - '0');
	if (at == start)
		return false;
	out->n_digits = *start == '0' ? 0 : (size_t)(at - start);
	if (at < end && *at == '.') {
		start = ++at;
		at = read_digits(at, end, &out->digits);
		if (at == start)
			return false;
		out->n_digits += (size_t)(at - start);
		out->exponent = start - at;
	}
	if (at < end && (*at == 'e' || *at == 'E'))
		at = read_exponent(at, end, &out->exponent);
	if (out->n_digits > MAX_DIGITS)
		out->n_digits = count_significant(text.ptr, end);
	return at == end;
}

__extension__ typedef unsigned __int128 u128;

/* The first bits of digits * 10^exponent, digits having its highest bit set. */
static u128
multiply(uint64_t digits, int64_t exponent)
{
	const struct lm_pow10 *power = &lm_pow10[exponent - LM_POW10_MIN];
	u128 product = (u128)digits * power->high;

	/* Only where a carry could reach the 55 bits that count. */
	if ((product >> 64 & 0x1ff) == 0x1ff)
		product += (u128)digits * power->low >> 64;
	return product;
}

/* 2^52 to 2^53 - 1 is significand; the value of its lowest bit is 2^power2. */
static double
make_double(bool negative, uint64_t significand, int64_t power2)
{
	uint64_t bits = (significand & ((UINT64_C(1) << 52) - 1)) |
	    (uint64_t)(power2 + 1075) << 52 | (uint64_t)negative << 63;
	double value;

	memcpy(&value, &bits, sizeof(value));
	return value;
}

/*
 * Eisel and Lemire's algorithm, for digits != 0 and an exponent in the table
 * of powers, where the result is neither subnormal nor infinite.  False when
 * the table's 128 bits do not decide.
 */
static inline bool
nearest_double(struct decimal in, double *out)
{
	int shift = __builtin_clzll(in.digits);
	u128 product = multiply(in.digits << shift, in.exponent);
	uint64_t high = (uint64_t)(product >> 64), low = (uint64_t)product;
	int top = (int)(high >> 63), drop = top + 9;
	uint64_t significand = high >> drop;
	/* floor(q * log2(10)), exact for |q| <= 400 */
	int64_t power2 = (217706 * in.exponent >> 16) + 11 + top - shift;

	if (low == UINT64_MAX)
		return false;
	/* Exactly between two doubles, which only these powers can be. */
	if (low <= 1 && in.exponent >= -4 && in.exponent <= 23 &&
	    (significand & 3) == 1 && significand << drop == high)
		significand &= ~UINT64_C(1);
	significand = (significand + (significand & 1)) >> 1;
	if (significand >> 53 != 0) {
		significand >>= 1;
		power2++;
	}
	*out = make_double(in.negative, significand, power2);
	return true;
}

/*
 * No double, nor the middle between two, has more than 767 significant digits:
 * of those behind SLOW_DIGITS it only matters whether one is not 0.
 */
#define SLOW_DIGITS 800

struct slow {
	char text[SLOW_DIGITS + 32]; /* a sign, digits, an exponent */
	size_t len;
	size_t n_digits;
	int64_t n_dropped;
	bool sticky;
};

static void
add_digit(struct slow *slow, char digit)
{
	if (slow->n_digits == 0 && digit == '0')
		return;
	if (slow->n_digits < SLOW_DIGITS) {
		slow->text[slow->len++] = digit;
		slow->n_digits++;
	} else {
		slow->n_dropped++;
		slow->sticky |= digit != '0';
	}
}

/* Append "e" and an exponent, cut to where the result is 0 or infinite. */
static void
add_exponent(struct slow *slow, int64_t exponent)
{
	uint64_t value;

	if (exponent > 9999)
		exponent = 9999;
	if (exponent < -9999)
		exponent = -9999;
	value = (uint64_t)(exponent < 0 ? -exponent : exponent);
	slow->text[slow->len++] = 'e';
	slow->text[slow->len++] = exponent < 0 ? '-' : '+';
	for (uint64_t unit = 1000; unit > 0; unit /= 10)
		slow->text[slow->len++] = (char)('0' + value / unit % 10);
	slow->text[slow->len] = '\0';
}

/* The same by strtod; text is a JSON number with this exponent of ten. */
static bool
slow_double(struct lm_span text, int64_t exponent, double *out)
{
	struct slow slow = {.len = 0};
	double value;

	if (text.ptr[0] == '-')
		slow.text[slow.len++] = '-';
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == 'e' || text.ptr[i] == 'E')
			break;
		if (is_digit(text.ptr[i]))
			add_digit(&slow, text.ptr[i]);
	}
	if (slow.sticky) {
		slow.text[slow.len++] = '1';
		slow.n_dropped--;
	}
	if (slow.n_digits == 0)
		slow.text[slow.len++] = '0';
	add_exponent(&slow, exponent + slow.n_dropped);
	value = strtod(slow.text, NULL);
	if (value > DBL_MAX || value < -DBL_MAX)
		return false;
	*out = value;
	return true;
}

bool
lm_num_double(struct lm_span text, double *out)
{
	struct decimal in;

	if (!read_decimal(text, &in))
		return false;
	if (in.n_digits > MAX_DIGITS)
		return slow_double(text, in.exponent, out);
	if (in.digits == 0) {
		*out = in.negative ? -0.0 : 0.0;
		return true;
	}
	if (in.exponent >= LM_POW10_MIN && in.exponent <= LM_POW10_MAX &&
	    nearest_double(in, out))
		return true;
	return slow_double(text, in.exponent, out);
}
