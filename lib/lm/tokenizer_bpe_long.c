#include "lm/tokenizer_bpe_join.h"

#include <stdlib.h>
#include <string.h>

#include "lm/vocab_pairs.h"

/*
 * As the vocabulary is ordered, all pairs of one rank can be joined before
 * any that this brings about, and where two pairs of one rank do not overlap
 * their order is all one.  Those that do, as in "aaaa", are joined from where
 * their run begins.
 *
 * A token of the word is known by its first place and, so that the one before
 * a place is found, by its last.
 */

#define NONE LM_VOCAB_NONE
#define HEAD UINT32_C(0x80000000) /* NONE is no head: ranks are fewer */
#define WORD 64			  /* bits */

static size_t
words_for(size_t n)
{
	return n / WORD + 1;
}

/* The three levels of bits lie one after the other. */
struct levels {
	uint64_t *ranks;
	uint64_t *words;
	uint64_t *tops;
	size_t n_tops;
};

static struct levels
levels_of(const struct lm_bpe_long *memory, size_t n_ranks)
{
	struct levels levels;
	size_t n_words = words_for(n_ranks), n_more = words_for(n_words);

	levels.ranks = memory->bits;
	levels.words = levels.ranks + n_words;
	levels.tops = levels.words + n_more;
	levels.n_tops = words_for(n_more);
	return levels;
}

/* One word being joined. */
struct joining {
	const struct lm_vocab *vocab;
	const uint32_t *lens;
	struct lm_bpe_long *memory;
	struct levels levels;
};

static void
raise_bit(const struct levels *levels, uint32_t rank)
{
	size_t word = rank / WORD, more = word / WORD;

	levels->ranks[word] |= UINT64_C(1) << rank % WORD;
	levels->words[more] |= UINT64_C(1) << word % WORD;
	levels->tops[more / WORD] |= UINT64_C(1) << more % WORD;
}

static void
clear_bit(const struct levels *levels, uint32_t rank)
{
	size_t word = rank / WORD, more = word / WORD;

	levels->ranks[word] &= ~(UINT64_C(1) << rank % WORD);
	if (levels->ranks[word] == 0)
		levels->words[more] &= ~(UINT64_C(1) << word % WORD);
	if (levels->words[more] == 0)
		levels->tops[more / WORD] &= ~(UINT64_C(1) << more % WORD);
}

static size_t
lowest_bit(uint64_t bits)
{
	return (size_t)__builtin_ctzll(bits);
}

/* The least rank that has places; NONE. */
static uint32_t
least_rank(const struct levels *levels)
{
	size_t top = 0, more, word;

	while (top < levels->n_tops && levels->tops[top] == 0)
		top++;
	if (top == levels->n_tops)
		return NONE;
	more = top * WORD + lowest_bit(levels->tops[top]);
	word = more * WORD + lowest_bit(levels->words[more]);
	return (uint32_t)(word * WORD + lowest_bit(levels->ranks[word]));
}

static void
link_place(struct joining *joining, uint32_t at, uint32_t rank)
{
	struct lm_bpe_long *memory = joining->memory;
	uint32_t next = memory->heads[rank];

	memory->nexts[at] = next;
	memory->prevs[at] = HEAD + rank;
	memory->heads[rank] = at;
	if (next != NONE)
		memory->prevs[next] = at;
	else
		raise_bit(&joining->levels, rank);
}

static void
unlink_place(struct joining *joining, uint32_t at)
{
	struct lm_bpe_long *memory = joining->memory;
	uint32_t prev = memory->prevs[at], next = memory->nexts[at];

	if (prev == NONE)
		return;
	memory->prevs[at] = NONE;
	if (next != NONE)
		memory->prevs[next] = prev;
	if (prev < HEAD) {
		memory->nexts[prev] = next;
		return;
	}
	memory->heads[prev - HEAD] = next;
	if (next == NONE)
		clear_bit(&joining->levels, prev - HEAD);
}

static inline uint32_t
len_of(const struct joining *joining, uint32_t id)
{
	return id == NONE ? 1 : joining->lens[id];
}

/* Put the pair that begins at at into the list of its rank. */
static void
relink(struct joining *joining, uint32_t at)
{
	struct lm_bpe_long *memory = joining->memory;
	uint32_t id = memory->ids[at], rank;
	size_t next = at + (size_t)len_of(joining, id);

	unlink_place(joining, at);
	if (next == memory->len)
		return;
	rank =
	    lm_vocab_pairs_find(joining->vocab->pairs, id, memory->ids[next]);
	if (rank != NONE)
		link_place(joining, at, rank);
}

/* Join the pair of merge at at. */
static void
join(struct joining *joining, uint32_t at, const struct lm_vocab_merge *merge)
{
	struct lm_bpe_long *memory = joining->memory;
	uint32_t right = at + joining->lens[merge->left];
	uint32_t last = right + joining->lens[merge->right] - 1;

	unlink_place(joining, right);
	memory->ids[at] = merge->result;
	memory->ids[last] = merge->result;
	relink(joining, at);
	if (at > 0)
		relink(joining, at - len_of(joining, memory->ids[at - 1]));
}

/* Join all of the run of merge->left, a pair of its own, that at is in. */
static void
join_run(struct joining *joining, uint32_t at,
    const struct lm_vocab_merge *merge)
{
	const struct lm_bpe_long *memory = joining->memory;
	uint32_t id = merge->left, len = joining->lens[id];

	while (at > 0 && memory->ids[at - 1] == id)
		at -= len;
	for (;;) {
		join(joining, at, merge);
		at += 2 * len;
		if (memory->len - at < 2 * (size_t)len ||
		    memory->ids[at] != id || memory->ids[at + len] != id)
			break;
	}
}

static void
join_all(struct joining *joining)
{
	const struct lm_vocab_merge *merge;
	uint32_t rank, at;

	while ((rank = least_rank(&joining->levels)) != NONE) {
		merge = &joining->vocab->merges[rank];
		at = joining->memory->heads[rank];
		if (merge->left == merge->right)
			join_run(joining, at, merge);
		else
			join(joining, at, merge);
	}
}

/* Arrays for n places; those before are given up, for they hold nothing. */
static enum lm_code
make_places(struct lm_bpe_long *memory, size_t n, struct lm_err *err)
{
	if (n <= memory->cap)
		return LM_OK;
	memory->cap = 0;
	free(memory->ids);
	free(memory->nexts);
	free(memory->prevs);
	memory->ids = calloc(n, sizeof(*memory->ids));
	memory->nexts = calloc(n, sizeof(*memory->nexts));
	memory->prevs = calloc(n, sizeof(*memory->prevs));
	if (memory->ids == NULL || memory->nexts == NULL ||
	    memory->prevs == NULL)
		return lm_err_nomem(err);
	memory->cap = n;
	return LM_OK;
}

static enum lm_code
make_ranks(struct lm_bpe_long *memory, size_t n_ranks, struct lm_err *err)
{
	size_t n_words = words_for(n_ranks), n_more = words_for(n_words);
	size_t n_bits = n_words + n_more + words_for(n_more);

	if (memory->bits != NULL)
		return LM_OK;
	free(memory->heads);
	memory->heads = malloc((n_ranks + 1) * sizeof(*memory->heads));
	if (memory->heads == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < n_ranks; i++)
		memory->heads[i] = NONE;
	memory->bits = calloc(n_bits, sizeof(*memory->bits));
	if (memory->bits == NULL) {
		(void)lm_err_nomem(err);
		return LM_NOMEM;
	}
	return LM_OK;
}

void
lm_bpe_long_free(struct lm_bpe_long *memory)
{
	free(memory->ids);
	free(memory->nexts);
	free(memory->prevs);
	free(memory->heads);
	free(memory->bits);
	*memory = (struct lm_bpe_long){0};
}

static enum lm_code
put_ids(const struct joining *joining, struct lm_ids *ids, struct lm_err *err)
{
	const struct lm_bpe_long *memory = joining->memory;
	enum lm_code code = LM_OK;
	uint32_t id;

	for (size_t at = 0; at < memory->len && code == LM_OK;) {
		id = memory->ids[at];
		at += len_of(joining, id);
		if (id != NONE)
			code = lm_ids_push(ids, id, err);
	}
	return code;
}

/* lm_bpe_join_long, once there is room. */
static enum lm_code
join_word(const struct lm_bpe_merges *merges, struct lm_bpe_long *memory,
    struct lm_span word, struct lm_ids *ids, struct lm_err *err)
{
	const struct lm_vocab *vocab = merges->vocab;
	struct joining joining = {vocab, merges->lens, memory,
	    levels_of(memory, vocab->n_merges)};

	memory->len = word.len;
	for (size_t i = 0; i < word.len; i++) {
		memory->ids[i] = vocab->bytes[(unsigned char)word.ptr[i]];
		memory->prevs[i] = NONE;
	}
	for (size_t i = 0; i < word.len; i++)
		relink(&joining, (uint32_t)i);
	join_all(&joining);
	return put_ids(&joining, ids, err);
}

enum lm_code
lm_bpe_join_long(const struct lm_bpe_merges *merges, struct lm_bpe_long *memory,
    struct lm_span word, struct lm_ids *ids, struct lm_err *err)
{
	size_t n_ranks = merges->vocab->n_merges;

	if (word.len >= HEAD || n_ranks >= HEAD - 1)
		return lm_err_set(err, LM_LIMIT,
		    "a word of %zu bytes and %zu merges: more than 2^31",
		    word.len, n_ranks);
	if (make_places(memory, word.len, err) != LM_OK ||
	    make_ranks(memory, n_ranks, err) != LM_OK)
		return LM_NOMEM;
	return join_word(merges, memory, word, ids, err);
}
