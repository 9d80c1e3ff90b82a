#ifndef LM_JSONC_H
#define LM_JSONC_H

#include <stddef.h>

#include "lm/err.h"

/*
 * Turn JSON with comments and trailing commas into JSON of the same length:
 * line comments, block comments and a comma before a closing ] or } become
 * spaces; line ends stay.  So every byte keeps its offset, line and column.
 *
 * Nothing else is judged: what was not JSON beside these is not JSON after.
 * A NUL stays, also in a comment, so that what is no text is found not to be
 * JSON.  A line comment ends at a CR or an LF.  LM_MALFORMED for a block
 * comment without its end, with its offset + 1 as err->column.  O(len).
 */
enum lm_code lm_jsonc_blank(char *text, size_t len, struct lm_err *err);

#endif
