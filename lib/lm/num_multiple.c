#include "lm/num.h"
#include "lm/num_decimal.h"

#define SHORT_DIGITS 18
#define LIMB_DIGITS 18
#define LIMB UINT64_C(1000000000000000000)
#define N_LIMBS ((LM_NUM_MULTIPLE_DIGITS + LIMB_DIGITS) / LIMB_DIGITS + 1)

/*
 * a = A * 10^p and b = B * 10^q with whole A and B that do not end in 0.  With
 * e = p - q, a / b = A / B * 10^e.  Below 0, 10^-e would have to divide A:
 * never.  Else B has to divide A * 10^e, and more tens than B has factors of 2
 * or of 5 change nothing: 4 for each of its digits are enough.
 */
#define TENS_PER_DIGIT 4

static uint64_t
whole_of(const struct lm_num_decimal *number)
{
	uint64_t value = 0;

	for (const char *at = number->at; at < number->end; at++)
		if (*at != '.')
			value = value * 10 + (uint64_t)(*at - '0');
	return value;
}

static bool
divides_short(const struct lm_num_decimal *a, const struct lm_num_decimal *b,
    int64_t tens)
{
	uint64_t divisor = whole_of(b), rest = 0;

	for (const char *at = a->at; at < a->end; at++)
		if (*at != '.')
			rest = (rest * 10 + (uint64_t)(*at - '0')) % divisor;
	for (; tens > 0 && rest != 0; tens--)
		rest = rest * 10 % divisor;
	return rest == 0;
}

/* A whole number, the lowest limb first, to the base of 10^18. */
struct big {
	uint64_t limbs[N_LIMBS];
	size_t n;
};

/* number * 10 + digit; there is a limb to spare. */
static void
append_digit(struct big *number, uint64_t digit)
{
	for (size_t i = 0; i < number->n; i++) {
		uint64_t value = number->limbs[i] * 10 + digit;

		digit = value / LIMB;
		number->limbs[i] = value % LIMB;
	}
}

static bool
is_below(const struct big *a, const struct big *b)
{
	for (size_t i = a->n; i-- > 0;)
		if (a->limbs[i] != b->limbs[i])
			return a->limbs[i] < b->limbs[i];
	return false;
}

static void
subtract(struct big *a, const struct big *b)
{
	uint64_t borrow = 0;

	for (size_t i = 0; i < a->n; i++) {
		uint64_t take = b->limbs[i] + borrow;

		borrow = a->limbs[i] < take;
		a->limbs[i] += (borrow ? LIMB : 0) - take;
	}
}

static bool
is_zero(const struct big *number)
{
	for (size_t i = 0; i < number->n; i++)
		if (number->limbs[i] != 0)
			return false;
	return true;
}

static void
step(struct big *rest, uint64_t digit, const struct big *divisor)
{
	append_digit(rest, digit);
	while (!is_below(rest, divisor))
		subtract(rest, divisor);
}

static bool
divides_long(const struct lm_num_decimal *a, const struct lm_num_decimal *b,
    int64_t tens)
{
	struct big divisor = {.n = b->n / LIMB_DIGITS + 2}, rest = {0};

	rest.n = divisor.n;
	for (const char *at = b->at; at < b->end; at++)
		if (*at != '.')
			append_digit(&divisor, (uint64_t)(*at - '0'));
	for (const char *at = a->at; at < a->end; at++)
		if (*at != '.')
			step(&rest, (uint64_t)(*at - '0'), &divisor);
	for (; tens > 0 && !is_zero(&rest); tens--)
		step(&rest, 0, &divisor);
	return is_zero(&rest);
}

static bool
work_out(const struct lm_num_decimal *a, const struct lm_num_decimal *b,
    bool *is_multiple)
{
	int64_t tens = lm_num_decimal_gap(a, b);
	int64_t most = (int64_t)b->n * TENS_PER_DIGIT;

	*is_multiple = false;
	if (tens < 0)
		return true;
	if (tens > most)
		tens = most;
	if (b->n <= SHORT_DIGITS) {
		*is_multiple = divides_short(a, b, tens);
		return true;
	}
	if ((int64_t)a->n + tens < (int64_t)b->n) /* less than b */
		return true;
	if (a->n > LM_NUM_MULTIPLE_DIGITS || b->n > LM_NUM_MULTIPLE_DIGITS)
		return false;
	*is_multiple = divides_long(a, b, tens);
	return true;
}

bool
lm_num_multiple(struct lm_span a, struct lm_span b, bool *is_multiple)
{
	struct lm_num_decimal x, y;
	int64_t m, n;

	if (lm_num_decimal_short(a, &m) && lm_num_decimal_short(b, &n) &&
	    n != 0) {
		*is_multiple = m % n == 0;
		return true;
	}
	x = lm_num_decimal_read(a);
	y = lm_num_decimal_read(b);
	*is_multiple = x.n == 0 && y.n != 0;
	return x.n == 0 || y.n == 0 || work_out(&x, &y, is_multiple);
}
