#include "settings.h"

#include <stdlib.h>
#include <string.h>

#include "lm/mend.h"

static const char *const keywords[N_KEYWORDS] = {
#define KEYWORD(name, text) [LM_KEY_##name] = (text),
    LM_SCHEMA_KEYS(KEYWORD)
#undef KEYWORD
	[KEYWORD_FALSE] = "false",
    [KEYWORD_ANSWER] = "answer",
    [KEYWORD_FIELD] = "field",
};

const char *const *const settings_keywords = keywords;

static enum lm_code
read_path(const char *option, const char *text, struct lm_path *out,
    struct lm_err *err)
{
	struct lm_err why = {0};
	enum lm_code code =
	    text == NULL ? LM_OK : lm_path_parse(lm_span_of(text), out, &why);

	if (code == LM_OK)
		return LM_OK;
	return lm_err_set(err, code, "%s: %s", option, why.message);
}

/* A kind of the list of --repair, or -KIND for all but it. */
static enum lm_code
read_repair(struct lm_span word, lm_mend_mask *mask, bool is_first,
    struct lm_err *err)
{
	bool less = word.len > 0 && word.ptr[0] == '-';
	enum lm_mend_kind kind;

	if (lm_span_equal(word, lm_span_of("default"))) {
		*mask |= LM_MEND_DEFAULT;
		return LM_OK;
	}
	if (lm_span_equal(word, lm_span_of("all"))) {
		*mask |= LM_MEND_ALL & ~LM_MEND_BIT(LM_MEND_MISSING_VALUE);
		return LM_OK;
	}
	if (less) {
		word = lm_span(word.ptr + 1, word.len - 1);
		if (is_first)
			*mask = LM_MEND_DEFAULT;
	}
	if (!lm_mend_find(word, &kind))
		return lm_err_set(err, LM_USAGE,
		    "--repair: no kind of repair is called \"%.*s\"; "
		    "lmob-schemacheck(1) lists them",
		    (int)word.len, word.ptr);
	if (less) {
		*mask &= ~LM_MEND_BIT(kind);
		return LM_OK;
	}
	if (kind == LM_MEND_MISSING_VALUE)
		return lm_err_set(err, LM_USAGE,
		    "--repair: %s would invent a value, which is never done",
		    lm_mend_name(kind));
	*mask |= LM_MEND_BIT(kind);
	return LM_OK;
}

static enum lm_code
read_repairs(struct settings *settings, struct lm_err *err)
{
	const char *at = settings->repair;
	bool is_first = true;
	enum lm_code code = LM_OK;

	while (code == LM_OK && at != NULL) {
		const char *comma = strchr(at, ',');
		size_t len = comma == NULL ? strlen(at) : (size_t)(comma - at);

		code = read_repair(lm_span(at, len), &settings->repairs,
		    is_first, err);
		is_first = false;
		at = comma == NULL ? NULL : comma + 1;
	}
	return code;
}

static enum lm_code
check_modes(const struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	int n_modes = (settings->invalid != NULL) + settings->annotate +
	    settings->has_check + settings->has_output_format;

	if (n_modes == 0)
		return lm_err_set(err, LM_USAGE,
		    "where do records go that are not valid? --invalid FILE "
		    "takes them, --annotate passes all with their verdict, "
		    "--check only counts");
	if (n_modes > 1)
		return lm_err_set(err, LM_USAGE,
		    "only one of --invalid, --annotate, --check and "
		    "--output-format");
	if (settings->schema != NULL && settings->schema_map != NULL)
		return lm_err_set(err, LM_USAGE,
		    "--schema does not go with --schema-map");
	if (settings->schema == NULL && settings->schema_map == NULL &&
	    run->manifest == NULL)
		return lm_err_set(err, LM_USAGE,
		    "no schema: name one with --schema, or --schema-map, or a "
		    "manifest with the member schemas");
	return LM_OK;
}

static enum lm_code
check_field(const struct settings *settings, struct lm_err *err)
{
	bool is_text = settings->field != NULL && !settings->value;

	if (settings->value && settings->field == NULL)
		return lm_err_set(err, LM_USAGE,
		    "--value says what --field is: name that");
	if (settings->repair != NULL && !is_text)
		return lm_err_set(err, LM_USAGE,
		    "--repair is for a model's text: name it with --field, "
		    "without --value");
	if (settings->replace && !is_text)
		return lm_err_set(err, LM_USAGE,
		    "--replace is for a model's text: name it with --field, "
		    "without --value");
	if (settings->replace &&
	    (settings->has_check || settings->has_output_format))
		return lm_err_set(err, LM_USAGE,
		    "--replace changes records: not with %s, which writes none",
		    settings->has_check ? "--check" : "--output-format");
	return LM_OK;
}

/* --min-valid, or of a --check the manifest's. */
static enum lm_code
read_gate(struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	struct gate *gate = &settings->gate;
	double share;
	enum lm_code code = LM_OK;

	*gate = gate_default();
	gate->point = settings->point;
	gate->count_repaired = settings->count_repaired;
	if (settings->min_valid != NULL)
		code =
		    gate_read_min(gate, lm_span_of(settings->min_valid), err);
	else if (settings->has_check && run->manifest != NULL &&
	    lm_manifest_gate(run->manifest, "schema_validity", &share))
		gate_set_min(gate, share);
	if (code == LM_OK && settings->confidence != NULL)
		code = gate_read_confidence(gate,
		    lm_span_of(settings->confidence), err);
	if (code == LM_OK && !gate->is_set &&
	    (settings->confidence != NULL || settings->point))
		code = lm_err_set(err, LM_USAGE,
		    "%s is of the gate that --min-valid makes",
		    settings->point ? "--point" : "--confidence");
	return code == LM_OK ? gate_check(gate, err) : code;
}

/* The mappings of --resolve, in a copy whose commas are ends. */
static enum lm_code
split_resolve(const struct settings *settings, char **copy, const char ***list,
    size_t *n, struct lm_err *err)
{
	const char *text = settings->resolve == NULL ? "" : settings->resolve;
	size_t len = strlen(text);

	*copy = malloc(len + 1);
	*list = calloc(len / 2 + 2, sizeof(const char *));
	if (*copy == NULL || *list == NULL)
		return lm_err_nomem(err);
	memcpy(*copy, text, len + 1);
	for (char *at = *copy; at != NULL && *at != '\0';) {
		char *comma = strchr(at, ',');

		if (comma != NULL)
			*comma = '\0';
		if (strchr(at, '=') == NULL || at[strlen(at) - 1] == '=')
			return lm_err_set(err, LM_USAGE,
			    "--resolve: expected PREFIX=DIR, not \"%.100s\"",
			    at);
		(*list)[(*n)++] = at;
		at = comma == NULL ? NULL : comma + 1;
	}
	return LM_OK;
}

/* The schemas of a map of tasks. */
static enum lm_code
load_map(struct settings *settings, const struct lm_schema_options *options,
    const struct lm_filter_run *run, struct lm_err *err)
{
	const struct lm_task_schema *list;
	size_t n;
	enum lm_code code = LM_OK;

	if (settings->schema_map != NULL) {
		code = map_read(settings->schema_map, &settings->map, err);
		list = settings->map.list;
		n = settings->map.n;
	} else {
		list = lm_manifest_task_schemas(run->manifest, &n);
		if (n == 0)
			return lm_err_set(err, LM_USAGE,
			    "the manifest has no member schemas: name a schema "
			    "with --schema or --schema-map");
	}
	return code == LM_OK
	    ? schemas_by_task(&settings->schemas, options, list, n, err)
	    : code;
}

static enum lm_code
load_schemas(struct settings *settings, const struct lm_filter_run *run,
    struct lm_err *err)
{
	struct lm_schema_options options = {.lenient = settings->lenient,
	    .annotate_formats = settings->format_annotation,
	    .assert_content = settings->assert_content,
	    .draft = (enum lm_schema_draft)settings->draft};
	char *copy = NULL;
	const char **list = NULL;
	enum lm_code code =
	    split_resolve(settings, &copy, &list, &options.n_resolve, err);

	options.resolve = list;
	if (code == LM_OK)
		code = settings->schema != NULL
		    ? schemas_one(&settings->schemas, &options,
			  settings->schema, err)
		    : load_map(settings, &options, run, err);
	free(copy);
	free(list);
	return code;
}

static enum lm_code
read_paths(struct settings *settings, struct lm_err *err)
{
	enum lm_code code =
	    read_path("--field", settings->field, &settings->field_path, err);

	if (code == LM_OK)
		code = read_path("--task", settings->task, &settings->task_path,
		    err);
	if (code == LM_OK)
		code = read_path("--by", settings->by, &settings->by_path, err);
	return code;
}

enum lm_code
settings_apply(struct settings *settings, struct lm_filter_run *run,
    struct lm_err *err)
{
	enum lm_code code = check_modes(settings, run, err);

	if (code == LM_OK)
		code = check_field(settings, err);
	if (code == LM_OK)
		code = read_paths(settings, err);
	if (code == LM_OK)
		code = read_repairs(settings, err);
	if (code == LM_OK)
		code = read_gate(settings, run, err);
	if (code == LM_OK)
		code = settings_check_files(settings, run, err);
	if (code == LM_OK)
		code = tally_init(&settings->tally, N_KEYWORDS, err);
	if (code == LM_OK)
		code = load_schemas(settings, run, err);
	if (code == LM_OK)
		code = settings_check_schemas(settings, run, err);
	if (code == LM_OK && settings->invalid != NULL)
		code = lm_writer_open(settings->invalid, LM_WRITER_PRIVATE,
		    &settings->invalid_to, err);
	run->aggregates = settings->has_check;
	return code;
}

void
settings_free(struct settings *settings)
{
	lm_path_free(&settings->field_path);
	lm_path_free(&settings->task_path);
	lm_path_free(&settings->by_path);
	map_free(&settings->map);
	schemas_free(&settings->schemas);
	tally_free(&settings->tally);
	lm_writer_close(settings->invalid_to);
}
