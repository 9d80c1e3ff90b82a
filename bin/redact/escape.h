#ifndef REDACT_ESCAPE_H
#define REDACT_ESCAPE_H

#include <stddef.h>

#include "lm/span.h"

/*
 * From the decoded characters of a JSON string back to its source, where a
 * character may be an escape.  Positions are asked for in rising order, so
 * that a whole string costs O(length).
 */
struct escape_cursor {
	struct lm_span raw; /* the source between the quotes */
	size_t raw_at;
	size_t decoded_at;
};

/*
 * The offset in raw of the character whose decoded bytes begin at decoded
 * (or of the end).  decoded is the start of a character and not less than
 * that of the last call.
 */
size_t escape_offset(struct escape_cursor *cursor, size_t decoded);

#endif
