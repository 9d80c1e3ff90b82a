#include "lm/schema_compile.h"

/* A plain reference to the schema that val names. */
static enum lm_code
read_ref(const struct lm_making *making, yyjson_val *val, uint32_t *node,
    uint32_t *target, bool *is_dynamic)
{
	enum lm_code code;

	if (!yyjson_is_str(val))
		return lm_making_wrong(making, val, "a reference");
	code = lm_source_refer(&making->schema->source, making->site, val,
	    target, is_dynamic, making->err);
	return code == LM_OK ? lm_making_site(making, *target, node) : code;
}

enum lm_code
lm_making_dynamics(const struct lm_making *making, struct lm_dynamic_ref *ref)
{
	const struct lm_source *source = &making->schema->source;
	uint32_t *resources =
	    lm_making_array(making, source->n_dynamics, sizeof(*resources));
	uint32_t *nodes =
	    lm_making_array(making, source->n_dynamics, sizeof(*nodes));
	enum lm_code code =
	    resources == NULL || nodes == NULL ? LM_NOMEM : LM_OK;

	ref->n = 0;
	for (uint32_t i = 0; code == LM_OK && i < source->n_dynamics; i++) {
		const struct lm_dynamic *dynamic = &source->dynamics[i];

		if (!lm_span_equal(dynamic->name, ref->name))
			continue;
		resources[ref->n] = dynamic->resource;
		code = lm_making_site(making, dynamic->site, &nodes[ref->n]);
		ref->n++;
	}
	ref->resources = resources;
	ref->nodes = nodes;
	return code;
}

/* The name of what a dynamic reference leads to: its fragment. */
static struct lm_span
fragment_of(yyjson_val *val)
{
	struct lm_span text = lm_record_text(val);
	const char *hash =
	    text.len == 0 ? NULL : memchr(text.ptr, '#', text.len);

	if (hash == NULL)
		return lm_span(NULL, 0);
	return lm_span(hash + 1, (size_t)(text.ptr + text.len - (hash + 1)));
}

static enum lm_code
read_dynamic(const struct lm_making *making, enum lm_schema_key key,
    const struct lm_dynamic_ref **out)
{
	struct lm_dynamic_ref *ref;
	bool is_dynamic = false;
	uint32_t target;
	yyjson_val *val;
	enum lm_code code;

	if (!lm_making_has(making, key, &val))
		return LM_OK;
	ref = lm_making_array(making, 1, sizeof(*ref));
	if (ref == NULL)
		return LM_NOMEM;
	code = read_ref(making, val, &ref->initial, &target, &is_dynamic);
	*out = ref;
	if (code != LM_OK || !is_dynamic)
		return code;
	ref->name = fragment_of(val);
	ref->next = making->schema->dynamics;
	making->schema->dynamics = ref;
	return LM_OK;
}

static enum lm_code
read_if(const struct lm_making *making, struct lm_applied *applied)
{
	enum lm_code code = lm_making_one(making, LM_KEY_IF, &applied->if_);

	if (code != LM_OK || applied->if_ == LM_NONE)
		return code;
	code = lm_making_one(making, LM_KEY_THEN, &applied->then);
	return code == LM_OK
	    ? lm_making_one(making, LM_KEY_ELSE, &applied->else_)
	    : code;
}

static bool
asks_nothing(const struct lm_applied *applied)
{
	return applied->ref == LM_NONE && applied->dynamic == NULL &&
	    applied->recursive == NULL && applied->all.n == 0 &&
	    applied->any.list == NULL && applied->one.list == NULL &&
	    applied->not == LM_NONE && applied->if_ == LM_NONE;
}

static enum lm_code
read_references(const struct lm_making *making, struct lm_applied *applied)
{
	bool is_dynamic;
	uint32_t target;
	yyjson_val *val;
	enum lm_code code = LM_OK;

	if (lm_making_has(making, LM_KEY_REF, &val))
		code =
		    read_ref(making, val, &applied->ref, &target, &is_dynamic);
	if (code == LM_OK)
		code =
		    read_dynamic(making, LM_KEY_DYNAMIC_REF, &applied->dynamic);
	if (code == LM_OK && making->dialect.draft == LM_SINCE_2019)
		code = read_dynamic(making, LM_KEY_RECURSIVE_REF,
		    &applied->recursive);
	return code;
}

static enum lm_code
read_others(const struct lm_making *making, struct lm_applied *applied)
{
	enum lm_code code =
	    lm_making_nodes(making, LM_KEY_ALL_OF, &applied->all);

	if (code == LM_OK)
		code = lm_making_nodes(making, LM_KEY_ANY_OF, &applied->any);
	if (code == LM_OK)
		code = lm_making_nodes(making, LM_KEY_ONE_OF, &applied->one);
	if (code == LM_OK)
		code = lm_making_one(making, LM_KEY_NOT, &applied->not );
	return code == LM_OK ? read_if(making, applied) : code;
}

/* Beside the $ref of an old draft there is nothing else. */
static bool
is_alone(const struct lm_making *making, const struct lm_applied *applied)
{
	return applied->ref != LM_NONE &&
	    (making->dialect.draft & (LM_SINCE_4 | LM_SINCE_6 | LM_SINCE_7)) !=
	    0;
}

enum lm_code
lm_making_applied(const struct lm_making *making, struct lm_node *node)
{
	struct lm_applied read = {.ref = LM_NONE,
	    .not = LM_NONE,
	    .if_ = LM_NONE,
	    .then = LM_NONE,
	    .else_ = LM_NONE};
	struct lm_applied *kept;
	enum lm_code code = read_references(making, &read);

	if (code == LM_OK && !is_alone(making, &read))
		code = read_others(making, &read);
	if (code != LM_OK || asks_nothing(&read))
		return code;
	kept = lm_making_array(making, 1, sizeof(*kept));
	if (kept == NULL)
		return LM_NOMEM;
	*kept = read;
	node->applied = kept;
	return LM_OK;
}
