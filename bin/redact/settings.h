#ifndef REDACT_SETTINGS_H
#define REDACT_SETTINGS_H

#include <stdbool.h>

#include "redact.h"

#include "lm/err.h"

struct lm_manifest;
struct lm_stamp;

/* What the command line says, and the policy that it comes to. */
struct settings {
	const char *deny;
	const char *detect;
	bool check;
	bool stamp;
	struct policy policy;
	bool inactive;		 /* nothing is looked for */
	struct lm_stamp *stamps; /* with --stamp */
};

/*
 * Make the policy, and what stamps are made with.  The manifest (or NULL) has
 * the denied fields that "default" stands for; it must outlive the settings.
 * LM_USAGE for an unknown detector, an empty name, a key that is not set, or
 * settings that do not go together; LM_IO for a rule file; LM_NOMEM.
 */
enum lm_code settings_apply(struct settings *settings,
    const struct lm_manifest *manifest, struct lm_err *err);
void settings_free(struct settings *settings);

#endif
