#ifndef POLICIES_H
#define POLICIES_H

#include <stddef.h>

#include "settings.h"

#include "lm/err.h"
#include "lm/filter.h"

/*
 * A policy as the program makes it of its command line, for tests: with the
 * options set in settings, and no manifest.
 *
 *	struct policies made = {.settings = {.deny = "pwd", .detect = "all"}};
 *	policies_make(&made, &err) == LM_OK ... made.settings.policy
 *	policies_free(&made);
 */
struct policies {
	struct lm_filter_run run;
	struct settings settings;
};

static inline enum lm_code
policies_make(struct policies *made, struct lm_err *err)
{
	if (made->settings.deny == NULL)
		made->settings.deny = "default";
	return settings_apply(&made->settings, &made->run, err);
}

static inline void
policies_free(struct policies *made)
{
	settings_free(&made->settings);
	lm_buf_free(&made->run.warnings);
	*made = (struct policies){0};
}

#endif
