#include "lines_held.h"

#include <stdlib.h>

#include "check.h"

/* A block's state; what lines_work counts in it comes first. */
struct state {
	uint64_t n_worked;
	struct lines_held *held;
	size_t n_open; /* asked for and not there yet */
	struct state *next;
};

static void *
state_new(void *ctx, struct lm_err *err)
{
	struct lines_held *held = ctx;
	struct state *state = calloc(1, sizeof(*state));

	if (state == NULL) {
		(void)lm_err_nomem(err);
		return NULL;
	}
	state->held = held;
	state->next = held->states;
	held->states = state;
	return state;
}

static void
forget(void *ptr)
{
	struct state *state = ptr;

	CHECK_EQ(state->n_open, 0);
}

static enum lm_code
ask(void *ptr, const struct lm_line *line, struct lm_err *err)
{
	struct state *state = ptr;

	(void)err;
	CHECK(line->number > 0 && line->file != NULL);
	if (random_once_in(&state->held->random, 3))
		return LM_OK; /* this line needs nothing */
	state->n_open++;
	state->held->n_open++;
	return LM_OK;
}

static bool
is_ready(void *ptr)
{
	const struct state *state = ptr;

	return state->n_open == 0;
}

static bool
wants(const void *ctx)
{
	const struct lines_held *held = ctx;

	return held->n_open < held->most_open;
}

/* Some of what is open is there now, of any block. */
static enum lm_code
wait_some(void *ctx, int fd, bool is_last, struct lm_err *err)
{
	struct lines_held *held = ctx;

	(void)err;
	/* A wait for nothing would never end. */
	CHECK(held->n_open > 0);
	CHECK(is_last || held->n_open >= held->most_open);
	CHECK(fd == -1 || is_last);
	for (struct state *state = held->states; state != NULL;
	     state = state->next) {
		size_t n = random_below(&held->random, state->n_open + 1);

		state->n_open -= n;
		held->n_open -= n;
	}
	return LM_OK;
}

static const struct lm_lines_hold hold = {
    .forget = forget,
    .ask = ask,
    .is_ready = is_ready,
    .wants = wants,
    .wait = wait_some,
};

void
lines_hold_some(struct lm_lines *lines, struct lines_held *held,
    struct lm_lines_ops *ops)
{
	*ops = *lines->ops;
	ops->state_new = state_new;
	lines->ops = ops;
	lines->hold = &hold;
	lines->ctx = held;
}
