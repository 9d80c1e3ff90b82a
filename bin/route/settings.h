#ifndef ROUTE_SETTINGS_H
#define ROUTE_SETTINGS_H

#include <stdbool.h>

#include "fields.h"
#include "rules.h"
#include "sink.h"
#include "tally.h"

#include "lm/err.h"
#include "lm/filter.h"
#include "lm/tokenizer.h"

/* What the program does, by its options. */
enum mode {
	MODE_ROUTE,
	MODE_CHECK,  /* --check-manifest */
	MODE_SCHEMA, /* --manifest-schema */
	MODE_COUNT,  /* --count-tokens alone */
	MODE_WHY,
	MODE_REPLAY,
};

struct settings {
	/* options */
	bool check_manifest;
	bool probe;
	bool schema;
	bool has_only;
	int only;
	bool explain;
	bool summary;
	bool replay;
	bool count_tokens;
	bool allow_rejected;
	const char *split;
	const char *ledger;
	const char *why;
	const char *tokenizer_path;
	const char *field_list;
	/* what they come to */
	enum mode mode;
	bool has_rules;
	struct fields fields;
	struct rules rules;
	struct lm_tokenizer *tokenizer; /* of --tokenizer */
	struct sink sink;
	struct tally tally;
	uint64_t met; /* paths of --fields that met something, bits by index */
	struct lm_buf said; /* --why: the last sentence */
};

/* What the options ask for, before the manifest and the input are read. */
enum mode settings_mode(const struct settings *settings);

/* Of the input and the manifest, those that this needs (LM_USES_...). */
unsigned settings_uses(const struct settings *settings);

/* LM_USAGE for options that do not go together, or a manifest that is not
 * there; what is wrong in the manifest; LM_IO; LM_NOMEM. */
enum lm_code settings_apply(struct settings *settings,
    const struct lm_filter_run *run, struct lm_err *err);
void settings_free(struct settings *settings);

#endif
