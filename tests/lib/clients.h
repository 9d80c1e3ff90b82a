#ifndef CLIENTS_H
#define CLIENTS_H

#include <stdbool.h>
#include <stdint.h>

#include "server.h"

#include "lm/client.h"

/* A client of tests/bin/fake_server.py. */
struct client_trial {
	struct server server;
	char url[256];
	/* Quick ones; to be changed before client_trial_open. */
	struct lm_client_options options;
	struct lm_client *client;
	struct lm_client_answer answer;
	struct lm_err err;
};

/* Start the server. */
void client_trial_start(struct client_trial *trial);

/* Make a client for a path of it, with a limit. */
bool client_trial_open(struct client_trial *trial, const char *path, size_t n);

/* Free the client, if there is one. */
void client_trial_close(struct client_trial *trial);

/* The same, and stop the server. */
void client_trial_end(struct client_trial *trial);

/* Send a body, which is its tag too. */
bool client_trial_send(struct client_trial *trial, const char *body);

/* Wait for the next answer, far longer than anything takes, and check its fate;
 * false if there is none or another. */
bool client_trial_wait(struct client_trial *trial, enum lm_fate want);

/* Check that nothing is waiting or under way. */
bool client_trial_is_idle(struct client_trial *trial);

/* The number at a JSON pointer of a reply; -1 if there is none. */
int64_t client_trial_number(const struct lm_http_reply *reply,
    const char *pointer);

#endif
