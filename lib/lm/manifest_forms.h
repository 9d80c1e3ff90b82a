#ifndef LM_MANIFEST_FORMS_H
#define LM_MANIFEST_FORMS_H

#include <stdbool.h>

#include "lm/span.h"

/* Forms that texts of the manifest have: whether text has it. */

/* 1 to 64 printable ASCII characters, no space and no '#'. */
bool lm_form_version(struct lm_span text);

/* "sha256:" and 64 lower-case hex digits. */
bool lm_form_digest(struct lm_span text);

/* A day that there is, "2026-11-01" (RFC 3339 full-date). */
bool lm_form_date(struct lm_span text);

/* "00:00" to "24:00", minutes 00 to 59. */
bool lm_form_time(struct lm_span text);

/* The minute of the day that such a time is, 0 to 1440. */
unsigned lm_form_minute(struct lm_span time);

/* Days and ranges of days with commas between: "mon-fri", "mon,wed-thu". */
bool lm_form_days(struct lm_span text);

/* Cut the first day or range off such days, but no comma: its days, bit 0 for
 * Monday; "fri-mon" goes over the week's end.  0: there is no day. */
unsigned lm_form_cut_days(struct lm_span *days);

/* "http://" or "https://", then more, all of it printable ASCII; no name and
 * password (@), no query (?), no fragment (#); a host and port that can be. */
bool lm_form_url(struct lm_span text);

/* A name of the environment: letters, digits and _, no digit first. */
bool lm_form_variable(struct lm_span text);

#endif
