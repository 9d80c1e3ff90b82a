#include "lm/schema_scan.h"
#include "lm/uri.h"

/* Objects with more members are put into an index. */
#define FEW_MEMBERS 16

/* A reference as it is followed. */
struct reference {
	struct lm_source *source;
	const struct lm_schema_doc *doc; /* it stands in */
	yyjson_val *val;
	uint32_t resource;	 /* it leads to */
	struct lm_span fragment; /* unescaped */
};

static enum lm_code
leads_nowhere(const struct reference *ref, const char *why, struct lm_err *err)
{
	(void)lm_err_set(err, LM_MALFORMED,
	    "the reference \"%.*s\" leads nowhere: %s",
	    (int)yyjson_get_len(ref->val), yyjson_get_str(ref->val), why);
	return lm_source_at(ref->doc, ref->val, err);
}

/* One token of a JSON pointer, unescaped (RFC 6901 §4). */
static enum lm_code
read_token(struct lm_span token, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	out->len = 0;
	for (size_t i = 0; code == LM_OK && i < token.len; i++) {
		char byte = token.ptr[i];

		if (byte == '~' && i + 1 < token.len &&
		    (token.ptr[i + 1] == '0' || token.ptr[i + 1] == '1'))
			byte = token.ptr[++i] == '0' ? '~' : '/';
		code = lm_buf_byte(out, byte, err);
	}
	return code;
}

/* The element of an array that a token names; NULL: none. */
static yyjson_val *
element(yyjson_val *array, struct lm_span token)
{
	size_t index = 0;

	if (token.len == 0 || token.len > 9 ||
	    (token.len > 1 && token.ptr[0] == '0'))
		return NULL;
	for (size_t i = 0; i < token.len; i++) {
		if (token.ptr[i] < '0' || token.ptr[i] > '9')
			return NULL;
		index = index * 10 + (size_t)(token.ptr[i] - '0');
	}
	return yyjson_arr_get(array, index);
}

/* "pointer's bytes, name": a name in an object, in key. */
static enum lm_code
member_key(yyjson_val *object, struct lm_span name, struct lm_buf *key,
    struct lm_err *err)
{
	enum lm_code code;

	key->len = 0;
	code = lm_buf_append(key, (const char *)&object, sizeof(object), err);
	return code == LM_OK ? lm_buf_span(key, name, err) : code;
}

/* Put all members into the index.  Where a name is there twice, which only
 * --lenient lets pass, the first one is met. */
static enum lm_code
index_members(struct lm_source *source, yyjson_val *root, yyjson_val *object,
    struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(object);
	struct lm_buf key = {0};
	yyjson_val *name, *val;
	enum lm_code code = LM_OK;

	while (code == LM_OK && (name = yyjson_obj_iter_next(&iter)) != NULL) {
		char *kept;

		code = member_key(object, lm_record_text(name), &key, err);
		if (code != LM_OK)
			break;
		kept = lm_source_keep(source, lm_buf_view(&key));
		val = yyjson_obj_iter_get_val(name);
		code = kept == NULL
		    ? lm_err_nomem(err)
		    : lm_schema_index_add(&source->by_member,
			  lm_span(kept, key.len), (uint32_t)(val - root), err);
	}
	lm_buf_free(&key);
	return code;
}

/* A member of an object with many: a reference after the other leads there. */
static enum lm_code
find_member(struct lm_source *source, yyjson_val *root, yyjson_val *object,
    struct lm_span name, yyjson_val **out, struct lm_err *err)
{
	struct lm_buf key = {0};
	yyjson_val *first = unsafe_yyjson_get_first(object);
	uint32_t found = LM_NONE;
	enum lm_code code =
	    member_key(object, lm_record_text(first), &key, err);

	if (code == LM_OK &&
	    lm_schema_index_find(&source->by_member, lm_buf_view(&key)) ==
		LM_NONE)
		code = index_members(source, root, object, err);
	if (code == LM_OK)
		code = member_key(object, name, &key, err);
	if (code == LM_OK)
		found =
		    lm_schema_index_find(&source->by_member, lm_buf_view(&key));
	*out = found == LM_NONE ? NULL : root + found;
	lm_buf_free(&key);
	return code;
}

/* What a token leads to; NULL: nothing. */
static enum lm_code
step(const struct reference *ref, yyjson_val *val, struct lm_span token,
    yyjson_val **out, struct lm_err *err)
{
	struct lm_source *source = ref->source;
	const struct lm_site *site =
	    &source->sites[source->resources[ref->resource].site];

	*out = NULL;
	if (yyjson_is_arr(val))
		*out = element(val, token);
	else if (yyjson_obj_size(val) > FEW_MEMBERS)
		return find_member(source, source->docs[site->doc]->record.root,
		    val, token, out, err);
	else if (!lm_record_find(val, token, NULL, out))
		*out = NULL;
	return LM_OK;
}

/*
 * Follow a pointer.  What it leads to may stand where no schema was looked for,
 * as below an unknown keyword; then it is one now, with the base of the nearest
 * schema around it.
 */
static enum lm_code
follow(const struct reference *ref, uint32_t *target, struct lm_err *err)
{
	struct lm_source *source = ref->source;
	struct lm_span left = ref->fragment;
	uint32_t around = source->resources[ref->resource].site, here;
	yyjson_val *val = source->sites[around].val;
	struct lm_buf token = {0};
	size_t from = 0, at = 0;
	enum lm_code code = LM_OK;

	here = around;
	while (at < left.len) {
		size_t end = at + 1;

		while (end < left.len && left.ptr[end] != '/')
			end++;
		code = read_token(lm_span(left.ptr + at + 1, end - at - 1),
		    &token, err);
		if (code != LM_OK)
			goto out;
		code = step(ref, val, lm_buf_view(&token), &val, err);
		if (code == LM_OK && val == NULL)
			code =
			    leads_nowhere(ref, "there is no such member", err);
		if (code != LM_OK)
			goto out;
		at = end;
		here = lm_source_site(source, val);
		if (here != LM_NONE) {
			around = here;
			from = at;
		}
	}
	if (here == LM_NONE)
		code = lm_source_scan(source, val, around,
		    lm_span(left.ptr + from, left.len - from), target, err);
	else
		*target = here;
out:
	lm_buf_free(&token);
	return code;
}

/* A name given by $anchor and its kin. */
static enum lm_code
find_anchor(const struct reference *ref, uint32_t *target, struct lm_err *err)
{
	const struct lm_source *source = ref->source;
	struct lm_buf key = {0};
	enum lm_code code =
	    lm_buf_span(&key, source->resources[ref->resource].uri, err);

	if (code == LM_OK)
		code = lm_buf_byte(&key, '#', err);
	if (code == LM_OK)
		code = lm_buf_span(&key, ref->fragment, err);
	if (code == LM_OK) {
		*target =
		    lm_schema_index_find(&source->by_anchor, lm_buf_view(&key));
		if (*target == LM_NONE)
			code =
			    leads_nowhere(ref, "there is no such anchor", err);
	}
	lm_buf_free(&key);
	return code;
}

static bool
is_dynamic(const struct reference *ref, uint32_t target)
{
	for (uint32_t i = 0; i < ref->source->n_dynamics; i++)
		if (ref->source->dynamics[i].site == target &&
		    lm_span_equal(ref->source->dynamics[i].name, ref->fragment))
			return true;
	return false;
}

/* The resource of an absolute reference's URI. */
static enum lm_code
find_resource(struct reference *ref, struct lm_span uri, struct lm_err *err)
{
	enum lm_code code =
	    lm_source_find(ref->source, uri, &ref->resource, err);

	if (code == LM_MALFORMED && err != NULL && err->file[0] == '\0')
		return lm_source_at(ref->doc, ref->val, err);
	if (code != LM_OK || ref->resource != LM_NONE)
		return code;
	return leads_nowhere(ref,
	    lm_uri_split(uri).has_scheme
		? "nothing is fetched; --resolve PREFIX=DIR names where it is"
		: "no file is read unasked; --resolve =DIR names where it is",
	    err);
}

enum lm_code
lm_source_refer(struct lm_source *source, uint32_t from, yyjson_val *val,
    uint32_t *target, bool *dynamic, struct lm_err *err)
{
	const struct lm_site *site = &source->sites[from];
	struct reference ref = {.source = source,
	    .doc = source->docs[site->doc],
	    .val = val};
	struct lm_buf whole = {0}, fragment = {0};
	struct lm_uri parts;
	struct lm_span uri;
	enum lm_code code =
	    lm_uri_resolve(source->resources[site->resource].uri,
		lm_record_text(val), &whole, err);

	if (code != LM_OK)
		goto out;
	uri = lm_buf_view(&whole);
	parts = lm_uri_split(uri);
	if (parts.has_fragment)
		uri.len -= parts.fragment.len + 1;
	code = find_resource(&ref, uri, err);
	if (code != LM_OK)
		goto out;
	code = lm_uri_unescape(parts.fragment, &fragment, err);
	if (code != LM_OK) {
		code = leads_nowhere(&ref, "bad % in its fragment", err);
		goto out;
	}
	ref.fragment = lm_buf_view(&fragment);
	*target = source->resources[ref.resource].site;
	if (fragment.len > 0)
		code = fragment.ptr[0] == '/' ? follow(&ref, target, err)
					      : find_anchor(&ref, target, err);
	*dynamic = code == LM_OK && is_dynamic(&ref, *target);
out:
	lm_buf_free(&whole);
	lm_buf_free(&fragment);
	return code;
}
