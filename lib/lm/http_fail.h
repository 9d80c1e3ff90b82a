#ifndef LM_HTTP_FAIL_H
#define LM_HTTP_FAIL_H

#include <curl/curl.h>

#include "lm/http.h"

/*
 * What a handle is, and how a failed request is said: only for the files of
 * this module.
 */

/* Bytes. No server of models needs a tenth of it; a hostile one never ends. */
#define LM_HTTP_HEADERS_MAX ((size_t)256 << 10)

/* Why a callback of ours ended a request. */
enum lm_http_stop {
	LM_HTTP_STOP_NONE,
	LM_HTTP_STOP_BODY,
	LM_HTTP_STOP_HEADERS,
	LM_HTTP_STOP_NOMEM
};

struct lm_http {
	CURL *curl;
	struct lm_http_options options;
	char said[CURL_ERROR_SIZE]; /* libcurl's words for the last error */
	/* of the request under way */
	struct lm_buf *body;
	size_t headers_len;
	enum lm_http_stop stop;
};

/* Say why a request for url ended with rc; it is not CURLE_OK. */
enum lm_code lm_http_fail(struct lm_http *http, CURLcode rc, const char *url,
    struct lm_err *err);

#endif
