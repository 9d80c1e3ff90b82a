#include <stdbool.h>
#include <string.h>

#include "lm/tokenizer_split_class.h"
#include "lm/tokenizer_split_steps.h"

/* The end of the match that begins at at; at: none does.  Where none does,
 * that is seen after a few characters, or else finding would be quadratic. */
typedef const char *match_fn(const char *at, const char *end);

/* The end of the match at at, or where the next one begins. */
static inline const char *
find(const char *at, const char *end, match_fn *match)
{
	const char *next = match(at, end);

	if (next > at)
		return next;
	do
		at += lm_char_at(at).len;
	while (at < end && match(at, end) == at);
	return at;
}

struct range {
	uint32_t from, to;
};

/* Whether point is in one of n ranges in ascending order. */
static bool
in_ranges(uint32_t point, const struct range *ranges, size_t n)
{
	size_t low = 0, high = n, mid;

	while (low < high) {
		mid = low + (high - low) / 2;
		if (point > ranges[mid].to)
			low = mid + 1;
		else
			high = mid;
	}
	return low < n && point >= ranges[low].from;
}

/* The end of the run of characters of these ranges and classes of ASCII. */
static const char *
run_of_ranges(const char *at, const char *end, unsigned ascii,
    const struct range *ranges, size_t n)
{
	struct lm_char c;

	for (; at < end; at += c.len) {
		c = lm_char_at(at);
		if (c.point < 0x80 ? (c.class & ascii) == 0
				   : (c.class & LM_SPACE) != 0 ||
			    !in_ranges(c.point, ranges, n))
			break;
	}
	return at;
}

/* The place after \s? at at. */
static const char *
after_space(const char *at)
{
	struct lm_char c = lm_char_at(at);

	return (c.class & LM_SPACE) != 0 ? at + c.len : at;
}

static const char *
match_newline(const char *at, const char *end)
{
	(void)end;
	return *at == '\r' || *at == '\n' ? at + 1 : at;
}

static const char *
match_letters(const char *at, const char *end)
{
	const char *start = after_space(at);
	const char *next = lm_class_run(start, end, LM_LETTER);

	return next > start ? next : at;
}

static const char *
match_punctuations(const char *at, const char *end)
{
	const char *start = after_space(at);
	const char *next = lm_class_run(start, end, LM_PUNCTUATION);

	return next > start ? next : at;
}

static const char *
match_numbers(const char *at, const char *end)
{
	return lm_class_run(at, end, LM_NUMBER);
}

static const char *
match_number(const char *at, const char *end)
{
	struct lm_char c = lm_char_at(at);

	(void)end;
	return (c.class & LM_NUMBER) != 0 ? at + c.len : at;
}

static const char *
match_numbers_3(const char *at, const char *end)
{
	const char *next;

	for (int i = 0; i < 3 && at < end; i++) {
		next = match_number(at, end);
		if (next == at)
			break;
		at = next;
	}
	return at;
}

static bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static const char *
match_digits_3(const char *at, const char *end)
{
	return end - at >= 3 && is_digit(at[0]) && is_digit(at[1]) &&
		is_digit(at[2])
	    ? at + 3
	    : at;
}

static const char *
match_east_asian(const char *at, const char *end)
{
	static const struct range ranges[] = {{0x800, 0x9fa5},
	    {0xac00, 0xd7ff}};

	return run_of_ranges(at, end, 0, ranges, 2);
}

static const char *
match_han_kana(const char *at, const char *end)
{
	static const struct range ranges[] = {{0x3040, 0x30ff},
	    {0x4e00, 0x9fa5}};

	return run_of_ranges(at, end, 0, ranges, 2);
}

static const char *
match_cased_letters(const char *at, const char *end)
{
	static const struct range ranges[] = {{0xb5, 0xb5}, {0xc0, 0xd6},
	    {0xd8, 0xf6}, {0xf8, 0x1ba}, {0x1bc, 0x1bf}, {0x1c4, 0x293},
	    {0x295, 0x2af}, {0x370, 0x373}, {0x376, 0x377}, {0x37b, 0x37d},
	    {0x37f, 0x37f}, {0x386, 0x386}, {0x388, 0x38a}, {0x38c, 0x38c},
	    {0x38e, 0x3a1}, {0x3a3, 0x3f5}, {0x3f7, 0x481}, {0x48a, 0x52f},
	    {0x531, 0x556}, {0x10a0, 0x10c5}, {0x13a0, 0x13f5},
	    {0x13f8, 0x13fd}, {0x1c90, 0x1cba}, {0x1cbd, 0x1cbf},
	    {0x1d00, 0x1d2b}, {0x1d6b, 0x1d77}, {0x1d79, 0x1d9a},
	    {0x1e00, 0x1f15}, {0x1f18, 0x1f1d}, {0x1f20, 0x1f45},
	    {0x1f48, 0x1f4d}, {0x1f50, 0x1f57}, {0x1f59, 0x1f59},
	    {0x1f5b, 0x1f5b}, {0x1f5d, 0x1f5d}, {0x1f5f, 0x1f7d},
	    {0x1f80, 0x1fb4}, {0x1fb6, 0x1fbc}, {0x1fbe, 0x1fbe},
	    {0x1fc2, 0x1fc4}, {0x1fc6, 0x1fcc}, {0x1fd0, 0x1fd3},
	    {0x1fd6, 0x1fdb}, {0x1fe0, 0x1fec}, {0x1ff2, 0x1ff4},
	    {0x1ff6, 0x1ffc}, {0x2102, 0x2102}, {0x2107, 0x2107},
	    {0x210a, 0x2113}, {0x2115, 0x2115}, {0x2119, 0x211d},
	    {0x2124, 0x2124}, {0x2126, 0x2126}, {0x2128, 0x2128},
	    {0x212a, 0x212d}, {0x212f, 0x2134}, {0x2139, 0x2139},
	    {0x213c, 0x213f}, {0x2145, 0x2149}, {0x214e, 0x214e},
	    {0x2183, 0x2184}, {0x2c00, 0x2c7b}, {0x2c7e, 0x2ce4},
	    {0x2ceb, 0x2cee}, {0x2cf2, 0x2cf3}, {0xa640, 0xa66d},
	    {0xa680, 0xa69b}, {0xa722, 0xa76f}, {0xa771, 0xa787},
	    {0xa78b, 0xa78e}, {0xab70, 0xabbf}, {0xfb00, 0xfb06},
	    {0xfb13, 0xfb17}, {0xff21, 0xff3a}, {0xff41, 0xff5a},
	    {0x10400, 0x1044f}, {0x104b0, 0x104d3}, {0x104d8, 0x104fb},
	    {0x10c80, 0x10cb2}, {0x10cc0, 0x10cf2}, {0x118a0, 0x118df},
	    {0x1e900, 0x1e943}};
	const char *start = after_space(at);
	const char *next = run_of_ranges(start, end, LM_LETTER, ranges,
	    sizeof(ranges) / sizeof(ranges[0]));

	return next > start ? next : at;
}

/* [!-/:-~！-／：-～‘-‟　-。]: ":-~" takes in the letters of ASCII. */
static const char *
match_marks_of_text(const char *at, const char *end)
{
	static const struct range ranges[] = {{0x2018, 0x201f},
	    {0x3000, 0x3002}, {0xff01, 0xff0f}, {0xff1a, 0xff5e}};
	const char *start = after_space(at);
	const char *next =
	    run_of_ranges(start, end, LM_LETTER | LM_PUNCTUATION | LM_SYMBOL,
		ranges, sizeof(ranges) / sizeof(ranges[0]));

	return next > start ? next : at;
}

/* [\p{P}...]+ with more characters of ASCII. */
static const char *
punctuation_and(const char *at, const char *end, const char *more)
{
	struct lm_char c;

	for (; at < end; at += c.len) {
		c = lm_char_at(at);
		if ((c.class & LM_PUNCTUATION) == 0 &&
		    (c.point == 0 || c.point > 0x7f ||
			strchr(more, (int)c.point) == NULL))
			break;
	}
	return at;
}

static const char *
match_falcon(const char *at, const char *end)
{
	return punctuation_and(at, end, "$+<=>^~|`");
}

static const char *
match_default(const char *at, const char *end)
{
	return punctuation_and(at, end, "$+<=>^~|");
}

/*  ?[^(\s|.,!?…。，、।۔،)]+ */
static const char *
match_bloom(const char *at, const char *end)
{
	static const struct range stops[] = {{'!', '!'}, {'(', ')'}, {',', ','},
	    {'.', '.'}, {'?', '?'}, {'|', '|'}, {0x60c, 0x60c}, {0x6d4, 0x6d4},
	    {0x964, 0x964}, {0x2026, 0x2026}, {0x3001, 0x3002},
	    {0xff0c, 0xff0c}};
	const char *start = *at == ' ' ? at + 1 : at, *next = start;
	struct lm_char c;

	for (; next < end; next += c.len) {
		c = lm_char_at(next);
		if ((c.class & LM_SPACE) != 0 ||
		    in_ranges(c.point, stops, sizeof(stops) / sizeof(stops[0])))
			break;
	}
	return next > start ? next : at;
}

static const char *
match_sentinel(const char *at, const char *end)
{
	static const char begin[] = "<sentinel:";
	const size_t len = sizeof(begin) - 1;
	const char *digits, *next;

	if ((size_t)(end - at) <= len || memcmp(at, begin, len) != 0)
		return at;
	for (next = digits = at + len; next < end && is_digit(*next);)
		next++;
	return next > digits && next < end && *next == '>' ? next + 1 : at;
}

static const char *
match_image(const char *at, const char *end)
{
	static const char begin[] = "IMGIMG";
	const size_t len = sizeof(begin) - 1;
	const char *next, *most;

	if ((size_t)(end - at) <= len || memcmp(at, begin, len) != 0)
		return at;
	next = at + len;
	for (most = next + 4; next < end && next < most; next++)
		if (*next < 'A' || *next > 'I')
			break;
	return next > at + len && next < end && *next == 'Z' ? next + 1 : at;
}

static const char *
match_blanks(const char *at, const char *end)
{
	if (*at == '\t' || *at == '\n')
		return at + 1;
	if (end - at >= 4 && memcmp(at, "    ", 4) == 0)
		return at + 4;
	return end - at >= 2 && memcmp(at, "  ", 2) == 0 ? at + 2 : at;
}

static const char *
match_punctuation(const char *at, const char *end)
{
	struct lm_char c = lm_char_at(at);
	bool ascii_symbol =
	    (c.class & LM_SYMBOL) != 0 && (c.class & LM_NON_ASCII) == 0;

	(void)end;
	return ascii_symbol || (c.class & LM_PUNCTUATION) != 0 ? at + c.len
							       : at;
}

/* Not by find(): a run of white space may have to be seen to its end. */
const char *
lm_split_space_at_end(const char *at, const char *end)
{
	const char *last_run = end, *next = at;
	struct lm_char c;

	for (; next < end; next += c.len) {
		c = lm_char_at(next);
		if ((c.class & LM_SPACE) == 0)
			last_run = end;
		else if (last_run == end)
			last_run = next;
	}
	return last_run > at ? last_run : end;
}

#define FINDER(name)                                                 \
	const char *lm_split_##name(const char *at, const char *end) \
	{                                                            \
		return find(at, end, match_##name);                  \
	}

FINDER(newline)
FINDER(letters)
FINDER(punctuations)
FINDER(number)
FINDER(numbers)
FINDER(numbers_3)
FINDER(digits_3)
FINDER(east_asian)
FINDER(han_kana)
FINDER(cased_letters)
FINDER(marks_of_text)
FINDER(falcon)
FINDER(default)
FINDER(bloom)
FINDER(sentinel)
FINDER(image)
FINDER(blanks)
FINDER(punctuation)
