#include "lm/buf.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST_CAP 256

void
lm_buf_free(struct lm_buf *buf)
{
	free(buf->ptr);
	*buf = (struct lm_buf){0};
}

enum lm_code
lm_buf_reserve(struct lm_buf *buf, size_t extra, struct lm_err *err)
{
	size_t need, cap;
	char *grown;

	if (extra <= buf->cap - buf->len)
		return LM_OK;
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
lm_buf_append(struct lm_buf *buf, const char *ptr, size_t len,
    struct lm_err *err)
{
	enum lm_code code;

	if (len == 0)
		return LM_OK;
	code = lm_buf_reserve(buf, len, err);
	if (code != LM_OK)
		return code;
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
lm_buf_text(struct lm_buf *buf, const char *text, struct lm_err *err)
{
	return lm_buf_append(buf, text, strlen(text), err);
}

enum lm_code
lm_buf_byte(struct lm_buf *buf, char byte, struct lm_err *err)
{
	return lm_buf_append(buf, &byte, 1, err);
}

enum lm_code
lm_buf_printf(struct lm_buf *buf, struct lm_err *err, const char *format, ...)
{
	va_list args;
	int len;
	enum lm_code code;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0)
		return lm_err_nomem(err);
	code = lm_buf_reserve(buf, (size_t)len + 1, err);
	if (code != LM_OK)
		return code;
	va_start(args, format);
	(void)vsnprintf(buf->ptr + buf->len, (size_t)len + 1, format, args);
	va_end(args);
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

static size_t
plain_run(struct lm_span text, size_t from)
{
	size_t i;

	for (i = from; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		if (byte < 0x20 || byte == '"' || byte == '\\')
			break;
	}
	return i - from;
}

enum lm_code
lm_buf_json_string(struct lm_buf *buf, struct lm_span text, struct lm_err *err)
{
	enum lm_code code = lm_buf_byte(buf, '"', err);
	size_t i = 0;

	while (code == LM_OK && i < text.len) {
		size_t run = plain_run(text, i);
		char escape[7];

		code = lm_buf_append(buf, text.ptr + i, run, err);
		i += run;
		if (code != LM_OK || i == text.len)
			break;
		code = lm_buf_append(buf, escape,
		    escape_byte((unsigned char)text.ptr[i], escape), err);
		i++;
	}
	return code == LM_OK ? lm_buf_byte(buf, '"', err) : code;
}
