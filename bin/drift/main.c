#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>

#include "compare.h"
#include "report.h"
#include "set.h"
#include "settings.h"

#include "lm/filter.h"
#include "lm/run.h"

/* What a worker read since its last delivery. */
struct worker {
	struct drift_set sides[N_SIDES];
};

static const struct lm_opt options[] = {
    {.name = "baseline",
	.letter = 'b',
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "the embeddings to compare with (required)",
	.offset = offsetof(struct settings, baseline)},
    {.name = "max-drift",
	.kind = LM_OPT_NUMBER,
	.value = "X",
	.help = "fail at this drift or more (default: the manifest's\n"
		"gates.embedding_drift, else 0.08)",
	.offset = offsetof(struct settings, max_drift),
	.is_set = offsetof(struct settings, max_drift_given)},
    {.name = "worst",
	.kind = LM_OPT_COUNT,
	.value = "N",
	.help = "name at most N documents, the worst first (default: 10)",
	.offset = offsetof(struct settings, n_worst),
	.max = SETTINGS_MOST_WORST},
    {.name = "allow-model-change",
	.kind = LM_OPT_FLAG,
	.help = "do not fail because another model made the vectors",
	.offset = offsetof(struct settings, allow_model_change)},
};

static enum lm_code
start(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	return settings_apply(arg, run, err);
}

static void
stop(void *arg)
{
	settings_free(arg);
}

static enum lm_code
worker_new(void *arg, void **worker, struct lm_err *err)
{
	(void)arg;
	*worker = calloc(1, sizeof(struct worker));
	return *worker == NULL ? lm_err_nomem(err) : LM_OK;
}

static void
worker_free(void *arg)
{
	struct worker *worker = arg;

	for (size_t i = 0; i < N_SIDES; i++)
		drift_set_free(&worker->sides[i]);
	free(worker);
}

static void
begin(void *arg)
{
	struct worker *worker = arg;

	for (size_t i = 0; i < N_SIDES; i++)
		drift_set_clear(&worker->sides[i]);
}

static yyjson_val *
member(const struct lm_filter_record *in, const char *name)
{
	yyjson_val *value = NULL;

	(void)lm_record_find(in->record->root, lm_span_of(name), NULL, &value);
	return value;
}

static enum lm_code
record(void *arg, void *worker, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	const struct drift_input input = {.id = member(in, "id"),
	    .embedding = member(in, "embedding"),
	    .embed = member(in, "embed"),
	    .file = in->line->file,
	    .line = in->line->number};
	enum side side = in->line->input == 0 ? SIDE_BASELINE : SIDE_CURRENT;

	(void)arg;
	(void)out;
	return drift_set_add(&((struct worker *)worker)->sides[side], &input,
	    err);
}

static enum lm_code
deliver(void *arg, void *worker, struct lm_err *err)
{
	struct settings *settings = arg;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < N_SIDES; i++)
		code = drift_set_take(&settings->sides[i],
		    &((struct worker *)worker)->sides[i], err);
	return code;
}

static enum lm_exit
exit_of(enum drift_verdict verdict)
{
	switch (verdict) {
	case DRIFT_PASS:
		return LM_EXIT_DONE;
	case DRIFT_FAIL:
		return LM_EXIT_FINDING;
	case DRIFT_UNDECIDED:
		return LM_EXIT_UNDECIDED;
	}
	return LM_EXIT_TROUBLE;
}

/* Compare the paired sides, and say what came of it. */
static enum lm_code
judge(const struct settings *settings, const size_t *order,
    struct lm_filter_run *run, struct lm_err *err)
{
	const struct drift_set *baseline = &settings->sides[SIDE_BASELINE];
	const struct drift_set *current = &settings->sides[SIDE_CURRENT];
	const struct drift_gate gate = {settings->max_drift,
	    (size_t)settings->n_worst, settings->allow_model_change};
	struct drift_result result = {0};
	enum drift_verdict verdict = DRIFT_UNDECIDED;
	enum lm_code code =
	    drift_compare(baseline, current, order, run->jobs, &result, err);

	if (code == LM_OK)
		code = drift_report(baseline, current, order, &result, &gate,
		    &run->result, &run->verdict, &verdict, err);
	if (code == LM_OK)
		code = lm_buf_byte(&run->result, '\n', err);
	if (code == LM_OK)
		code = lm_buf_byte(&run->verdict, '\n', err);
	run->exit = exit_of(verdict);
	drift_result_free(&result);
	return code;
}

static enum lm_code
finish(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	struct settings *settings = arg;
	struct drift_set *sides = settings->sides;
	size_t *order;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < N_SIDES; i++)
		code = drift_set_seal(&sides[i], err);
	if (code != LM_OK)
		return code;
	order =
	    calloc(drift_set_count(&sides[SIDE_BASELINE]) + 1, sizeof(*order));
	if (order == NULL)
		return lm_err_nomem(err);
	code = drift_set_pair(&sides[SIDE_BASELINE], &sides[SIDE_CURRENT],
	    order, err);
	if (code == LM_OK)
		code = judge(settings, order, run, err);
	free(order);
	return code;
}

int
main(int argc, char **argv)
{
	struct settings settings = {.max_drift = SETTINGS_MAX_DRIFT,
	    .n_worst = SETTINGS_WORST};
	const struct lm_filter filter = {
	    .name = "lmob-drift",
	    .synopsis = "--baseline FILE [option ...] [file ...]",
	    .summary =
		"Tell whether embeddings still mean what they meant: compare "
		"the neighbourhoods of\nthe same documents in a baseline and in "
		"the current run.",
	    .opts = options,
	    .n_opts = sizeof(options) / sizeof(options[0]),
	    .settings = &settings,
	    .objects_only = true,
	    .start = start,
	    .worker_new = worker_new,
	    .worker_free = worker_free,
	    .begin = begin,
	    .record = record,
	    .deliver = deliver,
	    .finish = finish,
	    .stop = stop,
	};

	drift_compare_prepare();
	return lm_run(&filter, argc, argv);
}
