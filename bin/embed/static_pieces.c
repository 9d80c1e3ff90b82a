#include "static_pieces.h"

#include <stdlib.h>
#include <string.h>

#include "static.h"

#define N_KEPT 16384 /* words remembered, a power of two */
#define KEPT_TOKENS 11
/* Two odd numbers of many bits (from the golden ratio and XXH64). */
#define MIX_LOW UINT64_C(0x9e3779b97f4a7c15)
#define MIX_HIGH UINT64_C(0xc2b2ae3d27d4eb4f)
#define MIX_SHIFT 50 /* 14 bits are left: N_KEPT */
#define TO_LOWER UINT64_C(0x2020202020202020)

/* A word's bytes, zeros behind them.  No word holds a zero byte. */
struct key {
	uint64_t half[2];
};
_Static_assert(sizeof(struct key) == STATIC_PLAIN_LONGEST,
    "a key holds a word");

/* A word and its tokens, in one cache line; an all-zero key: none. */
struct kept {
	struct key key;
	uint32_t n;
	uint32_t ids[KEPT_TOKENS];
};
_Static_assert(N_KEPT == 1 << (64 - MIX_SHIFT), "a hash is a place");

/* A word whose place in memory is being fetched. */
struct waiting {
	struct key key;
	size_t len;
	struct kept *kept;
};

/* Words that wait, which hides that a place is far away; a power of two. */
#define N_WAITING 8

struct static_pieces {
	const struct static_vocab *vocab;
	size_t most;	 /* tokens that are kept, without unknown ones */
	size_t most_all; /* tokens that are looked at */
	size_t n;
	size_t n_all;
	struct waiting waiting[N_WAITING];
	size_t first; /* of those that wait, modulo N_WAITING */
	size_t n_waiting;
	uint32_t ids[STATIC_MOST_TOKENS];
	struct kept kept[N_KEPT];
};

struct static_pieces *
static_pieces_new(const struct static_vocab *vocab)
{
	struct static_pieces *pieces = calloc(1, sizeof(*pieces));

	if (pieces != NULL)
		pieces->vocab = vocab;
	return pieces;
}

void
static_pieces_free(struct static_pieces *pieces)
{
	free(pieces);
}

void
static_pieces_begin(struct static_pieces *pieces, size_t most)
{
	pieces->most = most > STATIC_MOST_TOKENS ? STATIC_MOST_TOKENS : most;
	pieces->most_all = pieces->vocab->most_ids;
	pieces->n = pieces->n_all = pieces->n_waiting = 0;
}

bool
static_pieces_full(const struct static_pieces *pieces)
{
	return pieces->n == pieces->most || pieces->n_all == pieces->most_all;
}

static void
push(struct static_pieces *pieces, uint32_t id)
{
	if (static_pieces_full(pieces))
		return;
	pieces->n_all++;
	if (id != pieces->vocab->unknown)
		pieces->ids[pieces->n++] = id;
}

/* The longest piece that the word goes on with at *at, which is moved past
 * it. */
static uint32_t
longest(const struct static_vocab *vocab, struct lm_span word, size_t *at)
{
	const struct lm_vocab_index *index =
	    *at == 0 ? vocab->first : vocab->inner;
	size_t most = *at == 0 ? vocab->longest_first : vocab->longest_inner;
	size_t len = word.len - *at < most ? word.len - *at : most;

	for (; len > 0; len--) {
		uint32_t id =
		    lm_vocab_index_find(index, lm_span(word.ptr + *at, len));

		if (id != STATIC_NO_TOKEN) {
			*at += len;
			return id;
		}
	}
	return STATIC_NO_TOKEN;
}

/* The pieces of a word, the unknown token if none cover it; ids has room for
 * one a byte.  Returns how many. */
static size_t
cut(const struct static_vocab *vocab, struct lm_span word, uint32_t *ids)
{
	size_t n = 0, at = 0;

	while (at < word.len) {
		ids[n] = longest(vocab, word, &at);
		if (ids[n++] == STATIC_NO_TOKEN) {
			ids[0] = vocab->unknown;
			return 1;
		}
	}
	return n;
}

static void
add_all(struct static_pieces *pieces, const uint32_t *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		push(pieces, ids[i]);
}

/* Add the word that waited longest. */
static void
add_first(struct static_pieces *pieces)
{
	const struct waiting *word =
	    &pieces->waiting[pieces->first++ % N_WAITING];
	struct kept *kept = word->kept;
	uint32_t ids[STATIC_PLAIN_LONGEST];
	size_t n;

	pieces->n_waiting--;
	if (kept->key.half[0] == word->key.half[0] &&
	    kept->key.half[1] == word->key.half[1]) {
		add_all(pieces, kept->ids, kept->n);
		return;
	}
	n = cut(pieces->vocab, lm_span((const char *)&word->key, word->len),
	    ids);
	add_all(pieces, ids, n);
	if (n > KEPT_TOKENS)
		return;
	kept->key = word->key;
	kept->n = (uint32_t)n;
	memcpy(kept->ids, ids, n * sizeof(*ids));
}

static void
add_waiting(struct static_pieces *pieces)
{
	while (pieces->n_waiting > 0)
		add_first(pieces);
}

/* Have the word that a key holds wait. */
static void
add_key(struct static_pieces *pieces, struct key key, size_t len)
{
	uint64_t hash = key.half[0] * MIX_LOW ^ key.half[1] * MIX_HIGH;
	struct kept *kept =
	    &pieces->kept[(hash ^ hash >> 32) * MIX_LOW >> MIX_SHIFT];

	__builtin_prefetch(kept);
	if (pieces->n_waiting == N_WAITING)
		add_first(pieces);
	pieces->waiting[(pieces->first + pieces->n_waiting++) % N_WAITING] =
	    (struct waiting){key, len, kept};
}

void
static_pieces_token(struct static_pieces *pieces, uint32_t id)
{
	add_waiting(pieces);
	push(pieces, id);
}

void
static_pieces_unknown(struct static_pieces *pieces)
{
	static_pieces_token(pieces, pieces->vocab->unknown);
}

const uint32_t *
static_pieces_ids(struct static_pieces *pieces, size_t *n)
{
	add_waiting(pieces);
	*n = pieces->n;
	return pieces->ids;
}

void
static_pieces_add(struct static_pieces *pieces, struct lm_span word)
{
	uint32_t ids[STATIC_MOST_TOKENS];
	struct key key = {{0, 0}};

	if (word.len <= sizeof(key)) {
		memcpy(&key, word.ptr, word.len);
		add_key(pieces, key, word.len);
		return;
	}
	add_waiting(pieces);
	add_all(pieces, ids, cut(pieces->vocab, word, ids));
}

void
static_pieces_add_plain(struct static_pieces *pieces, struct lm_span text,
    size_t at, size_t len)
{
	static const unsigned char ones[2 * STATIC_PLAIN_LONGEST] = {255, 255,
	    255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
	    255};
	struct key key = {{0, 0}}, mask;

	memcpy(&mask, ones + STATIC_PLAIN_LONGEST - len, sizeof(mask));
	/* A copy of a known length is one instruction. */
	if (text.len - at >= sizeof(key))
		memcpy(&key, text.ptr + at, sizeof(key));
	else
		memcpy(&key, text.ptr + at, len);
	for (size_t i = 0; i < 2; i++) {
		key.half[i] &= mask.half[i];
		if (pieces->vocab->lower_case) /* digits have that bit too */
			key.half[i] |= mask.half[i] & TO_LOWER;
	}
	add_key(pieces, key, len);
}

static inline bool
is_plain(char byte)
{
	return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
	    (byte >= 'A' && byte <= 'Z');
}

size_t
static_plain_end(struct lm_span text, size_t at)
{
	while (at < text.len && is_plain(text.ptr[at]))
		at++;
	return at;
}

bool
static_is_border(char byte)
{
	return (byte >= ' ' && byte < 0x7f && !is_plain(byte)) ||
	    byte == '\n' || byte == '\t' || byte == '\r';
}
