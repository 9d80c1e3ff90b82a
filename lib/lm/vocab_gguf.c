#include "lm/vocab_gguf.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* What llama.cpp takes where a BERT file does not say. */
#define BERT_UNKNOWN 100

static enum lm_code
read_kind(const struct lm_gguf *gguf, struct lm_vocab_raw *raw,
    struct lm_err *err)
{
	static const struct {
		const char *name;
		enum lm_vocab_kind kind;
	} kinds[] = {
	    {"gpt2", LM_VOCAB_BPE},
	    {"llama", LM_VOCAB_SPM},
	    {"bert", LM_VOCAB_WORDPIECE},
	};
	const struct lm_gguf_value *model;
	enum lm_code code = lm_vocab_gguf_require(gguf, GGML "model",
	    LM_GGUF_STRING, false, &model, err);

	if (code != LM_OK)
		return code;
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		raw->kind = kinds[i].kind;
		if (lm_span_equal(model->bytes, lm_span_of(kinds[i].name)))
			return LM_OK;
	}
	return lm_err_set(err, LM_MALFORMED,
	    "byte %zu: tokenizer \"%.*s\": expected gpt2, llama or bert",
	    model->at, (int)(model->bytes.len > 99 ? 99 : model->bytes.len),
	    model->bytes.ptr);
}

/* Splits whose words are looked up whole first (llama_vocab::impl::load). */
static bool
takes_whole_words(struct lm_span split)
{
	static const char *const names[] = {"llama3", "llama-v3", "llama-bpe",
	    "falcon3", "tekken"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (lm_span_equal(split, lm_span_of(names[i])))
			return true;
	return false;
}

/* Whether the name is known is for those to say who split. */
static enum lm_code
read_split(const struct lm_gguf *gguf, struct lm_vocab_raw *raw,
    struct lm_err *err)
{
	const struct lm_gguf_value *pre;
	enum lm_code code = lm_vocab_gguf_find(gguf, GGML "pre", LM_GGUF_STRING,
	    false, &pre, err);

	if (code != LM_OK)
		return code;
	if (pre == NULL)
		return lm_err_set(err, LM_MALFORMED,
		    "no key " GGML "pre: the file does not say how text is "
		    "cut into words: expected one of a newer conversion");
	raw->split = pre->bytes;
	raw->whole_words = takes_whole_words(raw->split);
	return LM_OK;
}

/* A token's id under key; *out stays where there is none. */
static enum lm_code
read_id(const struct lm_gguf *gguf, const char *key, size_t n, uint32_t *out,
    struct lm_err *err)
{
	const struct lm_gguf_value *value = lm_gguf_find(gguf, key);
	uint64_t id;

	if (value == NULL)
		return LM_OK;
	if (!lm_gguf_whole(value, &id) || id >= n)
		return lm_err_set(err, LM_MALFORMED,
		    "byte %zu: %s: expected a token's id, below %zu", value->at,
		    key, n);
	*out = (uint32_t)id;
	return LM_OK;
}

static enum lm_code
read_flag(const struct lm_gguf *gguf, const char *key, bool *out,
    struct lm_err *err)
{
	const struct lm_gguf_value *value;
	enum lm_code code =
	    lm_vocab_gguf_find(gguf, key, LM_GGUF_BOOL, false, &value, err);

	if (code == LM_OK && value != NULL)
		*out = value->bytes.ptr[0] != 0;
	return code;
}

/* Whether general.name has part in it, in any case. */
static bool
model_has(const struct lm_gguf *gguf, const char *part)
{
	const struct lm_gguf_value *name = lm_gguf_find(gguf, "general.name");
	size_t len = strlen(part);

	if (name == NULL || name->type != LM_GGUF_STRING || name->is_array)
		return false;
	for (size_t i = 0; i + len <= name->bytes.len; i++)
		if (strncasecmp(name->bytes.ptr + i, part, len) == 0)
			return true;
	return false;
}

/*
 * GGUF does not say which tokens swallow white space; llama.cpp goes by the
 * model's name: all special ones of Phi-3 do so to the right, but for three.
 */
static enum lm_code
set_strips(const struct lm_gguf *gguf, struct lm_vocab_raw *raw,
    struct lm_err *err)
{
	if (!model_has(gguf, "phi-3") && !model_has(gguf, "phi3"))
		return LM_OK;
	raw->strips = calloc(raw->n + 1, 1);
	if (raw->strips == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < raw->n; i++)
		if (raw->types[i] == LM_VOCAB_USER_DEFINED &&
		    !lm_span_equal(raw->texts[i], lm_span_of("<unk>")) &&
		    !lm_span_equal(raw->texts[i], lm_span_of("<s>")))
			raw->strips[i] = LM_VOCAB_STRIP_RIGHT;
	return LM_OK;
}

static enum lm_code
read_rest(const struct lm_gguf *gguf, struct lm_vocab_raw *raw,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	raw->unknown = LM_VOCAB_NONE;
	switch (raw->kind) {
	case LM_VOCAB_BPE:
		code = read_split(gguf, raw, err);
		if (code == LM_OK)
			code = lm_vocab_gguf_merges(gguf, raw, err);
		break;
	case LM_VOCAB_SPM:
		raw->space_prefix = true;
		raw->unknown = 0;
		code = read_flag(gguf, GGML "add_space_prefix",
		    &raw->space_prefix, err);
		if (code == LM_OK)
			code = lm_vocab_gguf_scores(gguf, raw, err);
		break;
	case LM_VOCAB_WORDPIECE:
		raw->lower_case = true;
		raw->unknown = BERT_UNKNOWN;
		break;
	}
	if (code == LM_OK)
		code = read_id(gguf, GGML "unknown_token_id", raw->n,
		    &raw->unknown, err);
	return code == LM_OK ? set_strips(gguf, raw, err) : code;
}

enum lm_code
lm_vocab_from_gguf(struct lm_buf *begun, struct lm_reader *reader,
    struct lm_vocab **out, struct lm_err *err)
{
	struct lm_vocab_raw raw = {0};
	struct lm_gguf *gguf;
	enum lm_code code = lm_gguf_read(begun, reader, &gguf, err);

	*out = NULL;
	if (code != LM_OK)
		return code;
	code = read_kind(gguf, &raw, err);
	if (code == LM_OK)
		code = lm_vocab_gguf_texts(gguf, &raw, err);
	if (code == LM_OK)
		code = lm_vocab_gguf_types(gguf, &raw, err);
	if (code == LM_OK)
		code = read_rest(gguf, &raw, err);
	if (code == LM_OK)
		code = lm_vocab_build(&raw, out, err);
	lm_vocab_raw_free(&raw);
	lm_gguf_free(gguf);
	return code;
}
