#ifndef LM_CLIENT_FLIGHT_H
#define LM_CLIENT_FLIGHT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <curl/curl.h>

#include "lm/client.h"
#include "lm/client_breaker.h"
#include "lm/client_latency.h"
#include "lm/client_queue.h"
#include "lm/client_window.h"
#include "lm/err.h"
#include "lm/http_call.h"

/*
 * What a client is, how its requests are sent, and what becomes of them: only
 * for the files of this module.
 */

/* An easy handle, for one request after the other. */
struct lm_client_flight {
	struct lm_client_flight *next; /* idle, or ready */
	struct lm_client_flight *made; /* before this one */
	struct lm_http_call call;
	struct lm_http_reply reply;
	struct lm_client_job *job; /* NULL: none */
	bool is_up;		   /* libcurl has it */
	bool is_probe;
	int64_t sent_ns;
	enum lm_fate fate; /* once it has landed */
	struct lm_err err;
};

struct lm_client {
	struct lm_client_options options;
	char origin[LM_HTTP_ORIGIN_SIZE];
	char *url;
	struct curl_slist *headers;
	CURLM *multi;
	struct lm_client_queue queue;
	struct lm_client_breaker breaker;
	struct lm_client_window window;
	struct lm_client_latencies latencies;
	struct lm_client_counts counts;
	uint64_t random;
	int64_t hold_ns; /* nothing is sent before */
	size_t n_up, n_ready;
	struct lm_client_flight *made;
	struct lm_client_flight *idle;
	struct lm_client_flight *ready, *ready_last; /* to be handed out */
	struct lm_client_flight *given; /* its reply is with the caller */
	bool failed; /* one has just failed, as the breaker sees it */
	char last_error[LM_ERR_MESSAGE_SIZE];
	struct lm_err end; /* why all that is here fails; LM_OK: it need not */
};

/* Milliseconds in ns, and years at most, so that sums do not overflow. */
int64_t lm_client_ns(int64_t ms);

/* Send what may be sent now.  LM_NOMEM, LM_LIMIT. */
enum lm_code lm_client_start(struct lm_client *client, struct lm_err *err);

/* When the next may be sent if nothing else happens; INT64_MAX: never. */
int64_t lm_client_next(const struct lm_client *client);

/* One has ended with rc: to the answers, or to be sent again. */
void lm_client_land(struct lm_client *client, struct lm_client_flight *flight,
    CURLcode rc);

/* Call all back that are under way, to wait again. */
void lm_client_recall(struct lm_client *client);

/* Make a flight idle; it has landed, and its job is gone. */
void lm_client_park(struct lm_client *client, struct lm_client_flight *flight);

/* What a code of libcurl's multi interface means. */
enum lm_code lm_client_multi(CURLMcode rc, struct lm_err *err);

#endif
