#ifndef REDACT_RULES_SHAPE_H
#define REDACT_RULES_SHAPE_H

#include <stddef.h>

#include "rules_part.h"
#include "rules_words.h"

#include "lm/span.h"

/*
 * What can be said of all matches of a regular expression before it is run:
 * words of which each has one, and how long a match can be.  A part of rules.
 */
struct shape {
	struct words words;   /* none: no words can be named */
	size_t max;	      /* bytes; SIZE_MAX: any number */
	struct follow follow; /* of the words */
};

/* The memory of rules_shape_of. */
struct shaper;

/* NULL: there is no memory. */
struct shaper *shaper_new(void);
void shaper_free(struct shaper *shaper);

/*
 * The shape of an expression that compiles, in PCRE2's syntax as
 * regex_translate writes it; words that have a keyword in them are the first
 * choice; sets gets what its words are made of.  Where an
 * expression has what is not understood (recursion, conditions, more than
 * SHAPE_DEPTH groups in one another), there are no words and no longest match.
 * Letters that are asked for in either case are taken for those of ASCII.
 */
#define SHAPE_DEPTH 24

void rules_shape_of(struct shaper *shaper, struct lm_span regex,
    const struct keyword_list *keywords, struct byte_sets *sets,
    struct shape *shape);

#endif
