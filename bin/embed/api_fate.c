#include <string.h>

#include "api_part.h"

/*
 * What is refused, and why: these words are the servers' own.  A server may
 * stand behind another's API (llama.cpp's /v1 as openai), so they count for
 * all.  The first that fits wins.
 */
static const struct api_rule rules[] = {
    /* too much at once */
    {0, "maximum allowed batch size", API_TOO_LARGE}, /* tei */
    {0, "array too long", API_TOO_LARGE},	      /* openai */
    {0, "tokens per request", API_TOO_LARGE},	      /* openai */
    {0, "max_tokens_per_request", API_TOO_LARGE},     /* openai */
    /* a text is too long */
    {0, "context length", API_TOO_LONG},	     /* ollama, openai, vllm */
    {0, "context_length_exceeded", API_TOO_LONG},    /* openai */
    {0, "string too long", API_TOO_LONG},	     /* openai */
    {0, "maximum input length", API_TOO_LONG},	     /* openai */
    {0, "exceed_context_size_error", API_TOO_LONG},  /* llama.cpp */
    {0, "context size", API_TOO_LONG},		     /* llama.cpp */
    {0, "too large to process", API_TOO_LONG},	     /* llama.cpp */
    {0, "maximum model length", API_TOO_LONG},	     /* vllm */
    {0, "must have less than*tokens", API_TOO_LONG}, /* tei */
    /* no text can help */
    {400, "model*not found", API_STOP},		      /* llama.cpp, ollama */
    {400, "model*does not exist", API_STOP},	      /* openai, vllm */
    {400, "model_not_found", API_STOP},		      /* openai */
    {400, "does not support embed", API_STOP},	      /* ollama, vllm */
    {400, "support specifying dimensions", API_STOP}, /* openai */
    {400, "matryoshka", API_STOP},		      /* vllm */
    {400, "pooling type", API_STOP},		      /* llama.cpp */
};

/* Whether text has words, a '*' in them being any text. */
static bool
has_words(const char *text, const char *words)
{
	char part[API_SAID_SIZE];

	while (*words != '\0') {
		size_t len = strcspn(words, "*");

		memcpy(part, words, len);
		part[len] = '\0';
		text = strstr(text, part);
		if (text == NULL)
			return false;
		text += len;
		words += len + (words[len] == '*');
	}
	return true;
}

/* The statuses by which a server refuses what was asked. */
static bool
is_refusal(long status)
{
	return status == 400 || status == 413 || status == 422 || status == 500;
}

static const struct api_rule *
find_rule(const struct api_rule *list, size_t n, long status, const char *said)
{
	for (size_t i = 0; i < n; i++)
		if ((list[i].status == status ||
			(list[i].status == 0 && is_refusal(status))) &&
		    has_words(said, list[i].words))
			return &list[i];
	return NULL;
}

/* What a status means without words (RFC 9110 §15).  Of those above 500 a
 * proxy's own may pass; these three will not. */
static enum api_fate
fate_of(long status)
{
	switch (status) {
	case 200:
		return API_DONE;
	case 400:
	case 422:
		return API_BAD_TEXT;
	case 413:
		return API_TOO_LARGE;
	case 408:
	case 429:
		return API_AGAIN;
	case 501:
	case 505:
	case 511:
		return API_STOP;
	default:
		return status >= 500 && status < 600 ? API_AGAIN : API_STOP;
	}
}

enum api_fate
api_judge(const struct api *api, long status, struct lm_span body)
{
	const struct api_rule *rule;
	char said[API_SAID_SIZE];

	if (status == 200)
		return API_DONE;
	api_said(body, said);
	rule = find_rule(api->rules, api->n_rules, status, said);
	if (rule == NULL)
		rule = find_rule(rules, sizeof(rules) / sizeof(rules[0]),
		    status, said);
	return rule == NULL ? fate_of(status) : rule->fate;
}
