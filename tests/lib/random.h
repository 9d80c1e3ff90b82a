#ifndef RANDOM_H
#define RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Random numbers for tests (xoshiro256**, seeded by splitmix64; Blackman and
 * Vigna, https://prng.di.unimi.it).  The same seed gives the same numbers on
 * every machine.
 */
struct random {
	uint64_t state[4];
};

/* $LMOB_TEST_SEED, else a fixed number.  check.h prints it on failure. */
uint64_t random_seed(void);

/* A source of its own for each test and each case: random_seed() + stream. */
struct random random_start(uint64_t stream);

uint64_t random_next(struct random *random);

/* From 0 to n - 1; n > 0. */
uint64_t random_below(struct random *random, uint64_t n);

/* From min to max, both included. */
uint64_t random_between(struct random *random, uint64_t min, uint64_t max);

/* True once in n times. */
bool random_once_in(struct random *random, uint64_t n);

/* Fill out with any bytes. */
void random_bytes(struct random *random, void *out, size_t len);

#endif
