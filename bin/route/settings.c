#include "settings.h"

#include <stddef.h>
#include <string.h>

#include "ledger.h"

#include "lm/manifest.h"

enum mode
settings_mode(const struct settings *settings)
{
	if (settings->schema)
		return MODE_SCHEMA;
	if (settings->check_manifest)
		return MODE_CHECK;
	if (settings->count_tokens)
		return MODE_COUNT;
	if (settings->why != NULL)
		return MODE_WHY;
	return settings->replay ? MODE_REPLAY : MODE_ROUTE;
}

unsigned
settings_uses(const struct settings *settings)
{
	switch (settings_mode(settings)) {
	case MODE_ROUTE:
	case MODE_REPLAY:
		return LM_USES_ALL;
	case MODE_CHECK:
		return LM_USES_MANIFEST;
	case MODE_SCHEMA:
		return 0;
	case MODE_COUNT:
		return settings->tokenizer_path == NULL ? LM_USES_ALL
							: LM_USES_INPUT;
	case MODE_WHY:
		return LM_USES_INPUT;
	}
	return LM_USES_ALL;
}

/* An option that was given, and the modes in which it means something. */
struct given {
	const char *name;
	bool is_given;
	unsigned modes; /* bits 1 << enum mode */
};

#define ONLY(mode) (1U << (mode))

/* The option and what it goes with. */
static enum lm_code
refuse(const struct given *given, enum mode mode, struct lm_err *err)
{
	static const char *const modes[] = {"routing", "--check-manifest",
	    "--manifest-schema", "--count-tokens", "--why", "--replay"};
	const char *with = "";

	if (mode == MODE_WHY && strcmp(given->name, "--ledger") == 0)
		return lm_err_set(err, LM_USAGE,
		    "--ledger does not go with --why: name the ledger as an "
		    "operand");
	for (size_t i = 0; i < sizeof(modes) / sizeof(modes[0]); i++)
		if ((given->modes & ONLY(i)) != 0 && *with == '\0')
			with = modes[i];
	if (strcmp(with, given->name) == 0) /* two modes */
		return lm_err_set(err, LM_USAGE, "%s does not go with %s",
		    given->name, modes[mode]);
	return lm_err_set(err, LM_USAGE, "%s does not go with %s, but with %s",
	    given->name, modes[mode], with);
}

static enum lm_code
check_modes(const struct settings *settings, struct lm_err *err)
{
	const struct given list[] = {
	    {"--manifest-schema", settings->schema, ONLY(MODE_SCHEMA)},
	    {"--check-manifest", settings->check_manifest, ONLY(MODE_CHECK)},
	    {"--count-tokens", settings->count_tokens, ONLY(MODE_COUNT)},
	    {"--why", settings->why != NULL, ONLY(MODE_WHY)},
	    {"--replay", settings->replay, ONLY(MODE_REPLAY)},
	    {"--probe", settings->probe, ONLY(MODE_CHECK)},
	    {"--only", settings->has_only, ONLY(MODE_ROUTE)},
	    {"--split", settings->split != NULL, ONLY(MODE_ROUTE)},
	    {"--explain", settings->explain, ONLY(MODE_ROUTE)},
	    {"--summary", settings->summary, ONLY(MODE_ROUTE)},
	    {"--ledger", settings->ledger != NULL, ONLY(MODE_ROUTE)},
	    {"--allow-rejected", settings->allow_rejected, ONLY(MODE_ROUTE)},
	    {"--tokenizer", settings->tokenizer_path != NULL, ONLY(MODE_COUNT)},
	    {"--fields", settings->field_list != NULL,
		ONLY(MODE_ROUTE) | ONLY(MODE_COUNT) | ONLY(MODE_REPLAY)},
	};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (list[i].is_given &&
		    (list[i].modes & 1U << settings->mode) == 0)
			return refuse(&list[i], settings->mode, err);
	if (settings->ledger != NULL &&
	    (settings->summary || settings->explain))
		return lm_err_set(err, LM_USAGE,
		    "%s is no decision that counts: not with --ledger",
		    settings->summary ? "--summary" : "--explain");
	return LM_OK;
}

/* What is written, and where to. */
static enum lm_code
check_outputs(const struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	if (settings->summary && settings->explain)
		return lm_err_set(err, LM_USAGE,
		    "--summary does not go with --explain");
	if ((settings->summary || settings->explain) && settings->split != NULL)
		return lm_err_set(err, LM_USAGE,
		    "%s writes no records: not with --split",
		    settings->summary ? "--summary" : "--explain");
	if (settings->split != NULL && settings->has_only)
		return lm_err_set(err, LM_USAGE,
		    "--split writes a file for every lane: not with --only");
	if (settings->split != NULL && run->output != NULL)
		return lm_err_set(err, LM_USAGE,
		    "--split writes DIR/LANE.jsonl: not with --output");
	return LM_OK;
}

static bool
needs_manifest(enum mode mode)
{
	return mode == MODE_ROUTE || mode == MODE_CHECK || mode == MODE_REPLAY;
}

static enum lm_code
load_rules(struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	bool counts = settings->mode == MODE_COUNT &&
	    settings->tokenizer_path == NULL && run->manifest != NULL;
	enum lm_code code;

	if (!needs_manifest(settings->mode) && !counts)
		return LM_OK;
	if (run->manifest == NULL)
		return lm_err_set(err, LM_USAGE,
		    "a manifest says what goes where: name it with --manifest "
		    "or $LMOB_MANIFEST");
	code = rules_new(&settings->rules, run->manifest, err);
	settings->has_rules = code == LM_OK;
	return code;
}

static enum lm_code
open_sink(struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code =
	    sink_check(settings->ledger, settings->split, run, err);

	if (code == LM_OK && settings->ledger != NULL)
		code = ledger_open(settings->ledger, &settings->rules,
		    &settings->sink, err);
	if (code == LM_OK && settings->split != NULL)
		code = sink_split(&settings->sink, settings->split, err);
	return code;
}

enum lm_code
settings_apply(struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code = check_modes(settings, err);

	if (code == LM_OK)
		code = check_outputs(settings, run, err);
	if (code == LM_OK)
		code =
		    fields_parse(settings->field_list, &settings->fields, err);
	if (code == LM_OK)
		code = load_rules(settings, run, err);
	if (code == LM_OK && settings->tokenizer_path != NULL)
		code = lm_tokenizer_load(settings->tokenizer_path,
		    &settings->tokenizer, err);
	if (code == LM_OK && settings->has_rules)
		code =
		    tally_init(&settings->tally, settings->rules.policy, err);
	return code == LM_OK ? open_sink(settings, run, err) : code;
}

void
settings_free(struct settings *settings)
{
	sink_close(&settings->sink);
	tally_free(&settings->tally);
	if (settings->has_rules)
		rules_free(&settings->rules);
	lm_tokenizer_free(settings->tokenizer);
	fields_free(&settings->fields);
	lm_buf_free(&settings->said);
}
