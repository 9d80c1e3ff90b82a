#ifndef SCHEMACHECK_PERCENT_H
#define SCHEMACHECK_PERCENT_H

#include <stdint.h>

#include "lm/stat.h"

/* Shares as text, rounded so that they do not mislead. */

#define PERCENT_SIZE 48

/* How a share is rounded. */
struct percent_side {
	/* NULL: any side will do */
	const struct lm_stat_ratio *of;
	int order; /* -1: it is shown below of; 1: at it or above it; 0: any */
};

/*
 * num / den as a percentage, "96.7 %": with one decimal, half up, or with as
 * many more (up to 12) as it takes to be on the right side; so that only 0 is
 * shown as 0.0 % and only 1 as 100.0 %, where 12 decimals tell them apart.
 * num <= den <= 2^62, 0 < den.
 */
void percent_text(uint64_t num, uint64_t den, struct percent_side side,
    char out[PERCENT_SIZE]);

/* The same of a bound, 0 to 1. */
void percent_bound_text(double bound, struct percent_side side,
    char out[PERCENT_SIZE]);

/* The same as JSON numbers from 0 to 1: at least 9 decimals, less the last
 * zeros. */
void percent_json(uint64_t num, uint64_t den, struct percent_side side,
    char out[PERCENT_SIZE]);
void percent_bound_json(double bound, struct percent_side side,
    char out[PERCENT_SIZE]);

/* The share as it was given: "95 %", "97.5 %". */
void percent_exact(struct lm_stat_ratio share, char out[PERCENT_SIZE]);

#endif
