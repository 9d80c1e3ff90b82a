#ifndef LM_HTTP_FAIL_H
#define LM_HTTP_FAIL_H

#include <curl/curl.h>

#include "lm/err.h"
#include "lm/http_call.h"

/* How a request that has no answer is said, and whether another may have. */

/* Say why a request ended with rc; it is not CURLE_OK. */
enum lm_code lm_http_fail(struct lm_http_call *call, CURLcode rc,
    struct lm_err *err);

enum lm_http_cause {
	LM_HTTP_CAUSE_UNSENT,  /* no connection */
	LM_HTTP_CAUSE_BROKEN,  /* a connection or a reply that ended early */
	LM_HTTP_CAUSE_TIMEOUT, /* no connection or no whole reply in time */
	LM_HTTP_CAUSE_TRUST,   /* who answers is not who was asked */
	LM_HTTP_CAUSE_NEVER    /* asking again would end alike */
};

/* The cause of what lm_http_fail says. */
enum lm_http_cause lm_http_cause(const struct lm_http_call *call, CURLcode rc);

#endif
