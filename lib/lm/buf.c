#include "lm/buf.h"

#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST_CAP 256
#define U64_DIGITS 20
#define WORD sizeof(uint64_t)

void
lm_buf_free(struct lm_buf *buf)
{
	free(buf->ptr);
	*buf = (struct lm_buf){0};
}

static enum lm_code
grow(struct lm_buf *buf, size_t extra, struct lm_err *err)
{
	size_t need, cap;
	char *grown;

	if (extra > SIZE_MAX / 2 - buf->len)
		return lm_err_nomem(err);
	need = buf->len + extra;
	cap = buf->cap < SMALLEST_CAP ? SMALLEST_CAP : buf->cap;
	while (cap < need)
		cap *= 2;
	grown = realloc(buf->ptr, cap);
	if (grown == NULL)
		return lm_err_nomem(err);
	buf->ptr = grown;
	buf->cap = cap;
	return LM_OK;
}

enum lm_code
lm_buf_reserve(struct lm_buf *buf, size_t extra, struct lm_err *err)
{
	return extra <= buf->cap - buf->len ? LM_OK : grow(buf, extra, err);
}

enum lm_code
lm_buf_append(struct lm_buf *buf, const char *ptr, size_t len,
    struct lm_err *err)
{
	if (len == 0)
		return LM_OK;
	if (len > buf->cap - buf->len) {
		enum lm_code code = grow(buf, len, err);

		if (code != LM_OK)
			return code;
	}
	memcpy(buf->ptr + buf->len, ptr, len);
	buf->len += len;
	return LM_OK;
}

enum lm_code
lm_buf_span(struct lm_buf *buf, struct lm_span span, struct lm_err *err)
{
	return lm_buf_append(buf, span.ptr, span.len, err);
}

enum lm_code
lm_buf_byte(struct lm_buf *buf, char byte, struct lm_err *err)
{
	if (buf->len == buf->cap) {
		enum lm_code code = grow(buf, 1, err);

		if (code != LM_OK)
			return code;
	}
	buf->ptr[buf->len++] = byte;
	return LM_OK;
}

enum lm_code
lm_buf_texts(struct lm_buf *buf, struct lm_err *err, ...)
{
	va_list args;
	const char *text;
	size_t old_len = buf->len;
	enum lm_code code = LM_OK;

	va_start(args, err);
	while (code == LM_OK && (text = va_arg(args, const char *)) != NULL)
		code = lm_buf_text(buf, text, err);
	va_end(args);
	if (code != LM_OK)
		buf->len = old_len;
	return code;
}

enum lm_code
lm_buf_u64(struct lm_buf *buf, uint64_t value, struct lm_err *err)
{
	char digits[U64_DIGITS];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value > 0);
	return lm_buf_append(buf, digits + at, sizeof(digits) - at, err);
}

enum lm_code
lm_buf_printf(struct lm_buf *buf, struct lm_err *err, const char *format, ...)
{
	size_t room = buf->cap - buf->len;
	va_list args;
	int len;
	enum lm_code code;

	va_start(args, format);
	len = vsnprintf(room == 0 ? NULL : buf->ptr + buf->len, room, format,
	    args);
	va_end(args);
	if (len < 0)
		return lm_err_nomem(err);
	if ((size_t)len >= room) {
		code = lm_buf_reserve(buf, (size_t)len + 1, err);
		if (code != LM_OK)
			return code;
		va_start(args, format);
		(void)vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format,
		    args);
		va_end(args);
	}
	buf->len += (size_t)len;
	return LM_OK;
}

/* The escape of a byte below 0x20, a quote or a backslash; its length. */
static size_t
escape_byte(unsigned char byte, char out[7])
{
	static const char short_escapes[32] = {['\b'] = 'b',
	    ['\t'] = 't',
	    ['\n'] = 'n',
	    ['\f'] = 'f',
	    ['\r'] = 'r'};

	out[0] = '\\';
	if (byte >= 0x20 || short_escapes[byte] != 0) {
		out[1] = byte >= 0x20 ? (char)byte : short_escapes[byte];
		return 2;
	}
	(void)snprintf(out, 7, "\\u%04x", (unsigned)byte);
	return 6;
}

/* Whether eight bytes need no escape: none is below 0x20, a quote or a
 * backslash (each test leaves a high bit; Warren, Hacker's Delight, 6-1). */
static bool
is_plain(const char *at)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	const uint64_t highs = ones * 0x80;
	uint64_t bytes, quotes, slashes;

	memcpy(&bytes, at, sizeof(bytes));
	quotes = bytes ^ (ones * '"');
	slashes = bytes ^ (ones * '\\');
	return ((((bytes - ones * 0x20) & ~bytes) |
		    ((quotes - ones) & ~quotes) |
		    ((slashes - ones) & ~slashes)) &
		   highs) == 0;
}

/* The bytes at from that need no escape.  The last eight overlap those before
 * them, so that a text without escapes is never read byte by byte. */
static size_t
plain_run(struct lm_span text, size_t from)
{
	size_t i = from;

	while (text.len - i >= WORD && is_plain(text.ptr + i))
		i += WORD;
	if (text.len - i < WORD && text.len >= WORD &&
	    is_plain(text.ptr + text.len - WORD))
		return text.len - from;
	for (; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		if (byte < 0x20 || byte == '"' || byte == '\\')
			break;
	}
	return i - from;
}

/* Append text from a byte on that needs an escape. */
static enum lm_code
append_escaped(struct lm_buf *buf, struct lm_span text, size_t from,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	while (code == LM_OK && from < text.len) {
		char escape[7];
		size_t len = escape_byte((unsigned char)text.ptr[from], escape);
		size_t run = plain_run(text, from + 1);

		code = lm_buf_append(buf, escape, len, err);
		if (code == LM_OK)
			code =
			    lm_buf_append(buf, text.ptr + from + 1, run, err);
		from += 1 + run;
	}
	return code;
}

enum lm_code
lm_buf_json_string(struct lm_buf *buf, struct lm_span text, struct lm_err *err)
{
	size_t run = plain_run(text, 0);
	enum lm_code code = lm_buf_reserve(buf, text.len + 2, err);

	if (code != LM_OK)
		return code;
	buf->ptr[buf->len++] = '"';
	if (run > 0)
		memcpy(buf->ptr + buf->len, text.ptr, run);
	buf->len += run;
	code = append_escaped(buf, text, run, err);
	return code == LM_OK ? lm_buf_byte(buf, '"', err) : code;
}
