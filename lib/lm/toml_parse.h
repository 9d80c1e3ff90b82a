#ifndef LM_TOML_PARSE_H
#define LM_TOML_PARSE_H

#include "lm/err.h"
#include "lm/span.h"
#include "lm/toml_tree.h"

/* Read all of a TOML file into *tree, which is to be freed in any case: a part
 * of toml.  LM_MALFORMED, with line and column; LM_NOMEM. */
enum lm_code lm_toml_parse(struct lm_span text, struct lm_toml_tree *tree,
    struct lm_err *err);

#endif
