#ifndef LM_WALK_H
#define LM_WALK_H

#include <stdbool.h>
#include <stddef.h>

#include <yyjson.h>

#include "lm/record.h"

/*
 * A walk over all values of a record in the order of the source, keys
 * included, without recursion.
 *
 *	struct lm_walk walk = lm_walk_start(&rec);
 *	while (lm_walk_next(&walk))
 *		... walk.val, walk.is_key, walk.key ...
 */
struct lm_walk {
	yyjson_val *val; /* the value met, or the key */
	yyjson_val *key; /* the key of val; NULL for an element or a key */
	/* The nearest key at or above val: of an element of an array, that of
	 * the array; NULL: there is none. */
	yyjson_val *name;
	yyjson_val *container; /* that val is in; NULL for the root */
	bool is_key;
	size_t depth; /* containers around val */
	yyjson_val *next;
	yyjson_val *end;
	yyjson_val *last_key;
	size_t n_open;
	struct lm_walk_open {
		yyjson_val *val;
		yyjson_val *name;
		size_t left; /* values to come, keys too */
		bool object;
	} open[LM_RECORD_MAX_DEPTH + 1];
};

/* Begin at the root. */
void lm_walk_start(struct lm_walk *walk, const struct lm_record *rec);

/* The next value; false at the end. */
bool lm_walk_next(struct lm_walk *walk);

/* Leave out what is inside the container just met. */
void lm_walk_skip(struct lm_walk *walk);

#endif
