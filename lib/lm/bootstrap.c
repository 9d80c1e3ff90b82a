#include "lm/bootstrap.h"

#include <assert.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>

#include "lm/buf.h"

/* Values that a resample's variance has more than it drew. */
#define N_MORE 4

/* xoshiro256++. */
struct source {
	uint64_t s[4];
};

static uint64_t
splitmix(uint64_t *state)
{
	uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return z ^ z >> 31;
}

static struct source
source_start(uint64_t seed)
{
	struct source source;

	for (size_t i = 0; i < 4; i++)
		source.s[i] = splitmix(&seed);
	return source;
}

static inline uint64_t
rotate(uint64_t x, int n)
{
	return x << n | x >> (64 - n);
}

static inline uint64_t
source_next(struct source *source)
{
	uint64_t *s = source->s;
	uint64_t result = rotate(s[0] + s[3], 23) + s[0];
	uint64_t t = s[1] << 17;

	s[2] ^= s[0];
	s[3] ^= s[1];
	s[1] ^= s[2];
	s[0] ^= s[3];
	s[2] ^= t;
	s[3] = rotate(s[3], 45);
	return result;
}

/*
 * An index below n from 32 random bits.  The lowest 2^32 mod n of the low
 * halves are one too many: then other bits are drawn, once in 2^32 / n times.
 */
static inline size_t
index_of(struct source *source, uint32_t bits, uint32_t n)
{
	uint64_t product = (uint64_t)bits * n;

	if ((uint32_t)product < n) {
		uint32_t extra = -n % n;

		while ((uint32_t)product < extra)
			product = (source_next(source) >> 32) * n;
	}
	return (size_t)(product >> 32);
}

struct sums {
	double plain;
	double squares;
};

static inline void
sums_add(struct sums *sums, double value)
{
	sums->plain += value;
	sums->squares += value * value;
}

/* The sums of n values drawn from n; in two, so that additions overlap. */
static struct sums
draw(struct source *source, const double *values, uint32_t n)
{
	struct sums even = {0}, odd = {0};

	for (uint32_t i = 0; i + 1 < n; i += 2) {
		uint64_t bits = source_next(source);

		sums_add(&even, values[index_of(source, (uint32_t)bits, n)]);
		sums_add(&odd,
		    values[index_of(source, (uint32_t)(bits >> 32), n)]);
	}
	if (n % 2 == 1)
		sums_add(&even,
		    values[index_of(source,
			(uint32_t)(source_next(source) >> 32), n)]);
	return (
	    struct sums){even.plain + odd.plain, even.squares + odd.squares};
}

/* t of a resample of values whose mean is 0 and whose variance is 1. */
static double
studentize(struct sums sums, double n)
{
	double mean = sums.plain / n;
	double squares = sums.squares - sums.plain * mean;

	return mean / sqrt((fmax(squares, 0) + N_MORE) / (n + N_MORE));
}

static int
compare(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

/* The quantile at share of sorted values: between those at share (n + 1). */
static double
quantile(const double *sorted, size_t n, double share)
{
	double at = share * ((double)n + 1) - 1;
	size_t below;

	if (at <= 0)
		return sorted[0];
	below = (size_t)at;
	if (below + 1 >= n)
		return sorted[n - 1];
	return sorted[below] +
	    (at - (double)below) * (sorted[below + 1] - sorted[below]);
}

/* Make the mean 0 and the variance 1.  False if all values are equal. */
static bool
standardize(const double *values, size_t n, double *out, double *mean,
    double *deviation)
{
	double sum = 0, squares = 0, scale = 0;
	double first = values[0];

	for (size_t i = 0; i < n; i++)
		sum += values[i] - first;
	*mean = first + sum / (double)n;
	for (size_t i = 0; i < n; i++)
		scale = fmax(scale, fabs(values[i] - *mean));
	if (scale == 0)
		return false;
	/* by the scale first, or squares might be too small or too large */
	for (size_t i = 0; i < n; i++) {
		out[i] = (values[i] - *mean) / scale;
		squares += out[i] * out[i];
	}
	squares = sqrt(squares / (double)n);
	for (size_t i = 0; i < n; i++)
		out[i] /= squares;
	*deviation = squares * scale;
	return true;
}

static void
resample(const double *values, uint32_t n, const struct lm_bootstrap *how,
    double *ts)
{
	struct source source = source_start(how->seed);

	for (size_t i = 0; i < how->resamples; i++)
		ts[i] = studentize(draw(&source, values, n), n);
	qsort(ts, how->resamples, sizeof(*ts), compare);
}

enum lm_code
lm_bootstrap_mean(const double *values, size_t n,
    const struct lm_bootstrap *how, struct lm_interval *out, struct lm_err *err)
{
	struct lm_buf memory = {0};
	double tail = (1 - how->confidence) / 2;
	double *standard, *ts, mean, deviation;
	void *start;
	enum lm_code code;

	assert(0 < tail && tail < 0.5 && how->resamples > 0);
	*out = (struct lm_interval){-HUGE_VAL, HUGE_VAL};
	if (n < 2)
		return LM_OK;
	if (n > UINT32_MAX)
		return lm_err_set(err, LM_LIMIT,
		    "%zu values, at most %ju can be resampled", n,
		    (uintmax_t)UINT32_MAX);
	code =
	    lm_buf_reserve(&memory, (n + how->resamples) * sizeof(double), err);
	if (code != LM_OK)
		return code;
	start = memory.ptr;
	standard = start;
	ts = standard + n;
	*out = (struct lm_interval){values[0], values[0]};
	if (standardize(values, n, standard, &mean, &deviation)) {
		resample(standard, (uint32_t)n, how, ts);
		out->low = mean -
		    deviation * fmax(quantile(ts, how->resamples, 1 - tail), 0);
		out->high = mean -
		    deviation * fmin(quantile(ts, how->resamples, tail), 0);
	}
	lm_buf_free(&memory);
	return LM_OK;
}
