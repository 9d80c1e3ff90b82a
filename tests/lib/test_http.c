#include "lm/http.h"

#include <stdio.h>
#include <stdlib.h>

#include <yyjson.h>

#include "check.h"
#include "files.h"
#include "server.h"

#include "lm/clock.h"

#define URL_SIZE 256

/* A server and a handle, as most tests want them. */
struct pair {
	struct server server;
	struct lm_http *http;
	struct lm_http_reply reply;
	struct lm_err err;
};

static const struct lm_http_options quick = {.connect_ms = 2000,
    .total_ms = 1000,
    .max_body = (size_t)1 << 20};

static bool
begin(struct pair *pair)
{
	*pair = (struct pair){0};
	server_start(&pair->server, NULL, NULL);
	return CHECK_OK(lm_http_new(&quick, &pair->http, &pair->err),
	    &pair->err);
}

static void
end(struct pair *pair)
{
	lm_http_free(pair->http);
	lm_buf_free(&pair->reply.body);
	server_stop(&pair->server);
}

static enum lm_code
ask(struct pair *pair, const char *path, struct lm_span body, const char *key)
{
	char url[URL_SIZE];
	struct lm_http_request request = {.url = url,
	    .body = body,
	    .key = lm_span_of(key)};

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%ld%s",
	    pair->server.port, path);
	return lm_http_ask(pair->http, &request, &pair->reply, &pair->err);
}

static enum lm_code
get(struct pair *pair, const char *path)
{
	return ask(pair, path, lm_span(NULL, 0), "");
}

/* The string (or number) at a JSON pointer of the reply's body. */
static bool
reply_has(struct pair *pair, const char *pointer, const char *want)
{
	struct lm_span body = lm_buf_view(&pair->reply.body);
	yyjson_doc *doc =
	    yyjson_read(body.ptr, body.len, YYJSON_READ_NUMBER_AS_RAW);
	yyjson_val *val = yyjson_doc_ptr_get(doc, pointer);
	bool held = val == NULL ? CHECK(want == NULL)
				: CHECK(want != NULL) &&
		CHECK_SPAN(lm_span(unsafe_yyjson_get_str(val),
			       unsafe_yyjson_get_len(val)),
		    want);

	yyjson_doc_free(doc);
	return held;
}

static void
gets(void)
{
	struct pair pair;

	if (!begin(&pair))
		return;
	CHECK_OK(get(&pair, "/echo?x=1"), &pair.err);
	CHECK_EQ(pair.reply.status, 200);
	reply_has(&pair, "/method", "GET");
	reply_has(&pair, "/path", "/echo?x=1");
	reply_has(&pair, "/body", "");
	reply_has(&pair, "/headers/user-agent", "lmob/" LMOB_VERSION);
	reply_has(&pair, "/headers/authorization", NULL);
	reply_has(&pair, "/headers/cookie", NULL);
	/* Nothing is asked to be packed: a reply is as long as it looks. */
	reply_has(&pair, "/headers/accept-encoding", NULL);
	end(&pair);
}

static void
posts_with_a_key_and_forgets_it(void)
{
	struct pair pair;

	if (!begin(&pair))
		return;
	CHECK_OK(ask(&pair, "/echo", lm_span_of("{\"a\":1}"), "sesame"),
	    &pair.err);
	reply_has(&pair, "/method", "POST");
	reply_has(&pair, "/body", "{\"a\":1}");
	reply_has(&pair, "/headers/authorization", "Bearer sesame");
	reply_has(&pair, "/headers/content-type", "application/json");
	reply_has(&pair, "/headers/expect", NULL);
	CHECK_OK(ask(&pair, "/echo", lm_span_of(""), ""), &pair.err);
	reply_has(&pair, "/method", "POST");
	reply_has(&pair, "/headers/authorization", NULL);
	CHECK_OK(get(&pair, "/echo"), &pair.err);
	reply_has(&pair, "/method", "GET");
	reply_has(&pair, "/headers/content-type", NULL);
	end(&pair);
}

static void
keeps_its_connection(void)
{
	struct pair pair;
	char port[2][16] = {"", "x"};

	if (!begin(&pair))
		return;
	for (size_t i = 0; i < 2; i++) {
		yyjson_doc *doc;

		CHECK_OK(get(&pair, "/echo"), &pair.err);
		doc = yyjson_read(pair.reply.body.ptr, pair.reply.body.len, 0);
		(void)snprintf(port[i], sizeof(port[i]), "%d",
		    yyjson_get_int(yyjson_doc_ptr_get(doc, "/port")));
		yyjson_doc_free(doc);
	}
	CHECK_TEXT(port[0], port[1]);
	end(&pair);
}

static void
any_status_is_an_answer(void)
{
	struct pair pair;

	if (!begin(&pair))
		return;
	CHECK_OK(get(&pair, "/hostile/404"), &pair.err);
	CHECK_EQ(pair.reply.status, 404);
	CHECK_SPAN(lm_buf_view(&pair.reply.body), "{\"error\":\"no\"}");
	CHECK_OK(get(&pair, "/hostile/500"), &pair.err);
	CHECK_EQ(pair.reply.status, 500);
	end(&pair);
}

static void
a_redirect_is_named_not_followed(void)
{
	struct pair pair;

	if (!begin(&pair))
		return;
	CHECK_OK(get(&pair, "/hostile/redirect"), &pair.err);
	CHECK_EQ(pair.reply.status, 302);
	CHECK_TEXT(pair.reply.redirect, "http://other.example:81");
	CHECK_OK(get(&pair, "/asked"), &pair.err);
	CHECK_SPAN(lm_buf_view(&pair.reply.body), "[\"/hostile/redirect\"]");
	CHECK_TEXT(pair.reply.redirect, "");
	end(&pair);
}

static void
a_body_ends_at_its_limit(void)
{
	struct pair pair;

	if (!begin(&pair))
		return;
	CHECK_CODE(get(&pair, "/hostile/huge"), LM_OVERSIZE);
	CHECK_HAS(pair.err.message, "the reply of http://127.0.0.1:");
	CHECK_HAS(pair.err.message, " is over 1048576 bytes");
	CHECK(pair.reply.body.len <= quick.max_body);
	CHECK_CODE(get(&pair, "/hostile/headers"), LM_OVERSIZE);
	CHECK_HAS(pair.err.message, "the headers of http://127.0.0.1:");
	/* And it can be used again. */
	CHECK_OK(get(&pair, "/echo"), &pair.err);
	CHECK_EQ(pair.reply.status, 200);
	end(&pair);
}

static void
a_limit_is_exact(void)
{
	struct lm_http_options options = quick;
	struct lm_http *generous;
	struct pair pair;

	if (!begin(&pair))
		return;
	generous = pair.http;
	options.max_body = sizeof("{\"error\":\"no\"}") - 1;
	CHECK_OK(lm_http_new(&options, &pair.http, &pair.err), &pair.err);
	CHECK_OK(get(&pair, "/hostile/404"), &pair.err);
	lm_http_free(pair.http);
	options.max_body--;
	CHECK_OK(lm_http_new(&options, &pair.http, &pair.err), &pair.err);
	CHECK_CODE(get(&pair, "/hostile/404"), LM_OVERSIZE);
	lm_http_free(generous);
	end(&pair);
}

static void
waits_no_longer_than_it_said(void)
{
	static const char *const paths[] = {"/hostile/hang", "/hostile/drip"};
	struct pair pair;

	if (!begin(&pair))
		return;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		int64_t start = lm_clock_monotonic();

		CHECK_CODE(get(&pair, paths[i]), LM_IO);
		CHECK_HAS(pair.err.message, "ask http://127.0.0.1:");
		CHECK_HAS(pair.err.message, ": no whole reply within 1 s");
		/* Far less than the server takes, however slow this is. */
		CHECK(lm_clock_monotonic() - start < 20 * LM_CLOCK_SECOND);
	}
	end(&pair);
}

static void
half_a_reply_is_none(void)
{
	static const char *const paths[] = {"/hostile/cut", "/hostile/nothing",
	    "/hostile/nohttp"};
	struct pair pair;

	if (!begin(&pair))
		return;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++) {
		CHECK_CODE(get(&pair, paths[i]), LM_IO);
		CHECK_HAS(pair.err.message, "ask http://127.0.0.1:");
		check_note("%s", paths[i]);
	}
	end(&pair);
}

static void
packed_bytes_stay_packed(void)
{
	struct pair pair;

	if (!begin(&pair))
		return;
	CHECK_OK(get(&pair, "/hostile/gzip"), &pair.err);
	CHECK(pair.reply.body.len > 2 && pair.reply.body.ptr[0] == '\x1f');
	end(&pair);
}

static void
no_server_is_said_with_its_address(void)
{
	struct pair pair;

	if (!begin(&pair))
		return;
	server_stop(&pair.server);
	CHECK_CODE(get(&pair, "/echo"), LM_IO);
	CHECK_HAS(pair.err.message, "connect to http://127.0.0.1:");
	CHECK_HAS(pair.err.message, ": Connection refused");
	lm_http_free(pair.http);
	lm_buf_free(&pair.reply.body);
}

static void
check_refused(const char *url, const char *key, const char *want)
{
	struct lm_http_request request = {.url = url, .key = lm_span_of(key)};
	struct lm_http_reply reply = {0};
	struct lm_http *http;
	struct lm_err err = {0};

	if (!CHECK_OK(lm_http_new(&quick, &http, &err), &err))
		return;
	CHECK_CODE(lm_http_ask(http, &request, &reply, &err), LM_USAGE);
	CHECK_HAS(err.message, want);
	check_note("%s", url);
	lm_http_free(http);
	lm_buf_free(&reply.body);
}

static void
only_plain_addresses(void)
{
	check_refused("file:///etc/passwd", "", "not an http or https URL");
	check_refused("ftp://127.0.0.1/", "",
	    "not an http or https URL: ftp://127.0.0.1");
	check_refused("http://", "", "not an http or https URL");
	check_refused("http://127.0.0.1:99999/", "", "not an http or https");
	check_refused("http://u:secret@127.0.0.1:1/", "",
	    "the URL of http://127.0.0.1:1 has a name or password in it");
}

static void
a_key_is_no_header(void)
{
	check_refused("http://127.0.0.1:1/", "a\r\nX-Injected: 1",
	    "the API key holds a byte that no key has");
	check_refused("http://127.0.0.1:1/", "a b", "the API key");
}

static void
no_proxy_unless_asked(void)
{
	struct lm_http_options options = quick;
	struct lm_http *plain;
	struct pair pair;
	char proxy[URL_SIZE];

	if (!begin(&pair))
		return;
	/* Nobody listens on port 1 where tests run. */
	(void)setenv("http_proxy", "http://127.0.0.1:1", 1);
	(void)setenv("all_proxy", "http://127.0.0.1:1", 1);
	CHECK_OK(get(&pair, "/echo"), &pair.err);
	plain = pair.http;
	options.env_proxy = true;
	CHECK_OK(lm_http_new(&options, &pair.http, &pair.err), &pair.err);
	CHECK_CODE(get(&pair, "/echo"), LM_IO);
	(void)snprintf(proxy, sizeof(proxy), "http://127.0.0.1:%ld",
	    pair.server.port);
	(void)setenv("http_proxy", proxy, 1);
	CHECK_OK(get(&pair, "/echo"), &pair.err);
	CHECK_EQ(pair.reply.status, 404); /* asked with its whole address */
	(void)unsetenv("http_proxy");
	(void)unsetenv("all_proxy");
	lm_http_free(plain);
	end(&pair);
}

static void
check_origin(const char *url, const char *want)
{
	char origin[LM_HTTP_ORIGIN_SIZE];

	lm_http_origin(lm_span_of(url), origin);
	CHECK_TEXT(origin, want);
}

static void
an_origin_holds_no_secret(void)
{
	check_origin("http://a.example/v1/x?key=1", "http://a.example");
	check_origin("https://[::1]:8443#f", "https://[::1]:8443");
	check_origin("https://u:p@ss@h?x@y", "https://h");
	check_origin("http://h\x1b[2J/", "http://h?[2J");
	check_origin("h", "(no address)");
	check_origin("", "(no address)");
}

TEST_MAIN(TEST(gets), TEST(posts_with_a_key_and_forgets_it),
    TEST(keeps_its_connection), TEST(any_status_is_an_answer),
    TEST(a_redirect_is_named_not_followed), TEST(a_body_ends_at_its_limit),
    TEST(a_limit_is_exact), TEST(waits_no_longer_than_it_said),
    TEST(half_a_reply_is_none), TEST(packed_bytes_stay_packed),
    TEST(no_server_is_said_with_its_address), TEST(only_plain_addresses),
    TEST(a_key_is_no_header), TEST(no_proxy_unless_asked),
    TEST(an_origin_holds_no_secret))
