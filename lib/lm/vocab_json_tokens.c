#include "lm/vocab_json.h"

#include <stdint.h>
#include <stdlib.h>

#include "lm/num.h"
#include "lm/vocab_index.h"

#define LOWER_BLOCK "\xe2\x96\x81" /* U+2581 begins a word */
#define MARK_LEN 3
/* Ids above the number of tokens by more than this are a mistake. */
#define MOST_HOLES 10000

/* An id below n. */
static enum lm_code
read_id(const struct lm_vocab_json *json, yyjson_val *val, size_t n,
    uint32_t *out, struct lm_err *err)
{
	uint64_t id;

	if (!yyjson_is_raw(val) ||
	    lm_num_u64(lm_record_text(val), 0, n - 1, &id, NULL) != LM_OK)
		return lm_vocab_json_mistake(json, val, err,
		    "expected a token's id, below %zu", n);
	*out = (uint32_t)id;
	return LM_OK;
}

/* The text of a token of WordPiece as GGUF has it. */
static struct lm_span
turn_round(struct lm_buf *made, struct lm_span text)
{
	char *at = made->ptr + made->len;

	if (text.len > 2 && memcmp(text.ptr, "##", 2) == 0)
		return lm_span(text.ptr + 2, text.len - 2);
	memcpy(at, LOWER_BLOCK, MARK_LEN);
	if (text.len > 0)
		memcpy(at + MARK_LEN, text.ptr, text.len);
	made->len += MARK_LEN + text.len;
	return lm_span(at, MARK_LEN + text.len);
}

/* model.vocab: names to ids.  Names are turned round later. */
static enum lm_code
read_vocab(struct lm_vocab_json *json, yyjson_val *vocab, struct lm_err *err)
{
	yyjson_obj_iter iter = yyjson_obj_iter_with(vocab);
	struct lm_vocab_raw *raw = &json->raw;
	yyjson_val *key;
	uint32_t id;

	while ((key = yyjson_obj_iter_next(&iter)) != NULL) {
		enum lm_code code = read_id(json, yyjson_obj_iter_get_val(key),
		    raw->n, &id, err);

		if (code != LM_OK)
			return code;
		if (raw->types[id] != 0)
			return lm_vocab_json_mistake(json, key, err,
			    "expected an id of its own: %u is another token's",
			    (unsigned)id);
		raw->texts[id] = lm_record_text(key);
		raw->types[id] = LM_VOCAB_NORMAL;
	}
	return LM_OK;
}

/* What a token that is looked for in text may not ask for. */
static enum lm_code
check_user_defined(const struct lm_vocab_json *json, yyjson_val *token,
    yyjson_val *content, struct lm_err *err)
{
	bool plain = json->raw.kind == LM_VOCAB_BPE;

	if (lm_vocab_json_flag(token, "single_word", false))
		return lm_vocab_json_mistake(json, content, err,
		    "added_tokens: single_word is not known here");
	if (!plain && lm_vocab_json_flag(token, "normalized", true))
		return lm_vocab_json_mistake(json, content, err,
		    "added_tokens: normalized is not known here");
	return LM_OK;
}

static unsigned char
strips(yyjson_val *token)
{
	return (unsigned char)((lm_vocab_json_flag(token, "lstrip", false)
				       ? LM_VOCAB_STRIP_LEFT
				       : 0) |
	    (lm_vocab_json_flag(token, "rstrip", false) ? LM_VOCAB_STRIP_RIGHT
							: 0));
}

static enum lm_code
add_token(struct lm_vocab_json *json, yyjson_val *token, struct lm_err *err)
{
	yyjson_val *content = lm_vocab_json_get(token, "content");
	struct lm_vocab_raw *raw = &json->raw;
	bool special = lm_vocab_json_flag(token, "special", false);
	enum lm_code code;
	uint32_t id;

	if (!yyjson_is_str(content) || yyjson_get_len(content) == 0)
		return lm_vocab_json_mistake(json, content, err,
		    "added_tokens: expected content, a string");
	code = read_id(json, lm_vocab_json_get(token, "id"), raw->n, &id, err);
	if (code == LM_OK && !special)
		code = check_user_defined(json, token, content, err);
	if (code != LM_OK)
		return code;
	if (raw->types[id] == 0)
		raw->added[id] = true;
	else if (!lm_span_equal(raw->texts[id], lm_record_text(content)))
		return lm_vocab_json_mistake(json, content, err,
		    "added_tokens: %u is another token's id", (unsigned)id);
	raw->texts[id] = lm_record_text(content);
	raw->types[id] = special ? LM_VOCAB_CONTROL : LM_VOCAB_USER_DEFINED;
	raw->strips[id] = strips(token);
	return LM_OK;
}

/* Turn names round, fill holes; one past the last token is the count. */
static enum lm_code
finish(struct lm_vocab_json *json, struct lm_err *err)
{
	struct lm_vocab_raw *raw = &json->raw;
	size_t len = 0, n = 0;
	enum lm_code code;

	for (size_t i = 0; i < raw->n; i++) {
		len += raw->texts[i].len + MARK_LEN;
		if (raw->types[i] == 0)
			raw->types[i] = LM_VOCAB_UNUSED;
		else
			n = i + 1;
	}
	raw->n = n;
	if (raw->kind != LM_VOCAB_WORDPIECE)
		return LM_OK;
	code = lm_buf_reserve(&json->made, len, err);
	for (size_t i = 0; i < n && code == LM_OK; i++)
		if (raw->types[i] == LM_VOCAB_NORMAL)
			raw->texts[i] = turn_round(&json->made, raw->texts[i]);
	return code;
}

enum lm_code
lm_vocab_json_tokens(struct lm_vocab_json *json, yyjson_val *vocab,
    yyjson_val *added, struct lm_err *err)
{
	size_t n = yyjson_obj_size(vocab) + yyjson_arr_size(added) + MOST_HOLES;
	yyjson_arr_iter iter = yyjson_arr_iter_with(added);
	yyjson_val *token;
	enum lm_code code;

	if (!yyjson_is_obj(vocab))
		return lm_err_set(err, LM_MALFORMED,
		    "model.vocab: expected an object");
	code = lm_vocab_raw_size(&json->raw, n, err);
	if (code != LM_OK)
		return code;
	json->raw.added = calloc(n, sizeof(*json->raw.added));
	json->raw.strips = calloc(n, 1);
	if (json->raw.added == NULL || json->raw.strips == NULL)
		return lm_err_nomem(err);
	code = read_vocab(json, vocab, err);
	while (code == LM_OK && (token = yyjson_arr_iter_next(&iter)) != NULL)
		code = add_token(json, token, err);
	return code == LM_OK ? finish(json, err) : code;
}

/* "left right" or ["left","right"]. */
static bool
cut_merge(yyjson_val *val, struct lm_span *parts)
{
	yyjson_val *left = yyjson_arr_get(val, 0);
	yyjson_val *right = yyjson_arr_get(val, 1);
	struct lm_span text;
	const char *blank;

	if (yyjson_is_str(left) && yyjson_is_str(right) &&
	    yyjson_arr_size(val) == 2) {
		parts[0] = lm_record_text(left);
		parts[1] = lm_record_text(right);
		return true;
	}
	if (!yyjson_is_str(val))
		return false;
	text = lm_record_text(val);
	blank = memchr(text.ptr, ' ', text.len);
	if (blank == NULL)
		return false;
	parts[0] = lm_span(text.ptr, (size_t)(blank - text.ptr));
	parts[1] = lm_span(blank + 1, text.len - parts[0].len - 1);
	return memchr(parts[1].ptr, ' ', parts[1].len) == NULL;
}

enum lm_code
lm_vocab_json_merges(struct lm_vocab_json *json, yyjson_val *merges,
    struct lm_err *err)
{
	size_t n = yyjson_arr_size(merges), i = 0;
	yyjson_arr_iter iter = yyjson_arr_iter_with(merges);
	yyjson_val *val;

	if (!yyjson_is_arr(merges))
		return lm_err_set(err, LM_MALFORMED,
		    "model.merges: expected an array");
	json->raw.parts = calloc(n + 1, 2 * sizeof(*json->raw.parts));
	if (json->raw.parts == NULL)
		return lm_err_nomem(err);
	json->raw.n_merges = n;
	for (; (val = yyjson_arr_iter_next(&iter)) != NULL; i++)
		if (!cut_merge(val, &json->raw.parts[2 * i]))
			return lm_vocab_json_mistake(json, val, err,
			    "model.merges: expected two parts in merge %zu", i);
	return LM_OK;
}
