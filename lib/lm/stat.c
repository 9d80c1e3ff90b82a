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
	if (ranker->entries == NULL || ranker->spare == NULL) {
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
	free(ranker);
}

/* Fill in the entries; returns the largest key, less the least one. */
static uint32_t
load_keys(struct lm_stat_ranker *ranker, const int32_t *keys, size_t n)
{
	int32_t min = INT32_MAX, max = INT32_MIN;

	for (size_t i = 0; i < n; i++) {
		min = keys[i] < min ? keys[i] : min;
		max = keys[i] > max ? keys[i] : max;
	}
	for (size_t i = 0; i < n; i++)
		ranker->entries[i] =
		    (uint64_t)((uint32_t)keys[i] - (uint32_t)min) << 32 | i;
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

/* From sorted entries, group by group of equal keys. */
static void
assign_ranks(const uint64_t *entries, size_t n, int32_t *ranks)
{
	size_t begin = 0, end;

	for (; begin < n; begin = end) {
		uint64_t key = entries[begin] >> 32;

		end = begin + 1;
		while (end < n && entries[end] >> 32 == key)
			end++;
		/* (begin + 1) + end, twice the average; less n + 1 */
		for (size_t i = begin; i < end; i++)
			ranks[(uint32_t)entries[i]] =
			    (int32_t)((int64_t)(begin + end) - (int64_t)n);
	}
}

void
lm_stat_ranks(struct lm_stat_ranker *ranker, const int32_t *keys, size_t n,
    int32_t *ranks)
{
	int bits = n < LARGE_ROW ? SMALL_DIGIT_BITS : LARGE_DIGIT_BITS;
	uint64_t range = load_keys(ranker, keys, n);

	for (int shift = 32; range != 0; shift += bits, range >>= bits)
		sort_by_digit(ranker, n, shift, bits);
	assign_ranks(ranker->entries, n, ranks);
}

bool
lm_stat_spearman(const int32_t *ranks_a, const int32_t *ranks_b, size_t n,
    double *out)
{
	int64_t var_a = 0, var_b = 0, cov = 0;
	double rho;

	for (size_t i = 0; i < n; i++) {
		int64_t a = ranks_a[i], b = ranks_b[i];

		var_a += a * a;
		var_b += b * b;
		cov += a * b;
	}
	if (var_a == 0 || var_b == 0)
		return false;
	rho = (double)cov / sqrt((double)var_a * (double)var_b);
	*out = rho > 1 ? 1 : rho < -1 ? -1 : rho;
	return true;
}
