#include "measure.h"

#include <math.h>

/* Of every bootstrap: enough that the ends of an interval of 95 % are stable
 * in their second digit; the same each night, so that equal vectors have equal
 * verdicts. */
#define RESAMPLES 2000
#define SEED 20260505

void
measured_free(struct measured *measured)
{
	drift_findings_free(&measured->findings);
	lm_buf_free(&measured->worst);
	drift_retrieval_free(&measured->retrieval);
	drift_shift_free(&measured->shift);
	drift_result_free(&measured->result);
	drift_pairs_free(&measured->pairs);
}

static struct lm_bootstrap
bootstrap_of(const struct settings *settings)
{
	return (struct lm_bootstrap){.confidence = settings->confidence,
	    .resamples = RESAMPLES,
	    .seed = SEED};
}

static enum lm_code
seal(struct settings *settings, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < N_ROLES; i++)
		code = drift_set_seal(&settings->sets[i], err);
	return code;
}

static enum lm_code
measure_neighbours(const struct settings *settings, size_t jobs,
    struct measured *measured, struct lm_err *err)
{
	const struct drift_pairing pairing = {settings->allow_missing,
	    settings->sample, settings->seed};
	const struct drift_way way = {jobs, (size_t)settings->n_neighbours,
	    settings->memory};
	const struct lm_bootstrap bootstrap = bootstrap_of(settings);
	struct drift_case *in = &measured->in;
	enum lm_code code =
	    drift_pairs_make(in->sides, &pairing, &measured->pairs, err);

	if (code == LM_OK)
		code = drift_compare(in->sides, &measured->pairs, &way,
		    &measured->result, err);
	if (code == LM_OK)
		code = drift_shift_measure(in->sides, &measured->pairs,
		    &measured->shift, err);
	in->interval = (struct lm_interval){-HUGE_VAL, HUGE_VAL};
	if (code == LM_OK && !isnan(measured->result.drift))
		code = lm_bootstrap_mean(drift_values(&measured->result),
		    measured->result.n, &bootstrap, &in->interval, err);
	/* What drift cannot be it is not. */
	if (isfinite(in->interval.low) && isfinite(in->interval.high)) {
		in->interval.low = fmax(in->interval.low, 0);
		in->interval.high =
		    fmax(fmin(in->interval.high, 2), in->interval.low);
	}
	return code;
}

static enum lm_code
measure_retrieval(const struct settings *settings, size_t jobs,
    struct measured *measured, struct lm_err *err)
{
	const struct drift_search search = {
	    .docs = {[DRIFT_BASELINE] = &settings->sets[ROLE_BASELINE],
		[DRIFT_CURRENT] = &settings->sets[ROLE_CURRENT]},
	    .queries = {[DRIFT_BASELINE] =
			    &settings->sets[ROLE_BASELINE_QUERIES],
		[DRIFT_CURRENT] = &settings->sets[ROLE_CURRENT_QUERIES]},
	    .pairs = &measured->pairs,
	    .qrels = &settings->qrels,
	    .score = (enum drift_score)settings->score,
	    .k = (size_t)settings->recall_at,
	    .jobs = jobs,
	    .interval = bootstrap_of(settings),
	};

	if (settings->qrels_file == NULL)
		return LM_OK;
	measured->in.retrieval = &measured->retrieval;
	measured->in.recall_at = search.k;
	return drift_retrieval_measure(&search, &measured->retrieval, err);
}

enum lm_code
measure(struct settings *settings, size_t jobs, struct measured *measured,
    struct lm_err *err)
{
	struct drift_case *in = &measured->in;
	enum lm_code code = seal(settings, err);

	in->sides[DRIFT_BASELINE] = &settings->sets[ROLE_BASELINE];
	in->sides[DRIFT_CURRENT] = &settings->sets[ROLE_CURRENT];
	in->pairs = &measured->pairs;
	in->result = &measured->result;
	in->shift = &measured->shift;
	in->limits = settings->limits;
	if (code == LM_OK)
		code = measure_neighbours(settings, jobs, measured, err);
	if (code == LM_OK)
		code = measure_retrieval(settings, jobs, measured, err);
	if (code == LM_OK)
		code = drift_case_count(in, (size_t)settings->n_worst,
		    &measured->worst, err);
	return code == LM_OK ? drift_judge(in, &measured->findings, err) : code;
}
