#include "lm/client_flight.h"

#include <assert.h>
#include <stdlib.h>

#include "lm/clock.h"

/* Large replies come by few calls. */
#define RECEIVE_BYTES (256L << 10)

#define NS_A_MS (LM_CLOCK_SECOND / 1000)

int64_t
lm_client_ns(int64_t ms)
{
	/* Of 292 years half, for a sum of a time and a duration. */
	const int64_t most_ms = INT64_MAX / NS_A_MS / 2;

	return (ms < most_ms ? ms : most_ms) * NS_A_MS;
}

enum lm_code
lm_client_multi(CURLMcode rc, struct lm_err *err)
{
	if (rc == CURLM_OK)
		return LM_OK;
	if (rc == CURLM_OUT_OF_MEMORY)
		return lm_err_nomem(err);
	return lm_err_set(err, LM_LIMIT, "libcurl: %s",
	    curl_multi_strerror(rc));
}

/* Another idle one. */
static enum lm_code
make_flight(struct lm_client *client, struct lm_err *err)
{
	struct lm_client_flight *flight = calloc(1, sizeof(*flight));
	enum lm_code code;
	CURLcode rc;

	if (flight == NULL)
		return lm_err_nomem(err);
	code = lm_http_call_init(&flight->call, &client->options.http, err);
	if (code != LM_OK) {
		free(flight);
		return code;
	}
	flight->made = client->made;
	client->made = flight;
	lm_client_park(client, flight);
	rc = lm_http_call_address(&flight->call, client->url, client->headers);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(flight->call.curl, CURLOPT_PRIVATE,
		    flight);
	if (rc == CURLE_OK)
		rc = curl_easy_setopt(flight->call.curl, CURLOPT_BUFFERSIZE,
		    RECEIVE_BYTES);
	return rc == CURLE_OK ? LM_OK
			      : lm_http_call_end(&flight->call, rc, err);
}

void
lm_client_park(struct lm_client *client, struct lm_client_flight *flight)
{
	flight->job = NULL;
	flight->next = client->idle;
	client->idle = flight;
}

/* Have an idle one fly with a job. */
static enum lm_code
take_off(struct lm_client *client, struct lm_client_job *job,
    struct lm_err *err)
{
	struct lm_client_flight *flight = client->idle;
	struct lm_span body =
	    job->body.ptr == NULL ? lm_span("", 0) : job->body;
	enum lm_code code;
	CURLcode rc;

	assert(flight != NULL);
	rc = lm_http_call_begin(&flight->call, body, &flight->reply);
	if (rc != CURLE_OK)
		return lm_http_call_end(&flight->call, rc, err);
	code = lm_client_multi(curl_multi_add_handle(client->multi,
				   flight->call.curl),
	    err);
	if (code != LM_OK)
		return code;
	client->idle = flight->next;
	flight->job = job;
	flight->is_up = true;
	flight->is_probe = lm_client_breaker_sent(&client->breaker);
	flight->sent_ns = lm_clock_monotonic();
	client->n_up++;
	client->counts.requests++;
	job->attempts++;
	return LM_OK;
}

static enum lm_code
start_one(struct lm_client *client, struct lm_client_job *job,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	if (client->idle == NULL)
		code = make_flight(client, err);
	if (code == LM_OK)
		code = take_off(client, job, err);
	if (code != LM_OK)
		lm_client_queue_push(&client->queue, job, true);
	return code;
}

/* Whether one more fits.  An answer takes its place until it is handed out and
 * the caller is back, so that who keeps answers loses no more than those. */
static bool
has_room(const struct lm_client *client)
{
	return client->n_up + client->n_ready < (size_t)client->window.size;
}

enum lm_code
lm_client_start(struct lm_client *client, struct lm_err *err)
{
	int64_t now_ns = lm_clock_monotonic();
	enum lm_code code = LM_OK;

	while (code == LM_OK && client->end.code == LM_OK && has_room(client) &&
	    now_ns >= client->hold_ns &&
	    lm_client_breaker_lets(&client->breaker, now_ns)) {
		struct lm_client_job *job =
		    lm_client_queue_take(&client->queue, now_ns);

		if (job == NULL)
			break;
		code = start_one(client, job, err);
	}
	return code;
}

int64_t
lm_client_next(const struct lm_client *client)
{
	const struct lm_client_breaker *breaker = &client->breaker;
	int64_t ns = lm_client_queue_due(&client->queue);

	if (!has_room(client) || breaker->state == LM_CLIENT_BREAKER_PROBING)
		return INT64_MAX;
	if (ns < client->hold_ns)
		ns = client->hold_ns;
	if (breaker->state == LM_CLIENT_BREAKER_OPEN && ns < breaker->until_ns)
		ns = breaker->until_ns;
	return ns;
}

void
lm_client_recall(struct lm_client *client)
{
	for (struct lm_client_flight *at = client->made; at != NULL;
	     at = at->made) {
		if (!at->is_up)
			continue;
		(void)curl_multi_remove_handle(client->multi, at->call.curl);
		at->is_up = false;
		client->n_up--;
		/* Or it would be waited for. */
		if (at->is_probe)
			lm_client_breaker_failure(&client->breaker, true,
			    lm_clock_monotonic());
		lm_client_queue_push(&client->queue, at->job, true);
		lm_client_park(client, at);
	}
}
