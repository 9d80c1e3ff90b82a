#include "lm/worker.h"

#include <stdlib.h>
#include <string.h>

#include "lm/expr.h"
#include "lm/record.h"

/* A worker: the record's parser, the --if expression, the program's own. */
struct worker {
	struct lm_worker_shared *shared;
	struct lm_parser *parser;
	struct lm_expr *only_if;
	void *own;
	uint64_t counts[LM_FILTER_MAX_COUNTERS];
};

static void
worker_free(void *ptr)
{
	struct worker *worker = ptr;
	const struct lm_filter *filter = worker->shared->filter;

	if (filter->worker_free != NULL && worker->own != NULL)
		filter->worker_free(worker->own);
	if (!worker->shared->holds) {
		lm_expr_free(worker->only_if);
		lm_parser_free(worker->parser);
	}
	free(worker);
}

void
lm_worker_shared_free(struct lm_worker_shared *shared)
{
	lm_expr_free(shared->expr);
	lm_parser_free(shared->parser);
	shared->expr = NULL;
	shared->parser = NULL;
}

/* What records are read with. */
static enum lm_code
make_reading(struct worker *worker, struct lm_err *err)
{
	const char *only_if = worker->shared->only_if;

	worker->parser = lm_parser_new();
	if (worker->parser == NULL)
		return lm_err_nomem(err);
	return only_if == NULL ? LM_OK
			       : lm_expr_new(only_if, &worker->only_if, err);
}

static enum lm_code
take_reading(struct worker *worker, struct lm_err *err)
{
	struct lm_worker_shared *shared = worker->shared;
	enum lm_code code = LM_OK;

	if (!shared->holds)
		return make_reading(worker, err);
	if (shared->parser == NULL) {
		code = make_reading(worker, err);
		shared->parser = worker->parser;
		shared->expr = worker->only_if;
	}
	worker->parser = shared->parser;
	worker->only_if = shared->expr;
	return code;
}

static enum lm_code
worker_fill(struct worker *worker, struct lm_err *err)
{
	const struct lm_filter *filter = worker->shared->filter;
	enum lm_code code = take_reading(worker, err);

	if (code == LM_OK && filter->worker_new != NULL)
		code = filter->worker_new(filter->settings, &worker->own, err);
	return code;
}

static void *
worker_new(void *ctx, struct lm_err *err)
{
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker == NULL) {
		(void)lm_err_nomem(err);
		return NULL;
	}
	worker->shared = ctx;
	if (worker_fill(worker, err) != LM_OK) {
		worker_free(worker);
		return NULL;
	}
	return worker;
}

static void
begin_block(void *ptr)
{
	struct worker *worker = ptr;
	const struct lm_filter *filter = worker->shared->filter;

	memset(worker->counts, 0, sizeof(worker->counts));
	if (filter->begin != NULL)
		filter->begin(worker->own);
}

/* Whether the program is to act on a record. */
static enum lm_code
is_meant(const struct worker *worker, const struct lm_record *record,
    bool *acts, struct lm_err *err)
{
	const struct lm_filter *filter = worker->shared->filter;
	enum lm_code code = LM_OK;

	*acts = true;
	if (filter->objects_only && !yyjson_is_obj(record->root))
		return lm_err_set(err, LM_MALFORMED, "expected an object");
	if (worker->only_if != NULL)
		code = lm_expr_true(worker->only_if, record->src, acts, err);
	return code == LM_MALFORMED && filter->hides_texts
	    ? lm_err_set(err, code, "--if failed on this record")
	    : code;
}

static enum lm_code
act_on(struct worker *worker, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	const struct lm_filter *filter = worker->shared->filter;
	bool acts = true;
	enum lm_code code = is_meant(worker, in->record, &acts, err);

	if (code != LM_OK)
		return code;
	if (acts)
		return filter->record(filter->settings, worker->own, in, out,
		    err);
	return worker->shared->aggregates ? LM_OK
					  : lm_filter_pass(in, out, err);
}

static enum lm_code
work_line(void *ptr, const struct lm_line *line, struct lm_buf *out,
    struct lm_err *err)
{
	struct worker *worker = ptr;
	struct lm_record record;
	struct lm_filter_record in = {&record, line, worker->counts};
	const struct lm_filter *filter = worker->shared->filter;
	enum lm_code code;

	if (worker->shared->is_text) {
		in.record = NULL;
		return filter->record(filter->settings, worker->own, &in, out,
		    err);
	}
	code = lm_parser_parse(worker->parser, line->bytes, &record, err);
	return code == LM_OK ? act_on(worker, &in, out, err) : code;
}

static enum lm_code
claim_block(void *ctx, void *ptr, struct lm_err *err)
{
	const struct lm_filter *filter =
	    ((struct lm_worker_shared *)ctx)->filter;
	struct worker *worker = ptr;

	return filter->claim == NULL
	    ? LM_OK
	    : filter->claim(filter->settings, worker->own, err);
}

static enum lm_code
deliver_block(void *ctx, void *ptr, struct lm_err *err)
{
	struct lm_worker_shared *shared = ctx;
	struct worker *worker = ptr;
	const struct lm_filter *filter = shared->filter;

	for (size_t i = 0; i < LM_FILTER_MAX_COUNTERS; i++)
		shared->counts[i] += worker->counts[i];
	return filter->deliver == NULL
	    ? LM_OK
	    : filter->deliver(filter->settings, worker->own, err);
}

static enum lm_code
merge_worker(void *ctx, void *ptr, struct lm_err *err)
{
	const struct lm_filter *filter =
	    ((struct lm_worker_shared *)ctx)->filter;
	struct worker *worker = ptr;

	return filter->merge == NULL
	    ? LM_OK
	    : filter->merge(filter->settings, worker->own, err);
}

const struct lm_lines_ops lm_worker_ops = {
    .state_new = worker_new,
    .state_free = worker_free,
    .begin = begin_block,
    .line = work_line,
    .claim = claim_block,
    .deliver = deliver_block,
    .merge = merge_worker,
};

static void
forget_block(void *ptr)
{
	struct worker *worker = ptr;

	worker->shared->filter->hold->forget(worker->own);
}

/* What is wrong with the record is said when it is worked on. */
static enum lm_code
ask_line(void *ptr, const struct lm_line *line, struct lm_err *err)
{
	struct worker *worker = ptr;
	const struct lm_filter *filter = worker->shared->filter;
	struct lm_record record;
	const struct lm_filter_record in = {&record, line, worker->counts};
	struct lm_err why;
	bool acts = false;
	enum lm_code code =
	    lm_parser_parse(worker->parser, line->bytes, &record, &why);

	if (code == LM_OK)
		code = is_meant(worker, &record, &acts, &why);
	if (code == LM_NOMEM)
		return lm_err_nomem(err);
	return code == LM_OK && acts
	    ? filter->hold->ask(filter->settings, worker->own, &in, err)
	    : LM_OK;
}

static bool
is_block_ready(void *ptr)
{
	struct worker *worker = ptr;

	return worker->shared->filter->hold->is_ready(worker->own);
}

static bool
wants_lines(const void *ctx)
{
	const struct lm_filter *filter =
	    ((const struct lm_worker_shared *)ctx)->filter;

	return filter->hold->wants(filter->settings);
}

static enum lm_code
wait_for_some(void *ctx, int fd, bool is_last, struct lm_err *err)
{
	const struct lm_filter *filter =
	    ((struct lm_worker_shared *)ctx)->filter;

	return filter->hold->wait(filter->settings, fd, is_last, err);
}

const struct lm_lines_hold lm_worker_hold = {
    .forget = forget_block,
    .ask = ask_line,
    .is_ready = is_block_ready,
    .wants = wants_lines,
    .wait = wait_for_some,
};
