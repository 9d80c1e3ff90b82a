#ifndef LM_MEND_LOOK_H
#define LM_MEND_LOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/mend_state.h"

/*
 * What may follow a quote for it to be the end of a string.  Each of these
 * looks over at most a few tokens, so that all quotes of a text together cost
 * O(length).
 */

enum lm_mend_quote {
	LM_MEND_NO_QUOTE,
	LM_MEND_DOUBLE,
	LM_MEND_SINGLE,
	LM_MEND_BACK, /* `a´, `a' */
	LM_MEND_SMART_DOUBLE,
	LM_MEND_SMART_SINGLE,
};

/* The quote at i, with its bytes in *len. */
enum lm_mend_quote lm_mend_quote(const struct lm_mender *m, size_t i,
    size_t *len);

/* Whether a quote may close a string that was opened with another. */
bool lm_mend_quote_closes(enum lm_mend_quote opening, enum lm_mend_quote quote);

/* The next quote from i on, not behind a backslash, that may close such a
 * string, before limit (else limit, or the end of the text). */
size_t lm_mend_quote_next(const struct lm_mender *m, size_t i, size_t limit,
    enum lm_mend_quote opening);

/* Where a string stands. */
enum lm_mend_context {
	LM_MEND_AT_ROOT,
	LM_MEND_AT_KEY,
	LM_MEND_AT_MEMBER, /* the value of a member */
	LM_MEND_AT_ELEMENT,
};

enum lm_mend_context lm_mend_context(const struct lm_mender *m);

/*
 * Whether a string may end before i in this context.  odd: a quote within it
 * was taken for text and waits for its partner, so that less will do as a
 * reason to go on.
 */
bool lm_mend_follows(const struct lm_mender *m, enum lm_mend_context context,
    size_t i, bool odd);

/* Whether a quoted, or a bare key with its colon is at i; strict: and a value
 * that is no bare word. */
bool lm_mend_key_at(const struct lm_mender *m, size_t i, bool strict);
bool lm_mend_bare_key_at(const struct lm_mender *m, size_t i, bool strict);

/* Whether a string at i ends as it should in this context. */
bool lm_mend_string_at(const struct lm_mender *m, enum lm_mend_context context,
    size_t i);

/* Whether a value that is no bare word begins at i. */
bool lm_mend_value_at(const struct lm_mender *m, size_t i);

/* Whether a byte is one of a bare key. */
bool lm_mend_is_name(char byte);

/* The end of true, True, null, and so on at i; i: there is none. */
size_t lm_mend_literal_end(const struct lm_mender *m, size_t i);

#endif
