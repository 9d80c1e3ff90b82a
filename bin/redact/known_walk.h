#ifndef REDACT_KNOWN_WALK_H
#define REDACT_KNOWN_WALK_H

#include "known_glyph.h"
#include "known_set.h"

/* Where a walk along a name begins. */
struct known_start {
	size_t at;	      /* of its first byte */
	enum known_edge edge; /* before it */
};

/*
 * *end becomes where the longest name ends, with its possessive, that begins
 * at start; and *item that name; NULL: there is none.  LM_NOMEM.
 *
 * O(1): looks no further than a name of KNOWN_LETTERS bytes may reach.
 */
enum lm_code known_walk(const struct known_set *set, struct lm_span text,
    struct known_start start, struct lm_buf *scratch,
    const struct known_item **item, size_t *end, struct lm_err *err);

#endif
