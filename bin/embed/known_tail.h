#ifndef EMBED_KNOWN_TAIL_H
#define EMBED_KNOWN_TAIL_H

#include <stdbool.h>

#include "lm/hash.h"
#include "lm/span.h"

/*
 * Whether a line ends with a member "embed" just as this program writes it:
 *
 *	,"embed":{"engine":"E","model":"M","fingerprint":"16 hex",
 *	"dimensions":N,"text_xxh3":"16 hex","key":"32 hex"
 *	[,"tokens":N][,"truncated":true][,"manifest":null|"V"]}}
 *
 * without escapes in E, M and V; white space may follow.  If so, *key is its
 * key and *null whether `"embedding":null` stands before it.  Looks at the end
 * of the line only, from behind.
 *
 * In a line of valid JSON that is the record's own member, and the last of its
 * name: the first of the two braces at the end closes it, the second the
 * record; and `,"embed"` with plain quotes is no part of a string.
 */
bool known_tail(struct lm_span line, struct lm_hash128 *key, bool *null);

#endif
