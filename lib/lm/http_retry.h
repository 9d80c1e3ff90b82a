#ifndef LM_HTTP_RETRY_H
#define LM_HTTP_RETRY_H

#include <stdint.h>

#include "lm/span.h"

/*
 * When a server asks to be asked again, from the headers of a reply:
 *
 *   Retry-After: 120                             RFC 9110 §10.2.3
 *   Retry-After: 1.5                             not in it, but met
 *   Retry-After: Sun, 06 Nov 1994 08:49:37 GMT   RFC 9110 §5.6.7, also
 *                Sunday, 06-Nov-94 08:49:37 GMT, Sun Nov  6 08:49:37 1994
 *   retry-after-ms: 1500                         of several hosted APIs
 *
 * A date counts from the reply's own Date, so that a clock which is wrong,
 * here or there, does not matter.  What has none of these forms is as if it
 * were not there: a sign, an exponent, a unit, NaN.
 */
struct lm_http_retry {
	int64_t exact_ms; /* retry-after-ms; these are -1 where unknown */
	int64_t after_ms; /* Retry-After, a number of seconds */
	int64_t at_s;	  /* Retry-After, a date: POSIX time */
	int64_t date_s;	  /* Date */
};

/* What is longer is this long: a year. */
#define LM_HTTP_RETRY_MAX_MS (INT64_C(366) * 24 * 60 * 60 * 1000)

/* Nothing known. */
void lm_http_retry_clear(struct lm_http_retry *retry);

/* Take in one header line, "Name: value" with or without its line end; the last
 * of several of one name that has a form counts.  Any bytes.  O(length). */
void lm_http_retry_header(struct lm_http_retry *retry, struct lm_span line);

/*
 * Milliseconds to wait, from 0 to LM_HTTP_RETRY_MAX_MS, or -1 where nothing was
 * asked.  retry-after-ms wins over Retry-After; a date in the past is 0.  now_s
 * (POSIX time) stands for a Date that is missing.  Parts of a millisecond are
 * rounded up.
 */
int64_t lm_http_retry_ms(const struct lm_http_retry *retry, int64_t now_s);

#endif
