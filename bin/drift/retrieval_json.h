#ifndef DRIFT_RETRIEVAL_JSON_H
#define DRIFT_RETRIEVAL_JSON_H

#include <stddef.h>

#include "retrieval.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * Append what was measured as a JSON object, k being that of the search:
 *
 *	{"ndcg@10":{"baseline":…,"current":…},
 *	 "recall":{"k":…,"baseline":…,"current":…},
 *	 "mrr":{"baseline":…,"current":…},
 *	 "loss_pp":…,"interval":[low,high],
 *	 "queries":N,"unjudged":N,"absent":N}
 *
 * with null for what is not finite.  LM_NOMEM.
 */
enum lm_code drift_retrieval_json(const struct drift_retrieval *retrieval,
    size_t k, struct lm_buf *out, struct lm_err *err);

#endif
