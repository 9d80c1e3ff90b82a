#include "lm/vocab.h"

#include <string.h>

#include "check.h"
#include "files.h"
#include "gguf_bytes.h"
#include "lm/vocab_bytes.h"
#include "lm/vocab_index.h"
#include "lm/vocab_pairs.h"
#include "vocabularies.h"

#define T "tokenizer.ggml."
#define SPACE "\xc4\xa0" /* U+0120, the letter of byte 0x20 */
#define LEN(list) (sizeof(list) / sizeof((list)[0]))

static const char *const tokens[] = {"a", "b", SPACE, "ab", SPACE "ab", "<s>",
    "  ", "\xc3\xb5" /* U+00F5, the letter of byte 0xf5 */};
static const int types[] = {1, 1, 1, 1, 1, 3, 4, 4};
static const char *const merges[] = {"a b", SPACE " ab"};

/* Load the file, which is freed. */
static enum lm_code
load(struct lm_buf *file, struct lm_vocab **out, struct lm_err *err)
{
	char path[FILES_PATH_SIZE];
	enum lm_code code;

	file_path("vocab", path);
	file_write(path, lm_buf_view(file));
	lm_buf_free(file);
	code = lm_vocab_load(path, out, err);
	CHECK((code == LM_OK) == (*out != NULL));
	if (code != LM_OK)
		CHECK_TEXT(err->file, path);
	return code;
}

static void
refused(struct lm_buf *file, const char *part)
{
	struct lm_vocab *vocab;
	struct lm_err err = {0};

	CHECK_CODE(load(file, &vocab, &err), LM_MALFORMED);
	CHECK_HAS(err.message, part);
	lm_vocab_free(vocab);
}

/* The head and the first keys of a BPE vocabulary; more follow. */
static struct lm_buf
bpe(const char *pre, size_t more)
{
	struct lm_buf file = {0};

	gguf_head(&file, 3, 0, 4 + more);
	gguf_string(&file, T "model", "gpt2");
	gguf_string(&file, T "pre", pre);
	gguf_texts(&file, T "tokens", tokens, LEN(tokens));
	gguf_i32s(&file, T "token_type", types, LEN(types));
	return file;
}

static uint32_t
find(const struct lm_vocab *vocab, const char *text)
{
	return lm_vocab_index_find(vocab->index, lm_span_of(text));
}

static void
byte_pairs(void)
{
	struct lm_buf file = bpe("gpt-2", 2);
	struct lm_vocab *vocab;
	struct lm_err err = {0};

	gguf_texts(&file, T "merges", merges, LEN(merges));
	gguf_u32(&file, T "unknown_token_id", 5);
	if (!CHECK_OK(load(&file, &vocab, &err), &err))
		return;
	CHECK_EQ(vocab->kind, LM_VOCAB_BPE);
	CHECK_TEXT(vocab->split, "gpt-2");
	CHECK_EQ(vocab->n_pieces, 8);
	CHECK_SPAN(vocab->pieces[4], " ab");
	CHECK_SPAN(vocab->pieces[6], "  ");
	CHECK_SPAN(vocab->pieces[7], "\xc3\xb5");
	CHECK_EQ(vocab->longest, 3);
	CHECK_EQ(vocab->types[5], LM_VOCAB_CONTROL);
	CHECK_EQ(find(vocab, " ab"), 4);
	CHECK_EQ(find(vocab, "  "), LM_VOCAB_NONE);
	CHECK_EQ(vocab->bytes[0xf5], 7);
	CHECK_EQ(vocab->bytes[' '], 2);
	CHECK_EQ(vocab->bytes['c'], LM_VOCAB_NONE);
	CHECK_EQ(vocab->n_merges, 2);
	CHECK_EQ(vocab->merges[1].left, 2);
	CHECK_EQ(vocab->merges[1].right, 3);
	CHECK_EQ(vocab->merges[1].result, 4);
	CHECK_EQ(lm_vocab_pairs_find(vocab->pairs, 0, 1), 0);
	CHECK_EQ(lm_vocab_pairs_find(vocab->pairs, 1, 0), LM_VOCAB_NONE);
	CHECK_EQ(vocab->unknown, 5);
	CHECK(!vocab->whole_words && !vocab->nfc && vocab->scores == NULL);
	lm_vocab_free(vocab);
}

static void
whole_words(void)
{
	struct lm_buf file = bpe("llama-bpe", 1);
	struct lm_vocab *vocab;
	struct lm_err err = {0};

	gguf_texts(&file, T "merges", merges, LEN(merges));
	if (CHECK_OK(load(&file, &vocab, &err), &err))
		CHECK(vocab->whole_words);
	lm_vocab_free(vocab);
}

static void
wrong_merges(void)
{
	static const char *const lists[][2] = {{"a b", "a b"}, {"b a", "a b"},
	    {"a c", "a b"}, {"ab", "a b"}, {"a b", ""}, {"a b", "  a"}};
	static const char *const parts[] = {"merge 1 is merge 0 once more",
	    "merge 0, \"b\" and \"a\": expected both parts",
	    "merge 0, \"a\" and \"c\"", "a blank between them in merge 0",
	    "a blank between them in merge 1", "merge 1, \" \" and \"a\""};
	struct lm_buf file;

	for (size_t i = 0; i < LEN(lists); i++) {
		file = bpe("gpt-2", 1);
		gguf_texts(&file, T "merges", lists[i], 2);
		refused(&file, parts[i]);
	}
	file = bpe("gpt-2", 0);
	refused(&file, "expected a key tokenizer.ggml.merges");
}

static void
wrong_files(void)
{
	static const char *const twice[] = {"a", "b", "a"};
	static const int odd[] = {1, 1, 1, 1, 1, 1, 1, 7};
	struct lm_buf file = {0};

	append(&file, lm_span_of("hello"));
	refused(&file, "expected a GGUF file or a tokenizer.json");
	refused(&file, "expected a GGUF file or a tokenizer.json");
	gguf_head(&file, 3, 0, 0);
	refused(&file, "expected a key tokenizer.ggml.model");
	gguf_head(&file, 3, 0, 1);
	gguf_string(&file, T "model", "t5");
	refused(&file, "tokenizer \"t5\": expected gpt2, llama or bert");
	gguf_head(&file, 3, 0, 1);
	gguf_u32(&file, T "model", 1);
	refused(&file, "expected string, found u32");
	gguf_head(&file, 3, 0, 2);
	gguf_string(&file, T "model", "gpt2");
	gguf_texts(&file, T "tokens", tokens, LEN(tokens));
	refused(&file, "no key tokenizer.ggml.pre");
	gguf_head(&file, 3, 0, 3);
	gguf_string(&file, T "model", "gpt2");
	gguf_texts(&file, T "tokens", tokens, LEN(tokens));
	gguf_i32s(&file, T "token_type", types, 3);
	refused(&file, "expected 8 items, as there are tokens, found 3");
	gguf_head(&file, 3, 0, 3);
	gguf_string(&file, T "model", "gpt2");
	gguf_texts(&file, T "tokens", tokens, LEN(tokens));
	gguf_i32s(&file, T "token_type", odd, LEN(odd));
	refused(&file, "expected types from 1 to 6, found 7 for token 7");
	gguf_head(&file, 3, 0, 3);
	gguf_string(&file, T "model", "bert");
	gguf_texts(&file, T "tokens", twice, LEN(twice));
	gguf_u32(&file, T "unknown_token_id", 1);
	refused(&file, "token 0 is token 2 once more");
	gguf_head(&file, 3, 0, 2);
	gguf_string(&file, T "model", "bert");
	gguf_texts(&file, T "tokens", tokens, LEN(tokens));
	refused(&file, "expected an unknown token below 8");
	gguf_head(&file, 3, 0, 3);
	gguf_string(&file, T "model", "bert");
	gguf_texts(&file, T "tokens", tokens, LEN(tokens));
	gguf_u32(&file, T "unknown_token_id", 8);
	refused(&file, "expected a token's id, below 8");
}

static void
scores(void)
{
	static const float some[] = {0, -1, 0, -2, 0, 0, 0, 0};
	struct lm_buf file = {0};

	gguf_head(&file, 3, 0, 3);
	gguf_string(&file, T "model", "llama");
	gguf_texts(&file, T "tokens", tokens, LEN(tokens));
	gguf_f32s(&file, T "scores", some, LEN(some));
	refused(&file, "no token <0x00>: expected one for each byte");
	gguf_head(&file, 3, 0, 2);
	gguf_string(&file, T "model", "llama");
	gguf_texts(&file, T "tokens", tokens, LEN(tokens));
	refused(&file, "expected a key tokenizer.ggml.scores");
	gguf_head(&file, 3, 0, 3);
	gguf_string(&file, T "model", "llama");
	gguf_texts(&file, T "tokens", tokens, LEN(tokens));
	gguf_array(&file, T "scores", LM_GGUF_F32, LEN(tokens));
	for (size_t i = 0; i < LEN(tokens); i++)
		gguf_number(&file, 0x7fc00000, 4); /* NaN */
	refused(&file, "expected a number for token 0");
}

/* As llama.cpp has it: by the token's text, by the model's name. */
static void
by_name(void)
{
	static const char *const list[] = {"[UNK]", "<|im_end|>", "</s>"};
	static const int kinds[] = {2, 4, 4};
	struct lm_buf file = {0};
	struct lm_vocab *vocab;
	struct lm_err err = {0};

	gguf_head(&file, 3, 0, 5);
	gguf_string(&file, "general.name", "My Phi-3 mini");
	gguf_string(&file, T "model", "bert");
	gguf_texts(&file, T "tokens", list, LEN(list));
	gguf_i32s(&file, T "token_type", kinds, LEN(kinds));
	gguf_u32(&file, T "unknown_token_id", 0);
	if (!CHECK_OK(load(&file, &vocab, &err), &err))
		return;
	CHECK_EQ(vocab->types[1], LM_VOCAB_CONTROL);
	CHECK_EQ(vocab->types[2], LM_VOCAB_USER_DEFINED);
	if (CHECK(vocab->strips != NULL)) {
		CHECK_EQ(vocab->strips[1], 0);
		CHECK_EQ(vocab->strips[2], LM_VOCAB_STRIP_RIGHT);
	}
	lm_vocab_free(vocab);
}

static void
byte_letters(void)
{
	static const char space[] = SPACE, newline[] = "\xc4\x8a",
			  last[] = "\xc5\x83";
	char out[8];
	size_t n;

	CHECK(lm_vocab_bytes_decode(lm_span_of(space), out, &n) &&
	    out[0] == ' ' && n == 1);
	CHECK(lm_vocab_bytes_decode(lm_span_of(newline), out, &n) &&
	    out[0] == '\n');
	CHECK(lm_vocab_bytes_decode(lm_span_of(last), out, &n) &&
	    out[0] == (char)0xad);
	CHECK(lm_vocab_bytes_decode(lm_span_of("\xc2\xac~"), out, &n) &&
	    memcmp(out, "\xac~", 2) == 0);
	CHECK(!lm_vocab_bytes_decode(lm_span_of(" "), out, &n));
	CHECK(!lm_vocab_bytes_decode(lm_span_of("\xc2\xad"), out, &n));
	CHECK(!lm_vocab_bytes_decode(lm_span_of("\xc5\x84"), out, &n));
	CHECK(!lm_vocab_bytes_decode(lm_span_of("a\xff"), out, &n) && n == 0);
}

/* Every vocabulary that is there; each token is found by its own bytes. */
static void
real_files(void)
{
	static const char *const names[] = {"baichuan", "bert-bge",
	    "deepseek-coder", "deepseek-llm", "falcon", "gpt-2", "llama-spm",
	    "mpt", "phi-3", "refact", "starcoder"};
	char path[FILES_PATH_SIZE];
	struct lm_vocab *vocab;
	struct lm_err err = {0};

	for (size_t i = 0; i < LEN(names); i++) {
		size_t n_bad = 0;

		if (!vocabulary_file(names[i], "", path))
			return;
		if (!CHECK_OK(lm_vocab_load(path, &vocab, &err), &err))
			continue;
		for (uint32_t id = 0; id < vocab->n_pieces; id++)
			n_bad += vocab->types[id] == LM_VOCAB_NORMAL &&
			    lm_vocab_index_find(vocab->index,
				vocab->pieces[id]) != id;
		CHECK_EQ(n_bad, 0);
		lm_vocab_free(vocab);
	}
	CHECK(vocabulary_file("gpt-neox", "", path));
	CHECK_CODE(lm_vocab_load(path, &vocab, &err), LM_MALFORMED);
	CHECK_HAS(err.message, "no key tokenizer.ggml.pre");
}

TEST_MAIN(TEST(byte_pairs), TEST(whole_words), TEST(wrong_merges),
    TEST(wrong_files), TEST(scores), TEST(by_name), TEST(byte_letters),
    TEST(real_files))
