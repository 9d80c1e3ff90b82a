#ifndef REDACT_SCAN_SETS_H
#define REDACT_SCAN_SETS_H

#include <stddef.h>
#include <stdint.h>

#include "scan_classes.h"

#include "lm/err.h"

/* The first bytes of a literal. */
struct scan_literal {
	unsigned char bytes[SCAN_OVER + 1];
};

/*
 * Divide literals (n > 0, in any order; they are put into another) among the
 * sets of a sieve, in place of what it holds, so that few other bytes pass it:
 * a set lets through every combination of halves of its literals' bytes, so
 * those that are alike belong together.  O(n^2) for n literals.  LM_NOMEM.
 */
enum lm_code scan_sets_divide(struct scan_literal *literals, size_t n,
    struct scan_sieve *sieve, struct lm_err *err);

#endif
