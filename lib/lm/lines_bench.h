#ifndef LM_LINES_BENCH_H
#define LM_LINES_BENCH_H

#include <stdint.h>

#include "lm/lines.h"

/*
 * A block and what it became.  There is one more than there are workers, so
 * that a worker whose block's turn has not come leaves it and takes another.
 */
enum lm_bench_use { LM_BENCH_FREE, LM_BENCH_TAKEN, LM_BENCH_DONE };

struct lm_bench {
	struct lm_lines *lines;
	enum lm_bench_use use;
	void *state;
	uint64_t sequence; /* of the block */
	struct lm_block block;
	struct lm_buf out;
	struct lm_buf rejects;
	struct lm_lines_totals counts;
	enum lm_code code; /* how the block ends */
	struct lm_err err;
};

/* Ask what the block's lines need, with lines->hold.  Errors of its ask. */
enum lm_code lm_bench_ask(struct lm_bench *bench, struct lm_err *err);

/* Work on the block's lines; how it ends is in bench->code. */
void lm_bench_work(struct lm_bench *bench);

/*
 * Write what the block became and say how it ended, with bench->err.  One at
 * a time, in the order of the blocks.
 */
enum lm_code lm_bench_deliver(struct lm_bench *bench);

#endif
