#ifndef DRIFT_WHO_H
#define DRIFT_WHO_H

#include "lm/buf.h"
#include "lm/err.h"

/*
 * Append who runs this program, as members of a JSON object:
 *
 *	"user":"ada","uid":1000,"sudo_user":"root","host":"night-1"
 *
 * user is null for a uid without a name, host where there is none;
 * sudo_user, $SUDO_USER, is there where that is set and not empty.  Bytes that
 * are not UTF-8 are shown as '?'.  LM_NOMEM.
 */
enum lm_code drift_who(struct lm_buf *out, struct lm_err *err);

#endif
