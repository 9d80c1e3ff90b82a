#include "lm/vocab.h"

#include <stdbool.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "vocabularies.h"

/*
 * A vocabulary of a GGUF file, written as the tokenizer.json that it once came
 * from, is the same vocabulary.
 */

#define W "\xe2\x96\x81" /* U+2581 begins a word */

/* GPT-2's letter of a byte (its encoder.py, bytes_to_unicode), as UTF-8. */
static void
append_letter(struct lm_buf *out, unsigned char byte)
{
	unsigned point = byte, moved = 0x100;
	char letter[2];

	if (byte > ' ' && byte < 0x7f) {
		append(out, lm_span((const char *)&byte, 1));
		return;
	}
	if (byte <= 0xa0 || byte == 0xad) {
		for (unsigned i = 0; i < byte; i++)
			moved += i <= ' ' || (i >= 0x7f && i <= 0xa0);
		point = moved;
	}
	letter[0] = (char)(0xc0 | point >> 6);
	letter[1] = (char)(0x80 | (point & 0x3f));
	append(out, lm_span(letter, 2));
}

static bool
is_literal(const struct lm_vocab *vocab, size_t i)
{
	return vocab->types[i] == LM_VOCAB_CONTROL ||
	    vocab->types[i] == LM_VOCAB_USER_DEFINED;
}

/* The name of token i as a tokenizer.json has it. */
static void
append_name(struct lm_buf *out, const struct lm_vocab *vocab, size_t i)
{
	struct lm_span piece = vocab->pieces[i];
	struct lm_buf name = {0};
	struct lm_err err = {0};

	if (is_literal(vocab, i)) {
		append(&name, piece);
	} else if (vocab->kind == LM_VOCAB_BPE) {
		for (size_t k = 0; k < piece.len; k++)
			append_letter(&name, (unsigned char)piece.ptr[k]);
	} else if (memcmp(piece.ptr, W, piece.len < 3 ? piece.len : 3) == 0) {
		append(&name, lm_span(piece.ptr + 3, piece.len - 3));
	} else {
		append(&name, lm_span_of("##"));
		append(&name, piece);
	}
	CHECK_OK(lm_buf_json_string(out, lm_buf_view(&name), &err), &err);
	lm_buf_free(&name);
}

static void
append_added(struct lm_buf *out, const struct lm_vocab *vocab)
{
	const char *comma = "";
	struct lm_err err = {0};

	append(out, lm_span_of("\"added_tokens\":["));
	for (size_t i = 0; i < vocab->n_pieces; i++) {
		if (!is_literal(vocab, i))
			continue;
		CHECK_OK(lm_buf_printf(out, &err,
			     "%s{\"id\":%zu,\"special\":"
			     "%s,\"content\":",
			     comma, i,
			     vocab->types[i] == LM_VOCAB_CONTROL ? "true"
								 : "false"),
		    &err);
		append_name(out, vocab, i);
		append(out, lm_span_of("}"));
		comma = ",";
	}
	append(out, lm_span_of("]"));
}

static void
append_lists(struct lm_buf *out, const struct lm_vocab *vocab)
{
	struct lm_err err = {0};

	append(out, lm_span_of("\"vocab\":{"));
	for (size_t i = 0; i < vocab->n_pieces; i++) {
		append_name(out, vocab, i);
		CHECK_OK(lm_buf_printf(out, &err, ":%zu%s", i,
			     i + 1 < vocab->n_pieces ? "," : "}"),
		    &err);
	}
	if (vocab->merges == NULL)
		return;
	append(out, lm_span_of(",\"merges\":["));
	for (size_t i = 0; i < vocab->n_merges; i++) {
		append(out, lm_span_of(i == 0 ? "[" : ",["));
		append_name(out, vocab, vocab->merges[i].left);
		append(out, lm_span_of(","));
		append_name(out, vocab, vocab->merges[i].right);
		append(out, lm_span_of("]"));
	}
	append(out, lm_span_of("]"));
}

static bool
same_lists(const struct lm_vocab *a, const struct lm_vocab *b)
{
	size_t n_bad = 0;

	if (!CHECK_EQ(a->n_pieces, b->n_pieces) ||
	    !CHECK_EQ(a->n_merges, b->n_merges))
		return false;
	for (size_t i = 0; i < a->n_pieces; i++)
		n_bad += !lm_span_equal(a->pieces[i], b->pieces[i]) ||
		    a->types[i] != b->types[i];
	for (size_t i = 0; i < a->n_merges; i++)
		n_bad += a->merges[i].left != b->merges[i].left ||
		    a->merges[i].right != b->merges[i].right ||
		    a->merges[i].result != b->merges[i].result;
	return CHECK_EQ(n_bad, 0);
}

/* The vocabulary name, and what its tokenizer.json, which begins with head,
 * says. */
static void
twin(const char *name, const char *head)
{
	char path[FILES_PATH_SIZE];
	struct lm_vocab *vocab, *other;
	struct lm_buf json = {0};
	struct lm_err err = {0};

	if (!vocabulary_file(name, "", path) ||
	    !CHECK_OK(lm_vocab_load(path, &vocab, &err), &err))
		return;
	append(&json, lm_span_of("{"));
	append_added(&json, vocab);
	append(&json, lm_span_of(head));
	append_lists(&json, vocab);
	append(&json, lm_span_of("}}"));
	file_path("tokenizer.json", path);
	file_write(path, lm_buf_view(&json));
	if (CHECK_OK(lm_vocab_load(path, &other, &err), &err) &&
	    same_lists(vocab, other)) {
		CHECK_EQ(other->kind, vocab->kind);
		CHECK(memcmp(other->bytes, vocab->bytes,
			  sizeof(vocab->bytes)) == 0);
		CHECK_EQ(other->longest, vocab->longest);
		CHECK_EQ(other->lower_case, vocab->lower_case);
		CHECK_EQ(other->unknown, vocab->unknown);
	}
	check_note("%s", name);
	lm_vocab_free(other);
	lm_vocab_free(vocab);
	lm_buf_free(&json);
}

static void
byte_pairs(void)
{
	twin("gpt-2",
	    ",\"pre_tokenizer\":{\"type\":\"ByteLevel\","
	    "\"add_prefix_space\":false},\"model\":{\"type\":\"BPE\",");
	twin("starcoder",
	    ",\"pre_tokenizer\":{\"type\":\"Sequence\",\"pretokenizers\":["
	    "{\"type\":\"Digits\",\"individual_digits\":true},"
	    "{\"type\":\"ByteLevel\",\"add_prefix_space\":false}]},"
	    "\"model\":{\"type\":\"BPE\",\"unk_token\":\"<|endoftext|>\",");
}

static void
word_pieces(void)
{
	twin("bert-bge",
	    ",\"normalizer\":{\"type\":\"BertNormalizer\"},"
	    "\"pre_tokenizer\":{\"type\":\"BertPreTokenizer\"},"
	    "\"model\":{\"type\":\"WordPiece\",\"unk_token\":\"[UNK]\","
	    "\"continuing_subword_prefix\":\"##\",");
}

TEST_MAIN(TEST(byte_pairs), TEST(word_pieces))
