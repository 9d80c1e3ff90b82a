#include "lm/schema_compile.h"

#include <stdio.h>
#include <stdlib.h>

#include "lm/num.h"
#include "lm/schema_value.h"

static const enum lm_schema_key limit_keys[LM_N_LIMITS] = {
    [LM_LIMIT_MIN] = LM_KEY_MINIMUM,
    [LM_LIMIT_EXCLUSIVE_MIN] = LM_KEY_EXCLUSIVE_MINIMUM,
    [LM_LIMIT_MAX] = LM_KEY_MAXIMUM,
    [LM_LIMIT_EXCLUSIVE_MAX] = LM_KEY_EXCLUSIVE_MAXIMUM,
    [LM_LIMIT_MULTIPLE_OF] = LM_KEY_MULTIPLE_OF,
};

static void
set_limit(struct lm_limit *limit, struct lm_span text)
{
	limit->text = text;
	limit->is_small = lm_schema_small(text, &limit->small);
}

/* In draft 4 exclusiveMinimum is a boolean, and says how minimum is meant. */
static enum lm_code
exclude(const struct lm_making *making, struct lm_of_number *number,
    enum lm_limit_kind exclusive, enum lm_limit_kind plain)
{
	yyjson_val *val;

	if (!lm_making_has(making, limit_keys[exclusive], &val))
		return LM_OK;
	if (!yyjson_is_bool(val))
		return lm_making_wrong(making, val, "true or false");
	if (yyjson_is_true(val)) {
		number->limits[exclusive] = number->limits[plain];
		number->limits[plain] = (struct lm_limit){0};
	}
	return LM_OK;
}

static enum lm_code
read_limit(const struct lm_making *making, enum lm_limit_kind kind,
    struct lm_of_number *number, bool *any)
{
	bool is_draft4 = making->dialect.draft == LM_SINCE_4;
	yyjson_val *val;

	if (!lm_making_has(making, limit_keys[kind], &val) ||
	    (is_draft4 &&
		(kind == LM_LIMIT_EXCLUSIVE_MIN ||
		    kind == LM_LIMIT_EXCLUSIVE_MAX)))
		return LM_OK;
	if (!yyjson_is_raw(val))
		return lm_making_wrong(making, val, "a number");
	if (kind == LM_LIMIT_MULTIPLE_OF &&
	    lm_num_order(lm_record_text(val), lm_span("0", 1)) <= 0)
		return lm_making_wrong(making, val, "a number above 0");
	set_limit(&number->limits[kind], lm_record_text(val));
	*any = true;
	return LM_OK;
}

enum lm_code
lm_making_number(const struct lm_making *making, struct lm_node *node)
{
	struct lm_of_number read = {0}, *kept;
	bool any = false;
	enum lm_code code = LM_OK;

	for (enum lm_limit_kind kind = 0; code == LM_OK && kind < LM_N_LIMITS;
	     kind++)
		code = read_limit(making, kind, &read, &any);
	if (code == LM_OK && making->dialect.draft == LM_SINCE_4)
		code = exclude(making, &read, LM_LIMIT_EXCLUSIVE_MIN,
		    LM_LIMIT_MIN);
	if (code == LM_OK && making->dialect.draft == LM_SINCE_4)
		code = exclude(making, &read, LM_LIMIT_EXCLUSIVE_MAX,
		    LM_LIMIT_MAX);
	if (code != LM_OK || !any)
		return code;
	kept = lm_making_array(making, 1, sizeof(*kept));
	if (kept == NULL)
		return LM_NOMEM;
	*kept = read;
	node->number = kept;
	return LM_OK;
}

/* Whether format asserts, by the options or by the dialect. */
static bool
format_asserts(const struct lm_making *making)
{
	bool from_2019 =
	    (making->dialect.draft & (LM_SINCE_2019 | LM_SINCE_2020)) != 0;

	return !making->schema->options.annotate_formats ||
	    (from_2019 &&
		(making->dialect.vocabularies &
		    LM_VOCABULARY_FORMAT_ASSERTION) != 0);
}

static enum lm_code
read_format(const struct lm_making *making, struct lm_of_string *string)
{
	char what[160];
	yyjson_val *val;

	if (!lm_making_has(making, LM_KEY_FORMAT, &val) ||
	    !format_asserts(making))
		return LM_OK;
	if (!yyjson_is_str(val))
		return lm_making_wrong(making, val, "the name of a format");
	string->format =
	    lm_format_find(lm_record_text(val), lm_making_draft(making));
	if (string->format == NULL && !making->schema->options.lenient) {
		(void)snprintf(what, sizeof(what),
		    "the name of a format, which \"%.*s\" is not; --lenient "
		    "passes it over",
		    yyjson_get_len(val) < 60 ? (int)yyjson_get_len(val) : 60,
		    yyjson_get_str(val));
		return lm_making_wrong(making, val, what);
	}
	return LM_OK;
}

/* What cannot be decoded or parsed here is not passed over in silence. */
static enum lm_code
read_content_name(const struct lm_making *making, enum lm_schema_key key,
    const char *known, bool *is_known)
{
	yyjson_val *val;

	if (!lm_making_has(making, key, &val))
		return LM_OK;
	*is_known = yyjson_equals_str(val, known);
	if (!*is_known && !making->schema->options.lenient)
		return lm_making_wrong(making, val, known);
	return LM_OK;
}

static enum lm_code
read_content(const struct lm_making *making, struct lm_of_string *string)
{
	enum lm_code code;

	if (!making->schema->options.assert_content)
		return LM_OK;
	code = read_content_name(making, LM_KEY_CONTENT_ENCODING, "base64",
	    &string->is_base64);
	if (code == LM_OK)
		code = read_content_name(making, LM_KEY_CONTENT_MEDIA_TYPE,
		    "application/json", &string->is_json);
	if (code == LM_OK && string->is_json)
		code = lm_making_one(making, LM_KEY_CONTENT_SCHEMA,
		    &string->content);
	string->has_content = string->is_base64 || string->is_json;
	return code;
}

static enum lm_code
read_pattern(const struct lm_making *making, struct lm_of_string *string)
{
	yyjson_val *val;

	if (!lm_making_has(making, LM_KEY_PATTERN, &val))
		return LM_OK;
	if (!yyjson_is_str(val))
		return lm_making_wrong(making, val, "a regular expression");
	return lm_making_regex(making, val, &string->pattern);
}

enum lm_code
lm_making_string(const struct lm_making *making, struct lm_node *node)
{
	struct lm_of_string read = {.max_length = UINT64_MAX,
	    .content = LM_NONE};
	struct lm_of_string *kept;
	enum lm_code code =
	    lm_making_count(making, LM_KEY_MIN_LENGTH, &read.min_length);

	if (code == LM_OK)
		code = lm_making_count(making, LM_KEY_MAX_LENGTH,
		    &read.max_length);
	if (code == LM_OK)
		code = read_pattern(making, &read);
	if (code == LM_OK)
		code = read_format(making, &read);
	if (code == LM_OK)
		code = read_content(making, &read);
	if (code != LM_OK ||
	    (read.min_length == 0 && read.max_length == UINT64_MAX &&
		read.pattern == NULL && read.format == NULL &&
		!read.has_content))
		return code;
	kept = lm_making_array(making, 1, sizeof(*kept));
	if (kept == NULL)
		return LM_NOMEM;
	*kept = read;
	node->string = kept;
	return LM_OK;
}

/* Values as they are sorted into a set. */
struct sorting {
	struct lm_span *strings;
	struct other {
		uint64_t hash;
		yyjson_val *val;
	} * others;
	uint32_t n_strings;
	struct lm_schema_index seen;
	struct lm_value_scratch scratch;
};

static enum lm_code
add_value(struct sorting *sorting, yyjson_val *val, struct lm_values_set *set,
    struct lm_err *err)
{
	struct lm_span text;

	switch (yyjson_get_type(val)) {
	case YYJSON_TYPE_NULL:
		set->has_null = true;
		return LM_OK;
	case YYJSON_TYPE_BOOL:
		set->has_true |= yyjson_is_true(val);
		set->has_false |= yyjson_is_false(val);
		return LM_OK;
	case YYJSON_TYPE_STR:
		text = lm_record_text(val);
		if (lm_schema_index_find(&sorting->seen, text) != LM_NONE)
			return LM_OK;
		sorting->strings[sorting->n_strings++] = text;
		return lm_schema_index_add(&sorting->seen, text, 0, err);
	default:
		sorting->others[set->n_others].val = val;
		return lm_value_hash(&sorting->scratch, val,
		    &sorting->others[set->n_others++].hash, err);
	}
}

static int
compare_others(const void *a, const void *b)
{
	const struct other *x = a, *y = b;

	return x->hash < y->hash ? -1 : x->hash > y->hash;
}

/* Those that are not strings, by their hashes. */
static enum lm_code
keep_others(const struct lm_making *making, const struct sorting *sorting,
    struct lm_values_set *set)
{
	yyjson_val **others =
	    lm_making_array(making, set->n_others, sizeof(yyjson_val *));
	uint64_t *hashes =
	    lm_making_array(making, set->n_others, sizeof(*hashes));

	if (others == NULL || hashes == NULL)
		return LM_NOMEM;
	qsort(sorting->others, set->n_others, sizeof(*sorting->others),
	    compare_others);
	for (uint32_t i = 0; i < set->n_others; i++) {
		others[i] = sorting->others[i].val;
		hashes[i] = sorting->others[i].hash;
	}
	set->others = others;
	set->hashes = hashes;
	return LM_OK;
}

/* The values of array, or where it is NULL the one value. */
static enum lm_code
make_set(const struct lm_making *making, yyjson_val *array, yyjson_val *one,
    const struct lm_values_set **out)
{
	size_t n = array == NULL ? 1 : yyjson_arr_size(array);
	struct lm_values_set *set = lm_making_array(making, 1, sizeof(*set));
	struct sorting sorting = {.strings = lm_making_array(making, n,
				      sizeof(struct lm_span)),
	    .others = lm_making_array(making, n, sizeof(struct other))};
	yyjson_arr_iter iter = yyjson_arr_iter_with(array);
	yyjson_val *val = array == NULL ? one : yyjson_arr_iter_next(&iter);
	enum lm_code code = LM_OK;

	if (set == NULL || sorting.strings == NULL || sorting.others == NULL)
		return LM_NOMEM;
	for (; code == LM_OK && val != NULL; val = yyjson_arr_iter_next(&iter))
		code = add_value(&sorting, val, set, making->err);
	if (code == LM_OK)
		code = keep_others(making, &sorting, set);
	if (code == LM_OK)
		code = lm_making_names(making, sorting.strings,
		    sorting.n_strings, &set->strings);
	lm_schema_index_free(&sorting.seen);
	lm_value_scratch_free(&sorting.scratch);
	*out = set;
	return code;
}

enum lm_code
lm_making_values(const struct lm_making *making, struct lm_node *node)
{
	yyjson_val *val;
	enum lm_code code = LM_OK;

	if (lm_making_has(making, LM_KEY_ENUM, &val)) {
		if (!yyjson_is_arr(val))
			return lm_making_wrong(making, val, "an array");
		code = make_set(making, val, NULL, &node->values);
	}
	if (code == LM_OK && lm_making_has(making, LM_KEY_CONST, &val))
		code = make_set(making, NULL, val, &node->constant);
	return code;
}
