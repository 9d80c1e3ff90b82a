#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "detect.h"
#include "dictionary.h"
#include "mask.h"
#include "rules.h"

#include "lm/buf.h"
#include "lm/filter.h"
#include "lm/manifest.h"
#include "lm/manifest_policy.h"
#include "lm/reader.h"
#include "lm/record.h"

#define MOST_BYTES ((size_t)16 << 20) /* of a rule file */

/* ---- rules --------------------------------------------------------------------------- */

/* path ends with a NUL. */
static enum lm_code
add_file(struct rules *rules, const char *path, struct lm_err *err)
{
	struct lm_buf bytes = {0};
	enum lm_code code = lm_reader_slurp(path, MOST_BYTES, &bytes, err);

	if (code == LM_OK)
		code = rules_add_toml(rules, path, lm_buf_view(&bytes), err);
	lm_buf_free(&bytes);
	return code;
}

static enum lm_code
rules_of_manifest(struct rules *rules, const struct lm_manifest *manifest,
    yyjson_val *list, struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(list);
	struct lm_buf path = {0};
	yyjson_val *val;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (val = yyjson_arr_iter_next(&iter)) != NULL) {
		path.len = 0;
		if (yyjson_is_str(val)) {
			code = lm_manifest_file(manifest, lm_record_text(val),
			    &path, err);
			if (code == LM_OK)
				code = add_file(rules, path.ptr, err);
			continue;
		}
		code = rules_add_json(rules, val, err);
		if (code == LM_MALFORMED && err != NULL) {
			const struct lm_err why = *err;

			code = lm_manifest_blame(manifest, val, err, "%s",
			    why.message);
		}
	}
	lm_buf_free(&path);
	return code;
}

static enum lm_code
rules_of_option(struct rules *rules, const char *at, struct lm_err *err)
{
	struct lm_buf path = {0};
	bool more = true;
	enum lm_code code = LM_OK;

	while (code == LM_OK && more) {
		code = next_text(&at, &path, &more, err);
		if (code == LM_OK && more)
			code = add_file(rules, path.ptr, err);
	}
	lm_buf_free(&path);
	return code;
}

static enum lm_code
warn_of_rules(const struct rules *rules, struct lm_filter_run *run,
    struct lm_err *err)
{
	struct lm_span id;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < rules_n(rules); i++) {
		id = rules_id(rules, i);
		if (rules_is_slow(rules, i))
			code = lm_buf_printf(&run->warnings, err,
			    "rule %.*s: no keyword and no literal to start "
			    "from, so it is run over all texts, slowly\n",
			    (int)id.len, id.ptr);
	}
	if (code == LM_OK && rules_are_partial(rules))
		code = lm_buf_text(&run->warnings,
		    "rules: what [extend] names is not loaded: name those "
		    "files, too\n",
		    err);
	return code;
}

enum lm_code
settings_rules(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	yyjson_val *list = run->manifest == NULL
	    ? NULL
	    : lm_manifest_get(run->manifest, "redaction", "rules");
	struct rules **rules = &settings->policy.rules;
	enum lm_code code;

	if (yyjson_arr_size(list) == 0 && settings->rules == NULL)
		return LM_OK;
	code = rules_new(rules, err);
	if (code == LM_OK)
		code = rules_of_manifest(*rules, run->manifest, list, err);
	if (code == LM_OK)
		code = rules_of_option(*rules, settings->rules, err);
	if (code == LM_OK && settings->rules != NULL && rules_n(*rules) == 0)
		code = lm_err_set(err, LM_USAGE, "--rules %s: no rules there",
		    settings->rules);
	if (code == LM_OK)
		code = rules_prepare(*rules, err);
	return code == LM_OK ? warn_of_rules(*rules, run, err) : code;
}

/* ---- dictionaries ------------------------------------------------------------------------ */

#define DEFAULT_LABEL "KNOWN"

/* Names of several files, before they are prepared. */
struct gathered {
	struct dictionary *files;
	size_t n;
	struct known_entry *entries;
	size_t n_entries;
};

static void
gathered_free(struct gathered *gathered)
{
	for (size_t i = 0; i < gathered->n; i++)
		dictionary_free(&gathered->files[i]);
	free(gathered->files);
	free(gathered->entries);
}

/* spec ends with a NUL. */
static enum lm_code
gather_file(struct gathered *gathered, const char *spec, struct lm_span label,
    struct lm_filter_run *run, struct lm_err *err)
{
	struct dictionary *grown =
	    realloc(gathered->files, (gathered->n + 1) * sizeof(*grown));
	struct dictionary *file;
	enum lm_code code;

	if (grown == NULL)
		return lm_err_nomem(err);
	gathered->files = grown;
	file = &grown[gathered->n];
	code = dictionary_read(spec, label, file, err);
	if (code != LM_OK)
		return code;
	gathered->n++;
	gathered->n_entries += file->n;
	return file->n_skipped == 0
	    ? LM_OK
	    : lm_buf_printf(&run->warnings, err,
		  "%s:%ju: a name that is too short or has a mask in it is "
		  "not looked for (%zu in the file)\n",
		  spec, (uintmax_t)file->first_skipped, file->n_skipped);
}

static enum lm_code
gather_entries(struct gathered *gathered, struct lm_err *err)
{
	size_t n = 0;

	gathered->entries =
	    calloc(gathered->n_entries + 1, sizeof(gathered->entries[0]));
	if (gathered->entries == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < gathered->n; i++)
		for (size_t k = 0; k < gathered->files[i].n; k++)
			gathered->entries[n++] = gathered->files[i].entries[k];
	return LM_OK;
}

/* The label of a dictionary's masks; it lives with the settings. */
static enum lm_code
make_label(struct settings *settings, struct lm_span name,
    struct lm_span *label, struct lm_err *err)
{
	struct lm_buf text = {0};
	enum lm_code code = mask_label(name, &text, err);

	if (code == LM_OK)
		code =
		    texts_add_copy(&settings->labels, lm_buf_view(&text), err);
	if (code == LM_OK)
		*label = settings->labels.list[settings->labels.n - 1];
	lm_buf_free(&text);
	return code;
}

/* A text or number; empty: there is none. */
static struct lm_span
text_of(yyjson_val *val)
{
	return val == NULL ? (struct lm_span){0} : lm_record_text(val);
}

/* FILE or FILE:COLUMN, of an element of redaction.dictionaries, with a NUL. */
static enum lm_code
spec_of(const struct lm_manifest *manifest, yyjson_val *val,
    struct lm_buf *spec, struct lm_err *err)
{
	yyjson_val *file =
	    yyjson_is_str(val) ? val : yyjson_obj_get(val, "file");
	yyjson_val *column = yyjson_obj_get(val, "column");
	enum lm_code code;

	if (dictionary_name_len(text_of(file)) < text_of(file).len)
		return lm_manifest_blame(manifest, file, err,
		    "a file: expected {\"file\": ..., \"column\": ...} for a "
		    "column of it");
	code = lm_manifest_file(manifest, text_of(file), spec, err);
	if (code != LM_OK || column == NULL)
		return code;
	if (!dictionary_is_csv(text_of(file)))
		return lm_manifest_blame(manifest, column, err,
		    "column: expected a file that ends in .csv or .csv.gz");
	code = lm_buf_byte(spec, ':', err);
	if (code == LM_OK)
		code = lm_buf_span(spec, text_of(column), err);
	return code == LM_OK ? lm_buf_byte(spec, '\0', err) : code;
}

static enum lm_code
gather_manifest(struct settings *settings, struct gathered *gathered,
    struct lm_filter_run *run, struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(
	    lm_manifest_get(run->manifest, "redaction", "dictionaries"));
	yyjson_val *val;
	struct lm_buf spec = {0};
	enum lm_code code = LM_OK;

	while (code == LM_OK && (val = yyjson_arr_iter_next(&iter)) != NULL) {
		yyjson_val *name = yyjson_obj_get(val, "label");
		struct lm_span label = {0};

		spec.len = 0;
		code = spec_of(run->manifest, val, &spec, err);
		if (code == LM_OK)
			code = make_label(settings,
			    name == NULL ? lm_span_of(DEFAULT_LABEL)
					 : text_of(name),
			    &label, err);
		if (code == LM_OK)
			code = gather_file(gathered, spec.ptr, label, run, err);
	}
	lm_buf_free(&spec);
	return code;
}

static enum lm_code
gather_option(struct settings *settings, struct gathered *gathered,
    struct lm_filter_run *run, struct lm_err *err)
{
	const char *at = settings->dictionary;
	struct lm_span label = {0};
	struct lm_buf spec = {0};
	bool more = true;
	enum lm_code code = LM_OK;

	while (code == LM_OK && more) {
		code = next_text(&at, &spec, &more, err);
		if (code == LM_OK && more)
			code = make_label(settings, lm_span_of(DEFAULT_LABEL),
			    &label, err);
		if (code == LM_OK && more)
			code = gather_file(gathered, spec.ptr, label, run, err);
	}
	lm_buf_free(&spec);
	return code;
}

enum lm_code
settings_known(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	struct gathered gathered = {0};
	enum lm_code code = LM_OK;

	if (run->manifest != NULL)
		code = gather_manifest(settings, &gathered, run, err);
	if (code == LM_OK)
		code = gather_option(settings, &gathered, run, err);
	if (code == LM_OK && gathered.n > 0)
		code = gather_entries(&gathered, err);
	if (code == LM_OK && gathered.n > 0)
		code = known_new(gathered.entries, gathered.n_entries,
		    &settings->policy.known, err);
	gathered_free(&gathered);
	return code;
}
