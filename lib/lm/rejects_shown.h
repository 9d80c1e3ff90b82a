#ifndef LM_REJECTS_SHOWN_H
#define LM_REJECTS_SHOWN_H

#include <stddef.h>

#include "lm/err.h"

/* Room for either text of a struct lm_err. */
#define LM_REJECTS_SHOWN_SIZE (LM_ERR_FILE_SIZE + LM_ERR_MESSAGE_SIZE)

/*
 * A text that may be no UTF-8 (a file name, a message that was cut), as a
 * rejects file has it: what is not is shown as '?'.  Its length; no NUL.
 */
size_t lm_rejects_shown(const char *text, char out[LM_REJECTS_SHOWN_SIZE]);

#endif
