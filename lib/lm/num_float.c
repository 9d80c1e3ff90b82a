#include <assert.h>
#include <string.h>

#include "lm/num.h"
#include "lm/pow10.h"

/* digits * 10^exponent */
struct decimal {
	uint32_t digits;
	int exponent;
};

/* What the paper calls g: 10^q as 64 bits, rounded up where it is not exact. */
static uint64_t
power_of_10(int q)
{
	const struct lm_pow10 *power = &lm_pow10[q - LM_POW10_MIN];

	return power->high + (power->low != 0);
}

/* power * bound / 2^64, its lowest bit set if more than 1/2^32 lies below. */
static uint32_t
round_to_odd(uint64_t power, uint32_t bound)
{
	uint64_t low = (power & UINT32_MAX) * bound;
	uint64_t high = (power >> 32) * bound + (low >> 32);

	return (uint32_t)(high >> 32) | ((uint32_t)high > 1 ? 1 : 0);
}

/* A float's neighbourhood in units of a quarter of 10^exponent. */
struct interval {
	uint32_t lower; /* the least that reads back */
	uint32_t value;
	uint32_t upper; /* the most that reads back */
	int exponent;
};

/*
 * The interval around significand * 2^power2 (Giulietti, §9).  At a power of
 * two the lower neighbour is half as far.
 */
static struct interval
find_interval(uint32_t significand, int power2, bool at_power)
{
	/* floor(log10(2^power2)), or of 3/4 of it; then floor(log2(10^-k)) */
	int k = (power2 * 1262611 - (at_power ? 524031 : 0)) >> 22;
	int shift = power2 + (-k * 1741647 >> 19) + 1;
	uint64_t power = power_of_10(-k);
	uint32_t value = 4 * significand, odd = significand & 1;

	return (struct interval){
	    .lower = round_to_odd(power, (value - 2 + at_power) << shift) + odd,
	    .value = round_to_odd(power, value << shift),
	    .upper = round_to_odd(power, (value + 2) << shift) - odd,
	    .exponent = k,
	};
}

/*
 * The nearest of the multiples of unit in the interval; 0: there is none.
 * Without branches, which nobody could foretell.
 */
static inline uint32_t
nearest_multiple(const struct interval *in, uint32_t unit)
{
	uint32_t below = in->value / (4 * unit) * unit, above = below + unit;
	uint32_t middle = 4 * below + 2 * unit, odd = below / unit & 1;
	uint32_t below_fits = in->lower <= 4 * below;
	uint32_t above_fits = 4 * above <= in->upper;
	uint32_t nearer = in->value + odd > middle;
	uint32_t up = above_fits & (nearer | (below_fits ^ 1));

	return (below + ((0 - up) & unit)) & (0 - (below_fits | above_fits));
}

static struct decimal
shortest_decimal(uint32_t bits)
{
	uint32_t fraction = bits & 0x7fffff, biased = bits >> 23 & 0xff;
	struct interval in = find_interval(biased == 0 ? fraction
						       : fraction | 0x800000,
	    (biased == 0 ? 1 : (int)biased) - 150, fraction == 0 && biased > 1);
	uint32_t by_10 = nearest_multiple(&in, 10);
	uint32_t by_1 = nearest_multiple(&in, 1);

	by_1 &= 0 - (uint32_t)(by_10 == 0);
	return (struct decimal){by_10 | by_1, in.exponent};
}

/*
 * 8 digits, one a byte, the first in the lowest: the number is cut into
 * fours, these into pairs, these into digits, all lanes of a word at once.
 */
static uint64_t
digits_of_8(uint32_t value)
{
	uint64_t fours = value / 10000 | (uint64_t)(value % 10000) << 32;
	uint64_t high = fours * 10486 >> 20 & UINT64_C(0x0000007f0000007f);
	uint64_t pairs = high | (fours - high * 100) << 16;

	high = pairs * 103 >> 10 & UINT64_C(0x000f000f000f000f);
	return high | (pairs - high * 10) << 8;
}

static void
store_little_endian(uint64_t word, char *out)
{
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	word = __builtin_bswap64(word);
#endif
	memcpy(out, &word, sizeof(word));
}

/* 9 digits from the first that is not 0, and its decimal exponent. */
struct digits {
	char first;
	char n; /* without zeros at the end */
	int exponent;
	uint64_t rest; /* the other 8, as text in order of bytes */
};

static struct digits
split_digits(struct decimal decimal)
{
	static const uint32_t powers[] = {1, 10, 100};
	struct digits out;
	uint32_t value = decimal.digits, missing;

	for (; value < 1000000; decimal.exponent--)
		value *= 10;
	/* 1 for each that is more than value: the borrow, as 31 bits hold all */
	missing = ((value - 100000000) >> 31) + ((value - 10000000) >> 31);
	value *= powers[missing];
	out.first = (char)('0' + value / 100000000);
	out.rest = digits_of_8(value % 100000000);
	out.n = (char)(out.rest == 0 ? 1 : 9 - __builtin_clzll(out.rest) / 8);
	out.rest |= UINT64_C(0x3030303030303030);
	out.exponent = decimal.exponent + 8 - (int)missing;
	return out;
}

/* The layouts write whole words; what lies behind the length is thrown away. */
static size_t
write_small(const struct digits *in, char *out)
{
	size_t first = (size_t)(1 - in->exponent);

	memcpy(out, "0.000", 5);
	out[first] = in->first;
	store_little_endian(in->rest, out + first + 1);
	return first + (size_t)in->n;
}

static size_t
write_plain(const struct digits *in, char *out)
{
	size_t n_integer = (size_t)in->exponent + 1, n = (size_t)in->n;

	out[0] = in->first;
	store_little_endian(in->rest, out + 1);
	if (n <= n_integer)
		return n_integer;
	memmove(out + n_integer + 1, out + n_integer, 9 - n_integer);
	out[n_integer] = '.';
	return n + 1;
}

static size_t
write_scientific(const struct digits *in, char *out)
{
	int size = in->exponent < 0 ? -in->exponent : in->exponent;
	size_t len = 1;

	out[0] = in->first;
	if (in->n > 1) {
		out[1] = '.';
		store_little_endian(in->rest, out + 2);
		len = (size_t)in->n + 1;
	}
	out[len++] = 'e';
	if (in->exponent < 0)
		out[len++] = '-';
	if (size >= 10)
		out[len++] = (char)('0' + size / 10);
	out[len++] = (char)('0' + size % 10);
	return len;
}

size_t
lm_num_float_text(float value, char out[LM_NUM_FLOAT_SIZE])
{
	uint32_t bits;
	size_t sign;
	struct digits digits;

	memcpy(&bits, &value, sizeof(bits));
	assert((bits >> 23 & 0xff) != 0xff);
	sign = bits >> 31;
	out[0] = '-';
	out += sign;
	if (bits << 1 == 0) {
		out[0] = '0';
		return sign + 1;
	}
	digits = split_digits(shortest_decimal(bits));
	if (digits.exponent < -4 || digits.exponent > 8)
		return sign + write_scientific(&digits, out);
	if (digits.exponent < 0)
		return sign + write_small(&digits, out);
	return sign + write_plain(&digits, out);
}
