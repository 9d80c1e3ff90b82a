#ifndef LM_EXPR_CLOSED_H
#define LM_EXPR_CLOSED_H

#include <stdbool.h>

#include "lm/span.h"

/*
 * Whether all brackets and strings of a jq expression are closed within it, so
 * that brackets around it hold it: "true) or (true" would get out.  What is
 * nested deeper than 256 is not.  O(length).
 */
bool lm_expr_is_closed(struct lm_span text);

#endif
