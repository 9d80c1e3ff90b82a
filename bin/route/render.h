#ifndef ROUTE_RENDER_H
#define ROUTE_RENDER_H

#include "decide.h"

#include "lm/buf.h"
#include "lm/err.h"

/*
 * What a decision looks like: the member "route" (lmob-record(5)), a count of
 * tokens, and the explanation for people.
 */

/* Append the member's value, a JSON object.  LM_NOMEM. */
enum lm_code render_member(const struct rules *rules,
    const struct signals *signals, const struct decision *decision,
    struct lm_buf *out, struct lm_err *err);

/* Append {"count":N,"by":"x"} or {"low":N,"high":N,"by":"x"}. */
enum lm_code render_tokens(const struct rules *rules,
    const struct token_count *count, struct lm_buf *out, struct lm_err *err);

/* Append a text for a terminal: each control character in it as '?'.
 * LM_NOMEM. */
enum lm_code render_plain(struct lm_span text, struct lm_buf *out,
    struct lm_err *err);

/* Append the lines of --explain: the job, the reason, and every route that
 * was passed over. */
enum lm_code render_explanation(const struct rules *rules,
    const struct signals *signals, const struct decision *decision,
    struct lm_buf *out, struct lm_err *err);

#endif
