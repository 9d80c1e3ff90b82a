#ifndef LM_CLIENT_RETRY_H
#define LM_CLIENT_RETRY_H

#include <stdint.h>

/*
 * How long to wait before a request is made again: capped exponential backoff
 * with full jitter (Brooker, Exponential Backoff And Jitter, 2015), so that
 * clients which failed together do not come back together.
 */

/* Random numbers, good enough to spread (splitmix64; Steele, Lea and Flood,
 * Fast Splittable Pseudorandom Number Generators, 2014).  Any state. */
uint64_t lm_client_random(uint64_t *state);

/* The longest backoff after attempts of them (from 1) have failed: base_ms
 * doubled each time, at most cap_ms.  Neither is negative. */
int64_t lm_client_backoff_top(int64_t base_ms, int64_t cap_ms,
    unsigned attempts);

/* A number from 0 to top_ms, both included, evenly, by a random number. */
int64_t lm_client_backoff_jitter(int64_t top_ms, uint64_t random);

#endif
