#ifndef LM_PROGRESS_H
#define LM_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/lines.h"

/*
 * A line on standard error that says how far a run is: records, MB/s (as
 * decompressed), and, where the size of the input is known, percent and time
 * left.  At most five times a second.
 */
enum lm_progress_when {
	LM_PROGRESS_AUTO, /* only if standard error is a terminal */
	LM_PROGRESS_ALWAYS,
	LM_PROGRESS_NEVER,
};

struct lm_progress {
	bool on;
	bool shown;
	int64_t started; /* lm_clock_monotonic */
	int64_t last;
	uint64_t size; /* stored bytes of the input; 0: unknown */
	/* What the program has to say beside it; NULL: nothing. */
	void (*more)(const void *arg, char *out, size_t size);
	const void *arg;
};

/* Begin.  size as lm_blocks_size gives it. */
struct lm_progress lm_progress_start(enum lm_progress_when when, uint64_t size);

/* Show the counts, unless that was done just now. */
void lm_progress_show(struct lm_progress *progress,
    const struct lm_lines_totals *totals);

/* Show the final counts and end the line. */
void lm_progress_end(struct lm_progress *progress,
    const struct lm_lines_totals *totals);

#endif
