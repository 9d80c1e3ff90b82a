#ifndef EMBED_BATCH_H
#define EMBED_BATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "unit.h"

/*
 * Units cut into batches, each for one request.
 */

/* Of a batch; 0: no limit.  A unit that is over one alone is a batch. */
struct batch_limits {
	size_t items;
	uint64_t tokens; /* of all its texts */
	size_t bytes;	 /* of the body */
};

struct batch {
	struct batch *next;
	struct batch *before; /* in a list that it may leave */
	struct lm_buf body;   /* of its request */
	bool truncates;
	unsigned n_bad; /* replies to it that were of no use */
	size_t n;
	struct unit *units[]; /* borrowed */
};

/* A batch of n units in their order; LM_NOMEM. */
enum lm_code batch_new(struct unit *const *units, size_t n, struct batch **out,
    struct lm_err *err);
void batch_free(struct batch *batch);

/* Free a list of them. */
void batches_free(struct batch *first);

/* The bytes that a text has as a JSON string in a body, with a comma. */
size_t batch_text_bytes(struct lm_span text);

/*
 * Sort units by their tokens, the most first and equal ones in their order, so
 * that a server pads little, and cut them into batches that keep within the
 * limits, appended to *last (and *last moved behind them).  A batch's body is
 * reckoned as overhead bytes and its texts.  On LM_NOMEM the batches made so
 * far are in the list.
 */
enum lm_code batches_cut(struct unit **units, size_t n, size_t overhead,
    const struct batch_limits *limits, struct batch ***last,
    struct lm_err *err);

#endif
