#include "lm/text.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include <utf8proc.h>

#include "lm/text_plain.h"
#include "lm/utf8.h"

/* An island of this many code points ends at the next cluster, ... */
#define ISLAND_SOFT 32
/* ... and ends anyhow at this many: reordering marks is quadratic. */
#define ISLAND_HARD 48
/* The longest decomposition of one code point (U+FDFA). */
#define LONGEST_DECOMPOSITION 18
#define LONGEST_UTF8 4
#define ISLAND_BYTES (ISLAND_HARD * LONGEST_UTF8)

/* What a text becomes. */
struct way {
	bool words;  /* and spaces */
	bool apart;  /* signs are spaces */
	bool *signs; /* becomes true at a sign; NULL: not asked */
};

static const char replacement[] = "\xef\xbf\xbd"; /* U+FFFD */

static inline bool
is_ascii(char byte)
{
	return (unsigned char)byte < 0x80;
}

/* Whether code is a letter, a mark or a digit. */
static bool
is_of_word(utf8proc_int32_t code)
{
	utf8proc_category_t category = utf8proc_category(code);

	return category >= UTF8PROC_CATEGORY_LU &&
	    category <= UTF8PROC_CATEGORY_NO;
}

/* Whether code is a sign, as lm_text_words_signs has it. */
static bool
is_sign(utf8proc_int32_t code)
{
	const utf8proc_property_t *property = utf8proc_get_property(code);
	int kind = property->decomp_type, category = property->category;

	if (kind == UTF8PROC_DECOMP_TYPE_SUPER ||
	    kind == UTF8PROC_DECOMP_TYPE_SUB ||
	    category == UTF8PROC_CATEGORY_NO)
		return true;
	return kind != 0 && category >= UTF8PROC_CATEGORY_SM &&
	    category <= UTF8PROC_CATEGORY_SO;
}

/* Whether an island has a sign. */
static bool
has_sign(struct lm_span island)
{
	for (size_t i = 0; i < island.len;)
		if (is_sign((utf8proc_int32_t)lm_utf8_next(island, &i)))
			return true;
	return false;
}

/* Copy an island to copy, with a space instead of each sign. */
static struct lm_span
without_signs(struct lm_span island, char copy[ISLAND_BYTES])
{
	size_t len = 0, from;

	for (size_t i = 0; i < island.len;) {
		from = i;
		if (is_sign((utf8proc_int32_t)lm_utf8_next(island, &i))) {
			copy[len++] = ' ';
		} else {
			memcpy(copy + len, island.ptr + from, i - from);
			len += i - from;
		}
	}
	return lm_span(copy, len);
}

/*
 * The length of the island at in: one code point, then those that are neither
 * ASCII nor plain, up to where a later code point cannot change it.
 * 0: there is no valid code point at in.
 */
static size_t
island_len(const char *in, size_t len)
{
	utf8proc_int32_t last = 0, code;
	utf8proc_ssize_t step;
	size_t at = 0, n = 0;

	for (; at < len && n < ISLAND_HARD; n++) {
		if (n > 0 &&
		    (is_ascii(in[at]) || lm_text_is_plain(in + at, len - at)))
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
fold_island(struct lm_span island, bool words, struct lm_buf *out,
    struct lm_err *err)
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
	for (i = 0; i < n; i++) {
		if (words && !is_of_word(codes[i]))
			codes[i] = ' ';
		out->len += (size_t)utf8proc_encode_char(codes[i],
		    (utf8proc_uint8_t *)out->ptr + out->len);
	}
	return LM_OK;
}

/* Append what the island at *at gives, or the byte that is not UTF-8. */
static enum lm_code
fold_other(struct lm_span text, size_t *at, struct way way, struct lm_buf *out,
    struct lm_err *err)
{
	size_t len = island_len(text.ptr + *at, text.len - *at);
	struct lm_span island = lm_span(text.ptr + *at, len);
	char copy[ISLAND_BYTES];

	if (len == 0) {
		*at += 1;
		return lm_buf_text(out, way.words ? " " : replacement, err);
	}
	*at += len;
	if (way.signs != NULL && !*way.signs)
		*way.signs = has_sign(island);
	if (way.apart)
		island = without_signs(island, copy);
	return fold_island(island, way.words, out, err);
}

static enum lm_code
fold(struct lm_span text, struct way way, struct lm_buf *out,
    struct lm_err *err)
{
	enum lm_code code;
	size_t at = 0, n;

	while (at < text.len) {
		code = lm_buf_reserve(out, text.len - at, err);
		if (code != LM_OK)
			return code;
		n = lm_text_plain(text.ptr + at, text.len - at, way.words, out);
		at += n;
		if (at == text.len)
			break;
		/* A mark may follow and join the last letter. */
		if (n > 0 && is_ascii(text.ptr[at - 1]) &&
		    !lm_text_is_plain(text.ptr + at, text.len - at)) {
			out->len--;
			at--;
		}
		code = fold_other(text, &at, way, out, err);
		if (code != LM_OK)
			return code;
	}
	return LM_OK;
}

enum lm_code
lm_text_fold(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	return fold(text, (struct way){.words = false}, out, err);
}

enum lm_code
lm_text_words(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	return fold(text, (struct way){.words = true}, out, err);
}

enum lm_code
lm_text_words_signs(struct lm_span text, struct lm_buf *out, bool *signs,
    struct lm_err *err)
{
	return fold(text, (struct way){.words = true, .signs = signs}, out,
	    err);
}

enum lm_code
lm_text_words_apart(struct lm_span text, struct lm_buf *out, struct lm_err *err)
{
	return fold(text, (struct way){.words = true, .apart = true}, out, err);
}
