#include "lm/schema_compile.h"

#include <stdlib.h>

#define WORD_BITS 64

/* Properties times patterns of one object, at most. */
#define MOST_MATCHES 1000000

/* An object's part as it grows: every name that it mentions is a property. */
struct names {
	const struct lm_making *making;
	struct lm_regex_matcher *matcher;
	struct lm_schema_index index; /* name -> property */
	struct lm_property *properties;
	struct lm_span *texts;
	uint32_t n;
	uint32_t cap;
};

static enum lm_code
add_name(struct names *names, struct lm_span text, uint32_t *number)
{
	struct lm_err *err = names->making->err;

	*number = lm_schema_index_find(&names->index, text);
	if (*number != LM_NONE)
		return LM_OK;
	if (names->n == names->cap) {
		uint32_t cap = names->cap == 0 ? 16 : 2 * names->cap;
		struct lm_property *properties = realloc(names->properties,
		    cap * sizeof(*names->properties));
		struct lm_span *texts;

		if (properties == NULL)
			return lm_err_nomem(err);
		names->properties = properties;
		texts = realloc(names->texts, cap * sizeof(*texts));
		if (texts == NULL)
			return lm_err_nomem(err);
		names->texts = texts;
		names->cap = cap;
	}
	*number = names->n;
	names->texts[names->n] = text;
	names->properties[names->n++] = (struct lm_property){.node = LM_NONE};
	return lm_schema_index_add(&names->index, text, *number, err);
}

/* The value of a keyword that is an object; NULL: it is not there. */
static enum lm_code
read_map(const struct lm_making *making, enum lm_schema_key key,
    yyjson_val **map)
{
	if (!lm_making_has(making, key, map)) {
		*map = NULL;
		return LM_OK;
	}
	return yyjson_is_obj(*map) ? LM_OK
				   : lm_making_wrong(making, *map, "an object");
}

static enum lm_code
read_properties(struct names *names)
{
	const struct lm_making *making = names->making;
	yyjson_val *map, *name;
	yyjson_obj_iter iter;
	enum lm_code code = read_map(making, LM_KEY_PROPERTIES, &map);

	iter = yyjson_obj_iter_with(map);
	while (code == LM_OK && (name = yyjson_obj_iter_next(&iter)) != NULL) {
		uint32_t number;

		code = add_name(names, lm_record_text(name), &number);
		if (code != LM_OK)
			break;
		if (names->properties[number].name != NULL &&
		    !making->schema->options.lenient)
			return lm_making_wrong(making, name,
			    "a property once: this one was there before");
		names->properties[number].name = name;
		code = lm_making_node(making, yyjson_obj_iter_get_val(name),
		    &names->properties[number].node);
	}
	return code;
}

static enum lm_code
read_patterns(const struct lm_making *making, struct lm_of_object *object)
{
	struct lm_pattern *patterns;
	yyjson_val *map, *name;
	yyjson_obj_iter iter;
	enum lm_code code = read_map(making, LM_KEY_PATTERN_PROPERTIES, &map);

	if (code != LM_OK || yyjson_obj_size(map) == 0)
		return code;
	patterns =
	    lm_making_array(making, yyjson_obj_size(map), sizeof(*patterns));
	if (patterns == NULL)
		return LM_NOMEM;
	iter = yyjson_obj_iter_with(map);
	while (code == LM_OK && (name = yyjson_obj_iter_next(&iter)) != NULL) {
		struct lm_pattern *pattern = &patterns[object->n_patterns++];

		pattern->name = name;
		code = lm_making_regex(making, name, &pattern->regex);
		if (code == LM_OK)
			code = lm_making_node(making,
			    yyjson_obj_iter_get_val(name), &pattern->node);
	}
	object->patterns = patterns;
	return code;
}

/* The names in a list: as bits, as numbers, or (both NULL) only met. */
static enum lm_code
read_names(struct names *names, yyjson_val *list, uint64_t *bits,
    uint32_t *numbers)
{
	yyjson_arr_iter iter = yyjson_arr_iter_with(list);
	yyjson_val *name;
	uint32_t number;
	enum lm_code code = LM_OK;

	if (!yyjson_is_arr(list))
		return lm_making_wrong(names->making, list, "an array");
	while (code == LM_OK && (name = yyjson_arr_iter_next(&iter)) != NULL) {
		if (!yyjson_is_str(name))
			return lm_making_wrong(names->making, name, "a name");
		code = add_name(names, lm_record_text(name), &number);
		if (code == LM_OK && bits != NULL)
			bits[number / WORD_BITS] |= 1ULL << number % WORD_BITS;
		if (code == LM_OK && numbers != NULL)
			*numbers++ = number;
	}
	return code;
}

/* The keywords that say what follows from a member being there. */
static const enum lm_schema_key dependent_keys[] = {LM_KEY_DEPENDENCIES,
    LM_KEY_DEPENDENT_REQUIRED, LM_KEY_DEPENDENT_SCHEMAS};

#define N_DEPENDENT_KEYS (sizeof(dependent_keys) / sizeof(dependent_keys[0]))

/* All names first, so that the number of words is known; then the bits. */
static enum lm_code
meet_dependents(struct names *names, uint32_t *n)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < N_DEPENDENT_KEYS; i++) {
		yyjson_obj_iter iter;
		yyjson_val *map, *name;

		code = read_map(names->making, dependent_keys[i], &map);
		iter = yyjson_obj_iter_with(map);
		while (code == LM_OK &&
		    (name = yyjson_obj_iter_next(&iter)) != NULL) {
			yyjson_val *val = yyjson_obj_iter_get_val(name);
			uint32_t number;

			code = add_name(names, lm_record_text(name), &number);
			if (code == LM_OK && yyjson_is_arr(val))
				code = read_names(names, val, NULL, NULL);
			*n += 1;
		}
	}
	return code;
}

static enum lm_code
read_dependent(struct names *names, enum lm_schema_key key, yyjson_val *name,
    struct lm_dependent *out)
{
	yyjson_val *val = yyjson_obj_iter_get_val(name);
	uint32_t *numbers;

	*out = (struct lm_dependent){.node = LM_NONE, .key = key, .name = name};
	out->trigger =
	    lm_schema_index_find(&names->index, lm_record_text(name));
	if (!yyjson_is_arr(val) && key != LM_KEY_DEPENDENT_REQUIRED)
		return lm_making_node(names->making, val, &out->node);
	out->n_required = (uint32_t)yyjson_arr_size(val);
	numbers =
	    lm_making_array(names->making, out->n_required, sizeof(*numbers));
	if (numbers == NULL)
		return LM_NOMEM;
	out->required = numbers;
	return read_names(names, val, NULL, numbers);
}

static enum lm_code
read_dependents(struct names *names, uint32_t n, struct lm_of_object *object)
{
	struct lm_dependent *list =
	    lm_making_array(names->making, n, sizeof(*list));
	enum lm_code code = list == NULL ? LM_NOMEM : LM_OK;

	for (size_t i = 0; code == LM_OK && i < N_DEPENDENT_KEYS; i++) {
		yyjson_obj_iter iter;
		yyjson_val *map, *name;

		code = read_map(names->making, dependent_keys[i], &map);
		iter = yyjson_obj_iter_with(map);
		while (code == LM_OK &&
		    (name = yyjson_obj_iter_next(&iter)) != NULL)
			code = read_dependent(names, dependent_keys[i], name,
			    &list[object->n_dependents++]);
	}
	object->dependents = list;
	return code;
}

/* Which patterns a known name matches is known now; in scratch, then kept. */
static enum lm_code
match_patterns(struct names *names, const struct lm_of_object *object,
    uint32_t number, uint32_t *scratch)
{
	struct lm_property *property = &names->properties[number];
	uint32_t *kept;

	for (uint32_t i = 0; i < object->n_patterns; i++) {
		const struct lm_pattern *pattern = &object->patterns[i];

		switch (lm_regex_search(pattern->regex, names->matcher,
		    names->texts[number])) {
		case LM_REGEX_NO:
			break;
		case LM_REGEX_YES:
			scratch[property->n_patterns++] = i;
			break;
		case LM_REGEX_UNDETERMINED:
			return lm_making_wrong(names->making, pattern->name,
			    "a pattern that is decided for all properties");
		}
	}
	if (property->n_patterns == 0)
		return LM_OK;
	kept =
	    lm_making_array(names->making, property->n_patterns, sizeof(*kept));
	if (kept == NULL)
		return LM_NOMEM;
	memcpy(kept, scratch, property->n_patterns * sizeof(*kept));
	property->patterns = kept;
	return LM_OK;
}

/* Each name with each pattern, so that there may not be too many of both. */
static enum lm_code
match_all(struct names *names, const struct lm_of_object *object)
{
	uint32_t *scratch;
	enum lm_code code = LM_OK;

	if (object->n_patterns == 0)
		return LM_OK;
	if (names->n > MOST_MATCHES / object->n_patterns)
		return lm_making_wrong(names->making, object->patterns[0].name,
		    "fewer patterns, or fewer properties beside them");
	scratch = calloc(object->n_patterns, sizeof(*scratch));
	if (scratch == NULL)
		return lm_err_nomem(names->making->err);
	for (uint32_t i = 0; code == LM_OK && i < names->n; i++)
		code = match_patterns(names, object, i, scratch);
	free(scratch);
	return code;
}

/* draft 4's required is a list, too; what else it is the metaschema tells. */
static enum lm_code
read_required(struct names *names, struct lm_of_object *object)
{
	yyjson_val *list;
	uint64_t *bits;

	if (!lm_making_has(names->making, LM_KEY_REQUIRED, &list) ||
	    yyjson_arr_size(list) == 0)
		return LM_OK;
	bits = lm_making_array(names->making, object->n_words, sizeof(*bits));
	if (bits == NULL)
		return LM_NOMEM;
	object->required = bits;
	return read_names(names, list, bits, NULL);
}

/* All names are known: the properties, their hash, and what refers to them. */
static enum lm_code
seal(struct names *names, uint32_t n_dependents, struct lm_of_object *object)
{
	const struct lm_making *making = names->making;
	struct lm_property *kept;
	enum lm_code code = LM_OK;

	object->n_words = (names->n + WORD_BITS - 1) / WORD_BITS;
	code = read_required(names, object);
	if (code == LM_OK)
		code = read_dependents(names, n_dependents, object);
	if (code == LM_OK)
		code = match_all(names, object);
	if (code == LM_OK)
		code = lm_making_names(making, names->texts, names->n,
		    &object->names);
	if (code != LM_OK)
		return code;
	kept = lm_making_array(making, names->n, sizeof(*kept));
	if (kept == NULL)
		return LM_NOMEM;
	if (names->n > 0)
		memcpy(kept, names->properties, names->n * sizeof(*kept));
	object->properties = kept;
	return LM_OK;
}

static enum lm_code
read_named(const struct lm_making *making, struct lm_of_object *object)
{
	struct names names = {.making = making};
	uint32_t n_dependents = 0;
	yyjson_val *required;
	enum lm_code code = read_properties(&names);

	if (code == LM_OK && lm_making_has(making, LM_KEY_REQUIRED, &required))
		code = read_names(&names, required, NULL, NULL);
	if (code == LM_OK)
		code = meet_dependents(&names, &n_dependents);
	if (code == LM_OK)
		code = read_patterns(making, object);
	if (code == LM_OK && object->n_patterns > 0) {
		names.matcher = lm_regex_matcher_new();
		if (names.matcher == NULL)
			code = lm_err_nomem(making->err);
	}
	if (code == LM_OK)
		code = seal(&names, n_dependents, object);
	lm_regex_matcher_free(names.matcher);
	lm_schema_index_free(&names.index);
	free(names.properties);
	free(names.texts);
	return code;
}

static bool
asks_nothing(const struct lm_of_object *object)
{
	return object->min_properties == 0 &&
	    object->max_properties == UINT64_MAX && object->names.n == 0 &&
	    object->n_patterns == 0 && object->additional == LM_NONE &&
	    object->property_names == LM_NONE && object->unevaluated == LM_NONE;
}

enum lm_code
lm_making_object(const struct lm_making *making, struct lm_node *node)
{
	struct lm_of_object read = {.max_properties = UINT64_MAX,
	    .additional = LM_NONE,
	    .property_names = LM_NONE,
	    .unevaluated = LM_NONE};
	struct lm_of_object *kept;
	enum lm_code code = lm_making_count(making, LM_KEY_MIN_PROPERTIES,
	    &read.min_properties);

	if (code == LM_OK)
		code = lm_making_count(making, LM_KEY_MAX_PROPERTIES,
		    &read.max_properties);
	if (code == LM_OK)
		code = lm_making_one(making, LM_KEY_ADDITIONAL_PROPERTIES,
		    &read.additional);
	if (code == LM_OK)
		code = lm_making_one(making, LM_KEY_PROPERTY_NAMES,
		    &read.property_names);
	if (code == LM_OK)
		code = lm_making_one(making, LM_KEY_UNEVALUATED_PROPERTIES,
		    &read.unevaluated);
	if (code == LM_OK)
		code = read_named(making, &read);
	if (code != LM_OK || asks_nothing(&read))
		return code;
	kept = lm_making_array(making, 1, sizeof(*kept));
	if (kept == NULL)
		return LM_NOMEM;
	*kept = read;
	node->object = kept;
	return LM_OK;
}
