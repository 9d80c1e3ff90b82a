#include "lm/tokenizer_estimate.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "lm/tokenizer.h"
#include "lm/utf8.h"

/*
 * By first letter, a bit for each second one: pairs that are at least one in
 * 2,500 of those within the words of English, German or French texts.  The
 * last row is for what is no letter.
 */
static const uint32_t plain_pairs[27] = {0x3bfbffe, 0x11e4911, 0x11a4d95,
    0x1164159, 0x3fffdff, 0x01a4931, 0x01e69d1, 0x11e7951, 0x2bffcff, 0x0104011,
    0x01c6911, 0x11c5d1f, 0x01cd113, 0x23e7dff, 0x3fefdff, 0x01ec9b1, 0x0100000,
    0x37e7dff, 0x15dddb5, 0x35e4d95, 0x0aeb9ff, 0x0124111, 0x0166191, 0x0088101,
    0x004e811, 0x0584113};

/* 0 to 25; 26: no letter of ASCII. */
static inline unsigned
letter_of(char c)
{
	unsigned at = ((unsigned char)c | 0x20U) - 'a';

	return at < 26 ? at : 26;
}

static inline bool
is_letter(char c)
{
	return letter_of(c) < 26;
}

static inline bool
is_capital(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool
is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static inline bool
is_newline(char c)
{
	return c == '\n' || c == '\r';
}

static inline uint64_t
part(size_t len, size_t from, size_t to)
{
	return len <= from ? 0 : (len < to ? len : to) - from;
}

static size_t
add_word(struct lm_span text, size_t at, uint64_t *counts)
{
	size_t i = at + 1, len;

	for (; i < text.len && is_letter(text.ptr[i]); i++) {
		unsigned first = letter_of(text.ptr[i - 1]);
		unsigned second = letter_of(text.ptr[i]);

		if ((plain_pairs[first] >> second & 1) == 0)
			counts[LM_F_RARE_PAIRS]++;
		if (is_capital(text.ptr[i]))
			counts[LM_F_CAPITALS_INSIDE]++;
	}
	len = i - at;
	counts[LM_F_WORDS]++;
	counts[LM_F_LETTERS_1_TO_3] += part(len, 0, 3);
	counts[LM_F_LETTERS_4_TO_6] += part(len, 3, 6);
	counts[LM_F_LETTERS_7_TO_10] += part(len, 6, 10);
	counts[LM_F_LETTERS_BEYOND] += part(len, 10, SIZE_MAX);
	return i;
}

static size_t
add_blanks(struct lm_span text, size_t at, uint64_t *counts)
{
	size_t i = at + 1;

	while (i < text.len && is_blank(text.ptr[i]))
		i++;
	if (i - at == 1 && text.ptr[at] == ' ') {
		bool to_word = i < text.len && is_letter(text.ptr[i]);

		counts[to_word ? LM_F_SPACES_TO_WORD : LM_F_SPACES_TO_OTHER]++;
	} else {
		counts[LM_F_SPACE_RUNS]++;
		counts[LM_F_MORE_SPACES] += i - at - 1;
	}
	return i;
}

static size_t
add_newlines(struct lm_span text, size_t at, uint64_t *counts)
{
	size_t i = at + 1;

	while (i < text.len && is_newline(text.ptr[i]))
		i++;
	counts[LM_F_NEWLINE_RUNS]++;
	counts[LM_F_MORE_NEWLINES] += i - at - 1;
	return i;
}

static size_t
add_number(struct lm_span text, size_t at, uint64_t *counts)
{
	size_t i = at + 1;

	while (i < text.len && is_digit(text.ptr[i]))
		i++;
	counts[LM_F_NUMBERS]++;
	counts[LM_F_DIGITS] += i - at;
	return i;
}

static size_t
add_sign(struct lm_span text, size_t at, uint64_t *counts)
{
	size_t i = at + 1;

	if ((unsigned char)text.ptr[at] < 0x20 || text.ptr[at] == 0x7f) {
		counts[LM_F_CONTROLS]++;
		return i;
	}
	while (i < text.len && text.ptr[i] == text.ptr[at])
		i++;
	counts[LM_F_SIGN_RUNS]++;
	counts[LM_F_MORE_SIGNS] += i - at - 1;
	return i;
}

static enum lm_feature
feature_of(uint32_t point)
{
	if (point == LM_UTF8_BAD)
		return LM_F_BAD_BYTES;
	if (point < 0x300)
		return LM_F_LATIN;
	if (point < 0x800)
		return LM_F_TWO_BYTES;
	if (point >= 0x2000 && point < 0x2c00)
		return LM_F_GENERAL_SIGNS;
	if (point >= 0x2e80 && point < 0xd800)
		return LM_F_EAST_ASIAN;
	return point < 0x10000 ? LM_F_THREE_BYTES : LM_F_FOUR_BYTES;
}

void
lm_estimate_features(struct lm_span text, uint64_t counts[LM_N_FEATURES])
{
	size_t i = 0;

	memset(counts, 0, LM_N_FEATURES * sizeof(*counts));
	while (i < text.len) {
		char c = text.ptr[i];

		if (is_letter(c))
			i = add_word(text, i, counts);
		else if (is_blank(c))
			i = add_blanks(text, i, counts);
		else if (is_newline(c))
			i = add_newlines(text, i, counts);
		else if (is_digit(c))
			i = add_number(text, i, counts);
		else if ((unsigned char)c < 0x80)
			i = add_sign(text, i, counts);
		else
			counts[feature_of(lm_utf8_next(text, &i))]++;
	}
}

/*
 * Thousandths of a token that each feature brings: at least, at most.  They
 * are the solution of two linear programs: over 7,700 documents of at least
 * 200 bytes (English, German and French prose, support threads, source code,
 * JSON, messages in 22 languages, noise) and 12 vocabularies of BPE, SPM and
 * WordPiece, the closest sums that are no less than 1.1 times the largest
 * count, and no more than the least count over 1.15.  tests/bench/estimate
 * measures them.
 */
struct weight {
	uint32_t low, high;
};

static const struct weight weights[LM_N_FEATURES] = {
    [LM_F_WORDS] = {93, 437},
    [LM_F_LETTERS_1_TO_3] = {80, 366},
    [LM_F_LETTERS_4_TO_6] = {0, 361},
    [LM_F_LETTERS_7_TO_10] = {0, 250},
    [LM_F_LETTERS_BEYOND] = {0, 751},
    [LM_F_RARE_PAIRS] = {270, 910},
    [LM_F_CAPITALS_INSIDE] = {124, 241},
    [LM_F_SPACES_TO_WORD] = {554, 88},
    [LM_F_SPACES_TO_OTHER] = {135, 500},
    [LM_F_SPACE_RUNS] = {300, 500},
    [LM_F_MORE_SPACES] = {47, 905},
    [LM_F_NEWLINE_RUNS] = {600, 1000},
    [LM_F_MORE_NEWLINES] = {100, 2918},
    [LM_F_NUMBERS] = {922, 792},
    [LM_F_DIGITS] = {51, 1101},
    [LM_F_SIGN_RUNS] = {523, 1000},
    [LM_F_MORE_SIGNS] = {20, 1000},
    [LM_F_CONTROLS] = {500, 1000},
    [LM_F_LATIN] = {300, 3013},
    [LM_F_TWO_BYTES] = {188, 2037},
    [LM_F_THREE_BYTES] = {290, 3000},
    [LM_F_GENERAL_SIGNS] = {500, 3000},
    [LM_F_EAST_ASIAN] = {400, 3428},
    [LM_F_FOUR_BYTES] = {500, 4000},
    [LM_F_BAD_BYTES] = {0, 3000},
};

#define UNIT 1000

/* U+FFFD has three bytes, and a space may be put before a text. */
static uint64_t
most_tokens(struct lm_span text, const uint64_t *counts)
{
	return text.len + 2 * counts[LM_F_BAD_BYTES] + 1;
}

void
lm_tokens_estimate(struct lm_span text, uint64_t *low, uint64_t *high)
{
	uint64_t counts[LM_N_FEATURES], least = 0, most = 0, bound;

	if (text.len == 0)
		return;
	lm_estimate_features(text, counts);
	for (size_t i = 0; i < LM_N_FEATURES; i++) {
		least += counts[i] * weights[i].low;
		most += counts[i] * weights[i].high;
	}
	bound = most_tokens(text, counts);
	most = most / UNIT + 2;
	*low += least / UNIT;
	*high += most < bound ? most : bound;
}
