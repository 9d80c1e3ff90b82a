#include "lm/tokenizer_nfc.h"

#include <stdint.h>

#include <utf8proc.h>

/* An island of this many code points ends at the next cluster, ... */
#define ISLAND_SOFT 32
/* ... and ends anyhow at this many: reordering marks is quadratic. */
#define ISLAND_HARD 48
/* The longest canonical decomposition of one code point (UAX #15). */
#define LONGEST_DECOMPOSITION 4
#define LONGEST_UTF8 4

static utf8proc_ssize_t
point_at(struct lm_span text, size_t at, utf8proc_int32_t *point)
{
	return utf8proc_iterate((const utf8proc_uint8_t *)text.ptr + at,
	    (utf8proc_ssize_t)(text.len - at), point);
}

/*
 * Where the island at at ends: at an ASCII character, which joins nothing
 * before it, or up to where a later code point cannot change it.
 */
static size_t
island_end(struct lm_span text, size_t at)
{
	utf8proc_int32_t last = 0, point;
	utf8proc_ssize_t step;

	for (size_t n = 0; at < text.len && n < ISLAND_HARD; n++) {
		step = point_at(text, at, &point);
		if (step <= 0 || (n > 0 && point < 0x80))
			break;
		if (n >= ISLAND_SOFT && utf8proc_grapheme_break(last, point))
			break;
		last = point;
		at += (size_t)step;
	}
	return at;
}

static enum lm_code
compose(struct lm_span island, struct lm_buf *out, struct lm_err *err)
{
	utf8proc_int32_t points[ISLAND_HARD * LONGEST_DECOMPOSITION];
	const int how = UTF8PROC_STABLE | UTF8PROC_COMPOSE;
	utf8proc_ssize_t n;

	n = utf8proc_decompose((const utf8proc_uint8_t *)island.ptr,
	    (utf8proc_ssize_t)island.len, points,
	    (utf8proc_ssize_t)(sizeof(points) / sizeof(points[0])),
	    (utf8proc_option_t)how);
	if (n > 0)
		n = utf8proc_normalize_utf32(points, n, (utf8proc_option_t)how);
	if (n <= 0)
		return LM_OK;
	if (lm_buf_reserve(out, (size_t)n * LONGEST_UTF8, err) != LM_OK)
		return LM_NOMEM;
	for (utf8proc_ssize_t i = 0; i < n; i++)
		out->len += (size_t)utf8proc_encode_char(points[i],
		    (utf8proc_uint8_t *)out->ptr + out->len);
	return LM_OK;
}

/* The end of the ASCII at at, less its last character if more follows: a mark
 * may join that. */
static size_t
plain_end(struct lm_span text, size_t at)
{
	size_t end = at;

	while (end < text.len && (unsigned char)text.ptr[end] < 0x80)
		end++;
	return end < text.len && end > at ? end - 1 : end;
}

enum lm_code
lm_nfc(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	size_t at = 0, end;

	while (at < text.len && code == LM_OK) {
		end = plain_end(text, at);
		code = lm_buf_append(out, text.ptr + at, end - at, err);
		at = end;
		if (code != LM_OK || at == text.len)
			break;
		end = island_end(text, at);
		code = compose(lm_span(text.ptr + at, end - at), out, err);
		at = end;
	}
	return code;
}
