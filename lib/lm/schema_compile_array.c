#include "lm/schema_compile.h"

/* A list of schemas for the first elements, one for the rest. */
static enum lm_code
read_items(const struct lm_making *making, struct lm_of_array *array)
{
	struct lm_nodes nodes = {0};
	yyjson_val *items;
	bool is_list = lm_making_has(making, LM_KEY_ITEMS, &items) &&
	    yyjson_is_arr(items) && making->dialect.draft != LM_SINCE_2020;
	enum lm_code code;

	array->prefix_key = is_list ? LM_KEY_ITEMS : LM_KEY_PREFIX_ITEMS;
	code = lm_making_nodes(making, array->prefix_key, &nodes);
	array->prefix = nodes.list;
	array->n_prefix = nodes.n;
	array->rest_key = is_list ? LM_KEY_ADDITIONAL_ITEMS : LM_KEY_ITEMS;
	return code == LM_OK
	    ? lm_making_one(making, array->rest_key, &array->rest)
	    : code;
}

static enum lm_code
read_contains(const struct lm_making *making, struct lm_of_array *array)
{
	enum lm_code code =
	    lm_making_one(making, LM_KEY_CONTAINS, &array->contains);

	if (code != LM_OK || array->contains == LM_NONE)
		return code;
	array->contains_evaluates = making->dialect.draft == LM_SINCE_2020;
	code =
	    lm_making_count(making, LM_KEY_MIN_CONTAINS, &array->min_contains);
	return code == LM_OK
	    ? lm_making_count(making, LM_KEY_MAX_CONTAINS, &array->max_contains)
	    : code;
}

static enum lm_code
read_unique(const struct lm_making *making, struct lm_of_array *array)
{
	yyjson_val *val;

	if (!lm_making_has(making, LM_KEY_UNIQUE_ITEMS, &val))
		return LM_OK;
	array->unique = yyjson_is_true(val);
	return yyjson_is_bool(val)
	    ? LM_OK
	    : lm_making_wrong(making, val, "true or false");
}

static bool
asks_nothing(const struct lm_of_array *array)
{
	return array->min_items == 0 && array->max_items == UINT64_MAX &&
	    array->n_prefix == 0 && array->rest == LM_NONE &&
	    array->contains == LM_NONE && array->unevaluated == LM_NONE &&
	    !array->unique;
}

enum lm_code
lm_making_array_part(const struct lm_making *making, struct lm_node *node)
{
	struct lm_of_array read = {.max_items = UINT64_MAX,
	    .min_contains = 1,
	    .max_contains = UINT64_MAX,
	    .rest = LM_NONE,
	    .contains = LM_NONE,
	    .unevaluated = LM_NONE};
	struct lm_of_array *kept;
	enum lm_code code =
	    lm_making_count(making, LM_KEY_MIN_ITEMS, &read.min_items);

	if (code == LM_OK)
		code =
		    lm_making_count(making, LM_KEY_MAX_ITEMS, &read.max_items);
	if (code == LM_OK)
		code = read_items(making, &read);
	if (code == LM_OK)
		code = read_contains(making, &read);
	if (code == LM_OK)
		code = read_unique(making, &read);
	if (code == LM_OK)
		code = lm_making_one(making, LM_KEY_UNEVALUATED_ITEMS,
		    &read.unevaluated);
	if (code != LM_OK || asks_nothing(&read))
		return code;
	kept = lm_making_array(making, 1, sizeof(*kept));
	if (kept == NULL)
		return LM_NOMEM;
	*kept = read;
	node->array = kept;
	return LM_OK;
}
