#ifndef DRIFT_MEASURE_H
#define DRIFT_MEASURE_H

#include "gates.h"
#include "settings.h"

/* All that a comparison found; in borrows from the rest and from settings. */
struct measured {
	struct drift_pairs pairs;
	struct drift_result result;
	struct drift_shift shift;
	struct drift_retrieval retrieval;
	struct lm_buf worst; /* of size_t */
	struct drift_case in;
	struct drift_findings findings;
};

/*
 * Pair, compare, measure and judge what was read.  The same for every number of
 * jobs.  *measured begins all-zero and has to be freed in any case.
 * LM_MALFORMED, LM_LIMIT, LM_NOMEM.
 */
enum lm_code measure(struct settings *settings, size_t jobs,
    struct measured *measured, struct lm_err *err);
void measured_free(struct measured *measured);

#endif
