#include "lm/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <utf8proc.h>

/* An island of this many code points ends at the next cluster, ... */
#define ISLAND_SOFT 32
/* ... and ends anyhow at this many: reordering marks is quadratic. */
#define ISLAND_HARD 48
/* The longest decomposition of one code point (U+FDFA). */
#define LONGEST_DECOMPOSITION 18
#define LONGEST_UTF8 4

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

static inline bool
is_ascii(char byte)
{
	return (unsigned char)byte < 0x80;
}

/* Lower-case eight ASCII bytes at once: add 32 where 'A' <= byte <= 'Z'. */
static inline uint64_t
lower_8(uint64_t bytes)
{
	const uint64_t ones = UINT64_C(0x0101010101010101);
	uint64_t from_a = bytes + ones * (0x80 - 'A');
	uint64_t past_z = bytes + ones * (0x80 - 'Z' - 1);

	return bytes + (((from_a & ~past_z) & (ones * 0x80)) >> 2);
}

/* Lower-case ASCII from in to out until another byte; how many were. */
static size_t
fold_ascii(const char *in, size_t len, char *out)
{
	uint64_t bytes;
	size_t i = 0;

	for (; len - i >= sizeof(bytes); i += sizeof(bytes)) {
		memcpy(&bytes, in + i, sizeof(bytes));
		if ((bytes & UINT64_C(0x8080808080808080)) != 0)
			break;
		bytes = lower_8(bytes);
		memcpy(out + i, &bytes, sizeof(bytes));
	}
	for (; i < len && is_ascii(in[i]); i++)
		out[i] =
		    in[i] >= 'A' && in[i] <= 'Z' ? (char)(in[i] + 32) : in[i];
	return i;
}

/*
 * The length of the island at in: at most one ASCII byte, then code points
 * that are not ASCII, up to where a later code point cannot change it.
 * 0: there is no valid code point at in.
 */
static size_t
island_len(const char *in, size_t len)
{
	utf8proc_int32_t last = 0, code;
	utf8proc_ssize_t step;
	size_t at = 0, n = 0;

	for (; at < len && n < ISLAND_HARD; n++) {
		if (n > 0 && is_ascii(in[at]))
			break;
		step = utf8proc_iterate((const utf8proc_uint8_t *)in + at,
		    (utf8proc_ssize_t)(len - at), &code);
		if (step <= 0)
			break;
		if (n >= ISLAND_SOFT && utf8proc_grapheme_break(last, code))
			break;
		last = code;
		at += (size_t)step;
	}
	return at;
}

/* Append the folded form of an island: valid UTF-8, not too long. */
static enum lm_code
fold_island(struct lm_span island, struct lm_buf *out, struct lm_err *err)
{
	utf8proc_int32_t codes[ISLAND_HARD * LONGEST_DECOMPOSITION];
	const int fold = UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT |
	    UTF8PROC_CASEFOLD | UTF8PROC_IGNORE;
	utf8proc_ssize_t n, i;

	n = utf8proc_decompose((const utf8proc_uint8_t *)island.ptr,
	    (utf8proc_ssize_t)island.len, codes,
	    (utf8proc_ssize_t)(sizeof(codes) / sizeof(codes[0])),
	    (utf8proc_option_t)fold);
	if (n > 0)
		n = utf8proc_normalize_utf32(codes, n, (utf8proc_option_t)fold);
	if (n <= 0)
		return LM_OK;
	if (lm_buf_reserve(out, (size_t)n * LONGEST_UTF8, err) != LM_OK)
		return LM_NOMEM;
	for (i = 0; i < n; i++)
		out->len += (size_t)utf8proc_encode_char(codes[i],
		    (utf8proc_uint8_t *)out->ptr + out->len);
	return LM_OK;
}

/* Append what the bytes at *at give, up to the next ASCII byte or further. */
static enum lm_code
fold_other(struct lm_span text, size_t *at, struct lm_buf *out,
    struct lm_err *err)
{
	size_t len = island_len(text.ptr + *at, text.len - *at);
	struct lm_span island = lm_span(text.ptr + *at, len);

	if (len == 0) {
		*at += 1;
		return lm_buf_text(out, replacement, err);
	}
	*at += len;
	return fold_island(island, out, err);
}

enum lm_code
lm_text_fold(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code;
	size_t at = 0, n;

	while (at < text.len) {
		code = lm_buf_reserve(out, text.len - at, err);
		if (code != LM_OK)
			return code;
		n = fold_ascii(text.ptr + at, text.len - at,
		    out->ptr + out->len);
		out->len += n;
		at += n;
		if (at == text.len)
			break;
		if (n > 0) { /* a mark may follow and join the last letter */
			out->len--;
			at--;
		}
		code = fold_other(text, &at, out, err);
		if (code != LM_OK)
			return code;
	}
	return LM_OK;
}
