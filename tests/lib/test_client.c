#include "lm/client.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "check.h"
#include "clients.h"

#include "lm/clock.h"

#define MS (LM_CLOCK_SECOND / 1000)

static void
one_is_answered(void)
{
	struct client_trial trial;
	const struct lm_client_counts *counts;

	client_trial_start(&trial);
	if (!client_trial_open(&trial, "/echo", 4))
		return;
	client_trial_send(&trial, "{\"a\":1}");
	CHECK_EQ(lm_client_waiting(trial.client), 1);
	if (client_trial_wait(&trial, LM_FATE_DONE)) {
		CHECK_TEXT(trial.answer.tag, "{\"a\":1}");
		CHECK_EQ(trial.answer.reply->status, 200);
		CHECK_EQ(trial.answer.reply->retry_ms, -1);
		CHECK_EQ(trial.answer.attempts, 1);
		CHECK(trial.answer.took_ns > 0);
		CHECK(lm_client_latency(trial.client, 0.5) > 0);
	}
	counts = lm_client_counts(trial.client);
	CHECK_EQ(counts->requests, 1);
	CHECK_EQ(counts->bytes_sent, 7);
	CHECK_EQ(counts->bytes_received, trial.answer.reply->body.len);
	client_trial_is_idle(&trial);
	client_trial_end(&trial);
}

static void
an_empty_client_does_not_wait(void)
{
	struct client_trial trial;
	bool got = true;

	client_trial_start(&trial);
	if (!client_trial_open(&trial, "/echo", 0))
		return;
	CHECK_EQ(lm_client_latency(trial.client, 0.5), -1);
	CHECK_OK(lm_client_wait(trial.client, -1, -1, &trial.answer, &got,
		     &trial.err),
	    &trial.err);
	CHECK(!got);
	/* And with a limit of 0 none can come. */
	client_trial_send(&trial, "{}");
	CHECK_OK(lm_client_wait(trial.client, -1, -1, &trial.answer, &got,
		     &trial.err),
	    &trial.err);
	CHECK(!got);
	lm_client_limit(trial.client, 1);
	client_trial_wait(&trial, LM_FATE_DONE);
	client_trial_end(&trial);
}

#define N_MANY 200
#define BODY_SIZE 32

/* Send so many bodies, all different; their numbers are their tags. */
static void
send_many(struct client_trial *trial, char (*bodies)[BODY_SIZE], size_t n)
{
	for (size_t i = 0; i < n; i++) {
		(void)snprintf(bodies[i], sizeof(bodies[i]), "{\"n\":%zu}", i);
		client_trial_send(trial, bodies[i]);
	}
}

static void
all_are_answered_once(void)
{
	static const char path[] = "/script/503,429,200";
	struct client_trial trial;
	char bodies[N_MANY][BODY_SIZE];
	bool seen[N_MANY] = {false};

	client_trial_start(&trial);
	if (!client_trial_open(&trial, path, 16))
		return;
	send_many(&trial, bodies, N_MANY);
	for (size_t i = 0; i < N_MANY; i++) {
		const char *tag;
		size_t n;

		if (!client_trial_wait(&trial, LM_FATE_DONE))
			break;
		tag = trial.answer.tag;
		n = (size_t)strtoul(tag + strlen("{\"n\":"), NULL, 10);
		CHECK(n < N_MANY && !seen[n]);
		seen[n] = true;
		CHECK_EQ(trial.answer.attempts, 3);
		CHECK_EQ(trial.answer.reply->status, 200);
	}
	CHECK_EQ(lm_client_counts(trial.client)->retries_503, N_MANY);
	CHECK_EQ(lm_client_counts(trial.client)->retries_429, N_MANY);
	CHECK_EQ(lm_client_counts(trial.client)->requests, 3 * N_MANY);
	client_trial_is_idle(&trial);
	client_trial_end(&trial);
}

/* The highest number that the server has seen at once since it was asked. */
static int64_t
peak(const struct client_trial *trial)
{
	struct lm_http_options options = trial->options.http;
	char url[64];
	struct lm_http_request request = {.url = url};
	struct lm_http_reply reply = {0};
	struct lm_http *http;
	struct lm_err err;
	long n = -1;

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%ld/peak",
	    trial->server.port);
	if (CHECK_OK(lm_http_new(&options, &http, &err), &err) &&
	    CHECK_OK(lm_http_ask(http, &request, &reply, &err), &err) &&
	    CHECK_OK(lm_buf_byte(&reply.body, '\0', &err), &err))
		n = strtol(reply.body.ptr, NULL, 10);
	lm_http_free(http);
	lm_buf_free(&reply.body);
	return n;
}

static void
a_limit_holds_also_when_it_changes(void)
{
	struct client_trial trial;
	char bodies[80][BODY_SIZE];

	client_trial_start(&trial);
	if (!client_trial_open(&trial, "/slow/100", 8))
		return;
	send_many(&trial, bodies, 80);
	for (size_t i = 0; i < 60; i++)
		client_trial_wait(&trial, LM_FATE_DONE);
	CHECK_EQ(peak(&trial), 8);
	CHECK(lm_client_in_flight(trial.client) > 2);
	lm_client_limit(trial.client, 2);
	while (lm_client_in_flight(trial.client) > 2)
		client_trial_wait(&trial, LM_FATE_DONE);
	(void)peak(&trial); /* from now on */
	while (lm_client_in_flight(trial.client) +
		lm_client_waiting(trial.client) >
	    0) {
		CHECK(lm_client_in_flight(trial.client) <= 2);
		client_trial_wait(&trial, LM_FATE_DONE);
	}
	CHECK_EQ(peak(&trial), 2);
	client_trial_end(&trial);
}

/* Who is killed before an answer is kept has lost no more than the limit. */
static void
an_answer_keeps_its_place(void)
{
	const struct timespec pause = {.tv_nsec = 20000000};
	struct client_trial trial;
	char bodies[24][BODY_SIZE];

	client_trial_start(&trial);
	if (!client_trial_open(&trial, "/slow/1", 4))
		return;
	send_many(&trial, bodies, 24);
	for (uint64_t n = 0; n < 24; n++) {
		client_trial_wait(&trial, LM_FATE_DONE);
		CHECK(lm_client_counts(trial.client)->requests <= n + 4);
		/* Until all that are under way are answered. */
		(void)nanosleep(&pause, NULL);
	}
	client_trial_is_idle(&trial);
	client_trial_end(&trial);
}

/* Far fewer permits than are allowed here: nobody runs out of attempts. */
static void
a_server_that_is_full_gets_less(void)
{
	struct client_trial trial;
	char bodies[N_MANY][BODY_SIZE];

	client_trial_start(&trial);
	trial.options.max_attempts = 8;
	trial.options.backoff_ms = 20;
	if (!client_trial_open(&trial, "/permits/4/20", 64))
		return;
	send_many(&trial, bodies, N_MANY);
	for (size_t i = 0; i < N_MANY; i++)
		if (!client_trial_wait(&trial, LM_FATE_DONE))
			break;
	CHECK(lm_client_counts(trial.client)->retries_429 > 0);
	CHECK(lm_client_counts(trial.client)->requests < 4 * N_MANY);
	check_note("%llu requests",
	    (unsigned long long)lm_client_counts(trial.client)->requests);
	client_trial_is_idle(&trial);
	client_trial_end(&trial);
}

static void
connections_are_used_again(void)
{
	struct client_trial trial;
	char bodies[100][BODY_SIZE];
	bool is_port[65536] = {false};
	size_t n_ports = 0;

	client_trial_start(&trial);
	if (!client_trial_open(&trial, "/echo", 4))
		return;
	send_many(&trial, bodies, 100);
	for (size_t i = 0; i < 100; i++) {
		int64_t port;

		if (!client_trial_wait(&trial, LM_FATE_DONE))
			break;
		port = client_trial_number(trial.answer.reply, "/port");
		if (!CHECK(port > 0 && port < 65536))
			break;
		n_ports += is_port[port] ? 0 : 1;
		is_port[port] = true;
	}
	CHECK(n_ports >= 1 && n_ports <= 4);
	client_trial_end(&trial);
}

static void
first_goes_before_what_waits(void)
{
	struct client_trial trial;
	static char first[] = "first";

	client_trial_start(&trial);
	if (!client_trial_open(&trial, "/echo", 1))
		return;
	client_trial_send(&trial, "1");
	client_trial_send(&trial, "2");
	CHECK_OK(lm_client_send(trial.client, lm_span_of(first), first, true,
		     &trial.err),
	    &trial.err);
	client_trial_wait(&trial, LM_FATE_DONE);
	CHECK_TEXT(trial.answer.tag, "first");
	client_trial_wait(&trial, LM_FATE_DONE);
	CHECK_TEXT(trial.answer.tag, "1");
	client_trial_wait(&trial, LM_FATE_DONE);
	CHECK_TEXT(trial.answer.tag, "2");
	client_trial_end(&trial);
}

/* Wait on fd for what never comes from the server. */
static void
check_wakes(struct client_trial *trial, int fd)
{
	int64_t start = lm_clock_monotonic();
	bool got = true;

	CHECK_OK(lm_client_wait(trial->client, 15000, fd, &trial->answer, &got,
		     &trial->err),
	    &trial->err);
	CHECK(!got);
	CHECK(lm_clock_monotonic() - start < 10 * LM_CLOCK_SECOND);
}

static void
another_fd_wakes_it(void)
{
	struct client_trial trial;
	int fds[2];

	client_trial_start(&trial);
	if (!CHECK(pipe(fds) == 0) ||
	    !client_trial_open(&trial, "/slow/15000", 1))
		return;
	client_trial_send(&trial, "{}");
	CHECK(write(fds[1], "x", 1) == 1);
	check_wakes(&trial, fds[0]);
	CHECK_EQ(lm_client_in_flight(trial.client), 1);
	/* Also the end of a pipe, and where nothing is under way. */
	(void)close(fds[1]);
	check_wakes(&trial, fds[0]);
	client_trial_close(&trial);
	if (!client_trial_open(&trial, "/echo", 1))
		return;
	check_wakes(&trial, fds[0]);
	(void)close(fds[0]);
	client_trial_end(&trial);
}

static void
a_wait_ends_in_time_and_without_work(void)
{
	struct client_trial trial;
	clock_t cpu;
	int64_t start;
	bool got = true;
	int fds[2];

	client_trial_start(&trial);
	if (!CHECK(pipe(fds) == 0) ||
	    !client_trial_open(&trial, "/slow/15000", 4))
		return;
	client_trial_send(&trial, "{}");
	start = lm_clock_monotonic();
	cpu = clock();
	CHECK_OK(lm_client_wait(trial.client, 700, fds[0], &trial.answer, &got,
		     &trial.err),
	    &trial.err);
	CHECK(!got);
	CHECK(lm_clock_monotonic() - start >= 700 * MS);
	CHECK(lm_clock_monotonic() - start < 10 * LM_CLOCK_SECOND);
	CHECK(clock() - cpu < CLOCKS_PER_SEC / 10);
	(void)close(fds[0]);
	(void)close(fds[1]);
	client_trial_end(&trial);
}

static void
freeing_cancels_all(void)
{
	struct client_trial trial;
	char bodies[20][BODY_SIZE];
	bool got;

	client_trial_start(&trial);
	trial.options.backoff_ms = trial.options.backoff_cap_ms = 60000;
	if (!client_trial_open(&trial, "/script/503,200", 4))
		return;
	/* Some back off, some are in line, some under way. */
	send_many(&trial, bodies, 20);
	CHECK_OK(lm_client_wait(trial.client, 200, -1, &trial.answer, &got,
		     &trial.err),
	    &trial.err);
	client_trial_close(&trial);
	if (!client_trial_open(&trial, "/slow/15000", 4))
		return;
	send_many(&trial, bodies, 20);
	CHECK_OK(lm_client_wait(trial.client, 50, -1, &trial.answer, &got,
		     &trial.err),
	    &trial.err);
	CHECK_EQ(lm_client_in_flight(trial.client), 4);
	CHECK_EQ(lm_client_waiting(trial.client), 16);
	client_trial_close(&trial);
	/* Its answers ready, its reply borrowed. */
	if (!client_trial_open(&trial, "/echo", 4))
		return;
	send_many(&trial, bodies, 20);
	client_trial_wait(&trial, LM_FATE_DONE);
	client_trial_end(&trial);
	lm_client_free(NULL);
}

static void
lmob_now_does_not_matter(void)
{
	struct client_trial trial;

	(void)setenv("LMOB_NOW", "2001-01-01T00:00:00Z", 1);
	client_trial_start(&trial);
	if (!client_trial_open(&trial, "/script/503;nodate=1,200", 1))
		return;
	client_trial_send(&trial, "{}");
	client_trial_wait(&trial, LM_FATE_DONE);
	(void)unsetenv("LMOB_NOW");
	client_trial_end(&trial);
}

TEST_MAIN(TEST(one_is_answered), TEST(an_empty_client_does_not_wait),
    TEST(all_are_answered_once), TEST(a_limit_holds_also_when_it_changes),
    TEST(an_answer_keeps_its_place), TEST(a_server_that_is_full_gets_less),
    TEST(connections_are_used_again), TEST(first_goes_before_what_waits),
    TEST(another_fd_wakes_it), TEST(a_wait_ends_in_time_and_without_work),
    TEST(freeing_cancels_all), TEST(lmob_now_does_not_matter))
