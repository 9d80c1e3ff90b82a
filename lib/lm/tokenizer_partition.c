#include "lm/tokenizer_partition.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* The two bytes that a token begins with; of one of one byte, all pairs. */
#define N_PAIRS 65536

struct token {
	struct lm_span text;
	uint32_t id;
	uint32_t rank; /* in order of bytes */
	unsigned char strips;
};

struct lm_partition {
	size_t n;
	struct token *tokens; /* the longest first */
	uint32_t *by_bytes;   /* places in tokens, in order of their bytes */
	bool is_single[256];  /* tokens of one byte */
	unsigned char pairs[N_PAIRS / 8];
};

static int
longer_first(const void *left, const void *right)
{
	const struct token *a = left, *b = right;

	if (a->text.len != b->text.len)
		return a->text.len > b->text.len ? -1 : 1;
	return a->id < b->id ? -1 : a->id > b->id;
}

static bool
is_token(const struct lm_vocab *vocab, size_t id)
{
	return vocab->types[id] == LM_VOCAB_USER_DEFINED &&
	    vocab->pieces[id].len > 0;
}

static int
order_of_bytes(struct lm_span a, struct lm_span b)
{
	size_t len = a.len < b.len ? a.len : b.len;
	int order = memcmp(a.ptr, b.ptr, len);

	return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

/* A token on its way to its place in by_bytes. */
struct sorted {
	struct lm_span text;
	uint32_t place;
};

static int
smaller_first(const void *left, const void *right)
{
	const struct sorted *a = left, *b = right;

	return order_of_bytes(a->text, b->text);
}

static enum lm_code
sort_by_bytes(struct lm_partition *partition, struct lm_err *err)
{
	struct sorted *list = malloc((partition->n + 1) * sizeof(*list));

	if (list == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < partition->n; i++)
		list[i] =
		    (struct sorted){partition->tokens[i].text, (uint32_t)i};
	qsort(list, partition->n, sizeof(*list), smaller_first);
	for (size_t i = 0; i < partition->n; i++) {
		partition->by_bytes[i] = list[i].place;
		partition->tokens[list[i].place].rank = (uint32_t)i;
	}
	free(list);
	return LM_OK;
}

static void
add_pairs(struct lm_partition *partition, struct lm_span text)
{
	size_t first = (unsigned char)text.ptr[0], pair;

	if (text.len > 1) {
		pair = first << 8 | (unsigned char)text.ptr[1];
		partition->pairs[pair / 8] |= (unsigned char)(1 << pair % 8);
	} else {
		partition->is_single[first] = true;
		memset(partition->pairs + (first << 8) / 8, 0xff, 256 / 8);
	}
}

static enum lm_code
fill(struct lm_partition *partition, const struct lm_vocab *vocab,
    struct lm_err *err)
{
	size_t n = 0;

	for (size_t i = 0; i < vocab->n_pieces; i++)
		n += is_token(vocab, i);
	partition->tokens = calloc(n + 1, sizeof(*partition->tokens));
	partition->by_bytes = calloc(n + 1, sizeof(*partition->by_bytes));
	if (partition->tokens == NULL || partition->by_bytes == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i < vocab->n_pieces; i++) {
		if (!is_token(vocab, i))
			continue;
		partition->tokens[partition->n++] =
		    (struct token){.text = vocab->pieces[i],
			.id = (uint32_t)i,
			.strips = vocab->strips == NULL ? 0 : vocab->strips[i]};
		add_pairs(partition, vocab->pieces[i]);
	}
	qsort(partition->tokens, n, sizeof(*partition->tokens), longer_first);
	return sort_by_bytes(partition, err);
}

enum lm_code
lm_partition_new(const struct lm_vocab *vocab, struct lm_partition **out,
    struct lm_err *err)
{
	struct lm_partition *partition = calloc(1, sizeof(*partition));

	*out = partition;
	if (partition == NULL)
		return lm_err_nomem(err);
	if (fill(partition, vocab, err) != LM_OK) {
		lm_partition_free(partition);
		*out = NULL;
		return LM_NOMEM;
	}
	return LM_OK;
}

void
lm_partition_free(struct lm_partition *partition)
{
	if (partition == NULL)
		return;
	free(partition->tokens);
	free(partition->by_bytes);
	free(partition);
}

void
lm_fragments_free(struct lm_fragments *fragments)
{
	free(fragments->list);
	free(fragments->spare);
	free(fragments->unmet);
	*fragments = (struct lm_fragments){0};
}

/* The text of place i in the order of bytes. */
static struct lm_span
text_at(const struct lm_partition *partition, size_t i)
{
	return partition->tokens[partition->by_bytes[i]].text;
}

/*
 * Of the places low to high, whose texts agree in depth bytes and go on, the
 * first whose next byte is at least byte.
 */
static size_t
lower_bound(const struct lm_partition *partition, size_t low, size_t high,
    size_t depth, unsigned byte)
{
	size_t mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if ((unsigned char)text_at(partition, mid).ptr[depth] < byte)
			low = mid + 1;
		else
			high = mid;
	}
	return low;
}

/*
 * The first token from i on, in order of bytes, that was not met; n: none.
 * The way there is made shorter (union-find with path halving).
 */
static size_t
next_unmet(uint32_t *unmet, size_t i)
{
	while (unmet[i] != i) {
		unmet[i] = unmet[unmet[i]];
		i = unmet[i];
	}
	return i;
}

/* Note all tokens that text begins with, as long as there are new ones. */
static void
meet(const struct lm_partition *partition, struct lm_span text, uint32_t *unmet)
{
	size_t low = 0, high = partition->n;

	for (size_t depth = 0; depth < text.len; depth++) {
		unsigned byte = (unsigned char)text.ptr[depth];

		low = lower_bound(partition, low, high, depth, byte);
		high = lower_bound(partition, low, high, depth, byte + 1);
		if (low < high && text_at(partition, low).len == depth + 1) {
			if (unmet[low] == low)
				unmet[low]++;
			low++;
		}
		if (next_unmet(unmet, low) >= high)
			break;
	}
}

/* Note all tokens that are in text. */
static void
meet_all(const struct lm_partition *partition, struct lm_span text,
    uint32_t *unmet)
{
	for (size_t i = 0; i + 1 < text.len; i++) {
		size_t pair = (size_t)(unsigned char)text.ptr[i] << 8 |
		    (unsigned char)text.ptr[i + 1];

		if ((partition->pairs[pair / 8] >> pair % 8 & 1) != 0)
			meet(partition, lm_span(text.ptr + i, text.len - i),
			    unmet);
	}
	if (partition->is_single[(unsigned char)text.ptr[text.len - 1]])
		meet(partition, lm_span(text.ptr + text.len - 1, 1), unmet);
}

static enum lm_code
push(struct lm_fragment **list, size_t *n, size_t *cap,
    struct lm_fragment fragment, struct lm_err *err)
{
	struct lm_fragment *more;
	size_t want = *cap == 0 ? 16 : 2 * *cap;

	if (*n == *cap) {
		if (want > SIZE_MAX / sizeof(*more))
			return lm_err_nomem(err);
		more = realloc(*list, want * sizeof(*more));
		if (more == NULL)
			return lm_err_nomem(err);
		*list = more;
		*cap = want;
	}
	(*list)[(*n)++] = fragment;
	return LM_OK;
}

static bool
is_white(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Where token begins in text; NULL: nowhere. */
static const char *
find(struct lm_span text, struct lm_span token)
{
	const char *at = text.ptr, *last;

	if (text.len < token.len)
		return NULL;
	last = text.ptr + (text.len - token.len);
	while (at <= last) {
		at = memchr(at, token.ptr[0], (size_t)(last - at) + 1);
		if (at == NULL || memcmp(at, token.ptr, token.len) == 0)
			return at;
		at++;
	}
	return NULL;
}

/* Append to spare what token makes of a text. */
static enum lm_code
cut_text(const struct token *token, struct lm_span text,
    struct lm_fragments *out, size_t *n, struct lm_err *err)
{
	const char *end = text.ptr + text.len, *at;
	const struct lm_fragment found = {token->text, token->id};
	struct lm_fragment left = {.token = LM_VOCAB_NONE};
	enum lm_code code = LM_OK;

	while (code == LM_OK && (at = find(text, token->text)) != NULL) {
		left.text = lm_span(text.ptr, (size_t)(at - text.ptr));
		while ((token->strips & LM_VOCAB_STRIP_LEFT) != 0 &&
		    left.text.len > 0 &&
		    is_white(left.text.ptr[left.text.len - 1]))
			left.text.len--;
		if (left.text.len > 0)
			code = push(&out->spare, n, &out->spare_cap, left, err);
		if (code == LM_OK)
			code =
			    push(&out->spare, n, &out->spare_cap, found, err);
		at += token->text.len;
		while ((token->strips & LM_VOCAB_STRIP_RIGHT) != 0 &&
		    at < end && is_white(*at))
			at++;
		text = lm_span(at, (size_t)(end - at));
	}
	left.text = text;
	if (code == LM_OK && text.len > 0)
		code = push(&out->spare, n, &out->spare_cap, left, err);
	return code;
}

/* The list, cut at every token. */
static enum lm_code
cut_list(const struct token *token, struct lm_fragments *out,
    struct lm_err *err)
{
	struct lm_fragment *list = out->list;
	size_t cap = out->cap, n = 0;
	enum lm_code code = LM_OK;

	for (size_t i = 0; i < out->n && code == LM_OK; i++) {
		if (list[i].token == LM_VOCAB_NONE)
			code = cut_text(token, list[i].text, out, &n, err);
		else
			code = push(&out->spare, &n, &out->spare_cap, list[i],
			    err);
	}
	out->list = out->spare;
	out->cap = out->spare_cap;
	out->n = n;
	out->spare = list;
	out->spare_cap = cap;
	return code;
}

enum lm_code
lm_partition_cut(const struct lm_partition *partition, struct lm_span text,
    struct lm_fragments *out, struct lm_err *err)
{
	const struct lm_fragment all = {text, LM_VOCAB_NONE};
	enum lm_code code;

	out->n = 0;
	if (text.len == 0)
		return LM_OK;
	code = push(&out->list, &out->n, &out->cap, all, err);
	if (code != LM_OK || partition->n == 0)
		return code;
	if (out->unmet == NULL)
		out->unmet = malloc((partition->n + 1) * sizeof(*out->unmet));
	if (out->unmet == NULL)
		return lm_err_nomem(err);
	for (size_t i = 0; i <= partition->n; i++)
		out->unmet[i] = (uint32_t)i;
	meet_all(partition, text, out->unmet);
	for (size_t i = 0; i < partition->n && code == LM_OK; i++)
		if (out->unmet[partition->tokens[i].rank] !=
		    partition->tokens[i].rank)
			code = cut_list(&partition->tokens[i], out, err);
	return code;
}
