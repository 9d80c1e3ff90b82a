#ifndef LM_VOCAB_H
#define LM_VOCAB_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * A model's vocabulary: the pieces of text that are its tokens, and what is
 * needed to cut a text into them.  Read from a GGUF file (any model file; its
 * weights are not read) or a Hugging Face tokenizer.json.
 */

#define LM_VOCAB_NONE UINT32_MAX

struct lm_vocab_index;
struct lm_vocab_pairs;

enum lm_vocab_kind {
	LM_VOCAB_BPE,	    /* byte-level pair encoding (GPT-2) */
	LM_VOCAB_SPM,	    /* SentencePiece pairs by score (Llama 2) */
	LM_VOCAB_WORDPIECE, /* longest match of words (BERT) */
};

/* As tokenizer.ggml.token_type of GGUF has them. */
enum lm_vocab_type {
	LM_VOCAB_NORMAL = 1,
	LM_VOCAB_UNKNOWN = 2,
	LM_VOCAB_CONTROL = 3,
	LM_VOCAB_USER_DEFINED = 4, /* found in text before all else */
	LM_VOCAB_UNUSED = 5,
	LM_VOCAB_BYTE = 6,
};

/* Two neighbours that become one; the earlier in the list, the sooner. */
struct lm_vocab_merge {
	uint32_t left;
	uint32_t right;
	uint32_t result;
};

/* White space that a user-defined token takes with it when it is found. */
#define LM_VOCAB_STRIP_LEFT 1
#define LM_VOCAB_STRIP_RIGHT 2

struct lm_vocab {
	enum lm_vocab_kind kind;
	/*
	 * What cuts text into words before pairs are merged, by the name
	 * that llama.cpp gives it ("gpt-2", "qwen2", ...); for a
	 * tokenizer.json found from its pre_tokenizer.  BPE only.
	 */
	const char *split;
	/*
	 * The bytes of each token, by id.  BPE: as they stand in text (the
	 * byte alphabet of GPT-2 is undone).  SPM: U+2581 stands for a space,
	 * as in the file.  WordPiece: U+2581 begins a word, as in GGUF ("##"
	 * of tokenizer.json and vocab.txt is turned round).
	 */
	const struct lm_span *pieces;
	size_t n_pieces;
	/*
	 * From the bytes of a word or piece, as the kind's engine has them, to
	 * its token.  Not quite the inverse of pieces: what text can never
	 * become (a BPE token outside the byte alphabet) is not in it.
	 */
	const struct lm_vocab_index *index;
	const unsigned char *types;  /* enum lm_vocab_type, by id */
	const unsigned char *strips; /* LM_VOCAB_STRIP_*, by id; or NULL */
	const float *scores;	     /* SPM, by id; else NULL */
	/*
	 * BPE, in order; else NULL.  Also of an SPM vocabulary that joins by
	 * the rank of pairs and not by score (a tokenizer.json).
	 */
	const struct lm_vocab_merge *merges;
	size_t n_merges;
	const struct lm_vocab_pairs *pairs; /* finds merges; NULL as they are */
	size_t longest;			    /* bytes of the longest piece */
	uint32_t bytes[256]; /* the token of each single byte, or NONE */
	uint32_t unknown;    /* NONE: there is none */
	bool words_apart;    /* SPM: no piece has U+2581 behind another one */
	bool space_prefix;   /* SPM: a space is put before the text */
	bool whole_words;    /* BPE: a word that is a token is not merged up */
	bool lower_case;     /* WordPiece: folded, accents stripped */
	bool nfc; /* who counts puts the text in NFC before all else */
};

/*
 * Read path, of either kind, told apart by its bytes.  *out is not changed
 * after that and may be shared by threads.  Errors, with err->file:
 * LM_MALFORMED (with line and column in a tokenizer.json) for a file of
 * another kind, a cut one, counts that cannot be, a tokenizer that is none of
 * the three kinds or needs a step that is not known here: what is not known
 * is refused, never guessed; LM_IO; LM_NOMEM; LM_OVERSIZE.
 */
enum lm_code lm_vocab_load(const char *path, struct lm_vocab **out,
    struct lm_err *err);

/* NULL is fine. */
void lm_vocab_free(struct lm_vocab *vocab);

#endif
