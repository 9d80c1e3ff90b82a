#include "lm/vocab_json.h"

/* Steps as lm_vocab_json_steps says them. */
#define WORDS "bytes of GPT-2 words\n"
#define BYTES "bytes\n"
#define DIGITS "each digit\n"
#define CUT(regex) "cut " regex "\n"

/*
 * Sequences of steps that do what a split of llama.cpp does
 * (src/llama-vocab.cpp, llm_tokenizer_bpe, with the regular expressions that
 * it names as the original ones).
 */
static const struct {
	const char *steps;
	const char *split;
} splits[] = {
    {WORDS, "gpt-2"},
    {DIGITS WORDS, "starcoder"},
    {CUT("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"
	 "\\p{N}{1,3}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|"
	 "\\s+(?!\\S)|\\s+") BYTES,
	"llama-bpe"},
    {CUT("(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\\r\\n\\p{L}\\p{N}]?\\p{L}+|"
	 "\\p{N}| ?[^\\s\\p{L}\\p{N}]+[\\r\\n]*|\\s*[\\r\\n]+|"
	 "\\s+(?!\\S)|\\s+") BYTES,
	"qwen2"},
    {CUT("[\\r\\n]") CUT("\\s?\\p{L}+") CUT("\\s?\\p{P}+")
	    CUT("[一-龥ࠀ-一가-퟿]+") DIGITS BYTES,
	"deepseek-coder"},
    {CUT("\\p{N}{1,3}") CUT("[一-龥぀-ゟ゠-ヿ]+")
	    CUT("[!\"#$%&'()*+,\\-./:;<=>?@\\[\\\\\\]^_`{|}~][A-Za-z]+|"
		"[^\\r\\n\\p{L}\\p{P}\\p{S}]?[\\p{L}\\p{M}]+| ?[\\p{P}\\p{S}]+"
		"[\\r\\n]*|\\s*[\\r\\n]+|\\s+(?!\\S)|\\s+") BYTES,
	"deepseek-v3"},
};

const char *
lm_vocab_json_split(struct lm_span steps)
{
	for (size_t i = 0; i < sizeof(splits) / sizeof(splits[0]); i++)
		if (lm_span_equal(steps, lm_span_of(splits[i].steps)))
			return splits[i].split;
	return NULL;
}

/* A regular expression; a real CR or LF in it is the same as \r and \n. */
static enum lm_code
say_cut(struct lm_span regex, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = lm_buf_text(out, "cut ", err);

	for (size_t i = 0; i < regex.len && code == LM_OK; i++) {
		char byte = regex.ptr[i];

		if (byte == '\r' || byte == '\n')
			code =
			    lm_buf_text(out, byte == '\r' ? "\\r" : "\\n", err);
		else
			code = lm_buf_byte(out, byte, err);
	}
	return code == LM_OK ? lm_buf_byte(out, '\n', err) : code;
}

/* The regular expression of a Split that cuts before and behind each match. */
static yyjson_val *
isolating_regex(yyjson_val *step)
{
	yyjson_val *pattern = lm_vocab_json_get(step, "pattern");
	yyjson_val *regex = lm_vocab_json_get(pattern, "Regex");

	if (!lm_vocab_json_is(lm_vocab_json_get(step, "behavior"),
		"Isolated") ||
	    lm_vocab_json_flag(step, "invert", false) || !yyjson_is_str(regex))
		return NULL;
	return regex;
}

/* Gemma's: cuts at spaces, of which its normalizer has left none. */
static bool
cuts_at_spaces(yyjson_val *step)
{
	yyjson_val *pattern = lm_vocab_json_get(step, "pattern");

	return lm_vocab_json_is(lm_vocab_json_get(pattern, "String"), " ");
}

static bool
replaces_spaces(yyjson_val *step)
{
	yyjson_val *pattern = lm_vocab_json_get(step, "pattern");

	return lm_vocab_json_is(lm_vocab_json_get(pattern, "String"), " ") &&
	    lm_vocab_json_is(lm_vocab_json_get(step, "content"),
		"\xe2\x96\x81");
}

/* BERT's normalizer if it is all that the engine does; NULL: it is not. */
static const char *
bert_normalizer(yyjson_val *step)
{
	bool lower = lm_vocab_json_flag(step, "lowercase", true);

	if (!lm_vocab_json_flag(step, "clean_text", true) ||
	    !lm_vocab_json_flag(step, "handle_chinese_chars", true) ||
	    lm_vocab_json_flag(step, "strip_accents", lower) != lower)
		return NULL;
	return lower ? "bert, lower case\n" : "bert\n";
}

static const char *
byte_level(yyjson_val *step)
{
	if (lm_vocab_json_flag(step, "add_prefix_space", true))
		return NULL;
	return lm_vocab_json_flag(step, "use_regex", true) ? WORDS : BYTES;
}

/* What a Metaspace does that does not cut; a first space only is said so. */
static const char *
metaspace(yyjson_val *step)
{
	yyjson_val *scheme = lm_vocab_json_get(step, "prepend_scheme");

	if (lm_vocab_json_flag(step, "split", true) ||
	    !lm_vocab_json_is(lm_vocab_json_get(step, "replacement"),
		"\xe2\x96\x81"))
		return NULL;
	if (lm_vocab_json_is(scheme, "always"))
		return "spaces, one in front\n";
	if (lm_vocab_json_is(scheme, "first"))
		return "spaces, one at the start\n";
	return lm_vocab_json_is(scheme, "never") ? "spaces\n" : NULL;
}

/* One step in our words, without a Split by regex; NULL: not known. */
static const char *
step_text(yyjson_val *step)
{
	yyjson_val *type = lm_vocab_json_get(step, "type");

	if (lm_vocab_json_is(type, "ByteLevel"))
		return byte_level(step);
	if (lm_vocab_json_is(type, "Digits"))
		return lm_vocab_json_flag(step, "individual_digits", false)
		    ? DIGITS
		    : NULL;
	if (lm_vocab_json_is(type, "Metaspace"))
		return metaspace(step);
	if (lm_vocab_json_is(type, "NFC"))
		return "NFC\n";
	if (lm_vocab_json_is(type, "Prepend"))
		return lm_vocab_json_is(lm_vocab_json_get(step, "prepend"),
			   "\xe2\x96\x81")
		    ? "space in front\n"
		    : NULL;
	if (lm_vocab_json_is(type, "Replace"))
		return replaces_spaces(step) ? "spaces\n" : NULL;
	if (lm_vocab_json_is(type, "Split"))
		return cuts_at_spaces(step) ? "cut at spaces\n" : NULL;
	if (lm_vocab_json_is(type, "BertNormalizer"))
		return bert_normalizer(step);
	return lm_vocab_json_is(type, "BertPreTokenizer") ? "bert words\n"
							  : NULL;
}

static enum lm_code
say_step(yyjson_val *step, struct lm_buf *out, struct lm_err *err)
{
	yyjson_val *type = lm_vocab_json_get(step, "type");
	yyjson_val *regex =
	    lm_vocab_json_is(type, "Split") ? isolating_regex(step) : NULL;
	const char *text;

	if (regex != NULL)
		return say_cut(lm_record_text(regex), out, err);
	text = step_text(step);
	if (text != NULL)
		return lm_buf_text(out, text, err);
	if (!yyjson_is_str(type))
		return lm_buf_text(out, "? without a type\n", err);
	return lm_buf_printf(out, err, "? %.60s\n", yyjson_get_str(type));
}

enum lm_code
lm_vocab_json_steps(yyjson_val *obj, struct lm_buf *out, struct lm_err *err)
{
	yyjson_val *list = NULL, *step;
	enum lm_code code = LM_OK;
	yyjson_arr_iter iter;

	if (obj == NULL)
		return LM_OK;
	if (lm_vocab_json_is(lm_vocab_json_get(obj, "type"), "Sequence")) {
		list = lm_vocab_json_get(obj, "pretokenizers");
		if (list == NULL)
			list = lm_vocab_json_get(obj, "normalizers");
	}
	if (!yyjson_is_arr(list))
		return say_step(obj, out, err);
	iter = yyjson_arr_iter_with(list);
	while (code == LM_OK && (step = yyjson_arr_iter_next(&iter)) != NULL)
		code = say_step(step, out, err);
	return code;
}
