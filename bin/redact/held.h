#ifndef REDACT_HELD_H
#define REDACT_HELD_H

#include <stdbool.h>

#include "lm/span.h"

/* What a string holds: whether it begins and ends as a JSON container or
 * string does, and so is worth parsing. */
bool held_may_be_json(struct lm_span text);

#endif
