#ifndef EMBED_STATIC_PIECES_H
#define EMBED_STATIC_PIECES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/span.h"
#include "static_vocab.h"

/*
 * The tokens of a text, as its words come: each word's longest pieces from the
 * left (WordPiece), worked out once and then remembered, for most words of a
 * text were in the texts before it.
 */

#define STATIC_NO_TOKEN UINT32_MAX
/* A word of more bytes is not remembered. */
#define STATIC_PLAIN_LONGEST 16

struct static_pieces;

/* Make one, 1 MB; NULL when there is no memory.  vocab must outlive it.
 * static_pieces_free(NULL) is fine. */
struct static_pieces *static_pieces_new(const struct static_vocab *vocab);
void static_pieces_free(struct static_pieces *pieces);

/* Begin a text, of which at most tokens (at most STATIC_MOST_TOKENS) are
 * kept; more may be added. */
void static_pieces_begin(struct static_pieces *pieces, size_t most);

/* Whether no more tokens are kept, so that what is added now changes nothing;
 * a few words late, as these wait for their memory. */
bool static_pieces_full(const struct static_pieces *pieces);

/* Add a word, which is folded and not empty; a token; the unknown token. */
void static_pieces_add(struct static_pieces *pieces, struct lm_span word);
void static_pieces_token(struct static_pieces *pieces, uint32_t id);
void static_pieces_unknown(struct static_pieces *pieces);

/* Add the word of len bytes (1 to STATIC_PLAIN_LONGEST) of ASCII letters and
 * digits at text.ptr[at]; it is put into lower case where vocab says so. */
void static_pieces_add_plain(struct static_pieces *pieces, struct lm_span text,
    size_t at, size_t len);

/* The tokens, without the unknown one; they live until the next begin. */
const uint32_t *static_pieces_ids(struct static_pieces *pieces, size_t *n);

/* Where the ASCII letters and digits end that begin at text.ptr[at]. */
size_t static_plain_end(struct lm_span text, size_t at);

/* Whether byte is an ASCII space or sign, which ends a word of them. */
bool static_is_border(char byte);

#endif
