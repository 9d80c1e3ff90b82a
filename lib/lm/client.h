#ifndef LM_CLIENT_H
#define LM_CLIENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/http.h"
#include "lm/span.h"

/*
 * Many requests to one address at once, each a POST of JSON, until each has its
 * answer: by libcurl's multi interface on the caller's thread, with the trust
 * that lm/http.h states and the words for errors that it has.
 *
 * Connections are kept and used again.  Over HTTP/1.1, and over HTTP/2 where a
 * TLS server wants it, each carries one request at a time: a broken connection
 * concerns one request, and no limit of streams has a say beside ours.
 *
 * What may pass is asked again, after capped exponential backoff with full
 * jitter (lm/client_retry.h) or when the server asks for it (Retry-After,
 * retry-after-ms), whichever is later:
 *
 *  - timeouts, connections that are refused or break, replies that are cut
 *    short, and whatever the caller's judge says may pass;
 *  - a 429 or 503 with such a wish stops all sending until then, and either
 *    halves how many are sent at once, which each answer then raises by a part,
 *    up to the limit (additive increase, multiplicative decrease; Chiu and
 *    Jain 1989);
 *  - a circuit breaker (lm/client_breaker.h) opens after breaker_failures in a
 *    row of no connection, timeouts and 5xx that may pass.  Then only one
 *    request at a time is sent, to see; its failures do not count towards
 *    max_attempts where it found no server (no connection, or 503), so that a
 *    server which is started again loses nobody their answer;
 *  - nothing but failures for give_up_ms (longer, if the server asks for a longer
 *    wait): all that is here fails, with the last error said.
 *
 * libcurl itself sends a request again, uncounted, if a kept connection turns
 * out to be closed before a byte of a reply came.
 *
 * Time is lm_clock_monotonic's.  A client is for one thread; of libcurl's global
 * state holds what lm/http.h says.
 */
struct lm_client;

struct lm_client_options {
	const char *url;    /* copied */
	struct lm_span key; /* as in struct lm_http_request; copied, and wiped
			       at the end */
	struct lm_http_options http; /* copied; ca_file outlives the client */
	unsigned max_attempts;	     /* of one request, at least 1 */
	/* After attempt n: from 0 to backoff_ms * 2^(n-1), at most the cap. */
	int64_t backoff_ms, backoff_cap_ms;
	int64_t wait_cap_ms;	   /* a wish to wait longer is a failure */
	unsigned breaker_failures; /* at least 1 */
	int64_t give_up_ms;
	uint64_t seed; /* of the jitter */
	/*
	 * What an answer means for the request with this tag: done, again or
	 * refused; what was tried max_attempts times fails all the same.  NULL:
	 * lm_http_fate.  It may not call the client.
	 */
	enum lm_fate (
	    *judge)(void *ctx, const struct lm_http_reply *reply, void *tag);
	void *ctx;
};

/* Make one that sends one request at a time.  LM_USAGE: a byte in the key that
 * no key has.  LM_NOMEM; LM_LIMIT as lm_http_new.  *client is NULL then. */
enum lm_code lm_client_new(const struct lm_client_options *options,
    struct lm_client **client, struct lm_err *err);

/* Cancel all and close its connections; NULL is fine. */
void lm_client_free(struct lm_client *client);

/* At most n are under way, or answered and not handed out yet, from now on (0:
 * none is sent, and nothing given up).  What is over it ends by itself. */
void lm_client_limit(struct lm_client *client, size_t n);

/*
 * Have a request sent, when its turn comes: after all that wait, or, with
 * first, before them.  body is borrowed until its answer is handed out (or the
 * client freed), tag comes back with it.  While all fail, until the last answer
 * is handed out, so does this one.  LM_NOMEM.  O(log n) of those waiting.
 */
enum lm_code lm_client_send(struct lm_client *client, struct lm_span body,
    void *tag, bool first, struct lm_err *err);

struct lm_client_answer {
	void *tag;
	/*
	 * LM_FATE_DONE or LM_FATE_REFUSED as judged; LM_FATE_FAILED for no
	 * answer after max_attempts, a wait over wait_cap_ms, a reply over a
	 * limit, and for all requests there are: nothing but failures for
	 * give_up_ms, a certificate that is not trusted, no http or https URL.
	 */
	enum lm_fate fate;
	/* The client's until the next lm_client_wait; NULL where it failed. */
	struct lm_http_reply *reply;
	struct lm_err err; /* why it failed: as lm_http_ask, LM_IO for most */
	unsigned attempts; /* times that it was sent */
	int64_t took_ns;   /* the last of them, from sending to its end */
};

/*
 * Move everything on, and wait for an answer: at most timeout_ms (-1: as long as
 * it takes), and not longer than until fd (-1: none) can be read or is at its
 * end.  *got tells whether there is one; answers come in any order, each once.
 *
 * Returns at once where one is ready, and where none can come: no request is
 * waiting or under way (or the limit is 0) and there is no fd to wait for.
 * Nothing is sent or received between calls, but by the system's buffers.
 * LM_NOMEM, LM_LIMIT (libcurl fails, as it should not): the client can only be
 * freed then.
 */
enum lm_code lm_client_wait(struct lm_client *client, int64_t timeout_ms,
    int fd, struct lm_client_answer *answer, bool *got, struct lm_err *err);

/* Under way, or answered and the answer not handed out yet. */
size_t lm_client_in_flight(const struct lm_client *client);

/* Not sent, or waiting to be sent again. */
size_t lm_client_waiting(const struct lm_client *client);

struct lm_client_counts {
	uint64_t requests; /* sent, each time */
	/* Those sent again, by why. */
	uint64_t retries_timeout;
	uint64_t retries_connection; /* none, or broken, or a cut reply */
	uint64_t retries_429;
	uint64_t retries_503;
	uint64_t retries_5xx;	/* 500, 502, 504 and the rest */
	uint64_t retries_other; /* 408, and what the judge adds */
	/* Bodies, without headers. */
	uint64_t bytes_sent;
	uint64_t bytes_received;
};

const struct lm_client_counts *lm_client_counts(const struct lm_client *client);

/* The q quantile (0 to 1, nearest rank) of took_ns of what was done or refused,
 * within 0.8 %; -1 before the first. */
int64_t lm_client_latency(const struct lm_client *client, double q);

#endif
