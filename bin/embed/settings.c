#include <stdio.h>
#include <string.h>

#include "embed.h"
#include "frequencies.h"
#include "remote_settings.h"

#include "lm/num.h"
#include "lm/reader.h"
#include "lm/writer.h"

#define STATIC "static:"
#define LARGEST_IDF_FILE ((size_t)64 << 20)

/* "3-5", "4" or "none". */
static enum lm_code
apply_grams(struct settings *settings, struct lm_err *err)
{
	struct lm_span text = lm_span_of(settings->grams);
	const char *dash = strchr(settings->grams, '-');
	struct lm_span low = text, high = text;
	uint64_t min, max;

	if (strcmp(settings->grams, "none") == 0) {
		settings->config = (struct lm_lexical_config){0, 0};
		return LM_OK;
	}
	if (dash != NULL) {
		low = lm_span(text.ptr, (size_t)(dash - text.ptr));
		high = lm_span_of(dash + 1);
	}
	if (lm_num_u64(low, 1, LM_GRAM_LONGEST, &min, NULL) != LM_OK ||
	    lm_num_u64(high, min, LM_GRAM_LONGEST, &max, NULL) != LM_OK)
		return lm_err_set(err, LM_USAGE,
		    "--grams %s: expected MIN-MAX from 1 to %d, or none",
		    settings->grams, LM_GRAM_LONGEST);
	settings->config =
	    (struct lm_lexical_config){(unsigned)min, (unsigned)max};
	return LM_OK;
}

/* What the file was fitted with holds, unless --grams says otherwise. */
static enum lm_code
apply_file(struct settings *settings, struct lm_span file,
    struct lm_lexical **model, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (settings->grams == NULL)
		code = lm_frequencies_config(file, &settings->config, err);
	if (code == LM_OK)
		code = lm_lexical_new(&settings->config, file, model, err);
	if (code != LM_OK)
		lm_err_at(err, settings->idf, 0, 0);
	return code;
}

static enum lm_code
make_lexical(struct settings *settings, struct lm_err *err)
{
	struct lm_lexical *model = NULL;
	struct lm_buf file = {0};
	enum lm_code code;

	if (settings->idf == NULL) {
		code = lm_lexical_new(&settings->config, (struct lm_span){0},
		    &model, err);
	} else {
		code = lm_reader_slurp(settings->idf, LARGEST_IDF_FILE, &file,
		    err);
		if (code == LM_OK)
			code = apply_file(settings, lm_buf_view(&file), &model,
			    err);
		lm_buf_free(&file);
	}
	if (code == LM_OK)
		engine_lexical(model, (enum lm_lexical_as)settings->as,
		    &settings->maker);
	return code;
}

/* The folder of --engine static:DIR; NULL: it is another engine. */
static const char *
static_folder(const struct settings *settings)
{
	size_t len = strlen(STATIC);

	return strncmp(settings->engine, STATIC, len) == 0
	    ? settings->engine + len
	    : NULL;
}

static enum lm_code
check_engine(const struct settings *settings, struct lm_err *err)
{
	const char *folder = static_folder(settings);

	if (folder == NULL && strcmp(settings->engine, "lexical") != 0)
		return lm_err_set(err, LM_USAGE,
		    "--engine %s: expected lexical, static:DIR or the API of "
		    "--model",
		    settings->engine);
	if (folder != NULL && *folder == '\0')
		return lm_err_set(err, LM_USAGE,
		    "--engine %s: expected a folder behind it",
		    settings->engine);
	if (folder != NULL &&
	    (settings->fit != NULL || settings->idf != NULL ||
		settings->grams != NULL || settings->as != 0))
		return lm_err_set(err, LM_USAGE,
		    "--fit, --idf, --grams and --as are for the lexical "
		    "engine");
	if (folder == NULL &&
	    (settings->remote.prefix != NULL || settings->remote.truncate))
		return lm_err_set(err, LM_USAGE,
		    "--prefix and --truncate are not for the lexical engine");
	return LM_OK;
}

/* Its file is opened now, so that no pass is made in vain. */
static enum lm_code
begin_fit(struct settings *settings, struct lm_err *err)
{
	enum lm_code code =
	    lm_lexical_counts_new(&settings->config, &settings->counts, err);

	return code == LM_OK ? lm_writer_open(settings->fit, LM_WRITER_ATOMIC,
				   &settings->fit_writer, err)
			     : code;
}

/* The option's name before what is wrong with its paths. */
static enum lm_code
apply_field(struct settings *settings, struct lm_err *err)
{
	struct lm_err why = {0};
	enum lm_code code =
	    fields_parse(settings->field, &settings->fields, &why);

	return code == LM_OK
	    ? LM_OK
	    : lm_err_set(err, code, "--field: %s", why.message);
}

static enum lm_code
check_dimensions(const struct settings *settings, struct lm_err *err)
{
	uint64_t wanted = settings->remote.dimensions;

	if (wanted == 0 || wanted == settings->maker.dimensions)
		return LM_OK;
	return lm_err_set(err, LM_USAGE, "--dimensions %ju: engine %s has %zu",
	    (uintmax_t)wanted, settings->engine, settings->maker.dimensions);
}

enum lm_code
settings_apply(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (remote_settings_meant(settings)) {
		code = apply_field(settings, err);
		return code == LM_OK ? remote_settings_apply(settings, run, err)
				     : code;
	}
	code = remote_settings_refuse(settings, err);
	run->resumes = settings->remote.resumes;
	if (settings->engine == NULL)
		settings->engine = "lexical";
	if (code == LM_OK)
		code = check_engine(settings, err);
	if (code != LM_OK)
		return code;
	if (settings->fit != NULL && settings->idf != NULL)
		return lm_err_set(err, LM_USAGE,
		    "--fit and --idf exclude each other");
	settings->config = LM_LEXICAL_CONFIG_DEFAULT;
	if (settings->grams != NULL)
		code = apply_grams(settings, err);
	if (code == LM_OK)
		code = apply_field(settings, err);
	if (code != LM_OK)
		return code;
	if (settings->fit != NULL)
		return begin_fit(settings, err);
	code = static_folder(settings) != NULL
	    ? engine_static(static_folder(settings), &settings->maker, err)
	    : make_lexical(settings, err);
	return code == LM_OK ? check_dimensions(settings, err) : code;
}

void
settings_free(struct settings *settings)
{
	fields_free(&settings->fields);
	remote_settings_free(settings);
	engine_free(&settings->maker);
	lm_lexical_counts_free(settings->counts);
	lm_writer_close(settings->fit_writer);
}
