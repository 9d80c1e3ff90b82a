#ifndef SEARCH_SEARCHER_H
#define SEARCH_SEARCHER_H

#include <stdbool.h>

#include "settings.h"

#include "lm/err.h"
#include "lm/filter.h"

/* A worker: the best hits among the documents that it has read. */
struct searcher;

struct searcher *searcher_new(const struct settings *settings,
    struct lm_err *err);
void searcher_free(struct searcher *searcher);

/*
 * Score a document for all queries and keep it where it is among the best.
 * *empty tells that its embedding has no direction (null or, for the cosine,
 * zero) and was passed over.  Errors of vector_read and queries_match.
 */
enum lm_code searcher_take(struct searcher *searcher,
    const struct lm_filter_record *in, bool *empty, struct lm_err *err);

/* Put the worker's hits among bests, by query.  LM_NOMEM. */
enum lm_code searcher_give(struct searcher *searcher, struct best *bests,
    struct lm_err *err);

#endif
