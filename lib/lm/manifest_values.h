#ifndef LM_MANIFEST_VALUES_H
#define LM_MANIFEST_VALUES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <yyjson.h>

#include "lm/err.h"
#include "lm/arena.h"
#include "lm/manifest_policy.h"
#include "lm/span.h"

/* Members of objects of a manifest whose shape has been checked. */

/* Below 0, 0 or above 0, as a is before, the same as or after b; by bytes. */
int lm_text_order(struct lm_span a, struct lm_span b);

/* The member name of obj, which may be NULL; NULL when it is not there. */
yyjson_val *lm_member(yyjson_val *obj, const char *name);

/* A string, else an empty span; a whole number, else absent; a boolean, else
 * false; the place of a string among choices, else absent. */
struct lm_span lm_member_text(yyjson_val *obj, const char *name);
uint64_t lm_member_whole(yyjson_val *obj, const char *name, uint64_t absent);
bool lm_member_flag(yyjson_val *obj, const char *name);
unsigned lm_member_choice(yyjson_val *obj, const char *name,
    const char *const *choices, unsigned absent);

/* A list of strings (NULL: none), in the arena.  LM_NOMEM. */
enum lm_code lm_list_texts(yyjson_val *list, struct lm_arena *arena,
    struct lm_spans *out, struct lm_err *err);

/*
 * The names of an object, to find one by; in the arena.
 * lm_names_find: its place in the object, LM_NO_INDEX if it is not there;
 * O(log n).
 */
struct lm_name {
	struct lm_span text;
	size_t index;
};

struct lm_names {
	const struct lm_name *sorted;
	size_t n;
};

enum lm_code lm_names_of(yyjson_val *obj, struct lm_arena *arena,
    struct lm_names *out, struct lm_err *err);
size_t lm_names_find(const struct lm_names *names, struct lm_span text);

#endif
