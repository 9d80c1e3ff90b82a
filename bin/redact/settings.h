#ifndef REDACT_SETTINGS_H
#define REDACT_SETTINGS_H

#include <stdbool.h>

#include "redact.h"

#include "lm/err.h"

struct lm_manifest;

/* What the command line says, and the policy that it comes to. */
struct settings {
	const char *deny;
	const char *detect;
	bool check;
	struct policy policy;
	bool inactive; /* nothing is looked for */
};

/*
 * Make the policy.  The manifest (or NULL) has the denied fields that
 * "default" stands for.  LM_USAGE for an unknown detector or an empty name;
 * LM_NOMEM.
 */
enum lm_code settings_apply(struct settings *settings,
    const struct lm_manifest *manifest, struct lm_err *err);
void settings_free(struct settings *settings);

#endif
