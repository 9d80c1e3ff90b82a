#include "lm/tokenizer_bpe.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/tokenizer_bpe_join.h"
#include "lm/vocab_index.h"
#include "lm/vocab_pairs.h"
#include "random.h"

/*
 * Every way to join a word against the plainest one, in vocabularies of
 * random merges of few letters, where pairs overlap and compete often.
 */

#define LETTERS 4
#define MOST_PIECES 200
#define MOST_BYTES 4096 /* of all pieces */
#define MOST_WORD 300

struct made {
	struct lm_vocab vocab;
	struct lm_span pieces[MOST_PIECES];
	unsigned char types[MOST_PIECES];
	struct lm_vocab_merge merges[MOST_PIECES];
	char bytes[MOST_BYTES];
	size_t n_bytes;
	struct lm_vocab_index *index;
	struct lm_vocab_pairs *pairs;
	struct lm_bpe_merges joining;
};

static uint32_t
find_piece(const struct made *made, struct lm_span text)
{
	for (size_t i = 0; i < made->vocab.n_pieces; i++)
		if (lm_span_equal(made->pieces[i], text))
			return (uint32_t)i;
	return LM_VOCAB_NONE;
}

static uint32_t
add_piece(struct made *made, struct lm_span left, struct lm_span right)
{
	char *at = made->bytes + made->n_bytes;
	uint32_t id;

	memcpy(at, left.ptr, left.len);
	if (right.len > 0)
		memcpy(at + left.len, right.ptr, right.len);
	id = find_piece(made, lm_span(at, left.len + right.len));
	if (id != LM_VOCAB_NONE)
		return id;
	id = (uint32_t)made->vocab.n_pieces++;
	made->pieces[id] = lm_span(at, left.len + right.len);
	made->types[id] = LM_VOCAB_NORMAL;
	made->n_bytes += left.len + right.len;
	return id;
}

static bool
is_merge(const struct made *made, uint32_t left, uint32_t right)
{
	for (size_t i = 0; i < made->vocab.n_merges; i++)
		if (made->merges[i].left == left &&
		    made->merges[i].right == right)
			return true;
	return false;
}

static void
add_merge(struct made *made, uint32_t left, uint32_t right)
{
	struct lm_span a = made->pieces[left], b = made->pieces[right];
	struct lm_vocab_merge *merge;

	if (a.len + b.len > 40 || is_merge(made, left, right))
		return;
	merge = &made->merges[made->vocab.n_merges++];
	*merge = (struct lm_vocab_merge){left, right, add_piece(made, a, b)};
}

static void
shuffle(struct random *random, struct made *made)
{
	for (size_t i = made->vocab.n_merges; i > 1; i--) {
		size_t other = random_below(random, i);
		struct lm_vocab_merge kept = made->merges[i - 1];

		made->merges[i - 1] = made->merges[other];
		made->merges[other] = kept;
	}
}

/* Letters a, b, ... of which the last is no token; is_learned: merges are in
 * an order that learning them could have. */
static void
make(struct made *made, struct random *random, bool is_learned)
{
	size_t n = random_between(random, 1, 60);

	*made = (struct made){.vocab.kind = LM_VOCAB_BPE};
	made->vocab.split = "gpt-2";
	for (size_t i = 0; i < 256; i++)
		made->vocab.bytes[i] = LM_VOCAB_NONE;
	for (char c = 'a'; c < 'a' + LETTERS - 1; c++)
		made->vocab.bytes[(unsigned char)c] =
		    add_piece(made, lm_span(&c, 1), lm_span("", 0));
	while (n-- > 0)
		add_merge(made,
		    (uint32_t)random_below(random, made->vocab.n_pieces),
		    (uint32_t)random_below(random, made->vocab.n_pieces));
	if (!is_learned)
		shuffle(random, made);
	(void)lm_vocab_index_new(made->pieces, made->vocab.n_pieces,
	    &made->index, NULL);
	(void)lm_vocab_pairs_new(made->merges, made->vocab.n_merges,
	    &made->pairs, NULL);
	made->vocab.pieces = made->pieces;
	made->vocab.types = made->types;
	made->vocab.merges = made->merges;
	made->vocab.index = made->index;
	made->vocab.pairs = made->pairs;
	made->vocab.longest = 40;
	CHECK_CODE(lm_bpe_merges_init(&made->joining, &made->vocab, NULL),
	    LM_OK);
}

static void
unmake(struct made *made)
{
	free(made->joining.lens);
	lm_vocab_pairs_free(made->pairs);
	lm_vocab_index_free(made->index);
}

/* The earliest merge of two neighbours, the leftmost, again and again. */
static size_t
join_plainly(const struct made *made, struct lm_span word, uint32_t *ids)
{
	size_t n = word.len, rank, at;

	for (size_t i = 0; i < n; i++)
		ids[i] = made->vocab.bytes[(unsigned char)word.ptr[i]];
	for (;;) {
		for (rank = 0; rank < made->vocab.n_merges; rank++) {
			const struct lm_vocab_merge *merge =
			    &made->merges[rank];

			for (at = 0; at + 1 < n; at++)
				if (ids[at] == merge->left &&
				    ids[at + 1] == merge->right)
					break;
			if (at + 1 < n)
				break;
		}
		if (rank == made->vocab.n_merges)
			break;
		ids[at] = made->merges[rank].result;
		memmove(ids + at + 1, ids + at + 2,
		    (n - at - 2) * sizeof(*ids));
		n--;
	}
	at = 0;
	for (size_t i = 0; i < n; i++)
		if (ids[i] != LM_VOCAB_NONE)
			ids[at++] = ids[i];
	return at;
}

static struct lm_span
random_word(struct random *random, char word[MOST_WORD], size_t most)
{
	size_t len = random_between(random, 1, most);
	uint64_t letters = random_between(random, 1, LETTERS);
	size_t period = random_between(random, 1, 6);

	for (size_t i = 0; i < len; i++)
		word[i] = i < period || random_once_in(random, 12)
		    ? (char)('a' + random_below(random, letters))
		    : word[i - period];
	return lm_span(word, len);
}

static void
same_ids(const uint32_t *got, size_t n, const uint32_t *want, size_t n_want,
    struct lm_span word, const char *how)
{
	if (!CHECK(n == n_want && memcmp(got, want, n * sizeof(*got)) == 0))
		check_note("%s: %.*s", how, (int)word.len, word.ptr);
}

static void
check_word(const struct made *made, struct lm_span word,
    struct lm_bpe_long *places, struct lm_bpe_heap *heap)
{
	uint32_t want[MOST_WORD], list[LM_BPE_SHORT];
	size_t n_want = join_plainly(made, word, want), n, kept = 0;
	struct lm_ids ids = {0};

	if (word.len <= LM_BPE_SHORT) {
		n = lm_bpe_join_short(&made->joining, word, list);
		for (size_t i = 0; i < n; i++)
			if (list[i] != LM_VOCAB_NONE)
				list[kept++] = list[i];
		same_ids(list, kept, want, n_want, word, "short");
	}
	(void)lm_ids_reserve(&ids, 1, NULL);
	CHECK_CODE(lm_bpe_join_heap(&made->joining, heap, word, &ids, NULL),
	    LM_OK);
	same_ids(ids.list, ids.n, want, n_want, word, "heap");
	if (made->joining.is_ordered) {
		ids.n = 0;
		CHECK_CODE(lm_bpe_join_long(&made->joining, places, word, &ids,
			       NULL),
		    LM_OK);
		same_ids(ids.list, ids.n, want, n_want, word, "long");
	}
	lm_ids_free(&ids);
}

/* How many of the vocabularies were ordered. */
static int
check_vocabularies(bool is_learned)
{
	struct random random = random_start(is_learned ? 21 : 22);
	int cases = check_quick() ? 100 : 1000, n_ordered = 0;
	char word[MOST_WORD];
	struct made made;

	for (int i = 0; i < cases; i++) {
		struct lm_bpe_long places = {0};
		struct lm_bpe_heap heap = {0};

		make(&made, &random, is_learned);
		n_ordered += made.joining.is_ordered;
		for (int k = 0; k < 20; k++)
			check_word(&made,
			    random_word(&random, word, k < 10 ? 30 : MOST_WORD),
			    &places, &heap);
		lm_bpe_long_free(&places);
		lm_bpe_heap_free(&heap);
		unmake(&made);
	}
	return n_ordered;
}

static void
learned_merges_join_as_the_plainest_way(void)
{
	CHECK(check_vocabularies(true) > 0);
}

static void
merges_in_any_order_join_as_the_plainest_way(void)
{
	int n_ordered = check_vocabularies(false);

	CHECK(n_ordered < (check_quick() ? 100 : 1000));
}

/* Merges that use what only a later one makes. */
static void
knows_an_order_that_was_not_learned(void)
{
	struct random random = random_start(23);
	struct lm_vocab_merge kept;
	struct made made;

	make(&made, &random, true);
	unmake(&made);
	made.vocab.n_merges = 0;
	add_merge(&made, 0, 1);
	add_merge(&made, find_piece(&made, lm_span("ab", 2)), 2);
	CHECK_CODE(lm_bpe_merges_init(&made.joining, &made.vocab, NULL), LM_OK);
	CHECK(made.joining.is_ordered);
	free(made.joining.lens);
	kept = made.merges[0];
	made.merges[0] = made.merges[1];
	made.merges[1] = kept;
	CHECK_CODE(lm_bpe_merges_init(&made.joining, &made.vocab, NULL), LM_OK);
	CHECK(!made.joining.is_ordered);
	free(made.joining.lens);
}

static void
an_unknown_split_is_refused_with_the_known_ones(void)
{
	struct lm_vocab vocab = {.kind = LM_VOCAB_BPE, .split = "llama9"};
	struct lm_err err = {0};
	struct lm_bpe *bpe;

	CHECK_CODE(lm_bpe_new(&vocab, &bpe, &err), LM_MALFORMED);
	CHECK(bpe == NULL);
	CHECK_HAS(err.message, "\"llama9\"");
	CHECK_HAS(err.message, "bloom, ");
	CHECK_HAS(err.message, ", viking");
}

/* A word that is a token stays one where the vocabulary says so. */
static void
whole_words_go_first(void)
{
	struct random random = random_start(24);
	uint64_t n = 0;
	struct lm_bpe_worker *worker;
	struct lm_bpe *bpe;
	struct made made;

	make(&made, &random, true);
	lm_vocab_index_free(made.index);
	(void)add_piece(&made, lm_span("cacacacb", 8), lm_span("", 0));
	(void)lm_vocab_index_new(made.pieces, made.vocab.n_pieces, &made.index,
	    NULL);
	made.vocab.index = made.index;
	made.vocab.whole_words = true;
	CHECK_CODE(lm_bpe_new(&made.vocab, &bpe, NULL), LM_OK);
	worker = lm_bpe_worker_new(bpe);
	CHECK_CODE(lm_bpe_count(worker, lm_span("cacacacb", 8), &n, NULL),
	    LM_OK);
	CHECK_EQ(n, 1);
	lm_bpe_worker_free(worker);
	lm_bpe_free(bpe);
	unmake(&made);
}

TEST_MAIN(TEST(learned_merges_join_as_the_plainest_way),
    TEST(merges_in_any_order_join_as_the_plainest_way),
    TEST(knows_an_order_that_was_not_learned),
    TEST(an_unknown_split_is_refused_with_the_known_ones),
    TEST(whole_words_go_first))
