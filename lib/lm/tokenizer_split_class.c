#include "lm/tokenizer_split_class.h"

#include <utf8proc.h>

#define L LM_LETTER
#define N LM_NUMBER
#define S LM_SPACE
#define P LM_PUNCTUATION
#define Y LM_SYMBOL
#define O LM_OTHER
#define U (LM_LETTER | LM_UPPER)
#define W (LM_LETTER | LM_LOWER)

/* clang-format off */
const unsigned short lm_class_ascii[128] = {
	O, O, O, O, O, O, O, O, O, S, S, S, S, S, O, O,
	O, O, O, O, O, O, O, O, O, O, O, O, O, O, O, O,
	S, P, P, P, Y, P, P, P, P, P, P, Y, P, P, P, P,
	N, N, N, N, N, N, N, N, N, N, P, P, Y, Y, Y, P,
	P, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U,
	U, U, U, U, U, U, U, U, U, U, U, P, P, P, Y, P,
	Y, W, W, W, W, W, W, W, W, W, W, W, W, W, W, W,
	W, W, W, W, W, W, W, W, W, W, W, P, Y, P, Y, O,
};
/* clang-format on */

/* By utf8proc_category_t: Cn Lu Ll Lt Lm Lo Mn Mc Me Nd Nl No Pc ... Co. */
static const unsigned short class_of_category[] = {O, L, L, L, L, L, LM_MARK,
    LM_MARK, LM_MARK, N, N, N, P, P, P, P, P, P, P, Y, Y, Y, Y, S, S, S, O, O,
    O, O};

#define NEXT_LINE 0x85 /* the one control beyond ASCII that is white space */

unsigned
lm_class_of(uint32_t point)
{
	if (point < 0x80)
		return lm_class_ascii[point];
	if (point == NEXT_LINE)
		return LM_SPACE | LM_NON_ASCII;
	return class_of_category[utf8proc_category((utf8proc_int32_t)point)] |
	    LM_NON_ASCII;
}

struct lm_char
lm_char_beyond(const unsigned char *at)
{
	struct lm_char c;

	if (at[0] < 0xe0) {
		c.len = 2;
		c.point = (at[0] & 0x1fU) << 6 | (at[1] & 0x3fU);
	} else if (at[0] < 0xf0) {
		c.len = 3;
		c.point = (at[0] & 0x0fU) << 12 | (at[1] & 0x3fU) << 6 |
		    (at[2] & 0x3fU);
	} else {
		c.len = 4;
		c.point = (at[0] & 0x07U) << 18 | (at[1] & 0x3fU) << 12 |
		    (at[2] & 0x3fU) << 6 | (at[3] & 0x3fU);
	}
	c.class = lm_class_of(c.point);
	return c;
}

const char *
lm_class_run(const char *at, const char *end, unsigned classes)
{
	struct lm_char c;

	while (at < end) {
		c = lm_char_at(at);
		if ((c.class & classes) == 0)
			break;
		at += c.len;
	}
	return at;
}
