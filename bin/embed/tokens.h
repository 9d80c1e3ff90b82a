#ifndef EMBED_TOKENS_H
#define EMBED_TOKENS_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/* How many tokens a model makes of a text; for one thread. */
struct tokens;

/* With the tokenizer of path (lm_tokenizer_load), or, if it is NULL or empty,
 * by an estimate.  Errors of lm_tokenizer_load; LM_NOMEM. */
enum lm_code tokens_new(const char *path, struct tokens **out,
    struct lm_err *err);
void tokens_free(struct tokens *tokens);

/* Whether there is a tokenizer. */
bool tokens_are_exact(const struct tokens *tokens);

/*
 * The tokens of text, without the special ones that a model adds: exactly, or
 * at most so many (lm_tokens_estimate, high).  LM_NOMEM, LM_LIMIT.
 */
enum lm_code tokens_count(struct tokens *tokens, struct lm_span text,
    uint64_t *n, struct lm_err *err);

#endif
