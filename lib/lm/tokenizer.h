#ifndef LM_TOKENIZER_H
#define LM_TOKENIZER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * How many tokens a model makes of a text: exact with the model's own
 * vocabulary, else an interval.  No special tokens are added or looked for,
 * except those that the vocabulary marks as user-defined: what llama.cpp
 * (commit c392e509) gives with add_special and parse_special off.
 */
struct lm_tokenizer;

/*
 * Read the vocabulary of path (lm_vocab_load: GGUF or tokenizer.json) and
 * make ready for counting.  Not changed after that; shared by threads.
 * Errors as lm_vocab_load; LM_MALFORMED for a pre-tokenizer that is not known
 * here, with the known ones.
 */
enum lm_code lm_tokenizer_load(const char *path, struct lm_tokenizer **out,
    struct lm_err *err);
void lm_tokenizer_free(struct lm_tokenizer *tokenizer);

/* What it is, for people: "BPE gpt-2", "SPM", "WordPiece". */
const char *lm_tokenizer_name(const struct lm_tokenizer *tokenizer);

/*
 * Whether vectors of llama.cpp prove this kind in our tests: SPM and
 * WordPiece, and BPE with the pre-tokenizer deepseek-coder, deepseek-llm,
 * falcon, gpt-2, mpt, refact or starcoder.  How the others split is compared
 * with llama.cpp's code too, but not with a whole vocabulary.
 */
bool lm_tokenizer_is_proved(const struct lm_tokenizer *tokenizer);

/*
 * The memory of one thread that counts: 1 MB of words that were counted
 * before, and what long words needed (lm/tokenizer_bpe.h).
 */
struct lm_token_counter;

/* Make one; NULL when there is no memory.  tokenizer must outlive it. */
struct lm_token_counter *lm_token_counter_new(
    const struct lm_tokenizer *tokenizer);
void lm_token_counter_free(struct lm_token_counter *counter);

/*
 * Raise *n by the tokens of text, or leave it if this fails.  A byte that is
 * not UTF-8 counts as U+FFFD would.  O(length) for BPE, whatever the text:
 * near 150 MB/s for prose in gpt-2, 5 MB/s at worst; SPM is O(length log length).
 * LM_NOMEM; LM_LIMIT for a word of 2 GiB.
 */
enum lm_code lm_token_counter_add(struct lm_token_counter *counter,
    struct lm_span text, uint64_t *n, struct lm_err *err);

/*
 * The tokens themselves, for tests: *ids (owned by the counter, valid until
 * its next use; may be NULL for none) and how many.  Errors as above.
 */
enum lm_code lm_token_counter_encode(struct lm_token_counter *counter,
    struct lm_span text, const uint32_t **ids, size_t *n, struct lm_err *err);

/*
 * Without a tokenizer: raise *low and *high by bounds of the tokens of text,
 * for any common model.  A weighted sum of what the text is made of (letters
 * of words by their place, pairs of letters that plain words seldom have,
 * digits, signs, white space, other characters by script); high is at most
 * one token a byte and one more, which no vocabulary passes.  O(length), near
 * 250 MB/s.
 *
 * Measured on 7,727 documents of at least 200 bytes: prose in 22 languages,
 * threads, code, JSON, noise; 11 vocabularies of 30,000 to 102,000 tokens, and
 * two of 100,000 and 200,000 that are not in our tests.  high held for all;
 * so did low but for WordPiece in random letters, digits, hex and in Thai,
 * where a word that it does not know is one token however long.  With weights
 * fitted to one half of the documents both held in the other half.  The
 * median of high/low was 2.5 to 3.1 in English, German, French, C and JSON,
 * 3.2 to 4.3 in other Latin scripts, 6 to 9 in others, where models differ
 * most.  high is 1.1 times the largest count or more: it errs on the safe
 * side of a limit.  The bounds of parts, added up, are bounds of the whole
 * that are a token or two a part wider.  tests/bench/estimate measures.
 */
void lm_tokens_estimate(struct lm_span text, uint64_t *low, uint64_t *high);

#endif
