#include "lm/schema_compile.h"

#include <stdlib.h>

#include "lm/num.h"

#define ALL_TYPES 0xff

enum lm_code
lm_making_wrong(const struct lm_making *making, yyjson_val *val,
    const char *what)
{
	const struct lm_source *source = &making->schema->source;

	(void)lm_err_set(making->err, LM_MALFORMED, "expected %s", what);
	return lm_source_at(source->docs[source->sites[making->site].doc], val,
	    making->err);
}

enum lm_code
lm_making_names(const struct lm_making *making, const struct lm_span *names,
    uint32_t n, struct lm_names_set *out)
{
	enum lm_code code =
	    lm_names_build(&making->schema->arena, names, n, out, making->err);

	return code == LM_LIMIT ? lm_making_wrong(making, making->object,
				      "names whose hashes differ")
				: code;
}

void *
lm_making_array(const struct lm_making *making, size_t n, size_t size)
{
	void *array =
	    lm_arena_array(&making->schema->arena, n == 0 ? 1 : n, size);

	if (array == NULL)
		(void)lm_err_nomem(making->err);
	return array;
}

bool
lm_making_has(const struct lm_making *making, enum lm_schema_key key,
    yyjson_val **val)
{
	*val = making->vals[key];
	return *val != NULL;
}

int
lm_making_draft(const struct lm_making *making)
{
	switch (making->dialect.draft) {
	case LM_SINCE_4:
		return 4;
	case LM_SINCE_6:
		return 6;
	case LM_SINCE_7:
		return 7;
	case LM_SINCE_2019:
		return 2019;
	default:
		return 2020;
	}
}

static enum lm_code
add_node(struct lm_schema *schema, uint32_t site, struct lm_err *err)
{
	if (schema->n_nodes == schema->nodes_cap) {
		uint32_t cap =
		    schema->nodes_cap == 0 ? 64 : 2 * schema->nodes_cap;
		struct lm_node *nodes =
		    realloc(schema->nodes, cap * sizeof(*nodes));

		if (nodes == NULL)
			return lm_err_nomem(err);
		schema->nodes = nodes;
		schema->nodes_cap = cap;
	}
	schema->source.sites[site].node = schema->n_nodes;
	schema->nodes[schema->n_nodes++] = (struct lm_node){.site = site,
	    .resource = schema->source.sites[site].resource,
	    .types = ALL_TYPES};
	return LM_OK;
}

enum lm_code
lm_making_site(const struct lm_making *making, uint32_t site, uint32_t *node)
{
	struct lm_schema *schema = making->schema;

	if (schema->source.sites[site].node == LM_NONE &&
	    add_node(schema, site, making->err) != LM_OK)
		return LM_NOMEM;
	*node = schema->source.sites[site].node;
	return LM_OK;
}

enum lm_code
lm_making_node(const struct lm_making *making, yyjson_val *val, uint32_t *node)
{
	uint32_t site = lm_source_site(&making->schema->source, val);

	return site == LM_NONE ? lm_making_wrong(making, val, "a schema")
			       : lm_making_site(making, site, node);
}

enum lm_code
lm_making_nodes(const struct lm_making *making, enum lm_schema_key key,
    struct lm_nodes *out)
{
	yyjson_val *list, *val;
	yyjson_arr_iter iter;
	uint32_t *nodes;
	enum lm_code code = LM_OK;

	if (!lm_making_has(making, key, &list))
		return LM_OK;
	if (!yyjson_is_arr(list))
		return lm_making_wrong(making, list, "an array of schemas");
	nodes = lm_making_array(making, yyjson_arr_size(list), sizeof(*nodes));
	if (nodes == NULL)
		return LM_NOMEM;
	iter = yyjson_arr_iter_with(list);
	while (code == LM_OK && (val = yyjson_arr_iter_next(&iter)) != NULL)
		code = lm_making_node(making, val, &nodes[out->n++]);
	out->list = nodes;
	return code;
}

enum lm_code
lm_making_one(const struct lm_making *making, enum lm_schema_key key,
    uint32_t *node)
{
	yyjson_val *val;

	return lm_making_has(making, key, &val)
	    ? lm_making_node(making, val, node)
	    : LM_OK;
}

/* A whole number that is not negative; what is too large is the largest. */
static bool
read_count(struct lm_span text, uint64_t *out)
{
	static const char limit[] = "18446744073709551615";
	double number = 0;

	if (!lm_num_is_whole(text) || lm_num_order(text, lm_span("0", 1)) < 0)
		return false;
	if (lm_num_order(text, lm_span_of(limit)) >= 0 ||
	    !lm_num_double(text, &number)) {
		*out = UINT64_MAX;
		return true;
	}
	/* Whole, so that it is exact below 2^53; above, no length is meant. */
	if (lm_num_u64(text, 0, UINT64_MAX, out, NULL) != LM_OK)
		*out = (uint64_t)number;
	return true;
}

enum lm_code
lm_making_count(const struct lm_making *making, enum lm_schema_key key,
    uint64_t *out)
{
	yyjson_val *val;

	if (!lm_making_has(making, key, &val))
		return LM_OK;
	if (!yyjson_is_raw(val) || !read_count(lm_record_text(val), out))
		return lm_making_wrong(making, val,
		    "a whole number of 0 or more");
	return LM_OK;
}

static enum lm_code
keep_regex(struct lm_schema *schema, struct lm_regex *regex, struct lm_err *err)
{
	if (schema->n_regexes == schema->regexes_cap) {
		size_t cap =
		    schema->regexes_cap == 0 ? 16 : 2 * schema->regexes_cap;
		struct lm_regex **list =
		    realloc(schema->regexes, cap * sizeof(struct lm_regex *));

		if (list == NULL) {
			lm_regex_free(regex);
			return lm_err_nomem(err);
		}
		schema->regexes = list;
		schema->regexes_cap = cap;
	}
	schema->regexes[schema->n_regexes++] = regex;
	return LM_OK;
}

enum lm_code
lm_making_regex(const struct lm_making *making, yyjson_val *val,
    const struct lm_regex **out)
{
	const struct lm_source *source = &making->schema->source;
	struct lm_regex *regex = NULL;
	struct lm_err why = {0};
	enum lm_code code = lm_regex_new(lm_record_text(val), &regex, &why);

	if (code == LM_OK) {
		*out = regex;
		return keep_regex(making->schema, regex, making->err);
	}
	if (why.column > 0)
		(void)lm_err_set(making->err, code,
		    "bad regular expression: %s, at its byte %ju", why.message,
		    (uintmax_t)why.column);
	else
		(void)lm_err_set(making->err, code,
		    "bad regular expression: %s", why.message);
	return lm_source_at(source->docs[source->sites[making->site].doc], val,
	    making->err);
}

static const struct {
	const char *name;
	uint8_t bits;
} types[] = {
    {"null", 1U << YYJSON_TYPE_NULL},
    {"boolean", 1U << YYJSON_TYPE_BOOL},
    {"number", 1U << YYJSON_TYPE_RAW},
    {"integer", 1U << YYJSON_TYPE_RAW},
    {"string", 1U << YYJSON_TYPE_STR},
    {"array", 1U << YYJSON_TYPE_ARR},
    {"object", 1U << YYJSON_TYPE_OBJ},
};

/* One name of type; *any_number: "number" itself was named. */
static enum lm_code
add_type(const struct lm_making *making, yyjson_val *val, struct lm_node *node,
    bool *any_number)
{
	for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
		if (yyjson_equals_str(val, types[i].name)) {
			node->types |= types[i].bits;
			*any_number |= strcmp(types[i].name, "number") == 0;
			return LM_OK;
		}
	return lm_making_wrong(making, val,
	    "null, boolean, number, integer, string, array or object");
}

static enum lm_code
make_types(const struct lm_making *making, struct lm_node *node)
{
	bool any_number = false;
	yyjson_val *val, *one;
	enum lm_code code = LM_OK;

	if (!lm_making_has(making, LM_KEY_TYPE, &val))
		return LM_OK;
	node->types = 0;
	if (yyjson_is_arr(val)) {
		yyjson_arr_iter iter = yyjson_arr_iter_with(val);

		while (code == LM_OK &&
		    (one = yyjson_arr_iter_next(&iter)) != NULL)
			code = add_type(making, one, node, &any_number);
	} else {
		code = add_type(making, val, node, &any_number);
	}
	node->whole_only = !any_number;
	node->whole_text = making->dialect.draft == LM_SINCE_4;
	return code;
}

static bool
asks_nothing(const struct lm_node *node)
{
	return node->types == ALL_TYPES && !node->is_false &&
	    node->number == NULL && node->string == NULL &&
	    node->array == NULL && node->object == NULL &&
	    node->values == NULL && node->constant == NULL &&
	    node->applied == NULL;
}

/* Drafts 4 to 7: beside $ref there is nothing. */
static bool
is_bare_ref(const struct lm_making *making)
{
	yyjson_val *ref;

	return (making->dialect.draft &
		   (LM_SINCE_4 | LM_SINCE_6 | LM_SINCE_7)) != 0 &&
	    lm_making_has(making, LM_KEY_REF, &ref) && yyjson_is_str(ref);
}

static enum lm_code
make_object(const struct lm_making *making, struct lm_node *node)
{
	enum lm_code code = lm_making_unknown(making);

	if (code == LM_OK && is_bare_ref(making))
		return lm_making_applied(making, node);
	if (code == LM_OK)
		code = make_types(making, node);
	if (code == LM_OK)
		code = lm_making_number(making, node);
	if (code == LM_OK)
		code = lm_making_string(making, node);
	if (code == LM_OK)
		code = lm_making_array_part(making, node);
	if (code == LM_OK)
		code = lm_making_object(making, node);
	if (code == LM_OK)
		code = lm_making_values(making, node);
	return code == LM_OK ? lm_making_applied(making, node) : code;
}

/* The node is made aside, as the list may move meanwhile. */
static enum lm_code
make(struct lm_schema *schema, uint32_t number, struct lm_err *err)
{
	struct lm_node node = schema->nodes[number];
	const struct lm_site *site = &schema->source.sites[node.site];
	struct lm_making making = {.schema = schema,
	    .site = node.site,
	    .object = site->val,
	    .dialect = schema->source.resources[site->resource].dialect,
	    .err = err};
	enum lm_code code = LM_OK;

	if (yyjson_is_obj(making.object)) {
		lm_schema_members(making.object, making.dialect.draft,
		    making.dialect.vocabularies, making.vals);
		code = make_object(&making, &node);
	} else {
		node.is_false = yyjson_is_false(making.object);
	}
	node.is_trivial = asks_nothing(&node);
	schema->nodes[number] = node;
	return code;
}

/* A document that is loaded late may bring more that a dynamic reference leads
 * to, which brings more nodes, and so on. */
static enum lm_code
fill_dynamics(struct lm_schema *schema, struct lm_err *err)
{
	const struct lm_making making = {.schema = schema, .err = err};
	enum lm_code code = LM_OK;

	for (struct lm_dynamic_ref *ref = schema->dynamics;
	     code == LM_OK && ref != NULL; ref = ref->next)
		code = lm_making_dynamics(&making, ref);
	return code;
}

enum lm_code
lm_schema_compile(struct lm_schema *schema, uint32_t site, struct lm_err *err)
{
	const struct lm_dynamic_ref *filled = NULL;
	uint32_t n_filled = 0, i = 0;
	enum lm_code code = add_node(schema, site, err);

	schema->root = 0;
	do {
		/* What a node refers to is added behind it. */
		for (; code == LM_OK && i < schema->n_nodes; i++)
			code = make(schema, i, err);
		if (code != LM_OK)
			return code;
		if (filled != schema->dynamics ||
		    n_filled != schema->source.n_dynamics) {
			filled = schema->dynamics;
			n_filled = schema->source.n_dynamics;
			code = fill_dynamics(schema, err);
		}
	} while (code == LM_OK && i < schema->n_nodes);
	return code == LM_OK ? lm_schema_find_cycle(schema, err) : code;
}
