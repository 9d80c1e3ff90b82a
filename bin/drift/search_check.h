#ifndef DRIFT_SEARCH_CHECK_H
#define DRIFT_SEARCH_CHECK_H

#include "retrieval.h"

#include "lm/err.h"

/*
 * Whether queries and documents of both sides belong together: a part of
 * retrieval.  LM_MALFORMED as drift_retrieval_measure says; LM_NOMEM.
 */
enum lm_code drift_search_check(const struct drift_search *search,
    struct lm_err *err);

#endif
