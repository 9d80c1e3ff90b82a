#include "scan_sets.h"

#include <stdlib.h>
#include <string.h>

#define N_BYTES (SCAN_OVER + 1)
#define HALF 15

/* How often bytes with this upper half are met in text, roughly: small letters
 * and signs most. */
static const double weights[16] = {1, 1, 3, 1, 1, 1, 6, 6, 1, 1, 1, 1, 1, 1, 1,
    1};

/* Capitals, small letters, digits, signs: what is of one class is alike. */
static int
class_of(unsigned char byte)
{
	if (byte >= 'A' && byte <= 'Z')
		return 0;
	if (byte >= 'a' && byte <= 'z')
		return 1;
	return byte >= '0' && byte <= '9' ? 2 : 3;
}

static int
compare(const void *a, const void *b)
{
	const struct scan_literal *left = a, *right = b;

	for (int i = 0; i < N_BYTES; i++) {
		int order =
		    class_of(left->bytes[i]) - class_of(right->bytes[i]);

		if (order != 0)
			return order;
	}
	return memcmp(left->bytes, right->bytes, N_BYTES);
}

/* The halves that a set has, a bit each, by place. */
struct halves {
	unsigned low[N_BYTES];
	unsigned high[N_BYTES];
};

/* How much passes them. */
static double
cost_of(const struct halves *halves)
{
	double cost = 1;

	for (int i = 0; i < N_BYTES; i++) {
		double rows = 0;

		for (unsigned high = halves->high[i]; high != 0;
		     high &= high - 1)
			rows += weights[__builtin_ctz(high)];
		cost *= rows * __builtin_popcount(halves->low[i]);
	}
	return cost;
}

static void
add_to(struct halves *halves, const struct scan_literal *literal)
{
	for (int i = 0; i < N_BYTES; i++) {
		halves->low[i] |= 1U << (literal->bytes[i] & HALF);
		halves->high[i] |= 1U << (literal->bytes[i] >> 4);
	}
}

/* The best that the first n literals cost in k sets, and where the last of
 * these begins. */
struct best {
	double cost;
	size_t from;
};

/* One more set, which begins at literal from. */
static void
try_from(const struct scan_literal *literals, size_t n, size_t from,
    const struct best *fewer, struct best *more, size_t stride)
{
	struct halves halves[1] = {0};

	for (size_t end = from + 1; end <= n; end++) {
		double cost;

		add_to(halves, &literals[end - 1]);
		cost = cost_of(halves);
		for (size_t k = 0; k < SCAN_SETS; k++) {
			const struct best *before = &fewer[k * stride + from];
			struct best *now = &more[k * stride + end];

			if (before->cost + cost < now->cost)
				*now = (struct best){before->cost + cost, from};
		}
	}
}

static void
put_in_set(struct scan_sieve *sieve, const struct scan_literal *literal,
    unsigned set)
{
	for (int i = 0; i < N_BYTES; i++) {
		unsigned byte = literal->bytes[i];
		uint8_t bit = (uint8_t)(1U << set % 8);

		sieve->low[i][set / 8][byte & HALF] |= bit;
		sieve->high[i][set / 8][byte >> 4] |= bit;
	}
}

enum lm_code
scan_sets_divide(struct scan_literal *literals, size_t n,
    struct scan_sieve *sieve, struct lm_err *err)
{
	size_t stride = n + 1, end = n, from;
	struct best *best = calloc((SCAN_SETS + 1) * stride, sizeof(*best));

	if (best == NULL)
		return lm_err_nomem(err);
	*sieve = (struct scan_sieve){0};
	qsort(literals, n, sizeof(*literals), compare);
	for (size_t i = 0; i < (SCAN_SETS + 1) * stride; i++)
		best[i] = (struct best){i == 0 ? 0 : 1e300, 0};
	/* All sets that begin before it are known when one begins at from. */
	for (from = 0; from < n; from++)
		try_from(literals, n, from, best, best + stride, stride);
	for (unsigned k = SCAN_SETS; k > 0 && end > 0; k--) {
		from = best[k * stride + end].from;
		for (size_t i = from; i < end; i++)
			put_in_set(sieve, &literals[i], k - 1);
		end = from;
	}
	free(best);
	return LM_OK;
}
