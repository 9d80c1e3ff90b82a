#include <stdlib.h>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "embed.h"
#include "frequencies.h"
#include "options.h"
#include "plan.h"
#include "remote_settings.h"

#include "lm/run.h"
#include "lm/writer.h"

static const char *const counters[] = {"embedded", "empty", "passed",
    REMOTE_COUNTERS, NULL};

/* Of memory that is free; the most that glibc takes for either. */
#define KEPT_BYTES (32 << 20)

enum { COUNT_EMBEDDED, COUNT_EMPTY, COUNT_PASSED, COUNT_REMOTE };

/* What works on a block: one of them is there. */
struct worker {
	struct embedder *embedder;
	struct held *held;
};

/* Vectors come and go by the megabyte: what is given back is wanted again at
 * once, and each page that was returned costs a fault. */
static void
keep_memory(void)
{
#ifdef __GLIBC__
	(void)mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	(void)mallopt(M_MMAP_THRESHOLD, KEPT_BYTES);
#endif
}

static enum lm_code
start(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	struct settings *settings = arg;
	enum lm_code code = LM_OK;

	settings->run = run;
	run->aggregates = settings->fit != NULL;
	if (settings->fit != NULL)
		code = lm_filter_check_file(run, "--fit", settings->fit, err);
	if (remote_settings_meant(settings))
		keep_memory();
	return code == LM_OK ? settings_apply(settings, run, err) : code;
}

static void
stop(void *arg)
{
	settings_free(arg);
}

static void
worker_free(void *arg)
{
	struct worker *worker = arg;

	embedder_free(worker->embedder);
	held_free(worker->held);
	free(worker);
}

static enum lm_code
worker_new(void *arg, void **out, struct lm_err *err)
{
	const struct settings *settings = arg;
	struct worker *worker = calloc(1, sizeof(*worker));

	if (worker == NULL)
		return lm_err_nomem(err);
	if (settings->server != NULL)
		worker->held = held_new(&settings->held, err);
	else
		worker->embedder = embedder_new(settings, err);
	if (worker->held == NULL && worker->embedder == NULL) {
		worker_free(worker);
		return err->code;
	}
	*out = worker;
	return LM_OK;
}

static void
begin(void *arg)
{
	struct worker *worker = arg;

	if (worker->held != NULL)
		held_begin(worker->held);
}

static enum lm_code
held(struct held *worker, const struct lm_filter_record *in, struct lm_buf *out,
    struct lm_err *err)
{
	static const size_t by_fate[] = {[HELD_EMBEDDED] = COUNT_EMBEDDED,
	    [HELD_EMPTY] = COUNT_EMPTY,
	    [HELD_PASSED] = COUNT_PASSED};
	enum held_fate fate;
	enum lm_code code = held_record(worker, in, out, &fate, err);

	if (code == LM_OK)
		in->counts[by_fate[fate]]++;
	return code;
}

static enum lm_code
record(void *arg, void *ptr, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	const struct settings *settings = arg;
	const struct worker *worker = ptr;
	bool empty = false;
	enum lm_code code;

	if (worker->held != NULL)
		return held(worker->held, in, out, err);
	if (settings->fit != NULL)
		return embedder_count(worker->embedder, in, err);
	code = embedder_embed(worker->embedder, in, out, &empty, err);
	if (code == LM_OK)
		in->counts[empty ? COUNT_EMPTY : COUNT_EMBEDDED]++;
	return code;
}

static enum lm_code
deliver(void *arg, void *ptr, struct lm_err *err)
{
	const struct settings *settings = arg;
	const struct worker *worker = ptr;

	return worker->held == NULL
	    ? LM_OK
	    : held_deliver(worker->held, settings->run->totals->bytes_out, err);
}

static void
hold_forget(void *ptr)
{
	const struct worker *worker = ptr;

	held_forget(worker->held);
}

static enum lm_code
hold_ask(void *arg, void *ptr, const struct lm_filter_record *in,
    struct lm_err *err)
{
	const struct worker *worker = ptr;

	(void)arg;
	return held_ask(worker->held, in, err);
}

static bool
hold_is_ready(void *ptr)
{
	const struct worker *worker = ptr;

	return held_is_ready(worker->held);
}

static bool
hold_wants(const void *arg)
{
	const struct settings *settings = arg;

	return remote_wants(settings->server);
}

static enum lm_code
hold_wait(void *arg, int fd, bool is_last, struct lm_err *err)
{
	const struct settings *settings = arg;
	enum lm_code code = remote_wait(settings->server, fd, is_last, err);

	/* Quantiles cost more than a wait: only where the run ends. */
	remote_settings_count(settings, code != LM_OK,
	    settings->run->counts + COUNT_REMOTE);
	return code;
}

static const struct lm_filter_hold hold = {.forget = hold_forget,
    .ask = hold_ask,
    .is_ready = hold_is_ready,
    .wants = hold_wants,
    .wait = hold_wait};

static void
progress(const void *arg, char *out, size_t size)
{
	const struct settings *settings = arg;

	if (settings->server != NULL)
		remote_progress(settings->server, out, size);
}

static enum lm_code
merge(void *arg, void *ptr, struct lm_err *err)
{
	struct settings *settings = arg;
	const struct worker *worker = ptr;

	(void)err;
	if (settings->fit != NULL)
		lm_lexical_counts_merge(settings->counts,
		    embedder_counts(worker->embedder));
	return LM_OK;
}

static enum lm_code
write_fit(const struct settings *settings, struct lm_err *err)
{
	struct lm_buf file = {0};
	enum lm_code code =
	    lm_lexical_counts_write(settings->counts, &file, err);

	if (code == LM_OK)
		code = lm_writer_write(settings->fit_writer, lm_buf_view(&file),
		    err);
	if (code == LM_OK)
		code = lm_writer_commit(settings->fit_writer, err);
	lm_buf_free(&file);
	return code;
}

static enum lm_code
finish(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	const struct settings *settings = arg;

	if (settings->fit != NULL)
		return write_fit(settings, err);
	if (settings->server != NULL) {
		enum lm_code code = remote_finish(settings->server, err);

		remote_settings_count(settings, true,
		    run->counts + COUNT_REMOTE);
		if (code != LM_OK || settings->remote.plan)
			return code == LM_OK ? plan_say(settings, run, err)
					     : code;
	}
	if (run->counts[COUNT_EMPTY] == 0)
		return LM_OK;
	return lm_buf_printf(&run->verdict, err,
	    "lmob-embed: %ju of %ju records have no words: their embedding is "
	    "null\n",
	    (uintmax_t)run->counts[COUNT_EMPTY],
	    (uintmax_t)(run->counts[COUNT_EMPTY] +
		run->counts[COUNT_EMBEDDED]));
}

int
main(int argc, char **argv)
{
	struct settings settings = {.field = ".text"};
	const struct lm_filter filter = {
	    .name = "lmob-embed",
	    .synopsis = "[option ...] [file ...]",
	    .summary =
		"Give each record the embedding of its text. The built-in "
		"engine, lexical, needs no\nserver and no weights; it finds "
		"shared words and spellings, not meaning.",
	    .opts = embed_options,
	    .n_opts = embed_n_options,
	    .settings = &settings,
	    .counters = counters,
	    .objects_only = true,
	    .start = start,
	    .worker_new = worker_new,
	    .worker_free = worker_free,
	    .record = record,
	    .begin = begin,
	    .deliver = deliver,
	    .hold = &hold,
	    .progress = progress,
	    .merge = merge,
	    .finish = finish,
	    .stop = stop,
	};

	return lm_run(&filter, argc, argv);
}
