#ifndef LINES_HELD_H
#define LINES_HELD_H

#include "lm/lines.h"
#include "lines_model.h"
#include "random.h"

/* Lines that wait for what comes in any order. */
struct lines_held {
	uint64_t n_worked; /* first: the context of lines_work */
	struct random random;
	size_t most_open; /* of all blocks together */
	size_t n_open;
	struct state *states;
};

/* Make lines, which are set to lines_work, wait so; *ops is to outlive the
 * run, as *held is. */
void lines_hold_some(struct lm_lines *lines, struct lines_held *held,
    struct lm_lines_ops *ops);

#endif
