#ifndef LM_MEND_ROOT_H
#define LM_MEND_ROOT_H

#include "lm/err.h"
#include "lm/mend_state.h"

/* What is at m->i behind the root, or behind one of several values that make
 * a list together. */
enum lm_code lm_mend_after_root(struct lm_mender *m);

#endif
