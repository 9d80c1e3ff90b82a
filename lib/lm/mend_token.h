#ifndef LM_MEND_TOKEN_H
#define LM_MEND_TOKEN_H

#include <stdbool.h>

#include "lm/err.h"
#include "lm/mend_state.h"

/*
 * Each of these mends one token at m->i and goes on behind it.  *is_cut: the
 * text ends in it and nothing of it can be kept.
 */

/* White space, with comments. */
enum lm_code lm_mend_space(struct lm_mender *m);

/* A number at m->i in a form that is known; *found: there was one. */
enum lm_code lm_mend_number(struct lm_mender *m, bool *found, bool *is_cut);

/* A literal, a string without its quotes, or the beginning of a call, for
 * which *is_call is set; m->i is then past the name and its parenthesis. */
enum lm_code lm_mend_word(struct lm_mender *m, bool *is_call);

/* A key without quotes. */
enum lm_code lm_mend_bare_key(struct lm_mender *m, bool *is_cut);

/* A regular expression of JavaScript. */
enum lm_code lm_mend_regex(struct lm_mender *m);

#endif
