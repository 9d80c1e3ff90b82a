#ifndef EMBED_STATIC_H
#define EMBED_STATIC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * The static engine: a model of MinishLab's model2vec (potion and its kin),
 * which has a vector for each token and nothing more.  What a text's vector is
 * (model2vec/model.py, tokenize and encode):
 *
 * 1. the text is cut to 512 times the median length of a token, in characters;
 * 2. it is cut into tokens by tokenizer.json, and no special ones are added
 *    (static_words.h);
 * 3. the unknown token is left out, and the first 512 of the others are kept;
 * 4. the vector is the mean of the tokens' rows, each times its weight if the
 *    model has weights, found through its mapping if it has one;
 * 5. and is divided by its length + 1e-32 if the config says normalize.
 *
 * Rows are floats, added as doubles in the order of the tokens, one that comes
 * again with its first, so the bits are the same on every machine, and right to
 * the last one or nearly.  model2vec adds float32, which may cost a digit of
 * seven; and of a matrix of float16 it rounds the mean and the length to
 * float16, which costs four.
 */

#define STATIC_MOST_TOKENS 512

/* A model: read-only once made, to be shared by threads.  Its matrix is the
 * file, mapped; beside it stand the vocabulary, some 150 bytes a token. */
struct static_model;

/*
 * Load the model in the folder dir, laid out as model2vec does it
 * (model.safetensors, tokenizer.json, config.json) or as one of the two ways
 * of sentence-transformers that model2vec reads.  *out is NULL after an error.
 *
 * LM_MALFORMED, with err->file, for a file that is not what it should be: a
 * tokenizer that is not BERT's (lm_vocab_load), tensors of another type or
 * shape, numbers that are not finite, a row or a weight missing for a token.
 * LM_USAGE for a folder whose name is not UTF-8; LM_IO; LM_NOMEM.  All of the
 * matrix is looked at once: at memory speed, and 30 ms for the vocabulary.
 */
enum lm_code static_model_load(const char *dir, struct static_model **out,
    struct lm_err *err);

/* NULL is fine. */
void static_model_free(struct static_model *model);

/* Floats of a vector, at least 1. */
size_t static_model_dimensions(const struct static_model *model);

/* The last part of the folder's path, UTF-8; lives as long as model. */
const char *static_model_name(const struct static_model *model);

/*
 * Names what vectors depend on: this engine's version and the bytes of the
 * tensors, of tokenizer.json and of the config.  Vectors of different
 * fingerprints are not to be compared.
 */
uint64_t static_model_fingerprint(const struct static_model *model);

/* The memory of one thread: 1 MB for words met before, and 2 bytes for each
 * token of the vocabulary. */
struct static_scratch;

/* Make one for texts of this model, which must outlive it; NULL when there is
 * no memory.  static_scratch_free(NULL) is fine. */
struct static_scratch *static_scratch_new(const struct static_model *model);
void static_scratch_free(struct static_scratch *scratch);

/*
 * The vector of text (UTF-8; a byte that is not counts as U+FFFD) and the
 * number of tokens that it is the mean of; *is_cut tells whether steps 1 or 3
 * left some out that the model knows.  *n_tokens 0: there is no known
 * token, vector is all zero, which is no embedding; so it is, too, where the
 * rows of all tokens are zero.  LM_MALFORMED where a sum of rows is no float
 * any more; LM_NOMEM.  About 30 us for 1 kB of English and 256 dimensions.
 */
enum lm_code static_embed(const struct static_model *model,
    struct static_scratch *scratch, struct lm_span text, float *vector,
    size_t *n_tokens, bool *is_cut, struct lm_err *err);

#endif
