#include "lm/stat.h"

#include <math.h>

/* The three ranges of AS 241, and the terms of its polynomials. */
#define CENTRE 0.425
#define CENTRE_SQUARED 0.180625
#define TAIL 5
#define TAIL_SHIFT 1.6
#define N_TERMS 8

__extension__ typedef __int128 i128;
__extension__ typedef unsigned __int128 u128;

/* A quotient of polynomials, the constant terms first. */
struct quotient {
	double over[N_TERMS];
	double under[N_TERMS];
};

static const struct quotient centre = {
    {3.3871328727963666080, 1.3314166789178437745e+2, 1.9715909503065514427e+3,
	1.3731693765509461125e+4, 4.5921953931549871457e+4,
	6.7265770927008700853e+4, 3.3430575583588128105e+4,
	2.5090809287301226727e+3},
    {1, 4.2313330701600911252e+1, 6.8718700749205790830e+2,
	5.3941960214247511077e+3, 2.1213794301586595867e+4,
	3.9307895800092710610e+4, 2.8729085735721942674e+4,
	5.2264952788528545610e+3}};
static const struct quotient tail = {
    {1.42343711074968357734, 4.63033784615654529590, 5.76949722146069140550,
	3.64784832476320460504, 1.27045825245236838258,
	2.41780725177450611770e-1, 2.27238449892691845833e-2,
	7.74545014278341407640e-4},
    {1, 2.05319162663775882187, 1.67638483018380384940,
	6.89767334985100004550e-1, 1.48103976427480074590e-1,
	1.51986665636164571966e-2, 5.47593808499534494600e-4,
	1.05075007164441684324e-9}};
static const struct quotient far_tail = {
    {6.65790464350110377720, 5.46378491116411436990, 1.78482653991729133580,
	2.96560571828504891230e-1, 2.65321895265761230930e-2,
	1.24266094738807843860e-3, 2.71155556874348757815e-5,
	2.01033439929228813265e-7},
    {1, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
	1.48753612908506148525e-2, 7.86869131145613259100e-4,
	1.84631831751005468180e-5, 1.42151175831644588870e-7,
	2.04426310338993978564e-15}};

static double
divide(const struct quotient *quotient, double x)
{
	double over = 0, under = 0;

	for (size_t i = N_TERMS; i-- > 0;) {
		over = over * x + quotient->over[i];
		under = under * x + quotient->under[i];
	}
	return over / under;
}

bool
lm_stat_normal_quantile(double p, double *out)
{
	double q = p - 0.5, r;

	if (!(p > 0 && p < 1))
		return false;
	if (fabs(q) <= CENTRE) {
		*out = q * divide(&centre, CENTRE_SQUARED - q * q);
		return true;
	}
	r = sqrt(-log(q < 0 ? p : 1 - p));
	r = r <= TAIL ? divide(&tail, r - TAIL_SHIFT)
		      : divide(&far_tail, r - TAIL);
	*out = q < 0 ? -r : r;
	return true;
}

/* (n + z^2) times the upper root of the score equation. */
static double
upper_root(double k, double n, double z)
{
	return k + z * z / 2 + z * sqrt(k * ((n - k) / n) + z * z / 4);
}

/* The lower root by the product of both, k^2 / n / (n + z^2), so that nothing
 * cancels out. */
double
lm_stat_share_lower(uint64_t k, uint64_t n, double z)
{
	double share;

	if (k == 0)
		return 0;
	share = (double)k / (double)n;
	return share * ((double)k / upper_root((double)k, (double)n, z));
}

double
lm_stat_share_upper(uint64_t k, uint64_t n, double z)
{
	double upper;

	if (k == n)
		return 1;
	upper = upper_root((double)k, (double)n, z) / ((double)n + z * z);
	return upper < 1 ? upper : 1;
}

/* (k - n t) times the denominator of t. */
static i128
distance(uint64_t k, uint64_t n, struct lm_stat_ratio target)
{
	return (i128)((u128)k * target.den) - (i128)((u128)n * target.num);
}

int
lm_stat_share_order(uint64_t k, uint64_t n, struct lm_stat_ratio target)
{
	i128 d = distance(k, n, target);

	return (d > 0) - (d < 0);
}

/* The sides of the score equation, times the square of the denominator. */
struct sides {
	double left;
	double right;
};

static struct sides
sides_of(uint64_t k, uint64_t n, struct lm_stat_ratio target, double z)
{
	double d = (double)distance(k, n, target);
	uint64_t spread = target.num * (target.den - target.num);

	return (struct sides){d * d, z * z * (double)n * (double)spread};
}

bool
lm_stat_share_reaches(uint64_t k, uint64_t n, struct lm_stat_ratio target,
    double z)
{
	struct sides sides = sides_of(k, n, target, z);

	if (n == 0 || target.num == 0)
		return n > 0;
	return lm_stat_share_order(k, n, target) > 0 &&
	    sides.left >= sides.right;
}

bool
lm_stat_share_misses(uint64_t k, uint64_t n, struct lm_stat_ratio target,
    double z)
{
	struct sides sides = sides_of(k, n, target, z);

	return lm_stat_share_order(k, n, target) < 0 &&
	    sides.left > sides.right;
}

bool
lm_stat_share_further(uint64_t k, uint64_t n, struct lm_stat_ratio target,
    double z, uint64_t *out)
{
	struct sides sides = sides_of(k, n, target, z);
	double all;

	if (lm_stat_share_reaches(k, n, target, z)) {
		*out = 0;
		return true;
	}
	if (lm_stat_share_order(k, n, target) <= 0)
		return false;
	all = ceil(sides.right / sides.left * (double)n);
	if (all > (double)LM_STAT_MAX_TRIALS)
		return false;
	*out = (uint64_t)all > n ? (uint64_t)all - n : 1;
	return true;
}
