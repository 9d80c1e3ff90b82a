#include "lm/client.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "clients.h"

#include "lm/clock.h"

#define MS (LM_CLOCK_SECOND / 1000)

/* One request along a script: its fate, how often it was sent, how long. */
struct along {
	struct lm_client_counts counts;
	struct lm_client_answer answer;
	int64_t took_ns;
};

static struct along
go_along(struct client_trial *trial, const char *script, enum lm_fate want)
{
	struct along along = {0};
	char path[200];
	int64_t start = lm_clock_monotonic();

	(void)snprintf(path, sizeof(path), "/script/%s", script);
	if (!client_trial_open(trial, path, 1))
		return along;
	client_trial_send(trial, "{}");
	client_trial_wait(trial, want);
	check_note("%s", script);
	client_trial_is_idle(trial);
	along.took_ns = lm_clock_monotonic() - start;
	along.answer = trial->answer;
	along.answer.reply = NULL;
	along.counts = *lm_client_counts(trial->client);
	client_trial_close(trial);
	return along;
}

static void
each_cause_is_counted(void)
{
	struct client_trial trial;
	struct along along;

	client_trial_start(&trial);
	trial.options.max_attempts = 10;
	along = go_along(&trial, "408,429,500,502,503,504,cut,nothing,200",
	    LM_FATE_DONE);
	CHECK_EQ(along.answer.attempts, 9);
	CHECK_EQ(along.counts.requests, 9);
	CHECK_EQ(along.counts.retries_other, 1);
	CHECK_EQ(along.counts.retries_429, 1);
	CHECK_EQ(along.counts.retries_503, 1);
	CHECK_EQ(along.counts.retries_5xx, 3);
	CHECK_EQ(along.counts.retries_connection, 2);
	CHECK_EQ(along.counts.retries_timeout, 0);
	trial.options.http.total_ms = 300;
	along = go_along(&trial, "hang,drip,200", LM_FATE_DONE);
	CHECK_EQ(along.counts.retries_timeout, 2);
	CHECK_EQ(along.answer.attempts, 3);
	client_trial_end(&trial);
}

static void
what_is_permanent_is_asked_once(void)
{
	static const char *const statuses[] = {"400", "401", "403", "404",
	    "413", "422", "424", "501", "505", "301", "redirect"};
	struct client_trial trial;

	client_trial_start(&trial);
	for (size_t i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++) {
		struct along along =
		    go_along(&trial, statuses[i], LM_FATE_REFUSED);

		CHECK_EQ(along.answer.attempts, 1);
	}
	client_trial_end(&trial);
}

static void
attempts_have_an_end(void)
{
	struct client_trial trial;
	struct along along;

	client_trial_start(&trial);
	along = go_along(&trial, "500,502,503,504,200", LM_FATE_FAILED);
	CHECK_EQ(along.answer.attempts, 4);
	CHECK_CODE(along.answer.err.code, LM_IO);
	CHECK_HAS(along.answer.err.message, "no answer from http://127.0.0.1:");
	CHECK_HAS(along.answer.err.message,
	    " after 4 attempts; the last error was: http://127.0.0.1:");
	CHECK_HAS(along.answer.err.message, " answered 504");
	CHECK_EQ(along.counts.retries_5xx + along.counts.retries_503, 3);
	client_trial_end(&trial);
}

static void
what_is_too_large_is_not_asked_again(void)
{
	static const char *const modes[] = {"huge", "headers"};
	struct client_trial trial;

	client_trial_start(&trial);
	for (size_t i = 0; i < 2; i++) {
		struct along along = go_along(&trial, modes[i], LM_FATE_FAILED);

		CHECK_CODE(along.answer.err.code, LM_OVERSIZE);
		CHECK_EQ(along.answer.attempts, 1);
		CHECK(along.counts.bytes_received < (size_t)2 << 20);
	}
	client_trial_end(&trial);
}

/* Whether a wish to wait is obeyed, and not much more waited than that. */
static void
check_wish(struct client_trial *trial, const char *script, int64_t least_ms,
    int64_t most_ms)
{
	struct along along = go_along(trial, script, LM_FATE_DONE);

	CHECK(along.took_ns >= least_ms * MS);
	CHECK(along.took_ns < most_ms * MS);
	check_note("%s took %lld ms", script, (long long)(along.took_ns / MS));
	CHECK_EQ(along.answer.attempts, 2);
}

static void
a_wish_to_wait_is_obeyed(void)
{
	struct client_trial trial;

	client_trial_start(&trial);
	check_wish(&trial, "429;Retry-After=1,200", 1000, 9000);
	check_wish(&trial, "503;Retry-After=0.6,200", 600, 9000);
	check_wish(&trial, "429;retry-after-ms=700.5;Retry-After=60,200", 700,
	    9000);
	check_wish(&trial, "408;Retry-After=0.6,200", 600, 9000);
	/* Dates have whole seconds. */
	check_wish(&trial, "503;date=2,200", 1000, 9000);
	check_wish(&trial, "503;nodate=3,200", 1000, 9000);
	/* What is none, or in the past, leaves what we choose. */
	check_wish(&trial, "503;Retry-After=-60,200", 0, 4000);
	check_wish(&trial, "503;Retry-After=soon,200", 0, 4000);
	check_wish(&trial, "503;Retry-After=nan,200", 0, 4000);
	check_wish(&trial, "503;date=-60,200", 0, 4000);
	client_trial_end(&trial);
}

static void
a_wish_may_ask_too_much(void)
{
	struct client_trial trial;
	struct along along;

	client_trial_start(&trial);
	along = go_along(&trial, "429;Retry-After=3600,200", LM_FATE_FAILED);
	CHECK_EQ(along.answer.attempts, 1);
	CHECK_HAS(along.answer.err.message, "http://127.0.0.1:");
	CHECK_HAS(along.answer.err.message,
	    " answered 429 and asks for a wait of 3600 s; at most 5 s are "
	    "waited");
	/* Of an answer that is kept it does not matter. */
	(void)go_along(&trial, "400;Retry-After=3600", LM_FATE_REFUSED);
	client_trial_end(&trial);
}

static void
a_wish_holds_all(void)
{
	struct client_trial trial;
	int64_t start;

	client_trial_start(&trial);
	if (!client_trial_open(&trial, "/script/429;Retry-After=1,200", 1))
		return;
	client_trial_send(&trial, "1");
	client_trial_send(&trial, "2");
	start = lm_clock_monotonic();
	client_trial_wait(&trial, LM_FATE_DONE);
	client_trial_wait(&trial, LM_FATE_DONE);
	/* The second did not run into its own 429 within the first's. */
	CHECK(lm_clock_monotonic() - start >= 2000 * MS);
	client_trial_end(&trial);
}

static enum lm_fate
judge_by_tag(void *ctx, const struct lm_http_reply *reply, void *tag)
{
	unsigned *n = ctx;

	++*n;
	if (strcmp(tag, "refuse") == 0)
		return LM_FATE_REFUSED;
	if (strcmp(tag, "fail") == 0)
		return LM_FATE_FAILED;
	return reply->status == 400 ? LM_FATE_AGAIN
				    : lm_http_fate(reply->status);
}

static void
a_judge_has_the_say(void)
{
	struct client_trial trial;
	unsigned n = 0;

	client_trial_start(&trial);
	trial.options.judge = judge_by_tag;
	trial.options.ctx = &n;
	if (!client_trial_open(&trial, "/script/400,500,200", 1))
		return;
	client_trial_send(&trial, "refuse");
	client_trial_wait(&trial, LM_FATE_REFUSED);
	CHECK_EQ(trial.answer.reply->status, 400);
	client_trial_send(&trial, "fail");
	client_trial_wait(&trial, LM_FATE_REFUSED);
	client_trial_send(&trial, "other");
	client_trial_wait(&trial, LM_FATE_DONE);
	CHECK_EQ(trial.answer.attempts, 3);
	CHECK_EQ(n, 5);
	CHECK_EQ(lm_client_counts(trial.client)->retries_other, 1);
	client_trial_end(&trial);
}

/* What a client says that can never work; all its requests fail, at once. */
static void
check_hopeless(struct client_trial *trial, const char *url, const char *want)
{
	trial->options.url = url;
	if (!CHECK_OK(lm_client_new(&trial->options, &trial->client,
			  &trial->err),
		&trial->err))
		return;
	client_trial_send(trial, "1");
	client_trial_send(trial, "2");
	client_trial_send(trial, "3");
	for (size_t i = 0; i < 3; i++) {
		client_trial_wait(trial, LM_FATE_FAILED);
		CHECK_CODE(trial->answer.err.code, LM_USAGE);
		CHECK_HAS(trial->answer.err.message, want);
		CHECK(strstr(trial->answer.err.message, "secret") == NULL);
	}
	CHECK_EQ(lm_client_counts(trial->client)->requests, 1);
	client_trial_is_idle(trial);
	client_trial_close(trial);
}

static void
no_address_is_said_at_once(void)
{
	struct client_trial trial;

	client_trial_start(&trial);
	check_hopeless(&trial, "ftp://127.0.0.1/", "not an http or https URL");
	check_hopeless(&trial, "http://", "not an http or https URL");
	check_hopeless(&trial, "http://u:secret@127.0.0.1:1/",
	    "the URL of http://127.0.0.1:1 has a name or password in it");
	client_trial_end(&trial);
}

static void
a_key_is_sent_and_never_shown(void)
{
	struct client_trial trial;

	client_trial_start(&trial);
	trial.options.key = lm_span_of("sesame");
	if (!client_trial_open(&trial, "/echo", 1))
		return;
	client_trial_send(&trial, "{}");
	client_trial_wait(&trial, LM_FATE_DONE);
	CHECK(lm_buf_byte(&trial.answer.reply->body, '\0', NULL) == LM_OK);
	CHECK_HAS(trial.answer.reply->body.ptr,
	    "\"authorization\": \"Bearer sesame\"");
	CHECK_HAS(trial.answer.reply->body.ptr,
	    "\"content-type\": \"application/json\"");
	server_stop(&trial.server);
	client_trial_send(&trial, "{}");
	client_trial_wait(&trial, LM_FATE_FAILED);
	CHECK(strstr(trial.answer.err.message, "sesame") == NULL);
	client_trial_close(&trial);
	trial.options.key = lm_span_of("ses\r\name");
	CHECK_CODE(lm_client_new(&trial.options, &trial.client, &trial.err),
	    LM_USAGE);
	CHECK(trial.client == NULL);
	CHECK_TEXT(trial.err.message,
	    "the API key holds a byte that no key has");
}

TEST_MAIN(TEST(each_cause_is_counted), TEST(what_is_permanent_is_asked_once),
    TEST(attempts_have_an_end), TEST(what_is_too_large_is_not_asked_again),
    TEST(a_wish_to_wait_is_obeyed), TEST(a_wish_may_ask_too_much),
    TEST(a_wish_holds_all), TEST(a_judge_has_the_say),
    TEST(no_address_is_said_at_once), TEST(a_key_is_sent_and_never_shown))
