#ifndef LM_MANIFEST_SHAPE_H
#define LM_MANIFEST_SHAPE_H

#include <stdbool.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * What a value of the manifest has to look like: a tree of constants, at most
 * LM_SHAPE_MAX_DEPTH containers deep, whose root is in manifest_keys.c.
 */
#define LM_SHAPE_MAX_DEPTH 8

enum lm_shape_kind {
	LM_SHAPE_TEXT,	 /* a string, not empty, without U+0000; form */
	LM_SHAPE_CHOICE, /* one of the strings of choices */
	LM_SHAPE_PATH,	 /* a path as lm_path_parse reads it */
	LM_SHAPE_FLAG,	 /* true or false */
	LM_SHAPE_WHOLE,	 /* decimal digits, min to max */
	LM_SHAPE_NUMBER, /* any JSON number, min to max */
	LM_SHAPE_SCALAR, /* no object and no list */
	LM_SHAPE_TABLE,	 /* an object with the members of keys */
	LM_SHAPE_MAP,	 /* an object: names of shape names, values of each */
	LM_SHAPE_LIST,	 /* a list: elements of each */
};

struct lm_shape_key;

struct lm_shape {
	enum lm_shape_kind kind;
	bool filled; /* MAP, LIST: at least one in it */
	bool secret; /* messages do not show what is there: it may be one */
	double min;
	double max;
	bool (*form)(struct lm_span text); /* TEXT: NULL takes any */
	const char *expected;		   /* what messages call the form */
	const char *pattern;		 /* of it, as ECMA-262 (JSON Schema) */
	const char *const *choices;	 /* NULL at the end */
	const struct lm_shape_key *keys; /* a key without name at the end */
	const struct lm_shape *names;
	const struct lm_shape *each;
	const struct lm_shape *other; /* fits too, with another JSON type */
};

struct lm_shape_key {
	const char *name;
	const struct lm_shape *shape;
	bool required;
	const char *help; /* one line, for editors */
};

/* The shape of a whole manifest: every key there is. */
extern const struct lm_shape lm_manifest_shape;

/*
 * Write the shape as a JSON Schema (draft 2020-12), for editors: what does not
 * validate is no manifest, but what does may still be none, as a schema knows
 * no names.  LM_NOMEM.
 */
enum lm_code lm_manifest_schema(struct lm_buf *out, struct lm_err *err);

#endif
