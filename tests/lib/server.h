#ifndef SERVER_H
#define SERVER_H

#include <sys/types.h>

/*
 * tests/bin/fake_server.py, as a process of this test.  What cannot be done
 * ends the test program with a message.
 */
struct server {
	pid_t pid;
	int in; /* it ends when this is closed */
	long port;
};

/* Start it; with cert and key (files) it speaks TLS, else they are NULL. */
void server_start(struct server *server, const char *cert, const char *key);
void server_stop(struct server *server);

/* Start one that was stopped, without TLS, on the port that it had. */
void server_start_again(struct server *server);

#endif
