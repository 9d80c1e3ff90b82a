#include "tokens.h"

#include <stdlib.h>

#include "lm/tokenizer.h"

struct tokens {
	struct lm_tokenizer *tokenizer; /* NULL: none */
	struct lm_token_counter *counter;
};

enum lm_code
tokens_new(const char *path, struct tokens **out, struct lm_err *err)
{
	struct tokens *tokens = calloc(1, sizeof(*tokens));
	enum lm_code code = LM_OK;

	*out = tokens;
	if (tokens == NULL)
		return lm_err_nomem(err);
	if (path == NULL || *path == '\0')
		return LM_OK;
	code = lm_tokenizer_load(path, &tokens->tokenizer, err);
	if (code == LM_OK) {
		tokens->counter = lm_token_counter_new(tokens->tokenizer);
		if (tokens->counter == NULL)
			code = lm_err_nomem(err);
	}
	if (code != LM_OK) {
		tokens_free(tokens);
		*out = NULL;
	}
	return code;
}

void
tokens_free(struct tokens *tokens)
{
	if (tokens == NULL)
		return;
	lm_token_counter_free(tokens->counter);
	lm_tokenizer_free(tokens->tokenizer);
	free(tokens);
}

bool
tokens_are_exact(const struct tokens *tokens)
{
	return tokens->counter != NULL;
}

enum lm_code
tokens_count(struct tokens *tokens, struct lm_span text, uint64_t *n,
    struct lm_err *err)
{
	uint64_t low = 0;

	*n = 0;
	if (tokens->counter != NULL)
		return lm_token_counter_add(tokens->counter, text, n, err);
	lm_tokens_estimate(text, &low, n);
	return LM_OK;
}
