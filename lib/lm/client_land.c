#include "lm/client_flight.h"

#include <stdio.h>

#include "lm/client_retry.h"
#include "lm/clock.h"
#include "lm/http_fail.h"

#define TOO_MANY_REQUESTS 429
#define UNAVAILABLE 503

/* What a request has come back with. */
struct outcome {
	enum lm_code code;
	enum lm_http_cause cause; /* if code is not LM_OK */
	enum lm_fate fate;
	long status; /* 0: there is none */
};

static void
make_ready(struct lm_client *client, struct lm_client_flight *flight,
    enum lm_fate fate)
{
	flight->fate = fate;
	flight->next = NULL;
	if (client->ready == NULL)
		client->ready = client->ready_last = flight;
	else
		client->ready_last = client->ready_last->next = flight;
	client->n_ready++;
}

static enum lm_fate
judge(const struct lm_client *client, const struct lm_client_flight *flight)
{
	const struct lm_client_options *options = &client->options;
	enum lm_fate fate = options->judge == NULL
	    ? lm_http_fate(flight->reply.status)
	    : options->judge(options->ctx, &flight->reply, flight->job->tag);

	/* There is an answer; that there is none is not the judge's to say. */
	return fate == LM_FATE_FAILED ? LM_FATE_REFUSED : fate;
}

static struct outcome
look_at(struct lm_client *client, struct lm_client_flight *flight, CURLcode rc)
{
	struct outcome outcome = {.cause = LM_HTTP_CAUSE_NEVER};

	outcome.code = lm_http_call_end(&flight->call, rc, &flight->err);
	if (outcome.code == LM_OK) {
		outcome.status = flight->reply.status;
		outcome.fate = judge(client, flight);
		return outcome;
	}
	outcome.cause = lm_http_cause(&flight->call, rc);
	switch (outcome.cause) {
	case LM_HTTP_CAUSE_UNSENT:
	case LM_HTTP_CAUSE_BROKEN:
	case LM_HTTP_CAUSE_TIMEOUT:
		outcome.fate = LM_FATE_AGAIN;
		break;
	case LM_HTTP_CAUSE_TRUST:
	case LM_HTTP_CAUSE_NEVER:
		outcome.fate = LM_FATE_FAILED;
		break;
	}
	return outcome;
}

/* Whether the next request would end in the same way. */
static bool
concerns_all(const struct outcome *outcome)
{
	return outcome->code != LM_OK &&
	    (outcome->cause == LM_HTTP_CAUSE_TRUST ||
		outcome->code == LM_USAGE);
}

/* A server that answers, though not what was hoped for, is not dead. */
static bool
is_failure(const struct outcome *outcome)
{
	return outcome->fate == LM_FATE_AGAIN &&
	    (outcome->code != LM_OK || outcome->status >= 500);
}

static void
tell_breaker(struct lm_client *client, const struct lm_client_flight *flight,
    const struct outcome *outcome, int64_t now_ns)
{
	if (is_failure(outcome)) {
		lm_client_breaker_failure(&client->breaker, flight->is_probe,
		    now_ns);
		client->failed = true;
		return;
	}
	/* What was learnt of a server that was away is old. */
	if (client->breaker.state != LM_CLIENT_BREAKER_CLOSED)
		lm_client_window_restore(&client->window);
	lm_client_breaker_success(&client->breaker);
}

static void
tell_window(struct lm_client *client, const struct lm_client_flight *flight,
    const struct outcome *outcome, int64_t now_ns)
{
	if (outcome->status == TOO_MANY_REQUESTS ||
	    outcome->status == UNAVAILABLE)
		lm_client_window_too_many(&client->window, flight->sent_ns,
		    now_ns);
	else if (outcome->fate == LM_FATE_DONE)
		lm_client_window_answered(&client->window);
}

static uint64_t *
counter_of(struct lm_client_counts *counts, const struct outcome *outcome)
{
	if (outcome->code != LM_OK)
		return outcome->cause == LM_HTTP_CAUSE_TIMEOUT
		    ? &counts->retries_timeout
		    : &counts->retries_connection;
	if (outcome->status == TOO_MANY_REQUESTS)
		return &counts->retries_429;
	if (outcome->status == UNAVAILABLE)
		return &counts->retries_503;
	return outcome->status >= 500 ? &counts->retries_5xx
				      : &counts->retries_other;
}

/* Who is sent to look for a server and finds none has not been tried. */
static bool
counts_as_attempt(const struct lm_client_flight *flight,
    const struct outcome *outcome)
{
	if (!flight->is_probe)
		return true;
	return outcome->code == LM_OK ? outcome->status != UNAVAILABLE
				      : outcome->cause != LM_HTTP_CAUSE_UNSENT;
}

/* Why it is not asked again, in flight->err; LM_OK: it is. */
static enum lm_code
refuse_again(const struct lm_client *client, struct lm_client_flight *flight,
    const struct outcome *outcome)
{
	const struct lm_client_options *options = &client->options;
	int64_t wish_ms = flight->reply.retry_ms;

	if (outcome->code == LM_OK && wish_ms > options->wait_cap_ms)
		return lm_err_set(&flight->err, LM_IO,
		    "%s answered %ld and asks for a wait of %g s; "
		    "at most %g s are waited",
		    client->origin, outcome->status, (double)wish_ms / 1e3,
		    (double)options->wait_cap_ms / 1e3);
	if (flight->job->counted < options->max_attempts)
		return LM_OK;
	return lm_err_set(&flight->err, LM_IO,
	    "no answer from %s after %u attempts; the last error was: %s",
	    client->origin, flight->job->attempts, client->last_error);
}

static void
note_error(struct lm_client *client, const struct lm_client_flight *flight,
    const struct outcome *outcome)
{
	char *out = client->last_error;

	if (outcome->code == LM_OK)
		(void)snprintf(out, sizeof(client->last_error),
		    "%s answered %ld", client->origin, outcome->status);
	else
		(void)snprintf(out, sizeof(client->last_error), "%s",
		    flight->err.message);
}

static void
send_again(struct lm_client *client, struct lm_client_flight *flight,
    const struct outcome *outcome, int64_t now_ns)
{
	const struct lm_client_options *options = &client->options;
	struct lm_client_job *job = flight->job;
	int64_t top_ms = lm_client_backoff_top(options->backoff_ms,
	    options->backoff_cap_ms, job->counted);
	int64_t pause_ms =
	    lm_client_backoff_jitter(top_ms, lm_client_random(&client->random));
	int64_t wish_ms = outcome->code == LM_OK ? flight->reply.retry_ms : -1;
	int64_t wish_ns = now_ns + lm_client_ns(wish_ms);

	++*counter_of(&client->counts, outcome);
	if (wish_ms > pause_ms)
		pause_ms = wish_ms;
	if (wish_ms > 0 && client->hold_ns < wish_ns &&
	    (outcome->status == TOO_MANY_REQUESTS ||
		outcome->status == UNAVAILABLE))
		client->hold_ns = wish_ns;
	lm_client_queue_delay(&client->queue, job,
	    now_ns + lm_client_ns(pause_ms));
	lm_client_park(client, flight);
}

static void
settle(struct lm_client *client, struct lm_client_flight *flight,
    const struct outcome *outcome, int64_t now_ns)
{
	if (outcome->fate != LM_FATE_AGAIN) {
		if (outcome->fate != LM_FATE_FAILED)
			lm_client_latency_add(&client->latencies,
			    flight->job->took_ns);
		make_ready(client, flight, outcome->fate);
		return;
	}
	note_error(client, flight, outcome);
	if (counts_as_attempt(flight, outcome))
		flight->job->counted++;
	if (refuse_again(client, flight, outcome) == LM_OK)
		send_again(client, flight, outcome, now_ns);
	else
		make_ready(client, flight, LM_FATE_FAILED);
}

static void
count_bytes(struct lm_client_counts *counts, CURL *curl)
{
	curl_off_t sent = 0, received = 0;

	(void)curl_easy_getinfo(curl, CURLINFO_SIZE_UPLOAD_T, &sent);
	(void)curl_easy_getinfo(curl, CURLINFO_SIZE_DOWNLOAD_T, &received);
	counts->bytes_sent += (uint64_t)sent;
	counts->bytes_received += (uint64_t)received;
}

void
lm_client_land(struct lm_client *client, struct lm_client_flight *flight,
    CURLcode rc)
{
	int64_t now_ns = lm_clock_monotonic();
	struct outcome outcome;

	(void)curl_multi_remove_handle(client->multi, flight->call.curl);
	flight->is_up = false;
	client->n_up--;
	flight->job->took_ns = now_ns - flight->sent_ns;
	count_bytes(&client->counts, flight->call.curl);
	outcome = look_at(client, flight, rc);
	if (concerns_all(&outcome) && client->end.code == LM_OK)
		client->end = flight->err;
	tell_breaker(client, flight, &outcome, now_ns);
	tell_window(client, flight, &outcome, now_ns);
	settle(client, flight, &outcome, now_ns);
}
