#ifndef EMBED_STATIC_VOCAB_H
#define EMBED_STATIC_VOCAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"
#include "lm/vocab_index.h"

/*
 * What a tokenizer.json of BERT's kind says, as the static engine needs it.
 * lm_vocab_load judges whether it is of that kind; llama.cpp, which its
 * tokens are those of, does without some things that count here: special
 * tokens that stand in a text, the length of a token's name, truncation.
 */

/* Added tokens of other lengths than this many are refused. */
#define STATIC_MOST_LENGTHS 64

struct static_vocab {
	size_t n_ids;	 /* ids are below this */
	size_t n_tokens; /* names; fewer than ids where there are holes */
	uint32_t unknown;
	bool lower_case;      /* lower case, and accents are left out */
	size_t median_length; /* of a name, in characters, rounded down */
	size_t most_ids;      /* tokens kept of a text, unknown ones too */

	/* From text to id (lists by id; an empty text is not in an index):
	 * names, which begin a word; names less "##", which go on with one;
	 * and added tokens, found in a text before it is cut into words. */
	struct lm_vocab_index *first;
	struct lm_vocab_index *inner;
	struct lm_vocab_index *added;
	size_t longest_first; /* bytes */
	size_t longest_inner;
	bool begins_added[256];			   /* bytes */
	size_t added_lengths[STATIC_MOST_LENGTHS]; /* longest first */
	size_t n_added_lengths;

	struct lm_span *lists; /* the texts of the three: 3 n_ids */
	char *text;	       /* their bytes */
};

/*
 * Read path, whose bytes are text.  Errors, with err->file: those of
 * lm_vocab_load; LM_MALFORMED for added tokens that are to be found in
 * normalised text or only as whole words, for a truncation from the left and
 * for padding to a fixed length; LM_NOMEM.
 */
enum lm_code static_vocab_load(const char *path, struct lm_span text,
    struct static_vocab *vocab, struct lm_err *err);

/* All-zero is fine, and what is left. */
void static_vocab_free(struct static_vocab *vocab);

#endif
