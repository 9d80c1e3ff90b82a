#ifndef LM_SCHEMA_SAY_H
#define LM_SCHEMA_SAY_H

#include "lm/schema_node.h"

/* What an error says, for people. Both append plain text; LM_NOMEM. */

/* What the keyword of a node asks; detail: the name that is missing. */
enum lm_code lm_schema_say_expected(const struct lm_schema *schema,
    const struct lm_node *node, enum lm_schema_key key, struct lm_span detail,
    struct lm_buf *out, struct lm_err *err);

/* What is there instead. */
enum lm_code lm_schema_say_got(enum lm_schema_key key, yyjson_val *val,
    struct lm_buf *out, struct lm_err *err);

/* The JSON text of a keyword's value in its document, on one line; cut after
 * most bytes.  An empty text where the keyword is not there. */
enum lm_code lm_schema_say_value(const struct lm_schema *schema,
    const struct lm_node *node, yyjson_val *val, size_t most,
    struct lm_buf *out, struct lm_err *err);

#endif
