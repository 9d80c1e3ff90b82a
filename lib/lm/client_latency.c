#include "lm/client_latency.h"

#include <stddef.h>

#define BITS LM_CLIENT_LATENCY_BITS
#define STEPS ((uint64_t)LM_CLIENT_LATENCY_STEPS)

/* Below 2 * STEPS a bucket is one value; above, the highest BITS + 1 bits of
 * one, of which the first is always set. */
static size_t
bucket_of(uint64_t value)
{
	unsigned shift = 0;

	while (value >> shift >= 2 * STEPS)
		shift++;
	return shift * STEPS + (value >> shift);
}

static int64_t
middle_of(size_t bucket)
{
	size_t shift = bucket < 2 * STEPS ? 0 : bucket / STEPS - 1;
	uint64_t low = (uint64_t)(bucket - shift * STEPS) << shift;

	return (int64_t)(low + ((UINT64_C(1) << shift) - 1) / 2);
}

void
lm_client_latency_add(struct lm_client_latencies *latencies, int64_t ns)
{
	latencies->counts[bucket_of(ns < 0 ? 0 : (uint64_t)ns)]++;
	latencies->n++;
}

int64_t
lm_client_latency_at(const struct lm_client_latencies *latencies, double q)
{
	double rank = q * (double)latencies->n;
	uint64_t n = 0;
	size_t last = 0;

	for (size_t i = 0; i < LM_CLIENT_LATENCY_BUCKETS; i++) {
		if (latencies->counts[i] == 0)
			continue;
		last = i;
		n += latencies->counts[i];
		if ((double)n >= rank)
			break;
	}
	return latencies->n == 0 ? -1 : middle_of(last);
}
