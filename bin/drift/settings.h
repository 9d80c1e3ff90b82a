#ifndef DRIFT_SETTINGS_H
#define DRIFT_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "set.h"

#include "lm/err.h"
#include "lm/filter.h"

#define SETTINGS_MAX_DRIFT 0.08
#define SETTINGS_WORST 10
#define SETTINGS_MOST_WORST 1000000

/* The input that comes first is the baseline, all others are current. */
enum side { SIDE_BASELINE, SIDE_CURRENT, N_SIDES };

/* What the command line says, and the two sides as they are read. */
struct settings {
	const char *baseline;
	double max_drift;
	bool max_drift_given;
	bool allow_model_change;
	uint64_t n_worst;
	const char **inputs;
	struct drift_set sides[N_SIDES];
};

/*
 * Check the settings, take the gate from the manifest where none was given,
 * and put the baseline before the other inputs of the run.  LM_USAGE, LM_NOMEM.
 */
enum lm_code settings_apply(struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);
void settings_free(struct settings *settings);

#endif
