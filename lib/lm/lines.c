#include "lm/lines.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lm/json.h"
#include "lm/rejects.h"

/* What the workers share. */
struct run {
	struct lm_lines *lines;
	pthread_mutex_t reading; /* guards lines->input, next_block, closed */
	uint64_t next_block;
	bool closed;
	pthread_mutex_t delivering; /* guards all below */
	pthread_cond_t turn_came;
	uint64_t turn;
	struct lm_err *err;
	enum lm_code code;
	atomic_bool stop;
	int wake[2]; /* readable once stop is set; -1 with one worker */
};

struct worker {
	struct run *run;
	pthread_t thread;
	void *state;
	uint64_t sequence; /* of the block in hand */
	struct lm_block block;
	struct lm_buf out;
	struct lm_buf rejects;
	struct lm_lines_totals counts;
	enum lm_code code; /* how the block in hand ends */
	struct lm_err err;
};

/*
 * The next block, with its place in the order.  An error of reading comes
 * after the block's lines, in order.
 */
static bool
take_block(struct worker *worker)
{
	struct run *run = worker->run;
	bool more = false;

	(void)pthread_mutex_lock(&run->reading);
	if (!run->closed && !atomic_load(&run->stop)) {
		worker->code = lm_blocks_next(&run->lines->input,
		    &worker->block, &more, &worker->err);
		if (worker->code != LM_OK)
			more = true;
		run->closed = !more || worker->code != LM_OK;
		worker->sequence = run->next_block++;
	}
	(void)pthread_mutex_unlock(&run->reading);
	return more;
}

static enum lm_code
work_on(struct worker *worker, const struct lm_line *line, uint64_t n_bytes,
    struct lm_err *err)
{
	const struct lm_lines *lines = worker->run->lines;
	size_t before = worker->out.len;
	enum lm_code code;

	if (n_bytes > lines->input.max_line)
		return lm_err_set(err, LM_OVERSIZE,
		    "a record longer than %zu bytes (--max-record)",
		    lines->input.max_line);
	code = lines->ops->line(worker->state, line, &worker->out, err);
	if (code != LM_OK)
		worker->out.len = before;
	if (worker->out.len > before)
		worker->counts.records_out +=
		    lm_span_count(lm_span(worker->out.ptr + before,
				      worker->out.len - before),
			'\n');
	return code;
}

/* A line failed: into the rejects, or the block (and the run) ends here. */
static enum lm_code
fail_line(struct worker *worker, const struct lm_line *line, uint64_t n_bytes,
    uint64_t limit, struct lm_err *err)
{
	bool may_reject = err->code == LM_MALFORMED || err->code == LM_OVERSIZE;
	size_t before = worker->rejects.len;
	enum lm_code code;

	lm_err_at(err, line->file, line->number, 1);
	if (!may_reject || worker->run->lines->rejects == NULL ||
	    worker->counts.rejected == limit) {
		worker->err = *err;
		return err->code;
	}
	code = lm_rejects_append(&worker->rejects, err, line->bytes, n_bytes,
	    &worker->err);
	if (code == LM_OK)
		worker->counts.rejected++;
	else
		worker->rejects.len = before;
	return code;
}

static enum lm_code
work_line(struct worker *worker, const struct lm_line *line, uint64_t limit)
{
	struct lm_err err; /* a kilobyte: not to be cleared for each line */
	uint64_t n_bytes = worker->block.oversize_bytes != 0
	    ? worker->block.oversize_bytes
	    : line->bytes.len;

	/* A blank line is no record; one that is too long is not looked at. */
	if (n_bytes <= worker->run->lines->input.max_line &&
	    lm_json_space_end(line->bytes, 0) == line->bytes.len)
		return LM_OK;
	worker->counts.records_in++;
	err.code = LM_OK;
	if (work_on(worker, line, n_bytes, &err) == LM_OK)
		return LM_OK;
	return fail_line(worker, line, n_bytes, limit, &err);
}

/* All lines of the block in hand; at most limit of them are rejected. */
static enum lm_code
work_block(struct worker *worker, uint64_t limit)
{
	const struct lm_lines *lines = worker->run->lines;
	const struct lm_block *block = &worker->block;
	const char *path = lines->input.paths[block->input];
	struct lm_line line = {.file = path == NULL ? "-" : path,
	    .input = block->input,
	    .number = block->first_line};
	const char *at = block->lines.ptr;
	const char *end = at + block->lines.len;
	enum lm_code code = LM_OK;

	worker->out.len = 0;
	worker->rejects.len = 0;
	worker->counts = (struct lm_lines_totals){0};
	lines->ops->begin(worker->state);
	while (code == LM_OK && at < end) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *line_end = newline == NULL ? end : newline;

		line.bytes = lm_span(at, (size_t)(line_end - at));
		code = work_line(worker, &line, limit);
		line.number++;
		at = newline == NULL ? end : newline + 1;
	}
	worker->counts.bytes_in = block->n_bytes;
	worker->counts.bytes_out = worker->out.len;
	worker->counts.stored_in = block->stored;
	return code;
}

static void
work(struct worker *worker)
{
	enum lm_code read_code = worker->code;
	struct lm_err read_err = worker->err;
	enum lm_code code = LM_OK;

	if (worker->block.lines.len > 0)
		code = work_block(worker, worker->run->lines->max_rejects);
	else
		worker->counts = (struct lm_lines_totals){0};
	worker->code = code;
	if (code == LM_OK) {
		worker->code = read_code;
		worker->err = read_err;
	}
}

static void
add_totals(struct lm_lines_totals *totals, const struct lm_lines_totals *counts)
{
	totals->records_in += counts->records_in;
	totals->records_out += counts->records_out;
	totals->rejected += counts->rejected;
	totals->bytes_in += counts->bytes_in;
	totals->bytes_out += counts->bytes_out;
	totals->stored_in = counts->stored_in;
}

static enum lm_code
write_block(struct worker *worker, struct lm_err *err)
{
	struct lm_lines *lines = worker->run->lines;
	enum lm_code code = LM_OK;

	if (lines->output != NULL && worker->out.len > 0)
		code = lm_writer_write(lines->output, lm_buf_view(&worker->out),
		    err);
	if (code == LM_OK && lines->hash != NULL)
		lm_hash_stream_add(lines->hash, lm_buf_view(&worker->out));
	if (code == LM_OK && worker->block.waits && lines->output != NULL)
		code = lm_writer_flush(lines->output, err);
	if (code == LM_OK && worker->rejects.len > 0)
		code = lm_writer_write(lines->rejects,
		    lm_buf_view(&worker->rejects), err);
	if (code == LM_OK)
		code = lines->ops->deliver(lines->ctx, worker->state, err);
	return code;
}

/* Write what the block became, then say how it ended. */
static enum lm_code
deliver(struct worker *worker)
{
	struct lm_lines *lines = worker->run->lines;
	uint64_t left = lines->max_rejects - lines->totals.rejected;
	struct lm_err err = {0};
	enum lm_code code = LM_OK;

	if (worker->block.lines.len == 0)
		return worker->code;
	if (worker->counts.rejected > left)
		worker->code = work_block(worker, left);
	code = write_block(worker, &err);
	if (code != LM_OK) {
		worker->err = err;
		return code;
	}
	add_totals(&lines->totals, &worker->counts);
	if (lines->progress != NULL)
		lines->progress(lines->progress_arg, &lines->totals);
	return worker->code;
}

static void
stop_all(struct run *run)
{
	atomic_store(&run->stop, true);
	if (run->wake[1] != -1)
		while (write(run->wake[1], "", 1) == -1 && errno == EINTR)
			;
	(void)pthread_cond_broadcast(&run->turn_came);
}

/* Wait for the block's turn and deliver; false when the run ends. */
static bool
deliver_in_turn(struct worker *worker)
{
	struct run *run = worker->run;
	bool go_on;

	(void)pthread_mutex_lock(&run->delivering);
	while (run->turn != worker->sequence && !atomic_load(&run->stop))
		(void)pthread_cond_wait(&run->turn_came, &run->delivering);
	go_on = !atomic_load(&run->stop);
	if (go_on) {
		run->code = deliver(worker);
		run->turn++;
		go_on = run->code == LM_OK;
		if (!go_on) {
			*run->err = worker->err;
			stop_all(run);
		}
		(void)pthread_cond_broadcast(&run->turn_came);
	}
	(void)pthread_mutex_unlock(&run->delivering);
	return go_on;
}

static void *
work_until_end(void *arg)
{
	struct worker *worker = arg;

	while (take_block(worker)) {
		work(worker);
		if (!deliver_in_turn(worker))
			break;
	}
	return NULL;
}

static void
free_workers(struct worker *workers, const struct lm_lines *lines)
{
	for (size_t i = 0; i < lines->jobs; i++) {
		if (workers[i].state != NULL)
			lines->ops->state_free(workers[i].state);
		lm_buf_free(&workers[i].block.bytes);
		lm_buf_free(&workers[i].out);
		lm_buf_free(&workers[i].rejects);
	}
	free(workers);
}

static struct worker *
new_workers(struct run *run, struct lm_err *err)
{
	const struct lm_lines *lines = run->lines;
	struct worker *workers = calloc(lines->jobs, sizeof(*workers));

	if (workers == NULL) {
		(void)lm_err_nomem(err);
		return NULL;
	}
	for (size_t i = 0; i < lines->jobs; i++) {
		workers[i].run = run;
		workers[i].state = lines->ops->state_new(lines->ctx, err);
		if (workers[i].state == NULL) {
			free_workers(workers, lines);
			return NULL;
		}
	}
	return workers;
}

/* The caller's thread is the first worker; without more, it works alone. */
static void
run_workers(struct worker *workers, size_t n)
{
	size_t n_started = 1;

	while (n_started < n &&
	    pthread_create(&workers[n_started].thread, NULL, work_until_end,
		&workers[n_started]) == 0)
		n_started++;
	(void)work_until_end(&workers[0]);
	for (size_t i = 1; i < n_started; i++)
		(void)pthread_join(workers[i].thread, NULL);
}

static enum lm_code
merge_workers(struct worker *workers, const struct lm_lines *lines,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (lines->ops->merge == NULL)
		return LM_OK;
	for (size_t i = 0; code == LM_OK && i < lines->jobs; i++)
		code = lines->ops->merge(lines->ctx, workers[i].state, err);
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

enum lm_code
lm_lines_run(struct lm_lines *lines, struct lm_err *err)
{
	struct run run = {.lines = lines,
	    .reading = PTHREAD_MUTEX_INITIALIZER,
	    .delivering = PTHREAD_MUTEX_INITIALIZER,
	    .turn_came = PTHREAD_COND_INITIALIZER,
	    .err = err,
	    .wake = {-1, -1}};
	struct worker *workers = NULL;

	lines->input.skip_oversize = lines->rejects != NULL;
	lines->input.wake_fd = 0;
	run.code = lm_blocks_check(&lines->input, err);
	if (run.code == LM_OK)
		run.code = open_wake(&run, err);
	if (run.code == LM_OK) {
		workers = new_workers(&run, err);
		run.code = workers == NULL ? err->code : LM_OK;
	}
	if (workers != NULL) {
		run_workers(workers, lines->jobs);
		if (run.code == LM_OK)
			run.code = merge_workers(workers, lines, err);
		free_workers(workers, lines);
	}
	close_wake(&run);
	lm_blocks_close(&lines->input);
	return run.code;
}
