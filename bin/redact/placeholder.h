#ifndef REDACT_PLACEHOLDER_H
#define REDACT_PLACEHOLDER_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/span.h"

/*
 * What stands where a secret would, and is none.  All of these look at each
 * byte of the text a bounded number of times.
 */

/*
 * The length of what has the form of a mask (mask.h) at i, whatever its label
 * is, or of a marker of older versions, "[REDACTED:email]" (a kind in small letters); 0: there is none.
 */
size_t mask_len(struct lm_span text, size_t i);

/* Where the first mask of text begins; text.len: there is none. */
size_t mask_first(struct lm_span text);

/* The length of the masks that stand at i, one right behind the other; and
 * whether a letter or digit is right behind them, so that they are a part of a
 * word and not what stands for it. */
size_t mask_run(struct lm_span text, size_t i);
bool mask_hangs(struct lm_span text, size_t i);

/* A value up to its first mask, without those that it begins with if they are
 * a part of a word. */
struct lm_span mask_strip(struct lm_span value);

/* Whether it is nothing but masks, one at least, and signs about them. */
bool mask_is_all(struct lm_span text);

/*
 * Whether a value is a placeholder or a template: empty, masks, of one
 * character only, with a run of "x" or "*", "$VAR", "${VAR}", "{{ x }}", "%s",
 * "<token>", "your-key", "AKIA...EXAMPLE", "process.env.X", "changeme".
 */
bool is_placeholder(struct lm_span value);

/*
 * Whether a value is made of words that are no secrets: names of types and
 * credentials, states, constants of languages ("string", "X-API-Key", "None",
 * "required"), joined by separators or camelCase.
 */
bool is_code_words(struct lm_span value);

/* Whether a value is code: a call, a member of something, an index. */
bool is_code(struct lm_span value);

/* Whether a value is a sentence: words, and one of the common ones ("the"). */
bool is_prose(struct lm_span value);

/* Whether it begins as a date does (2024-05-01, 01/05/2024). */
bool is_date(struct lm_span value);

/* Whether it has the form of a UUID. */
bool is_uuid(struct lm_span value);

#endif
