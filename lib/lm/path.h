#ifndef LM_PATH_H
#define LM_PATH_H

#include <stdbool.h>
#include <stddef.h>

#include <yyjson.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * Paths into a record, in jq's notation: "." (the record), ".a", ".a.b",
 * ".a[0]", ".a[]" (every element, or every member of an object), ".["x y"]".
 * A negative index counts from the end.
 */
struct lm_path_step;

struct lm_path {
	struct lm_path_step *steps;
	size_t n_steps;
	char *names; /* what the steps' names point into */
};

/* Values met by a path, in the order of the source; borrowed from the record. */
struct lm_values {
	yyjson_val **list;
	size_t n;
	size_t cap;
	bool
	    twice; /* on the way an object had the path's name more than once */
};

/* Read text.  LM_USAGE with err->column where it is not a path; LM_NOMEM. */
enum lm_code lm_path_parse(struct lm_span text, struct lm_path *path,
    struct lm_err *err);
void lm_path_free(struct lm_path *path);

/*
 * How much of text comes before the first of these characters outside of a
 * path's quotes, or before its end: so lists of paths are taken apart.
 */
size_t lm_path_end(const char *text, const char *stops);

/* The name that a path begins with; false: it begins with none. */
bool lm_path_first(const struct lm_path *path, struct lm_span *name);

/*
 * Whether step i of a path (below path->n_steps), taken from a value that the
 * steps before it have led to, leads to its member of this name, or to element
 * index of its n.  So a walk can follow a path; doubled names are all met.
 */
bool lm_path_meets_name(const struct lm_path *path, size_t i,
    struct lm_span name);
bool lm_path_meets_index(const struct lm_path *path, size_t i, size_t index,
    size_t n);

/*
 * All values that path meets below root, in place of what *values held.
 * What is not there, or has another type than a step needs, is not met: the
 * result may be empty.  Where a name repeats, its last member is met, and
 * values->twice tells.
 */
enum lm_code lm_path_select(const struct lm_path *path, yyjson_val *root,
    struct lm_values *values, struct lm_err *err);
void lm_values_free(struct lm_values *values);

#endif
