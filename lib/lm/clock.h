#ifndef LM_CLOCK_H
#define LM_CLOCK_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * Time of day as nanoseconds since 1970-01-01T00:00:00Z (POSIX time, no leap
 * seconds), which an int64_t holds until 2262.
 */

#define LM_CLOCK_TEXT_SIZE 80 /* whatever int64_t holds */
#define LM_CLOCK_SECOND INT64_C(1000000000)

/*
 * Read an RFC 3339 date-time ("2026-05-05T21:00:00.5+02:00"; "T" and "Z" in
 * either case, a space for "T").  A leap second reads as the second after.
 * False if it is none, names no real day, or is out of range.
 */
bool lm_clock_parse(struct lm_span text, int64_t *ns);

/* Write ns as RFC 3339 in UTC, to the second: "2026-05-05T19:00:00Z". */
void lm_clock_format(int64_t ns, char out[LM_CLOCK_TEXT_SIZE]);

/* Now; $LMOB_NOW (RFC 3339) stands for the time of day where it is set.
 * LM_USAGE where it is not RFC 3339. */
enum lm_code lm_clock_now(int64_t *ns, struct lm_err *err);

/* Now, whatever $LMOB_NOW says: for what cannot be taken back. */
int64_t lm_clock_system(void);

/* A clock that never jumps, for durations. */
int64_t lm_clock_monotonic(void);

#endif
