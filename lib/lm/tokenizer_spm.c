#include "lm/tokenizer_spm.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lm/buf.h"
#include "lm/tokenizer_heap.h"
#include "lm/utf8.h"
#include "lm/vocab_index.h"
#include "lm/vocab_pairs.h"

#define LOWER_BLOCK "\xe2\x96\x81" /* U+2581 stands for a space */
#define REPLACEMENT "\xef\xbf\xbd" /* U+FFFD for what is not UTF-8 */
#define MARK_LEN 3		   /* bytes of either */
#define NONE LM_VOCAB_NONE
#define MAX_LEN ((size_t)INT32_MAX)

/* A part of the text that is not joined any further yet: a list. */
struct symbol {
	const char *at;
	uint32_t len; /* 0: joined to the one before */
	uint32_t id;  /* NONE: no token */
	uint32_t prev;
	uint32_t next;
};

struct lm_spm {
	struct lm_buf text; /* spaces made visible */
	struct symbol *symbols;
	size_t cap;
	uint32_t n;
	struct lm_heap heap;
};

struct lm_spm *
lm_spm_new(void)
{
	return calloc(1, sizeof(struct lm_spm));
}

void
lm_spm_free(struct lm_spm *spm)
{
	if (spm == NULL)
		return;
	lm_buf_free(&spm->text);
	free(spm->symbols);
	lm_heap_free(&spm->heap);
	free(spm);
}

/* Append text with U+2581 for a space and U+FFFD for what is not UTF-8. */
static enum lm_code
escape(struct lm_buf *out, struct lm_span text, struct lm_err *err)
{
	size_t i = 0, from;
	enum lm_code code = LM_OK;

	while (i < text.len && code == LM_OK) {
		const char *put = text.ptr + i;
		size_t len = 1;

		if (*put == ' ') {
			put = LOWER_BLOCK;
			len = MARK_LEN;
			i++;
		} else if ((unsigned char)*put < 0x80) {
			i++;
		} else {
			from = i;
			if (lm_utf8_next(text, &i) == LM_UTF8_BAD)
				put = REPLACEMENT;
			len = *put == *REPLACEMENT ? MARK_LEN : i - from;
		}
		code = lm_buf_append(out, put, len, err);
	}
	return code;
}

/* Sooner is smaller: the higher score, of equal ones the one to the left. */
static uint64_t
order_of_score(float score, uint32_t left)
{
	float positive_zero = score + 0.0F; /* -0 is 0 */
	uint32_t bits;

	memcpy(&bits, &positive_zero, sizeof(bits));
	bits = bits >> 31 != 0 ? bits : ~bits & INT32_MAX;
	return (uint64_t)bits << 32 | left;
}

/* The token of two neighbours and when it is their turn; NONE: never. */
static uint32_t
joined(const struct lm_vocab *vocab, const struct lm_spm *spm, uint32_t left,
    uint64_t *order)
{
	const struct symbol *a = &spm->symbols[left];
	const struct symbol *b = &spm->symbols[a->next];
	uint32_t id, place;

	if (vocab->pairs != NULL) {
		place = lm_vocab_pairs_find(vocab->pairs, a->id, b->id);
		*order = (uint64_t)place << 32 | left;
		return place == NONE ? NONE : vocab->merges[place].result;
	}
	if (a->len + b->len > vocab->longest)
		return NONE;
	id = lm_vocab_index_find(vocab->index, lm_span(a->at, a->len + b->len));
	if (id != NONE)
		*order = order_of_score(vocab->scores[id], left);
	return id;
}

/* What joins left and its neighbour goes into the heap. */
static enum lm_code
offer(struct lm_spm *spm, const struct lm_vocab *vocab, uint32_t left,
    struct lm_err *err)
{
	struct lm_heap_item item = {.place = left};

	if (left == NONE || spm->symbols[left].next == NONE)
		return LM_OK;
	item.id = joined(vocab, spm, left, &item.order);
	return item.id == NONE ? LM_OK : lm_heap_push(&spm->heap, item, err);
}

/* Whether what the heap offered still stands there. */
static bool
still_holds(const struct lm_spm *spm, const struct lm_vocab *vocab,
    const struct lm_heap_item *item)
{
	const struct symbol *left = &spm->symbols[item->place];
	uint64_t order;

	if (left->len == 0 || left->next == NONE)
		return false;
	if (vocab->pairs != NULL)
		return joined(vocab, spm, item->place, &order) == item->id;
	return left->len + spm->symbols[left->next].len ==
	    vocab->pieces[item->id].len;
}

static enum lm_code
join(struct lm_spm *spm, const struct lm_vocab *vocab, struct lm_err *err)
{
	struct symbol *symbols = spm->symbols;
	struct lm_heap_item item;
	enum lm_code code = LM_OK;

	while (code == LM_OK && lm_heap_pop(&spm->heap, &item)) {
		struct symbol *left = &symbols[item.place], *right;

		if (!still_holds(spm, vocab, &item))
			continue;
		right = &symbols[left->next];
		left->len += right->len;
		left->id = item.id;
		right->len = 0;
		left->next = right->next;
		if (left->next != NONE)
			symbols[left->next].prev = item.place;
		code = offer(spm, vocab, left->prev, err);
		if (code == LM_OK)
			code = offer(spm, vocab, item.place, err);
	}
	return code;
}

static void
add_symbol(struct lm_spm *spm, const char *at, size_t len, uint32_t id)
{
	uint32_t i = spm->n++;

	spm->symbols[i] = (struct symbol){at, (uint32_t)len, id,
	    i == 0 ? NONE : i - 1, i + 1};
}

/* One symbol a character; where pairs have ranks a character that is no token
 * is its bytes' tokens from the start. */
static void
add_symbols(struct lm_spm *spm, const struct lm_vocab *vocab,
    struct lm_span word)
{
	size_t i = 0;

	spm->n = 0;
	while (i < word.len) {
		const char *at = word.ptr + i;
		size_t from = i;
		uint32_t id;

		(void)lm_utf8_next(word, &i);
		id = lm_vocab_index_find(vocab->index, lm_span(at, i - from));
		if (id != NONE || vocab->pairs == NULL)
			add_symbol(spm, at, i - from, id);
		else
			for (; from < i; from++)
				add_symbol(spm, word.ptr + from, 1,
				    vocab
					->bytes[(unsigned char)word.ptr[from]]);
	}
	spm->symbols[spm->n - 1].next = NONE;
}

static enum lm_code
reserve_symbols(struct lm_spm *spm, size_t n, struct lm_err *err)
{
	struct symbol *symbols;

	if (n <= spm->cap)
		return LM_OK;
	symbols = realloc(spm->symbols, n * 2 * sizeof(*symbols));
	if (symbols == NULL)
		return lm_err_nomem(err);
	spm->symbols = symbols;
	spm->cap = n * 2;
	return LM_OK;
}

/* The tokens of what is left, in order. */
static enum lm_code
emit(const struct lm_spm *spm, const struct lm_vocab *vocab, struct lm_ids *ids,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (uint32_t i = 0; i != NONE && code == LM_OK;
	     i = spm->symbols[i].next) {
		const struct symbol *symbol = &spm->symbols[i];

		if (symbol->id != NONE)
			code = lm_ids_push(ids, symbol->id, err);
		else
			for (uint32_t k = 0; k < symbol->len && code == LM_OK;
			     k++)
				code = lm_ids_push(ids,
				    vocab->bytes[(unsigned char)symbol->at[k]],
				    err);
	}
	return code;
}

static enum lm_code
encode_word(struct lm_spm *spm, const struct lm_vocab *vocab,
    struct lm_span word, struct lm_ids *ids, struct lm_err *err)
{
	enum lm_code code = reserve_symbols(spm, word.len, err);

	if (code != LM_OK)
		return code;
	add_symbols(spm, vocab, word);
	spm->heap.n = 0;
	for (uint32_t i = 0; i < spm->n && code == LM_OK; i++)
		code = offer(spm, vocab, i, err);
	if (code == LM_OK)
		code = join(spm, vocab, err);
	return code == LM_OK ? emit(spm, vocab, ids, err) : code;
}

/*
 * The end of the word at from: where no piece has U+2581 behind another
 * character, nothing is ever joined across that place, so that what stands
 * before and behind it can be done on its own.
 */
static size_t
word_end(const struct lm_vocab *vocab, struct lm_span text, size_t from)
{
	size_t i = from;

	if (!vocab->words_apart)
		return text.len;
	while (text.len - i >= MARK_LEN &&
	    memcmp(text.ptr + i, LOWER_BLOCK, MARK_LEN) == 0)
		i += MARK_LEN;
	for (; i < text.len; i++)
		if (text.ptr[i] == *LOWER_BLOCK && text.len - i >= MARK_LEN &&
		    memcmp(text.ptr + i, LOWER_BLOCK, MARK_LEN) == 0)
			return i;
	return text.len;
}

enum lm_code
lm_spm_encode(struct lm_spm *spm, const struct lm_vocab *vocab,
    struct lm_span text, bool begins, struct lm_ids *ids, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	struct lm_span all;
	size_t end;

	if (text.len > MAX_LEN / MARK_LEN)
		return lm_err_set(err, LM_LIMIT,
		    "a text of %zu bytes: expected at most %zu", text.len,
		    MAX_LEN / MARK_LEN);
	spm->text.len = 0;
	if (begins && vocab->space_prefix && text.len > 0)
		code = lm_buf_text(&spm->text, LOWER_BLOCK, err);
	if (code == LM_OK)
		code = escape(&spm->text, text, err);
	all = lm_buf_view(&spm->text);
	for (size_t i = 0; i < all.len && code == LM_OK; i = end) {
		end = word_end(vocab, all, i);
		code = encode_word(spm, vocab, lm_span(all.ptr + i, end - i),
		    ids, err);
	}
	return code;
}
