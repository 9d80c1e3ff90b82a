#ifndef LM_MANIFEST_REVIEW_H
#define LM_MANIFEST_REVIEW_H

#include <stdbool.h>

#include "lm/err.h"
#include "lm/manifest_mistake.h"
#include "lm/manifest_policy.h"

/*
 * The mistakes that only the whole of a manifest shows, when every name in it
 * is known: what is there twice, is over, contradicts itself or can never
 * happen.  One function a concern; the tables of them are in
 * manifest_review.c and manifest_review_routes.c.
 */

/*
 * Review a policy: LM_OK, or LM_MALFORMED with the first mistake that is
 * found, at its place.  LM_USAGE for a $LMOB_NOW that is no time; LM_NOMEM.
 * O(n log n) for n things, but O(r^2) for the r routes of one task.
 */
enum lm_code lm_manifest_review(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err);

/* The part of it that is about phrases: in each flag they differ by more than
 * case, width and invisible characters (lm_text_fold). */
enum lm_code lm_review_phrases(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err);

/* The part of it that is about routes. */
enum lm_code lm_review_routes(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err);

/* The part of it that is about schemas: their tasks are no slips. */
enum lm_code lm_review_schemas(const struct lm_manifest_source *source,
    const struct lm_policy *policy, struct lm_err *err);

/*
 * Whether no job that comes to the route later can have come past earlier, for
 * what their conditions say.  True is certain; false may be a route that only
 * what a condition means, or several routes together, shadow.
 */
bool lm_route_shadows(const struct lm_policy *policy,
    const struct lm_route *earlier, const struct lm_route *later);

/* Whether each job that may come to both has the same count of tokens, or the
 * same estimate, for both.  True is certain.  O(models). */
bool lm_routes_count_alike(const struct lm_policy *policy,
    const struct lm_route *earlier, const struct lm_route *later);

/*
 * Whether a task that nothing knows surely means one that is known: it is one
 * slip away, a letter too much, too few or another one, or two swapped.  What
 * differs by a digit, or by a suffix as _de, is another task; so may a short
 * word be.  known ends with a NUL.
 */
bool lm_task_is_slip(struct lm_span task, struct lm_span known);

/* The task with a model of which one without is a slip; NULL: there is none. */
const char *lm_policy_slip(const struct lm_policy *policy, struct lm_span task);

#endif
