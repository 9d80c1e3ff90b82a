#ifndef LM_TOKENIZER_PARTITION_H
#define LM_TOKENIZER_PARTITION_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"
#include "lm/vocab.h"

/*
 * Taking the user-defined tokens of a vocabulary out of text, as llama.cpp's
 * tokenizer_st_partition with parse_special off: the longest token first,
 * wherever it is, then the next in what is left; of equally long ones that
 * of the lower id.  White space goes where lm_vocab.strips says so.
 */
struct lm_partition;

/* For vocab, which must outlive it.  Shared by threads.  LM_NOMEM. */
enum lm_code lm_partition_new(const struct lm_vocab *vocab,
    struct lm_partition **out, struct lm_err *err);
void lm_partition_free(struct lm_partition *partition);

/* Text between tokens, never empty, or a token. */
struct lm_fragment {
	struct lm_span text;
	uint32_t token; /* LM_VOCAB_NONE: it is text */
};

/* The memory of one thread.  All-zero is valid; free returns to it. */
struct lm_fragments {
	struct lm_fragment *list;
	size_t n;
	size_t cap;
	struct lm_fragment *spare; /* where the next list is made */
	size_t spare_cap;
	uint32_t *unmet; /* by token: itself, or a later one if it was met */
};

void lm_fragments_free(struct lm_fragments *fragments);

/*
 * Fill *out, whose spans live in text.  LM_NOMEM.  O(length) for a text with
 * no user-defined token, else O(length) for each kind of token that is in it.
 */
enum lm_code lm_partition_cut(const struct lm_partition *partition,
    struct lm_span text, struct lm_fragments *out, struct lm_err *err);

#endif
