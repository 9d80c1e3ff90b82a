#include "lm/vocab_json.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>

#include "lm/num.h"

#define MESSAGE_SIZE 400
#define SHOWN 300 /* bytes of what is not known */

/* Line and column of an offset; both count from 1. */
static void
place(struct lm_span text, size_t offset, uint64_t *line, uint64_t *column)
{
	*line = lm_span_count(lm_span(text.ptr, offset), '\n') + 1;
	*column = 1;
	while (offset > 0 && text.ptr[offset - 1] != '\n') {
		offset--;
		++*column;
	}
}

enum lm_code
lm_vocab_json_mistake(const struct lm_vocab_json *json, yyjson_val *val,
    struct lm_err *err, const char *format, ...)
{
	char message[MESSAGE_SIZE];
	uint64_t line, column;
	va_list args;

	va_start(args, format);
	(void)vsnprintf(message, sizeof(message), format, args);
	va_end(args);
	(void)lm_err_set(err, LM_MALFORMED, "%s", message);
	if (yyjson_is_str(val) || yyjson_is_raw(val)) {
		const char *at = lm_record_token(&json->record, val).ptr;

		place(json->record.src, (size_t)(at - json->record.src.ptr),
		    &line, &column);
		lm_err_at(err, NULL, line, column);
	}
	return LM_MALFORMED;
}

yyjson_val *
lm_vocab_json_get(yyjson_val *obj, const char *name)
{
	yyjson_val *val;

	if (!lm_record_find(obj, lm_span_of(name), NULL, &val) ||
	    yyjson_is_null(val))
		return NULL;
	return val;
}

bool
lm_vocab_json_is(yyjson_val *val, const char *text)
{
	return yyjson_is_str(val) &&
	    lm_span_equal(lm_record_text(val), lm_span_of(text));
}

bool
lm_vocab_json_flag(yyjson_val *obj, const char *name, bool if_none)
{
	yyjson_val *val = lm_vocab_json_get(obj, name);

	return yyjson_is_bool(val) ? yyjson_get_bool(val) : if_none;
}

/* What a pre_tokenizer or normalizer of the file does; free *out. */
static enum lm_code
say(yyjson_val *root, const char *name, struct lm_buf *out, struct lm_err *err)
{
	return lm_vocab_json_steps(lm_vocab_json_get(root, name), out, err);
}

/* That what stands at name does something that is not known here. */
static enum lm_code
unknown_steps(const struct lm_vocab_json *json, const char *name,
    struct lm_buf *steps, struct lm_err *err)
{
	yyjson_val *at = NULL, *val;
	int len = (int)(steps->len > SHOWN ? SHOWN : steps->len);

	(void)lm_record_find(json->record.root, lm_span_of(name), &at, &val);
	for (size_t i = 0; i < steps->len; i++)
		if (steps->ptr[i] == '\n')
			steps->ptr[i] = i + 1 < steps->len ? ';' : ' ';
	return lm_vocab_json_mistake(json, at, err,
	    "the %s is not known here: %.*s", name, len,
	    len == 0 ? "" : steps->ptr);
}

static bool
says(const struct lm_buf *steps, const char *text)
{
	return lm_span_equal(lm_buf_view(steps), lm_span_of(text));
}

/* BPE of bytes: which split, and whether NFC comes before. */
static enum lm_code
read_byte_steps(struct lm_vocab_json *json, struct lm_buf *normal,
    struct lm_buf *pre, struct lm_err *err)
{
	const char *split = lm_vocab_json_split(lm_buf_view(pre));

	json->raw.kind = LM_VOCAB_BPE;
	json->raw.nfc = says(normal, "NFC\n");
	if (normal->len > 0 && !json->raw.nfc)
		return unknown_steps(json, "normalizer", normal, err);
	if (split == NULL)
		return unknown_steps(json, "pre_tokenizer", pre, err);
	json->raw.split = lm_span_of(split);
	return LM_OK;
}

/* BPE of characters, with bytes where there is none: SentencePiece's. */
static enum lm_code
read_space_steps(struct lm_vocab_json *json, struct lm_buf *normal,
    struct lm_buf *pre, struct lm_err *err)
{
	bool visible = says(normal, "spaces\n");

	json->raw.kind = LM_VOCAB_SPM;
	json->raw.space_prefix = says(normal, "space in front\nspaces\n") ||
	    says(pre, "spaces, one in front\n");
	if ((pre->len == 0 && (json->raw.space_prefix || visible)) ||
	    (visible && says(pre, "cut at spaces\n")))
		return LM_OK;
	if (normal->len == 0 &&
	    (json->raw.space_prefix || says(pre, "spaces\n")))
		return LM_OK;
	return pre->len > 0 ? unknown_steps(json, "pre_tokenizer", pre, err)
			    : unknown_steps(json, "normalizer", normal, err);
}

static enum lm_code
read_word_steps(struct lm_vocab_json *json, struct lm_buf *normal,
    struct lm_buf *pre, struct lm_err *err)
{
	json->raw.kind = LM_VOCAB_WORDPIECE;
	json->raw.lower_case = says(normal, "bert, lower case\n");
	if (!json->raw.lower_case && !says(normal, "bert\n"))
		return unknown_steps(json, "normalizer", normal, err);
	if (!says(pre, "bert words\n"))
		return unknown_steps(json, "pre_tokenizer", pre, err);
	return LM_OK;
}

static enum lm_code
read_steps(struct lm_vocab_json *json, bool is_bpe, bool of_bytes,
    struct lm_err *err)
{
	struct lm_buf normal = {0}, pre = {0};
	enum lm_code code = say(json->record.root, "normalizer", &normal, err);

	if (code == LM_OK)
		code = say(json->record.root, "pre_tokenizer", &pre, err);
	if (code == LM_OK && !is_bpe)
		code = read_word_steps(json, &normal, &pre, err);
	else if (code == LM_OK && of_bytes)
		code = read_byte_steps(json, &normal, &pre, err);
	else if (code == LM_OK)
		code = read_space_steps(json, &normal, &pre, err);
	lm_buf_free(&normal);
	lm_buf_free(&pre);
	return code;
}

/* What a model may not ask for, as it is not known here. */
static enum lm_code
check_model(const struct lm_vocab_json *json, yyjson_val *model, bool is_bpe,
    struct lm_err *err)
{
	static const char *const never[] = {"dropout", "end_of_word_suffix"};
	yyjson_val *prefix =
	    lm_vocab_json_get(model, "continuing_subword_prefix");
	yyjson_val *most = lm_vocab_json_get(model, "max_input_chars_per_word");

	for (size_t i = 0; i < sizeof(never) / sizeof(never[0]); i++) {
		yyjson_val *val = lm_vocab_json_get(model, never[i]);

		if (val != NULL && !lm_vocab_json_is(val, ""))
			return lm_vocab_json_mistake(json, val, err,
			    "model.%s: expected none", never[i]);
	}
	if (is_bpe ? prefix != NULL && !lm_vocab_json_is(prefix, "")
		   : !lm_vocab_json_is(prefix, "##"))
		return lm_vocab_json_mistake(json, prefix, err,
		    "model.continuing_subword_prefix: expected %s",
		    is_bpe ? "none" : "\"##\"");
	if (!is_bpe && most != NULL &&
	    !(yyjson_is_raw(most) &&
		lm_span_equal(lm_record_text(most), lm_span_of("100"))))
		return lm_vocab_json_mistake(json, most, err,
		    "model.max_input_chars_per_word: expected 100");
	return LM_OK;
}

/* The token that model.unk_token names; its id was checked. */
static void
find_unknown(struct lm_vocab_json *json, yyjson_val *model)
{
	yyjson_val *name = lm_vocab_json_get(model, "unk_token"), *id;
	uint64_t number;

	json->raw.unknown = LM_VOCAB_NONE;
	if (yyjson_is_str(name) &&
	    lm_record_find(lm_vocab_json_get(model, "vocab"),
		lm_record_text(name), NULL, &id) &&
	    lm_num_u64(lm_record_text(id), 0, UINT32_MAX - 1, &number, NULL) ==
		LM_OK)
		json->raw.unknown = (uint32_t)number;
}

static enum lm_code
read_model(struct lm_vocab_json *json, yyjson_val *model, struct lm_err *err)
{
	yyjson_val *type = lm_vocab_json_get(model, "type");
	bool is_bpe = lm_vocab_json_is(type, "BPE");
	bool of_bytes = !lm_vocab_json_flag(model, "byte_fallback", false);
	enum lm_code code;

	if (!is_bpe && !lm_vocab_json_is(type, "WordPiece"))
		return lm_vocab_json_mistake(json, type, err,
		    "model.type%s%.60s: expected BPE or WordPiece",
		    yyjson_is_str(type) ? " " : "",
		    yyjson_is_str(type) ? yyjson_get_str(type) : "");
	code = check_model(json, model, is_bpe, err);
	if (code == LM_OK)
		code = read_steps(json, is_bpe, of_bytes, err);
	json->raw.whole_words =
	    lm_vocab_json_flag(model, "ignore_merges", false);
	if (code == LM_OK && json->raw.whole_words && !of_bytes)
		code = lm_vocab_json_mistake(json, type, err,
		    "model.ignore_merges: expected none with byte_fallback");
	if (code == LM_OK)
		code = lm_vocab_json_tokens(json,
		    lm_vocab_json_get(model, "vocab"),
		    lm_vocab_json_get(json->record.root, "added_tokens"), err);
	if (code == LM_OK && is_bpe)
		code = lm_vocab_json_merges(json,
		    lm_vocab_json_get(model, "merges"), err);
	if (code == LM_OK)
		find_unknown(json, model);
	return code;
}

/* Bytes of no character: not UTF-8 (RFC 3629, section 1), or the first ones of
 * planes 4 to 11, where Unicode has none. */
static bool
is_never_text(size_t byte)
{
	return byte == 0xc0 || byte == 0xc1 || byte == 0xf1 || byte == 0xf2 ||
	    byte >= 0xf5;
}

/* An unknown token for bytes that have none is a case that no one has. */
static enum lm_code
check_bytes(const struct lm_vocab *vocab, struct lm_err *err)
{
	if (vocab->kind != LM_VOCAB_BPE || vocab->unknown == LM_VOCAB_NONE)
		return LM_OK;
	for (size_t i = 0; i < 256; i++)
		if (vocab->bytes[i] == LM_VOCAB_NONE && !is_never_text(i))
			return lm_err_set(err, LM_MALFORMED,
			    "model.vocab: expected a token for byte %zu, as "
			    "there is an unk_token",
			    i);
	return LM_OK;
}

static enum lm_code
parse(struct lm_parser *parser, struct lm_vocab_json *json, struct lm_span text,
    struct lm_err *err)
{
	enum lm_code code = lm_parser_parse(parser, text, &json->record, err);
	uint64_t line, column;

	if (code != LM_MALFORMED || err == NULL || err->column == 0)
		return code;
	place(text, (size_t)err->column - 1, &line, &column);
	err->column = 0;
	lm_err_at(err, NULL, line, column);
	return code;
}

enum lm_code
lm_vocab_from_json(struct lm_span text, struct lm_vocab **out,
    struct lm_err *err)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_vocab_json json = {0};
	yyjson_val *model;
	enum lm_code code;

	*out = NULL;
	if (parser == NULL)
		return lm_err_nomem(err);
	code = parse(parser, &json, text, err);
	if (code == LM_OK) {
		model = lm_vocab_json_get(json.record.root, "model");
		code = yyjson_is_obj(model)
		    ? read_model(&json, model, err)
		    : lm_err_set(err, LM_MALFORMED,
			  "no tokenizer: expected a member model");
	}
	if (code == LM_OK)
		code = lm_vocab_build(&json.raw, out, err);
	if (code == LM_OK && check_bytes(*out, err) != LM_OK) {
		lm_vocab_free(*out);
		*out = NULL;
		code = LM_MALFORMED;
	}
	lm_buf_free(&json.made);
	lm_vocab_raw_free(&json.raw);
	lm_parser_free(parser);
	return code;
}
