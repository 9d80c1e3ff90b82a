#ifndef REDACT_POLICY_H
#define REDACT_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "assign.h"
#include "kinds.h"
#include "names.h"
#include "places.h"

#include "lm/err.h"
#include "lm/span.h"

struct known;
struct masks;
struct replacer;
struct rules;
struct scan;
struct tokens;

/* What is looked for, and what takes its place.  Shared by all workers, not
 * changed while they run. */
struct policy {
	struct names deny;
	struct assigner assigner; /* of deny */
	struct kinds kinds;
	struct places places;
	struct lm_span *allowed; /* values that are never redacted, in order */
	size_t n_allowed;
	struct scan *scan;
	struct tokens *tokens;
	struct rules *rules; /* NULL: none */
	struct known *known; /* NULL: no dictionary */
	struct masks *masks;
	struct replacer *replacer;
	bool traces; /* where each finding is, is told */
};

/* Put policy->allowed in order, once it is filled. */
void policy_sort_allowed(struct policy *policy);

/* Make policy->scan, of the literals of all detectors.  LM_NOMEM. */
enum lm_code policy_make_scan(struct policy *policy, struct lm_err *err);

/* Whether nothing at all is looked for. */
bool policy_is_idle(const struct policy *policy);

void policy_free(struct policy *policy);

/* Whether a value is one of policy->allowed, to the byte.  O(log n). */
bool policy_allows(const struct policy *policy, struct lm_span value);

#endif
