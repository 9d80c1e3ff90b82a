#ifndef LM_BOOTSTRAP_H
#define LM_BOOTSTRAP_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"

/* A confidence interval by resampling. */
struct lm_interval {
	double low;
	double high;
};

struct lm_bootstrap {
	double confidence; /* between 0 and 1, such as 0.95; two-sided */
	size_t resamples;  /* such as 2000; not 0 */
	uint64_t seed;
};

/*
 * The interval of the mean behind n values, drawn independently: bootstrap-t
 * (Efron and Tibshirani, An Introduction to the Bootstrap, 1993, section 12.5).
 * A resample is n values drawn from them; its t = (its mean - mean) / its
 * standard deviation.  With the quantiles of t at (1 - confidence) / 2 and 1
 * less that, the interval is from mean - upper sd to mean - lower sd.
 *
 * One thing is added: a resample's variance counts as though it had drawn four
 * values more, each one sd off its mean.  Without that a resample that happens
 * to hold none of a few outliers has next to no deviation, and the interval of
 * 1 outlier in 100 is seven times as wide, or has no end.
 *
 * Why this method: values are skewed, and here a percentile interval lies too
 * low.  How often, in %, intervals of 95 % held the mean, and how often they
 * ended below it (2.5 would be right), in 10,000 simulations for n = 100 and
 * 5,000 for 500, with 1,000 resamples:
 *
 *	                       mean -+ 1.96  percentile   BCa          this
 *	n 100  normal            94.7  2.7   94.5  2.7   94.3  2.8   94.8  2.6
 *	n 100  exponential       93.6  5.0   93.7  4.6   94.0  3.4   94.7  3.1
 *	n 100  lognormal         91.7  7.8   92.1  6.8   92.2  4.9   93.8  4.5
 *	n 100  5 % outliers      87.6 11.9   93.1  5.9   96.8  1.2   97.2  0.6
 *	n 100  90 % zeros        93.9  4.8   92.4  5.3   89.4  6.3   90.3  6.2
 *	n 500  lognormal         94.2  4.7   94.1  4.1   93.6  3.3   94.2  3.1
 *	n 500  1 % outliers      87.0 12.4   92.7  6.4   96.6  1.2   97.3  0.7
 *	n 500  90 % zeros        95.0  3.0   94.6  3.1   94.0  2.9   94.3  2.9
 *
 * (outliers: 300 deviations of the others off them; of what is not zero 7 in 10
 * from 0 to 1, the rest from -1 to 0).  What is not among the values no method
 * knows of: 36 % of samples of 100 with 1 % of outliers hold none.
 *
 * The same for the same input on every machine: xoshiro256++, seeded by
 * splitmix64 (Blackman and Vigna, https://prng.di.unimi.it), indices without
 * bias (Lemire, Fast Random Integer Generation in an Interval, 2019), and of
 * libm only what is exact.  The interval always holds the mean; values that
 * are all equal have one of no width, at just that value.  n = 0 or 1: from
 * -inf to inf.  Values are finite, at most 1e300 in size.
 *
 * Cost: n resamples draws of 1.5 ns (1.5 ms for 500 and 2,000 of them, 60 ms
 * for 20,000); memory 8 (n + resamples) bytes.  LM_NOMEM; LM_LIMIT for 2^32
 * values or more.
 */
enum lm_code lm_bootstrap_mean(const double *values, size_t n,
    const struct lm_bootstrap *how, struct lm_interval *out,
    struct lm_err *err);

#endif
