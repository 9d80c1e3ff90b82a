#include "rules_regex.h"

#include <stdint.h>

#include "detect.h"

struct translation {
	struct lm_span source;
	size_t i;
	struct lm_buf *out;
	bool in_class;
	bool quoted; /* between \Q and \E */
	struct lm_err *err;
};

static char
peek(const struct translation *t, size_t k)
{
	return k < t->source.len - t->i ? t->source.ptr[t->i + k] : '\0';
}

/* Copy n bytes as they are. */
static enum lm_code
copy(struct translation *t, size_t n)
{
	size_t left = t->source.len - t->i;
	const char *from = t->source.ptr + t->i;

	if (n > left)
		n = left;
	t->i += n;
	return lm_buf_append(t->out, from, n, t->err);
}

/* Text in the place of n bytes. */
static enum lm_code
replace(struct translation *t, size_t n, const char *text)
{
	t->i += n;
	return lm_buf_text(t->out, text, t->err);
}

/* The length of an escape with its argument: \x{10FFFF}, \p{Greek}, \x60. */
static size_t
escape_len(const struct translation *t)
{
	char byte = peek(t, 1);
	size_t n = 2;

	if (byte == '\0' || memchr("xpPNgko", byte, 7) == NULL ||
	    peek(t, 2) != '{')
		return n;
	while (t->i + n < t->source.len && peek(t, n) != '}')
		n++;
	return n + 1;
}

static enum lm_code
translate_escape(struct translation *t)
{
	switch (peek(t, 1)) {
	case 'Q':
		t->quoted = true;
		t->i += 2;
		return LM_OK;
	case 'E': /* without \Q: nothing */
		t->i += 2;
		return LM_OK;
	case 's':
		return replace(t, 2,
		    t->in_class ? "\\t\\n\\f\\r\\x20" : "[\\t\\n\\f\\r\\x20]");
	case 'S':
		return replace(t, 2,
		    t->in_class ? "\\S\\x0b" : "[^\\t\\n\\f\\r\\x20]");
	case 'v':
		return replace(t, 2, "\\x0b");
	default:
		return copy(t, escape_len(t));
	}
}

/* One character between \Q and \E, spelled so that it means itself. */
static enum lm_code
translate_quoted(struct translation *t)
{
	char byte = peek(t, 0);
	enum lm_code code = LM_OK;

	if (byte == '\\' && peek(t, 1) == 'E') {
		t->quoted = false;
		t->i += 2;
		return LM_OK;
	}
	if ((unsigned char)byte < 0x80 && !is_word(byte))
		code = lm_buf_byte(t->out, '\\', t->err);
	return code == LM_OK ? copy(t, 1) : code;
}

static size_t
n_digits(const struct translation *t, size_t from)
{
	size_t n = 0;

	while (is_digit(peek(t, from + n)))
		n++;
	return n;
}

/* Whether {n}, {n,} or {n,m} stands here. */
static bool
is_repeat(const struct translation *t)
{
	size_t n = n_digits(t, 1);

	if (n == 0)
		return false;
	if (peek(t, 1 + n) == ',')
		n += 1 + n_digits(t, 2 + n);
	return peek(t, 1 + n) == '}';
}

/* "[", "[^", and a "]" right after, which is no end; or a class's name in it. */
static enum lm_code
translate_bracket(struct translation *t)
{
	size_t n = 1;

	if (t->in_class) {
		if (peek(t, 1) != ':' && peek(t, 1) != '.' && peek(t, 1) != '=')
			return replace(t, 1, "\\[");
		while (t->i + n < t->source.len && peek(t, n) != ']')
			n++;
		return copy(t, n + 1);
	}
	t->in_class = true;
	if (peek(t, n) == '^')
		n++;
	if (peek(t, n) == ']')
		n++;
	return copy(t, n);
}

static enum lm_code
translate_one(struct translation *t)
{
	if (t->quoted)
		return translate_quoted(t);
	switch (peek(t, 0)) {
	case '\\':
		return translate_escape(t);
	case '[':
		return translate_bracket(t);
	case ']':
		t->in_class = false;
		return copy(t, 1);
	case '{':
		if (!t->in_class && !is_repeat(t))
			return replace(t, 1, "\\{");
		return copy(t, 1);
	default:
		return copy(t, 1);
	}
}

enum lm_code
regex_translate(struct lm_span source, size_t most, struct lm_buf *out,
    size_t *from, struct lm_err *err)
{
	struct translation t = {.source = source, .out = out, .err = err};
	enum lm_code code = LM_OK;

	while (code == LM_OK && t.i < source.len && out->len < most)
		code = translate_one(&t);
	*from = t.i;
	return code;
}

/* PCRE2's message, at a place of the translation. */
static enum lm_code
refuse(struct lm_span source, int number, size_t at, struct lm_err *err)
{
	PCRE2_UCHAR message[256];
	struct lm_buf scratch = {0};
	size_t from = 0;
	enum lm_code code = regex_translate(source, at, &scratch, &from, err);

	lm_buf_free(&scratch);
	if (code != LM_OK)
		return code;
	pcre2_get_error_message(number, message, sizeof(message));
	return lm_err_set(err, LM_MALFORMED, "%s (at offset %zu)",
	    (const char *)message, from);
}

enum lm_code
regex_compile(struct lm_span source, bool quick, pcre2_code **out,
    struct lm_err *err)
{
	uint32_t options = PCRE2_UTF | PCRE2_DOLLAR_ENDONLY |
	    PCRE2_NEVER_BACKSLASH_C | PCRE2_USE_OFFSET_LIMIT |
	    (quick ? PCRE2_NO_START_OPTIMIZE : 0);
	pcre2_compile_context *context = pcre2_compile_context_create(NULL);
	struct lm_buf pattern = {0};
	size_t from, at;
	enum lm_code code;
	int number;

	if (context == NULL)
		return lm_err_nomem(err);
	pcre2_set_newline(context, PCRE2_NEWLINE_LF);
	code = regex_translate(source, SIZE_MAX, &pattern, &from, err);
	if (code != LM_OK)
		goto out;
	*out = pcre2_compile((PCRE2_SPTR)(pattern.len == 0 ? "" : pattern.ptr),
	    pattern.len, options, &number, &at, context);
	if (*out == NULL)
		code = number == PCRE2_ERROR_HEAP_FAILED
		    ? lm_err_nomem(err)
		    : refuse(source, number, at, err);
out:
	lm_buf_free(&pattern);
	pcre2_compile_context_free(context);
	return code;
}
