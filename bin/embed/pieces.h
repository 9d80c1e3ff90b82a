#ifndef EMBED_PIECES_H
#define EMBED_PIECES_H

#include <stddef.h>
#include <stdint.h>

#include "tokens.h"

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/span.h"

/* A long text cut into pieces, for --chunk. */
struct piece {
	size_t start, end; /* bytes of the text */
};

/*
 * The longest start of text with at most most tokens, cut between two
 * characters: *len bytes, 0 if not even one fits.  O(n log n).  LM_NOMEM,
 * LM_LIMIT.
 */
enum lm_code pieces_longest(struct tokens *tokens, struct lm_span text,
    uint64_t most, size_t *len, struct lm_err *err);

/*
 * Append the pieces of text to out (struct piece): each of at most most tokens,
 * cut at white space where there is some, and beginning with words of the one
 * before that have at most overlap tokens, or characters where a script has no
 * spaces.  All but white space is in a piece, in order; each begins and ends
 * behind where the one before does, and none is white space alone.  overlap is
 * below most.  O(n log n).  LM_NOMEM, LM_LIMIT; LM_MALFORMED where one character
 * has more than most tokens.
 */
enum lm_code pieces_cut(struct tokens *tokens, struct lm_span text,
    uint64_t most, uint64_t overlap, struct lm_buf *out, struct lm_err *err);

#endif
