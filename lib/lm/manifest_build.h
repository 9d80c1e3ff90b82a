#ifndef LM_MANIFEST_BUILD_H
#define LM_MANIFEST_BUILD_H

#include <stddef.h>

#include <yyjson.h>

#include "lm/err.h"
#include "lm/arena.h"
#include "lm/manifest_mistake.h"
#include "lm/manifest_policy.h"
#include "lm/manifest_values.h"

/* From a manifest of the right shape to its policy. */

/* Things with a name that others refer to. */
struct lm_section {
	const char *key; /* "models" */
	const char *one; /* "model" */
	yyjson_val *map; /* NULL: there is no such section */
	struct lm_names names;
};

/* A policy as it comes to be. */
struct lm_draft {
	const struct lm_manifest_source *source;
	struct lm_arena *arena;
	struct lm_section endpoints;
	struct lm_section models;
	struct lm_section queues;
	struct lm_section flags;
};

/*
 * Read all that the manifest says of lanes into *out, with memory of the
 * arena.  Errors: LM_MALFORMED for a name that is not there, with its place
 * and the nearest that is; LM_NOMEM.  *out is always fit for
 * lm_policy_free.
 */
enum lm_code lm_policy_build(const struct lm_manifest_source *source,
    struct lm_arena *arena, struct lm_policy *out, struct lm_err *err);

/* Give back what is not in the arena: the parsed paths. */
void lm_policy_free(const struct lm_policy *policy);

/* The place of the name val in its section, or the mistake that it is. */
enum lm_code lm_draft_find(const struct lm_draft *draft,
    const struct lm_section *section, yyjson_val *val, size_t *index,
    struct lm_err *err);

/* lm_draft_find of each element of a list (NULL: none). */
enum lm_code lm_draft_find_all(const struct lm_draft *draft,
    const struct lm_section *section, yyjson_val *list, struct lm_indices *out,
    struct lm_err *err);

/* The part of lm_policy_build that reads the routes; all else is in *out. */
enum lm_code lm_draft_routes(const struct lm_draft *draft,
    struct lm_policy *out, struct lm_err *err);

#endif
