#ifndef REDACT_TOKENS_H
#define REDACT_TOKENS_H

#include <stdbool.h>
#include <stddef.h>

#include "detect.h"
#include "kinds.h"

#include "lm/err.h"

/*
 * Tokens of vendors, by their shape: a prefix, an alphabet, a length, and what
 * else a vendor puts into its tokens (a checksum, an encoded id).  The shapes
 * are tables (tokens_table.h); no regular expression is run.
 *
 * A shape is tried where the scan of a text has met one of three marks:
 * - a literal of token_marks: detect_token;
 * - the start of a run of TOKEN_RUN or more letters and digits, whose byte
 *   before is neither: detect_token_run;
 * - the first of a run of digits: detect_token_digits.
 * Each reads at most TOKEN_MAX bytes to the right of a mark and TOKEN_LEFT to
 * its left.  i is below text.len; where its mark is not, a call is only slower.
 */
#define TOKEN_RUN 24
#define TOKEN_MAX 4200
#define TOKEN_LEFT 96

/* All shapes by their marks.  Read-only once made, so shared by threads. */
struct tokens;

/* Make one, in some 0.1 ms.  LM_NOMEM. */
enum lm_code tokens_new(struct tokens **out, struct lm_err *err);
void tokens_free(struct tokens *tokens);

/* The literals in order, each once, each of 3 bytes, in this case only. */
struct token_mark {
	const char *literal;
	bool any_case;
};
size_t tokens_n_marks(void);
const struct token_mark *token_marks(void);

/*
 * Whether a token is about the mark at i, and which part of the text is
 * secret (of a webhook's URL what follows the host).  Of several the longest;
 * only kinds that are on.
 */
bool detect_token(const struct tokens *tokens, const struct subject *subject,
    size_t i, const struct kinds *on, struct finding *found);
bool detect_token_run(const struct tokens *tokens,
    const struct subject *subject, size_t i, const struct kinds *on,
    struct finding *found);
bool detect_token_digits(const struct tokens *tokens,
    const struct subject *subject, size_t i, const struct kinds *on,
    struct finding *found);

#endif
