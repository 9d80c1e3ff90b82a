#include "probe.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "trial.h"

#include "lm/http.h"

#define SIZE(list) (sizeof(list) / sizeof((list)[0]))

/* What a server does, and what is said of it, by any API. */
static void
check_modes(const char *const modes[][2], size_t n, const char *api)
{
	struct trial trial;

	(void)trial_begin(&trial, MANIFEST("", ""));
	for (size_t i = 0; i < n; i++) {
		char text[1024];

		(void)snprintf(text, sizeof(text),
		    MANIFEST("\"x\":{\"url\":\"http://127.0.0.1:%%P/hostile/"
			     "%s\",\"api\":\"%s\",\"lane\":\"local\"}",
			ANY_MODEL("m", "x")),
		    modes[i][0], api);
		if (!trial_probe(&trial, text))
			break;
		CHECK_HAS(trial.result.lines.ptr,
		    ",\"model\":\"m\",\"state\":\"unreachable\",\"detail\":\"");
		CHECK_HAS(trial.result.lines.ptr, modes[i][1]);
		trial_counts(&trial, 0, 0, 1);
		check_note("%s as %s", modes[i][0], api);
	}
	trial_end(&trial);
}

static void
answers_that_will_not_do(void)
{
	static const char *const modes[][2] = {
	    {"404", " answers 404 to GET /hostile/404/"},
	    {"401", " answers 401: it wants another key\""},
	    {"500", " answers 500\""},
	    {"204", " answers 204\""},
	    {"redirect",
		" answers 302, a redirect to http://other.example:81, which "
		"is not followed\""},
	    {"notjson", " is not JSON\""},
	    {"empty", " is not JSON\""},
	    {"deep", " is not JSON\""},
	    {"latin1", " is not JSON\""},
	    {"gzip", " is not JSON\""},
	    {"huge", " is over 4194304 bytes\""},
	    {"headers", "the headers of http://127.0.0.1:"},
	    {"cut", "ask http://127.0.0.1:"},
	    {"nothing", "ask http://127.0.0.1:"},
	    {"nohttp", ": its reply is no HTTP\""},
	    {"hang", ": no whole reply within 1 s\""},
	    {"drip", ": no whole reply within 1 s\""},
	};

	check_modes(modes, SIZE(modes), "ollama");
}

static void
json_of_another_shape(void)
{
	static const char *const modes[][2] = {{"null", " does not answer as "},
	    {"number", " does not answer as "},
	    {"items", " does not answer as "},
	    {"names", " does not answer as "},
	    {"nameless", " does not answer as "}};
	static const char *const apis[] = {"ollama", "openai", "vllm",
	    "llama.cpp", "tei"};

	for (size_t i = 0; i < SIZE(apis); i++)
		check_modes(modes, SIZE(modes), apis[i]);
}

static void
odd_members_are_not_told(void)
{
	struct trial trial;

	if (trial_begin(&trial,
		MANIFEST(LOCAL("n", "/hostile/none", "ollama") "," LOCAL("d",
			     "/hostile/digest", "ollama") "," LOCAL("a",
			     "/hostile/aliases", "llama.cpp"),
		    ANY_MODEL("m", "n") "," MODEL("qwen", "d",
			"sha256:0000000000000000000000000000000000000000000000"
			"000000000000000000") "," ANY_MODEL("x", "a")))) {
		CHECK_HAS(trial.result.lines.ptr, "\"m\",\"state\":\"absent\"");
		CHECK_HAS(trial.result.lines.ptr,
		    "\"qwen\",\"state\":\"unverified\"");
		CHECK_HAS(trial.result.lines.ptr, "\"x\",\"state\":\"ok\"");
		trial_counts(&trial, 1, 1, 1);
	}
	trial_end(&trial);
}

static void
control_characters_stay_in_their_string(void)
{
	struct trial trial;
	const char *lines;

	if (trial_begin(&trial,
		MANIFEST(LOCAL("c", "/hostile/control", "ollama"),
		    ANY_MODEL("b", "c")))) {
		lines = trial.result.lines.ptr;
		CHECK_HAS(lines,
		    "\"tags\":[\"a\\\"\\n\\u001b[2J:latest\",\"b\"]");
		CHECK(strchr(lines, '\x1b') == NULL);
		CHECK_EQ(lm_span_count(lm_span_of(lines), '\n'), 2);
		trial_counts(&trial, 1, 0, 0);
	}
	trial_end(&trial);
}

#define KEYED                                                           \
	"\"k\":{\"url\":\"http://127.0.0.1:%P/key/openai/v1\",\"api\":" \
	"\"openai\",\"lane\":\"local\",\"key_env\":\"LMOB_TEST_PROBE_KEY\"}"

static void
check_key(struct trial *trial, const char *value, const char *want)
{
	if (value == NULL)
		(void)unsetenv("LMOB_TEST_PROBE_KEY");
	else
		(void)setenv("LMOB_TEST_PROBE_KEY", value, 1);
	if (!trial_probe(trial, MANIFEST(KEYED, ANY_MODEL("small", "k"))))
		return;
	CHECK_HAS(trial->result.lines.ptr, want);
	if (value != NULL && *value != '\0')
		CHECK(strstr(trial->result.lines.ptr, value) == NULL);
	check_note("%s", trial->result.lines.ptr);
}

static void
a_key_is_sent_and_not_shown(void)
{
	struct trial trial;

	(void)trial_begin(&trial, MANIFEST("", ""));
	check_key(&trial, "sesame", "\"state\":\"ok\"");
	check_key(&trial, "mustard", ": it wants another key");
	check_key(&trial, "two\nlines", "the API key holds a byte");
	check_key(&trial, "",
	    "\"state\":\"unreachable\",\"detail\":\"LMOB_TEST_PROBE_KEY, "
	    "which holds its key, is not set\"");
	check_key(&trial, NULL, "LMOB_TEST_PROBE_KEY, which holds its key, is");
	(void)unsetenv("LMOB_TEST_PROBE_KEY");
	trial_end(&trial);
}

/* Whether these are all the paths that the server was asked for. */
static bool
server_was_asked(struct trial *trial, const char *paths)
{
	const struct lm_http_options options = {.connect_ms = TRIAL_LIMIT_MS,
	    .total_ms = TRIAL_LIMIT_MS,
	    .max_body = 4096};
	struct lm_http_reply reply = {0};
	struct lm_http *http;
	char url[64], want[64];
	struct lm_http_request request = {.url = url};
	bool held;

	(void)snprintf(url, sizeof(url), "http://127.0.0.1:%ld/asked",
	    trial->server.port);
	(void)snprintf(want, sizeof(want), "[%s]", paths);
	held =
	    CHECK_OK(lm_http_new(&options, &http, &trial->err), &trial->err) &&
	    CHECK_OK(lm_http_ask(http, &request, &reply, &trial->err),
		&trial->err) &&
	    CHECK_SPAN(lm_buf_view(&reply.body), want);
	lm_http_free(http);
	lm_buf_free(&reply.body);
	return held;
}

static void
managed_endpoints_are_not_asked(void)
{
	struct trial trial;

	if (trial_begin(&trial,
		MANIFEST("\"m\":{\"url\":\"http://127.0.0.1:%P/ollama\","
			 "\"api\":\"ollama\",\"lane\":\"managed\"}",
		    ANY_MODEL("qwen", "m")))) {
		CHECK_TEXT(trial.result.lines.ptr, "");
		trial_counts(&trial, 0, 0, 0);
	}
	CHECK(server_was_asked(&trial, ""));
	if (trial_probe(&trial,
		MANIFEST(LOCAL("l", "/tei", "tei"), ANY_MODEL("x", "l"))))
		CHECK(server_was_asked(&trial, "\"/tei/info\""));
	trial_end(&trial);
}

static void
one_that_is_down_hides_no_other(void)
{
	struct trial trial;

	if (trial_begin(&trial,
		MANIFEST(
		    "\"down\":{\"url\":\"http://127.0.0.1:1\",\"api\":"
		    "\"vllm\",\"lane\":\"local\"}," LOCAL("up", "/ollama",
			"ollama") ",\"idle\":{\"url\":\"http://127.0.0.2:"
				  "1/v1\",\"api\":\"tei\",\"lane\":\"local\"}",
		    "\"qwen\":{\"kind\":\"generation\",\"endpoint\":[\"down\","
		    "\"up\"]}"))) {
		CHECK_HAS(trial.result.lines.ptr,
		    "{\"endpoint\":\"down\",\"url\":\"http://127.0.0.1:1\","
		    "\"model\":\"qwen\",\"state\":\"unreachable\",\"detail\":"
		    "\"connect to http://127.0.0.1:1: Connection refused\"}\n");
		CHECK_HAS(trial.result.lines.ptr,
		    "\"model\":\"qwen\",\"state\":\"ok\"");
		CHECK_HAS(trial.result.lines.ptr,
		    "{\"endpoint\":\"idle\",\"url\":\"http://127.0.0.2:1/v1\","
		    "\"model\":null,\"state\":\"unreachable\"");
		trial_counts(&trial, 1, 0, 2);
	}
	trial_end(&trial);
}

TEST_MAIN(TEST(answers_that_will_not_do), TEST(json_of_another_shape),
    TEST(odd_members_are_not_told),
    TEST(control_characters_stay_in_their_string),
    TEST(a_key_is_sent_and_not_shown), TEST(managed_endpoints_are_not_asked),
    TEST(one_that_is_down_hides_no_other))
