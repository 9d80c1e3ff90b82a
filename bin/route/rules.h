#ifndef ROUTE_RULES_H
#define ROUTE_RULES_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/expr.h"
#include "lm/manifest_policy.h"
#include "lm/phrases.h"
#include "lm/span.h"
#include "lm/stamp.h"
#include "lm/tokenizer.h"

/*
 * A manifest made ready to decide by: phrases compiled, tokenizers read, jq
 * expressions tried, the stamp's key at hand.  Shared by all workers, not
 * changed while they run.
 */
struct rules {
	const struct lm_manifest *manifest;
	const struct lm_policy *policy;
	struct lm_phrases *phrases;
	struct lm_span *phrase_texts; /* by index of phrases */
	struct lm_stamp *stamp;
	struct lm_tokenizer **tokenizers; /* each file once */
	size_t n_tokenizers;
	size_t *tokenizer_of; /* by model: of tokenizers, or LM_NO_INDEX */
	size_t *where_of;     /* by route: of wheres, or LM_NO_INDEX */
	struct lm_span *wheres;
	size_t n_wheres;
};

/*
 * Make *rules of a manifest, which must outlive it.  What is wrong is blamed
 * on its place in the manifest: LM_MALFORMED for a phrase without words, a
 * tokenizer that cannot be read, a where that does not compile; LM_NOMEM and
 * the errors of lm_stamp_new.
 */
enum lm_code rules_new(struct rules *rules, const struct lm_manifest *manifest,
    struct lm_err *err);
void rules_free(struct rules *rules);

/* The where expressions for one worker; *expr is NULL if there are none. */
enum lm_code rules_expr(const struct rules *rules, struct lm_expr **expr,
    struct lm_err *err);

/*
 * The model whose tokenizer counts the tokens of a job (task, and the name of
 * the model that it asks for, NULL for none) for a route (or NULL): that of the
 * model that the job would get there.  Where that is not known, or is a managed
 * one without a tokenizer, that of the first local model that is approved for
 * the task and has one.  LM_NO_INDEX: the count is an estimate, also for a
 * local model without a tokenizer of its own.
 */
size_t rules_counting_model(const struct rules *rules,
    const struct lm_route *route, struct lm_span task, struct lm_span asked);

#endif
