#include "lm/tokenizer_partition.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/buf.h"
#include "random.h"

#define MOST_TOKENS 8
#define MOST_TEXT 64

/* A vocabulary of user-defined tokens "0", "1", ... */
struct made {
	struct lm_vocab vocab;
	struct lm_span pieces[MOST_TOKENS];
	unsigned char types[MOST_TOKENS];
	unsigned char strips[MOST_TOKENS];
	char bytes[MOST_TOKENS * 8];
};

static void
make(struct made *made, const char *const *tokens, size_t n)
{
	*made = (struct made){.vocab.kind = LM_VOCAB_BPE};
	for (size_t i = 0; i < n; i++) {
		made->pieces[i] = lm_span_of(tokens[i]);
		made->types[i] = LM_VOCAB_USER_DEFINED;
	}
	made->vocab.n_pieces = n;
	made->vocab.pieces = made->pieces;
	made->vocab.types = made->types;
	made->vocab.strips = made->strips;
}

/* The fragments of text as "[a]0[b]": texts in brackets, tokens by number. */
static void
write_fragments(const struct made *made, struct lm_span text,
    struct lm_fragments *fragments, struct lm_buf *out)
{
	struct lm_partition *partition;

	CHECK_CODE(lm_partition_new(&made->vocab, &partition, NULL), LM_OK);
	CHECK_CODE(lm_partition_cut(partition, text, fragments, NULL), LM_OK);
	lm_partition_free(partition);
	out->len = 0;
	for (size_t i = 0; i < fragments->n; i++) {
		const struct lm_fragment *fragment = &fragments->list[i];

		if (fragment->token == LM_VOCAB_NONE)
			(void)lm_buf_printf(out, NULL, "[%.*s]",
			    (int)fragment->text.len, fragment->text.ptr);
		else
			(void)lm_buf_printf(out, NULL, "%u",
			    (unsigned)fragment->token);
	}
}

static void
cuts(const struct made *made, const char *text, const char *want)
{
	struct lm_fragments fragments = {0};
	struct lm_buf out = {0};

	write_fragments(made, lm_span_of(text), &fragments, &out);
	CHECK_SPAN(lm_buf_view(&out), want);
	lm_buf_free(&out);
	lm_fragments_free(&fragments);
}

static void
the_longest_goes_first_wherever_it_is(void)
{
	static const char *const tokens[] = {"xab", "abcd", "c"};
	struct made made;

	make(&made, tokens, 3);
	cuts(&made, "", "");
	cuts(&made, "nothing", "[nothing]");
	cuts(&made, "xab", "0");
	cuts(&made, "-xab-", "[-]0[-]");
	cuts(&made, "xabcd", "[x]1");
	cuts(&made, "xabc xab", "02[ ]0");
	cuts(&made, "abcdabcdc", "112");
	made.types[0] = LM_VOCAB_CONTROL;
	cuts(&made, "xab", "[xab]");
}

static void
white_space_goes_with_tokens_that_strip(void)
{
	static const char *const tokens[] = {"<m>", "</s>"};
	struct made made;

	make(&made, tokens, 2);
	cuts(&made, "a <m> b </s> c", "[a ]0[ b ]1[ c]");
	made.strips[0] = LM_VOCAB_STRIP_LEFT;
	made.strips[1] = LM_VOCAB_STRIP_RIGHT;
	cuts(&made, "a \n<m> b </s> \tc", "[a]0[ b ]1[c]");
	cuts(&made, " <m></s> ", "01");
	cuts(&made, "\xc2\xa0<m>", "[\xc2\xa0]0");
}

static void
runs_of_spaces(void)
{
	static const char *const tokens[] = {"  ", "   ", "    "};
	struct made made;

	make(&made, tokens, 3);
	cuts(&made, "a b", "[a b]");
	cuts(&made, "a  b     c", "[a]0[b]2[ c]");
	cuts(&made, "           ", "221");
}

/* llama.cpp's way, written plainly: every token over every fragment. */
static void
write_plainly(const struct made *made, struct lm_span text, struct lm_buf *out)
{
	int owner[MOST_TEXT];	/* by byte: -1, or the token it is of */
	bool begins[MOST_TEXT]; /* whether a token begins there */
	size_t n = made->vocab.n_pieces;

	for (size_t i = 0; i < text.len; i++) {
		owner[i] = -1;
		begins[i] = false;
	}
	for (size_t len = 8; len > 0; len--)
		for (size_t id = 0; id < n; id++) {
			struct lm_span token = made->pieces[id];

			for (size_t at = 0;
			     token.len == len && at + len <= text.len;) {
				bool fits =
				    memcmp(text.ptr + at, token.ptr, len) == 0;

				for (size_t k = 0; k < len; k++)
					fits = fits && owner[at + k] < 0;
				for (size_t k = 0; fits && k < len; k++)
					owner[at + k] = (int)id;
				begins[at] = begins[at] || fits;
				at += fits ? len : 1;
			}
		}
	for (size_t i = 0; i < text.len; i++) {
		if (owner[i] < 0 && (i == 0 || owner[i - 1] >= 0))
			(void)lm_buf_byte(out, '[', NULL);
		if (owner[i] < 0)
			(void)lm_buf_byte(out, text.ptr[i], NULL);
		if (owner[i] < 0 && (i + 1 == text.len || owner[i + 1] >= 0))
			(void)lm_buf_byte(out, ']', NULL);
		if (begins[i])
			(void)lm_buf_printf(out, NULL, "%d", owner[i]);
	}
}

static void
make_random(struct made *made, struct random *random)
{
	size_t n = random_below(random, MOST_TOKENS + 1), used = 0;

	make(made, NULL, 0);
	for (size_t i = 0; i < n; i++) {
		size_t len = random_between(random, 1, 5);
		bool is_new = true;

		for (size_t k = 0; k < len; k++)
			made->bytes[used + k] =
			    (char)('a' + random_below(random, 2));
		for (size_t k = 0; k < made->vocab.n_pieces; k++)
			is_new = is_new &&
			    !lm_span_equal(made->pieces[k],
				lm_span(made->bytes + used, len));
		if (!is_new)
			continue;
		made->types[made->vocab.n_pieces] = LM_VOCAB_USER_DEFINED;
		made->pieces[made->vocab.n_pieces++] =
		    lm_span(made->bytes + used, len);
		used += len;
	}
}

static void
random_texts_are_cut_as_the_plainest_way(void)
{
	struct random random = random_start(41);
	int cases = check_quick() ? 2000 : 20000;
	struct lm_fragments fragments = {0};
	struct lm_buf got = {0}, want = {0};
	char text[MOST_TEXT];
	struct made made;

	for (int i = 0; i < cases; i++) {
		size_t len = random_below(&random, MOST_TEXT);

		make_random(&made, &random);
		for (size_t k = 0; k < len; k++)
			text[k] = (char)('a' + random_below(&random, 3));
		lm_fragments_free(&fragments);
		write_fragments(&made, lm_span(text, len), &fragments, &got);
		want.len = 0;
		write_plainly(&made, lm_span(text, len), &want);
		CHECK_SPANS(lm_buf_view(&got), lm_buf_view(&want));
	}
	lm_fragments_free(&fragments);
	lm_buf_free(&got);
	lm_buf_free(&want);
}

TEST_MAIN(TEST(the_longest_goes_first_wherever_it_is),
    TEST(white_space_goes_with_tokens_that_strip), TEST(runs_of_spaces),
    TEST(random_texts_are_cut_as_the_plainest_way))
