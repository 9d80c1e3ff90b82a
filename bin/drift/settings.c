#include "settings.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "settings_files.h"
#include "tell.h"

#include "lm/clock.h"
#include "lm/manifest.h"

#define LARGEST_DRIFT 2 /* a reversal of all neighbourhoods */

struct settings
settings_default(void)
{
	return (struct settings){
	    .limits = {.max_drift = DEFAULT_MAX_DRIFT,
		.min_correlation = DEFAULT_MIN_CORRELATION,
		.min_overlap = DEFAULT_MIN_OVERLAP,
		.min_self = DEFAULT_MIN_SELF,
		.max_norm = DEFAULT_MAX_NORM,
		.max_mean = DEFAULT_MAX_MEAN,
		.max_loss_pp = DEFAULT_MAX_LOSS_PP},
	    .confidence = DEFAULT_CONFIDENCE,
	    .min_probes = DEFAULT_MIN_PROBES,
	    .min_queries = DEFAULT_MIN_QUERIES,
	    .n_neighbours = DEFAULT_NEIGHBOURS,
	    .n_worst = DEFAULT_WORST,
	    .recall_at = DEFAULT_RECALL_AT,
	    .clean_runs = DEFAULT_CLEAN_RUNS,
	};
}

unsigned
settings_uses(const void *arg)
{
	return settings_compares(arg) ? LM_USES_ALL : LM_USES_MANIFEST;
}

/* Limits are what they can be. */
static enum lm_code
check_limits(const struct settings *settings, struct lm_err *err)
{
	const struct drift_limits *limits = &settings->limits;
	const struct {
		const char *name;
		double value, least, most;
	} ranges[] = {
	    {"max-drift", limits->max_drift, 0, LARGEST_DRIFT},
	    {"min-correlation", limits->min_correlation, -1, 1},
	    {"min-overlap", limits->min_overlap, 0, 1},
	    {"min-self", limits->min_self, -1, 1},
	    {"max-norm-shift", limits->max_norm, 0, 1e9},
	    {"max-mean-shift", limits->max_mean, 0, 2},
	    {"max-loss", limits->max_loss_pp, 0, 100},
	    {"confidence", settings->confidence, 0.5, 0.9999},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (!(ranges[i].value >= ranges[i].least &&
			ranges[i].value <= ranges[i].most))
			return lm_err_set(err, LM_USAGE,
			    "--%s: expected a number from %.12g to %.12g",
			    ranges[i].name, ranges[i].least, ranges[i].most);
	return LM_OK;
}

/* What goes with what. */
static enum lm_code
check_ways(const struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	bool some = settings->queries != NULL ||
	    settings->baseline_queries != NULL || settings->qrels_file != NULL;
	bool all = settings->queries != NULL &&
	    settings->baseline_queries != NULL && settings->qrels_file != NULL;

	if (settings->status + settings->rollback + settings->accept > 1)
		return lm_err_set(err, LM_USAGE,
		    "only one of --status, --accept and --rollback");
	if (settings->status && settings->history == NULL)
		return lm_err_set(err, LM_USAGE,
		    "--status: --history FILE is missing");
	if (settings->status)
		return LM_OK;
	if (settings->baseline == NULL)
		return lm_err_set(err, LM_USAGE,
		    "--baseline FILE is missing (see --help)");
	if (settings->rollback)
		return LM_OK;
	if (settings->accept &&
	    (settings->allow_missing || settings->sample != 0 ||
		run->rejects != NULL || run->only_if != NULL))
		return lm_err_set(err, LM_USAGE,
		    "--accept: all records are judged and accepted, or none: "
		    "not with --allow-missing, --sample, --rejects or --if");
	if (some && !all)
		return lm_err_set(err, LM_USAGE,
		    "--baseline-queries, --queries and --qrels belong "
		    "together");
	if (settings->limits.promotes && !all)
		return lm_err_set(err, LM_USAGE,
		    "--model-change: between two models only retrieval tells; "
		    "--baseline-queries, --queries and --qrels are missing");
	return LM_OK;
}

/* Standard input is one thing, and a baseline that is kept is a file. */
static enum lm_code
check_streams(const struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	const char *const named[] = {settings->baseline,
	    settings->baseline_queries, settings->queries,
	    settings->qrels_file};
	size_t n = 0;

	assert(settings->baseline != NULL);
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		n += named[i] != NULL && strcmp(named[i], "-") == 0;
	for (size_t i = 0; i < run->n_inputs; i++)
		n += run->inputs[i] == NULL || strcmp(run->inputs[i], "-") == 0;
	if (n > 1)
		return lm_err_set(err, LM_USAGE,
		    "only one of the files and the operands can be standard "
		    "input");
	if ((settings->history != NULL || settings->accept) &&
	    strcmp(settings->baseline, "-") == 0)
		return lm_err_set(err, LM_USAGE,
		    "--%s: the baseline has to be a file",
		    settings->accept ? "accept" : "history");
	return LM_OK;
}

/* A count of the manifest's gates. */
static void
take_count(const struct lm_manifest *manifest, const char *name, uint64_t *out)
{
	double value;

	if (lm_manifest_gate(manifest, name, &value))
		*out = (uint64_t)value;
}

/* Where no option says another, the manifest's gates hold; whoever asks for
 * less than is approved is told so in the history. */
static void
take_limits(struct settings *settings, const struct lm_filter_run *run)
{
	const struct lm_manifest *manifest = run->manifest;
	struct drift_limits *limits = &settings->limits;
	double max_drift = DEFAULT_MAX_DRIFT, max_loss = DEFAULT_MAX_LOSS_PP;

	if (manifest != NULL) {
		(void)lm_manifest_gate(manifest, "embedding_drift", &max_drift);
		(void)lm_manifest_gate(manifest, "retrieval_loss_pp",
		    &max_loss);
		take_count(manifest, "clean_drift_runs", &settings->clean_runs);
	}
	if (!settings->max_drift_given)
		limits->max_drift = max_drift;
	if (!settings->max_loss_given)
		limits->max_loss_pp = max_loss;
	limits->min_probes = (size_t)settings->min_probes;
	limits->min_queries = (size_t)settings->min_queries;
	settings->relaxed = limits->max_drift > max_drift ||
	    limits->max_loss_pp > max_loss ||
	    limits->min_correlation < DEFAULT_MIN_CORRELATION ||
	    limits->min_overlap < DEFAULT_MIN_OVERLAP ||
	    limits->min_self < DEFAULT_MIN_SELF ||
	    limits->max_norm > DEFAULT_MAX_NORM ||
	    limits->max_mean > DEFAULT_MAX_MEAN ||
	    settings->min_probes < DEFAULT_MIN_PROBES ||
	    settings->min_queries < DEFAULT_MIN_QUERIES ||
	    settings->confidence < DEFAULT_CONFIDENCE ||
	    limits->allow_model_change || limits->promotes ||
	    settings->n_neighbours > DEFAULT_NEIGHBOURS ||
	    settings->allow_missing || settings->seed != 0 ||
	    run->rejects != NULL || run->only_if != NULL;
}

enum role
settings_role(const struct settings *settings, size_t input)
{
	if (input == 0)
		return ROLE_BASELINE;
	if (settings->queries == NULL || input > 2)
		return ROLE_CURRENT;
	return input == 1 ? ROLE_BASELINE_QUERIES : ROLE_CURRENT_QUERIES;
}

static enum lm_code
put_inputs(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	size_t n = 0;

	settings->inputs = calloc(run->n_inputs + 3, sizeof(*settings->inputs));
	if (settings->inputs == NULL)
		return lm_err_nomem(err);
	settings->inputs[n++] = settings->baseline;
	if (settings->queries != NULL) {
		settings->inputs[n++] = settings->baseline_queries;
		settings->inputs[n++] = settings->queries;
	}
	for (size_t i = 0; i < run->n_inputs; i++)
		settings->inputs[n++] = run->inputs[i];
	settings->n_inputs = n;
	run->inputs = settings->inputs;
	run->n_inputs = n;
	run->aggregates = true;
	return LM_OK;
}

/* A promotion that was interrupted is ended first.  The baseline's files are
 * the first inputs, and the current run all others. */
static enum lm_code
begin_accepting(struct settings *settings, struct lm_err *err)
{
	size_t n_own = settings->queries == NULL ? 1 : 2;
	const struct drift_accept_files files = {.documents =
						     settings->baseline,
	    .queries = settings->baseline_queries,
	    .inputs = settings->inputs + n_own,
	    .n_inputs = settings->n_inputs - n_own};

	if (settings->accept)
		return drift_accept_open(&files, &settings->accepting, err);
	return drift_accept_check(settings->baseline,
	    settings->baseline_queries, err);
}

static enum lm_code
parse_fields(struct settings *settings, struct lm_err *err)
{
	struct lm_err why = {0};
	enum lm_code code = drift_fields_parse(settings->field,
	    settings->explain || settings->summary != NULL, &settings->fields,
	    &why);

	if (code == LM_OK || code == LM_NOMEM)
		return code == LM_OK ? code : lm_err_nomem(err);
	return lm_err_set(err, code, "--field: %s", why.message);
}

/* Of a run that compares. */
static enum lm_code
prepare(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code = check_streams(settings, run, err);

	if (code == LM_OK)
		code = parse_fields(settings, err);
	if (code == LM_OK)
		code = put_inputs(settings, run, err);
	if (code == LM_OK)
		code = settings_check_files(settings, run, err);
	if (code == LM_OK && settings->qrels_file != NULL)
		code = drift_qrels_read(settings->qrels_file, &settings->qrels,
		    err);
	if (code == LM_OK && strcmp(settings->baseline, "-") != 0)
		code = begin_accepting(settings, err);
	if (code == LM_OK && settings->summary != NULL)
		code = tell_open(settings, err);
	if (code == LM_OK && settings->history != NULL)
		code = drift_fingerprint(settings->baseline,
		    settings->fingerprint, err);
	return code;
}

enum lm_code
settings_apply(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code = check_ways(settings, run, err);

	if (code == LM_OK)
		code = lm_clock_now(&settings->now, err);
	if (code != LM_OK)
		return code;
	take_limits(settings, run);
	code = check_limits(settings, err);
	if (code != LM_OK)
		return code;
	return settings_compares(settings)
	    ? prepare(settings, run, err)
	    : settings_check_files(settings, run, err);
}

void
settings_free(struct settings *settings)
{
	free(settings->inputs);
	for (size_t i = 0; i < N_ROLES; i++)
		drift_set_free(&settings->sets[i]);
	drift_fields_free(&settings->fields);
	drift_qrels_free(&settings->qrels);
	drift_accept_free(settings->accepting);
	tell_close(settings);
}
