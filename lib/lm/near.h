#ifndef LM_NEAR_H
#define LM_NEAR_H

#include <stddef.h>

#include "lm/span.h"

/*
 * The known name nearest to a mistyped one, for messages: the fewest
 * insertions, deletions, replacements and swaps of neighbours (optimal string
 * alignment), and no more than a third of the length.
 *
 *	struct lm_near near = lm_near_start(typed);
 *	lm_near_try(&near, "known");	// each
 *	if (near.best != NULL) ...
 */
struct lm_near {
	struct lm_span typed;
	const char *best; /* NULL: none is near */
	size_t distance;
};

struct lm_near lm_near_start(struct lm_span typed);
void lm_near_try(struct lm_near *near, const char *known);

#endif
