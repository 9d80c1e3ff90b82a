#ifndef LM_SCHEMA_NODE_H
#define LM_SCHEMA_NODE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/arena.h"
#include "lm/format.h"
#include "lm/regex.h"
#include "lm/schema.h"
#include "lm/schema_names.h"
#include "lm/schema_source.h"

/*
 * A schema as it is compiled: nodes, which refer to one another by number;
 * what a kind of value is asked is beside the node, and NULL where nothing is.
 */

/* A bound of a number. */
struct lm_limit {
	struct lm_span text; /* empty: none */
	int64_t small;	     /* its value, if is_small */
	bool is_small;
};

enum lm_limit_kind {
	LM_LIMIT_MIN,
	LM_LIMIT_EXCLUSIVE_MIN,
	LM_LIMIT_MAX,
	LM_LIMIT_EXCLUSIVE_MAX,
	LM_LIMIT_MULTIPLE_OF,
	LM_N_LIMITS
};

struct lm_of_number {
	struct lm_limit limits[LM_N_LIMITS];
};

struct lm_of_string {
	uint64_t min_length; /* characters */
	uint64_t max_length;
	const struct lm_regex *pattern;
	const struct lm_format *format;
	bool is_base64;	  /* the content is to be */
	bool is_json;	  /* likewise */
	uint32_t content; /* node of the content; LM_NONE */
	bool has_content;
};

struct lm_of_array {
	uint64_t min_items;
	uint64_t max_items;
	uint64_t min_contains;
	uint64_t max_contains;
	const uint32_t *prefix; /* nodes */
	uint32_t n_prefix;
	uint32_t rest;		       /* node of what follows; LM_NONE */
	enum lm_schema_key prefix_key; /* prefixItems, or items */
	enum lm_schema_key rest_key;   /* items, or additionalItems */
	uint32_t contains;
	uint32_t unevaluated;
	bool unique;
	bool contains_evaluates; /* 2020-12 */
};

struct lm_pattern {
	const struct lm_regex *regex;
	yyjson_val *name; /* its text */
	uint32_t node;
};

/* What is asked of a member by its name. */
struct lm_property {
	yyjson_val *name;	  /* in properties; NULL: not there */
	uint32_t node;		  /* LM_NONE: not in properties */
	const uint32_t *patterns; /* that its name matches */
	uint32_t n_patterns;
};

/* If a member is there, these are to be, or this holds. */
struct lm_dependent {
	uint32_t trigger;	  /* property */
	const uint32_t *required; /* properties */
	uint32_t n_required;
	uint32_t node; /* LM_NONE */
	enum lm_schema_key key;
	yyjson_val *name;
};

struct lm_of_object {
	uint64_t min_properties;
	uint64_t max_properties;
	struct lm_names_set names; /* -> properties */
	const struct lm_property *properties;
	size_t n_words;		  /* of a bit a property */
	const uint64_t *required; /* bits; NULL: none */
	const struct lm_pattern *patterns;
	uint32_t n_patterns;
	uint32_t additional; /* LM_NONE */
	uint32_t property_names;
	const struct lm_dependent *dependents;
	uint32_t n_dependents;
	uint32_t unevaluated;
};

/* A list of values under one roof. */
struct lm_values_set {
	struct lm_names_set strings;
	yyjson_val *const *others; /* numbers and containers */
	const uint64_t *hashes;	   /* of them, ascending */
	uint32_t n_others;
	bool has_null, has_true, has_false;
};

struct lm_nodes {
	const uint32_t *list;
	uint32_t n;
};

/* A reference that depends on the way that led to it. */
struct lm_dynamic_ref {
	uint32_t initial; /* node */
	const uint32_t *resources;
	const uint32_t *nodes;	     /* of these resources */
	uint32_t n;		     /* 0: it is as a plain reference */
	struct lm_span name;	     /* of what it leads to */
	struct lm_dynamic_ref *next; /* another of the schema's */
};

/* What is asked of any value by other schemas. */
struct lm_applied {
	uint32_t ref;
	const struct lm_dynamic_ref *dynamic;
	const struct lm_dynamic_ref *recursive;
	struct lm_nodes all, any, one;
	uint32_t not ;
	uint32_t if_, then, else_;
};

struct lm_node {
	uint8_t types;	 /* bit by yyjson_type: allowed */
	bool whole_only; /* of numbers, whole ones */
	bool whole_text; /* draft 4: without a point or an exponent */
	bool is_trivial; /* nothing is asked */
	bool is_false;
	uint32_t site;
	uint32_t resource;
	const struct lm_of_number *number;
	const struct lm_of_string *string;
	const struct lm_of_array *array;
	const struct lm_of_object *object;
	const struct lm_values_set *values; /* enum */
	const struct lm_values_set *constant;
	const struct lm_applied *applied;
};

struct lm_schema {
	struct lm_source source;
	struct lm_arena arena;
	struct lm_node *nodes;
	uint32_t n_nodes;
	uint32_t nodes_cap;
	uint32_t root;
	struct lm_dynamic_ref *dynamics; /* all that are dynamic; or NULL */
	struct lm_regex **regexes;
	size_t n_regexes;
	size_t regexes_cap;
	struct lm_schema_options options;
};

/* Characters of a text (UTF-8): all bytes but those that go on with one. */
static inline size_t
lm_schema_characters(struct lm_span text)
{
	size_t n = 0;

	for (size_t i = 0; i < text.len; i++)
		n += ((unsigned char)text.ptr[i] & 0xc0) != 0x80;
	return n;
}

/* The longest whole numbers that are compared as such. */
#define LM_SMALL_DIGITS 18

/* The value of a whole number that is written plainly, if it is not long. */
static inline bool
lm_schema_small(struct lm_span text, int64_t *value)
{
	size_t sign = text.len > 0 && text.ptr[0] == '-';
	int64_t sum = 0;

	if (text.len == 0 || text.len > LM_SMALL_DIGITS + sign)
		return false;
	for (size_t i = sign; i < text.len; i++) {
		if (text.ptr[i] < '0' || text.ptr[i] > '9')
			return false;
		sum = sum * 10 + (text.ptr[i] - '0');
	}
	*value = sign == 1 ? -sum : sum;
	return true;
}

#endif
