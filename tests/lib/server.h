#ifndef SERVER_H
#define SERVER_H

#include <sys/types.h>

#include <stdbool.h>

#include "files.h"

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

/* Files with a certificate for names ("IP:127.0.0.1"), signed by itself, and its
 * key.  False, and the test is skipped, where there is no openssl. */
bool server_certificate(const char *names, char cert[FILES_PATH_SIZE],
    char key[FILES_PATH_SIZE]);

#endif
