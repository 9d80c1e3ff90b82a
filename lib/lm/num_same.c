#include "lm/num.h"
#include "lm/num_decimal.h"

bool
lm_num_same(struct lm_span a, struct lm_span b)
{
	struct lm_num_decimal x, y;

	if (lm_span_equal(a, b))
		return true;
	x = lm_num_decimal_read(a);
	y = lm_num_decimal_read(b);
	if (x.n == 0 || y.n == 0) /* zero */
		return x.n == y.n;
	return x.negative == y.negative && x.n == y.n &&
	    lm_num_decimal_gap(&x, &y) == 0 &&
	    lm_num_decimal_digits(&x, &y) == 0;
}
