#ifndef LM_REGEX_H
#define LM_REGEX_H

#include "lm/err.h"
#include "lm/span.h"

/*
 * Regular expressions as JSON Schema's "pattern" has them: ECMA-262 with the
 * u flag, looked for anywhere in a text; the question is only whether one is
 * found.  \d, \w and \b are ASCII, \s is ECMA's white space, "." is all but
 * \n, \r, U+2028 and U+2029, "^" and "$" are the ends of the text, \p{...}
 * takes ECMA's names.
 *
 * As in ECMA's Annex B, because real schemas have it: a "{", "}" or "]" that
 * means nothing is itself ("a{,3}"), "-" beside a class is itself ("[\w-.]"),
 * and any ASCII sign may be escaped (\- \_ \@ \").  No other escape is: \A, \Z,
 * \a, \Q, \h and the like are refused, and so are inline flags, comments,
 * atomic groups, possessive repeats, recursion, conditions, POSIX classes.
 *
 * A pattern without backreferences, lookaround, \b and \p becomes an automaton
 * if that is not too large: one step a byte, always a real answer.  Others go
 * through PCRE2, within limits.
 */

/* The longest source, in bytes. */
#define LM_REGEX_SOURCE_MAX 65536

/* A compiled pattern; immutable, so that threads may share it. */
struct lm_regex;

/* What one thread needs to match; for any number of patterns. */
struct lm_regex_matcher;

enum lm_regex_verdict {
	LM_REGEX_NO,
	LM_REGEX_YES,
	LM_REGEX_UNDETERMINED, /* a limit was met first */
};

/*
 * Compile source, UTF-8.  LM_MALFORMED: it is no such pattern; LM_LIMIT: it is
 * one, but too large, too deeply nested, or of a kind that is not worked out
 * here (lookbehind of variable length; a backreference to a group that was
 * matched in one round of a loop and perhaps not in the next); both with the
 * byte of source, from 1, in err->column.  LM_NOMEM.  The caller frees *out.
 *
 * Some 10 us to 1 ms; at most about 100 ms for hostile patterns.
 */
enum lm_code lm_regex_new(struct lm_span source, struct lm_regex **out,
    struct lm_err *err);
void lm_regex_free(struct lm_regex *regex);

/*
 * Whether source is a pattern: LM_OK, LM_MALFORMED or LM_LIMIT (too long) as
 * lm_regex_new, LM_NOMEM.  It is not compiled, so that a lookbehind of any
 * kind is fine.  O(length).
 */
enum lm_code lm_regex_check(struct lm_span source, struct lm_err *err);

/* NULL when there is no memory.  lm_regex_matcher_free(NULL) is fine. */
struct lm_regex_matcher *lm_regex_matcher_new(void);
void lm_regex_matcher_free(struct lm_regex_matcher *matcher);

/*
 * Whether the pattern is found in text, which is UTF-8 and may hold NUL;
 * that is not checked.
 */
enum lm_regex_verdict lm_regex_search(const struct lm_regex *regex,
    struct lm_regex_matcher *matcher, struct lm_span text);

#endif
