#ifndef LM_SCHEMA_KEYS_H
#define LM_SCHEMA_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/span.h"

/*
 * The keywords of JSON Schema: which draft and vocabulary knows each, and where
 * its value holds schemas.  Sources: draft-zyp-json-schema-04,
 * draft-wright-json-schema-01 (6), draft-handrews-json-schema-01 (7) and
 * -02 (2019-09), draft-bhutton-json-schema-01 (2020-12).
 */

/* Every keyword: its place in the enum, its text. */
#define LM_SCHEMA_KEYS(X)                                  \
	X(SCHEMA, "$schema")                               \
	X(DOLLAR_ID, "$id")                                \
	X(ID, "id")                                        \
	X(REF, "$ref")                                     \
	X(ANCHOR, "$anchor")                               \
	X(DYNAMIC_REF, "$dynamicRef")                      \
	X(DYNAMIC_ANCHOR, "$dynamicAnchor")                \
	X(RECURSIVE_REF, "$recursiveRef")                  \
	X(RECURSIVE_ANCHOR, "$recursiveAnchor")            \
	X(VOCABULARY, "$vocabulary")                       \
	X(COMMENT, "$comment")                             \
	X(DEFS, "$defs")                                   \
	X(DEFINITIONS, "definitions")                      \
	X(ALL_OF, "allOf")                                 \
	X(ANY_OF, "anyOf")                                 \
	X(ONE_OF, "oneOf")                                 \
	X(NOT, "not")                                      \
	X(IF, "if")                                        \
	X(THEN, "then")                                    \
	X(ELSE, "else")                                    \
	X(DEPENDENT_SCHEMAS, "dependentSchemas")           \
	X(DEPENDENCIES, "dependencies")                    \
	X(PROPERTIES, "properties")                        \
	X(PATTERN_PROPERTIES, "patternProperties")         \
	X(ADDITIONAL_PROPERTIES, "additionalProperties")   \
	X(PROPERTY_NAMES, "propertyNames")                 \
	X(PREFIX_ITEMS, "prefixItems")                     \
	X(ITEMS, "items")                                  \
	X(ADDITIONAL_ITEMS, "additionalItems")             \
	X(CONTAINS, "contains")                            \
	X(UNEVALUATED_ITEMS, "unevaluatedItems")           \
	X(UNEVALUATED_PROPERTIES, "unevaluatedProperties") \
	X(TYPE, "type")                                    \
	X(ENUM, "enum")                                    \
	X(CONST, "const")                                  \
	X(MULTIPLE_OF, "multipleOf")                       \
	X(MAXIMUM, "maximum")                              \
	X(EXCLUSIVE_MAXIMUM, "exclusiveMaximum")           \
	X(MINIMUM, "minimum")                              \
	X(EXCLUSIVE_MINIMUM, "exclusiveMinimum")           \
	X(MAX_LENGTH, "maxLength")                         \
	X(MIN_LENGTH, "minLength")                         \
	X(PATTERN, "pattern")                              \
	X(MAX_ITEMS, "maxItems")                           \
	X(MIN_ITEMS, "minItems")                           \
	X(UNIQUE_ITEMS, "uniqueItems")                     \
	X(MAX_CONTAINS, "maxContains")                     \
	X(MIN_CONTAINS, "minContains")                     \
	X(MAX_PROPERTIES, "maxProperties")                 \
	X(MIN_PROPERTIES, "minProperties")                 \
	X(REQUIRED, "required")                            \
	X(DEPENDENT_REQUIRED, "dependentRequired")         \
	X(FORMAT, "format")                                \
	X(CONTENT_ENCODING, "contentEncoding")             \
	X(CONTENT_MEDIA_TYPE, "contentMediaType")          \
	X(CONTENT_SCHEMA, "contentSchema")                 \
	X(TITLE, "title")                                  \
	X(DESCRIPTION, "description")                      \
	X(DEFAULT, "default")                              \
	X(DEPRECATED, "deprecated")                        \
	X(READ_ONLY, "readOnly")                           \
	X(WRITE_ONLY, "writeOnly")                         \
	X(EXAMPLES, "examples")

enum lm_schema_key {
#define LM_SCHEMA_KEY(name, text) LM_KEY_##name,
	LM_SCHEMA_KEYS(LM_SCHEMA_KEY)
#undef LM_SCHEMA_KEY
	    LM_SCHEMA_N_KEYS
};

/* Drafts as bits, the vocabularies of 2019-09 and 2020-12 as bits. */
enum lm_schema_since {
	LM_SINCE_4 = 1,
	LM_SINCE_6 = 2,
	LM_SINCE_7 = 4,
	LM_SINCE_2019 = 8,
	LM_SINCE_2020 = 16,
};

enum lm_schema_vocabulary {
	LM_VOCABULARY_CORE = 1,
	LM_VOCABULARY_APPLICATOR = 2,
	LM_VOCABULARY_UNEVALUATED = 4,
	LM_VOCABULARY_VALIDATION = 8,
	LM_VOCABULARY_META_DATA = 16,
	LM_VOCABULARY_FORMAT = 32,
	LM_VOCABULARY_FORMAT_ASSERTION = 64,
	LM_VOCABULARY_CONTENT = 128,
};

/* Where a keyword's value holds schemas. */
enum lm_schema_shape {
	LM_SHAPE_NONE,
	LM_SHAPE_SCHEMA,
	LM_SHAPE_LIST,	/* an array of schemas */
	LM_SHAPE_MAP,	/* an object of schemas */
	LM_SHAPE_ITEMS, /* a schema, or an array of schemas */
	LM_SHAPE_MIXED, /* an object of schemas and of lists of names */
};

struct lm_schema_keyword {
	const char *name;
	unsigned drafts;       /* enum lm_schema_since */
	unsigned vocabularies; /* any of them brings it */
	enum lm_schema_shape shape;
};

extern const struct lm_schema_keyword lm_schema_keywords[LM_SCHEMA_N_KEYS];

/* The keyword of this name in a dialect; LM_SCHEMA_N_KEYS: it has none.
 * A binary search. */
enum lm_schema_key lm_schema_key_find(struct lm_span name, unsigned draft,
    unsigned vocabularies);

/*
 * The values of the keywords of an object that such a dialect has, by keyword,
 * into vals, which is all NULL before.  Of one that is there twice, the last.
 */
void lm_schema_members(yyjson_val *object, unsigned draft,
    unsigned vocabularies, yyjson_val *vals[LM_SCHEMA_N_KEYS]);

/* The keyword nearest to a mistyped one, that such a dialect has; or NULL. */
const char *lm_schema_key_near(struct lm_span name, unsigned draft,
    unsigned vocabularies);

/* The vocabulary of a URI; 0: not known. */
unsigned lm_schema_vocabulary_find(struct lm_span uri);

#endif
