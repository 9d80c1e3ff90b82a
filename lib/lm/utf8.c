#include "lm/utf8.h"

/* Bytes of the character that begins with this byte; 0: none does. */
static size_t
length_of(unsigned char first)
{
	if (first < 0x80)
		return 1;
	if (first >= 0xc2 && first <= 0xdf)
		return 2;
	if (first >= 0xe0 && first <= 0xef)
		return 3;
	if (first >= 0xf0 && first <= 0xf4)
		return 4;
	return 0;
}

static bool
in_range(uint32_t point, size_t len)
{
	static const uint32_t smallest[5] = {0, 0, 0x80, 0x800, 0x10000};

	return point >= smallest[len] && point <= 0x10ffff &&
	    (point < 0xd800 || point > 0xdfff);
}

uint32_t
lm_utf8_next(struct lm_span text, size_t *i)
{
	static const unsigned char first_bits[5] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	const unsigned char *at = (const unsigned char *)text.ptr + *i;
	size_t len = length_of(at[0]);
	uint32_t point;

	if (len == 0 || len > text.len - *i) {
		*i += 1;
		return LM_UTF8_BAD;
	}
	point = at[0] & first_bits[len];
	for (size_t k = 1; k < len; k++) {
		if ((at[k] & 0xc0) != 0x80) {
			*i += 1;
			return LM_UTF8_BAD;
		}
		point = point << 6 | (at[k] & 0x3f);
	}
	if (!in_range(point, len)) {
		*i += 1;
		return LM_UTF8_BAD;
	}
	*i += len;
	return point;
}

bool
lm_utf8_valid(struct lm_span text)
{
	size_t i = 0;

	while (i < text.len)
		if (lm_utf8_next(text, &i) == LM_UTF8_BAD)
			return false;
	return true;
}

struct lm_span
lm_utf8_prefix(struct lm_span text, size_t max)
{
	size_t len = text.len < max ? text.len : max;

	if (len < text.len)
		while (len > 0 && ((unsigned char)text.ptr[len] & 0xc0) == 0x80)
			len--;
	return lm_span(text.ptr, len);
}
