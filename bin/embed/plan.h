#ifndef EMBED_PLAN_H
#define EMBED_PLAN_H

#include "embed.h"

#include "lm/err.h"
#include "lm/filter.h"

/*
 * Say what a run would do, as --plan has counted it: a JSON object as the
 * result of the run, and a line for people as its verdict.  LM_NOMEM; errors
 * of the price file.
 */
enum lm_code plan_say(const struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err);

#endif
