#ifndef LM_RUN_H
#define LM_RUN_H

#include "lm/filter.h"

/*
 * The loop that every program runs: options, manifest, input, workers,
 * rejects, --if, counts, progress, atomic output, statistics.  Only this and
 * cli speak to the user.  Returns the exit status (enum lm_exit); 2 before 1
 * before 3 before 0.
 */
int lm_run(const struct lm_filter *filter, int argc, char **argv);

#endif
