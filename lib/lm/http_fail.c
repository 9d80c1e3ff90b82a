#include "lm/http_fail.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void
make_printable(char *text)
{
	for (; *text != '\0'; text++)
		if (*text < ' ' || *text > '~')
			*text = '?';
}

/* Where one of stops is, from at on; the end if there is none. */
static size_t
find_any(struct lm_span text, size_t at, const char *stops)
{
	while (at < text.len && strchr(stops, text.ptr[at]) == NULL)
		at++;
	return at;
}

void
lm_http_origin(struct lm_span url, char out[LM_HTTP_ORIGIN_SIZE])
{
	size_t scheme = find_any(url, 0, ":"), host = scheme + 3, end;

	if (url.len < host || memcmp(url.ptr + scheme, "://", 3) != 0) {
		(void)snprintf(out, LM_HTTP_ORIGIN_SIZE, "(no address)");
		return;
	}
	end = find_any(url, host, "/?#\\");
	/* The last '@': a password may hold one. */
	for (size_t i = host; i < end; i++)
		if (url.ptr[i] == '@')
			host = i + 1;
	(void)snprintf(out, LM_HTTP_ORIGIN_SIZE, "%.*s://%.*s", (int)scheme,
	    url.ptr, (int)(end - host), url.ptr + host);
	make_printable(out);
}

/* What a callback of ours has stopped. */
static enum lm_code
stopped(const struct lm_http_call *call, const char *origin, struct lm_err *err)
{
	switch (call->stop) {
	case LM_HTTP_STOP_BODY:
		return lm_err_set(err, LM_OVERSIZE,
		    "the reply of %s is over %zu bytes", origin,
		    call->options->max_body);
	case LM_HTTP_STOP_HEADERS:
		return lm_err_set(err, LM_OVERSIZE,
		    "the headers of %s are over %zu bytes", origin,
		    LM_HTTP_HEADERS_MAX);
	case LM_HTTP_STOP_NOMEM:
	case LM_HTTP_STOP_NONE:
		break;
	}
	return lm_err_nomem(err);
}

static enum lm_code
no_connection(const struct lm_http_call *call, const char *origin,
    struct lm_err *err)
{
	char text[128] = "no connection";
	long number = 0;

	if (curl_easy_getinfo(call->curl, CURLINFO_OS_ERRNO, &number) ==
		CURLE_OK &&
	    number != 0)
		(void)strerror_r((int)number, text, sizeof(text));
	return lm_err_set(err, LM_IO, "connect to %s: %s", origin, text);
}

static bool
was_sent(const struct lm_http_call *call)
{
	curl_off_t sent_us = 0;

	(void)curl_easy_getinfo(call->curl, CURLINFO_PRETRANSFER_TIME_T,
	    &sent_us);
	return sent_us > 0;
}

static enum lm_code
timed_out(const struct lm_http_call *call, const char *origin,
    struct lm_err *err)
{
	curl_off_t took_us = 0;
	double limit_s = (double)call->options->total_ms / 1e3;

	(void)curl_easy_getinfo(call->curl, CURLINFO_TOTAL_TIME_T, &took_us);
	if (was_sent(call))
		return lm_err_set(err, LM_IO,
		    "ask %s: no whole reply within %g s", origin, limit_s);
	if (took_us / 1000 < call->options->total_ms)
		limit_s = (double)call->options->connect_ms / 1e3;
	return lm_err_set(err, LM_IO,
	    "connect to %s: no connection within %g s", origin, limit_s);
}

/* libcurl's words for TLS say what is wrong with a certificate; those for the
 * rest may quote a reply, so only the name of the error is shown. */
static bool
is_tls(CURLcode rc)
{
	static const CURLcode list[] = {CURLE_SSL_CONNECT_ERROR,
	    CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE,
	    CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CIPHER};

	for (size_t i = 0; i < sizeof(list) / sizeof(list[0]); i++)
		if (rc == list[i])
			return true;
	return false;
}

enum lm_code
lm_http_fail(struct lm_http_call *call, CURLcode rc, struct lm_err *err)
{
	char origin[LM_HTTP_ORIGIN_SIZE];
	const char *why = curl_easy_strerror(rc);

	lm_http_origin(lm_span_of(call->url), origin);
	if (call->stop != LM_HTTP_STOP_NONE)
		return stopped(call, origin, err);
	if (rc == CURLE_OUT_OF_MEMORY)
		return lm_err_nomem(err);
	if (rc == CURLE_COULDNT_CONNECT)
		return no_connection(call, origin, err);
	if (rc == CURLE_OPERATION_TIMEDOUT)
		return timed_out(call, origin, err);
	if (rc == CURLE_LOGIN_DENIED)
		return lm_err_set(err, LM_USAGE,
		    "the URL of %s has a name or password in it", origin);
	/* libcurl has one code for a URL of ftp and a reply of HTTP/0.9. */
	if (rc == CURLE_UNSUPPORTED_PROTOCOL && was_sent(call))
		return lm_err_set(err, LM_IO, "ask %s: its reply is no HTTP",
		    origin);
	if (rc == CURLE_URL_MALFORMAT || rc == CURLE_UNSUPPORTED_PROTOCOL)
		return lm_err_set(err, LM_USAGE, "not an http or https URL: %s",
		    origin);
	if (rc == CURLE_COULDNT_RESOLVE_HOST)
		return lm_err_set(err, LM_IO, "connect to %s: no such host",
		    origin);
	if (is_tls(rc) && call->said[0] != '\0') {
		make_printable(call->said);
		why = call->said;
	}
	return lm_err_set(err, LM_IO, "ask %s: %s", origin, why);
}

/* What is not listed is our fault, or lasts. A handshake may break off as any
 * exchange does; what it says of a certificate has codes of its own. */
static const struct {
	CURLcode rc;
	enum lm_http_cause cause;
} causes[] = {
    {CURLE_COULDNT_RESOLVE_HOST, LM_HTTP_CAUSE_UNSENT},
    {CURLE_COULDNT_RESOLVE_PROXY, LM_HTTP_CAUSE_UNSENT},
    {CURLE_COULDNT_CONNECT, LM_HTTP_CAUSE_UNSENT},
    {CURLE_SSL_CONNECT_ERROR, LM_HTTP_CAUSE_UNSENT},
    {CURLE_OPERATION_TIMEDOUT, LM_HTTP_CAUSE_TIMEOUT},
    {CURLE_GOT_NOTHING, LM_HTTP_CAUSE_BROKEN},
    {CURLE_PARTIAL_FILE, LM_HTTP_CAUSE_BROKEN},
    {CURLE_SEND_ERROR, LM_HTTP_CAUSE_BROKEN},
    {CURLE_RECV_ERROR, LM_HTTP_CAUSE_BROKEN},
    {CURLE_HTTP2, LM_HTTP_CAUSE_BROKEN},
    {CURLE_HTTP2_STREAM, LM_HTTP_CAUSE_BROKEN},
    {CURLE_WEIRD_SERVER_REPLY, LM_HTTP_CAUSE_BROKEN},
    {CURLE_PEER_FAILED_VERIFICATION, LM_HTTP_CAUSE_TRUST},
    {CURLE_SSL_CACERT_BADFILE, LM_HTTP_CAUSE_TRUST},
    {CURLE_SSL_ISSUER_ERROR, LM_HTTP_CAUSE_TRUST},
    {CURLE_SSL_CIPHER, LM_HTTP_CAUSE_TRUST},
};

enum lm_http_cause
lm_http_cause(const struct lm_http_call *call, CURLcode rc)
{
	if (call->stop != LM_HTTP_STOP_NONE)
		return LM_HTTP_CAUSE_NEVER;
	/* The common code of both, see lm_http_fail. */
	if (rc == CURLE_UNSUPPORTED_PROTOCOL && was_sent(call))
		return LM_HTTP_CAUSE_BROKEN;
	for (size_t i = 0; i < sizeof(causes) / sizeof(causes[0]); i++)
		if (rc == causes[i].rc)
			return causes[i].cause;
	return LM_HTTP_CAUSE_NEVER;
}
