#include "lm/num.h"

/* More digits of an exponent than these are not worked out. */
#define EXPONENT_DIGITS 15

/* A JSON number as d.ddd * 10^exponent: its digits less zeros at both ends. */
struct decimal {
	const char *at;	  /* the first digit that is not 0 */
	const char *end;  /* past the last one; a point may be between */
	int64_t exponent; /* of the digit at end - 1 */
	bool negative;
	bool huge; /* its exponent was not worked out */
};

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static void
read_exponent(struct decimal *number, const char *at, const char *end)
{
	bool negative = at < end && *at == '-';
	int64_t exponent = 0;

	if (at < end && (*at == '-' || *at == '+'))
		at++;
	while (at < end && *at == '0')
		at++;
	number->huge = end - at > EXPONENT_DIGITS;
	for (; !number->huge && at < end; at++)
		exponent = exponent * 10 + (*at - '0');
	number->exponent = negative ? -exponent : exponent;
}

static struct decimal
read_decimal(struct lm_span text)
{
	const char *at = text.ptr, *end = text.ptr + text.len;
	struct decimal number = {.negative = *at == '-'};
	const char *point = NULL, *tail;

	at += number.negative;
	for (tail = at; tail < end && (is_digit(*tail) || *tail == '.'); tail++)
		if (*tail == '.')
			point = tail;
	if (tail < end)
		read_exponent(&number, tail + 1, end);
	if (point != NULL)
		number.exponent -= tail - point - 1;
	while (at < tail && (*at == '0' || *at == '.'))
		at++;
	for (; tail > at && (tail[-1] == '0' || tail[-1] == '.'); tail--)
		number.exponent += tail[-1] == '0';
	number.at = at;
	number.end = tail;
	return number;
}

static bool
same_digits(struct decimal a, struct decimal b)
{
	for (;;) {
		a.at += a.at < a.end && *a.at == '.';
		b.at += b.at < b.end && *b.at == '.';
		if (a.at == a.end || b.at == b.end)
			return a.at == a.end && b.at == b.end;
		if (*a.at++ != *b.at++)
			return false;
	}
}

bool
lm_num_same(struct lm_span a, struct lm_span b)
{
	struct decimal x, y;

	if (lm_span_equal(a, b))
		return true;
	x = read_decimal(a);
	y = read_decimal(b);
	if (x.at == x.end || y.at == y.end) /* zero */
		return x.at == x.end && y.at == y.end;
	return !x.huge && !y.huge && x.negative == y.negative &&
	    x.exponent == y.exponent && same_digits(x, y);
}
