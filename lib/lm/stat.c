#include "lm/stat.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* From here on larger digits pay: fewer passes, more counters. */
#define LARGE_ROW 256
#define SMALL_DIGIT_BITS 8
#define LARGE_DIGIT_BITS 11

struct lm_stat_ranker {
	/* a key, less the least one, in the upper half; its place below */
	uint64_t *entries;
	uint64_t *spare;
	/* places among the sorted entries of those equal to the one before */
	uint32_t *ties;
	size_t n_ties;
	int64_t *sums; /* lm_stat_influence works in it */
	uint32_t counts[1 << LARGE_DIGIT_BITS];
};

struct lm_stat_ranker *
lm_stat_ranker_new(size_t n_max)
{
	struct lm_stat_ranker *ranker = calloc(1, sizeof(*ranker));

	if (ranker == NULL)
		return NULL;
	ranker->entries = calloc(n_max + 1, sizeof(uint64_t));
	ranker->spare = calloc(n_max + 1, sizeof(uint64_t));
	ranker->ties = calloc(n_max + 1, sizeof(uint32_t));
	ranker->sums = calloc(n_max + 1, sizeof(int64_t));
	if (ranker->entries == NULL || ranker->spare == NULL ||
	    ranker->ties == NULL || ranker->sums == NULL) {
		lm_stat_ranker_free(ranker);
		return NULL;
	}
	return ranker;
}

void
lm_stat_ranker_free(struct lm_stat_ranker *ranker)
{
	if (ranker == NULL)
		return;
	free(ranker->entries);
	free(ranker->spare);
	free(ranker->ties);
	free(ranker->sums);
	free(ranker);
}

/* The largest key less the least one, which becomes *least. */
static uint32_t
find_range(const int32_t *keys, size_t n, int32_t *least)
{
	int32_t min = INT32_MAX, max = INT32_MIN;

	for (size_t i = 0; i < n; i++) {
		min = keys[i] < min ? keys[i] : min;
		max = keys[i] > max ? keys[i] : max;
	}
	*least = min;
	return n == 0 ? 0 : (uint32_t)max - (uint32_t)min;
}

/* Where each digit's entries begin, in place of how many there are. */
static void
sum_counts(uint32_t *counts, size_t n_digits)
{
	uint32_t sum = 0;

	for (size_t i = 0; i < n_digits; i++) {
		uint32_t count = counts[i];

		counts[i] = sum;
		sum += count;
	}
}

/* Fill in the entries, sorted by their lowest digit of bits. */
static void
load_keys(struct lm_stat_ranker *ranker, const int32_t *keys, size_t n,
    uint32_t least, int bits)
{
	uint32_t mask = (UINT32_C(1) << bits) - 1;
	uint64_t *sorted = ranker->entries;
	uint32_t *counts = ranker->counts;

	memset(counts, 0, ((size_t)1 << bits) * sizeof(*counts));
	for (size_t i = 0; i < n; i++)
		counts[((uint32_t)keys[i] - least) & mask]++;
	sum_counts(counts, (size_t)1 << bits);
	for (size_t i = 0; i < n; i++) {
		uint32_t key = (uint32_t)keys[i] - least;

		sorted[counts[key & mask]++] = (uint64_t)key << 32 | i;
	}
}

/* Sort by the digit of bits at shift, stable, and swap entries and spare. */
static void
sort_by_digit(struct lm_stat_ranker *ranker, size_t n, int shift, int bits)
{
	uint64_t mask = (UINT64_C(1) << bits) - 1;
	const uint64_t *entries = ranker->entries;
	uint64_t *sorted = ranker->spare;
	uint32_t *counts = ranker->counts;

	memset(counts, 0, ((size_t)1 << bits) * sizeof(*counts));
	for (size_t i = 0; i < n; i++)
		counts[entries[i] >> shift & mask]++;
	sum_counts(counts, (size_t)1 << bits);
	for (size_t i = 0; i < n; i++)
		sorted[counts[entries[i] >> shift & mask]++] = entries[i];
	ranker->spare = ranker->entries;
	ranker->entries = sorted;
}

/* Digits as small as the least number of passes allows: fewer counters. */
static int
digit_bits(uint32_t range, size_t n)
{
	int most = n < LARGE_ROW ? SMALL_DIGIT_BITS : LARGE_DIGIT_BITS;
	int bits = 0, passes;

	while (bits < 32 && range >> bits != 0)
		bits++;
	passes = (bits + most - 1) / most;
	return passes == 0 ? most : (bits + passes - 1) / passes;
}

/* Sorted entries with equal keys, from begin on. */
struct group {
	size_t begin;
	size_t end;
};

/*
 * The group of the tie at *at, from 0 on, which becomes the next group's.
 * False: there is none.  Groups come apart from the others, as a branch at
 * each entry would cost more than all the rest.
 */
static bool
next_group(const struct lm_stat_ranker *ranker, size_t *at, struct group *out)
{
	const uint32_t *ties = ranker->ties;
	size_t i = *at, end;

	if (i == ranker->n_ties)
		return false;
	out->begin = ties[i] - 1;
	for (end = ties[i]; i < ranker->n_ties && ties[i] == end; i++)
		end++;
	out->end = end;
	*at = i;
	return true;
}

static void
find_ties(struct lm_stat_ranker *ranker, size_t n)
{
	const uint64_t *entries = ranker->entries;
	uint32_t *ties = ranker->ties;
	size_t n_ties = 0;

	for (size_t i = 1; i < n; i++) {
		ties[n_ties] = (uint32_t)i;
		n_ties += lm_stat_equal(entries[i], entries[i - 1]);
	}
	ranker->n_ties = n_ties;
}

/* An entry of a group: (begin + 1) + end, twice the average; less n + 1. */
static void
assign_ranks(const struct lm_stat_ranker *ranker, size_t n, int32_t *ranks)
{
	const uint64_t *entries = ranker->entries;
	int32_t first = 1 - (int32_t)n;
	struct group group;
	size_t at = 0;

	for (size_t i = 0; i < n; i++)
		ranks[lm_stat_place(entries[i])] = first + 2 * (int32_t)i;
	while (next_group(ranker, &at, &group)) {
		int32_t rank =
		    first - 1 + (int32_t)group.begin + (int32_t)group.end;

		for (size_t i = group.begin; i < group.end; i++)
			ranks[lm_stat_place(entries[i])] = rank;
	}
}

const uint64_t *
lm_stat_sort(struct lm_stat_ranker *ranker, const int32_t *keys, size_t n,
    int32_t *ranks)
{
	int32_t least;
	uint32_t range = find_range(keys, n, &least);
	int bits = digit_bits(range, n);

	load_keys(ranker, keys, n, (uint32_t)least, bits);
	for (int shift = bits; shift < 32 && range >> shift != 0; shift += bits)
		sort_by_digit(ranker, n, 32 + shift, bits);
	find_ties(ranker, n);
	assign_ranks(ranker, n, ranks);
	return ranker->entries;
}

void
lm_stat_ranks(struct lm_stat_ranker *ranker, const int32_t *keys, size_t n,
    int32_t *ranks)
{
	(void)lm_stat_sort(ranker, keys, n, ranks);
}

/* Sums of products of ranks: exact. */
struct products {
	int64_t aa;
	int64_t bb;
	int64_t ab;
};

static struct products
sum_products(const int32_t *ranks_a, const int32_t *ranks_b, size_t n)
{
	struct products sums = {0};

	for (size_t i = 0; i < n; i++) {
		int64_t a = ranks_a[i], b = ranks_b[i];

		sums.aa += a * a;
		sums.bb += b * b;
		sums.ab += a * b;
	}
	return sums;
}

static bool
correlate(const struct products *sums, double *out)
{
	double rho;

	if (sums->aa == 0 || sums->bb == 0)
		return false;
	rho = (double)sums->ab / sqrt((double)sums->aa * (double)sums->bb);
	*out = rho > 1 ? 1 : rho < -1 ? -1 : rho;
	return true;
}

bool
lm_stat_spearman(const int32_t *ranks_a, const int32_t *ranks_b, size_t n,
    double *out)
{
	struct products sums = sum_products(ranks_a, ranks_b, n);

	return correlate(&sums, out);
}

/*
 * What the place of a key in its row adds to its influence: twice the sum of
 * the other row's ranks at greater keys, and once at equal ones, which is 0
 * less those at smaller keys; and for a group of t equal keys
 * weight (t^2 - 1).
 */
static void
add_places(const struct lm_stat_row *row, const int32_t *other, size_t n,
    double weight, double *influence)
{
	const uint64_t *entries = row->ranker->entries;
	int64_t *sums = row->ranker->sums;
	struct group group;
	size_t at = 0;

	sums[0] = 0;
	for (size_t i = 0; i < n; i++) {
		size_t place = lm_stat_place(entries[i]);

		sums[i + 1] = sums[i] - other[place];
		influence[place] += (double)(sums[i] + sums[i + 1]);
	}
	while (next_group(row->ranker, &at, &group)) {
		double t = (double)(group.end - group.begin);
		int64_t sum = sums[group.begin] + sums[group.end];

		for (size_t i = group.begin; i < group.end; i++)
			influence[lm_stat_place(entries[i])] +=
			    (double)(sum - sums[i] - sums[i + 1]) +
			    weight * (t * t - 1);
	}
}

/* The mean of t^2 - 1 over a row whose squared ranks sum to squares. */
static double
mean_ties(size_t n, int64_t squares)
{
	double m = (double)n;

	return m * m - 1 - 3 * (double)squares / m;
}

bool
lm_stat_influence(const struct lm_stat_row *a, const struct lm_stat_row *b,
    size_t n, double *rho, double *influence)
{
	struct products sums = sum_products(a->ranks, b->ranks, n);
	double weight_a, weight_b, middle, scale;

	if (!correlate(&sums, rho))
		return false;
	weight_a = (double)sums.ab / (2 * (double)sums.aa);
	weight_b = (double)sums.ab / (2 * (double)sums.bb);
	middle = 3 * (double)sums.ab / (double)n +
	    weight_a * mean_ties(n, sums.aa) + weight_b * mean_ties(n, sums.bb);
	scale = (double)n / sqrt((double)sums.aa * (double)sums.bb);
	for (size_t i = 0; i < n; i++)
		influence[i] =
		    (double)((int64_t)a->ranks[i] * b->ranks[i]) - middle;
	add_places(a, b->ranks, n, weight_a, influence);
	add_places(b, a->ranks, n, weight_b, influence);
	for (size_t i = 0; i < n; i++)
		influence[i] *= scale;
	return true;
}
