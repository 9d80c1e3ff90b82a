#ifndef LM_REGEX_CLASS_H
#define LM_REGEX_CLASS_H

#include "lm/regex_syntax.h"

/* Sets of characters, while they are put together. */

struct lm_regex_class {
	struct lm_buf ranges; /* of struct lm_regex_range, in any order */
	struct lm_buf texts;  /* properties */
};

void lm_regex_class_free(struct lm_regex_class *set);

/* Characters from first to last. */
enum lm_code lm_regex_class_range(struct lm_regex_class *set, uint32_t first,
    uint32_t last, struct lm_err *err);

/* \d \D \s \S \w \W, or "." for the line terminators' complement. */
enum lm_code lm_regex_class_named(struct lm_regex_class *set, char name,
    struct lm_err *err);

/*
 * The property in the braces of \p or, negated, \P: ECMA's names (ECMA-262,
 * tables of UnicodeMatchProperty).  False, with *err untouched, if there is no
 * such; else *code is LM_OK or LM_NOMEM.
 */
bool lm_regex_class_property(struct lm_regex_class *set, struct lm_span name,
    bool negated, enum lm_code *code, struct lm_err *err);

/* Add the set, or all but it, to the pattern's; *number says which it is. */
enum lm_code lm_regex_class_done(struct lm_regex_class *set, bool negated,
    struct lm_regex_pattern *pattern, uint32_t *number, struct lm_err *err);

#endif
