#ifndef LM_WORKER_H
#define LM_WORKER_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/filter.h"
#include "lm/lines.h"
#include "lm/record.h"

/*
 * A filter's work on lines: each is parsed, asked of --if, and handed to the
 * program's hook; the counts are taken over in the order of the blocks.
 */
struct lm_expr;

struct lm_worker_shared {
	const struct lm_filter *filter;
	const char *only_if; /* NULL: all records */
	bool aggregates;     /* what --if leaves out is dropped, not passed */
	bool is_text;	     /* lines are handed on as they are */
	bool holds; /* one thread: all states share what they parse with */
	uint64_t counts[LM_FILTER_MAX_COUNTERS];
	/* Made with the first state, where it holds. */
	struct lm_parser *parser;
	struct lm_expr *expr;
};

/* Free what the states shared, after the last of them. */
void lm_worker_shared_free(struct lm_worker_shared *shared);

/* For struct lm_lines, with a struct lm_worker_shared as ctx. */
extern const struct lm_lines_ops lm_worker_ops;

/* The same where the filter has a hold. */
extern const struct lm_lines_hold lm_worker_hold;

#endif
