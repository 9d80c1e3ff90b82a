#ifndef REDACT_RULES_REGEX_H
#define REDACT_RULES_REGEX_H

#include <stdbool.h>
#include <stddef.h>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Regular expressions as rule files have them, in the syntax of RE2
 * (https://github.com/google/re2/wiki/Syntax), for PCRE2.
 *
 * What the two read differently is written anew: \s and \S are without the
 * vertical tab, \v is that tab alone, a brace that begins no {n}, {n,} or
 * {n,m} is a brace, \Q...\E is spelled out.  The rest has one meaning in both:
 * \d, \w and \b are ASCII's (no UCP), "$" is the end of the text unless (?m),
 * "." is anything but \n unless (?s), leftmost-first.  What only PCRE2 has
 * (lookaround, backreferences, possessive repeats) works.
 */

/*
 * Append the translation.  With most below out's final length, stop there: so
 * *from, the place in source up to which was read, is where an error at most
 * in the translation comes from.  LM_NOMEM.
 */
enum lm_code regex_translate(struct lm_span source, size_t most,
    struct lm_buf *out, size_t *from, struct lm_err *err);

/*
 * Compile source.  quick: for windows, where what PCRE2 does to find a start
 * costs more than it saves.  LM_MALFORMED with PCRE2's message and the offset
 * in source, from 0; LM_NOMEM.
 */
enum lm_code regex_compile(struct lm_span source, bool quick, pcre2_code **out,
    struct lm_err *err);

#endif
