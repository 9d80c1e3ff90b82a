#include "lm/tokenizer_bpe.h"

#include <stdlib.h>
#include <string.h>

#include "lm/tokenizer_bpe_join.h"
#include "lm/tokenizer_split.h"
#include "lm/vocab_index.h"

struct lm_bpe {
	const struct lm_vocab *vocab;
	const struct lm_split_rule *rule;
	struct lm_bpe_merges merges;
};

/* Words that were counted: of two in one place, the later one stays. */
#define CACHE_BITS 15
#define CACHE_WORD 24 /* bytes of the longest word that is kept */

struct cached {
	uint64_t key[3]; /* with len: one word */
	uint32_t len;	 /* 0: nothing is here */
	uint32_t n;	 /* tokens */
};

struct lm_bpe_worker {
	const struct lm_bpe *bpe;
	struct lm_bpe_long places;
	struct lm_bpe_heap heap;
	struct lm_ids ids; /* of a long word that is only counted */
	struct cached cache[(size_t)1 << CACHE_BITS];
};

static enum lm_code
unknown_split(const char *name, struct lm_err *err)
{
	struct lm_buf names = {0};
	enum lm_code code = lm_split_names(&names, err);

	if (code == LM_OK)
		code = lm_err_set(err, LM_MALFORMED,
		    "unknown pre-tokenizer \"%.40s\": expected %.*s", name,
		    (int)names.len, names.ptr);
	lm_buf_free(&names);
	return code;
}

enum lm_code
lm_bpe_new(const struct lm_vocab *vocab, struct lm_bpe **out,
    struct lm_err *err)
{
	const struct lm_split_rule *rule = lm_split_find(vocab->split);
	struct lm_bpe *bpe;

	*out = NULL;
	if (rule == NULL)
		return unknown_split(vocab->split, err);
	bpe = calloc(1, sizeof(*bpe));
	if (bpe == NULL)
		return lm_err_nomem(err);
	bpe->vocab = vocab;
	bpe->rule = rule;
	if (lm_bpe_merges_init(&bpe->merges, vocab, err) != LM_OK) {
		lm_bpe_free(bpe);
		return LM_NOMEM;
	}
	*out = bpe;
	return LM_OK;
}

void
lm_bpe_free(struct lm_bpe *bpe)
{
	if (bpe == NULL)
		return;
	free(bpe->merges.lens);
	free(bpe);
}

bool
lm_bpe_is_proved(const struct lm_bpe *bpe)
{
	return lm_split_is_proved(bpe->rule);
}

struct lm_bpe_worker *
lm_bpe_worker_new(const struct lm_bpe *bpe)
{
	struct lm_bpe_worker *worker = calloc(1, sizeof(*worker));

	if (worker != NULL)
		worker->bpe = bpe;
	return worker;
}

void
lm_bpe_worker_free(struct lm_bpe_worker *worker)
{
	if (worker == NULL)
		return;
	lm_bpe_long_free(&worker->places);
	lm_bpe_heap_free(&worker->heap);
	lm_ids_free(&worker->ids);
	free(worker);
}

/* The token that a word is as a whole, where that goes before merging. */
static uint32_t
whole_word(const struct lm_vocab *vocab, struct lm_span word)
{
	if (!vocab->whole_words || word.len > vocab->longest)
		return LM_VOCAB_NONE;
	return lm_vocab_index_find(vocab->index, word);
}

/* Append the tokens of a word that is not short. */
static enum lm_code
encode_long(struct lm_bpe_worker *worker, struct lm_span word,
    struct lm_ids *ids, struct lm_err *err)
{
	const struct lm_bpe_merges *merges = &worker->bpe->merges;

	if (merges->is_ordered)
		return lm_bpe_join_long(merges, &worker->places, word, ids,
		    err);
	return lm_bpe_join_heap(merges, &worker->heap, word, ids, err);
}

static enum lm_code
encode_word(struct lm_bpe_worker *worker, struct lm_span word,
    struct lm_ids *ids, struct lm_err *err)
{
	uint32_t whole = whole_word(worker->bpe->vocab, word);
	uint32_t list[LM_BPE_SHORT];
	enum lm_code code = LM_OK;
	size_t n;

	if (whole != LM_VOCAB_NONE)
		return lm_ids_push(ids, whole, err);
	if (word.len > LM_BPE_SHORT)
		return encode_long(worker, word, ids, err);
	n = lm_bpe_join_short(&worker->bpe->merges, word, list);
	for (size_t i = 0; i < n && code == LM_OK; i++)
		if (list[i] != LM_VOCAB_NONE)
			code = lm_ids_push(ids, list[i], err);
	return code;
}

enum lm_code
lm_bpe_encode(struct lm_bpe_worker *worker, struct lm_span text,
    struct lm_ids *ids, struct lm_err *err)
{
	struct lm_split split;
	struct lm_span word;
	enum lm_code code = LM_OK;

	lm_split_start(&split, worker->bpe->rule, text);
	while (code == LM_OK && lm_split_next(&split, &word))
		code = encode_word(worker, word, ids, err);
	return code;
}

static inline uint64_t
load_8(const char *at)
{
	uint64_t value;

	memcpy(&value, at, sizeof(value));
	return value;
}

/* A word of 1 to CACHE_WORD bytes, as numbers that no other of its length
 * has.  Nothing beyond the word is read. */
static inline void
load_word(struct lm_span word, uint64_t key[3])
{
	const char *end = word.ptr + word.len;
	uint32_t first, last;

	key[1] = key[2] = 0;
	if (word.len >= 8) {
		key[0] = load_8(word.ptr);
		key[1] = load_8(end - 8);
		if (word.len > 16)
			key[2] = load_8(word.ptr + 8);
	} else if (word.len >= 4) {
		memcpy(&first, word.ptr, sizeof(first));
		memcpy(&last, end - 4, sizeof(last));
		key[0] = (uint64_t)first << 32 | last;
	} else {
		key[0] = (uint64_t)(unsigned char)word.ptr[0] << 16 |
		    (uint64_t)(unsigned char)word.ptr[word.len / 2] << 8 |
		    (unsigned char)end[-1];
	}
}

/* Where a word is remembered: multiplied by odd constants of splitmix64. */
static inline size_t
place_of(const uint64_t key[3], size_t len)
{
	uint64_t h = (key[0] ^ len) * UINT64_C(0x9e3779b97f4a7c15);

	h = (h ^ h >> 32 ^ key[1]) * UINT64_C(0xbf58476d1ce4e5b9);
	h = (h ^ h >> 32 ^ key[2]) * UINT64_C(0x94d049bb133111eb);
	return (size_t)(h >> (64 - CACHE_BITS));
}

/* The tokens of a short word; nothing can fail. */
static uint32_t
count_short(const struct lm_bpe *bpe, struct lm_span word)
{
	uint32_t ids[LM_BPE_SHORT], n_tokens = 0;
	size_t n;

	if (whole_word(bpe->vocab, word) != LM_VOCAB_NONE)
		return 1;
	n = lm_bpe_join_short(&bpe->merges, word, ids);
	for (size_t i = 0; i < n; i++)
		n_tokens += ids[i] != LM_VOCAB_NONE;
	return n_tokens;
}

static inline uint32_t
count_cached(struct lm_bpe_worker *worker, struct lm_span word)
{
	struct cached *place;
	uint64_t key[3];

	load_word(word, key);
	place = &worker->cache[place_of(key, word.len)];
	if (place->key[0] != key[0] || place->key[1] != key[1] ||
	    place->key[2] != key[2] || place->len != word.len) {
		place->n = count_short(worker->bpe, word);
		memcpy(place->key, key, sizeof(key));
		place->len = (uint32_t)word.len;
	}
	return place->n;
}

enum lm_code
lm_bpe_count(struct lm_bpe_worker *worker, struct lm_span text, uint64_t *n,
    struct lm_err *err)
{
	struct lm_split split;
	struct lm_span word;
	enum lm_code code;

	lm_split_start(&split, worker->bpe->rule, text);
	while (lm_split_next(&split, &word)) {
		if (word.len <= CACHE_WORD) {
			*n += count_cached(worker, word);
		} else if (word.len <= LM_BPE_SHORT) {
			*n += count_short(worker->bpe, word);
		} else {
			worker->ids.n = 0;
			code = encode_word(worker, word, &worker->ids, err);
			if (code != LM_OK)
				return code;
			*n += worker->ids.n;
		}
	}
	return LM_OK;
}
