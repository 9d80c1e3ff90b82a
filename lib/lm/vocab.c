#include "lm/vocab.h"

#include <string.h>

#include "lm/buf.h"
#include "lm/reader.h"
#include "lm/vocab_build.h"

#define CHUNK ((size_t)256 << 10)

/* Read until buf holds len bytes or the input ends. */
static enum lm_code
fill(struct lm_reader *reader, struct lm_buf *buf, size_t len,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;
	size_t n = 1;

	while (code == LM_OK && n > 0 && buf->len < len) {
		code = lm_buf_reserve(buf, CHUNK, err);
		if (code == LM_OK)
			code = lm_reader_read(reader, buf->ptr + buf->len,
			    CHUNK, &n, err);
		if (code == LM_OK)
			buf->len += n;
	}
	return code;
}

static enum lm_code
read_json(struct lm_reader *reader, struct lm_buf *text, struct lm_vocab **out,
    struct lm_err *err)
{
	enum lm_code code = fill(reader, text, LM_VOCAB_MAX_JSON + 1, err);

	if (code != LM_OK)
		return code;
	if (text->len > LM_VOCAB_MAX_JSON)
		return lm_err_set(err, LM_OVERSIZE,
		    "expected a tokenizer.json of at most %zu bytes",
		    LM_VOCAB_MAX_JSON);
	return lm_vocab_from_json(lm_buf_view(text), out, err);
}

/* The first byte that is no white space; 0: there is none. */
static char
first_byte(const struct lm_buf *text)
{
	for (size_t i = 0; i < text->len; i++)
		if (memchr(" \t\r\n", text->ptr[i], 4) == NULL)
			return text->ptr[i];
	return '\0';
}

static enum lm_code
read_any(struct lm_reader *reader, struct lm_buf *begun, struct lm_vocab **out,
    struct lm_err *err)
{
	enum lm_code code = fill(reader, begun, 4, err);

	if (code != LM_OK)
		return code;
	if (begun->len >= 4 && memcmp(begun->ptr, "GGUF", 4) == 0)
		return lm_vocab_from_gguf(begun, reader, out, err);
	if (first_byte(begun) == '{')
		return read_json(reader, begun, out, err);
	return lm_err_set(err, LM_MALFORMED,
	    "no tokenizer: expected a GGUF file or a tokenizer.json");
}

enum lm_code
lm_vocab_load(const char *path, struct lm_vocab **out, struct lm_err *err)
{
	struct lm_buf begun = {0};
	struct lm_reader *reader;
	enum lm_code code = lm_reader_open(path, &reader, err);

	*out = NULL;
	if (code != LM_OK)
		return code;
	code = read_any(reader, &begun, out, err);
	if (code != LM_OK)
		lm_err_at(err, lm_reader_name(reader), 0, 0);
	lm_buf_free(&begun);
	lm_reader_close(reader);
	return code;
}
