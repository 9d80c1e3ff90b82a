#ifndef LM_BUF_H
#define LM_BUF_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * The one growable buffer.  All-zero is empty and valid; lm_buf_free returns
 * to it.  Growing keeps the content and may move it; a call that fails
 * (LM_NOMEM) leaves the buffer as it was.  Growth doubles, so appending n
 * bytes costs O(n) over all.
 */
struct lm_buf {
	char *ptr;  /* NULL while cap is 0 */
	size_t len; /* bytes used */
	size_t cap; /* bytes owned */
};

/* Give the memory back. */
void lm_buf_free(struct lm_buf *buf);

/* Room for at least extra bytes past len. */
enum lm_code lm_buf_reserve(struct lm_buf *buf, size_t extra,
    struct lm_err *err);

/* Append len bytes.  ptr must not point into buf. */
enum lm_code lm_buf_append(struct lm_buf *buf, const char *ptr, size_t len,
    struct lm_err *err);

/* Append a NUL-terminated string.  Here, so that the compiler knows the length
 * of a literal. */
static inline enum lm_code
lm_buf_text(struct lm_buf *buf, const char *text, struct lm_err *err)
{
	size_t len = strlen(text);

	if (len == 0 || len > buf->cap - buf->len)
		return lm_buf_append(buf, text, len, err);
	memcpy(buf->ptr + buf->len, text, len);
	buf->len += len;
	return LM_OK;
}

/* Append a span, one byte. */
enum lm_code lm_buf_span(struct lm_buf *buf, struct lm_span span,
    struct lm_err *err);
enum lm_code lm_buf_byte(struct lm_buf *buf, char byte, struct lm_err *err);

/* Append NUL-terminated strings, one after the other; the last is NULL. */
enum lm_code lm_buf_texts(struct lm_buf *buf, struct lm_err *err, ...)
    __attribute__((sentinel));

/* Append a number in decimal digits. */
enum lm_code lm_buf_u64(struct lm_buf *buf, uint64_t value, struct lm_err *err);

/* Append printf-formatted text (no %n).  The locale is never set, so it is C. */
enum lm_code lm_buf_printf(struct lm_buf *buf, struct lm_err *err,
    const char *format, ...) __attribute__((format(printf, 3, 4)));

/*
 * Append text as a JSON string with its quotes (RFC 8259 §7): the quote, the
 * backslash and control characters are escaped, all else is copied.  text is
 * expected to be UTF-8; it is not checked.
 */
enum lm_code lm_buf_json_string(struct lm_buf *buf, struct lm_span text,
    struct lm_err *err);

/* What is in the buffer; lives until the buffer is changed or freed. */
static inline struct lm_span
lm_buf_view(const struct lm_buf *buf)
{
	return (struct lm_span){buf->ptr, buf->len};
}

#endif
