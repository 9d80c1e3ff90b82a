#ifndef LM_MEND_FAST_H
#define LM_MEND_FAST_H

#include "lm/mend_state.h"

/*
 * Go on over what is right, to the first token that is not, or that may not
 * be: the same as the steps of mend.c would do, without asking what else there
 * might be.
 */
void lm_mender_fast(struct lm_mender *m);

#endif
