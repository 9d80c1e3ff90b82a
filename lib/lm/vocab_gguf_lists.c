#include "lm/vocab_gguf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum lm_code
lm_vocab_gguf_find(const struct lm_gguf *gguf, const char *key,
    enum lm_gguf_type type, bool is_array, const struct lm_gguf_value **out,
    struct lm_err *err)
{
	const struct lm_gguf_value *value = lm_gguf_find(gguf, key);

	*out = value;
	if (value == NULL ||
	    (value->type == type && value->is_array == is_array))
		return LM_OK;
	return lm_err_set(err, LM_MALFORMED,
	    "byte %zu: %s: expected %s%s, found %s%s", value->at, key,
	    is_array ? "an array of " : "", lm_gguf_type_name(type),
	    value->is_array ? "an array of " : "",
	    lm_gguf_type_name(value->type));
}

static enum lm_code
missing(const char *key, struct lm_err *err)
{
	return lm_err_set(err, LM_MALFORMED, "no tokenizer: expected a key %s",
	    key);
}

enum lm_code
lm_vocab_gguf_require(const struct lm_gguf *gguf, const char *key,
    enum lm_gguf_type type, bool is_array, const struct lm_gguf_value **out,
    struct lm_err *err)
{
	enum lm_code code =
	    lm_vocab_gguf_find(gguf, key, type, is_array, out, err);

	return code == LM_OK && *out == NULL ? missing(key, err) : code;
}

/* An array with an item for each token, or none. */
static enum lm_code
find_by_id(const struct lm_gguf *gguf, const char *key, enum lm_gguf_type type,
    size_t n, const struct lm_gguf_value **out, struct lm_err *err)
{
	enum lm_code code = lm_vocab_gguf_find(gguf, key, type, true, out, err);

	if (code == LM_OK && *out != NULL && (*out)->n != n)
		return lm_err_set(err, LM_MALFORMED,
		    "byte %zu: %s: expected %zu items, as there are tokens, "
		    "found %zu",
		    (*out)->at, key, n, (size_t)(*out)->n);
	return code;
}

enum lm_code
lm_vocab_gguf_texts(const struct lm_gguf *gguf, struct lm_vocab_raw *raw,
    struct lm_err *err)
{
	const struct lm_gguf_value *tokens;
	enum lm_code code = lm_vocab_gguf_require(gguf, GGML "tokens",
	    LM_GGUF_STRING, true, &tokens, err);

	if (code == LM_OK)
		code = lm_vocab_raw_size(raw, (size_t)tokens->n, err);
	if (code == LM_OK)
		lm_gguf_strings(tokens, raw->texts);
	return code;
}

/*
 * llama.cpp takes these for control tokens whatever their type is, as many
 * files have that wrong (llama_vocab::impl::load).
 */
static bool
looks_like_control(struct lm_span text)
{
	static const char *const names[] = {
	    "<|eot_id|>",
	    "<|im_end|>",
	    "<|end|>",
	    "<end_of_turn>",
	    "<|endoftext|>",
	    "<EOT>",
	    "<｜end▁of▁sentence｜>",
	    "<|eom_id|>",
	    "<|fim_prefix|>",
	    "<fim-prefix>",
	    "<｜fim▁begin｜>",
	    "<PRE>",
	    "<|fim_suffix|>",
	    "<fim-suffix>",
	    "<｜fim▁hole｜>",
	    "<SUF>",
	    "<|fim_middle|>",
	    "<fim-middle>",
	    "<｜fim▁end｜>",
	    "<MID>",
	    "<|fim_pad|>",
	    "<fim-pad>",
	    "<PAD>",
	    "<|fim_repo|>",
	    "<|repo_name|>",
	    "<fim-repo>",
	    "<REPO>",
	    "<|file_sep|>",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (lm_span_equal(text, lm_span_of(names[i])))
			return true;
	return false;
}

enum lm_code
lm_vocab_gguf_types(const struct lm_gguf *gguf, struct lm_vocab_raw *raw,
    struct lm_err *err)
{
	const struct lm_gguf_value *types;
	enum lm_code code = find_by_id(gguf, GGML "token_type", LM_GGUF_I32,
	    raw->n, &types, err);

	if (code != LM_OK)
		return code;
	for (size_t i = 0; i < raw->n; i++) {
		uint32_t type =
		    types == NULL ? LM_VOCAB_NORMAL : lm_gguf_word(types, i);

		if (type < LM_VOCAB_NORMAL || type > LM_VOCAB_BYTE)
			return lm_err_set(err, LM_MALFORMED,
			    "byte %zu: " GGML "token_type: expected types "
			    "from 1 to 6, found %d for token %zu",
			    types->at, (int)type, i);
		if (type == LM_VOCAB_USER_DEFINED &&
		    looks_like_control(raw->texts[i]))
			type = LM_VOCAB_CONTROL;
		raw->types[i] = (unsigned char)type;
	}
	return LM_OK;
}

enum lm_code
lm_vocab_gguf_scores(const struct lm_gguf *gguf, struct lm_vocab_raw *raw,
    struct lm_err *err)
{
	const struct lm_gguf_value *scores;
	enum lm_code code =
	    find_by_id(gguf, GGML "scores", LM_GGUF_F32, raw->n, &scores, err);

	if (code == LM_OK && scores == NULL)
		code = missing(GGML "scores", err);
	if (code != LM_OK)
		return code;
	raw->scores = malloc((raw->n + 1) * sizeof(*raw->scores));
	if (raw->scores == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < raw->n; i++) {
		uint32_t word = lm_gguf_word(scores, i);

		memcpy(&raw->scores[i], &word, sizeof(word));
		if (raw->scores[i] != raw->scores[i])
			return lm_err_set(err, LM_MALFORMED,
			    "byte %zu: " GGML "scores: expected a number "
			    "for token %zu",
			    scores->at, i);
	}
	return LM_OK;
}

/* "left right": the first blank that is not the first byte parts them. */
static enum lm_code
cut_merge(struct lm_span text, struct lm_span *left, struct lm_span *right)
{
	const char *blank =
	    text.len < 2 ? NULL : memchr(text.ptr + 1, ' ', text.len - 1);

	if (blank == NULL)
		return LM_MALFORMED;
	*left = lm_span(text.ptr, (size_t)(blank - text.ptr));
	*right = lm_span(blank + 1, text.len - left->len - 1);
	return LM_OK;
}

enum lm_code
lm_vocab_gguf_merges(const struct lm_gguf *gguf, struct lm_vocab_raw *raw,
    struct lm_err *err)
{
	const struct lm_gguf_value *merges;
	struct lm_span *parts;
	enum lm_code code = lm_vocab_gguf_require(gguf, GGML "merges",
	    LM_GGUF_STRING, true, &merges, err);

	if (code != LM_OK)
		return code;
	raw->n_merges = (size_t)merges->n;
	raw->parts = parts = calloc(raw->n_merges + 1, 2 * sizeof(*parts));
	if (parts == NULL)
		return lm_err_nomem(err);
	/* The texts go to the second half, and are cut from the front on. */
	lm_gguf_strings(merges, parts + raw->n_merges);
	for (size_t i = 0; i < raw->n_merges; i++)
		if (cut_merge(parts[raw->n_merges + i], &parts[2 * i],
			&parts[2 * i + 1]) != LM_OK)
			return lm_err_set(err, LM_MALFORMED,
			    "byte %zu: " GGML "merges: expected two parts "
			    "with a blank between them in merge %zu",
			    merges->at, i);
	return LM_OK;
}
