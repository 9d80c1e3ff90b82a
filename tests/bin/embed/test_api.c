#include "api.h"

#include "check.h"

static const enum lm_api kinds[] = {LM_API_OPENAI, LM_API_OLLAMA,
    LM_API_LLAMA_CPP, LM_API_VLLM, LM_API_TEI};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void
check_body(enum lm_api kind, const struct api_ask *ask, const char *want)
{
	struct lm_buf body = {0};
	struct lm_err err = {0};

	/* What was there is replaced. */
	CHECK_OK(lm_buf_text(&body, "rest", &err), &err);
	if (CHECK_OK(api_of(kind)->write(ask, &body, &err), &err))
		CHECK_SPAN(lm_buf_view(&body), want);
	check_note("%s", lm_api_names[kind]);
	lm_buf_free(&body);
}

/* Escapes, a NUL, characters of two to four bytes, nothing. */
static void
bodies(void)
{
	struct lm_span texts[] = {lm_span_of("a \"b\"\\\n\x01\x7f"),
	    lm_span("\0", 1),
	    lm_span_of("\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80"), lm_span_of("")};
#define TEXTS                                               \
	"[\"a \\\"b\\\"\\\\\\n\\u0001\x7f\",\"\\u0000\",\"" \
	"\xc3\xa9\xe2\x80\xa8\xf0\x9f\x98\x80\",\"\"]"
	struct api_ask ask = {.model = lm_span_of("m\"1"),
	    .texts = texts,
	    .n = 4};

	check_body(LM_API_OPENAI, &ask,
	    "{\"model\":\"m\\\"1\",\"input\":" TEXTS
	    ",\"encoding_format\":\"float\"}");
	check_body(LM_API_LLAMA_CPP, &ask,
	    "{\"model\":\"m\\\"1\",\"input\":" TEXTS
	    ",\"encoding_format\":\"float\"}");
	check_body(LM_API_VLLM, &ask,
	    "{\"model\":\"m\\\"1\",\"input\":" TEXTS
	    ",\"encoding_format\":\"float\"}");
	check_body(LM_API_OLLAMA, &ask,
	    "{\"model\":\"m\\\"1\",\"input\":" TEXTS ",\"truncate\":false}");
	check_body(LM_API_TEI, &ask,
	    "{\"inputs\":" TEXTS ",\"truncate\":false}");
}

static void
bodies_of_options(void)
{
	struct lm_span text = lm_span_of("x");
	struct api_ask ask = {.model = lm_span_of("m"),
	    .texts = &text,
	    .n = 1,
	    .dimensions = 256,
	    .base64 = true,
	    .truncate = true};

	check_body(LM_API_OPENAI, &ask,
	    "{\"model\":\"m\",\"input\":[\"x\"],\"encoding_format\":\"base64\","
	    "\"dimensions\":256}");
	check_body(LM_API_LLAMA_CPP, &ask,
	    "{\"model\":\"m\",\"input\":[\"x\"],\"encoding_format\":\"base64\","
	    "\"dimensions\":256}");
	check_body(LM_API_VLLM, &ask,
	    "{\"model\":\"m\",\"input\":[\"x\"],\"encoding_format\":\"base64\","
	    "\"dimensions\":256,\"truncate_prompt_tokens\":-1}");
	check_body(LM_API_OLLAMA, &ask,
	    "{\"model\":\"m\",\"input\":[\"x\"],\"truncate\":true,"
	    "\"dimensions\":256}");
	check_body(LM_API_TEI, &ask,
	    "{\"inputs\":[\"x\"],\"truncate\":true,\"dimensions\":256}");
}

static void
addresses(void)
{
	static const struct {
		enum lm_api kind;
		const char *base, *want, *limits;
	} cases[] = {
	    {LM_API_OPENAI, "https://a.example/v1/",
		"https://a.example/v1/embeddings", NULL},
	    {LM_API_OLLAMA, "http://b:1/v1", "http://b:1/api/embed", NULL},
	    {LM_API_LLAMA_CPP, "http://b:1/v1", "http://b:1/v1/embeddings",
		"http://b:1/props"},
	    {LM_API_VLLM, "http://b:1", "http://b:1/v1/embeddings",
		"http://b:1/v1/models"},
	    {LM_API_TEI, "http://b:1//", "http://b:1/embed", "http://b:1/info"},
	};
	struct lm_buf out = {0};
	struct lm_err err = {0};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct api *api = api_of(cases[i].kind);
		struct lm_span base = lm_span_of(cases[i].base);

		CHECK_EQ(api->kind, cases[i].kind);
		CHECK_OK(api_url(api, base, api->path, &out, &err), &err);
		CHECK_TEXT(out.ptr, cases[i].want);
		CHECK((api->limits_path == NULL) == (cases[i].limits == NULL));
		CHECK((api->read_limits == NULL) == (cases[i].limits == NULL));
		if (api->limits_path == NULL || cases[i].limits == NULL)
			continue;
		CHECK_OK(api_url(api, base, api->limits_path, &out, &err),
		    &err);
		CHECK_TEXT(out.ptr, cases[i].limits);
	}
	lm_buf_free(&out);
}

static enum lm_code
read_limits(enum lm_api kind, const char *body, struct api_limits *limits)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_err err = {0};
	enum lm_code code = LM_NOMEM;

	if (CHECK(parser != NULL))
		code = api_of(kind)->read_limits(parser, lm_span_of(body),
		    lm_span_of("bge"), limits, &err);
	lm_parser_free(parser);
	return code;
}

static void
limits(void)
{
	struct api_limits got = api_of(LM_API_TEI)->limits;

	CHECK_EQ(got.items, 32);
	CHECK_EQ(got.bytes, 2000000);
	CHECK_CODE(read_limits(LM_API_TEI,
		       "{\"max_concurrent_requests\":8,\"max_input_length\":"
		       "512,\"max_batch_tokens\":4096,"
		       "\"max_client_batch_size\":4}",
		       &got),
	    LM_OK);
	CHECK_EQ(got.items, 4);
	CHECK_EQ(got.permits, 8);
	CHECK_EQ(got.text_tokens, 512);
	CHECK_EQ(got.tokens, 4096);
	CHECK_EQ(got.bytes, 2000000);
	/* Nonsense and what is not told leave what is known. */
	CHECK_CODE(read_limits(LM_API_TEI,
		       "{\"max_input_length\":-1,\"max_batch_tokens\":\"9\","
		       "\"max_client_batch_size\":1e3}",
		       &got),
	    LM_OK);
	CHECK_EQ(got.items, 4);
	CHECK_EQ(got.text_tokens, 512);
	CHECK_EQ(got.tokens, 4096);
	CHECK_CODE(read_limits(LM_API_LLAMA_CPP,
		       "{\"default_generation_settings\":{\"n_ctx\":256}}",
		       &got),
	    LM_OK);
	CHECK_EQ(got.text_tokens, 256);
	CHECK_CODE(read_limits(LM_API_LLAMA_CPP, "{}", &got), LM_OK);
	CHECK_CODE(read_limits(LM_API_VLLM,
		       "{\"data\":[{\"id\":\"x\",\"max_model_len\":1},"
		       "{\"id\":\"bge\",\"max_model_len\":8192},{}]}",
		       &got),
	    LM_OK);
	CHECK_EQ(got.text_tokens, 8192);
	CHECK_CODE(read_limits(LM_API_VLLM, "{}", &got), LM_MALFORMED);
	CHECK_CODE(read_limits(LM_API_TEI, "[]", &got), LM_MALFORMED);
	CHECK_CODE(read_limits(LM_API_LLAMA_CPP, "<", &got), LM_MALFORMED);
	CHECK_EQ(api_of(LM_API_OPENAI)->limits.items, 2048);
}

static void
names(void)
{
	static const struct {
		enum lm_api kind;
		const char *asked, *told;
		bool want;
	} cases[] = {
	    {LM_API_OPENAI, "m", "", true},
	    {LM_API_OPENAI, "m", "m", true},
	    {LM_API_OPENAI, "text-embedding-ada-002",
		"text-embedding-ada-002-v2", true},
	    {LM_API_OPENAI, "m", "m-2024-01-25", true},
	    {LM_API_OPENAI, "m", "m-small", false},
	    {LM_API_OPENAI, "m", "m-v", false},
	    {LM_API_OPENAI, "m", "m-", false},
	    {LM_API_OPENAI, "m", "m2", false},
	    {LM_API_OPENAI, "", "-m", false},
	    {LM_API_OPENAI, "m-large", "m", false},
	    {LM_API_OLLAMA, "bge", "bge:latest", true},
	    {LM_API_OLLAMA, "bge:latest", "bge", true},
	    {LM_API_OLLAMA, "bge", "bge:335m", false},
	    {LM_API_LLAMA_CPP, "bge", "/models/bge.gguf", true},
	    {LM_API_LLAMA_CPP, "bge.gguf", "bge", true},
	    {LM_API_LLAMA_CPP, "bge", "/models/bge-q4.gguf", false},
	    {LM_API_VLLM, "bge", "BAAI/bge", false},
	    {LM_API_TEI, "a", "b", false},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK(api_serves(api_of(cases[i].kind),
			  lm_span_of(cases[i].asked),
			  lm_span_of(cases[i].told)) == cases[i].want);
		check_note("%s for %s", cases[i].told, cases[i].asked);
	}
}

static void
reasons(void)
{
	static const struct {
		const char *body, *want;
	} cases[] = {
	    {"{\"error\":\"model \\\"x\\\" is\\n  gone\"}",
		"model \"x\" is gone"},
	    {"{\"error\":{\"message\":\"one\",\"code\":400}}", "one"},
	    {"{\"object\":\"error\",\"message\":\"two\"}", "two"},
	    {"{\"detail\":\"three\"}", "three"},
	    {"{\"detail\":[{\"loc\":[\"body\"],\"msg\":\"four\","
	     "\"input\":\"secret\"}]}",
		"four"},
	    {"length limit exceeded\r\n", "length limit exceeded"},
	    {"{\"error\":{\"code\":7}}", "{\"error\":{\"code\":7}}"},
	    {"{\"cut\":\"", "{\"cut\":\""},
	    {"", ""},
	    {"  \n", ""},
	    {"\x1b[31m\xc3\xa9 \xe2\x80\xae\x7f", "?[31m? ??"},
	    {"{\"error\":\"bad: [{'type': 1, 'input': 'secret'}]\"}",
		"bad: [{'type': 1"},
	};
	char out[API_REASON_SIZE];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		api_reason(400, lm_span_of(cases[i].body), out, sizeof(out));
		CHECK_TEXT(out, cases[i].want);
	}
	api_reason(401, lm_span_of("{\"error\":\"bad key sk-1\"}"), out,
	    sizeof(out));
	CHECK_TEXT(out, "it wants another key");
	api_reason(400, lm_span_of("abcdefghij"), out, 9);
	CHECK_TEXT(out, "abcde...");
	api_reason(400, lm_span_of("abcdefgh"), out, 9);
	CHECK_TEXT(out, "abcdefgh");
	api_reason(400, lm_span_of("abc"), out, 1);
	CHECK_TEXT(out, "");
}

/* Too long to be parsed, full of values, deep: taken as text, cut. */
static void
reasons_of_giants(void)
{
	static char body[100000];
	char out[API_REASON_SIZE];

	for (size_t len = 1000; len <= sizeof(body); len *= 10) {
		for (int fill = 0; fill < 3; fill++) {
			for (size_t i = 0; i < len; i++)
				body[i] = "[1,"[fill == 0 ? 0
					: fill == 1	  ? 1 + i % 2
							  : i % 3];
			api_reason(500, lm_span(body, len), out, sizeof(out));
			CHECK_EQ(strlen(out), sizeof(out) - 1);
			for (size_t k = 0; k < N_KINDS; k++)
				CHECK_EQ(api_judge(api_of(kinds[k]), 500,
					     lm_span(body, len)),
				    API_AGAIN);
		}
	}
}

TEST_MAIN(TEST(bodies), TEST(bodies_of_options), TEST(addresses), TEST(limits),
    TEST(names), TEST(reasons), TEST(reasons_of_giants))
