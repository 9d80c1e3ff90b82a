#ifndef LM_MANIFEST_CHECK_H
#define LM_MANIFEST_CHECK_H

#include "lm/err.h"
#include "lm/manifest_mistake.h"
#include "lm/manifest_shape.h"

/*
 * Check a whole manifest against its shape, in the order of the file: keys
 * known, once each, the required ones there; values of their type and range.
 * The first mistake: LM_MALFORMED with its place.  LM_NOMEM.  O(n log n) for
 * an object of n keys.
 */
enum lm_code lm_manifest_check(const struct lm_manifest_source *source,
    const struct lm_shape *shape, struct lm_err *err);

#endif
