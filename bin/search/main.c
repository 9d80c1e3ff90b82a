#include <stddef.h>

#include "report.h"
#include "searcher.h"
#include "settings.h"

#include "lm/filter.h"
#include "lm/run.h"

static const char *const scores[] = {"cosine", "dot", NULL};

static const struct lm_opt options[] = {
    {.name = "query",
	.letter = 'q',
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "what to look for: records with an embedding (required)",
	.offset = offsetof(struct settings, query)},
    {.name = "best",
	.letter = 'k',
	.kind = LM_OPT_COUNT,
	.value = "N",
	.help = "how many documents for each query (default: 10)",
	.offset = offsetof(struct settings, k),
	.min = 1,
	.max = SETTINGS_MOST_K},
    {.name = "score",
	.letter = 's',
	.kind = LM_OPT_CHOICE,
	.value = "HOW",
	.help = "cosine (the default) or dot, the dot product",
	.offset = offsetof(struct settings, score),
	.choices = scores},
    {.name = "above",
	.kind = LM_OPT_NUMBER,
	.value = "SCORE",
	.help = "only documents with this score or a higher one",
	.offset = offsetof(struct settings, above),
	.is_set = offsetof(struct settings, has_above)},
    {.name = "text",
	.letter = 't',
	.kind = LM_OPT_COUNT,
	.value = "N",
	.help = "lines for people: rank, score, id, and N characters (60) of\n"
		"title or text",
	.offset = offsetof(struct settings, text),
	.min = 1,
	.max = SETTINGS_MOST_TEXT,
	.implied = "60"},
    {.name = "keep-embedding",
	.kind = LM_OPT_FLAG,
	.help = "write the records with their embedding",
	.offset = offsetof(struct settings, keep_embedding)},
    {.name = "any-fingerprint",
	.kind = LM_OPT_FLAG,
	.help = "compare also what another model made, if it has as many\n"
		"dimensions",
	.offset = offsetof(struct settings, any_fingerprint)},
};

static const char *const counters[] = {"scored", "empty", NULL};

enum { COUNT_SCORED, COUNT_EMPTY };

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
	*worker = searcher_new(arg, err);
	return *worker == NULL ? err->code : LM_OK;
}

static void
worker_free(void *worker)
{
	searcher_free(worker);
}

static enum lm_code
record(void *arg, void *worker, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	bool empty = false;
	enum lm_code code = searcher_take(worker, in, &empty, err);

	(void)arg;
	(void)out;
	if (code == LM_OK)
		in->counts[empty ? COUNT_EMPTY : COUNT_SCORED]++;
	return code;
}

static enum lm_code
merge(void *arg, void *worker, struct lm_err *err)
{
	return searcher_give(worker, ((struct settings *)arg)->bests, err);
}

static enum lm_code
finish(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	enum lm_code code = report(arg, &run->result, err);

	run->n_results =
	    lm_span_count(lm_buf_view(&run->result), '\n'); /* a line a hit */
	if (code != LM_OK || run->counts[COUNT_EMPTY] == 0)
		return code;
	return lm_buf_printf(&run->verdict, err,
	    "lmob-search: %ju of %ju records have no direction (null or zero): "
	    "they were passed over\n",
	    (uintmax_t)run->counts[COUNT_EMPTY],
	    (uintmax_t)(run->counts[COUNT_EMPTY] + run->counts[COUNT_SCORED]));
}

int
main(int argc, char **argv)
{
	struct settings settings = {.k = SETTINGS_K};
	const struct lm_filter filter = {
	    .name = "lmob-search",
	    .synopsis = "--query FILE [option ...] [file ...]",
	    .summary =
		"Find the documents whose embeddings are nearest to those of "
		"queries: all are\ncompared, so the result is exact.",
	    .opts = options,
	    .n_opts = sizeof(options) / sizeof(options[0]),
	    .settings = &settings,
	    .counters = counters,
	    .objects_only = true,
	    .start = start,
	    .worker_new = worker_new,
	    .worker_free = worker_free,
	    .record = record,
	    .merge = merge,
	    .finish = finish,
	    .stop = stop,
	};

	return lm_run(&filter, argc, argv);
}
