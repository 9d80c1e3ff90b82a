#ifndef LM_VOCAB_GGUF_H
#define LM_VOCAB_GGUF_H

#include "lm/gguf.h"
#include "lm/vocab_build.h"

/* What the parts of vocab_gguf share. */

#define GGML "tokenizer.ggml." /* what the keys of tokenizers begin with */

/* The value of key, which must be of this type; *out is NULL where there is
 * none. */
enum lm_code lm_vocab_gguf_find(const struct lm_gguf *gguf, const char *key,
    enum lm_gguf_type type, bool is_array, const struct lm_gguf_value **out,
    struct lm_err *err);

/* The same of what has to be there. */
enum lm_code lm_vocab_gguf_require(const struct lm_gguf *gguf, const char *key,
    enum lm_gguf_type type, bool is_array, const struct lm_gguf_value **out,
    struct lm_err *err);

/* The lists, in this order, into *raw; the spans are the file's. */
enum lm_code lm_vocab_gguf_texts(const struct lm_gguf *gguf,
    struct lm_vocab_raw *raw, struct lm_err *err);
enum lm_code lm_vocab_gguf_types(const struct lm_gguf *gguf,
    struct lm_vocab_raw *raw, struct lm_err *err);
enum lm_code lm_vocab_gguf_scores(const struct lm_gguf *gguf,
    struct lm_vocab_raw *raw, struct lm_err *err);
enum lm_code lm_vocab_gguf_merges(const struct lm_gguf *gguf,
    struct lm_vocab_raw *raw, struct lm_err *err);

#endif
