/*
 * A byte that picks a rule of splitting and how merges are made, then a text.
 * Oracles: the words of a text are the text; every way to join a word gives
 * the same tokens; the bounds of an estimate are in order.  There is no file
 * here, so the vocabulary is made: all bytes, and merges of those that the
 * text itself has side by side.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lm/tokenizer.h"
#include "lm/tokenizer_bpe_join.h"
#include "lm/tokenizer_split.h"
#include "lm/utf8.h"
#include "lm/vocab_pairs.h"

#include "require.h"

#define N_BYTES 256
#define MOST_MERGES 64

static const char *const names[] = {"bloom", "chameleon", "command-r",
    "deepseek-coder", "deepseek-llm", "deepseek-v3", "default", "falcon",
    "gpt-2", "llama-bpe", "qwen2", "tekken", "viking"};

static void
check_split(const char *name, struct lm_span text)
{
	const char *at = text.ptr;
	struct lm_split split;
	struct lm_span word;

	if (!lm_utf8_valid(text))
		return;
	lm_split_start(&split, lm_split_find(name), text);
	while (lm_split_next(&split, &word)) {
		require(word.len > 0 && word.ptr == at && lm_utf8_valid(word));
		at += word.len;
	}
	require(at == text.ptr + text.len);
}

static bool
is_known(const struct lm_vocab_merge *merges, size_t n, uint32_t left,
    uint32_t right)
{
	for (size_t i = 0; i < n; i++)
		if (merges[i].left == left && merges[i].right == right)
			return true;
	return false;
}

/* Merges as learning makes them: two tokens that are there give a new one. */
static size_t
make_merges(struct lm_span text, struct lm_vocab_merge *merges, bool backwards)
{
	size_t n = 0;

	for (size_t i = 0; i + 1 < text.len && n < MOST_MERGES; i++) {
		uint32_t left = (unsigned char)text.ptr[i];
		uint32_t right = (unsigned char)text.ptr[i + 1];

		if (i % 3 == 2 && n > 0)
			left = N_BYTES + (left % (uint32_t)n);
		if (i % 5 == 4 && n > 0)
			right = N_BYTES + (right % (uint32_t)n);
		if (is_known(merges, n, left, right))
			continue;
		merges[n] =
		    (struct lm_vocab_merge){left, right, N_BYTES + (uint32_t)n};
		n++;
	}
	for (size_t i = 0; backwards && i < n / 2; i++) {
		struct lm_vocab_merge kept = merges[i];

		merges[i] = merges[n - 1 - i];
		merges[n - 1 - i] = kept;
	}
	return n;
}

static void
check_joining(const struct lm_bpe_merges *joining, struct lm_span word)
{
	struct lm_bpe_long places = {0};
	struct lm_bpe_heap heap = {0};
	struct lm_ids one = {0}, two = {0};
	uint32_t ids[LM_BPE_SHORT];
	size_t n, len = word.len;

	require(lm_bpe_join_heap(joining, &heap, word, &one, NULL) == LM_OK);
	require(one.n <= len);
	if (joining->is_ordered) {
		require(lm_bpe_join_long(joining, &places, word, &two, NULL) ==
		    LM_OK);
		require(one.n == two.n &&
		    (one.n == 0 ||
			memcmp(one.list, two.list, one.n * sizeof(*one.list)) ==
			    0));
	}
	if (len > 0 && len <= LM_BPE_SHORT) {
		n = lm_bpe_join_short(joining, word, ids);
		require(
		    n == one.n && memcmp(ids, one.list, n * sizeof(*ids)) == 0);
	}
	lm_ids_free(&one);
	lm_ids_free(&two);
	lm_bpe_long_free(&places);
	lm_bpe_heap_free(&heap);
}

static void
check_merges(struct lm_span text, bool backwards)
{
	struct lm_vocab_merge merges[MOST_MERGES];
	struct lm_vocab vocab = {.kind = LM_VOCAB_BPE};
	struct lm_vocab_pairs *pairs;
	struct lm_bpe_merges joining;

	vocab.merges = merges;
	vocab.n_merges = make_merges(text, merges, backwards);
	vocab.n_pieces = N_BYTES + vocab.n_merges;
	for (uint32_t i = 0; i < N_BYTES; i++)
		vocab.bytes[i] = i;
	require(
	    lm_vocab_pairs_new(merges, vocab.n_merges, &pairs, NULL) == LM_OK);
	vocab.pairs = pairs;
	require(lm_bpe_merges_init(&joining, &vocab, NULL) == LM_OK);
	check_joining(&joining, text);
	free(joining.lens);
	lm_vocab_pairs_free(pairs);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span text;
	uint64_t low = 0, high = 0;

	if (size == 0)
		return 0;
	text = lm_span((const char *)data + 1, size - 1);
	check_split(names[(data[0] >> 1) % (sizeof(names) / sizeof(names[0]))],
	    text);
	check_merges(text, (data[0] & 1) != 0);
	lm_tokens_estimate(text, &low, &high);
	require(low <= high);
	return 0;
}
