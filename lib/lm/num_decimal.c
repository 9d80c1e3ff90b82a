#include "lm/num_decimal.h"

#define SHORT_DIGITS 18 /* as many always fit in an int64_t */
/* A difference beyond it stays beyond it, whatever digits are still to come,
 * and whatever the number of digits in a text may add. */
#define GAP_MAX INT64_C(200000000000000000)

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static void
read_exponent(struct lm_num_decimal *number, const char *at, const char *end)
{
	number->exponent_negative = at < end && *at == '-';
	if (at < end && (*at == '-' || *at == '+'))
		at++;
	while (at < end && *at == '0')
		at++;
	number->exponent = lm_span(at, (size_t)(end - at));
}

struct lm_num_decimal
lm_num_decimal_read(struct lm_span text)
{
	const char *at = text.ptr, *end = text.ptr + text.len;
	struct lm_num_decimal number = {.negative = *at == '-'};
	const char *point = NULL, *tail;

	at += number.negative;
	for (tail = at; tail < end && (is_digit(*tail) || *tail == '.'); tail++)
		if (*tail == '.')
			point = tail;
	if (tail < end)
		read_exponent(&number, tail + 1, end);
	if (point != NULL)
		number.shift = -(tail - point - 1);
	while (at < tail && (*at == '0' || *at == '.'))
		at++;
	for (; tail > at && (tail[-1] == '0' || tail[-1] == '.'); tail--)
		number.shift += tail[-1] == '0';
	number.at = at;
	number.end = tail;
	number.n = (size_t)(tail - at);
	if (point != NULL && point >= at && point < tail)
		number.n--;
	return number;
}

/* The digit before the i-th from the right, with the exponent's sign. */
static int
exponent_digit(const struct lm_num_decimal *number, size_t i)
{
	int digit;

	if (i > number->exponent.len)
		return 0;
	digit = number->exponent.ptr[number->exponent.len - i] - '0';
	return number->exponent_negative ? -digit : digit;
}

int64_t
lm_num_decimal_gap(const struct lm_num_decimal *a,
    const struct lm_num_decimal *b)
{
	size_t n = a->exponent.len > b->exponent.len ? a->exponent.len
						     : b->exponent.len;
	int64_t gap = 0;

	for (; n > 0 && gap < GAP_MAX && gap > -GAP_MAX; n--)
		gap = gap * 10 + exponent_digit(a, n) - exponent_digit(b, n);
	return gap + a->shift - b->shift;
}

int
lm_num_decimal_digits(const struct lm_num_decimal *a,
    const struct lm_num_decimal *b)
{
	const char *x = a->at, *y = b->at;

	for (;;) {
		x += x < a->end && *x == '.';
		y += y < b->end && *y == '.';
		if (x == a->end || y == b->end)
			return (x != a->end) - (y != b->end);
		if (*x != *y)
			return *x < *y ? -1 : 1;
		x++;
		y++;
	}
}

bool
lm_num_decimal_short(struct lm_span text, int64_t *out)
{
	size_t i = text.len > 0 && text.ptr[0] == '-';
	int64_t value = 0;

	if (text.len - i > SHORT_DIGITS || text.len == i)
		return false;
	for (size_t k = i; k < text.len; k++) {
		if (!is_digit(text.ptr[k]))
			return false;
		value = value * 10 + (text.ptr[k] - '0');
	}
	*out = i == 1 ? -value : value;
	return true;
}
