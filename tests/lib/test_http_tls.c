#include "lm/http.h"

#include <netinet/in.h>
#include <sys/socket.h>

#include <err.h>
#include <stdio.h>
#include <unistd.h>

#include "check.h"
#include "files.h"
#include "server.h"

/* Ask the server, trusting ca_file. */
static enum lm_code
ask(const struct server *server, const char *ca_file, long *status,
    struct lm_err *err)
{
	struct lm_http_options options = {.connect_ms = 3000,
	    .total_ms = 20000,
	    .max_body = 4096,
	    .ca_file = ca_file};
	char url[64];
	struct lm_http_request request = {.url = url};
	struct lm_http_reply reply = {0};
	struct lm_http *http;
	enum lm_code code = lm_http_new(&options, &http, err);

	(void)snprintf(url, sizeof(url), "https://127.0.0.1:%ld/echo",
	    server->port);
	if (code == LM_OK)
		code = lm_http_ask(http, &request, &reply, err);
	*status = reply.status;
	lm_http_free(http);
	lm_buf_free(&reply.body);
	return code;
}

static void
a_stranger_is_refused(void)
{
	char cert[FILES_PATH_SIZE], key[FILES_PATH_SIZE];
	struct server server;
	struct lm_err err = {0};
	long status;

	if (!server_certificate("IP:127.0.0.1", cert, key))
		return;
	server_start(&server, cert, key);
	CHECK_CODE(ask(&server, NULL, &status, &err), LM_IO);
	CHECK_HAS(err.message, "ask https://127.0.0.1:");
	CHECK_HAS(err.message, "certificate");
	CHECK_EQ(status, 0);
	/* It was the trust that was missing, and nothing else. */
	CHECK_OK(ask(&server, cert, &status, &err), &err);
	CHECK_EQ(status, 200);
	server_stop(&server);
}

static void
another_name_is_refused(void)
{
	char cert[FILES_PATH_SIZE], key[FILES_PATH_SIZE];
	struct server server;
	struct lm_err err = {0};
	long status;

	if (!server_certificate("DNS:models.example", cert, key))
		return;
	server_start(&server, cert, key);
	CHECK_CODE(ask(&server, cert, &status, &err), LM_IO);
	CHECK_HAS(err.message, "127.0.0.1");
	server_stop(&server);
}

static void
a_missing_ca_file_is_no_trust(void)
{
	char cert[FILES_PATH_SIZE], key[FILES_PATH_SIZE];
	struct server server;
	struct lm_err err = {0};
	long status;

	if (!server_certificate("IP:127.0.0.1", cert, key))
		return;
	server_start(&server, cert, key);
	CHECK_CODE(ask(&server, "/nonexistent.pem", &status, &err), LM_IO);
	CHECK_EQ(status, 0);
	server_stop(&server);
}

static void
plain_http_is_no_tls(void)
{
	struct server server;
	struct lm_err err = {0};
	long status;

	server_start(&server, NULL, NULL);
	CHECK_CODE(ask(&server, NULL, &status, &err), LM_IO);
	CHECK_EQ(status, 0);
	server_stop(&server);
}

/* A port that takes connections (the kernel does) and never answers. */
static int
open_silent_port(long *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	if (fd < 0 || bind(fd, (struct sockaddr *)&address, len) != 0 ||
	    listen(fd, 4) != 0 ||
	    getsockname(fd, (struct sockaddr *)&address, &len) != 0)
		err(1, "a silent port");
	*port = ntohs(address.sin_port);
	return fd;
}

static void
a_handshake_has_the_time_of_a_connection(void)
{
	struct server server = {0};
	struct lm_err err = {0};
	long status;
	int fd = open_silent_port(&server.port);

	CHECK_CODE(ask(&server, NULL, &status, &err), LM_IO);
	CHECK_HAS(err.message, "connect to https://127.0.0.1:");
	CHECK_HAS(err.message, ": no connection within 3 s");
	(void)close(fd);
}

TEST_MAIN(TEST(a_stranger_is_refused), TEST(another_name_is_refused),
    TEST(a_missing_ca_file_is_no_trust), TEST(plain_http_is_no_tls),
    TEST(a_handshake_has_the_time_of_a_connection))
