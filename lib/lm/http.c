#include "lm/http.h"

#include <stdlib.h>

#include <curl/curl.h>

#include "lm/http_fail.h"

#define USER_AGENT "lmob/" LMOB_VERSION

static size_t
take_body(char *ptr, size_t size, size_t n, void *arg)
{
	struct lm_http *http = arg;
	size_t len = size * n, max = http->options.max_body;

	if (len > max - http->body->len)
		http->stop = LM_HTTP_STOP_BODY;
	else if (lm_buf_append(http->body, ptr, len, NULL) != LM_OK)
		http->stop = LM_HTTP_STOP_NOMEM;
	return http->stop == LM_HTTP_STOP_NONE ? len : 0;
}

/* Those of 1xx answers and trailers count too. */
static size_t
take_header(char *ptr __attribute__((unused)), size_t size, size_t n, void *arg)
{
	struct lm_http *http = arg;
	size_t len = size * n;

	if (len > LM_HTTP_HEADERS_MAX - http->headers_len) {
		http->stop = LM_HTTP_STOP_HEADERS;
		return 0;
	}
	http->headers_len += len;
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
set_callbacks(struct lm_http *http)
{
	CURL *curl = http->curl;
	CURLcode rc = curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);

	if (rc == CURLE_OK)
		rc = curl_easy_setopt(curl, CURLOPT_WRITEDATA, http);
	if (rc == CURLE_OK)
		rc =
		    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(curl, CURLOPT_HEADERDATA, http);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->said);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(curl, CURLOPT_USERAGENT, USER_AGENT);
	return rc;
}

enum lm_code
lm_http_new(const struct lm_http_options *options, struct lm_http **out,
    struct lm_err *err)
{
	struct lm_http *http = calloc(1, sizeof(*http));
	CURLcode rc = CURLE_OUT_OF_MEMORY;

	*out = NULL;
	if (http == NULL || curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(http);
		return lm_err_nomem(err);
	}
	http->options = *options;
	http->curl = curl_easy_init();
	if (http->curl != NULL)
		rc = set_trust(http->curl, options);
	if (rc == CURLE_OK)
		rc = set_callbacks(http);
	if (rc == CURLE_OK) {
		*out = http;
		return LM_OK;
	}
	lm_http_free(http);
	if (rc == CURLE_OUT_OF_MEMORY)
		return lm_err_nomem(err);
	return lm_err_set(err, LM_LIMIT, "this libcurl will not do: %s",
	    curl_easy_strerror(rc));
}

void
lm_http_free(struct lm_http *http)
{
	if (http == NULL)
		return;
	curl_easy_cleanup(http->curl);
	curl_global_cleanup();
	free(http);
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

/* A line break in it would be a header of its own. */
static enum lm_code
add_key(struct curl_slist **list, struct lm_span key, struct lm_err *err)
{
	struct lm_buf text = {0};
	enum lm_code code;

	for (size_t i = 0; i < key.len; i++)
		if (key.ptr[i] <= ' ' || key.ptr[i] > '~')
			return lm_err_set(err, LM_USAGE,
			    "the API key holds a byte that no key has");
	code = lm_buf_text(&text, "Authorization: Bearer ", err);
	if (code == LM_OK)
		code = lm_buf_span(&text, key, err);
	if (code == LM_OK)
		code = lm_buf_byte(&text, '\0', err);
	if (code == LM_OK)
		code = add_header(list, text.ptr, err);
	lm_buf_free(&text);
	return code;
}

static enum lm_code
headers_of(const struct lm_http_request *request, struct curl_slist **list,
    struct lm_err *err)
{
	enum lm_code code = add_header(list, "Accept: application/json", err);

	/* Not "Expect: 100-continue", which costs a second at some servers. */
	if (code == LM_OK)
		code = add_header(list, "Expect:", err);
	if (code == LM_OK && request->body.ptr != NULL)
		code = add_header(list, "Content-Type: application/json", err);
	if (code == LM_OK && request->key.len > 0)
		code = add_key(list, request->key, err);
	return code;
}

static CURLcode
set_request(CURL *curl, const struct lm_http_request *request,
    struct curl_slist *headers)
{
	CURLcode rc = curl_easy_setopt(curl, CURLOPT_URL, request->url);

	if (rc == CURLE_OK)
		rc = curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
	if (rc == CURLE_OK && request->body.ptr == NULL)
		return curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE,
		    (curl_off_t)request->body.len);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(curl, CURLOPT_POSTFIELDS,
		    request->body.ptr);
	return rc;
}

/* What libcurl knows of the reply beside its body. */
static CURLcode
read_reply(CURL *curl, struct lm_http_reply *reply)
{
	char *redirect = NULL;
	CURLcode rc =
	    curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &reply->status);

	if (rc == CURLE_OK)
		rc = curl_easy_getinfo(curl, CURLINFO_REDIRECT_URL, &redirect);
	if (redirect != NULL)
		lm_http_origin(lm_span_of(redirect), reply->redirect);
	return rc;
}

enum lm_code
lm_http_ask(struct lm_http *http, const struct lm_http_request *request,
    struct lm_http_reply *reply, struct lm_err *err)
{
	struct curl_slist *headers = NULL;
	enum lm_code code = headers_of(request, &headers, err);
	CURLcode rc;

	reply->status = 0;
	reply->redirect[0] = '\0';
	reply->body.len = 0;
	http->body = &reply->body;
	http->headers_len = 0;
	http->stop = LM_HTTP_STOP_NONE;
	http->said[0] = '\0';
	if (code != LM_OK)
		goto out;
	rc = set_request(http->curl, request, headers);
	if (rc == CURLE_OK)
		rc = curl_easy_perform(http->curl);
	if (rc == CURLE_OK)
		rc = read_reply(http->curl, reply);
	if (rc != CURLE_OK)
		code = lm_http_fail(http, rc, request->url, err);
	/* The list is ours, and goes now. */
	(void)curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, NULL);
out:
	curl_slist_free_all(headers);
	return code;
}
