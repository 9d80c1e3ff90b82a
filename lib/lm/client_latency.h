#ifndef LM_CLIENT_LATENCY_H
#define LM_CLIENT_LATENCY_H

#include <stdint.h>

/*
 * Durations counted in buckets whose width grows with them: of each power of
 * two as many as LM_CLIENT_LATENCY_STEPS, so that a quantile is within 1/128
 * (0.8 %) of the true one.  30 kB whatever the number; all-zero is empty.
 */
#define LM_CLIENT_LATENCY_BITS 6
#define LM_CLIENT_LATENCY_STEPS (1 << LM_CLIENT_LATENCY_BITS)
#define LM_CLIENT_LATENCY_BUCKETS \
	((64 - LM_CLIENT_LATENCY_BITS) * LM_CLIENT_LATENCY_STEPS)

struct lm_client_latencies {
	uint64_t n;
	uint64_t counts[LM_CLIENT_LATENCY_BUCKETS];
};

/* Count a duration in ns; a negative one is 0.  O(1). */
void lm_client_latency_add(struct lm_client_latencies *latencies, int64_t ns);

/* The q quantile (0 to 1, nearest rank) in ns, the middle of its bucket; -1
 * where nothing was counted.  O(buckets). */
int64_t lm_client_latency_at(const struct lm_client_latencies *latencies,
    double q);

#endif
