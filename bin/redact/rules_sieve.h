#ifndef REDACT_RULES_SIEVE_H
#define REDACT_RULES_SIEVE_H

#include <stddef.h>
#include <stdint.h>

#include "rules_words.h"

#include "lm/err.h"

/*
 * Where in a text a word may begin, by its first bytes: a part of
 * rules_keywords.  It lets through all places where one does and few others.
 */
#define SIEVE_BYTES 6  /* looked at from each place on */
#define SIEVE_BLOCK 32 /* places judged at once */

#define SIEVE_BUCKETS 16

/* By place and half a byte, the buckets of words that have it there, of
 * sixteen, eight to a byte. */
struct sieve {
	uint8_t low[SIEVE_BYTES][2][16];
	uint8_t high[SIEVE_BYTES][2][16];
};

/*
 * Fill *sieve for n words, of which those that begin alike are neighbours: the
 * buckets are cut where that lets least of ordinary text through, if they are
 * few enough to find that out at once.
 * LM_NOMEM.
 */
enum lm_code sieve_build(struct sieve *sieve, const struct byte_sets *sets,
    const struct word *const *words, size_t n, struct lm_err *err);

/* The most blocks at once. */
#define SIEVE_BLOCKS 8

/* A bit for each of the SIEVE_BLOCK places of each of n blocks from at on;
 * SIEVE_BYTES - 1 bytes more can be read.  The same bits with SIMD and
 * without. */
void sieve_pass(const struct sieve *sieve, const char *at, size_t n,
    uint32_t *passed);

#endif
