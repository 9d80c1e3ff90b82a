#include "lm/num.h"
#include "lm/num_decimal.h"

/* How the values compare without their signs; neither is zero. */
static int
order_sizes(const struct lm_num_decimal *a, const struct lm_num_decimal *b)
{
	int64_t gap = lm_num_decimal_gap(a, b) + (int64_t)a->n - (int64_t)b->n;

	if (gap != 0)
		return gap < 0 ? -1 : 1;
	return lm_num_decimal_digits(a, b);
}

static int
sign_of(const struct lm_num_decimal *number)
{
	if (number->n == 0)
		return 0;
	return number->negative ? -1 : 1;
}

int
lm_num_order(struct lm_span a, struct lm_span b)
{
	struct lm_num_decimal x, y;
	int64_t m, n;

	if (lm_num_decimal_short(a, &m) && lm_num_decimal_short(b, &n))
		return (m > n) - (m < n);
	x = lm_num_decimal_read(a);
	y = lm_num_decimal_read(b);
	if (sign_of(&x) != sign_of(&y))
		return sign_of(&x) < sign_of(&y) ? -1 : 1;
	return sign_of(&x) == 0 ? 0 : sign_of(&x) * order_sizes(&x, &y);
}

bool
lm_num_is_whole(struct lm_span text)
{
	static const struct lm_num_decimal one = {.n = 1};
	struct lm_num_decimal number;
	int64_t value;

	if (lm_num_decimal_short(text, &value))
		return true;
	number = lm_num_decimal_read(text);
	return number.n == 0 || lm_num_decimal_gap(&number, &one) >= 0;
}
