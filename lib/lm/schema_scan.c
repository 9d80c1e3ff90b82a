#include "lm/schema_scan.h"

#include "lm/uri.h"

#define UNTIL_7 (LM_SINCE_4 | LM_SINCE_6 | LM_SINCE_7)
#define FROM_2019 (LM_SINCE_2019 | LM_SINCE_2020)

bool
lm_schema_string(yyjson_val *object, const char *name, yyjson_val **val)
{
	return lm_record_find(object, lm_span_of(name), NULL, val) &&
	    yyjson_is_str(*val);
}

static const struct lm_schema_doc *
doc_of(const struct lm_source *source, uint32_t site)
{
	return source->docs[source->sites[site].doc];
}

/* Where a keyword of draft 4 to 7 stands beside $ref, it is not there. */
static bool
is_hidden(yyjson_val *val, unsigned draft)
{
	yyjson_val *ref;

	return (draft & UNTIL_7) != 0 && lm_schema_string(val, "$ref", &ref);
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
read_id(struct lm_source *source, uint32_t site, struct lm_span base,
    const struct lm_dialect *dialect, struct lm_err *err)
{
	yyjson_val *object = source->sites[site].val, *id;
	struct lm_buf uri = {0};
	struct lm_uri parts;
	enum lm_code code = LM_OK;

	if (is_hidden(object, dialect->draft) ||
	    !lm_schema_string(object,
		dialect->draft == LM_SINCE_4 ? "id" : "$id", &id))
		return LM_OK;
	parts = lm_uri_split(lm_record_text(id));
	if (parts.fragment.ptr == NULL || lm_record_text(id).ptr[0] != '#') {
		struct lm_span whole = lm_record_text(id);

		if (parts.has_fragment)
			whole.len -= parts.fragment.len + 1;
		code = lm_uri_resolve(base, whole, &uri, err);
		if (code == LM_OK)
			code = begin_resource(source, site, id,
			    lm_buf_view(&uri), dialect, err);
	}
	if (code == LM_OK && parts.has_fragment && parts.fragment.len > 0 &&
	    (dialect->draft & UNTIL_7) != 0)
		code = add_anchor(source, site, id, parts.fragment, err);
	lm_buf_free(&uri);
	return code;
}

static enum lm_code
read_dynamic(struct lm_source *source, uint32_t site, struct lm_err *err)
{
	struct lm_dynamic dynamic = {.site = site,
	    .resource = source->sites[site].resource};
	yyjson_val *name;
	enum lm_code code;

	if (!lm_schema_string(source->sites[site].val, "$dynamicAnchor", &name))
		return LM_OK;
	dynamic.name = lm_record_text(name);
	code = lm_source_add_dynamic(source, &dynamic, err);
	return code == LM_OK ? add_anchor(source, site, name, dynamic.name, err)
			     : code;
}

static enum lm_code
read_anchors(struct lm_source *source, uint32_t site, unsigned draft,
    struct lm_err *err)
{
	const struct lm_site *at = &source->sites[site];
	struct lm_resource *resource = &source->resources[at->resource];
	yyjson_val *val;
	enum lm_code code = LM_OK;

	if (draft == LM_SINCE_2019 && resource->site == site &&
	    lm_record_find(at->val, lm_span_of("$recursiveAnchor"), NULL,
		&val) &&
	    yyjson_is_true(val)) {
		struct lm_dynamic dynamic = {.site = site,
		    .resource = at->resource};

		resource->is_recursive = true;
		code = lm_source_add_dynamic(source, &dynamic, err);
	}
	if (code == LM_OK && (draft & FROM_2019) != 0 &&
	    lm_schema_string(source->sites[site].val, "$anchor", &val))
		code = add_anchor(source, site, val, lm_record_text(val), err);
	if (code == LM_OK && draft == LM_SINCE_2020)
		code = read_dynamic(source, site, err);
	return code;
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
visit_members(struct lm_source *source, uint32_t site, struct lm_err *err)
{
	const struct lm_site *at = &source->sites[site];
	const struct lm_dialect dialect =
	    source->resources[at->resource].dialect;
	bool hidden = is_hidden(at->val, dialect.draft);
	yyjson_obj_iter iter = yyjson_obj_iter_with(at->val);
	yyjson_val *name;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (name = yyjson_obj_iter_next(&iter)) != NULL) {
		enum lm_schema_key key =
		    lm_schema_key_find(lm_record_text(name), dialect.draft,
			dialect.vocabularies);

		if (key != LM_SCHEMA_N_KEYS &&
		    (!hidden || key == LM_KEY_DEFINITIONS))
			code = add_children(source, site, key,
			    yyjson_obj_iter_get_val(name), err);
	}
	return code;
}

/* The dialect of a site that says one itself; else it is as it was. */
static enum lm_code
read_dialect(struct lm_source *source, uint32_t site, struct lm_dialect *out,
    struct lm_err *err)
{
	yyjson_val *object = source->sites[site].val, *schema, *id;

	if (!lm_schema_string(object, "$schema", &schema) ||
	    (source->sites[site].parent != LM_NONE &&
		!lm_schema_string(object, "$id", &id) &&
		!lm_schema_string(object, "id", &id)))
		return LM_OK;
	return lm_source_dialect(source, doc_of(source, site), schema, out,
	    err);
}

static enum lm_code
visit(struct lm_source *source, uint32_t site, struct lm_err *err)
{
	const struct lm_resource *resource =
	    &source->resources[source->sites[site].resource];
	struct lm_dialect dialect = resource->dialect;
	struct lm_span base = resource->uri;
	enum lm_code code;

	if (!yyjson_is_obj(source->sites[site].val)) {
		if (yyjson_is_bool(source->sites[site].val))
			return LM_OK;
		(void)lm_err_set(err, LM_MALFORMED,
		    "expected a schema: an object, true or false");
		return lm_source_at(doc_of(source, site),
		    source->sites[site].val, err);
	}
	code = read_dialect(source, site, &dialect, err);
	if (code == LM_OK)
		code = read_id(source, site, base, &dialect, err);
	if (code == LM_OK)
		code = read_anchors(source, site, dialect.draft, err);
	return code == LM_OK ? visit_members(source, site, err) : code;
}

/* What a visit adds is visited after it. */
static enum lm_code
visit_from(struct lm_source *source, uint32_t first, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (uint32_t i = first; code == LM_OK && i < source->n_sites; i++)
		code = visit(source, i, err);
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
	struct lm_dialect dialect;
	enum lm_code code = lm_source_add_site(source, &site, &doc->root, err);

	if (code == LM_OK)
		code = lm_source_dialect(source, doc, NULL, &dialect, err);
	if (code == LM_OK)
		code = read_dialect(source, doc->root, &dialect, err);
	if (code == LM_OK)
		code = begin_resource(source, doc->root, site.val, uri,
		    &dialect, err);
	return code == LM_OK ? visit_from(source, doc->root, err) : code;
}
