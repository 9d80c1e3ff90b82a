#include "lm/client.h"

#include <stdio.h>

#include "check.h"
#include "clients.h"
#include "files.h"

#include "lm/clock.h"

#define MS (LM_CLOCK_SECOND / 1000)

/* Wait for so long, with no answer wanted. */
static void
let_pass(struct client_trial *trial, int64_t ms)
{
	bool got = true;

	CHECK_OK(lm_client_wait(trial->client, ms, -1, &trial->answer, &got,
		     &trial->err),
	    &trial->err);
	CHECK(!got);
	check_note("%s", trial->answer.err.message);
}

static void
a_dead_server_is_not_hammered(void)
{
	struct client_trial trial;
	const struct lm_client_counts *counts;
	static char bodies[50][16];

	client_trial_start(&trial);
	server_stop(&trial.server);
	trial.options.breaker_failures = 5;
	trial.options.backoff_ms = 100;
	trial.options.backoff_cap_ms = 400;
	if (!client_trial_open(&trial, "/echo", 8))
		return;
	for (size_t i = 0; i < 50; i++) {
		(void)snprintf(bodies[i], sizeof(bodies[i]), "%zu", i);
		client_trial_send(&trial, bodies[i]);
	}
	let_pass(&trial, 3000);
	counts = lm_client_counts(trial.client);
	/* Those under way when it opened; after 100, 200, 400, 400... ms one. */
	CHECK(counts->requests >= 8 + 3);
	CHECK(counts->requests <= 2 * 8 + 9);
	CHECK_EQ(counts->requests, counts->retries_connection);
	CHECK_EQ(lm_client_waiting(trial.client), 50);
	client_trial_close(&trial);
}

static void
one_that_comes_back_loses_nothing(void)
{
	struct client_trial trial;
	static char bodies[50][16];

	client_trial_start(&trial);
	server_stop(&trial.server);
	/* Fewer attempts than there will be probes. */
	trial.options.max_attempts = 3;
	trial.options.breaker_failures = 2;
	trial.options.backoff_ms = 20;
	if (!client_trial_open(&trial, "/echo", 4))
		return;
	for (size_t i = 0; i < 50; i++) {
		(void)snprintf(bodies[i], sizeof(bodies[i]), "%zu", i);
		client_trial_send(&trial, bodies[i]);
	}
	let_pass(&trial, 2000);
	server_start_again(&trial.server);
	for (size_t i = 0; i < 50; i++)
		if (!client_trial_wait(&trial, LM_FATE_DONE))
			break;
	client_trial_is_idle(&trial);
	/* And again, with connections that were kept. */
	server_stop(&trial.server);
	for (size_t i = 0; i < 50; i++)
		client_trial_send(&trial, bodies[i]);
	let_pass(&trial, 500);
	server_start_again(&trial.server);
	for (size_t i = 0; i < 50; i++)
		if (!client_trial_wait(&trial, LM_FATE_DONE))
			break;
	client_trial_is_idle(&trial);
	client_trial_end(&trial);
}

static void
one_that_loads_for_long_loses_nothing(void)
{
	struct client_trial trial;

	client_trial_start(&trial);
	trial.options.max_attempts = 3;
	trial.options.breaker_failures = 2;
	if (!client_trial_open(&trial,
		"/script/503,503,503,503,503,503,503,503,200", 1))
		return;
	client_trial_send(&trial, "{}");
	client_trial_wait(&trial, LM_FATE_DONE);
	CHECK_EQ(trial.answer.attempts, 9);
	client_trial_close(&trial);
	/* But what fails in the server's hands is counted, by a probe too. */
	if (!client_trial_open(&trial, "/script/500", 1))
		return;
	client_trial_send(&trial, "{}");
	client_trial_wait(&trial, LM_FATE_FAILED);
	CHECK_EQ(trial.answer.attempts, 3);
	client_trial_end(&trial);
}

static void
one_that_stays_away_is_given_up(void)
{
	struct client_trial trial;
	int64_t start = lm_clock_monotonic();

	client_trial_start(&trial);
	server_stop(&trial.server);
	trial.options.breaker_failures = 2;
	trial.options.give_up_ms = 1200;
	/* Longer than there is time: it does not wait for the next probe. */
	trial.options.backoff_ms = trial.options.backoff_cap_ms = 50000;
	if (!client_trial_open(&trial, "/echo", 2))
		return;
	client_trial_send(&trial, "1");
	client_trial_send(&trial, "2");
	client_trial_send(&trial, "3");
	for (size_t i = 0; i < 3; i++) {
		client_trial_wait(&trial, LM_FATE_FAILED);
		CHECK_HAS(trial.answer.err.message,
		    "no answer from http://127.0.0.1:");
		CHECK_HAS(trial.answer.err.message,
		    " for 1 s; the last error was: connect to "
		    "http://127.0.0.1:");
		CHECK_HAS(trial.answer.err.message, ": Connection refused");
	}
	CHECK(lm_clock_monotonic() - start >= 1200 * MS);
	CHECK(lm_clock_monotonic() - start < 20 * LM_CLOCK_SECOND);
	client_trial_is_idle(&trial);
	client_trial_close(&trial);
}

/* One that hangs is given up while a probe, sent after it, hangs too. */
static void
who_gave_up_a_probe_can_begin_anew(void)
{
	struct client_trial trial;

	client_trial_start(&trial);
	trial.options.http.total_ms = 1000;
	trial.options.breaker_failures = 2;
	trial.options.give_up_ms = 500;
	if (!client_trial_open(&trial, "/script/body", 3))
		return;
	client_trial_send(&trial, "hang");
	client_trial_send(&trial, "nothing,hang");
	client_trial_send(&trial, "nothing,hang,hang");
	for (size_t i = 0; i < 3; i++) {
		client_trial_wait(&trial, LM_FATE_FAILED);
		CHECK_HAS(trial.answer.err.message,
		    "the last error was: ask http://127.0.0.1:");
	}
	client_trial_send(&trial, "200");
	client_trial_wait(&trial, LM_FATE_DONE);
	client_trial_end(&trial);
}

/* Not asking is not its failure. */
static void
a_pause_of_ours_is_not_held_against_it(void)
{
	struct client_trial trial;

	client_trial_start(&trial);
	server_stop(&trial.server);
	trial.options.breaker_failures = 2;
	trial.options.give_up_ms = 1000;
	if (!client_trial_open(&trial, "/echo", 2))
		return;
	client_trial_send(&trial, "1");
	let_pass(&trial, 300);
	lm_client_limit(trial.client, 0);
	let_pass(&trial, 1500);
	server_start_again(&trial.server);
	lm_client_limit(trial.client, 2);
	client_trial_wait(&trial, LM_FATE_DONE);
	client_trial_end(&trial);
}

static void
who_gave_up_can_begin_anew(void)
{
	struct client_trial trial;

	client_trial_start(&trial);
	server_stop(&trial.server);
	trial.options.breaker_failures = 2;
	trial.options.give_up_ms = 300;
	if (!client_trial_open(&trial, "/echo", 2))
		return;
	client_trial_send(&trial, "1");
	client_trial_wait(&trial, LM_FATE_FAILED);
	server_start_again(&trial.server);
	client_trial_send(&trial, "1");
	client_trial_wait(&trial, LM_FATE_DONE);
	client_trial_end(&trial);
}

static void
a_certificate_does_not_heal(void)
{
	char cert[FILES_PATH_SIZE], key[FILES_PATH_SIZE], url[64];
	struct client_trial trial;
	bool trusts[] = {false, true};

	if (!server_certificate("IP:127.0.0.1", cert, key))
		return;
	client_trial_start(&trial);
	server_stop(&trial.server);
	server_start(&trial.server, cert, key);
	(void)snprintf(url, sizeof(url), "https://127.0.0.1:%ld/echo",
	    trial.server.port);
	for (size_t i = 0; i < 2; i++) {
		trial.options.url = url;
		trial.options.http.ca_file = trusts[i] ? cert : NULL;
		if (!CHECK_OK(lm_client_new(&trial.options, &trial.client,
				  &trial.err),
			&trial.err))
			break;
		client_trial_send(&trial, "1");
		client_trial_send(&trial, "2");
		for (size_t k = 0; k < 2; k++) {
			client_trial_wait(&trial,
			    trusts[i] ? LM_FATE_DONE : LM_FATE_FAILED);
			if (!trusts[i])
				CHECK_HAS(trial.answer.err.message,
				    "certificate");
		}
		CHECK_EQ(lm_client_counts(trial.client)->requests,
		    trusts[i] ? 2 : 1);
		client_trial_close(&trial);
	}
	client_trial_end(&trial);
}

TEST_MAIN(TEST(a_dead_server_is_not_hammered),
    TEST(one_that_comes_back_loses_nothing),
    TEST(one_that_loads_for_long_loses_nothing),
    TEST(one_that_stays_away_is_given_up),
    TEST(a_pause_of_ours_is_not_held_against_it),
    TEST(who_gave_up_can_begin_anew), TEST(who_gave_up_a_probe_can_begin_anew),
    TEST(a_certificate_does_not_heal))
