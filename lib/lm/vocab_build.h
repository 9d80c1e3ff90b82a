#ifndef LM_VOCAB_BUILD_H
#define LM_VOCAB_BUILD_H

#include <stdbool.h>

#include "lm/buf.h"
#include "lm/err.h"
#include "lm/reader.h"
#include "lm/span.h"
#include "lm/vocab.h"

/* What the parts of vocab share: from what a file says to a struct lm_vocab. */

/* A file of more bytes is no tokenizer.json. */
#define LM_VOCAB_MAX_JSON ((size_t)256 << 20)

/* What a file says; its spans live until lm_vocab_build has returned. */
struct lm_vocab_raw {
	enum lm_vocab_kind kind;
	struct lm_span split;  /* BPE */
	struct lm_span *texts; /* n texts of tokens, as in a GGUF file */
	size_t n;
	unsigned char *types;  /* n */
	unsigned char *strips; /* n, or NULL */
	bool *added;	       /* n, or NULL: tokens that no merging gives */
	float *scores;	       /* n, or NULL */
	struct lm_span *parts; /* of merges: left, right, left, right, ... */
	size_t n_merges;
	uint32_t unknown;
	bool space_prefix;
	bool whole_words;
	bool lower_case;
	bool nfc;
};

/* Give the arrays back; their owner is the struct, all made by malloc. */
void lm_vocab_raw_free(struct lm_vocab_raw *raw);

/* Room for n tokens: texts and types, all zero. */
enum lm_code lm_vocab_raw_size(struct lm_vocab_raw *raw, size_t n,
    struct lm_err *err);

/*
 * Make the vocabulary, which takes over types, strips and scores; the rest of
 * raw is not needed after that.  LM_MALFORMED for a token
 * that comes twice, a merge whose parts or result are no tokens or that comes
 * twice, an SPM vocabulary without a token for each byte, a WordPiece one
 * without an unknown token; LM_NOMEM.
 */
enum lm_code lm_vocab_build(struct lm_vocab_raw *raw, struct lm_vocab **out,
    struct lm_err *err);

/* Read a GGUF file that was begun, or the text of a tokenizer.json. */
enum lm_code lm_vocab_from_gguf(struct lm_buf *begun, struct lm_reader *reader,
    struct lm_vocab **out, struct lm_err *err);
enum lm_code lm_vocab_from_json(struct lm_span text, struct lm_vocab **out,
    struct lm_err *err);

#endif
