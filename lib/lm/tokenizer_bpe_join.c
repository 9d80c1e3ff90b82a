#include "lm/tokenizer_bpe_join.h"

#include <stdlib.h>
#include <string.h>

#include "lm/vocab_pairs.h"

/*
 * Lengths, in the order of the merges; whether they come in order: a merge
 * that joins what is not made yet, or makes what was joined already, is not.
 */
static bool
measure(struct lm_bpe_merges *merges, unsigned char *is_joined)
{
	const struct lm_vocab *vocab = merges->vocab;
	uint32_t *lens = merges->lens;
	bool is_ordered = true;

	for (size_t i = 0; i < vocab->n_merges; i++) {
		const struct lm_vocab_merge *merge = &vocab->merges[i];

		is_joined[merge->left] = 1;
		is_joined[merge->right] = 1;
		if (lens[merge->left] == 0 || lens[merge->right] == 0 ||
		    is_joined[merge->result] != 0)
			is_ordered = false;
		else
			lens[merge->result] =
			    lens[merge->left] + lens[merge->right];
	}
	return is_ordered;
}

enum lm_code
lm_bpe_merges_init(struct lm_bpe_merges *merges, const struct lm_vocab *vocab,
    struct lm_err *err)
{
	unsigned char *is_joined = calloc(vocab->n_pieces + 1, 1);

	merges->vocab = vocab;
	merges->lens = calloc(vocab->n_pieces + 1, sizeof(*merges->lens));
	if (is_joined == NULL || merges->lens == NULL) {
		free(is_joined);
		return lm_err_nomem(err);
	}
	for (size_t i = 0; i < 256; i++)
		if (vocab->bytes[i] != LM_VOCAB_NONE)
			merges->lens[vocab->bytes[i]] = 1;
	merges->is_ordered = measure(merges, is_joined);
	free(is_joined);
	return LM_OK;
}

/* The place of the least of n > 0 ranks, the first of equal ones. */
static size_t
least(const uint32_t *ranks, size_t n)
{
	size_t at = 0;

	for (size_t i = 1; i < n; i++)
		if (ranks[i] < ranks[at])
			at = i;
	return at;
}

size_t
lm_bpe_join_short(const struct lm_bpe_merges *merges, struct lm_span word,
    uint32_t ids[LM_BPE_SHORT])
{
	const struct lm_vocab *vocab = merges->vocab;
	uint32_t ranks[LM_BPE_SHORT]; /* of the pair that begins there */
	size_t n = word.len, at, i;

	for (i = 0; i < n; i++)
		ids[i] = vocab->bytes[(unsigned char)word.ptr[i]];
	for (i = 0; i + 1 < n; i++)
		ranks[i] =
		    lm_vocab_pairs_find(vocab->pairs, ids[i], ids[i + 1]);
	while (n > 1) {
		at = least(ranks, n - 1);
		if (ranks[at] == LM_VOCAB_NONE)
			break;
		ids[at] = vocab->merges[ranks[at]].result;
		n--;
		for (i = at + 1; i < n; i++) {
			ids[i] = ids[i + 1];
			ranks[i - 1] = ranks[i];
		}
		if (at + 1 < n)
			ranks[at] = lm_vocab_pairs_find(vocab->pairs, ids[at],
			    ids[at + 1]);
		if (at > 0)
			ranks[at - 1] = lm_vocab_pairs_find(vocab->pairs,
			    ids[at - 1], ids[at]);
	}
	return n;
}
