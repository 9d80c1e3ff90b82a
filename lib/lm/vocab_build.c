#include "lm/vocab_build.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lm/vocab_bytes.h"
#include "lm/vocab_index.h"
#include "lm/vocab_pairs.h"

#define LOWER_BLOCK "\xe2\x96\x81" /* U+2581 */

/* A vocabulary and what it owns. */
struct owner {
	struct lm_vocab vocab; /* first, so that its pointer is the owner's */
	struct lm_buf text;    /* split, NUL, then all pieces and keys */
	struct lm_span *pieces;
	struct lm_span *keys; /* what the index finds; empty: never */
	unsigned char *types;
	unsigned char *strips;
	float *scores;
	struct lm_vocab_merge *merges;
	struct lm_vocab_index *index;
	struct lm_vocab_pairs *pairs;
};

void
lm_vocab_free(struct lm_vocab *vocab)
{
	struct owner *owner = (struct owner *)vocab;

	if (owner == NULL)
		return;
	lm_vocab_pairs_free(owner->pairs);
	lm_vocab_index_free(owner->index);
	free(owner->merges);
	free(owner->scores);
	free(owner->strips);
	free(owner->types);
	free(owner->keys);
	free(owner->pieces);
	lm_buf_free(&owner->text);
	free(owner);
}

void
lm_vocab_raw_free(struct lm_vocab_raw *raw)
{
	free(raw->texts);
	free(raw->types);
	free(raw->strips);
	free(raw->added);
	free(raw->scores);
	free(raw->parts);
	*raw = (struct lm_vocab_raw){0};
}

enum lm_code
lm_vocab_raw_size(struct lm_vocab_raw *raw, size_t n, struct lm_err *err)
{
	raw->texts = calloc(n > 0 ? n : 1, sizeof(*raw->texts));
	raw->types = calloc(n > 0 ? n : 1, 1);
	raw->n = n;
	return raw->texts == NULL || raw->types == NULL ? lm_err_nomem(err)
							: LM_OK;
}

/* Bytes at the end of text, for which there is room. */
static struct lm_span
keep(struct lm_buf *text, struct lm_span bytes)
{
	char *at = text->ptr + text->len;

	if (bytes.len > 0)
		memcpy(at, bytes.ptr, bytes.len);
	text->len += bytes.len;
	return lm_span(at, bytes.len);
}

/* What byte letters stand for, there; empty if they are none. */
static struct lm_span
keep_decoded(struct lm_buf *text, struct lm_span letters)
{
	char *at = text->ptr + text->len;
	size_t len;

	if (!lm_vocab_bytes_decode(letters, at, &len))
		return lm_span(at, 0);
	text->len += len;
	return lm_span(at, len);
}

/* Found in text by its letters as they are. */
static bool
is_literal(unsigned char type)
{
	return type == LM_VOCAB_USER_DEFINED || type == LM_VOCAB_CONTROL ||
	    type == LM_VOCAB_UNKNOWN;
}

static void
add_piece(struct owner *owner, const struct lm_vocab_raw *raw, size_t i)
{
	struct lm_span text = raw->texts[i];
	struct lm_span *piece = &owner->pieces[i], *key = &owner->keys[i];

	if (raw->kind == LM_VOCAB_BPE) {
		*key = keep_decoded(&owner->text, text);
		*piece = key->len == 0 || is_literal(raw->types[i])
		    ? keep(&owner->text, text)
		    : *key;
	} else {
		*piece = keep(&owner->text, text);
		*key = *piece;
	}
	if (raw->added != NULL && raw->added[i])
		key->len = 0;
	if (piece->len > owner->vocab.longest)
		owner->vocab.longest = piece->len;
}

static enum lm_code
add_pieces(struct owner *owner, const struct lm_vocab_raw *raw,
    struct lm_err *err)
{
	size_t len = 0;
	enum lm_code code;

	for (size_t i = 0; i < raw->n; i++)
		len += raw->texts[i].len; /* of a file in memory: no overflow */
	code = lm_buf_reserve(&owner->text, raw->split.len + 1 + 2 * len, err);
	if (code != LM_OK)
		return code;
	(void)keep(&owner->text, raw->split);
	(void)keep(&owner->text, lm_span("", 1));
	owner->pieces = calloc(raw->n + 1, sizeof(*owner->pieces));
	owner->keys = calloc(raw->n + 1, sizeof(*owner->keys));
	if (owner->pieces == NULL || owner->keys == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < raw->n; i++)
		add_piece(owner, raw, i);
	return lm_vocab_index_new(owner->keys, raw->n, &owner->index, err);
}

/* The index knows the last of equal keys. */
static enum lm_code
check_unique(const struct owner *owner, size_t n, struct lm_err *err)
{
	for (size_t i = 0; i < n; i++) {
		uint32_t id = owner->keys[i].len == 0
		    ? (uint32_t)i
		    : lm_vocab_index_find(owner->index, owner->keys[i]);

		if (id != i)
			return lm_err_set(err, LM_MALFORMED,
			    "token %zu is token %u once more", i, (unsigned)id);
	}
	return LM_OK;
}

/* The token of a part of a merge; scratch has room for its bytes. */
static uint32_t
part_id(const struct owner *owner, enum lm_vocab_kind kind, struct lm_span part,
    char *scratch)
{
	size_t len;

	if (kind != LM_VOCAB_BPE)
		return lm_vocab_index_find(owner->index, part);
	if (!lm_vocab_bytes_decode(part, scratch, &len))
		return LM_VOCAB_NONE;
	return lm_vocab_index_find(owner->index, lm_span(scratch, len));
}

/* The token that two tokens make; joined is scratch. */
static enum lm_code
result_id(const struct owner *owner, struct lm_vocab_merge *merge,
    struct lm_buf *joined, struct lm_err *err)
{
	enum lm_code code;

	joined->len = 0;
	code = lm_buf_span(joined, owner->keys[merge->left], err);
	if (code == LM_OK)
		code = lm_buf_span(joined, owner->keys[merge->right], err);
	if (code == LM_OK)
		merge->result =
		    lm_vocab_index_find(owner->index, lm_buf_view(joined));
	return code;
}

static enum lm_code
add_merge(const struct owner *owner, const struct lm_vocab_raw *raw, size_t i,
    struct lm_buf *scratch, struct lm_err *err)
{
	struct lm_vocab_merge *merge = &owner->merges[i];
	struct lm_span left = raw->parts[2 * i], right = raw->parts[2 * i + 1];
	enum lm_code code =
	    lm_buf_reserve(scratch, left.len + right.len + 1, err);

	if (code != LM_OK)
		return code;
	merge->left = part_id(owner, raw->kind, left, scratch->ptr);
	merge->right = part_id(owner, raw->kind, right, scratch->ptr);
	merge->result = LM_VOCAB_NONE;
	if (merge->left != LM_VOCAB_NONE && merge->right != LM_VOCAB_NONE)
		code = result_id(owner, merge, scratch, err);
	if (code == LM_OK && merge->result == LM_VOCAB_NONE)
		return lm_err_set(err, LM_MALFORMED,
		    "merge %zu, \"%.*s\" and \"%.*s\": expected both parts "
		    "and what they make to be tokens",
		    i, (int)(left.len > 99 ? 99 : left.len), left.ptr,
		    (int)(right.len > 99 ? 99 : right.len), right.ptr);
	return code;
}

static enum lm_code
add_merges(struct owner *owner, const struct lm_vocab_raw *raw,
    struct lm_err *err)
{
	struct lm_buf scratch = {0};
	enum lm_code code = LM_OK;

	if (raw->parts == NULL)
		return LM_OK;
	owner->merges = calloc(raw->n_merges + 1, sizeof(*owner->merges));
	if (owner->merges == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < raw->n_merges && code == LM_OK; i++) {
		scratch.len = 0;
		code = add_merge(owner, raw, i, &scratch, err);
	}
	lm_buf_free(&scratch);
	if (code == LM_OK)
		code = lm_vocab_pairs_new(owner->merges, raw->n_merges,
		    &owner->pairs, err);
	return code;
}

/* The token of a byte as SentencePiece names it, else as it is. */
static uint32_t
byte_token(const struct owner *owner, unsigned byte)
{
	static const char digits[] = "0123456789ABCDEF";
	char name[6] = {'<', '0', 'x', digits[byte >> 4], digits[byte & 15],
	    '>'};
	uint32_t id =
	    lm_vocab_index_find(owner->index, lm_span(name, sizeof(name)));

	name[0] = (char)byte;
	return id != LM_VOCAB_NONE
	    ? id
	    : lm_vocab_index_find(owner->index, lm_span(name, 1));
}

static enum lm_code
add_bytes(struct owner *owner, enum lm_vocab_kind kind, struct lm_err *err)
{
	uint32_t *bytes = owner->vocab.bytes;

	for (unsigned i = 0; i < 256; i++) {
		char byte = (char)i;

		bytes[i] = LM_VOCAB_NONE;
		if (kind == LM_VOCAB_BPE)
			bytes[i] = lm_vocab_index_find(owner->index,
			    lm_span(&byte, 1));
		if (kind != LM_VOCAB_SPM)
			continue;
		bytes[i] = byte_token(owner, i);
		if (bytes[i] == LM_VOCAB_NONE)
			return lm_err_set(err, LM_MALFORMED,
			    "no token <0x%02X>: expected one for each byte", i);
	}
	return LM_OK;
}

/* Whether no piece has U+2581 behind another character. */
static bool
words_stand_apart(const struct owner *owner, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct lm_span key = owner->keys[i];
		size_t at = 0;

		while (key.len - at >= 3 &&
		    memcmp(key.ptr + at, LOWER_BLOCK, 3) == 0)
			at += 3;
		for (; at + 3 <= key.len; at++)
			if (memcmp(key.ptr + at, LOWER_BLOCK, 3) == 0)
				return false;
	}
	return true;
}

static void
show(struct owner *owner, struct lm_vocab_raw *raw)
{
	struct lm_vocab *vocab = &owner->vocab;

	owner->types = raw->types;
	owner->strips = raw->strips;
	owner->scores = raw->scores;
	raw->types = raw->strips = NULL;
	raw->scores = NULL;
	vocab->kind = raw->kind;
	if (raw->kind == LM_VOCAB_BPE)
		vocab->split = owner->text.ptr;
	vocab->pieces = owner->pieces;
	vocab->n_pieces = raw->n;
	vocab->index = owner->index;
	vocab->types = owner->types;
	vocab->strips = owner->strips;
	vocab->scores = owner->scores;
	vocab->merges = owner->merges;
	vocab->n_merges = raw->n_merges;
	vocab->pairs = owner->pairs;
	vocab->unknown = raw->unknown;
	vocab->words_apart =
	    raw->kind == LM_VOCAB_SPM && words_stand_apart(owner, raw->n);
	vocab->space_prefix = raw->space_prefix;
	vocab->whole_words = raw->whole_words;
	vocab->lower_case = raw->lower_case;
	vocab->nfc = raw->nfc;
}

static enum lm_code
build(struct owner *owner, const struct lm_vocab_raw *raw, struct lm_err *err)
{
	enum lm_code code = add_pieces(owner, raw, err);

	if (code == LM_OK)
		code = check_unique(owner, raw->n, err);
	if (code == LM_OK)
		code = add_merges(owner, raw, err);
	if (code == LM_OK)
		code = add_bytes(owner, raw->kind, err);
	return code;
}

enum lm_code
lm_vocab_build(struct lm_vocab_raw *raw, struct lm_vocab **out,
    struct lm_err *err)
{
	struct owner *owner;
	enum lm_code code;

	*out = NULL;
	if (raw->kind == LM_VOCAB_WORDPIECE && raw->unknown >= raw->n)
		return lm_err_set(err, LM_MALFORMED,
		    "expected an unknown token below %zu", raw->n);
	owner = calloc(1, sizeof(*owner));
	if (owner == NULL)
		return lm_err_nomem(err);
	code = build(owner, raw, err);
	if (code != LM_OK) {
		lm_vocab_free(&owner->vocab);
		return code;
	}
	show(owner, raw);
	*out = &owner->vocab;
	return LM_OK;
}
