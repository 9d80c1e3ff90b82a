#include "lm/schema.h"

#include <stdlib.h>

#include "lm/hash.h"
#include "lm/reader.h"
#include "lm/schema_compile.h"
#include "lm/schema_eval.h"

void
lm_schema_free(struct lm_schema *schema)
{
	if (schema == NULL)
		return;
	for (size_t i = 0; i < schema->n_regexes; i++)
		lm_regex_free(schema->regexes[i]);
	free(schema->regexes);
	free(schema->nodes);
	lm_arena_free(&schema->arena);
	lm_source_free(&schema->source);
	free(schema);
}

static struct lm_schema *
new_empty(const struct lm_schema_options *options)
{
	struct lm_schema *schema = calloc(1, sizeof(*schema));

	if (schema == NULL)
		return NULL;
	if (options != NULL)
		schema->options = *options;
	schema->source.options = &schema->options;
	return schema;
}

/* The schema of a dialect's metaschema, which is not checked itself. */
static enum lm_code
new_meta(const struct lm_schema_options *options, struct lm_span uri,
    struct lm_schema **out, struct lm_err *err)
{
	struct lm_schema_options loose = *options;
	struct lm_schema *schema;
	uint32_t resource = LM_NONE;
	enum lm_code code;

	/* A bad format is told better by what compiles it. */
	loose.lenient = loose.annotate_formats = true;
	loose.assert_content = false;
	schema = new_empty(&loose);
	if (schema == NULL)
		return lm_err_nomem(err);
	code = lm_source_find(&schema->source, uri, &resource, err);
	if (code == LM_OK && resource != LM_NONE)
		code = lm_schema_compile(schema,
		    schema->source.resources[resource].site, err);
	if (code != LM_OK || resource == LM_NONE) {
		lm_schema_free(schema);
		return code;
	}
	*out = schema;
	return LM_OK;
}

/* What the metaschema's first complaint says, and where. */
static enum lm_code
refuse_first(const struct lm_schema_doc *doc,
    const struct lm_schema_report *report, struct lm_err *err)
{
	const struct lm_schema_error *e = report->errors;
	const struct lm_schema_error *last = e + report->n_errors - 1;
	struct lm_span expected, got, at;

	/* The likely branch says more than that none matches. */
	while (e < last && e->key == LM_KEY_ANY_OF)
		e++;
	expected = lm_schema_text(report, e->expected);
	got = lm_schema_text(report, e->got);
	at = lm_schema_text(report, e->instance);

	(void)lm_err_set(err, LM_MALFORMED,
	    "no schema: at \"%.*s\" expected %.*s, got %.*s", (int)at.len,
	    at.ptr, (int)expected.len, expected.ptr, (int)got.len, got.ptr);
	return lm_source_at(doc, e->val, err);
}

/* A site's schema asked of its metaschema. */
static enum lm_code
ask_meta(const struct lm_schema *meta, const struct lm_source *source,
    uint32_t site, struct lm_err *err)
{
	yyjson_val *val = source->sites[site].val;
	struct lm_schema_checker *checker = lm_schema_checker_new();
	struct lm_schema_report report = {0};
	enum lm_schema_verdict verdict = LM_SCHEMA_VALID;
	enum lm_code code;

	if (checker == NULL)
		return lm_err_nomem(err);
	checker->source = source;
	checker->site = site;
	code = lm_schema_check(meta, checker, val, &verdict, err);
	if (code == LM_OK && verdict == LM_SCHEMA_INVALID)
		code = lm_schema_explain(meta, checker, val, &report, &verdict,
		    err);
	if (code == LM_OK && report.n_errors > 0)
		code = refuse_first(source->docs[source->sites[site].doc],
		    &report, err);
	lm_schema_report_free(&report);
	lm_schema_checker_free(checker);
	return code;
}

/* Whether a resource is a document, or has another dialect than what it is
 * in: those are checked by their own metaschemas. */
static bool
is_checked(const struct lm_source *source, uint32_t number)
{
	const struct lm_resource *resource = &source->resources[number];
	const struct lm_site *site = &source->sites[resource->site];
	uint32_t around;

	if (site->resource != number || resource->dialect.uri.len == 0 ||
	    source->docs[site->doc]->file == NULL)
		return false;
	if (site->parent == LM_NONE)
		return true;
	around = source->sites[site->parent].resource;
	return !lm_span_equal(resource->dialect.uri,
	    source->resources[around].dialect.uri);
}

/* Check all resources from *number on, which are those that came last. */
static enum lm_code
check_resources(const struct lm_schema *schema, uint32_t *number,
    struct lm_err *err)
{
	const struct lm_source *source = &schema->source;
	enum lm_code code = LM_OK;

	for (; code == LM_OK && *number < source->n_resources; ++*number) {
		const struct lm_resource *resource =
		    &source->resources[*number];
		struct lm_schema *meta = NULL;

		if (!is_checked(source, *number))
			continue;
		code = new_meta(&schema->options, resource->dialect.uri, &meta,
		    err);
		if (code == LM_OK && meta != NULL)
			code = ask_meta(meta, source, resource->site, err);
		lm_schema_free(meta);
	}
	return code;
}

static enum lm_code
build(struct lm_schema *schema, struct lm_buf *text, const char *file,
    struct lm_err *err)
{
	uint32_t site, n_checked = 0;
	enum lm_code code = lm_source_add(&schema->source, text, file,
	    lm_span("", 0), &site, err);

	if (code == LM_OK)
		code = check_resources(schema, &n_checked, err);
	if (code == LM_OK)
		code = lm_schema_compile(schema, site, err);
	/* Those that it refers to. */
	if (code == LM_OK)
		code = check_resources(schema, &n_checked, err);
	/* What was borrowed for the call is not used any more. */
	schema->options.resolve = NULL;
	schema->options.n_resolve = 0;
	return code;
}

/* text is taken over. */
static enum lm_code
new_of(const struct lm_schema_options *options, struct lm_buf *text,
    const char *file, struct lm_schema **out, struct lm_err *err)
{
	struct lm_schema *schema = new_empty(options);
	enum lm_code code =
	    schema == NULL ? lm_err_nomem(err) : build(schema, text, file, err);

	lm_buf_free(text);
	if (code != LM_OK) {
		lm_schema_free(schema);
		schema = NULL;
	}
	*out = schema;
	return code;
}

enum lm_code
lm_schema_new(const struct lm_schema_options *options, struct lm_span text,
    const char *file, struct lm_schema **out, struct lm_err *err)
{
	struct lm_buf copy = {0};
	enum lm_code code = lm_buf_span(&copy, text, err);

	*out = NULL;
	return code == LM_OK ? new_of(options, &copy, file, out, err) : code;
}

enum lm_code
lm_schema_load(const struct lm_schema_options *options, const char *path,
    struct lm_schema **out, struct lm_err *err)
{
	struct lm_buf text = {0};
	enum lm_code code =
	    lm_reader_slurp(path, LM_SCHEMA_MAX_BYTES, &text, err);

	*out = NULL;
	if (code == LM_OK)
		return new_of(options, &text, path, out, err);
	lm_buf_free(&text);
	return code;
}

uint64_t
lm_schema_fingerprint(const struct lm_schema *schema)
{
	const struct lm_source *source = &schema->source;
	uint64_t hash = 0;

	for (uint32_t i = 0; i < source->n_docs; i++)
		if (source->docs[i]->file != NULL) {
			uint64_t one = lm_hash(source->docs[i]->record.src);

			hash = hash == 0 ? one
					 : (hash ^ one) * 0x9e3779b97f4a7c15U;
		}
	return hash;
}

const char *
lm_schema_next_file(const struct lm_schema *schema, size_t *place)
{
	const struct lm_source *source = &schema->source;

	while (*place < source->n_docs) {
		const char *file = source->docs[(*place)++]->file;

		if (file != NULL)
			return file;
	}
	return NULL;
}
