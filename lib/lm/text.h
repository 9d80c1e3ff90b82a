#ifndef LM_TEXT_H
#define LM_TEXT_H

#include <stdbool.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/*
 * Append to *out the NFKC_Casefold form of text (Unicode 3.13 R5, by
 * utf8proc): two texts that differ only in case, in width, in composed or
 * decomposed letters or in invisible characters give the same bytes.
 *
 * text is UTF-8 of any length, not in *out.  A byte that is not part of valid
 * UTF-8 becomes U+FFFD, so every input has a result and the result is valid.
 * A cluster of more than 48 code points (no language has one; Unicode's
 * stream-safe format ends at 30 marks) is folded in pieces, which keeps the
 * cost linear: ASCII about 0.1 ns a byte, common letters of European and East
 * Asian scripts 5 ns, else about 40 ns a code point.
 *
 * The result depends on utf8proc's Unicode version for characters that an
 * older version does not know; for all others Unicode keeps it stable.
 *
 * LM_NOMEM is the only error; *out then holds part of the result.
 */
enum lm_code lm_text_fold(struct lm_span text, struct lm_buf *out,
    struct lm_err *err);

/*
 * Append the words of text and spaces: lm_text_fold, with a space instead of
 * each code point of its result that is no letter, mark or digit (Unicode: L,
 * M, N).  Bytes that are not UTF-8 are no words.
 */
enum lm_code lm_text_words(struct lm_span text, struct lm_buf *out,
    struct lm_err *err);

/*
 * The same, and *signs becomes true if text has a sign: what folding makes
 * letters or digits of, but what may as well stand beside a word as a footnote
 * or a mark does.  Superscripts and subscripts (U+00B9, U+2082,
 * U+00AA, U+2122), numbers that are no digits (circled, fractions) and
 * other symbols that fold to more than themselves.
 */
enum lm_code lm_text_words_signs(struct lm_span text, struct lm_buf *out,
    bool *signs, struct lm_err *err);

/* lm_text_words of text with a space instead of each sign. */
enum lm_code lm_text_words_apart(struct lm_span text, struct lm_buf *out,
    struct lm_err *err);

#endif
