#include "lm/schema_scan.h"

#include "lm/uri.h"

#define UNTIL_7 (LM_SINCE_4 | LM_SINCE_6 | LM_SINCE_7)
#define FROM_2019 (LM_SINCE_2019 | LM_SINCE_2020)

/* A site as it is visited: the values of all keywords of any draft. */
struct visit {
	struct lm_source *source;
	uint32_t site;
	yyjson_val *vals[LM_SCHEMA_N_KEYS]; /* NULL: it is not there */
	struct lm_dialect dialect;
	struct lm_err *err;
};

static bool
has_string(const struct visit *visit, enum lm_schema_key key)
{
	return yyjson_is_str(visit->vals[key]);
}

static const struct lm_schema_doc *
doc_of(const struct lm_source *source, uint32_t site)
{
	return source->docs[source->sites[site].doc];
}

/* Where a keyword of draft 4 to 7 stands beside $ref, it is not there. */
static bool
is_hidden(const struct visit *visit)
{
	return (visit->dialect.draft & UNTIL_7) != 0 &&
	    has_string(visit, LM_KEY_REF);
}

/* "uri#name" -> site; a name that is there already is a mistake. */
static enum lm_code
add_anchor(struct lm_source *source, uint32_t site, yyjson_val *val,
    struct lm_span name, struct lm_err *err)
{
	struct lm_span uri =
	    source->resources[source->sites[site].resource].uri;
	struct lm_buf text = {0};
	enum lm_code code = lm_buf_span(&text, uri, err);
	char *kept = NULL;
	uint32_t known;

	if (code == LM_OK)
		code = lm_buf_byte(&text, '#', err);
	if (code == LM_OK)
		code = lm_buf_span(&text, name, err);
	if (code == LM_OK) {
		kept = lm_source_keep(source, lm_buf_view(&text));
		code = kept == NULL ? lm_err_nomem(err) : LM_OK;
	}
	if (code != LM_OK)
		goto out;
	known = lm_schema_index_find(&source->by_anchor, lm_buf_view(&text));
	if (known != LM_NONE && known != site && !source->options->lenient) {
		(void)lm_err_set(err, LM_MALFORMED,
		    "the anchor \"%.100s\" is there twice", kept);
		code = lm_source_at(doc_of(source, site), val, err);
		goto out;
	}
	code = lm_schema_index_add(&source->by_anchor, lm_span(kept, text.len),
	    site, err);
out:
	lm_buf_free(&text);
	return code;
}

/* The site begins a resource of this URI. */
static enum lm_code
begin_resource(struct lm_source *source, uint32_t site, yyjson_val *val,
    struct lm_span uri, const struct lm_dialect *dialect, struct lm_err *err)
{
	char *kept = lm_source_keep(source, uri);
	struct lm_resource resource = {.dialect = *dialect, .site = site};
	uint32_t known = lm_schema_index_find(&source->by_uri, uri);
	enum lm_code code;

	if (kept == NULL)
		return lm_err_nomem(err);
	resource.uri = lm_span(kept, uri.len);
	if (known != LM_NONE && source->resources[known].site != site &&
	    !source->options->lenient) {
		(void)lm_err_set(err, LM_MALFORMED,
		    "two schemas have the id \"%.200s\"", kept);
		return lm_source_at(doc_of(source, site), val, err);
	}
	code = lm_source_add_resource(source, &resource, err);
	if (code != LM_OK)
		return code;
	source->sites[site].resource = source->n_resources - 1;
	return lm_schema_index_add(&source->by_uri, resource.uri,
	    source->n_resources - 1, err);
}

/* The site's id: a resource of its own, or (drafts 4 to 7) an anchor. */
static enum lm_code
read_id(const struct visit *visit, struct lm_span base)
{
	yyjson_val *id =
	    visit->vals[visit->dialect.draft == LM_SINCE_4 ? LM_KEY_ID
							   : LM_KEY_DOLLAR_ID];
	struct lm_span whole;
	struct lm_buf uri = {0};
	struct lm_uri parts;
	enum lm_code code = LM_OK;

	if (!yyjson_is_str(id) || is_hidden(visit))
		return LM_OK;
	whole = lm_record_text(id);
	parts = lm_uri_split(whole);
	if (parts.has_fragment)
		whole.len -= parts.fragment.len + 1;
	if (whole.len > 0 || !parts.has_fragment) {
		code = lm_uri_resolve(base, whole, &uri, visit->err);
		if (code == LM_OK)
			code = begin_resource(visit->source, visit->site, id,
			    lm_buf_view(&uri), &visit->dialect, visit->err);
	}
	if (code == LM_OK && parts.fragment.len > 0 &&
	    (visit->dialect.draft & UNTIL_7) != 0)
		code = add_anchor(visit->source, visit->site, id,
		    parts.fragment, visit->err);
	lm_buf_free(&uri);
	return code;
}

/* A place that a dynamic reference may lead to, by its name. */
static enum lm_code
add_dynamic(const struct visit *visit, struct lm_span name)
{
	const struct lm_dynamic dynamic = {.name = name,
	    .site = visit->site,
	    .resource = visit->source->sites[visit->site].resource};

	return lm_source_add_dynamic(visit->source, &dynamic, visit->err);
}

static enum lm_code
read_recursive(const struct visit *visit)
{
	const struct lm_source *source = visit->source;
	uint32_t resource = source->sites[visit->site].resource;

	if (source->resources[resource].site != visit->site ||
	    !yyjson_is_true(visit->vals[LM_KEY_RECURSIVE_ANCHOR]))
		return LM_OK;
	return add_dynamic(visit, lm_span(NULL, 0));
}

static enum lm_code
read_anchors(const struct visit *visit)
{
	yyjson_val *anchor = visit->vals[LM_KEY_ANCHOR];
	yyjson_val *dynamic = visit->vals[LM_KEY_DYNAMIC_ANCHOR];
	unsigned draft = visit->dialect.draft;
	enum lm_code code = LM_OK;

	if (draft == LM_SINCE_2019)
		code = read_recursive(visit);
	if (code == LM_OK && (draft & FROM_2019) != 0 && yyjson_is_str(anchor))
		code = add_anchor(visit->source, visit->site, anchor,
		    lm_record_text(anchor), visit->err);
	if (code != LM_OK || draft != LM_SINCE_2020 || !yyjson_is_str(dynamic))
		return code;
	code = add_dynamic(visit, lm_record_text(dynamic));
	return code == LM_OK ? add_anchor(visit->source, visit->site, dynamic,
				   lm_record_text(dynamic), visit->err)
			     : code;
}

/* What a member of a schema holds is a schema, too. */
static enum lm_code
add_child(struct lm_source *source, uint32_t parent, enum lm_schema_key key,
    yyjson_val *name, uint32_t index, yyjson_val *val, struct lm_err *err)
{
	const struct lm_site site = {.val = val,
	    .doc = source->sites[parent].doc,
	    .resource = source->sites[parent].resource,
	    .parent = parent,
	    .key = key,
	    .name = name,
	    .index = index,
	    .node = LM_NONE};
	uint32_t number;

	/* A reference may have led here before. */
	if (lm_source_site(source, val) != LM_NONE)
		return LM_OK;
	return lm_source_add_site(source, &site, &number, err);
}

static enum lm_code
add_list(struct lm_source *source, uint32_t parent, enum lm_schema_key key,
    yyjson_val *list, struct lm_err *err)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(list);
	yyjson_val *val;
	uint32_t i = 0;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (val = yyjson_arr_iter_next(&iter)) != NULL)
		code = add_child(source, parent, key, NULL, i++, val, err);
	return code;
}

/* Of an object of schemas; mixed: what is an array is none. */
static enum lm_code
add_map(struct lm_source *source, uint32_t parent, enum lm_schema_key key,
    yyjson_val *map, bool mixed, struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(map);
	yyjson_val *name;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (name = yyjson_obj_iter_next(&iter)) != NULL) {
		yyjson_val *val = yyjson_obj_iter_get_val(name);

		if (!mixed || !yyjson_is_arr(val))
			code = add_child(source, parent, key, name, LM_NONE,
			    val, err);
	}
	return code;
}

static enum lm_code
add_children(struct lm_source *source, uint32_t parent, enum lm_schema_key key,
    yyjson_val *val, struct lm_err *err)
{
	switch (lm_schema_keywords[key].shape) {
	case LM_SHAPE_NONE:
		return LM_OK;
	case LM_SHAPE_SCHEMA:
		return add_child(source, parent, key, NULL, LM_NONE, val, err);
	case LM_SHAPE_LIST:
		return add_list(source, parent, key, val, err);
	case LM_SHAPE_MAP:
		return add_map(source, parent, key, val, false, err);
	case LM_SHAPE_MIXED:
		return add_map(source, parent, key, val, true, err);
	case LM_SHAPE_ITEMS:
		return yyjson_is_arr(val)
		    ? add_list(source, parent, key, val, err)
		    : add_child(source, parent, key, NULL, LM_NONE, val, err);
	}
	return LM_OK;
}

static enum lm_code
visit_children(const struct visit *visit)
{
	bool hidden = is_hidden(visit);
	enum lm_code code = LM_OK;

	for (enum lm_schema_key key = 0;
	     code == LM_OK && key < LM_SCHEMA_N_KEYS; key++) {
		const struct lm_schema_keyword *keyword =
		    &lm_schema_keywords[key];

		if (visit->vals[key] != NULL &&
		    (keyword->drafts & visit->dialect.draft) != 0 &&
		    (keyword->vocabularies & visit->dialect.vocabularies) !=
			0 &&
		    (!hidden || key == LM_KEY_DEFINITIONS))
			code = add_children(visit->source, visit->site, key,
			    visit->vals[key], visit->err);
	}
	return code;
}

/* The dialect of a site that says one itself; else it is as it was. */
static enum lm_code
read_dialect(struct visit *visit)
{
	struct lm_source *source = visit->source;

	if (!has_string(visit, LM_KEY_SCHEMA) ||
	    (source->sites[visit->site].parent != LM_NONE &&
		!has_string(visit, LM_KEY_DOLLAR_ID) &&
		!has_string(visit, LM_KEY_ID)))
		return LM_OK;
	return lm_source_dialect(source, doc_of(source, visit->site),
	    visit->vals[LM_KEY_SCHEMA], &visit->dialect, visit->err);
}

static enum lm_code
visit_object(struct visit *visit)
{
	const struct lm_source *source = visit->source;
	const struct lm_resource *resource =
	    &source->resources[source->sites[visit->site].resource];
	struct lm_span base = resource->uri;
	enum lm_code code;

	visit->dialect = resource->dialect;
	lm_schema_members(source->sites[visit->site].val, ~0U, ~0U,
	    visit->vals);
	code = read_dialect(visit);
	if (code == LM_OK)
		code = read_id(visit, base);
	if (code == LM_OK)
		code = read_anchors(visit);
	return code == LM_OK ? visit_children(visit) : code;
}

static enum lm_code
visit_site(struct lm_source *source, uint32_t site, struct lm_err *err)
{
	struct visit visit = {.source = source, .site = site, .err = err};
	yyjson_val *val = source->sites[site].val;

	if (yyjson_is_obj(val))
		return visit_object(&visit);
	if (yyjson_is_bool(val))
		return LM_OK;
	(void)lm_err_set(err, LM_MALFORMED,
	    "expected a schema: an object, true or false");
	return lm_source_at(doc_of(source, site), val, err);
}

/* What a visit adds is visited after it. */
static enum lm_code
visit_from(struct lm_source *source, uint32_t first, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (uint32_t i = first; code == LM_OK && i < source->n_sites; i++)
		code = visit_site(source, i, err);
	return code;
}

enum lm_code
lm_source_scan(struct lm_source *source, yyjson_val *val, uint32_t parent,
    struct lm_span pointer, uint32_t *site, struct lm_err *err)
{
	char *kept = lm_source_keep(source, pointer);
	const struct lm_site added = {.val = val,
	    .doc = source->sites[parent].doc,
	    .resource = source->sites[parent].resource,
	    .parent = parent,
	    .index = LM_NONE,
	    .pointer = {kept, pointer.len},
	    .node = LM_NONE};
	enum lm_code code;

	if (kept == NULL)
		return lm_err_nomem(err);
	code = lm_source_add_site(source, &added, site, err);
	return code == LM_OK ? visit_from(source, *site, err) : code;
}

/* The root's resource comes first, so that all below it has one. */
enum lm_code
lm_source_scan_doc(struct lm_source *source, uint32_t number,
    struct lm_span uri, struct lm_err *err)
{
	struct lm_schema_doc *doc = source->docs[number];
	const struct lm_site site = {.val = doc->record.root,
	    .doc = number,
	    .resource = source->n_resources,
	    .parent = LM_NONE,
	    .index = LM_NONE,
	    .node = LM_NONE};
	struct visit visit = {.source = source, .err = err};
	enum lm_code code = lm_source_add_site(source, &site, &doc->root, err);

	if (code == LM_OK)
		code =
		    lm_source_dialect(source, doc, NULL, &visit.dialect, err);
	if (code == LM_OK && yyjson_is_obj(site.val)) {
		visit.site = doc->root;
		lm_schema_members(site.val, ~0U, ~0U, visit.vals);
		code = read_dialect(&visit);
	}
	if (code == LM_OK)
		code = begin_resource(source, doc->root, site.val, uri,
		    &visit.dialect, err);
	return code == LM_OK ? visit_from(source, doc->root, err) : code;
}
