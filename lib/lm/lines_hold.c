#include "lm/lines_hold.h"

#include <stdlib.h>

#include "lm/lines_bench.h"

/* The blocks that are held: a ring, the oldest at first. */
struct held {
	struct lm_lines *lines;
	struct lm_bench *list[LM_LINES_HELD_MAX];
	size_t first;
	size_t n;
	struct lm_bench *spare[LM_LINES_HELD_MAX]; /* made, and not held */
	size_t n_spare;
	bool ended; /* nothing more is read */
};

static struct lm_bench **
place_of(struct held *held, size_t i)
{
	return &held->list[(held->first + i) % LM_LINES_HELD_MAX];
}

static void
free_bench(const struct lm_lines *lines, struct lm_bench *bench)
{
	if (bench == NULL)
		return;
	if (bench->state != NULL)
		lines->ops->state_free(bench->state);
	lm_buf_free(&bench->block.bytes);
	lm_buf_free(&bench->out);
	lm_buf_free(&bench->rejects);
	free(bench);
}

static struct lm_bench *
new_bench(struct lm_lines *lines, struct lm_err *err)
{
	struct lm_bench *bench = calloc(1, sizeof(*bench));

	if (bench == NULL) {
		(void)lm_err_nomem(err);
		return NULL;
	}
	bench->lines = lines;
	bench->state = lines->ops->state_new(lines->ctx, err);
	if (bench->state == NULL) {
		free_bench(lines, bench);
		return NULL;
	}
	return bench;
}

/* Read a block and ask what its lines need.  An error of reading is said when
 * all that came before it is delivered. */
static enum lm_code
read_block(struct held *held, struct lm_err *err)
{
	struct lm_bench *bench = held->n_spare > 0
	    ? held->spare[--held->n_spare]
	    : new_bench(held->lines, err);
	bool more = false;

	if (bench == NULL)
		return err->code;
	/* Those that are held go on while the rest of a line is not there. */
	held->lines->input.never_waits = held->n > 0;
	bench->code = lm_blocks_next(&held->lines->input, &bench->block, &more,
	    &bench->err);
	if (more && bench->code == LM_OK && bench->block.lines.len == 0) {
		held->spare[held->n_spare++] = bench;
		return LM_OK;
	}
	*place_of(held, held->n++) = bench;
	held->ended = !more || bench->code != LM_OK;
	return lm_bench_ask(bench, err);
}

/* Deliver the oldest block. */
static enum lm_code
deliver(struct held *held, struct lm_err *err)
{
	struct lm_bench *bench = *place_of(held, 0);
	enum lm_code code;

	lm_bench_work(bench);
	code = lm_bench_deliver(bench);
	if (code != LM_OK) {
		*err = bench->err;
		return code;
	}
	held->first = (held->first + 1) % LM_LINES_HELD_MAX;
	held->n--;
	held->spare[held->n_spare++] = bench;
	return LM_OK;
}

/* One step: deliver what is ready, else read, else wait. */
static enum lm_code
step(struct held *held, struct lm_err *err)
{
	struct lm_lines *lines = held->lines;
	bool has_room = !held->ended && held->n < LM_LINES_HELD_MAX;
	int fd = -1;

	if (held->n > 0 && lines->hold->is_ready((*place_of(held, 0))->state))
		return deliver(held, err);
	if (has_room && lines->hold->wants(lines->ctx)) {
		fd = held->n > 0 ? lm_blocks_waits_for(&lines->input) : -1;
		if (fd == -1)
			return read_block(held, err);
	}
	return lines->hold->wait(lines->ctx, fd, !has_room || fd != -1, err);
}

enum lm_code
lm_lines_run_held(struct lm_lines *lines, struct lm_err *err)
{
	struct held *held = calloc(1, sizeof(*held));
	enum lm_code code = LM_OK;

	if (held == NULL)
		return lm_err_nomem(err);
	held->lines = lines;
	while (code == LM_OK && (held->n > 0 || !held->ended))
		code = step(held, err);
	for (size_t i = 0; code == LM_OK && i < held->n_spare; i++)
		if (lines->ops->merge != NULL)
			code = lines->ops->merge(lines->ctx,
			    held->spare[i]->state, err);
	while (held->n > 0)
		free_bench(lines, *place_of(held, --held->n));
	while (held->n_spare > 0)
		free_bench(lines, held->spare[--held->n_spare]);
	free(held);
	return code;
}
