/*
 * Any bytes as a GGUF file or a tokenizer.json, with a text behind the last
 * NUL.  Oracles: ids and types are in range; a merge's parts make its result;
 * the engines give ids of the vocabulary, no more than the text has bytes, and
 * the same ones when their memory is used again.
 */
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lm/tokenizer_spm.h"
#include "lm/tokenizer_wordpiece.h"
#include "lm/vocab_build.h"

#include "require.h"

static enum lm_code
load(struct lm_span bytes, struct lm_vocab **out)
{
	struct lm_buf copy = {0};
	struct lm_err err = {0};
	enum lm_code code;

	*out = NULL;
	if (bytes.len < 4 || memcmp(bytes.ptr, "GGUF", 4) != 0)
		return lm_vocab_from_json(bytes, out, &err);
	if (lm_buf_span(&copy, bytes, &err) != LM_OK)
		return LM_NOMEM;
	code = lm_vocab_from_gguf(&copy, NULL, out, &err);
	require(code == LM_OK || err.message[0] != '\0');
	return code;
}

static void
check_merge(const struct lm_vocab *vocab, const struct lm_vocab_merge *merge)
{
	require(merge->left < vocab->n_pieces);
	require(merge->right < vocab->n_pieces);
	require(merge->result < vocab->n_pieces);
	if (vocab->types[merge->left] == LM_VOCAB_NORMAL &&
	    vocab->types[merge->right] == LM_VOCAB_NORMAL &&
	    vocab->types[merge->result] == LM_VOCAB_NORMAL)
		require(vocab->pieces[merge->left].len +
			vocab->pieces[merge->right].len ==
		    vocab->pieces[merge->result].len);
}

static void
check_vocab(const struct lm_vocab *vocab)
{
	require((vocab->kind == LM_VOCAB_BPE) == (vocab->split != NULL));
	for (size_t i = 0; i < vocab->n_pieces; i++) {
		require(vocab->pieces[i].len <= vocab->longest);
		require(vocab->types[i] >= LM_VOCAB_NORMAL &&
		    vocab->types[i] <= LM_VOCAB_BYTE);
	}
	for (size_t i = 0; i < vocab->n_merges; i++)
		check_merge(vocab, &vocab->merges[i]);
	for (size_t i = 0; i < 256; i++)
		require(vocab->bytes[i] == LM_VOCAB_NONE ||
		    vocab->bytes[i] < vocab->n_pieces);
}

struct engines {
	struct lm_spm *spm;
	struct lm_wordpiece *wordpiece;
};

static void
encode(const struct engines *engines, const struct lm_vocab *vocab,
    struct lm_span text, struct lm_ids *ids)
{
	struct lm_err err = {0};
	enum lm_code code = vocab->kind == LM_VOCAB_SPM
	    ? lm_spm_encode(engines->spm, vocab, text, true, ids, &err)
	    : lm_wordpiece_encode(engines->wordpiece, vocab, text, ids, &err);

	require(code == LM_OK || code == LM_NOMEM);
}

static void
check_encode(const struct lm_vocab *vocab, struct lm_span text)
{
	struct engines engines = {lm_spm_new(), lm_wordpiece_new()};
	struct lm_ids ids = {0};
	size_t n;

	if (engines.spm != NULL && engines.wordpiece != NULL) {
		encode(&engines, vocab, text, &ids);
		n = ids.n;
		require(n <= 3 * (text.len + 1));
		encode(&engines, vocab, text, &ids);
		require(ids.n == 2 * n);
		for (size_t i = 0; i < n; i++)
			require(ids.list[i] < vocab->n_pieces &&
			    ids.list[i] == ids.list[n + i]);
	}
	lm_ids_free(&ids);
	lm_spm_free(engines.spm);
	lm_wordpiece_free(engines.wordpiece);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct lm_span bytes = lm_span((const char *)data, size), text = bytes;
	struct lm_vocab *vocab;
	size_t cut = size;

	while (cut > 0 && data[cut - 1] != '\0')
		cut--;
	text = lm_span(bytes.ptr + cut, size - cut);
	if (cut > 0 && data[0] != 'G')
		bytes.len = cut - 1;
	if (load(bytes, &vocab) == LM_OK) {
		check_vocab(vocab);
		if (vocab->kind != LM_VOCAB_BPE)
			check_encode(vocab, text);
	}
	lm_vocab_free(vocab);
	return 0;
}
