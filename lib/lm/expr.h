#ifndef LM_EXPR_H
#define LM_EXPR_H

#include <stdbool.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * A jq expression asked of a record, by libjq.  One for each thread.
 */
struct lm_expr;

/* Compile text.  LM_USAGE with jq's first message; LM_NOMEM. */
enum lm_code lm_expr_new(const char *text, struct lm_expr **expr,
    struct lm_err *err);
void lm_expr_free(struct lm_expr *expr);

/*
 * Whether the expression's first output for a record is true, as jq has it:
 * neither false nor null; no output at all is not true.  json was parsed
 * before.  LM_MALFORMED with jq's message where the expression fails.  Cost:
 * libjq parses the record anew, about 8 ns a byte.
 */
enum lm_code lm_expr_true(struct lm_expr *expr, struct lm_span json,
    bool *result, struct lm_err *err);

#endif
