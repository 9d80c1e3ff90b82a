#ifndef SEARCH_BEST_H
#define SEARCH_BEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "kept.h"

#include "lm/err.h"

/* A document that was found, and where in the input it stands. */
struct hit {
	double score;  /* never a NaN */
	size_t input;  /* index of the file */
	uint64_t line; /* in the file */
	struct kept *kept;
};

/*
 * The best hits of one query, at most k: those with the highest scores, and of
 * equal scores those that stand first.  So they are the same in whatever order
 * they are added.  All-zero is empty; memory grows with the hits that there
 * are, not with k.
 */
struct best {
	struct hit *list; /* a heap, whose first is the worst of all */
	size_t n;
	size_t cap;
};

void best_free(struct best *best);

/* Whether this hit would be among the best k (k > 0).  Its record is not
 * looked at. */
bool best_wants(const struct best *best, size_t k, const struct hit *hit);

/*
 * Add a hit that is wanted, in place of the worst if there are k.  It takes
 * over one hold on its record, also where that fails.  LM_NOMEM.  O(log k).
 */
enum lm_code best_add(struct best *best, size_t k, struct hit hit,
    struct lm_err *err);

/* Bring the list into order, the best first; nothing is added any more. */
void best_sort(struct best *best);

#endif
