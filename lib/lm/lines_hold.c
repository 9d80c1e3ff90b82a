#include "lm/lines_hold.h"

#include <stdlib.h>

#include "lm/lines_bench.h"

/* The blocks that are held: a ring, the oldest at first. */
struct held {
	struct lm_lines *lines;
	struct lm_bench *list[LM_LINES_HELD_MAX];
	size_t first;
	size_t n;
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

/* The bench behind those that are held, made if it was never used; NULL with
 * *err set. */
static struct lm_bench *
next_bench(struct held *held, struct lm_err *err)
{
	struct lm_bench **place = place_of(held, held->n);

	if (*place != NULL)
		return *place;
	*place = calloc(1, sizeof(**place));
	if (*place == NULL) {
		(void)lm_err_nomem(err);
		return NULL;
	}
	(*place)->lines = held->lines;
	(*place)->state = held->lines->ops->state_new(held->lines->ctx, err);
	return (*place)->state == NULL ? NULL : *place;
}

/* Read a block and ask what its lines need.  An error of reading is said when
 * all that came before it is delivered. */
static enum lm_code
read_block(struct held *held, struct lm_err *err)
{
	struct lm_bench *bench = next_bench(held, err);
	bool more = false;

	if (bench == NULL)
		return err->code;
	bench->code = lm_blocks_next(&held->lines->input, &bench->block, &more,
	    &bench->err);
	held->ended = !more || bench->code != LM_OK;
	if (!more && bench->code == LM_OK)
		return LM_OK;
	held->n++;
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
	for (size_t i = 0; i < LM_LINES_HELD_MAX; i++)
		if (code == LM_OK && held->list[i] != NULL &&
		    lines->ops->merge != NULL)
			code = lines->ops->merge(lines->ctx,
			    held->list[i]->state, err);
	for (size_t i = 0; i < LM_LINES_HELD_MAX; i++)
		free_bench(lines, held->list[i]);
	free(held);
	return code;
}
