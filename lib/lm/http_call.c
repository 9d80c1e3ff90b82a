#include "lm/http_call.h"

#include <string.h>

#include "lm/clock.h"
#include "lm/http_fail.h"

#define USER_AGENT "lmob/" LMOB_VERSION

static size_t
take_body(char *ptr, size_t size, size_t n, void *arg)
{
	struct lm_http_call *call = arg;
	struct lm_buf *body = &call->reply->body;
	size_t len = size * n;

	if (len > call->options->max_body - body->len)
		call->stop = LM_HTTP_STOP_BODY;
	else if (lm_buf_append(body, ptr, len, NULL) != LM_OK)
		call->stop = LM_HTTP_STOP_NOMEM;
	return call->stop == LM_HTTP_STOP_NONE ? len : 0;
}

static bool
begins(struct lm_span line, const char *with)
{
	size_t len = strlen(with);

	return line.len >= len && memcmp(line.ptr, with, len) == 0;
}

/* Those of a 1xx answer, of a proxy, and behind the body are not the reply's. */
static void
read_header(struct lm_http_call *call, struct lm_span line)
{
	if (begins(line, "HTTP/")) {
		lm_http_retry_clear(&call->retry);
		call->in_head = true;
	} else if (begins(line, "\r\n") || begins(line, "\n")) {
		call->in_head = false;
	} else if (call->in_head) {
		lm_http_retry_header(&call->retry, line);
	}
}

/* All of them count, those that are not the reply's too. */
static size_t
take_header(char *ptr, size_t size, size_t n, void *arg)
{
	struct lm_http_call *call = arg;
	size_t len = size * n;

	if (len > LM_HTTP_HEADERS_MAX - call->headers_len) {
		call->stop = LM_HTTP_STOP_HEADERS;
		return 0;
	}
	call->headers_len += len;
	read_header(call, lm_span(ptr, len));
	return len;
}

struct number {
	CURLoption option;
	long value;
};

static CURLcode
set_numbers(CURL *curl, const struct number *list, size_t n)
{
	CURLcode rc = CURLE_OK;

	for (size_t i = 0; rc == CURLE_OK && i < n; i++)
		rc = curl_easy_setopt(curl, list[i].option, list[i].value);
	return rc;
}

static CURLcode
set_protocols(CURL *curl)
{
#if LIBCURL_VERSION_NUM >= 0x075500
	return curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
#else
	return curl_easy_setopt(curl, CURLOPT_PROTOCOLS,
	    (long)(CURLPROTO_HTTP | CURLPROTO_HTTPS));
#endif
}

/* What holds for every request; most is libcurl's default, and said anyway. */
static CURLcode
set_trust(CURL *curl, const struct lm_http_options *options)
{
	const struct number numbers[] = {
	    {CURLOPT_NOSIGNAL, 1},
	    {CURLOPT_FOLLOWLOCATION, 0},
	    {CURLOPT_SSL_VERIFYPEER, 1},
	    {CURLOPT_SSL_VERIFYHOST, 2},
	    {CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2},
	    {CURLOPT_NETRC, CURL_NETRC_IGNORED},
	    {CURLOPT_DISALLOW_USERNAME_IN_URL, 1},
	    {CURLOPT_HTTP09_ALLOWED, 0},
	    {CURLOPT_CONNECTTIMEOUT_MS, options->connect_ms},
	    {CURLOPT_TIMEOUT_MS, options->total_ms},
	};
	CURLcode rc =
	    set_numbers(curl, numbers, sizeof(numbers) / sizeof(numbers[0]));

	if (rc == CURLE_OK)
		rc = set_protocols(curl);
	/* The empty name is "none, whatever the environment says". */
	if (rc == CURLE_OK && !options->env_proxy)
		rc = curl_easy_setopt(curl, CURLOPT_PROXY, "");
	if (rc == CURLE_OK && options->ca_file != NULL)
		rc = curl_easy_setopt(curl, CURLOPT_CAINFO, options->ca_file);
	/* A folder of the system's would be trusted beside the file. */
	if (rc == CURLE_OK && options->ca_file != NULL)
		rc = curl_easy_setopt(curl, CURLOPT_CAPATH, NULL);
	return rc;
}

static CURLcode
set_callbacks(struct lm_http_call *call)
{
	CURL *curl = call->curl;
	CURLcode rc = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);

	if (rc == CURLE_OK)
		rc = curl_easy_setopt(curl, CURLOPT_WRITEDATA, call);
	if (rc == CURLE_OK)
		rc =
		    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(curl, CURLOPT_HEADERDATA, call);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, call->said);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(curl, CURLOPT_USERAGENT, USER_AGENT);
	return rc;
}

enum lm_code
lm_http_call_init(struct lm_http_call *call,
    const struct lm_http_options *options, struct lm_err *err)
{
	CURLcode rc = CURLE_OUT_OF_MEMORY;

	if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK)
		return lm_err_nomem(err);
	call->options = options;
	call->curl = curl_easy_init();
	if (call->curl != NULL)
		rc = set_trust(call->curl, options);
	if (rc == CURLE_OK)
		rc = set_callbacks(call);
	if (rc == CURLE_OK)
		return LM_OK;
	lm_http_call_free(call);
	if (rc == CURLE_OUT_OF_MEMORY)
		return lm_err_nomem(err);
	return lm_err_set(err, LM_LIMIT, "this libcurl will not do: %s",
	    curl_easy_strerror(rc));
}

void
lm_http_call_free(struct lm_http_call *call)
{
	if (call->options == NULL)
		return;
	curl_easy_cleanup(call->curl);
	curl_global_cleanup();
	*call = (struct lm_http_call){0};
}

/* Append a header; on failure the list stays the caller's. */
static enum lm_code
add_header(struct curl_slist **list, const char *text, struct lm_err *err)
{
	struct curl_slist *longer = curl_slist_append(*list, text);

	if (longer == NULL)
		return lm_err_nomem(err);
	*list = longer;
	return LM_OK;
}

/* As volatile, so that it is done though nobody reads it again. */
static void
wipe(char *ptr, size_t len)
{
	volatile char *at = ptr;

	while (len-- > 0)
		*at++ = '\0';
}

/* A line break in it would be a header of its own. */
static enum lm_code
add_key(struct curl_slist **list, struct lm_span key, struct lm_err *err)
{
	static const char bearer[] = "Authorization: Bearer ";
	struct lm_buf text = {0};
	enum lm_code code;

	for (size_t i = 0; i < key.len; i++)
		if (key.ptr[i] <= ' ' || key.ptr[i] > '~')
			return lm_err_set(err, LM_USAGE,
			    "the API key holds a byte that no key has");
	/* All at once, so that growing leaves no copy behind. */
	code = lm_buf_reserve(&text, sizeof(bearer) + key.len, err);
	if (code == LM_OK)
		code = lm_buf_text(&text, bearer, err);
	if (code == LM_OK)
		code = lm_buf_span(&text, key, err);
	if (code == LM_OK)
		code = lm_buf_byte(&text, '\0', err);
	if (code == LM_OK)
		code = add_header(list, text.ptr, err);
	if (text.ptr != NULL)
		wipe(text.ptr, text.len);
	lm_buf_free(&text);
	return code;
}

enum lm_code
lm_http_headers(bool has_body, struct lm_span key, struct curl_slist **list,
    struct lm_err *err)
{
	enum lm_code code;

	*list = NULL;
	code = add_header(list, "Accept: application/json", err);
	/* Not "Expect: 100-continue", which costs a second at some servers. */
	if (code == LM_OK)
		code = add_header(list, "Expect:", err);
	if (code == LM_OK && has_body)
		code = add_header(list, "Content-Type: application/json", err);
	if (code == LM_OK && key.len > 0)
		code = add_key(list, key, err);
	if (code != LM_OK) {
		lm_http_headers_free(*list);
		*list = NULL;
	}
	return code;
}

void
lm_http_headers_free(struct curl_slist *list)
{
	for (struct curl_slist *at = list; at != NULL; at = at->next)
		wipe(at->data, strlen(at->data));
	curl_slist_free_all(list);
}

CURLcode
lm_http_call_address(struct lm_http_call *call, const char *url,
    struct curl_slist *headers)
{
	CURLcode rc = curl_easy_setopt(call->curl, CURLOPT_URL, url);

	call->url = url;
	return rc == CURLE_OK
	    ? curl_easy_setopt(call->curl, CURLOPT_HTTPHEADER, headers)
	    : rc;
}

CURLcode
lm_http_call_begin(struct lm_http_call *call, struct lm_span body,
    struct lm_http_reply *reply)
{
	CURLcode rc;

	reply->status = 0;
	reply->redirect[0] = '\0';
	reply->retry_ms = -1;
	reply->body.len = 0;
	call->reply = reply;
	lm_http_retry_clear(&call->retry);
	call->headers_len = 0;
	call->in_head = false;
	call->stop = LM_HTTP_STOP_NONE;
	call->said[0] = '\0';
	if (body.ptr == NULL)
		return curl_easy_setopt(call->curl, CURLOPT_HTTPGET, 1L);
	rc = curl_easy_setopt(call->curl, CURLOPT_POSTFIELDSIZE_LARGE,
	    (curl_off_t)body.len);
	return rc == CURLE_OK
	    ? curl_easy_setopt(call->curl, CURLOPT_POSTFIELDS, body.ptr)
	    : rc;
}

/* What libcurl knows of the reply beside its body. */
static CURLcode
read_reply(struct lm_http_call *call)
{
	struct lm_http_reply *reply = call->reply;
	char *redirect = NULL;
	CURLcode rc = curl_easy_getinfo(call->curl, CURLINFO_RESPONSE_CODE,
	    &reply->status);

	if (rc == CURLE_OK)
		rc = curl_easy_getinfo(call->curl, CURLINFO_REDIRECT_URL,
		    &redirect);
	if (redirect != NULL)
		lm_http_origin(lm_span_of(redirect), reply->redirect);
	reply->retry_ms =
	    lm_http_retry_ms(&call->retry, lm_clock_system() / LM_CLOCK_SECOND);
	return rc;
}

enum lm_code
lm_http_call_end(struct lm_http_call *call, CURLcode rc, struct lm_err *err)
{
	if (rc == CURLE_OK)
		rc = read_reply(call);
	return rc == CURLE_OK ? LM_OK : lm_http_fail(call, rc, err);
}
