#ifndef LM_HTTP_CALL_H
#define LM_HTTP_CALL_H

#include <stdbool.h>
#include <stddef.h>

#include <curl/curl.h>

#include "lm/err.h"
#include "lm/http.h"
#include "lm/http_retry.h"
#include "lm/span.h"

/*
 * One exchange on one easy handle of libcurl: what lm_http_ask does at once,
 * and the module client with many side by side.  Its users alone include this.
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

/* It is not moved: libcurl holds its address. */
struct lm_http_call {
	CURL *curl;
	const struct lm_http_options *options; /* the owner's */
	char said[CURL_ERROR_SIZE]; /* libcurl's words for the last error */
	/* of the request under way */
	const char *url;
	struct lm_http_reply *reply;
	struct lm_http_retry retry;
	size_t headers_len;
	bool in_head; /* within a reply's headers, not its trailers */
	enum lm_http_stop stop;
};

/*
 * Set up an all-zero call with what holds for all its requests; options lives
 * as long as it.  After an error it is all-zero again.  LM_NOMEM; LM_LIMIT as
 * lm_http_new.
 */
enum lm_code lm_http_call_init(struct lm_http_call *call,
    const struct lm_http_options *options, struct lm_err *err);

/* Close its handle; all-zero is fine, and is what is left. */
void lm_http_call_free(struct lm_http_call *call);

/*
 * The headers of a request, with a body or without; key as in
 * struct lm_http_request.  LM_USAGE for a byte that no key has, LM_NOMEM; *list
 * is NULL then.
 */
enum lm_code lm_http_headers(bool has_body, struct lm_span key,
    struct curl_slist **list, struct lm_err *err);

/* Free them; no byte of the key stays in their memory.  NULL is fine. */
void lm_http_headers_free(struct curl_slist *list);

/* Where its requests go; url and headers live until other ones are set. */
CURLcode lm_http_call_address(struct lm_http_call *call, const char *url,
    struct curl_slist *headers);

/* Make ready to be performed.  body (ptr NULL: a GET) and reply live until
 * lm_http_call_end; what reply held is forgotten, its memory used again. */
CURLcode lm_http_call_begin(struct lm_http_call *call, struct lm_span body,
    struct lm_http_reply *reply);

/* It was performed, with rc: complete the reply, or say what went wrong, as
 * lm_http_ask does. */
enum lm_code lm_http_call_end(struct lm_http_call *call, CURLcode rc,
    struct lm_err *err);

#endif
