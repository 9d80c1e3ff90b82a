#include <string.h>

#include "net.h"
#include "placeholder.h"

#define LONGEST_SCHEME 32
#define LONGEST_USERINFO 1024
#define SHORTEST_TOKEN 16 /* a user that is a token, without a password */

static bool
is_scheme(char byte)
{
	return is_alnum(byte) || byte == '+' || byte == '-' || byte == '.' ||
	    byte == '_';
}

/* What ends a URL in a text, wherever it stands. */
static bool
ends_url(char byte)
{
	return (unsigned char)byte <= ' ' || byte == '"' || byte == '\'' ||
	    byte == '`' || byte == '\\' || byte == 0x7f;
}

static bool
ends_authority(char byte)
{
	return byte == '/' || byte == '?' || byte == '#';
}

static bool
is_digits(struct lm_span text)
{
	return net_run(text, 0, text.len, is_digit) == text.len;
}

/*
 * Where userinfo ends that begins at start: at the last "@" of the authority.
 * A password with "/", "?" or "#" in it, which should be encoded, is taken too:
 * what is before these is then no port.  start: there is none.
 */
static size_t
userinfo_end(struct lm_span text, size_t start)
{
	size_t end = start, colon = start, i = start;

	for (; i < text.len && i - start < LONGEST_USERINFO; i++) {
		if (ends_url(text.ptr[i]) || ends_authority(text.ptr[i]))
			break;
		if (text.ptr[i] == '@')
			end = i;
		if (text.ptr[i] == ':' && colon == start)
			colon = i;
	}
	if (end > start || colon == start || i >= text.len ||
	    ends_url(text.ptr[i]) ||
	    is_digits(lm_span(text.ptr + colon + 1, i - colon - 1)))
		return end;
	for (; i < text.len && i - start < LONGEST_USERINFO; i++) {
		if (ends_url(text.ptr[i]) || text_has(text, i, "://"))
			return start;
		if (text.ptr[i] == '@')
			return i;
	}
	return start;
}

/* Whether a user without a password is one: long, of letters and digits. */
static bool
is_token(struct lm_span user)
{
	size_t n_digits = 0, n_letters = 0;

	for (size_t i = 0; i < user.len; i++) {
		if (!is_word(user.ptr[i]) && user.ptr[i] != '-' &&
		    user.ptr[i] != '.' && user.ptr[i] != '~')
			return false;
		n_digits += is_digit(user.ptr[i]);
		n_letters += is_letter(user.ptr[i]);
	}
	return user.len >= SHORTEST_TOKEN && n_digits > 1 && n_letters > 1;
}

/* Schemes of what stores or carries data, whose URLs open it.  Before a "+"
 * (mongodb+srv, postgresql+psycopg2) they count too. */
static bool
is_store(struct lm_span scheme)
{
	static const char *const schemes[] = {"postgres", "postgresql", "mysql",
	    "mysqlx", "mariadb", "mongodb", "redis", "rediss", "valkey",
	    "valkeys", "amqp", "amqps", "rabbitmq", "mssql", "sqlserver",
	    "oracle", "db2", "clickhouse", "clickhouses", "cockroachdb",
	    "cockroach", "yugabytedb", "redshift", "snowflake", "bigquery",
	    "databricks", "trino", "presto", "vertica", "teradata", "hive",
	    "impala", "cassandra", "scylla", "neo4j", "bolt", "couchbase",
	    "couchbases", "couchdb", "influxdb", "elasticsearch", "opensearch",
	    "memcached", "memcache", "nats", "kafka", "pulsar", "stomp",
	    "stomps", "mqtt", "mqtts", "zookeeper", "etcd", "ldap", "ldaps",
	    "smtp", "smtps", "imap", "imaps", "pop3", "pop3s", "firebird",
	    "questdb", "pgsql", "timescaledb", "surrealdb", "arangodb",
	    "sqlite", "libsql", "jdbc", "odbc", "dsn"};
	const char *plus = memchr(scheme.ptr, '+', scheme.len);

	if (plus != NULL)
		scheme.len = (size_t)(plus - scheme.ptr);
	for (size_t i = 0; i < sizeof(schemes) / sizeof(schemes[0]); i++)
		if (strlen(schemes[i]) == scheme.len &&
		    text_has_any_case(scheme, 0, schemes[i]))
			return true;
	return false;
}

/* What of userinfo opens a door: all, the password alone beside a mask, or
 * nothing (len 0). */
static struct lm_span
credentials(struct lm_span userinfo)
{
	struct lm_span user, password = {0};
	size_t masks = mask_run(userinfo, 0);
	const char *colon;

	userinfo = lm_span(userinfo.ptr + masks, userinfo.len - masks);
	if (userinfo.len == 0)
		return userinfo;
	/* A mask may hold a colon: the password is after the bracket. */
	if (masks > 0 && userinfo.ptr[0] == ':') {
		password = lm_span(userinfo.ptr + 1, userinfo.len - 1);
		return net_is_filler(password) ? (struct lm_span){0} : password;
	}
	user = userinfo;
	colon = memchr(userinfo.ptr, ':', userinfo.len);
	if (colon != NULL) {
		user.len = (size_t)(colon - userinfo.ptr);
		password = lm_span(colon + 1, userinfo.len - user.len - 1);
	}
	if (password.len == 0)
		return is_token(user) && !net_is_filler(user)
		    ? user
		    : (struct lm_span){0};
	if (!net_is_filler(password) ||
	    (is_token(user) && !net_has_mask(password)))
		return userinfo;
	return (struct lm_span){0};
}

bool
detect_url(struct lm_span text, size_t i, struct finding *found)
{
	size_t scheme = i, start = i + strlen("://"), end;
	struct lm_span taken;

	if (!text_has(text, i, "://"))
		return false;
	while (scheme > 0 && i - scheme < LONGEST_SCHEME &&
	    is_scheme(text.ptr[scheme - 1]))
		scheme--;
	end = userinfo_end(text, start);
	if (scheme == i || end == start || end + 1 >= text.len ||
	    ends_url(text.ptr[end + 1]))
		return false;
	taken = credentials(lm_span(text.ptr + start, end - start));
	if (taken.len == 0)
		return false;
	*found = (struct finding){
	    .at = (size_t)(taken.ptr - text.ptr),
	    .len = taken.len,
	    .kind = is_store(lm_span(text.ptr + scheme, i - scheme))
		? KIND_CONNECTION_STRING
		: KIND_URL_CREDENTIALS,
	};
	return true;
}
