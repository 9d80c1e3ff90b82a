#ifndef REDACT_RULES_SPELL_H
#define REDACT_RULES_SPELL_H

#include <stdbool.h>

#include "rules_atom.h"
#include "rules_part.h"

#include "lm/span.h"

/* What is known of a single character of a regular expression: a part of
 * rules_shape. */

/* One of a set, or, with any_case, the other case of one. */
void spell_character(struct joiner *joiner, const struct atom *atom,
    bool any_case, struct part *part);

/* Just these bytes. */
void spell_sequence(struct joiner *joiner, struct lm_span bytes,
    struct part *part);

#endif
