#ifndef LM_SERVED_ADDRESS_H
#define LM_SERVED_ADDRESS_H

#include <stdbool.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/manifest_policy.h"
#include "lm/span.h"

/*
 * Where a path of a server's API is: url, less "/" at its end; of all but
 * openai less a "/v1" at its end too, so that the address that programs use
 * does as well; then path, which begins with "/".
 *
 * Replaces what out holds, NUL-terminated.  No network.  LM_NOMEM.
 */
enum lm_code lm_served_address(struct lm_span url, enum lm_api api,
    const char *path, struct lm_buf *out, struct lm_err *err);

/* Cut suffix off the end of text; whether it was there. */
bool lm_served_cut(struct lm_span *text, const char *suffix);

#endif
