#ifndef LM_HTTP_H
#define LM_HTTP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * One HTTP request at a time, by libcurl, with as little trust as a request
 * needs: only http and https; TLS 1.2 or later with the peer's certificate and
 * name verified; no redirect followed; no netrc, no cookies, no name or
 * password in a URL, no HTTP/0.9, no content encoding asked for; and no proxy
 * of the environment, since what goes to a company's own server is nobody
 * else's, unless env_proxy asks for it.  Signals are left alone
 * (CURLOPT_NOSIGNAL).
 *
 * Connections are kept for the next request of the same handle.  A handle is
 * for one thread.  lm_http_new and lm_http_free count libcurl's global state
 * up and down (curl_global_init(3)): where libcurl is older than 7.84, make the
 * first handle before there are threads, and free the last after them.
 */
struct lm_http;

/* "https://" and a host of 255 bytes (RFC 1035 §2.3.4), a port, a NUL. */
#define LM_HTTP_ORIGIN_SIZE 288

struct lm_http_options {
	long connect_ms;     /* until there is a connection, TLS too; over 0 */
	long total_ms;	     /* for the whole request; over 0 */
	size_t max_body;     /* bytes of a reply's body */
	const char *ca_file; /* PEM, what to trust; NULL: the system's */
	bool env_proxy;	     /* http_proxy, https_proxy, all_proxy, no_proxy */
};

/* A GET, or with a body a POST of JSON. */
struct lm_http_request {
	const char *url;
	struct lm_span body; /* ptr NULL: none */
	struct lm_span key;  /* sent as "Authorization: Bearer"; empty: none */
};

struct lm_http_reply {
	long status;	    /* 200 and so on */
	struct lm_buf body; /* the caller's to free */
	/* Origin of a redirect that was not followed, or "". */
	char redirect[LM_HTTP_ORIGIN_SIZE];
	/* When to ask again, as the server asks (lm/http_retry.h); -1: no word. */
	int64_t retry_ms;
};

/* What an answer means for its request. */
enum lm_fate {
	LM_FATE_DONE,	 /* an answer that the caller reads */
	LM_FATE_AGAIN,	 /* may pass: worth asking again */
	LM_FATE_REFUSED, /* permanent, of this request: the caller decides */
	LM_FATE_FAILED,	 /* no answer; only the module client says so */
};

/* What statuses commonly mean: 2xx is done; 408, 429, 500, 502, 503 and 504
 * may pass; all else is refused, a redirect too, as none is followed. */
enum lm_fate lm_http_fate(long status);

/*
 * Make a handle; options is copied, ca_file outlives the handle.  On failure
 * *http is NULL.  LM_NOMEM; LM_LIMIT where libcurl lacks what is promised
 * above (a build without TLS).
 */
enum lm_code lm_http_new(const struct lm_http_options *options,
    struct lm_http **http, struct lm_err *err);

/* Close its connections; NULL is fine. */
void lm_http_free(struct lm_http *http);

/*
 * Ask, and wait for the whole reply, which replaces what reply holds (the
 * memory of its body is used again).  Whatever status a server answers with is
 * LM_OK.  No message holds the key, a body, or more of the URL than its
 * origin.
 *
 * LM_USAGE: no http or https URL, a name or password in it, a byte in the key
 * that is not printable ASCII.  LM_IO, as "connect to http://127.0.0.1:11434:
 * Connection refused": no such host, no connection, a certificate that is not
 * trusted, a timeout, a reply that is cut short or no HTTP.  LM_OVERSIZE: the
 * body is over max_body, or all headers together over 256 KiB.  LM_NOMEM.
 * After any of them the handle can be used again.
 */
enum lm_code lm_http_ask(struct lm_http *http,
    const struct lm_http_request *request, struct lm_http_reply *reply,
    struct lm_err *err);

/*
 * The origin of a URL (RFC 6454 §4), "https://models.example:8443": without
 * name, password, path or query; "(no address)" where there is none.  Control
 * characters and what is not ASCII are shown as '?'.
 */
void lm_http_origin(struct lm_span url, char out[LM_HTTP_ORIGIN_SIZE]);

#endif
