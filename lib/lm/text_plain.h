#ifndef LM_TEXT_PLAIN_H
#define LM_TEXT_PLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/buf.h"

/*
 * The characters of text whose folding is quick: a part of text.
 *
 * A code point is plain if, whatever stands before it, and before anything
 * that is plain or ASCII, it folds to one code point that is not longer in
 * UTF-8.  Those of Latin, Greek, Cyrillic, Han, kana and Hangul that are most
 * used are known here.
 */

/*
 * Fold ASCII and plain code points from in to the end of *out, which has room
 * for len bytes, up to one that is not plain or that what follows it may
 * change; how many bytes of in were folded.  With words all that is no letter,
 * mark or digit becomes a space.
 */
size_t lm_text_plain(const char *in, size_t len, bool words,
    struct lm_buf *out);

/* Whether in, which begins with a byte that is not ASCII, begins with a plain
 * code point.  len > 0. */
bool lm_text_is_plain(const char *in, size_t len);

#endif
