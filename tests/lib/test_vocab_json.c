#include "lm/vocab.h"

#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/buf.h"
#include "lm/vocab_index.h"
#include "vocabularies.h"

#define SPACE "\xc4\xa0" /* U+0120, the letter of byte 0x20 */
#define LEN(list) (sizeof(list) / sizeof((list)[0]))

#define WORDS                                                             \
	"\"pre_tokenizer\":{\"type\":\"ByteLevel\",\"add_prefix_space\":" \
	"false,\"use_regex\":true}"
#define BYTES \
	"{\"type\":\"ByteLevel\",\"add_prefix_space\":false,\"use_regex\":false}"
#define CUT(regex)                                            \
	"{\"type\":\"Split\",\"pattern\":{\"Regex\":\"" regex \
	"\"},\"behavior\""                                    \
	":\"Isolated\",\"invert\":false}"
#define SEQUENCE(steps)                                                      \
	"\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":[" steps \
	"]}"
#define DIGITS "{\"type\":\"Digits\",\"individual_digits\":true}"
#define CL100K(number)                                                       \
	CUT("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\\\r\\\\n\\\\p{L}\\\\p{N}]?"    \
	    "\\\\p{L}+|\\\\p{N}" number                                      \
	    "| ?[^\\\\s\\\\p{L}\\\\p{N}]+[\\\\r\\\\n]*|\\\\s*[\\\\r\\\\n]+|" \
	    "\\\\s+(?!\\\\S)|\\\\s+")
#define VOCAB "\"vocab\":{\"a\":0,\"b\":1,\"ab\":2,\"" SPACE "\":3}"
#define BPE "\"type\":\"BPE\"," VOCAB ",\"merges\":[\"a b\"]"
#define ADDED "\"added_tokens\":"

/* Load a tokenizer.json. */
static enum lm_code
load(const char *text, struct lm_vocab **out, struct lm_err *err)
{
	char path[FILES_PATH_SIZE];
	enum lm_code code;

	file_path("tokenizer.json", path);
	file_write(path, lm_span_of(text));
	code = lm_vocab_load(path, out, err);
	CHECK((code == LM_OK) == (*out != NULL));
	if (code != LM_OK)
		CHECK_TEXT(err->file, path);
	return code;
}

static void
byte_pairs(void)
{
	struct lm_vocab *vocab;
	struct lm_err err = {0};

	if (!CHECK_OK(load("{" ADDED
			   "[{\"id\":6,\"content\":\"<x>\",\"special\":true},"
			   "{\"id\":0,\"content\":\"a\",\"special\":false,"
			   "\"lstrip\":true,\"rstrip\":true}]," WORDS
			   ",\"normalizer\":{\"type\":\"NFC\"},"
			   "\"model\":{\"type\":\"BPE\",\"ignore_merges\":true,"
			   "\"unk_token\":null," VOCAB
			   ",\"merges\":[[\"a\",\"b\"]]}}",
			  &vocab, &err),
		&err))
		return;
	CHECK_EQ(vocab->kind, LM_VOCAB_BPE);
	CHECK_TEXT(vocab->split, "gpt-2");
	CHECK_EQ(vocab->n_pieces, 7);
	CHECK_SPAN(vocab->pieces[3], " ");
	CHECK_SPAN(vocab->pieces[6], "<x>");
	CHECK_EQ(vocab->pieces[5].len, 0);
	CHECK_EQ(vocab->types[6], LM_VOCAB_CONTROL);
	CHECK_EQ(vocab->types[5], LM_VOCAB_UNUSED);
	CHECK_EQ(vocab->types[0], LM_VOCAB_USER_DEFINED);
	CHECK_EQ(vocab->strips[0], LM_VOCAB_STRIP_LEFT | LM_VOCAB_STRIP_RIGHT);
	CHECK_EQ(vocab->strips[6], 0);
	/* The model knows what is in its vocabulary, and nothing else. */
	CHECK_EQ(lm_vocab_index_find(vocab->index, lm_span_of("a")), 0);
	CHECK_EQ(lm_vocab_index_find(vocab->index, lm_span_of("<x>")),
	    LM_VOCAB_NONE);
	CHECK_EQ(vocab->merges[0].result, 2);
	CHECK_EQ(vocab->unknown, LM_VOCAB_NONE);
	CHECK(vocab->whole_words && vocab->nfc);
	lm_vocab_free(vocab);
}

static const struct {
	const char *text;
	const char *split;
} known[] = {
    {"{" WORDS ",\"model\":{" BPE "}}", "gpt-2"},
    {"{" SEQUENCE(DIGITS "," BYTES) ",\"model\":{" BPE "}}", NULL},
    {"{" SEQUENCE(DIGITS ",{\"type\":\"ByteLevel\",\"add_prefix_space\":"
			 "false}") ",\"model\":{" BPE "}}",
	"starcoder"},
    {"{" SEQUENCE(CL100K("{1,3}") "," BYTES) ",\"model\":{" BPE "}}",
	"llama-bpe"},
    {"{" SEQUENCE(CL100K("") "," BYTES) ",\"model\":{" BPE "}}", "qwen2"},
    {"{" SEQUENCE(CL100K("{1,2}") "," BYTES) ",\"model\":{" BPE "}}", NULL},
    {"{" SEQUENCE(CL100K("")) ",\"model\":{" BPE "}}", NULL},
    {"{" SEQUENCE(
	 CUT("[\\r\\n]") "," CUT("\\\\s?\\\\p{L}+") "," CUT("\\\\s?\\\\p{P}+") "," CUT(
	     "[一-龥ࠀ-一가-퟿]+") "," DIGITS
					 "," BYTES) ",\"model\":{" BPE "}}",
	"deepseek-coder"},
};

static void
splits(void)
{
	struct lm_vocab *vocab;

	for (size_t i = 0; i < LEN(known); i++) {
		struct lm_err err = {0};
		enum lm_code code = load(known[i].text, &vocab, &err);

		if (known[i].split == NULL) {
			CHECK_EQ(code, LM_MALFORMED);
			CHECK_HAS(err.message, "pre_tokenizer is not known");
			CHECK(err.line == 1 && err.column > 1);
		} else if (CHECK_OK(code, &err)) {
			CHECK_TEXT(vocab->split, known[i].split);
		}
		check_note("split %zu", i);
		lm_vocab_free(vocab);
	}
}

#define MODEL(more) "{" WORDS ",\"model\":{" BPE "," more "}}"
#define WITH(added) "{" WORDS "," ADDED added ",\"model\":{" BPE "}}"

static const struct {
	const char *text;
	const char *message;
} wrong[] = {
    {"{", "not JSON"},
    {"{}", "no tokenizer: expected a member model"},
    {"{\"tokenizer_class\":\"GPT2Tokenizer\"}", "expected a member model"},
    {"{\"model\":{\"type\":\"Unigram\"}}", "model.type Unigram: expected"},
    {"{\"model\":{}}", "model.type: expected BPE or WordPiece"},
    {"{\"model\":{" BPE "}}", "the pre_tokenizer is not known here: "},
    {"{\"pre_tokenizer\":{\"type\":\"Whitespace\"},\"model\":{" BPE "}}",
	"not known here: ? Whitespace"},
    {"{" WORDS ",\"normalizer\":{\"type\":\"Lowercase\"},\"model\":{" BPE "}}",
	"the normalizer is not known here: ? Lowercase"},
    {MODEL("\"dropout\":0.1"), "model.dropout: expected none"},
    {MODEL("\"end_of_word_suffix\":\"</w>\""), "end_of_word_suffix"},
    {MODEL("\"continuing_subword_prefix\":\"##\""), "expected none"},
    {MODEL("\"unk_token\":\"a\""), "expected a token for byte 0"},
    {MODEL("\"merges\":{}"), "model.merges: expected an array"},
    {MODEL("\"merges\":[\"ab\"]"), "two parts in merge 0"},
    {MODEL("\"merges\":[\"a b c\"]"), "two parts in merge 0"},
    {MODEL("\"merges\":[[\"a\",\"b\",\"a\"]]"), "two parts in merge 0"},
    {MODEL("\"merges\":[1]"), "two parts in merge 0"},
    {MODEL("\"merges\":[\"b a\"]"), "what they make to be tokens"},
    {MODEL("\"merges\":[\"a b\",\"a b\"]"), "is merge 0 once more"},
    {MODEL("\"vocab\":[]"), "model.vocab: expected an object"},
    {MODEL("\"vocab\":{\"a\":-1}"), "expected a token's id, below"},
    {MODEL("\"vocab\":{\"a\":4000000000}"), "expected a token's id, below"},
    {MODEL("\"vocab\":{\"a\":\"0\"}"), "expected a token's id, below"},
    {MODEL("\"vocab\":{\"a\":0,\"b\":0}"), "expected an id of its own"},
    {WITH("[{\"id\":0,\"content\":\"b\"}]"), "0 is another token's id"},
    {WITH("[{\"id\":9,\"content\":\"\"}]"), "expected content, a string"},
    {WITH("[{\"content\":\"x\"}]"), "expected a token's id, below"},
    {WITH("[{\"id\":9,\"content\":\"x\",\"single_word\":true}]"),
	"single_word is not known here"},
    {"{\"model\":{\"type\":\"WordPiece\"," VOCAB "}}",
	"continuing_subword_prefix: expected \"##\""},
};

static void
mistakes(void)
{
	struct lm_vocab *vocab;

	for (size_t i = 0; i < LEN(wrong); i++) {
		struct lm_err err = {0};

		CHECK_CODE(load(wrong[i].text, &vocab, &err), LM_MALFORMED);
		CHECK_HAS(err.message, wrong[i].message);
		check_note("mistake %zu", i);
		lm_vocab_free(vocab);
	}
}

static void
places(void)
{
	struct lm_vocab *vocab;
	struct lm_err err = {0};

	CHECK_CODE(load("{" WORDS ",\n\"model\":{\"type\":\"BPE\",\n"
			"\"vocab\":{\"a\":0,\"b\":x}}}",
		       &vocab, &err),
	    LM_MALFORMED);
	CHECK_EQ(err.line, 3);
	CHECK_EQ(err.column, 20);
	CHECK_CODE(load("{\n\"model\":{\"type\": \"BPEX\"}}", &vocab, &err),
	    LM_MALFORMED);
	CHECK_EQ(err.line, 2);
	CHECK_EQ(err.column, 18);
}

static void
word_pieces(void)
{
	struct lm_vocab *vocab;
	struct lm_err err = {0};

	if (!CHECK_OK(
		load("{" ADDED
		     "[{\"id\":0,\"content\":\"[UNK]\",\"special\":true}],"
		     "\"normalizer\":{\"type\":\"BertNormalizer\","
		     "\"clean_text\":true,\"handle_chinese_chars\":true,"
		     "\"strip_accents\":null,\"lowercase\":true},"
		     "\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},"
		     "\"model\":{\"type\":\"WordPiece\",\"unk_token\":"
		     "\"[UNK]\",\"continuing_subword_prefix\":\"##\","
		     "\"max_input_chars_per_word\":100,\"vocab\":{"
		     "\"[UNK]\":0,\"##a\":1,\"a\":2,\"##\":3}}}",
		    &vocab, &err),
		&err))
		return;
	CHECK_EQ(vocab->kind, LM_VOCAB_WORDPIECE);
	CHECK(vocab->lower_case);
	CHECK_EQ(vocab->unknown, 0);
	CHECK_SPAN(vocab->pieces[0], "[UNK]");
	CHECK_SPAN(vocab->pieces[1], "a");
	CHECK_SPAN(vocab->pieces[2],
	    "\xe2\x96\x81"
	    "a");
	CHECK_SPAN(vocab->pieces[3], "\xe2\x96\x81##");
	lm_vocab_free(vocab);
}

/* The fixture: 256 bytes, 2,000 merges and one special token. */
static void
fixture(void)
{
	const char *root = getenv("LMOB_ROOT");
	struct lm_vocab *vocab;
	struct lm_err err = {0};
	struct lm_buf path = {0};

	CHECK_OK(lm_buf_printf(&path, &err, "%s/fixtures/tokenizers/small.json",
		     root == NULL ? "." : root),
	    &err);
	if (CHECK_OK(lm_vocab_load(path.ptr, &vocab, &err), &err)) {
		CHECK_TEXT(vocab->split, "gpt-2");
		CHECK_EQ(vocab->n_pieces, 2257);
		CHECK_EQ(vocab->n_merges, 2000);
		for (size_t i = 0; i < 256; i++)
			CHECK(vocab->bytes[i] < 256);
	}
	lm_vocab_free(vocab);
	lm_buf_free(&path);
}

TEST_MAIN(TEST(byte_pairs), TEST(splits), TEST(mistakes), TEST(places),
    TEST(word_pieces), TEST(fixture))
