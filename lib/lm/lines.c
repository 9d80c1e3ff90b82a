#include "lm/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <unistd.h>

#include "lm/lines_bench.h"
#include "lm/lines_hold.h"
#include "lm/stack.h"

/* What the workers share. */
struct run {
	struct lm_lines *lines;
	pthread_mutex_t reading; /* guards lines->input, next_block, closed */
	uint64_t next_block;
	bool closed;
	pthread_mutex_t benches; /* guards all below, and every bench's use */
	pthread_cond_t bench_freed;
	struct lm_bench *list;
	size_t n;
	uint64_t turn;	    /* the block to be delivered next */
	bool is_delivering; /* a worker delivers, with the lock let go */
	struct lm_err *err;
	enum lm_code code;
	atomic_bool stop;
	int wake[2]; /* readable once stop is set; -1 with one worker */
};

/*
 * The next block, with its place in the order.  An error of reading comes
 * after the block's lines, in order.
 */
static bool
take_block(struct run *run, struct lm_bench *bench)
{
	bool more = false;

	(void)pthread_mutex_lock(&run->reading);
	if (!run->closed && !atomic_load(&run->stop)) {
		bench->code = lm_blocks_next(&run->lines->input, &bench->block,
		    &more, &bench->err);
		if (bench->code != LM_OK)
			more = true;
		run->closed = !more || bench->code != LM_OK;
		bench->sequence = run->next_block++;
	}
	(void)pthread_mutex_unlock(&run->reading);
	return more;
}

static void
stop_all(struct run *run)
{
	atomic_store(&run->stop, true);
	if (run->wake[1] != -1)
		while (write(run->wake[1], "", 1) == -1 && errno == EINTR)
			;
	(void)pthread_cond_broadcast(&run->bench_freed);
}

/* The first bench of this use, and of this block unless free; or NULL. */
static struct lm_bench *
find_bench(const struct run *run, enum lm_bench_use use)
{
	for (size_t i = 0; i < run->n; i++)
		if (run->list[i].use == use &&
		    (use == LM_BENCH_FREE ||
			run->list[i].sequence == run->turn))
			return &run->list[i];
	return NULL;
}

/* A bench to work at, waiting for one; NULL when the run ends. */
static struct lm_bench *
take_bench(struct run *run)
{
	struct lm_bench *bench;

	(void)pthread_mutex_lock(&run->benches);
	while ((bench = find_bench(run, LM_BENCH_FREE)) == NULL &&
	    !atomic_load(&run->stop))
		(void)pthread_cond_wait(&run->bench_freed, &run->benches);
	if (atomic_load(&run->stop))
		bench = NULL;
	if (bench != NULL)
		bench->use = LM_BENCH_TAKEN;
	(void)pthread_mutex_unlock(&run->benches);
	return bench;
}

/* Deliver one bench; the lock is held before and after, and let go between. */
static void
deliver_bench(struct run *run, struct lm_bench *bench)
{
	enum lm_code code;

	run->is_delivering = true;
	(void)pthread_mutex_unlock(&run->benches);
	code = lm_bench_deliver(bench);
	(void)pthread_mutex_lock(&run->benches);
	run->is_delivering = false;
	run->turn++;
	bench->use = LM_BENCH_FREE;
	if (code != LM_OK) {
		run->code = code;
		*run->err = bench->err;
		stop_all(run);
	}
	(void)pthread_cond_signal(&run->bench_freed);
}

/*
 * The bench's block is done.  Deliver all whose turn it is, unless another
 * worker is at it, which then delivers these too.
 */
static void
submit(struct run *run, struct lm_bench *bench)
{
	struct lm_bench *next;

	(void)pthread_mutex_lock(&run->benches);
	bench->use = LM_BENCH_DONE;
	while (!run->is_delivering && !atomic_load(&run->stop) &&
	    (next = find_bench(run, LM_BENCH_DONE)) != NULL)
		deliver_bench(run, next);
	(void)pthread_mutex_unlock(&run->benches);
}

static void *
work_until_end(void *arg)
{
	struct run *run = arg;
	struct lm_bench *bench;

	while ((bench = take_bench(run)) != NULL && take_block(run, bench)) {
		lm_bench_work(bench);
		submit(run, bench);
	}
	return NULL;
}

static void
free_benches(struct run *run)
{
	for (size_t i = 0; i < run->n; i++) {
		struct lm_bench *bench = &run->list[i];

		if (bench->state != NULL)
			run->lines->ops->state_free(bench->state);
		lm_buf_free(&bench->block.bytes);
		lm_buf_free(&bench->out);
		lm_buf_free(&bench->rejects);
	}
	free(run->list);
}

static enum lm_code
new_benches(struct run *run, struct lm_err *err)
{
	const struct lm_lines *lines = run->lines;
	size_t n = lines->jobs == 1 ? 1 : lines->jobs + 1;

	run->list = calloc(n, sizeof(*run->list));
	if (run->list == NULL)
		return lm_err_nomem(err);
	run->n = n;
	for (size_t i = 0; i < n; i++) {
		run->list[i].lines = run->lines;
		run->list[i].state = lines->ops->state_new(lines->ctx, err);
		if (run->list[i].state == NULL)
			return err->code;
	}
	return LM_OK;
}

/* The caller's thread is the first worker; without more, it works alone. */
static enum lm_code
run_workers(struct run *run, struct lm_err *err)
{
	size_t n = run->lines->jobs, n_started = 1;
	pthread_t *threads = calloc(n, sizeof(*threads));

	if (threads == NULL)
		return lm_err_nomem(err);
	while (n_started < n &&
	    lm_stack_thread(&threads[n_started], work_until_end, run))
		n_started++;
	(void)work_until_end(run);
	for (size_t i = 1; i < n_started; i++)
		(void)pthread_join(threads[i], NULL);
	free(threads);
	return run->code;
}

static enum lm_code
merge_benches(const struct run *run, struct lm_err *err)
{
	const struct lm_lines *lines = run->lines;
	enum lm_code code = LM_OK;

	if (lines->ops->merge == NULL)
		return LM_OK;
	for (size_t i = 0; code == LM_OK && i < run->n; i++)
		code = lines->ops->merge(lines->ctx, run->list[i].state, err);
	return code;
}

static enum lm_code
open_wake(struct run *run, struct lm_err *err)
{
	if (run->lines->jobs == 1)
		return LM_OK;
	if (pipe(run->wake) != 0)
		return lm_err_io(err, "pipe");
	(void)fcntl(run->wake[0], F_SETFD, FD_CLOEXEC);
	(void)fcntl(run->wake[1], F_SETFD, FD_CLOEXEC);
	run->lines->input.wake_fd = run->wake[0];
	return LM_OK;
}

static void
close_wake(const struct run *run)
{
	for (size_t i = 0; i < 2; i++)
		if (run->wake[i] != -1)
			(void)close(run->wake[i]);
}

static enum lm_code
run_side_by_side(struct lm_lines *lines, struct lm_err *err)
{
	struct run run = {.lines = lines,
	    .reading = PTHREAD_MUTEX_INITIALIZER,
	    .benches = PTHREAD_MUTEX_INITIALIZER,
	    .bench_freed = PTHREAD_COND_INITIALIZER,
	    .err = err,
	    .wake = {-1, -1}};
	enum lm_code code = open_wake(&run, err);

	if (code == LM_OK)
		code = new_benches(&run, err);
	if (code == LM_OK)
		code = run_workers(&run, err);
	if (code == LM_OK)
		code = merge_benches(&run, err);
	free_benches(&run);
	close_wake(&run);
	return code;
}

enum lm_code
lm_lines_run(struct lm_lines *lines, struct lm_err *err)
{
	enum lm_code code;

	lines->input.skip_oversize = lines->rejects != NULL;
	lines->input.wake_fd = 0;
	code = lm_blocks_check(&lines->input, err);
	if (code == LM_OK)
		code = lines->hold != NULL ? lm_lines_run_held(lines, err)
					   : run_side_by_side(lines, err);
	lm_blocks_close(&lines->input);
	return code;
}
