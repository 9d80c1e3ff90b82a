#include "lm/http.h"

#include <stdlib.h>

#include <curl/curl.h>

#include "lm/http_call.h"

struct lm_http {
	struct lm_http_options options;
	struct lm_http_call call;
};

enum lm_code
lm_http_new(const struct lm_http_options *options, struct lm_http **out,
    struct lm_err *err)
{
	struct lm_http *http = calloc(1, sizeof(*http));
	enum lm_code code;

	*out = NULL;
	if (http == NULL)
		return lm_err_nomem(err);
	http->options = *options;
	code = lm_http_call_init(&http->call, &http->options, err);
	if (code == LM_OK)
		*out = http;
	else
		free(http);
	return code;
}

void
lm_http_free(struct lm_http *http)
{
	if (http == NULL)
		return;
	lm_http_call_free(&http->call);
	free(http);
}

enum lm_code
lm_http_ask(struct lm_http *http, const struct lm_http_request *request,
    struct lm_http_reply *reply, struct lm_err *err)
{
	struct lm_http_call *call = &http->call;
	struct curl_slist *headers;
	enum lm_code code;
	CURLcode rc;

	call->url = request->url;
	rc = lm_http_call_begin(call, request->body, reply);
	code = lm_http_headers(request->body.ptr != NULL, request->key,
	    &headers, err);
	if (code != LM_OK)
		return code;
	if (rc == CURLE_OK)
		rc = lm_http_call_address(call, request->url, headers);
	if (rc == CURLE_OK)
		rc = curl_easy_perform(call->curl);
	code = lm_http_call_end(call, rc, err);
	/* The list is ours, and goes now. */
	(void)curl_easy_setopt(call->curl, CURLOPT_HTTPHEADER, NULL);
	lm_http_headers_free(headers);
	return code;
}

enum lm_fate
lm_http_fate(long status)
{
	switch (status) {
	case 408: /* Request Timeout */
	case 429: /* Too Many Requests */
	case 500: /* Internal Server Error */
	case 502: /* Bad Gateway */
	case 503: /* Service Unavailable */
	case 504: /* Gateway Timeout */
		return LM_FATE_AGAIN;
	default:
		return status >= 200 && status < 300 ? LM_FATE_DONE
						     : LM_FATE_REFUSED;
	}
}
