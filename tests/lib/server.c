#include "server.h"

#include <sys/wait.h>

#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "check.h"
#include "files.h"

/* The child's side: never comes back. */
static void
run(int in, int out, long port, const char *cert, const char *key)
{
	const char *root = getenv("LMOB_ROOT");
	const char *python = getenv("LMOB_PYTHON");
	char script[FILES_PATH_SIZE], number[32];

	(void)snprintf(script, sizeof(script), "%s/tests/bin/fake_server.py",
	    root == NULL ? "." : root);
	(void)snprintf(number, sizeof(number), "%ld", port);
	if (python == NULL)
		python = "python3";
	if (dup2(in, STDIN_FILENO) < 0 || dup2(out, STDOUT_FILENO) < 0)
		_exit(127);
	(void)execlp(python, python, script, "--port", number,
	    cert == NULL ? NULL : "--tls", cert, key, (char *)NULL);
	_exit(127);
}

static long
read_port(int fd)
{
	FILE *file = fdopen(fd, "r");
	char line[32] = "";
	long port;

	if (file == NULL || fgets(line, sizeof(line), file) == NULL ||
	    (port = strtol(line, NULL, 10)) <= 0)
		errx(1, "the fake server does not start");
	(void)fclose(file);
	return port;
}

static void
start(struct server *server, long port, const char *cert, const char *key)
{
	int in[2], out[2];

	if (pipe(in) != 0 || pipe(out) != 0)
		err(1, "pipe");
	server->pid = fork();
	if (server->pid < 0)
		err(1, "fork");
	if (server->pid == 0) {
		(void)close(in[1]);
		(void)close(out[0]);
		run(in[0], out[1], port, cert, key);
	}
	(void)close(in[0]);
	(void)close(out[1]);
	server->in = in[1];
	server->port = read_port(out[0]);
}

void
server_start(struct server *server, const char *cert, const char *key)
{
	start(server, 0, cert, key);
}

void
server_start_again(struct server *server)
{
	start(server, server->port, NULL, NULL);
}

void
server_stop(struct server *server)
{
	(void)close(server->in);
	(void)waitpid(server->pid, NULL, 0);
}

bool
server_certificate(const char *names, char cert[FILES_PATH_SIZE],
    char key[FILES_PATH_SIZE])
{
	char command[4 * FILES_PATH_SIZE];

	file_path("cert.pem", cert);
	file_path("key.pem", key);
	(void)snprintf(command, sizeof(command),
	    "openssl req -x509 -newkey ec -pkeyopt "
	    "ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=lmob "
	    "-addext subjectAltName=%s -keyout '%s' -out '%s' 2>/dev/null",
	    names, key, cert);
	if (system(command) == 0)
		return true;
	check_skip("no openssl to make a certificate with");
	return false;
}
