#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "lm/manifest.h"

#define LARGEST_DRIFT 2 /* a reversal of all neighbourhoods */

static enum lm_code
check_settings(struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	if (settings->baseline == NULL)
		return lm_err_set(err, LM_USAGE,
		    "--baseline FILE is missing (see --help)");
	for (size_t i = 0; i < run->n_inputs; i++)
		if (strcmp(settings->baseline, "-") == 0 &&
		    (run->inputs[i] == NULL ||
			strcmp(run->inputs[i], "-") == 0))
			return lm_err_set(err, LM_USAGE,
			    "only one of --baseline and the operands can be "
			    "standard input");
	if (!settings->max_drift_given && run->manifest != NULL)
		(void)lm_manifest_gate(run->manifest, "embedding_drift",
		    &settings->max_drift);
	if (!(settings->max_drift >= 0 && settings->max_drift <= LARGEST_DRIFT))
		return lm_err_set(err, LM_USAGE,
		    "--max-drift: expected a number from 0 to %d",
		    LARGEST_DRIFT);
	return LM_OK;
}

enum lm_code
settings_apply(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code = check_settings(settings, run, err);

	if (code != LM_OK)
		return code;
	settings->inputs = calloc(run->n_inputs + 1, sizeof(*settings->inputs));
	if (settings->inputs == NULL)
		return lm_err_nomem(err);
	settings->inputs[0] = settings->baseline;
	for (size_t i = 0; i < run->n_inputs; i++)
		settings->inputs[i + 1] = run->inputs[i];
	run->inputs = settings->inputs;
	run->n_inputs++;
	run->aggregates = true;
	return LM_OK;
}

void
settings_free(struct settings *settings)
{
	free(settings->inputs);
	for (size_t i = 0; i < N_SIDES; i++)
		drift_set_free(&settings->sides[i]);
}
