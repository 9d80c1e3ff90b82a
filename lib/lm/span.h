#ifndef LM_SPAN_H
#define LM_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

/*
 * Borrowed bytes.  Whoever hands one out says until when the bytes live.
 * All-zero is the empty span; ptr may be NULL only where len is 0.
 */
struct lm_span {
	const char *ptr;
	size_t len;
};

/* A span of the len bytes at ptr. */
static inline struct lm_span
lm_span(const char *ptr, size_t len)
{
	return (struct lm_span){ptr, len};
}

/* A span of a NUL-terminated string, without its NUL. */
static inline struct lm_span
lm_span_of(const char *text)
{
	return (struct lm_span){text, strlen(text)};
}

/* How often byte is in text.  O(length), by memchr. */
static inline size_t
lm_span_count(struct lm_span text, char byte)
{
	const char *at = text.ptr;
	size_t left = text.len, n = 0;

	while (left > 0 && (at = memchr(at, byte, left)) != NULL) {
		n++;
		at++;
		left = text.len - (size_t)(at - text.ptr);
	}
	return n;
}

/* Whether a and b hold the same bytes. */
static inline bool
lm_span_equal(struct lm_span a, struct lm_span b)
{
	return a.len == b.len &&
	    (a.len == 0 || memcmp(a.ptr, b.ptr, a.len) == 0);
}

#endif
