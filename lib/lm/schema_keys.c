#include "lm/schema_keys.h"

#include "lm/near.h"
#include "lm/record.h"

#define FROM_2019 (LM_SINCE_2019 | LM_SINCE_2020)
#define FROM_7 (LM_SINCE_7 | FROM_2019)
#define FROM_6 (LM_SINCE_6 | FROM_7)
#define ALL (LM_SINCE_4 | FROM_6)
#define UNTIL_2019 (ALL & ~(unsigned)LM_SINCE_2020)

#define CORE LM_VOCABULARY_CORE
#define APPLICATOR LM_VOCABULARY_APPLICATOR
#define UNEVALUATED LM_VOCABULARY_UNEVALUATED
#define VALIDATION LM_VOCABULARY_VALIDATION
#define META_DATA LM_VOCABULARY_META_DATA
#define FORMATS (LM_VOCABULARY_FORMAT | LM_VOCABULARY_FORMAT_ASSERTION)
#define CONTENT LM_VOCABULARY_CONTENT

const struct lm_schema_keyword lm_schema_keywords[LM_SCHEMA_N_KEYS] = {
    [LM_KEY_SCHEMA] = {"$schema", ALL, CORE, LM_SHAPE_NONE},
    [LM_KEY_DOLLAR_ID] = {"$id", FROM_6, CORE, LM_SHAPE_NONE},
    [LM_KEY_ID] = {"id", LM_SINCE_4, CORE, LM_SHAPE_NONE},
    [LM_KEY_REF] = {"$ref", ALL, CORE, LM_SHAPE_NONE},
    [LM_KEY_ANCHOR] = {"$anchor", FROM_2019, CORE, LM_SHAPE_NONE},
    [LM_KEY_DYNAMIC_REF] = {"$dynamicRef", LM_SINCE_2020, CORE, LM_SHAPE_NONE},
    [LM_KEY_DYNAMIC_ANCHOR] = {"$dynamicAnchor", LM_SINCE_2020, CORE,
	LM_SHAPE_NONE},
    [LM_KEY_RECURSIVE_REF] = {"$recursiveRef", LM_SINCE_2019, CORE,
	LM_SHAPE_NONE},
    [LM_KEY_RECURSIVE_ANCHOR] = {"$recursiveAnchor", LM_SINCE_2019, CORE,
	LM_SHAPE_NONE},
    [LM_KEY_VOCABULARY] = {"$vocabulary", FROM_2019, CORE, LM_SHAPE_NONE},
    [LM_KEY_COMMENT] = {"$comment", FROM_7, CORE, LM_SHAPE_NONE},
    [LM_KEY_DEFS] = {"$defs", FROM_2019, CORE, LM_SHAPE_MAP},
    [LM_KEY_DEFINITIONS] = {"definitions", ALL, CORE, LM_SHAPE_MAP},
    [LM_KEY_ALL_OF] = {"allOf", ALL, APPLICATOR, LM_SHAPE_LIST},
    [LM_KEY_ANY_OF] = {"anyOf", ALL, APPLICATOR, LM_SHAPE_LIST},
    [LM_KEY_ONE_OF] = {"oneOf", ALL, APPLICATOR, LM_SHAPE_LIST},
    [LM_KEY_NOT] = {"not", ALL, APPLICATOR, LM_SHAPE_SCHEMA},
    [LM_KEY_IF] = {"if", FROM_7, APPLICATOR, LM_SHAPE_SCHEMA},
    [LM_KEY_THEN] = {"then", FROM_7, APPLICATOR, LM_SHAPE_SCHEMA},
    [LM_KEY_ELSE] = {"else", FROM_7, APPLICATOR, LM_SHAPE_SCHEMA},
    [LM_KEY_DEPENDENT_SCHEMAS] = {"dependentSchemas", FROM_2019, APPLICATOR,
	LM_SHAPE_MAP},
    [LM_KEY_DEPENDENCIES] = {"dependencies", ALL, APPLICATOR, LM_SHAPE_MIXED},
    [LM_KEY_PROPERTIES] = {"properties", ALL, APPLICATOR, LM_SHAPE_MAP},
    [LM_KEY_PATTERN_PROPERTIES] = {"patternProperties", ALL, APPLICATOR,
	LM_SHAPE_MAP},
    [LM_KEY_ADDITIONAL_PROPERTIES] = {"additionalProperties", ALL, APPLICATOR,
	LM_SHAPE_SCHEMA},
    [LM_KEY_PROPERTY_NAMES] = {"propertyNames", FROM_6, APPLICATOR,
	LM_SHAPE_SCHEMA},
    [LM_KEY_PREFIX_ITEMS] = {"prefixItems", LM_SINCE_2020, APPLICATOR,
	LM_SHAPE_LIST},
    [LM_KEY_ITEMS] = {"items", ALL, APPLICATOR, LM_SHAPE_ITEMS},
    [LM_KEY_ADDITIONAL_ITEMS] = {"additionalItems", UNTIL_2019, APPLICATOR,
	LM_SHAPE_SCHEMA},
    [LM_KEY_CONTAINS] = {"contains", FROM_6, APPLICATOR, LM_SHAPE_SCHEMA},
    [LM_KEY_UNEVALUATED_ITEMS] = {"unevaluatedItems", FROM_2019, UNEVALUATED,
	LM_SHAPE_SCHEMA},
    [LM_KEY_UNEVALUATED_PROPERTIES] = {"unevaluatedProperties", FROM_2019,
	UNEVALUATED, LM_SHAPE_SCHEMA},
    [LM_KEY_TYPE] = {"type", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_ENUM] = {"enum", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_CONST] = {"const", FROM_6, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_MULTIPLE_OF] = {"multipleOf", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_MAXIMUM] = {"maximum", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_EXCLUSIVE_MAXIMUM] = {"exclusiveMaximum", ALL, VALIDATION,
	LM_SHAPE_NONE},
    [LM_KEY_MINIMUM] = {"minimum", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_EXCLUSIVE_MINIMUM] = {"exclusiveMinimum", ALL, VALIDATION,
	LM_SHAPE_NONE},
    [LM_KEY_MAX_LENGTH] = {"maxLength", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_MIN_LENGTH] = {"minLength", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_PATTERN] = {"pattern", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_MAX_ITEMS] = {"maxItems", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_MIN_ITEMS] = {"minItems", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_UNIQUE_ITEMS] = {"uniqueItems", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_MAX_CONTAINS] = {"maxContains", FROM_2019, VALIDATION,
	LM_SHAPE_NONE},
    [LM_KEY_MIN_CONTAINS] = {"minContains", FROM_2019, VALIDATION,
	LM_SHAPE_NONE},
    [LM_KEY_MAX_PROPERTIES] = {"maxProperties", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_MIN_PROPERTIES] = {"minProperties", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_REQUIRED] = {"required", ALL, VALIDATION, LM_SHAPE_NONE},
    [LM_KEY_DEPENDENT_REQUIRED] = {"dependentRequired", FROM_2019, VALIDATION,
	LM_SHAPE_NONE},
    [LM_KEY_FORMAT] = {"format", ALL, FORMATS, LM_SHAPE_NONE},
    [LM_KEY_CONTENT_ENCODING] = {"contentEncoding", FROM_7, CONTENT,
	LM_SHAPE_NONE},
    [LM_KEY_CONTENT_MEDIA_TYPE] = {"contentMediaType", FROM_7, CONTENT,
	LM_SHAPE_NONE},
    [LM_KEY_CONTENT_SCHEMA] = {"contentSchema", FROM_2019, CONTENT,
	LM_SHAPE_SCHEMA},
    [LM_KEY_TITLE] = {"title", ALL, META_DATA, LM_SHAPE_NONE},
    [LM_KEY_DESCRIPTION] = {"description", ALL, META_DATA, LM_SHAPE_NONE},
    [LM_KEY_DEFAULT] = {"default", ALL, META_DATA, LM_SHAPE_NONE},
    [LM_KEY_DEPRECATED] = {"deprecated", FROM_2019, META_DATA, LM_SHAPE_NONE},
    [LM_KEY_READ_ONLY] = {"readOnly", FROM_7, META_DATA, LM_SHAPE_NONE},
    [LM_KEY_WRITE_ONLY] = {"writeOnly", FROM_7, META_DATA, LM_SHAPE_NONE},
    [LM_KEY_EXAMPLES] = {"examples", FROM_6, META_DATA, LM_SHAPE_NONE},
};

/* The keywords in the order of their texts. */
static const unsigned char by_name[LM_SCHEMA_N_KEYS] = {
    LM_KEY_ANCHOR,
    LM_KEY_COMMENT,
    LM_KEY_DEFS,
    LM_KEY_DYNAMIC_ANCHOR,
    LM_KEY_DYNAMIC_REF,
    LM_KEY_DOLLAR_ID,
    LM_KEY_RECURSIVE_ANCHOR,
    LM_KEY_RECURSIVE_REF,
    LM_KEY_REF,
    LM_KEY_SCHEMA,
    LM_KEY_VOCABULARY,
    LM_KEY_ADDITIONAL_ITEMS,
    LM_KEY_ADDITIONAL_PROPERTIES,
    LM_KEY_ALL_OF,
    LM_KEY_ANY_OF,
    LM_KEY_CONST,
    LM_KEY_CONTAINS,
    LM_KEY_CONTENT_ENCODING,
    LM_KEY_CONTENT_MEDIA_TYPE,
    LM_KEY_CONTENT_SCHEMA,
    LM_KEY_DEFAULT,
    LM_KEY_DEFINITIONS,
    LM_KEY_DEPENDENCIES,
    LM_KEY_DEPENDENT_REQUIRED,
    LM_KEY_DEPENDENT_SCHEMAS,
    LM_KEY_DEPRECATED,
    LM_KEY_DESCRIPTION,
    LM_KEY_ELSE,
    LM_KEY_ENUM,
    LM_KEY_EXAMPLES,
    LM_KEY_EXCLUSIVE_MAXIMUM,
    LM_KEY_EXCLUSIVE_MINIMUM,
    LM_KEY_FORMAT,
    LM_KEY_ID,
    LM_KEY_IF,
    LM_KEY_ITEMS,
    LM_KEY_MAX_CONTAINS,
    LM_KEY_MAX_ITEMS,
    LM_KEY_MAX_LENGTH,
    LM_KEY_MAX_PROPERTIES,
    LM_KEY_MAXIMUM,
    LM_KEY_MIN_CONTAINS,
    LM_KEY_MIN_ITEMS,
    LM_KEY_MIN_LENGTH,
    LM_KEY_MIN_PROPERTIES,
    LM_KEY_MINIMUM,
    LM_KEY_MULTIPLE_OF,
    LM_KEY_NOT,
    LM_KEY_ONE_OF,
    LM_KEY_PATTERN,
    LM_KEY_PATTERN_PROPERTIES,
    LM_KEY_PREFIX_ITEMS,
    LM_KEY_PROPERTIES,
    LM_KEY_PROPERTY_NAMES,
    LM_KEY_READ_ONLY,
    LM_KEY_REQUIRED,
    LM_KEY_THEN,
    LM_KEY_TITLE,
    LM_KEY_TYPE,
    LM_KEY_UNEVALUATED_ITEMS,
    LM_KEY_UNEVALUATED_PROPERTIES,
    LM_KEY_UNIQUE_ITEMS,
    LM_KEY_WRITE_ONLY,
};

static bool
knows(enum lm_schema_key key, unsigned draft, unsigned vocabularies)
{
	const struct lm_schema_keyword *keyword = &lm_schema_keywords[key];

	return (keyword->drafts & draft) != 0 &&
	    (keyword->vocabularies & vocabularies) != 0;
}

static int
compare(struct lm_span a, struct lm_span b)
{
	size_t n = a.len < b.len ? a.len : b.len;
	int order = n == 0 ? 0 : memcmp(a.ptr, b.ptr, n);

	if (order != 0)
		return order;
	return a.len < b.len ? -1 : a.len > b.len;
}

enum lm_schema_key
lm_schema_key_find(struct lm_span name, unsigned draft, unsigned vocabularies)
{
	size_t low = 0, high = LM_SCHEMA_N_KEYS;

	while (low < high) {
		size_t middle = (low + high) / 2;
		enum lm_schema_key key = by_name[middle];
		int order =
		    compare(name, lm_span_of(lm_schema_keywords[key].name));

		if (order == 0)
			return knows(key, draft, vocabularies)
			    ? key
			    : LM_SCHEMA_N_KEYS;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return LM_SCHEMA_N_KEYS;
}

void
lm_schema_members(yyjson_val *object, unsigned draft, unsigned vocabularies,
    yyjson_val *vals[LM_SCHEMA_N_KEYS])
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(object);
	yyjson_val *name;

	while ((name = yyjson_obj_iter_next(&iter)) != NULL) {
		enum lm_schema_key key =
		    lm_schema_key_find(lm_record_text(name), draft,
			vocabularies);

		if (key != LM_SCHEMA_N_KEYS)
			vals[key] = yyjson_obj_iter_get_val(name);
	}
}

const char *
lm_schema_key_near(struct lm_span name, unsigned draft, unsigned vocabularies)
{
	struct lm_near near = lm_near_start(name);

	for (enum lm_schema_key key = 0; key < LM_SCHEMA_N_KEYS; key++)
		if (knows(key, draft, vocabularies))
			lm_near_try(&near, lm_schema_keywords[key].name);
	return near.best;
}

/* A vocabulary of the standard, without what all their URIs begin with. */
struct vocabulary {
	const char *name;
	unsigned bits;
};

static const struct vocabulary vocabularies[] = {
    {"2019-09/vocab/core", CORE},
    {"2019-09/vocab/applicator", APPLICATOR | UNEVALUATED},
    {"2019-09/vocab/validation", VALIDATION},
    {"2019-09/vocab/meta-data", META_DATA},
    {"2019-09/vocab/format", LM_VOCABULARY_FORMAT},
    {"2019-09/vocab/content", CONTENT},
    {"2020-12/vocab/core", CORE},
    {"2020-12/vocab/applicator", APPLICATOR},
    {"2020-12/vocab/unevaluated", UNEVALUATED},
    {"2020-12/vocab/validation", VALIDATION},
    {"2020-12/vocab/meta-data", META_DATA},
    {"2020-12/vocab/format-annotation", LM_VOCABULARY_FORMAT},
    {"2020-12/vocab/format-assertion", LM_VOCABULARY_FORMAT_ASSERTION},
    {"2020-12/vocab/content", CONTENT},
};

unsigned
lm_schema_vocabulary_find(struct lm_span uri)
{
	static const char prefix[] = "https://json-schema.org/draft/";
	const size_t len = sizeof(prefix) - 1;

	if (uri.len < len || memcmp(uri.ptr, prefix, len) != 0)
		return 0;
	uri = lm_span(uri.ptr + len, uri.len - len);
	for (size_t i = 0; i < sizeof(vocabularies) / sizeof(vocabularies[0]);
	     i++)
		if (lm_span_equal(uri, lm_span_of(vocabularies[i].name)))
			return vocabularies[i].bits;
	return 0;
}
