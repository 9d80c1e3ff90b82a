#include "lm/tokenizer_spm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "gguf_bytes.h"
#include "lm/vocab_index.h"
#include "random.h"

#define T "tokenizer.ggml."
#define N_BYTES 256
#define SPACE "\xe2\x96\x81" /* U+2581 */
#define MOST_PIECES 40
#define LEN(list) (sizeof(list) / sizeof((list)[0]))

/* A vocabulary of <0x00> to <0xFF>, then these pieces and scores. */
static struct lm_vocab *
make(const char *const *pieces, const float *scores, size_t n, bool prefix)
{
	struct lm_buf file = {0};
	char path[FILES_PATH_SIZE], name[8];
	struct lm_vocab *vocab;
	struct lm_err err = {0};

	gguf_head(&file, 3, 0, 4);
	gguf_string(&file, T "model", "llama");
	gguf_array(&file, T "tokens", LM_GGUF_STRING, N_BYTES + n);
	for (unsigned i = 0; i < N_BYTES; i++) {
		(void)snprintf(name, sizeof(name), "<0x%02X>", i);
		gguf_text(&file, lm_span_of(name));
	}
	for (size_t i = 0; i < n; i++)
		gguf_text(&file, lm_span_of(pieces[i]));
	gguf_array(&file, T "scores", LM_GGUF_F32, N_BYTES + n);
	for (size_t i = 0; i < N_BYTES; i++)
		gguf_number(&file, 0, 4);
	for (size_t i = 0; i < n; i++) {
		uint32_t bits;

		memcpy(&bits, &scores[i], sizeof(bits));
		gguf_number(&file, bits, 4);
	}
	gguf_key(&file, T "add_space_prefix", LM_GGUF_BOOL);
	gguf_number(&file, prefix, 1);
	file_path("spm", path);
	file_write(path, lm_buf_view(&file));
	lm_buf_free(&file);
	CHECK_OK(lm_vocab_load(path, &vocab, &err), &err);
	return vocab;
}

/* The ids of text, less N_BYTES, as text: "0 2 <0x41> ". */
static void
encode(const struct lm_vocab *vocab, struct lm_span text, bool begins,
    struct lm_buf *out)
{
	struct lm_spm *spm = lm_spm_new();
	struct lm_ids ids = {0};
	struct lm_err err = {0};

	out->len = 0;
	CHECK_OK(lm_spm_encode(spm, vocab, text, begins, &ids, &err), &err);
	for (size_t i = 0; i < ids.n; i++)
		CHECK_OK(lm_buf_printf(out, &err, "%d ",
			     (int)ids.list[i] - N_BYTES),
		    &err);
	CHECK_OK(lm_buf_byte(out, '\0', &err), &err);
	lm_ids_free(&ids);
	lm_spm_free(spm);
}

static void
check_encode(const struct lm_vocab *vocab, const char *text, bool begins,
    const char *want)
{
	struct lm_buf got = {0};

	encode(vocab, lm_span_of(text), begins, &got);
	CHECK_TEXT(got.ptr, want);
	lm_buf_free(&got);
}

static void
by_score(void)
{
	static const char *const pieces[] = {"a", "b", "c", SPACE, "ab", "bc",
	    "abc", SPACE "a", "aa", "aaa"};
	static const float scores[] = {-9, -9, -9, -9, -2, -1, -5, -3, -4, -4};
	struct lm_vocab *vocab = make(pieces, scores, LEN(pieces), true);

	if (vocab == NULL)
		return;
	CHECK(vocab->words_apart && vocab->space_prefix);
	check_encode(vocab, "", true, "");
	check_encode(vocab, "abc", false, "6 ");
	check_encode(vocab, "abb", false, "4 1 ");
	check_encode(vocab, "abc", true, "7 5 ");
	check_encode(vocab, "a a", true, "7 7 ");
	check_encode(vocab, "a  a", false, "0 3 7 ");
	check_encode(vocab, "aaaa", false, "9 0 ");
	check_encode(vocab, "ax", false, "0 -136 ");
	check_encode(vocab, "\xc3\xa9", false, "-61 -87 ");
	check_encode(vocab, "a\xff", false, "0 -17 -65 -67 ");
	lm_vocab_free(vocab);
}

/* A part of the text, and the naive way: the best pair of all, each time. */
struct part {
	size_t at;
	size_t len;
};

static size_t
best_pair(const struct lm_vocab *vocab, const char *text,
    const struct part *parts, size_t n)
{
	size_t best = n;
	float score = 0;

	for (size_t i = 0; i + 1 < n; i++) {
		uint32_t id = lm_vocab_index_find(vocab->index,
		    lm_span(text + parts[i].at,
			parts[i].len + parts[i + 1].len));

		if (id == LM_VOCAB_NONE ||
		    (best < n && vocab->scores[id] <= score))
			continue;
		best = i;
		score = vocab->scores[id];
	}
	return best;
}

static size_t
cut_characters(const char *text, size_t len, struct part *parts)
{
	size_t n = 0, at = 0;

	while (at < len) {
		parts[n].at = at;
		parts[n].len = memcmp(text + at, SPACE, 1) == 0 ? 3 : 1;
		at += parts[n++].len;
	}
	return n;
}

static void
encode_naively(const struct lm_vocab *vocab, const char *text, size_t len,
    struct lm_buf *out)
{
	struct part *parts = malloc((len + 1) * sizeof(*parts));
	size_t n, i;
	struct lm_err err = {0};

	if (!CHECK(parts != NULL))
		return;
	n = cut_characters(text, len, parts);
	while ((i = best_pair(vocab, text, parts, n)) < n) {
		parts[i].len += parts[i + 1].len;
		memmove(&parts[i + 1], &parts[i + 2],
		    (n - i - 2) * sizeof(*parts));
		n--;
	}
	out->len = 0;
	for (i = 0; i < n; i++)
		CHECK_OK(lm_buf_printf(out, &err, "%d ",
			     (int)lm_vocab_index_find(vocab->index,
				 lm_span(text + parts[i].at, parts[i].len)) -
				 N_BYTES),
		    &err);
	CHECK_OK(lm_buf_byte(out, '\0', &err), &err);
	free(parts);
}

/* Random pieces of a, b and U+2581; with and without a cut between words. */
static struct lm_vocab *
random_vocab(struct random *random, bool apart, struct lm_buf *text)
{
	static const char *const letters[] = {"a", "b", SPACE};
	const char *pieces[MOST_PIECES];
	float scores[MOST_PIECES];
	size_t n = 0, at[MOST_PIECES];

	for (size_t i = 0; i < 2000 && n < MOST_PIECES; i++) {
		size_t from = text->len, len = n < 3 ? 1 : 2 + n / 8;

		for (size_t k = 0; k < len; k++)
			append(text,
			    lm_span_of(
				letters[n < 3 ? n
					      : random_below(random,
						    apart && k > 0 ? 2 : 3)]));
		append(text, lm_span("", 1));
		at[n] = from;
		scores[n++] = -(float)random_below(random, 6);
		for (size_t k = 0; k + 1 < n; k++)
			if (strcmp(text->ptr + at[k], text->ptr + from) == 0) {
				n--;
				break;
			}
	}
	for (size_t i = 0; i < n; i++)
		pieces[i] = text->ptr + at[i];
	return make(pieces, scores, n, false);
}

static void
as_the_naive_way(void)
{
	struct random random = random_start(1);
	size_t n_runs = check_soak() ? 20000 : check_quick() ? 50 : 400;

	for (size_t i = 0; i < n_runs; i++) {
		struct lm_buf names = {0}, text = {0}, got = {0}, want = {0};
		struct lm_vocab *vocab =
		    random_vocab(&random, i % 2 == 0, &names);
		uint64_t len = random_below(&random, 40);

		for (uint64_t k = 0; k < len; k++)
			append(&text,
			    random_once_in(&random, 3)
				? lm_span_of(SPACE)
				: lm_span(&"ab"[random_below(&random, 2)], 1));
		CHECK(vocab->words_apart || i % 2 != 0);
		encode(vocab, lm_buf_view(&text), false, &got);
		encode_naively(vocab, text.ptr, text.len, &want);
		if (!CHECK_TEXT(got.ptr, want.ptr))
			i = n_runs;
		lm_vocab_free(vocab);
		lm_buf_free(&names);
		lm_buf_free(&text);
		lm_buf_free(&got);
		lm_buf_free(&want);
	}
}

/* A million letters that all join is the worst case: one word, one heap. */
static void
long_words(void)
{
	static const char *const pieces[] = {"a", "aa", "aaaa", "aaaaaaaa"};
	static const float scores[] = {0, -1, -2, -3};
	struct lm_vocab *vocab = make(pieces, scores, LEN(pieces), false);
	struct lm_spm *spm = lm_spm_new();
	size_t len = check_quick() ? 100000 : 1000000;
	char *text = malloc(len);
	struct lm_ids ids = {0};
	struct lm_err err = {0};

	if (CHECK(vocab != NULL && spm != NULL && text != NULL)) {
		memset(text, 'a', len);
		CHECK_OK(lm_spm_encode(spm, vocab, lm_span(text, len), false,
			     &ids, &err),
		    &err);
		CHECK_EQ(ids.n, len / 8);
	}
	lm_ids_free(&ids);
	lm_spm_free(spm);
	lm_vocab_free(vocab);
	free(text);
}

/* Pairs have ranks of their own where a tokenizer.json lists them. */
static void
by_rank(void)
{
	struct lm_buf file = {0};
	char path[FILES_PATH_SIZE], name[48];
	struct lm_vocab *vocab;
	struct lm_err err = {0};

	append(&file,
	    lm_span_of(
		"{\"normalizer\":{\"type\":\"Replace\",\"pattern\":"
		"{\"String\":\" \"},\"content\":\"\xe2\x96\x81\"},"
		"\"model\":{\"type\":\"BPE\",\"byte_fallback\":true,"
		"\"merges\":[\"a a\",\"aa a\",\"a aa\",\"b aa\",\"d e\",\"c d\",\"c de\"],"
		"\"vocab\":{"));
	for (unsigned i = 0; i < N_BYTES; i++) {
		(void)snprintf(name, sizeof(name), "\"<0x%02X>\":%u,", i, i);
		append(&file, lm_span_of(name));
	}
	append(&file,
	    lm_span_of(
		"\"a\":256,\"aa\":257,\"aaa\":258,\"baa\":259,"
		"\"b\":260,\"ab\":261,\"c\":262,\"d\":263,\"e\":264,\"de\":265,\"cd\":266,\"cde\":267}}}"));
	file_path("spm.json", path);
	file_write(path, lm_buf_view(&file));
	lm_buf_free(&file);
	if (!CHECK_OK(lm_vocab_load(path, &vocab, &err), &err))
		return;
	CHECK(vocab->kind == LM_VOCAB_SPM && vocab->scores == NULL);
	check_encode(vocab, "aaa", true, "2 ");
	check_encode(vocab, "aaaa", true, "1 1 ");
	check_encode(vocab, "baaa", true, "4 2 ");
	check_encode(vocab, "baa", true, "3 ");
	check_encode(vocab, "ab", true, "0 4 ");
	check_encode(vocab, "a x", true, "0 -30 -106 -127 -136 ");
	check_encode(vocab, "cdecd", true, "11 10 ");
	lm_vocab_free(vocab);
}

TEST_MAIN(TEST(by_score), TEST(as_the_naive_way), TEST(long_words),
    TEST(by_rank))
