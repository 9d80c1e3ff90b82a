#include <stddef.h>

#include "embed.h"
#include "frequencies.h"

#include "lm/run.h"
#include "lm/writer.h"

static const char *const encodings[] = {"float", "base64", NULL};

static const struct lm_opt options[] = {
    {.name = "engine",
	.kind = LM_OPT_TEXT,
	.value = "NAME",
	.help = "what makes the vectors: lexical (built in, the default) or\n"
		"static:DIR (a model2vec model)",
	.offset = offsetof(struct settings, engine)},
    {.name = "field",
	.letter = 'f',
	.kind = LM_OPT_TEXT,
	.value = "PATHS",
	.help = "the text: paths with commas between, joined with newlines\n"
		"(default: .text)",
	.offset = offsetof(struct settings, field)},
    {.name = "encoding",
	.letter = 'e',
	.kind = LM_OPT_CHOICE,
	.value = "HOW",
	.help = "float (an array, the default) or base64 (of little-endian\n"
		"float32)",
	.offset = offsetof(struct settings, encoding),
	.choices = encodings},
    {.name = "fit",
	.kind = LM_OPT_TEXT,
	.value = "OUT",
	.help = "learn document frequencies of the input, write them to OUT;\n"
		"no records",
	.offset = offsetof(struct settings, fit)},
    {.name = "idf",
	.kind = LM_OPT_TEXT,
	.value = "FILE",
	.help = "weigh words and n-grams by document frequencies of --fit",
	.offset = offsetof(struct settings, idf)},
    {.name = "grams",
	.kind = LM_OPT_TEXT,
	.value = "MIN-MAX",
	.help = "character n-grams of words, or none (default: 3-5, or what\n"
		"the file of --idf was fitted with)",
	.offset = offsetof(struct settings, grams)},
};

static const char *const counters[] = {"embedded", "empty", NULL};

enum { COUNT_EMBEDDED, COUNT_EMPTY };

static enum lm_code
start(void *arg, struct lm_filter_run *run, struct lm_err *err)
{
	const struct settings *settings = arg;
	enum lm_code code = LM_OK;

	run->aggregates = settings->fit != NULL;
	if (settings->fit != NULL)
		code = lm_filter_check_file(run, "--fit", settings->fit, err);
	return code == LM_OK ? settings_apply(arg, err) : code;
}

static void
stop(void *arg)
{
	settings_free(arg);
}

static enum lm_code
worker_new(void *arg, void **worker, struct lm_err *err)
{
	*worker = embedder_new(arg, err);
	return *worker == NULL ? err->code : LM_OK;
}

static void
worker_free(void *worker)
{
	embedder_free(worker);
}

static enum lm_code
record(void *arg, void *worker, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	const struct settings *settings = arg;
	bool empty = false;
	enum lm_code code;

	if (settings->fit != NULL)
		return embedder_count(worker, in, err);
	code = embedder_embed(worker, in, out, &empty, err);
	if (code == LM_OK)
		in->counts[empty ? COUNT_EMPTY : COUNT_EMBEDDED]++;
	return code;
}

static enum lm_code
merge(void *arg, void *worker, struct lm_err *err)
{
	struct settings *settings = arg;

	(void)err;
	if (settings->fit != NULL)
		lm_lexical_counts_merge(settings->counts,
		    embedder_counts(worker));
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
	struct settings settings = {.engine = "lexical", .field = ".text"};
	const struct lm_filter filter = {
	    .name = "lmob-embed",
	    .synopsis = "[option ...] [file ...]",
	    .summary =
		"Give each record the embedding of its text. The built-in "
		"engine, lexical, needs no\nserver and no weights; it finds "
		"shared words and spellings, not meaning.",
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
