#include "lm/tokenizer_wordpiece.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "gguf_bytes.h"

#define T "tokenizer.ggml."
#define W "\xe2\x96\x81" /* U+2581 begins a word */
#define LEN(list) (sizeof(list) / sizeof((list)[0]))

static const char *const tokens[] = {"[UNK]", W "a", "b", W "ab", "a",
    W "hello", W "!", W "\xe4\xb8\xad", W "ob", "ba", W "\xe1\x84\x92",
    "\xe1\x85\xa1", W "\xc3\xb8", W "'", W "$", W};

static struct lm_vocab *
make(void)
{
	struct lm_buf file = {0};
	char path[FILES_PATH_SIZE];
	struct lm_vocab *vocab;
	struct lm_err err = {0};

	gguf_head(&file, 3, 0, 3);
	gguf_string(&file, T "model", "bert");
	gguf_texts(&file, T "tokens", tokens, LEN(tokens));
	gguf_u32(&file, T "unknown_token_id", 0);
	file_path("bert", path);
	file_write(path, lm_buf_view(&file));
	lm_buf_free(&file);
	CHECK_OK(lm_vocab_load(path, &vocab, &err), &err);
	return vocab;
}

static void
check_encode(const struct lm_vocab *vocab, struct lm_span text,
    const char *want)
{
	struct lm_wordpiece *wordpiece = lm_wordpiece_new();
	struct lm_buf got = {0};
	struct lm_ids ids = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_wordpiece_encode(wordpiece, vocab, text, &ids, &err), &err);
	for (size_t i = 0; i < ids.n; i++)
		CHECK_OK(lm_buf_printf(&got, &err, "%u ", ids.list[i]), &err);
	CHECK_OK(lm_buf_byte(&got, '\0', &err), &err);
	CHECK_TEXT(got.ptr, want);
	lm_buf_free(&got);
	lm_ids_free(&ids);
	lm_wordpiece_free(wordpiece);
}

static const struct {
	const char *text;
	const char *want;
} cases[] = {
    {"", ""}, {" \t\r\n", ""}, {"a", "1 "}, {"ab", "3 "}, {"aba", "3 4 "},
    {"abba", "3 9 "}, {"A", "1 "}, {"HELLO hello!!", "5 5 6 6 "},
    {"b", "0 "},   /* no word begins with it */
    {"abx", "0 "}, /* nothing of the word stays */
    {"ab x ab", "3 0 3 "}, {"a$'a", "1 14 13 1 "},
    {"a\xe4\xb8\xad\xe4\xb8\xad"
     "b",
	"1 7 7 0 "},
    {"\xc3\xa0", "1 "},		/* an accent goes, */
    {"a\xcc\x80", "1 "},	/* decomposed or not */
    {"\xc3\x98", "12 "},	/* a stroke is none */
    {"\xed\x95\x98", "10 11 "}, /* Hangul in its letters */
    {"a\xe2\x80\x8b"
     "b",
	"3 "}, /* a format character is left out, */
    {"a\x01\x0b"
     "b",
	"3 "}, /* a control character too, */
    {"a\xef\xbf\xbd"
     "b\xff",
	"3 "}, /* and what is no text */
    {"a\xc2\xa0"
     "a\xe2\x80\xa8"
     "a",
	"1 1 1 "},
    {"a\xe2\x96\x81"
     "a",
	"1 15 4 "}, /* U+2581 in a word begins no other */
};

static void
words(void)
{
	struct lm_vocab *vocab = make();

	if (vocab == NULL)
		return;
	for (size_t i = 0; i < LEN(cases); i++) {
		check_encode(vocab, lm_span_of(cases[i].text), cases[i].want);
		check_note("case %zu", i);
	}
	lm_vocab_free(vocab);
}

/* A word of 100 characters is one; of 101 it is unknown, and that is that. */
static void
long_words(void)
{
	struct lm_vocab *vocab = make();
	struct lm_buf text = {0}, want = {0};
	struct lm_err err = {0};
	size_t len = 1000000;

	if (vocab == NULL)
		return;
	CHECK_OK(lm_buf_reserve(&text, len, &err), &err);
	memset(text.ptr, 'a', len);
	append(&want, lm_span_of("1 "));
	for (size_t i = 1; i < 100; i++)
		append(&want, lm_span_of("4 "));
	append(&want, lm_span("", 1));
	check_encode(vocab, lm_span(text.ptr, 100), want.ptr);
	check_encode(vocab, lm_span(text.ptr, 101), "0 ");
	check_encode(vocab, lm_span(text.ptr, len), "0 ");
	text.ptr[101] = ' ';
	check_encode(vocab, lm_span(text.ptr, 103), "0 1 ");
	lm_buf_free(&want);
	lm_buf_free(&text);
	lm_vocab_free(vocab);
}

TEST_MAIN(TEST(words), TEST(long_words))
