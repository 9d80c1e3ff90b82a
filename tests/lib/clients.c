#include "clients.h"

#include <stdio.h>

#include <yyjson.h>

#include "check.h"

#define FAR_LONGER_MS 60000

void
client_trial_start(struct client_trial *trial)
{
	*trial =
	    (struct client_trial){.options = {.http = {.connect_ms = 5000,
						  .total_ms = 20000,
						  .max_body = (size_t)1 << 20},
				      .max_attempts = 4,
				      .backoff_ms = 10,
				      .backoff_cap_ms = 100,
				      .wait_cap_ms = 5000,
				      .breaker_failures = 1000,
				      .give_up_ms = FAR_LONGER_MS,
				      .seed = 1}};
	server_start(&trial->server, NULL, NULL);
}

bool
client_trial_open(struct client_trial *trial, const char *path, size_t n)
{
	(void)snprintf(trial->url, sizeof(trial->url), "http://127.0.0.1:%ld%s",
	    trial->server.port, path);
	trial->options.url = trial->url;
	if (!CHECK_OK(lm_client_new(&trial->options, &trial->client,
			  &trial->err),
		&trial->err))
		return false;
	lm_client_limit(trial->client, n);
	return true;
}

void
client_trial_close(struct client_trial *trial)
{
	lm_client_free(trial->client);
	trial->client = NULL;
}

void
client_trial_end(struct client_trial *trial)
{
	client_trial_close(trial);
	server_stop(&trial->server);
}

bool
client_trial_send(struct client_trial *trial, const char *body)
{
	union {
		const char *read;
		void *tag;
	} either = {.read = body};

	return CHECK_OK(lm_client_send(trial->client, lm_span_of(body),
			    either.tag, false, &trial->err),
	    &trial->err);
}

bool
client_trial_wait(struct client_trial *trial, enum lm_fate want)
{
	bool got = false;

	if (!CHECK_OK(lm_client_wait(trial->client, FAR_LONGER_MS, -1,
			  &trial->answer, &got, &trial->err),
		&trial->err) ||
	    !CHECK(got) || !CHECK_EQ(trial->answer.fate, want)) {
		check_note("%s", trial->answer.err.message);
		return false;
	}
	CHECK((trial->answer.reply != NULL) == (want != LM_FATE_FAILED));
	CHECK((trial->answer.err.code != LM_OK) == (want == LM_FATE_FAILED));
	return true;
}

bool
client_trial_is_idle(struct client_trial *trial)
{
	return CHECK_EQ(lm_client_in_flight(trial->client), 0) &&
	    CHECK_EQ(lm_client_waiting(trial->client), 0);
}

int64_t
client_trial_number(const struct lm_http_reply *reply, const char *pointer)
{
	yyjson_doc *doc = yyjson_read(reply->body.ptr, reply->body.len, 0);
	yyjson_val *val = yyjson_doc_ptr_get(doc, pointer);
	int64_t number = yyjson_is_int(val) ? yyjson_get_sint(val) : -1;

	yyjson_doc_free(doc);
	return number;
}
