#include "lm/tokenizer_wordpiece.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "lm/buf.h"
#include "lm/utf8.h"
#include "lm/vocab_index.h"

#define LOWER_BLOCK "\xe2\x96\x81" /* U+2581 begins a word */
#define MARK_LEN 3
#define MAX_WORD 100 /* characters; a longer word is unknown (BERT) */
#define LONGEST_DECOMPOSITION 4
#define REPLACEMENT 0xfffd

struct lm_wordpiece {
	struct lm_buf word; /* U+2581 and the word that is being read */
	size_t n;	    /* its characters */
};

struct lm_wordpiece *
lm_wordpiece_new(void)
{
	return calloc(1, sizeof(struct lm_wordpiece));
}

void
lm_wordpiece_free(struct lm_wordpiece *wordpiece)
{
	if (wordpiece == NULL)
		return;
	lm_buf_free(&wordpiece->word);
	free(wordpiece);
}

bool
lm_wordpiece_is_chinese(uint32_t point)
{
	static const struct {
		uint32_t first;
		uint32_t last;
	} ranges[] = {
	    {0x3400, 0x4dbf},
	    {0x4e00, 0x9fff},
	    {0xf900, 0xfaff},
	    {0x20000, 0x2a6df},
	    {0x2a700, 0x2b73f},
	    {0x2b740, 0x2b81f},
	    {0x2b920, 0x2ceaf}, /* as Hugging Face has it */
	    {0x2f800, 0x2fa1f},
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++)
		if (point >= ranges[i].first && point <= ranges[i].last)
			return true;
	return false;
}

enum sort {
	LETTER,	 /* goes into a word; the sort of all that is not named */
	SPACE,	 /* ends a word */
	NOTHING, /* is left out */
	ALONE,	 /* is a word of its own */
};

static enum sort
sort_of_ascii(uint32_t point)
{
	if (point == ' ' || (point >= '\t' && point <= '\r'))
		return point == '\v' || point == '\f' ? NOTHING : SPACE;
	if (point < ' ' || point == 0x7f)
		return NOTHING;
	if ((point >= '0' && point <= '9') || (point >= 'a' && point <= 'z') ||
	    (point >= 'A' && point <= 'Z'))
		return LETTER;
	return ALONE;
}

static enum sort
sort_of(uint32_t point)
{
	static const enum sort sorts[] = {
	    [UTF8PROC_CATEGORY_CC] = NOTHING,
	    [UTF8PROC_CATEGORY_CF] = NOTHING,
	    [UTF8PROC_CATEGORY_CS] = NOTHING,
	    [UTF8PROC_CATEGORY_CO] = NOTHING,
	    [UTF8PROC_CATEGORY_ZS] = SPACE,
	    [UTF8PROC_CATEGORY_ZL] = SPACE,
	    [UTF8PROC_CATEGORY_ZP] = SPACE,
	    [UTF8PROC_CATEGORY_PC] = ALONE,
	    [UTF8PROC_CATEGORY_PD] = ALONE,
	    [UTF8PROC_CATEGORY_PS] = ALONE,
	    [UTF8PROC_CATEGORY_PE] = ALONE,
	    [UTF8PROC_CATEGORY_PI] = ALONE,
	    [UTF8PROC_CATEGORY_PF] = ALONE,
	    [UTF8PROC_CATEGORY_PO] = ALONE,
	};
	enum sort sort;

	if (point < 0x80)
		return sort_of_ascii(point);
	if (point == REPLACEMENT)
		return NOTHING;
	sort = sorts[utf8proc_category((utf8proc_int32_t)point)];
	return sort == LETTER && lm_wordpiece_is_chinese(point) ? ALONE : sort;
}

/*
 * The longest piece that the word goes on with at from; NONE: there is none,
 * and *end is not set.  Behind the start of a word a piece with U+2581 in
 * front is another word's start, unless it is that character and no more.
 */
static uint32_t
longest_piece(const struct lm_vocab *vocab, struct lm_span word, size_t from,
    size_t *end)
{
	size_t len = word.len - from, least = from == 0 ? MARK_LEN : 0;
	bool marked = from > 0 && len >= MARK_LEN &&
	    memcmp(word.ptr + from, LOWER_BLOCK, MARK_LEN) == 0;

	if (marked)
		len = MARK_LEN;
	else if (len > vocab->longest)
		len = vocab->longest;
	for (; len > least; len--) {
		struct lm_span piece = lm_span(word.ptr + from, len);
		uint32_t id = lm_vocab_index_find(vocab->index, piece);

		if (id != LM_VOCAB_NONE) {
			*end = from + len;
			return id;
		}
	}
	return LM_VOCAB_NONE;
}

/* The pieces of the word that was read; unknown if they do not cover it. */
static enum lm_code
end_word(struct lm_wordpiece *wordpiece, const struct lm_vocab *vocab,
    struct lm_ids *ids, struct lm_err *err)
{
	struct lm_span word = lm_buf_view(&wordpiece->word);
	size_t before = ids->n, at = 0;
	enum lm_code code = LM_OK;

	if (wordpiece->n == 0)
		return LM_OK;
	while (at < word.len && code == LM_OK) {
		uint32_t id = wordpiece->n > MAX_WORD
		    ? LM_VOCAB_NONE
		    : longest_piece(vocab, word, at, &at);

		if (id == LM_VOCAB_NONE) {
			ids->n = before;
			id = vocab->unknown;
			at = word.len;
		}
		code = lm_ids_push(ids, id, err);
	}
	wordpiece->n = 0;
	return code;
}

/* One character more.  Of a word that is too long no more is kept. */
static enum lm_code
add_letter(struct lm_wordpiece *wordpiece, uint32_t point, struct lm_err *err)
{
	struct lm_buf *word = &wordpiece->word;
	enum lm_code code;

	if (wordpiece->n++ > MAX_WORD)
		return LM_OK;
	if (wordpiece->n == 1)
		word->len = 0;
	code = lm_buf_reserve(word, MARK_LEN + 4, err);
	if (code != LM_OK)
		return code;
	if (wordpiece->n == 1)
		code = lm_buf_text(word, LOWER_BLOCK, err);
	word->len += (size_t)utf8proc_encode_char((utf8proc_int32_t)point,
	    (utf8proc_uint8_t *)word->ptr + word->len);
	return code;
}

/* A character of the normalised text. */
static enum lm_code
add(struct lm_wordpiece *wordpiece, const struct lm_vocab *vocab,
    uint32_t point, struct lm_ids *ids, struct lm_err *err)
{
	enum sort sort = sort_of(point);
	enum lm_code code = LM_OK;

	if (sort == NOTHING)
		return LM_OK;
	if (sort != LETTER)
		code = end_word(wordpiece, vocab, ids, err);
	if (code == LM_OK && sort != SPACE)
		code = add_letter(wordpiece, point, err);
	if (code == LM_OK && sort == ALONE)
		code = end_word(wordpiece, vocab, ids, err);
	return code;
}

/* A character as it is decomposed, without accents and in lower case. */
static enum lm_code
add_folded(struct lm_wordpiece *wordpiece, const struct lm_vocab *vocab,
    uint32_t point, struct lm_ids *ids, struct lm_err *err)
{
	utf8proc_int32_t parts[LONGEST_DECOMPOSITION] = {0};
	enum lm_code code = LM_OK;
	int last = 0;
	utf8proc_ssize_t n;

	n = utf8proc_decompose_char((utf8proc_int32_t)point, parts,
	    LONGEST_DECOMPOSITION, UTF8PROC_DECOMPOSE, &last);
	for (utf8proc_ssize_t i = 0;
	     i < n && i < LONGEST_DECOMPOSITION && code == LM_OK; i++)
		if (utf8proc_category(parts[i]) != UTF8PROC_CATEGORY_MN)
			code = add(wordpiece, vocab,
			    (uint32_t)utf8proc_tolower(parts[i]), ids, err);
	return code;
}

enum lm_code
lm_wordpiece_encode(struct lm_wordpiece *wordpiece,
    const struct lm_vocab *vocab, struct lm_span text, struct lm_ids *ids,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;
	size_t i = 0;

	wordpiece->n = 0;
	while (i < text.len && code == LM_OK) {
		uint32_t point = lm_utf8_next(text, &i);

		if (point == LM_UTF8_BAD || sort_of(point) == NOTHING)
			continue;
		if (!vocab->lower_case)
			code = add(wordpiece, vocab, point, ids, err);
		else if (point < 0x80)
			code = add(wordpiece, vocab,
			    point >= 'A' && point <= 'Z' ? point + 32 : point,
			    ids, err);
		else
			code = add_folded(wordpiece, vocab, point, ids, err);
	}
	return code == LM_OK ? end_word(wordpiece, vocab, ids, err) : code;
}
