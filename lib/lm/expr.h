#ifndef LM_EXPR_H
#define LM_EXPR_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * jq expressions asked of records, by libjq.  One struct for each thread.
 */
struct lm_expr;

/* Compile text.  LM_USAGE with jq's first message; LM_NOMEM. */
enum lm_code lm_expr_new(const char *text, struct lm_expr **expr,
    struct lm_err *err);
void lm_expr_free(struct lm_expr *expr);

/*
 * Whether the expression's first output for a record is true, as jq has it:
 * neither false nor null; no output at all is not true.  json was parsed
 * before.  LM_MALFORMED with jq's message ("--if failed: ...") where the
 * expression fails.  Cost: libjq parses the record anew, about 8 ns a byte.
 */
enum lm_code lm_expr_true(struct lm_expr *expr, struct lm_span json,
    bool *result, struct lm_err *err);

/*
 * Compile n > 0 expressions into one jq program; name is what messages call
 * them ("where") and outlives *expr.  Each is an expression of its own: what
 * one defines is not seen by another.  LM_USAGE with jq's first message; *bad
 * (if not NULL) is then the index of the expression.  LM_NOMEM.
 */
enum lm_code lm_expr_new_list(const char *name, const struct lm_span *texts,
    size_t n, struct lm_expr **expr, size_t *bad, struct lm_err *err);

/* Take a record to be asked of; it is parsed once, by the first question.
 * json lives until the next record is taken. */
void lm_expr_take(struct lm_expr *expr, struct lm_span json);

/* The first output of an expression. */
enum lm_answer {
	LM_ANSWER_FALSE,
	LM_ANSWER_TRUE,
	LM_ANSWER_NOTHING, /* null, or there is no output */
	LM_ANSWER_OTHER,   /* a value that is neither true nor false */
};

/* What expression i (below n) gives for the record taken.  Errors as
 * lm_expr_true. */
enum lm_code lm_expr_ask(struct lm_expr *expr, size_t i, enum lm_answer *answer,
    struct lm_err *err);

#endif
