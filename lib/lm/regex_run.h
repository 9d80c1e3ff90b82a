#ifndef LM_REGEX_RUN_H
#define LM_REGEX_RUN_H

#include "lm/regex.h"
#include "lm/regex_program.h"

/*
 * A program run on a text: all its threads at once, so that the time is at
 * most text times program, and lookarounds are settled for all places of the
 * text before what asks them.
 */

/* Steps of a program, without repetition (Briggs and Torczon, 1993). */
struct lm_regex_threads {
	uint32_t *dense, *sparse;
	size_t n;
};

/* What one thread needs to run programs.  All-zero is empty. */
struct lm_regex_run {
	const struct lm_regex_program *program;
	struct lm_regex_threads now, next;
	uint32_t *stack;
	size_t len;	   /* of the text */
	uint64_t *holds;   /* for each lookaround len + 1 bits */
	size_t n_words;	   /* of one lookaround's bits */
	size_t steps_left; /* until it is given up */
	/* what is true of the place in the text where threads are added */
	size_t at;
	bool begin, finish, edge;
	bool accepted; /* ACCEPT was met; to be reset by who asks */
	struct lm_buf memory, bits;
};

/* Make ready for a program and texts of len bytes; false: no memory. */
bool lm_regex_run_start(struct lm_regex_run *run,
    const struct lm_regex_program *program, size_t len);
void lm_regex_run_free(struct lm_regex_run *run);

/* Add a step and all that is reached from it without a byte to run->now. */
void lm_regex_run_reach(struct lm_regex_run *run, uint32_t step);

/* Let run->next be run->now, which becomes empty. */
void lm_regex_run_turn(struct lm_regex_run *run);

/* lm_regex_search by a program. */
enum lm_regex_verdict lm_regex_run_search(struct lm_regex_run *run,
    const struct lm_regex_program *program, struct lm_span text);

#endif
