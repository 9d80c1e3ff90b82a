#ifndef REDACT_KECCAK_H
#define REDACT_KECCAK_H

#include "lm/span.h"

/*
 * Keccak-256 as Ethereum and Monero have it: FIPS 202's SHA3-256 with the
 * padding of the first submission (0x01, not 0x06).  O(length).
 */
#define KECCAK_SIZE 32

void keccak256(struct lm_span bytes, unsigned char hash[KECCAK_SIZE]);

#endif
