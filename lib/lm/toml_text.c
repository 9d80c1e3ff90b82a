#include "lm/toml_text.h"

#include <string.h>

#include "lm/num.h"

char
lm_toml_peek(const struct lm_toml_cursor *cursor, size_t k)
{
	size_t left = cursor->text.len - cursor->i;

	return k < left ? cursor->text.ptr[cursor->i + k] : '\0';
}

enum lm_code
lm_toml_bad(const struct lm_toml_cursor *cursor, struct lm_err *err,
    const char *message)
{
	lm_err_set(err, LM_MALFORMED, "%s", message);
	lm_err_at(err, NULL, cursor->line, cursor->i - cursor->line_start + 1);
	return LM_MALFORMED;
}

void
lm_toml_skip_blanks(struct lm_toml_cursor *cursor)
{
	while (
	    lm_toml_peek(cursor, 0) == ' ' || lm_toml_peek(cursor, 0) == '\t')
		cursor->i++;
}

/* How long the line end at the cursor is; 0: there is none. */
static size_t
line_end_len(const struct lm_toml_cursor *cursor)
{
	if (lm_toml_peek(cursor, 0) == '\n')
		return 1;
	return lm_toml_peek(cursor, 0) == '\r' &&
		lm_toml_peek(cursor, 1) == '\n'
	    ? 2
	    : 0;
}

static void
pass_line_end(struct lm_toml_cursor *cursor, size_t len)
{
	cursor->i += len;
	cursor->line++;
	cursor->line_start = cursor->i;
}

static bool
at_end(const struct lm_toml_cursor *cursor)
{
	return cursor->i == cursor->text.len;
}

/* Control characters, which no comment and no string has; a tab may be. */
static bool
is_control(char byte)
{
	return ((unsigned char)byte < ' ' && byte != '\t') || byte == 0x7f;
}

enum lm_code
lm_toml_skip_rest(struct lm_toml_cursor *cursor, bool *ended,
    struct lm_err *err)
{
	size_t len;

	lm_toml_skip_blanks(cursor);
	if (lm_toml_peek(cursor, 0) == '#')
		while (!at_end(cursor) && line_end_len(cursor) == 0) {
			if (is_control(lm_toml_peek(cursor, 0)))
				return lm_toml_bad(cursor, err,
				    "a control character in a comment");
			cursor->i++;
		}
	len = line_end_len(cursor);
	*ended = len > 0 || at_end(cursor);
	if (len > 0)
		pass_line_end(cursor, len);
	return LM_OK;
}

enum lm_code
lm_toml_skip_lines(struct lm_toml_cursor *cursor, struct lm_err *err)
{
	enum lm_code code;
	bool ended = true;

	do
		code = lm_toml_skip_rest(cursor, &ended, err);
	while (code == LM_OK && ended && !at_end(cursor));
	return code;
}

/* ---- strings -------------------------------------------------------------- */

static int
hex_of(char byte)
{
	if (byte >= '0' && byte <= '9')
		return byte - '0';
	if (byte >= 'a' && byte <= 'f')
		return byte - 'a' + 10;
	return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : -1;
}

#define SURROGATES 0xd800
#define AFTER_SURROGATES 0xe000
#define AFTER_ALL 0x110000

/* A character as UTF-8 (RFC 3629 §3). */
static enum lm_code
append_character(struct lm_buf *out, uint32_t c, struct lm_err *err)
{
	char bytes[4];
	size_t n = c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
	static const unsigned char lead[] = {0, 0, 0xc0, 0xe0, 0xf0};

	for (size_t k = n; k-- > 1; c >>= 6)
		bytes[k] = (char)(0x80 | (c & 0x3f));
	bytes[0] = (char)(lead[n] | c);
	return lm_buf_append(out, bytes, n, err);
}

/* The character of n hex digits, behind \u or \U. */
static enum lm_code
read_code_point(struct lm_toml_cursor *cursor, size_t n, struct lm_buf *out,
    struct lm_err *err)
{
	uint32_t c = 0;

	for (size_t k = 0; k < n; k++) {
		int digit = hex_of(lm_toml_peek(cursor, 2 + k));

		if (digit < 0)
			return lm_toml_bad(cursor, err,
			    "expected hex digits after \\u or \\U");
		c = c << 4 | (uint32_t)digit;
	}
	if ((c >= SURROGATES && c < AFTER_SURROGATES) || c >= AFTER_ALL)
		return lm_toml_bad(cursor, err, "no such character");
	cursor->i += 2 + n;
	return append_character(out, c, err);
}

/* Whether a backslash ends a line: all to the next character is left out. */
static bool
skip_joint(struct lm_toml_cursor *cursor)
{
	struct lm_toml_cursor ahead = *cursor;
	size_t len;

	ahead.i++;
	lm_toml_skip_blanks(&ahead);
	if (line_end_len(&ahead) == 0)
		return false;
	while ((len = line_end_len(&ahead)) > 0) {
		pass_line_end(&ahead, len);
		lm_toml_skip_blanks(&ahead);
	}
	*cursor = ahead;
	return true;
}

static enum lm_code
read_escape(struct lm_toml_cursor *cursor, bool many, struct lm_buf *out,
    struct lm_err *err)
{
	static const char from[] = "btnfr\"\\", to[] = "\b\t\n\f\r\"\\";
	char byte = lm_toml_peek(cursor, 1);
	const char *at = byte == '\0' ? NULL : strchr(from, byte);

	if (many && skip_joint(cursor))
		return LM_OK;
	if (byte == 'u' || byte == 'U')
		return read_code_point(cursor, byte == 'u' ? 4 : 8, out, err);
	if (at == NULL)
		return lm_toml_bad(cursor, err, "no such escape");
	cursor->i += 2;
	return lm_buf_byte(out, to[at - from], err);
}

/* One character, or a line end. */
static enum lm_code
read_piece(struct lm_toml_cursor *cursor, char quote, bool many,
    struct lm_buf *out, struct lm_err *err)
{
	char byte = lm_toml_peek(cursor, 0);
	size_t len = line_end_len(cursor);

	if (at_end(cursor) || (len > 0 && !many))
		return lm_toml_bad(cursor, err,
		    "a string without its closing quote");
	if (len > 0) {
		pass_line_end(cursor, len);
		return lm_buf_byte(out, '\n', err);
	}
	if (byte == '\\' && quote == '"')
		return read_escape(cursor, many, out, err);
	if (is_control(byte))
		return lm_toml_bad(cursor, err,
		    "a control character in a string");
	cursor->i++;
	return lm_buf_byte(out, byte, err);
}

/* How many quotes follow one another at the cursor, of at most most. */
static size_t
n_quotes(const struct lm_toml_cursor *cursor, char quote, size_t most)
{
	size_t n = 0;

	while (n < most && lm_toml_peek(cursor, n) == quote)
		n++;
	return n;
}

/* Three quotes end it, and up to two more before them belong to it. */
#define QUOTES 3
#define MOST_QUOTES 5

static enum lm_code
read_many(struct lm_toml_cursor *cursor, char quote, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;
	size_t n;

	cursor->i += QUOTES;
	n = line_end_len(cursor);
	if (n > 0)
		pass_line_end(cursor, n);
	while ((n = n_quotes(cursor, quote, MOST_QUOTES)) < QUOTES) {
		code = read_piece(cursor, quote, true, out, err);
		if (code != LM_OK)
			return code;
	}
	cursor->i += n;
	return lm_buf_append(out, quote == '"' ? "\"\"" : "''", n - QUOTES,
	    err);
}

enum lm_code
lm_toml_string(struct lm_toml_cursor *cursor, bool many, struct lm_buf *out,
    struct lm_err *err)
{
	char quote = lm_toml_peek(cursor, 0);
	enum lm_code code = LM_OK;

	if (many && n_quotes(cursor, quote, QUOTES) == QUOTES)
		return read_many(cursor, quote, out, err);
	cursor->i++;
	while (code == LM_OK && lm_toml_peek(cursor, 0) != quote)
		code = read_piece(cursor, quote, false, out, err);
	if (code == LM_OK)
		cursor->i++;
	return code;
}

/* ---- numbers, true, false ------------------------------------------------- */

static bool
is_plain_byte(char byte)
{
	return hex_of(byte) >= 0 || (byte >= 'a' && byte <= 'z') ||
	    (byte >= 'A' && byte <= 'Z') || byte == '_' || byte == '+' ||
	    byte == '-' || byte == '.' || byte == ':';
}

static bool
is_digit_of(char byte, int base)
{
	int digit = hex_of(byte);

	return digit >= 0 && digit < base;
}

/* Copy digits, less the underscores between them; how many bytes were read,
 * 0: it is not so. */
static size_t
copy_digits(struct lm_span text, size_t i, int base, char *to, size_t *n)
{
	size_t from = i;

	while (i < text.len) {
		if (is_digit_of(text.ptr[i], base))
			to[(*n)++] = text.ptr[i];
		else if (text.ptr[i] != '_' || i == from ||
		    text.ptr[i - 1] == '_')
			break;
		i++;
	}
	return i > from && text.ptr[i - 1] == '_' ? 0 : i - from;
}

/* The longest number that is read, in bytes. */
#define NUMBER_SIZE 64

/* ".5" and "e+06" behind a whole number; false: it is not so. */
static bool
copy_fraction(struct lm_span text, size_t i, char *to, size_t *n)
{
	size_t len;

	if (i < text.len && text.ptr[i] == '.') {
		to[(*n)++] = '.';
		len = copy_digits(text, i + 1, 10, to, n);
		if (len == 0)
			return false;
		i += 1 + len;
	}
	if (i < text.len && (text.ptr[i] == 'e' || text.ptr[i] == 'E')) {
		to[(*n)++] = 'e';
		i++;
		if (i < text.len && (text.ptr[i] == '+' || text.ptr[i] == '-'))
			to[(*n)++] = text.ptr[i++];
		len = copy_digits(text, i, 10, to, n);
		if (len == 0)
			return false;
		i += len;
	}
	return i == text.len;
}

static bool
copy_decimal(struct lm_span text, char *to, size_t *n)
{
	size_t i = 0, len, first;
	double value; /* only whether there is one: 1e999 has none */

	if (text.ptr[0] == '+' || text.ptr[0] == '-') {
		if (text.ptr[0] == '-')
			to[(*n)++] = '-';
		i++;
	}
	first = *n;
	len = copy_digits(text, i, 10, to, n);
	if (len == 0 || (to[first] == '0' && *n > first + 1))
		return false;
	return copy_fraction(text, i + len, to, n) &&
	    lm_num_double(lm_span(to, *n), &value);
}

/* 0xff, 0o17, 0b11, of at most 64 bits, in decimal. */
static bool
append_based(struct lm_span text, struct lm_buf *out, enum lm_code *code,
    struct lm_err *err)
{
	int base = text.ptr[1] == 'x' ? 16 : text.ptr[1] == 'o' ? 8 : 2;
	char digits[NUMBER_SIZE];
	size_t n = 0;
	uint64_t value = 0;

	if (copy_digits(text, 2, base, digits, &n) != text.len - 2 || n == 0)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (value > UINT64_MAX / (uint64_t)base)
			return false;
		value = value * (uint64_t)base + (uint64_t)hex_of(digits[i]);
	}
	*code = lm_buf_u64(out, value, err);
	return true;
}

static bool
has_base(struct lm_span text)
{
	return text.len > 2 && text.ptr[0] == '0' &&
	    memchr("xob", text.ptr[1], 3) != NULL;
}

enum lm_code
lm_toml_plain(struct lm_toml_cursor *cursor, struct lm_buf *out,
    struct lm_err *err)
{
	struct lm_span text = {cursor->text.ptr + cursor->i, 0};
	char number[NUMBER_SIZE];
	enum lm_code code = LM_OK;
	size_t n = 0;

	while (is_plain_byte(lm_toml_peek(cursor, text.len)))
		text.len++;
	if (lm_span_equal(text, lm_span_of("true")) ||
	    lm_span_equal(text, lm_span_of("false")))
		code = lm_buf_span(out, text, err);
	else if (text.len == 0 || text.len >= NUMBER_SIZE)
		return lm_toml_bad(cursor, err, "expected a value");
	else if (has_base(text) && append_based(text, out, &code, err))
		;
	else if (copy_decimal(text, number, &n))
		code = lm_buf_append(out, number, n, err);
	else
		return lm_toml_bad(cursor, err,
		    "expected a string, a number, true, false, [ or {");
	cursor->i += text.len;
	return code;
}
