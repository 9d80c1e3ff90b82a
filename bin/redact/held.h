#ifndef REDACT_HELD_H
#define REDACT_HELD_H

#include <stdbool.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/record.h"
#include "lm/span.h"

/* What a string holds: whether it begins and ends as a JSON container or
 * string does, and so is worth parsing. */
bool held_may_be_json(struct lm_span text);

/*
 * Parse it; LM_MALFORMED, with record->n_values 0, if it is no JSON, else as
 * lm_parser_parse.  Control characters, which a string must not have, count as
 * spaces: the lines of a key are often pasted so.  What was parsed is text, or
 * then mended; the record lives as long as both.
 */
enum lm_code held_parse(struct lm_span text, struct lm_parser *parser,
    struct lm_buf *mended, struct lm_record *record, struct lm_err *err);

#endif
