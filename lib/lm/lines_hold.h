#ifndef LM_LINES_HOLD_H
#define LM_LINES_HOLD_H

#include "lm/lines.h"

/* lm_lines_run where lines->hold is set: one thread, many blocks at once. */
enum lm_code lm_lines_run_held(struct lm_lines *lines, struct lm_err *err);

#endif
