#include "api.h"

#include "check.h"

static const enum lm_api kinds[] = {LM_API_OPENAI, LM_API_OLLAMA,
    LM_API_LLAMA_CPP, LM_API_VLLM, LM_API_TEI};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static void
check_fate(enum lm_api kind, long status, const char *body, enum api_fate want)
{
	CHECK_EQ(api_judge(api_of(kind), status, lm_span_of(body)), want);
	check_note("%s %ld %s", lm_api_names[kind], status, body);
}

/* What a status means for all of them when nothing is said. */
static void
statuses(void)
{
	static const struct {
		long status;
		enum api_fate want;
	} cases[] = {
	    {200, API_DONE},
	    {204, API_STOP},
	    {301, API_STOP},
	    {302, API_STOP},
	    {307, API_STOP},
	    {308, API_STOP},
	    {400, API_BAD_TEXT},
	    {401, API_STOP},
	    {402, API_STOP},
	    {403, API_STOP},
	    {404, API_STOP},
	    {405, API_STOP},
	    {408, API_AGAIN},
	    {413, API_TOO_LARGE},
	    {415, API_STOP},
	    {422, API_BAD_TEXT},
	    {429, API_AGAIN},
	    {500, API_AGAIN},
	    {501, API_STOP},
	    {502, API_AGAIN},
	    {503, API_AGAIN},
	    {504, API_AGAIN},
	    {505, API_STOP},
	    {529, API_AGAIN},
	    {0, API_STOP},
	    {999, API_STOP},
	};

	for (size_t k = 0; k < N_KINDS; k++)
		for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
			check_fate(kinds[k], cases[i].status, "",
			    cases[i].want);
			check_fate(kinds[k], cases[i].status,
			    "<html>sorry</html>", cases[i].want);
		}
}

/* As the servers say it. */
static void
words(void)
{
	static const struct {
		enum lm_api kind;
		long status;
		const char *body;
		enum api_fate want;
	} cases[] = {
	    {LM_API_LLAMA_CPP, 500,
		"{\"error\":{\"code\":500,\"message\":\"input (734 tokens) is "
		"too large to process. increase the physical batch size "
		"(current batch size: 512)\",\"type\":\"server_error\"}}",
		API_TOO_LONG},
	    {LM_API_OPENAI, 500,
		"{\"error\":{\"code\":500,\"message\":\"input is too large to "
		"process. increase the physical batch size\"}}",
		API_TOO_LONG},
	    {LM_API_LLAMA_CPP, 500,
		"{\"error\":{\"code\":500,\"message\":\"decode failed\","
		"\"type\":\"server_error\"}}",
		API_AGAIN},
	    {LM_API_LLAMA_CPP, 400,
		"{\"error\":{\"code\":400,\"message\":\"request (900 tokens) "
		"exceeds\",\"type\":\"exceed_context_size_error\","
		"\"n_prompt_tokens\":900,\"n_ctx\":512}}",
		API_TOO_LONG},
	    {LM_API_LLAMA_CPP, 400,
		"{\"error\":{\"code\":400,\"message\":\"Input content cannot "
		"be empty\",\"type\":\"invalid_request_error\"}}",
		API_BAD_TEXT},
	    {LM_API_LLAMA_CPP, 400,
		"{\"error\":{\"code\":400,\"message\":\"Pooling type 'none' is "
		"not OAI compatible.\",\"type\":\"invalid_request_error\"}}",
		API_STOP},
	    {LM_API_LLAMA_CPP, 400,
		"{\"error\":{\"code\":400,\"message\":\"model 'x' not found\","
		"\"type\":\"invalid_request_error\"}}",
		API_STOP},
	    {LM_API_LLAMA_CPP, 501,
		"{\"error\":{\"code\":501,\"message\":\"This server does not "
		"support embeddings. Start it with `--embeddings`\",\"type\":"
		"\"not_supported_error\"}}",
		API_STOP},
	    {LM_API_LLAMA_CPP, 503,
		"{\"error\":{\"message\":\"Loading model\",\"type\":"
		"\"unavailable_error\",\"code\":503}}",
		API_AGAIN},
	    {LM_API_OLLAMA, 400,
		"{\"error\":\"the input length exceeds the context length\"}",
		API_TOO_LONG},
	    {LM_API_OLLAMA, 413,
		"{\"error\":\"the input length exceeds the context length\"}",
		API_TOO_LONG},
	    {LM_API_OLLAMA, 400,
		"{\"error\":\"input exceeds maximum context length and cannot "
		"be truncated further\"}",
		API_TOO_LONG},
	    {LM_API_OLLAMA, 400,
		"{\"error\":\"embedding contains NaN or Inf values\"}",
		API_ONCE},
	    {LM_API_OLLAMA, 500,
		"{\"error\":\"failed to encode response: json: unsupported "
		"value: NaN\"}",
		API_ONCE},
	    {LM_API_OLLAMA, 400,
		"{\"error\":\"do embedding request: Post "
		"\\\"http://127.0.0.1:4/embedding\\\": EOF\"}",
		API_ONCE},
	    {LM_API_OLLAMA, 400, "{\"error\":\"invalid input type\"}",
		API_BAD_TEXT},
	    {LM_API_OLLAMA, 404, "{\"error\":\"model 'x' not found\"}",
		API_STOP},
	    {LM_API_OLLAMA, 503,
		"{\"error\":\"server busy, please try again.\"}", API_AGAIN},
	    {LM_API_TEI, 413,
		"{\"error\":\"batch size 33 > maximum allowed batch size 32\","
		"\"error_type\":\"Validation\"}",
		API_TOO_LARGE},
	    {LM_API_TEI, 422,
		"{\"error\":\"batch size 33 > maximum allowed batch size 32\","
		"\"error_type\":\"Validation\"}",
		API_TOO_LARGE},
	    {LM_API_TEI, 413,
		"{\"error\":\"Input validation error: `inputs` must have less "
		"than 512 tokens. Given: 734\",\"error_type\":\"Validation\"}",
		API_TOO_LONG},
	    {LM_API_TEI, 413,
		"{\"error\":\"Input validation error: `inputs` cannot be "
		"empty\",\"error_type\":\"Validation\"}",
		API_BAD_TEXT},
	    {LM_API_TEI, 413,
		"Failed to buffer the request body: length limit exceeded",
		API_TOO_LARGE},
	    {LM_API_TEI, 422,
		"{\"error\":\"Tokenization error\",\"error_type\":"
		"\"Tokenizer\"}",
		API_BAD_TEXT},
	    {LM_API_TEI, 424,
		"{\"error\":\"Inference failed\",\"error_type\":\"Backend\"}",
		API_AGAIN},
	    {LM_API_TEI, 424,
		"{\"error\":\"Backend error: Model is not an embedding "
		"model\",\"error_type\":\"Backend\"}",
		API_STOP},
	    {LM_API_TEI, 429,
		"{\"error\":\"Model is overloaded\",\"error_type\":"
		"\"Overloaded\"}",
		API_AGAIN},
	    {LM_API_VLLM, 400,
		"{\"object\":\"error\",\"message\":\"This model's maximum "
		"context length is 512 tokens. However, you requested 1451 "
		"tokens in the input for embedding generation.\",\"type\":"
		"\"BadRequestError\",\"param\":null,\"code\":400}",
		API_TOO_LONG},
	    {LM_API_VLLM, 404,
		"{\"error\":{\"message\":\"The model `x` does not exist.\","
		"\"type\":\"NotFoundError\",\"code\":404}}",
		API_STOP},
	    {LM_API_VLLM, 400,
		"{\"error\":{\"message\":\"Model \\\"x\\\" does not support "
		"matryoshka representation\",\"type\":\"BadRequestError\"}}",
		API_STOP},
	    {LM_API_OPENAI, 400,
		"{\"error\":{\"message\":\"This model's maximum context length "
		"is 8192 tokens, however you requested 9000 tokens\",\"type\":"
		"\"invalid_request_error\",\"param\":null,\"code\":null}}",
		API_TOO_LONG},
	    {LM_API_OPENAI, 400,
		"{\"error\":{\"message\":\"Invalid 'input[0]': maximum input "
		"length is 8192 tokens.\",\"type\":\"invalid_request_error\"}}",
		API_TOO_LONG},
	    {LM_API_OPENAI, 400,
		"{\"error\":{\"message\":\"Requested 453357 tokens, max 300000 "
		"tokens per request\",\"type\":\"max_tokens_per_request\","
		"\"param\":null,\"code\":\"max_tokens_per_request\"}}",
		API_TOO_LARGE},
	    {LM_API_OPENAI, 400,
		"{\"error\":{\"message\":\"Invalid 'input': array too long.\","
		"\"type\":\"invalid_request_error\"}}",
		API_TOO_LARGE},
	    {LM_API_OPENAI, 400,
		"{\"error\":{\"message\":\"'$.input' is invalid.\",\"type\":"
		"\"invalid_request_error\"}}",
		API_BAD_TEXT},
	    {LM_API_OPENAI, 400,
		"{\"error\":{\"message\":\"no\",\"code\":\"model_not_found\"}}",
		API_STOP},
	    {LM_API_OPENAI, 429,
		"{\"error\":{\"message\":\"Rate limit reached\",\"type\":"
		"\"tokens\",\"code\":\"rate_limit_exceeded\"}}",
		API_AGAIN},
	    {LM_API_OPENAI, 429,
		"{\"error\":{\"message\":\"You exceeded your current quota\","
		"\"type\":\"insufficient_quota\",\"code\":"
		"\"insufficient_quota\"}}",
		API_STOP},
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		check_fate(cases[i].kind, cases[i].status, cases[i].body,
		    cases[i].want);
}

/* A server that repeats a text says so behind its own words: what the text
 * says is not what the server says. */
static void
texts_say_nothing(void)
{
	check_fate(LM_API_VLLM, 400,
	    "{\"message\":\"[{'type': 'string_type', 'input': 'the model was "
	    "not found, its context length'}]\"}",
	    API_BAD_TEXT);
	check_fate(LM_API_OPENAI, 400,
	    "{\"error\":{\"message\":\"refused\"},\"input\":[\"context length, "
	    "insufficient_quota\"]}",
	    API_BAD_TEXT);
	check_fate(LM_API_VLLM, 422,
	    "{\"detail\":[{\"msg\":\"no\",\"input\":\"context length\"}]}",
	    API_BAD_TEXT);
	check_fate(LM_API_OPENAI, 400,
	    "{\"error\":{\"message\":\"................................"
	    "................................................................"
	    "................................................................"
	    "................................................................"
	    "................................context length\"}}",
	    API_BAD_TEXT);
}

TEST_MAIN(TEST(statuses), TEST(words), TEST(texts_say_nothing))
