#include "settings.h"

#include <stdlib.h>
#include <string.h>

static enum lm_code
check_input(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	if (strcmp(settings->query, "-") != 0)
		return lm_filter_check_read(run, "--query", settings->query,
		    err);
	for (size_t i = 0; i < run->n_inputs; i++)
		if (run->inputs[i] == NULL || strcmp(run->inputs[i], "-") == 0)
			return lm_err_set(err, LM_USAGE,
			    "only one of --query and the operands can be "
			    "standard input");
	return LM_OK;
}

static enum lm_code
check_settings(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	if (settings->query == NULL)
		return lm_err_set(err, LM_USAGE,
		    "--query FILE is missing (see --help)");
	if (settings->text > 0 && settings->keep_embedding)
		return lm_err_set(err, LM_USAGE,
		    "--text and --keep-embedding exclude each other");
	return check_input(settings, run, err);
}

/* Queries without hits are told of before the documents are read. */
static enum lm_code
warn_of_empty(const struct queries *queries, struct lm_filter_run *run,
    struct lm_err *err)
{
	if (queries->n_empty == 0)
		return LM_OK;
	return lm_buf_printf(&run->warnings, err,
	    "%ju of %ju queries have no direction (null or zero): nothing is "
	    "found for them\n",
	    (uintmax_t)queries->n_empty,
	    (uintmax_t)(queries->n_empty + queries_count(queries)));
}

enum lm_code
settings_apply(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	struct queries *queries = &settings->queries;
	enum lm_code code = check_settings(settings, run, err);

	run->aggregates = true;
	queries->any_fingerprint = settings->any_fingerprint;
	queries->zero_is_direction = settings->score == SCORE_DOT;
	if (code == LM_OK)
		code = queries_read(queries, settings->query, err);
	if (code == LM_OK)
		code = warn_of_empty(queries, run, err);
	if (code != LM_OK)
		return code;
	settings->bests = settings_bests_new(queries_count(queries));
	return settings->bests == NULL ? lm_err_nomem(err) : LM_OK;
}

void
settings_free(struct settings *settings)
{
	settings_bests_free(settings->bests, queries_count(&settings->queries));
	queries_free(&settings->queries);
}

struct best *
settings_bests_new(size_t n)
{
	return calloc(n, sizeof(struct best));
}

void
settings_bests_free(struct best *bests, size_t n)
{
	for (size_t i = 0; bests != NULL && i < n; i++)
		best_free(&bests[i]);
	free(bests);
}
