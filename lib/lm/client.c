#include "lm/client.h"

#include <assert.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "lm/client_flight.h"
#include "lm/clock.h"

#define NS_A_MS (LM_CLOCK_SECOND / 1000)

/* So that a wait of years is an int of milliseconds; it is begun again. */
#define LONGEST_POLL_MS 3600000

static enum lm_code
set_up(struct lm_client *client, struct lm_err *err)
{
	const struct lm_client_options *options = &client->options;
	enum lm_code code;

	client->url = strdup(options->url);
	client->multi = curl_multi_init();
	if (client->url == NULL || client->multi == NULL)
		return lm_err_nomem(err);
	lm_http_origin(lm_span_of(client->url), client->origin);
	client->random = options->seed;
	client->breaker =
	    (struct lm_client_breaker){.max_failures =
					   options->breaker_failures,
		.pause_ns = lm_client_ns(options->backoff_ms),
		.pause_cap_ns = lm_client_ns(options->backoff_cap_ms),
		.give_up_ns = lm_client_ns(options->give_up_ms)};
	code = lm_client_multi(curl_multi_setopt(client->multi,
				   CURLMOPT_PIPELINING, (long)CURLPIPE_NOTHING),
	    err);
	if (code == LM_OK)
		code =
		    lm_http_headers(true, options->key, &client->headers, err);
	/* The caller's: not to be used any more. */
	client->options.url = NULL;
	client->options.key = (struct lm_span){0};
	lm_client_limit(client, 1);
	return code;
}

enum lm_code
lm_client_new(const struct lm_client_options *options, struct lm_client **out,
    struct lm_err *err)
{
	struct lm_client *client = calloc(1, sizeof(*client));
	enum lm_code code;

	assert(options->max_attempts > 0 && options->breaker_failures > 0);
	*out = NULL;
	if (client == NULL ||
	    curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
		free(client);
		return lm_err_nomem(err);
	}
	client->options = *options;
	code = set_up(client, err);
	if (code == LM_OK)
		*out = client;
	else
		lm_client_free(client);
	return code;
}

void
lm_client_free(struct lm_client *client)
{
	struct lm_client_flight *at, *next;

	if (client == NULL)
		return;
	lm_client_recall(client);
	for (at = client->made; at != NULL; at = next) {
		next = at->made;
		if (at->job != NULL)
			lm_client_queue_drop(&client->queue, at->job);
		lm_http_call_free(&at->call);
		lm_buf_free(&at->reply.body);
		free(at);
	}
	lm_client_queue_free(&client->queue);
	(void)curl_multi_cleanup(client->multi);
	lm_http_headers_free(client->headers);
	free(client->url);
	free(client);
	curl_global_cleanup();
}

void
lm_client_limit(struct lm_client *client, size_t n)
{
	long kept = n == 0 ? 1 : n > INT32_MAX ? INT32_MAX : (long)n;

	if (client->window.limit == 0)
		lm_client_breaker_rest(&client->breaker, lm_clock_monotonic());
	lm_client_window_limit(&client->window, n);
	/* Idle ones over it are closed. */
	(void)curl_multi_setopt(client->multi, CURLMOPT_MAXCONNECTS, kept);
}

enum lm_code
lm_client_send(struct lm_client *client, struct lm_span body, void *tag,
    bool first, struct lm_err *err)
{
	struct lm_client_job *job;

	if (client->queue.n_jobs == 0)
		lm_client_breaker_rest(&client->breaker, lm_clock_monotonic());
	job = lm_client_queue_new(&client->queue);
	if (job == NULL)
		return lm_err_nomem(err);
	job->body = body;
	job->tag = tag;
	lm_client_queue_push(&client->queue, job, first);
	return LM_OK;
}

static enum lm_code
collect(struct lm_client *client, bool *any, struct lm_err *err)
{
	CURLMsg *message;
	int n;
	enum lm_code code =
	    lm_client_multi(curl_multi_perform(client->multi, &n), err);

	while (code == LM_OK &&
	    (message = curl_multi_info_read(client->multi, &n)) != NULL) {
		struct lm_client_flight *flight = NULL;
		CURLcode rc = message->data.result;

		/* The message goes with the handle. */
		(void)curl_easy_getinfo(message->easy_handle, CURLINFO_PRIVATE,
		    &flight);
		assert(flight != NULL && flight->is_up);
		lm_client_land(client, flight, rc);
		*any = true;
	}
	return code;
}

/* When nothing but failures will have come for too long; waiting as the server
 * wishes is none.  INT64_MAX: never. */
static int64_t
give_up_at(const struct lm_client *client)
{
	int64_t ns = lm_client_breaker_ends(&client->breaker);

	/* It may not be asked. */
	if (client->window.limit == 0)
		return INT64_MAX;
	return ns < client->hold_ns ? client->hold_ns : ns;
}

/* While some are under way, only what ends can tell that all is lost. */
static void
give_up(struct lm_client *client)
{
	const struct lm_client_breaker *breaker = &client->breaker;
	int64_t now_ns = lm_clock_monotonic();

	if (client->end.code != LM_OK || client->queue.n_jobs == 0 ||
	    (client->n_up > 0 && !client->failed) ||
	    now_ns < give_up_at(client))
		return;
	(void)lm_err_set(&client->end, LM_IO,
	    "no answer from %s for %.0f s; the last error was: %s",
	    client->origin,
	    (double)(now_ns - breaker->since_ns) / (double)LM_CLOCK_SECOND,
	    client->last_error);
}

static enum lm_code
move_on(struct lm_client *client, struct lm_err *err)
{
	bool any = false;
	enum lm_code code = lm_client_start(client, err);

	client->failed = false;
	if (code == LM_OK)
		code = collect(client, &any, err);
	give_up(client);
	if (client->end.code != LM_OK)
		lm_client_recall(client);
	else if (code == LM_OK && any)
		code = lm_client_start(client, err);
	return code;
}

static void
fill(struct lm_client_answer *answer, const struct lm_client_job *job)
{
	*answer = (struct lm_client_answer){.tag = job->tag,
	    .fate = LM_FATE_FAILED,
	    .attempts = job->attempts,
	    .took_ns = job->took_ns};
}

static void
hand_out_ready(struct lm_client *client, struct lm_client_answer *answer)
{
	struct lm_client_flight *flight = client->ready;

	client->ready = flight->next;
	client->n_ready--;
	fill(answer, flight->job);
	answer->fate = flight->fate;
	if (flight->fate == LM_FATE_FAILED)
		answer->err = flight->err;
	else
		answer->reply = &flight->reply;
	lm_client_queue_drop(&client->queue, flight->job);
	flight->job = NULL;
	client->given = flight;
}

/* One of those that all fail for the same reason. */
static void
hand_out_failed(struct lm_client *client, struct lm_client_answer *answer)
{
	struct lm_client_job *job =
	    lm_client_queue_take(&client->queue, INT64_MAX);

	assert(job != NULL);
	fill(answer, job);
	answer->err = client->end;
	lm_client_queue_drop(&client->queue, job);
}

static bool
hand_out(struct lm_client *client, struct lm_client_answer *answer)
{
	if (client->ready != NULL)
		hand_out_ready(client, answer);
	else if (client->end.code != LM_OK)
		hand_out_failed(client, answer);
	else
		return false;
	/* Who comes now may find it healed. */
	if (client->queue.n_jobs == 0)
		client->end = (struct lm_err){0};
	return true;
}

/* When to look again, if nothing happens before. */
static int64_t
wake_at(const struct lm_client *client)
{
	int64_t ns = lm_client_next(client);

	if (client->n_up == 0 && client->queue.n_jobs > 0 &&
	    ns > give_up_at(client))
		ns = give_up_at(client);
	return ns;
}

static bool
is_readable(int fd)
{
	struct pollfd one = {.fd = fd, .events = POLLIN};

	return poll(&one, 1, 0) > 0;
}

/* Sleep until until_ns, some socket has news, or fd (-1: none) does. */
static enum lm_code
sleep_until(struct lm_client *client, int64_t until_ns, int fd, bool *woken,
    struct lm_err *err)
{
	struct curl_waitfd extra = {.fd = fd, .events = CURL_WAIT_POLLIN};
	int64_t left_ns = until_ns - lm_clock_monotonic();
	int ms = left_ns <= 0 ? 0
	    : left_ns / NS_A_MS >= LONGEST_POLL_MS
	    ? LONGEST_POLL_MS
	    : (int)((left_ns + NS_A_MS - 1) / NS_A_MS);
	enum lm_code code = lm_client_multi(curl_multi_poll(client->multi,
						fd >= 0 ? &extra : NULL,
						fd >= 0 ? 1 : 0, ms, NULL),
	    err);

	/* libcurl tells of input only, not that it has ended. */
	*woken = fd >= 0 && is_readable(fd);
	return code;
}

enum lm_code
lm_client_wait(struct lm_client *client, int64_t timeout_ms, int fd,
    struct lm_client_answer *answer, bool *got, struct lm_err *err)
{
	int64_t end_ns = timeout_ms < 0
	    ? INT64_MAX
	    : lm_clock_monotonic() + lm_client_ns(timeout_ms);
	enum lm_code code;
	bool woken = false;

	*got = false;
	if (client->given != NULL)
		lm_client_park(client, client->given);
	client->given = NULL;
	while ((code = move_on(client, err)) == LM_OK) {
		int64_t until_ns = wake_at(client);

		*got = hand_out(client, answer);
		if (*got || woken || end_ns <= lm_clock_monotonic())
			break;
		if (client->n_up == 0 && until_ns == INT64_MAX && fd < 0)
			break;
		code = sleep_until(client,
		    until_ns < end_ns ? until_ns : end_ns, fd, &woken, err);
		if (code != LM_OK)
			break;
	}
	return code;
}

size_t
lm_client_in_flight(const struct lm_client *client)
{
	return client->n_up + client->n_ready;
}

size_t
lm_client_waiting(const struct lm_client *client)
{
	return client->queue.n_line + client->queue.n_heap;
}

const struct lm_client_counts *
lm_client_counts(const struct lm_client *client)
{
	return &client->counts;
}

int64_t
lm_client_latency(const struct lm_client *client, double q)
{
	return lm_client_latency_at(&client->latencies, q);
}
