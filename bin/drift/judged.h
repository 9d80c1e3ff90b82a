#ifndef DRIFT_JUDGED_H
#define DRIFT_JUDGED_H

#include <stddef.h>

#include "metrics.h"
#include "retrieval.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * Which documents are searched, and which queries are judged by which of
 * them: a part of retrieval.  All-zero is empty.
 */
struct drift_judged {
	struct lm_buf searched; /* of struct drift_pair, as in the baseline */
	struct lm_buf queries;	/* of struct drift_judged_query, likewise */
	struct lm_buf found;	/* of struct drift_gain */
	size_t n_unjudged;
	size_t n_absent;
};

struct drift_judged_query {
	size_t places[DRIFT_N_SIDES]; /* in its sets */
	struct drift_wanted wanted;
};

void drift_judged_free(struct drift_judged *judged);

/* The documents that are searched; the queries that are judged. */
size_t drift_judged_n_searched(const struct drift_judged *judged);
const struct drift_pair *drift_judged_searched(
    const struct drift_judged *judged);
size_t drift_judged_n_queries(const struct drift_judged *judged);
const struct drift_judged_query *drift_judged_queries(
    const struct drift_judged *judged);

/* Find out, *judged being empty.  Errors as drift_retrieval_measure says. */
enum lm_code drift_judged_find(const struct drift_search *search,
    struct drift_judged *judged, struct lm_err *err);

#endif
