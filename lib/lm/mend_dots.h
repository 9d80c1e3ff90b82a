#ifndef LM_MEND_DOTS_H
#define LM_MEND_DOTS_H

#include "lm/err.h"
#include "lm/mend_state.h"

/* Past the three dots or more, or the one sign for them, at m->i; m->i: there
 * are none. */
size_t lm_mend_dots_end(const struct lm_mender *m);

/* Dots instead of items, up to end: they go, with the comma behind them. */
enum lm_code lm_mend_dots(struct lm_mender *m, size_t end);

#endif
