#ifndef DRIFT_PAIRS_H
#define DRIFT_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "set.h"

#include "lm/buf.h"
#include "lm/err.h"

/* The same document in both runs: its places in two sealed sets. */
struct drift_pair {
	size_t places[DRIFT_N_SIDES];
};

/*
 * Which documents can be compared, and which cannot, and why.  Each document
 * of the baseline is in one list, and so is each of the current run.  All are
 * in the order of the baseline, those of the current run only in its own.
 * All-zero is empty.
 */
struct drift_pairs {
	struct lm_buf compared;	 /* of struct drift_pair */
	struct lm_buf changed;	 /* of struct drift_pair: another text now */
	struct lm_buf unsampled; /* of struct drift_pair: left out by sample */
	/* of size_t: places of documents that are on this side only */
	struct lm_buf alone[DRIFT_N_SIDES];
	size_t n_unsampled;
};

struct drift_pairing {
	bool allow_missing; /* documents may be on one side only */
	uint64_t sample;    /* compare so many at most; 0: all */
	uint64_t seed;	    /* of the sample */
};

void drift_pairs_free(struct drift_pairs *pairs);

/* The documents to compare. */
size_t drift_pairs_count(const struct drift_pairs *pairs);
const struct drift_pair *drift_pairs_at(const struct drift_pairs *pairs,
    size_t i);

/*
 * Pair the documents of two sealed sets by id (1 is not "1"), *pairs being
 * empty.  Documents whose text is not what it was, where both sides have one,
 * are set aside: their vectors may move.  Of the rest those with the least
 * XXH3-64 of seed, kind of id and id are the sample: the same documents
 * whatever the order, and every night.  The dimensions of the sides may differ.
 *
 * LM_MALFORMED, with file, line and id, where a document is on one side only,
 * unless that is allowed, or a side has none at all.  LM_NOMEM; after an error *pairs is only good for
 * drift_pairs_free.  Cost: about 100 ns a document, and a sort of those that
 * are sampled from.
 */
enum lm_code drift_pairs_make(const struct drift_set *const sides[],
    const struct drift_pairing *how, struct drift_pairs *pairs,
    struct lm_err *err);

#endif
