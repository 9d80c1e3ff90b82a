#ifndef DRIFT_OPTIONS_H
#define DRIFT_OPTIONS_H

#include <stddef.h>

#include "lm/cli.h"

/* The options of lmob-drift, which set a struct settings (settings.h). */
extern const struct lm_opt drift_options[];
extern const size_t drift_n_options;

#endif
