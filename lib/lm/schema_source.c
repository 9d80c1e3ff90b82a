#include "lm/schema_source.h"

#include <stdlib.h>

#include "lm/schema_scan.h"

/* The place that val's own bytes are looked up by. */
static struct lm_span
key_of(yyjson_val *const *val)
{
	return lm_span((const char *)val, sizeof(*val));
}

static void
doc_free(struct lm_schema_doc *doc)
{
	if (doc == NULL)
		return;
	lm_buf_free(&doc->text);
	lm_parser_free(doc->parser);
	free(doc);
}

void
lm_source_free(struct lm_source *source)
{
	for (uint32_t i = 0; i < source->n_docs; i++)
		doc_free(source->docs[i]);
	free(source->docs);
	free(source->sites);
	free(source->resources);
	free(source->dynamics);
	lm_schema_index_free(&source->by_uri);
	lm_schema_index_free(&source->by_anchor);
	lm_schema_index_free(&source->by_val);
	lm_schema_index_free(&source->by_member);
	lm_arena_free(&source->arena);
	*source = (struct lm_source){0};
}

char *
lm_source_keep(struct lm_source *source, struct lm_span text)
{
	char *copy = lm_arena_array(&source->arena, text.len + 1, 1);

	if (copy != NULL && text.len > 0)
		memcpy(copy, text.ptr, text.len);
	return copy;
}

uint32_t
lm_source_site(const struct lm_source *source, yyjson_val *val)
{
	return lm_schema_index_find(&source->by_val, key_of(&val));
}

/* Line and column of an offset of a document. */
static void
line_of(struct lm_span text, size_t at, uint64_t *line, uint64_t *column)
{
	size_t start = at;

	while (start > 0 && text.ptr[start - 1] != '\n')
		start--;
	*line = 1 + lm_span_count(lm_span(text.ptr, start), '\n');
	*column = at - start + 1;
}

enum lm_code
lm_source_at(const struct lm_schema_doc *doc, yyjson_val *val,
    struct lm_err *err)
{
	uint64_t line, column;

	line_of(doc->record.src, lm_record_offset(&doc->record, val), &line,
	    &column);
	lm_err_at(err, doc->file == NULL ? "metaschema" : doc->file, line,
	    column);
	return err == NULL ? LM_MALFORMED : err->code;
}

/* Parse a document's text; what is not JSON has a place, too. */
static enum lm_code
parse(struct lm_schema_doc *doc, struct lm_err *err)
{
	struct lm_span text = lm_buf_view(&doc->text);
	struct lm_err why = {0};
	uint64_t line, column;
	enum lm_code code;

	if (text.len >= 3 && memcmp(text.ptr, "\xef\xbb\xbf", 3) == 0)
		text = lm_span(text.ptr + 3, text.len - 3);
	code = lm_parser_parse(doc->parser, text, &doc->record, &why);
	if (code == LM_OK)
		return LM_OK;
	line_of(text, why.column > 0 ? (size_t)why.column - 1 : 0, &line,
	    &column);
	(void)lm_err_set(err, code, "%s", why.message);
	lm_err_at(err, doc->file, line, column);
	return code;
}

/* Room for one more of what array holds. */
static enum lm_code
grow(void **array, uint32_t n, uint32_t *cap, size_t size, struct lm_err *err)
{
	size_t wanted = *cap == 0 ? 16 : 2 * (size_t)*cap;
	void *grown;

	if (n < *cap)
		return LM_OK;
	if (wanted >= UINT32_MAX)
		return lm_err_set(err, LM_LIMIT, "too many schemas");
	grown = realloc(*array, wanted * size);
	if (grown == NULL)
		return lm_err_nomem(err);
	*array = grown;
	*cap = (uint32_t)wanted;
	return LM_OK;
}

enum lm_code
lm_source_add_site(struct lm_source *source, const struct lm_site *site,
    uint32_t *number, struct lm_err *err)
{
	void *array = source->sites;
	yyjson_val **key;
	enum lm_code code = grow(&array, source->n_sites, &source->sites_cap,
	    sizeof(*source->sites), err);

	source->sites = array;
	if (code != LM_OK)
		return code;
	key = lm_arena_array(&source->arena, 1, sizeof(yyjson_val *));
	if (key == NULL)
		return lm_err_nomem(err);
	*key = site->val;
	*number = source->n_sites;
	source->sites[source->n_sites++] = *site;
	return lm_schema_index_add(&source->by_val, key_of(key), *number, err);
}

enum lm_code
lm_source_add_resource(struct lm_source *source,
    const struct lm_resource *resource, struct lm_err *err)
{
	void *array = source->resources;
	enum lm_code code = grow(&array, source->n_resources,
	    &source->resources_cap, sizeof(*source->resources), err);

	source->resources = array;
	if (code == LM_OK)
		source->resources[source->n_resources++] = *resource;
	return code;
}

enum lm_code
lm_source_add_dynamic(struct lm_source *source,
    const struct lm_dynamic *dynamic, struct lm_err *err)
{
	void *array = source->dynamics;
	enum lm_code code = grow(&array, source->n_dynamics,
	    &source->dynamics_cap, sizeof(*source->dynamics), err);

	source->dynamics = array;
	if (code == LM_OK)
		source->dynamics[source->n_dynamics++] = *dynamic;
	return code;
}

static enum lm_code
add_doc(struct lm_source *source, struct lm_schema_doc *doc, struct lm_err *err)
{
	void *array = source->docs;
	enum lm_code code = grow(&array, source->n_docs, &source->docs_cap,
	    sizeof(struct lm_schema_doc *), err);

	source->docs = array;
	if (code == LM_OK)
		source->docs[source->n_docs++] = doc;
	return code;
}

/* A document without its schemas. */
static enum lm_code
new_doc(struct lm_source *source, struct lm_buf *text, const char *file,
    struct lm_err *err)
{
	struct lm_schema_doc *doc = calloc(1, sizeof(*doc));
	enum lm_code code = LM_OK;

	if (doc == NULL)
		return lm_err_nomem(err);
	doc->text = *text;
	*text = (struct lm_buf){0};
	doc->parser = lm_parser_new();
	if (doc->parser == NULL)
		code = lm_err_nomem(err);
	if (code == LM_OK && file != NULL) {
		doc->file = lm_source_keep(source, lm_span_of(file));
		if (doc->file == NULL)
			code = lm_err_nomem(err);
	}
	if (code == LM_OK)
		code = parse(doc, err);
	if (code == LM_OK)
		code = add_doc(source, doc, err);
	if (code != LM_OK)
		doc_free(doc);
	return code;
}

enum lm_code
lm_source_add(struct lm_source *source, struct lm_buf *text, const char *file,
    struct lm_span uri, uint32_t *site, struct lm_err *err)
{
	enum lm_code code = new_doc(source, text, file, err);
	uint32_t number = source->n_docs - 1;

	lm_buf_free(text);
	if (code == LM_OK)
		code = lm_source_scan_doc(source, number, uri, err);
	if (code == LM_OK)
		*site = source->docs[number]->root;
	return code;
}

/* The tokens of a pointer from the resource's root, the last one first. */
static enum lm_code
add_step(const struct lm_site *site, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code;

	if (site->pointer.ptr != NULL)
		return lm_buf_span(out, site->pointer, err);
	code = lm_pointer_add(out,
	    lm_span_of(lm_schema_keywords[site->key].name), err);
	if (code == LM_OK && site->name != NULL)
		code = lm_pointer_add(out, lm_record_text(site->name), err);
	else if (code == LM_OK && site->index != LM_NONE)
		code = lm_buf_printf(out, err, "/%u", (unsigned)site->index);
	return code;
}

enum lm_code
lm_source_pointer(const struct lm_source *source, uint32_t site,
    struct lm_buf *out, struct lm_err *err)
{
	const struct lm_site *sites = source->sites;
	uint32_t path[LM_RECORD_MAX_DEPTH + 1], n = 0;
	uint32_t root = source->resources[sites[site].resource].site;
	enum lm_code code = LM_OK;

	for (uint32_t at = site;
	     at != LM_NONE && at != root && n <= LM_RECORD_MAX_DEPTH;
	     at = sites[at].parent)
		path[n++] = at;
	while (code == LM_OK && n > 0) {
		const struct lm_site *step = &sites[path[--n]];

		if (step->parent != LM_NONE)
			code = add_step(step, out, err);
	}
	return code;
}

enum lm_code
lm_pointer_add(struct lm_buf *out, struct lm_span name, struct lm_err *err)
{
	enum lm_code code = lm_buf_byte(out, '/', err);

	for (size_t i = 0; code == LM_OK && i < name.len; i++)
		if (name.ptr[i] == '~')
			code = lm_buf_text(out, "~0", err);
		else if (name.ptr[i] == '/')
			code = lm_buf_text(out, "~1", err);
		else
			code = lm_buf_byte(out, name.ptr[i], err);
	return code;
}
