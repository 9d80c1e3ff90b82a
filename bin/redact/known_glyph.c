#include "known_glyph.h"

#include <stdint.h>
#include <string.h>

#include <utf8proc.h>

#include "detect.h"

#include "lm/phrases_words.h"
#include "lm/text.h"
#include "lm/utf8.h"

#define SOFT_HYPHEN 0x00ad
#define APOSTROPHE 0x02bc
#define FIRST_MARK 0x0300
/* Vowels and finals of Hangul, which join the syllable before them. */
#define FIRST_JAMO_VOWEL 0x1160
#define LAST_JAMO_FINAL 0x11ff
/* Half-width voiced sound marks, which join the kana before them. */
#define FIRST_KANA_MARK 0xff9e
#define LAST_KANA_MARK 0xff9f
#define EURO 0x20ac
/* Small letters, those of Latin the odd ones. */
#define FIRST_LATIN 0x014b
#define LAST_LATIN 0x0177
#define FIRST_VIETNAMESE 0x1ea1
#define LAST_VIETNAMESE 0x1eff
#define FIRST_GREEK 0x03b1
#define LAST_GREEK 0x03c9
#define FINAL_SIGMA 0x03c2
#define FIRST_CYRILLIC 0x0430
#define LAST_CYRILLIC 0x045f
#define FIRST_HAN 0x4e00
#define LAST_HAN 0x9fff
#define FIRST_HANGUL 0xac00
#define LAST_HANGUL 0xd7a3

static bool
within(uint32_t code, uint32_t from, uint32_t to)
{
	return code >= from && code <= to;
}

/* Whether code belongs to the glyph before it. */
static bool
extends(uint32_t code, bool *mark)
{
	const utf8proc_property_t *property;

	*mark = false;
	if (code < FIRST_MARK)
		return code == SOFT_HYPHEN;
	if (code == LM_UTF8_BAD || within(code, FIRST_HAN, LAST_HAN))
		return false;
	property = utf8proc_get_property((utf8proc_int32_t)code);
	*mark = within((uint32_t)property->category, UTF8PROC_CATEGORY_MN,
		    UTF8PROC_CATEGORY_ME) ||
	    within(code, FIRST_JAMO_VOWEL, LAST_JAMO_FINAL) ||
	    within(code, FIRST_KANA_MARK, LAST_KANA_MARK);
	if (property->ignorable)
		*mark = false;
	return *mark || property->ignorable;
}

size_t
known_glyph_skip(struct lm_span text, size_t i, bool *marked)
{
	for (size_t n = 0; n < KNOWN_GLYPH_CODES && i < text.len; n++) {
		size_t next = i;
		bool mark;

		if ((text.ptr[i] & 0x80) == 0 ||
		    !extends(lm_utf8_next(text, &next), &mark))
			break;
		*marked = *marked || mark;
		i = next;
	}
	return i;
}

/* The last code point of UTF-8. */
static uint32_t
last_code(struct lm_span text)
{
	size_t at = text.len - 1;

	while (at > 0 && ((unsigned char)text.ptr[at] & 0xc0) == 0x80)
		at--;
	return lm_utf8_next(text, &at);
}

/* Fold a glyph by the library, and leave out what is no letter. */
static enum lm_code
fold(struct lm_span source, struct lm_buf *scratch, struct known_glyph *glyph,
    struct lm_err *err)
{
	enum lm_code code;
	size_t len = 0;

	scratch->len = 0;
	code = lm_text_words_apart(source, scratch, err);
	if (code != LM_OK)
		return code;
	for (size_t i = 0; i < scratch->len; i++)
		if (scratch->ptr[i] != ' ')
			scratch->ptr[len++] = scratch->ptr[i];
	glyph->letter = len > 0 || scratch->len == 0;
	glyph->folded = scratch->ptr;
	glyph->len = (uint32_t)len;
	return LM_OK;
}

/* All of a glyph of more than ASCII whose code points end at glyph->end. */
static enum lm_code
other(struct lm_span source, uint32_t base, struct lm_buf *scratch,
    struct known_glyph *glyph, struct lm_err *err)
{
	utf8proc_category_t category =
	    utf8proc_category((utf8proc_int32_t)base);
	enum lm_code code = fold(source, scratch, glyph, err);
	uint32_t last;

	if (code != LM_OK || glyph->len == 0)
		return code;
	last = last_code(lm_span(glyph->folded, glyph->len));
	glyph->capital = category == UTF8PROC_CATEGORY_LU;
	glyph->small = category == UTF8PROC_CATEGORY_LL;
	glyph->unspaced = lm_words_unspaced(last);
	glyph->hangul = within(last, FIRST_HANGUL, LAST_HANGUL);
	return LM_OK;
}

/* One row for digits, three of nothing, two of capitals, two of letters. */
const char known_glyph_ascii[256] =
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"
    "0123456789\0\0\0\0\0\0"
    "\0abcdefghijklmnopqrstuvwxyz\0\0\0\0\0"
    "\0abcdefghijklmnopqrstuvwxyz\0\0\0\0";

static void
ascii(unsigned char byte, struct known_glyph *glyph)
{
	char c = (char)byte;

	glyph->folded = &known_glyph_ascii[byte];
	glyph->letter = *glyph->folded != '\0';
	glyph->len = glyph->letter ? 1 : 0;
	glyph->capital = c >= 'A' && c <= 'Z';
	glyph->small = c >= 'a' && c <= 'z';
}

/* U+00E0 to U+00FE, as U+00C0 to U+00DE fold. */
static const char small_latin[] =
    "\xc3\xa0\xc3\xa1\xc3\xa2\xc3\xa3\xc3\xa4\xc3\xa5\xc3\xa6\xc3\xa7"
    "\xc3\xa8\xc3\xa9\xc3\xaa\xc3\xab\xc3\xac\xc3\xad\xc3\xae\xc3\xaf"
    "\xc3\xb0\xc3\xb1\xc3\xb2\xc3\xb3\xc3\xb4\xc3\xb5\xc3\xb6\xc3\xb7"
    "\xc3\xb8\xc3\xb9\xc3\xba\xc3\xbb\xc3\xbc\xc3\xbd\xc3\xbe\xc3\xbf";

/* Whether this is a letter that folds to itself, of some that are common. */
static bool
is_folded(uint32_t code)
{
	bool odd = (code & 1) != 0;

	return (odd && within(code, FIRST_LATIN, LAST_LATIN)) ||
	    (odd && within(code, FIRST_VIETNAMESE, LAST_VIETNAMESE)) ||
	    (code != FINAL_SIGMA && within(code, FIRST_GREEK, LAST_GREEK)) ||
	    within(code, FIRST_CYRILLIC, LAST_CYRILLIC) ||
	    within(code, FIRST_HAN, LAST_HAN) ||
	    within(code, FIRST_HANGUL, LAST_HANGUL);
}

/* Whether this is no letter: dashes, quotation marks, points, arrows, boxes,
 * pictures; and an apostrophe that Unicode has for a letter. */
static bool
is_sign(uint32_t code)
{
	return within(code, 0x2010, 0x2027) || code == APOSTROPHE ||
	    within(code, 0x2190, 0x21ff) || within(code, 0x2500, 0x26ff) ||
	    within(code, 0x1f300, 0x1faff) || code == EURO;
}

/* What is common in texts, the len bytes at at, and stands alone; false: something else. */
static bool
common(uint32_t code, const char *at, size_t len, struct known_glyph *glyph)
{
	if (within(code, 0xc0, 0xff)) {
		bool sign = code == 0xd7 || code == 0xf7;

		if (code == 0xdf)
			return false;
		glyph->letter = !sign;
		glyph->len = sign ? 0 : 2;
		glyph->capital = !sign && code < 0xe0;
		glyph->small = !sign && code >= 0xe0;
		glyph->folded = &small_latin[2 * (code & 0x1f)];
		return true;
	}
	if (is_folded(code)) {
		glyph->folded = at;
		glyph->len = (uint32_t)len;
		glyph->letter = true;
		glyph->small = code < FIRST_HAN;
		glyph->unspaced = within(code, FIRST_HAN, LAST_HAN);
		glyph->hangul = within(code, FIRST_HANGUL, LAST_HANGUL);
		return true;
	}
	return is_sign(code);
}

enum lm_code
known_glyph_any(struct lm_span text, size_t i, struct lm_buf *scratch,
    struct known_glyph *glyph, struct lm_err *err)
{
	bool marked = false;
	size_t next = i;
	uint32_t code;

	*glyph = (struct known_glyph){.end = i};
	if (i == text.len)
		return LM_OK;
	code = lm_utf8_next(text, &next);
	glyph->end = next;
	if (next < text.len && (text.ptr[next] & 0x80) != 0)
		glyph->end = known_glyph_skip(text, next, &marked);
	if (code < 0x80 && !marked) {
		ascii((unsigned char)code, glyph);
		return LM_OK;
	}
	if (code == LM_UTF8_BAD ||
	    (!marked && common(code, text.ptr + i, next - i, glyph)))
		return LM_OK;
	return other(lm_span(text.ptr + i, glyph->end - i), code, scratch,
	    glyph, err);
}

enum known_edge
known_glyph_edge(const struct known_glyph *left,
    const struct known_glyph *right)
{
	if (!left->letter || !right->letter || left->unspaced ||
	    right->unspaced)
		return KNOWN_EDGE_FULL;
	if (left->small && right->capital)
		return KNOWN_EDGE_CAMEL;
	return left->hangul ? KNOWN_EDGE_HANGUL : KNOWN_EDGE_NONE;
}
