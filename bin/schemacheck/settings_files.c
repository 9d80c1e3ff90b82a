#include "settings.h"

#include <string.h>

#include "lm/place.h"

static bool
reads_standard_input(const struct lm_filter_run *run)
{
	for (size_t i = 0; i < run->n_inputs; i++)
		if (run->inputs[i] == NULL || strcmp(run->inputs[i], "-") == 0)
			return true;
	return false;
}

static enum lm_code
check_streams(const struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	if (settings->schema != NULL && strcmp(settings->schema, "-") == 0 &&
	    reads_standard_input(run))
		return lm_err_set(err, LM_USAGE,
		    "--schema: the records come from standard input");
	if (settings->schema_map != NULL &&
	    strcmp(settings->schema_map, "-") == 0 && reads_standard_input(run))
		return lm_err_set(err, LM_USAGE,
		    "--schema-map: the records come from standard input");
	return LM_OK;
}

/* It is neither read nor written by another option. */
static enum lm_code
check_invalid(const struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	if (strcmp(settings->invalid, "-") == 0 &&
	    (run->output == NULL || strcmp(run->output, "-") == 0))
		return lm_err_set(err, LM_USAGE,
		    "--invalid -: standard output is the output");
	return lm_filter_check_file(run, "--invalid", settings->invalid, err);
}

enum lm_code
settings_check_files(const struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code = check_streams(settings, run, err);

	if (code == LM_OK && settings->invalid != NULL)
		code = check_invalid(settings, run, err);
	if (code == LM_OK && settings->schema != NULL)
		code = lm_filter_check_read(run, "--schema", settings->schema,
		    err);
	if (code == LM_OK && settings->schema_map != NULL)
		code = lm_filter_check_read(run, "--schema-map",
		    settings->schema_map, err);
	return code;
}

/* A file that a schema was read from is not written to, by any option. */
static enum lm_code
check_schema_file(const struct settings *settings, struct lm_filter_run *run,
    const char *path, const struct lm_place *invalid, struct lm_err *err)
{
	struct lm_place place;
	enum lm_code code = lm_filter_check_read(run, "the schema", path, err);

	if (code != LM_OK || settings->invalid == NULL)
		return code;
	code = lm_place_find(path, -1, false, &place, err);
	if (code == LM_OK && lm_place_same(invalid, &place))
		return lm_err_set(err, LM_USAGE,
		    "--invalid %s: it is a schema, or the map of schemas",
		    settings->invalid);
	return code;
}

enum lm_code
settings_check_schemas(const struct settings *settings,
    struct lm_filter_run *run, struct lm_err *err)
{
	const struct schemas *schemas = &settings->schemas;
	struct lm_place invalid = {0};
	enum lm_code code = settings->invalid == NULL
	    ? LM_OK
	    : lm_place_find(settings->invalid, -1, true, &invalid, err);

	if (code == LM_OK && settings->schema_map != NULL)
		code = check_schema_file(settings, run, settings->schema_map,
		    &invalid, err);
	for (size_t i = 0; i < schemas->n; i++) {
		size_t place = 0;
		const char *path;

		while (code == LM_OK &&
		    (path = lm_schema_next_file(schemas->list[i].compiled,
			 &place)) != NULL)
			code = check_schema_file(settings, run, path, &invalid,
			    err);
	}
	return code;
}
