#ifndef LM_TOKENIZER_BPE_JOIN_H
#define LM_TOKENIZER_BPE_JOIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"
#include "lm/tokenizer_ids.h"
#include "lm/vocab.h"

/*
 * Joining the bytes of one word, for words of three kinds: the same tokens in
 * each.  A byte that is no token is LM_VOCAB_NONE among the ids; it joins
 * nothing and gives no token.
 */

/* A word of at most so many bytes is short: O(length^2) costs least. */
#define LM_BPE_SHORT 64

/* What is known of a vocabulary. */
struct lm_bpe_merges {
	const struct lm_vocab *vocab;
	/* The bytes that each token stands for, by id; 0: none makes it. */
	uint32_t *lens;
	/*
	 * No merge makes a token that an earlier one joins, so that joining
	 * never makes a pair of an earlier merge.  So it is with every
	 * vocabulary that was learned by joining pairs.
	 */
	bool is_ordered;
};

/* Fill *merges; lens is the caller's to free.  LM_NOMEM.  O(merges). */
enum lm_code lm_bpe_merges_init(struct lm_bpe_merges *merges,
    const struct lm_vocab *vocab, struct lm_err *err);

/* The ids of a short word; how many. */
size_t lm_bpe_join_short(const struct lm_bpe_merges *merges,
    struct lm_span word, uint32_t ids[LM_BPE_SHORT]);

/*
 * The memory for long words: by rank the places of all pairs that may be
 * joined, as lists in arrays.  All-zero is valid; free returns to it.
 */
struct lm_bpe_long {
	uint32_t *ids;	 /* by place: of the token that begins or ends there */
	uint32_t *nexts; /* by place: the next in the list of its pair's rank */
	uint32_t *prevs; /* the one before, HEAD + rank, or NONE: in no list */
	size_t cap;	 /* places */
	size_t len;	 /* of the word */
	uint32_t *heads; /* by rank: the first place */
	uint64_t *bits; /* which ranks have places; which words are not 0 ... */
};

void lm_bpe_long_free(struct lm_bpe_long *memory);

/* Append the ids of a word, NONE left out.  The vocabulary is ordered.  O(n). */
enum lm_code lm_bpe_join_long(const struct lm_bpe_merges *merges,
    struct lm_bpe_long *memory, struct lm_span word, struct lm_ids *ids,
    struct lm_err *err);

/* The memory for long words of a vocabulary that is not ordered: a heap. */
struct lm_bpe_heap {
	struct lm_bpe_node *nodes;
	size_t n_nodes;
	uint64_t *list; /* rank << 32 | place; the least is the first */
	size_t n;
};

void lm_bpe_heap_free(struct lm_bpe_heap *memory);

/* Append the ids of a word, NONE left out.  O(n log n). */
enum lm_code lm_bpe_join_heap(const struct lm_bpe_merges *merges,
    struct lm_bpe_heap *memory, struct lm_span word, struct lm_ids *ids,
    struct lm_err *err);

#endif
