#ifndef DRIFT_SEARCH_H
#define DRIFT_SEARCH_H

#include "judged.h"
#include "retrieval.h"

#include "lm/err.h"

/*
 * Rank the documents for each judged query on both sides, and measure the
 * rankings, by threads: a part of retrieval.  queries has one for each of
 * judged's, with its places; the rest is filled in.  LM_NOMEM.
 */
enum lm_code drift_search_run(const struct drift_search *search,
    const struct drift_judged *judged, struct drift_query *queries,
    struct lm_err *err);

#endif
