#include "words.h"

#include <string.h>

#include <utf8proc.h>

#include "lm/text.h"
#include "xxh3.h"

#define SMALLEST_TABLE 1024

enum kind {
	KIND_SPACE,  /* separates */
	KIND_LETTER, /* part of a word */
	KIND_CJK, /* a word of its own, and of the pair with the one before */
	KIND_SYMBOL, /* a word of its own */
};

/* The ranges without spaces between words (Unicode 15 block names). */
static const struct {
	utf8proc_int32_t first, last;
} cjk_ranges[] = {
    {0x2e80, 0x2fdf},	/* CJK Radicals Supplement, Kangxi Radicals */
    {0x3005, 0x3007},	/* iteration mark, closing mark, zero */
    {0x3021, 0x3029},	/* Hangzhou numerals */
    {0x3031, 0x303c},	/* kana repeat marks and others */
    {0x3040, 0x312f},	/* Hiragana, Katakana, Bopomofo */
    {0x31a0, 0x31bf},	/* Bopomofo Extended */
    {0x31f0, 0x31ff},	/* Katakana Phonetic Extensions */
    {0x3400, 0x4dbf},	/* CJK Unified Ideographs Extension A */
    {0x4e00, 0x9fff},	/* CJK Unified Ideographs */
    {0xf900, 0xfaff},	/* CJK Compatibility Ideographs */
    {0x1b000, 0x1b16f}, /* Kana Supplement, Kana Extended A, Small Kana */
    {0x20000, 0x3ffff}, /* the ideographic planes */
};

/* utf8proc numbers its categories by class. */
_Static_assert(UTF8PROC_CATEGORY_LU == 1 && UTF8PROC_CATEGORY_NO == 11,
    "letters, marks and digits are not one range");
_Static_assert(UTF8PROC_CATEGORY_SM == 19 && UTF8PROC_CATEGORY_SO == 22,
    "symbols are not one range");

/* The ASCII letters and digits of folded text. */
static const bool is_word[256] = {
    ['0'] = 1,
    ['1'] = 1,
    ['2'] = 1,
    ['3'] = 1,
    ['4'] = 1,
    ['5'] = 1,
    ['6'] = 1,
    ['7'] = 1,
    ['8'] = 1,
    ['9'] = 1,
    ['a'] = 1,
    ['b'] = 1,
    ['c'] = 1,
    ['d'] = 1,
    ['e'] = 1,
    ['f'] = 1,
    ['g'] = 1,
    ['h'] = 1,
    ['i'] = 1,
    ['j'] = 1,
    ['k'] = 1,
    ['l'] = 1,
    ['m'] = 1,
    ['n'] = 1,
    ['o'] = 1,
    ['p'] = 1,
    ['q'] = 1,
    ['r'] = 1,
    ['s'] = 1,
    ['t'] = 1,
    ['u'] = 1,
    ['v'] = 1,
    ['w'] = 1,
    ['x'] = 1,
    ['y'] = 1,
    ['z'] = 1,
};

static bool
is_cjk(utf8proc_int32_t code)
{
	size_t i;

	for (i = 0; i < sizeof(cjk_ranges) / sizeof(cjk_ranges[0]); i++)
		if (code <= cjk_ranges[i].last)
			return code >= cjk_ranges[i].first;
	return false;
}

static inline bool
is_ascii(char byte)
{
	return (unsigned char)byte < 0x80;
}

/* Whether a byte of folded text is an ASCII letter or digit. */
static inline bool
is_word_byte(char byte)
{
	return is_word[(unsigned char)byte];
}

/* What the character at text[at], which is not ASCII, is; and its length. */
static enum kind
kind_of(struct lm_span text, size_t at, size_t *len)
{
	utf8proc_int32_t code;
	utf8proc_ssize_t n;
	utf8proc_category_t category;

	n = utf8proc_iterate((const utf8proc_uint8_t *)text.ptr + at,
	    (utf8proc_ssize_t)(text.len - at), &code);
	*len = n > 0 ? (size_t)n : 1;
	if (n <= 0)
		return KIND_SPACE;
	category = utf8proc_category(code);
	if (category >= UTF8PROC_CATEGORY_LU &&
	    category <= UTF8PROC_CATEGORY_NO)
		return is_cjk(code) ? KIND_CJK : KIND_LETTER;
	if (category >= UTF8PROC_CATEGORY_SM &&
	    category <= UTF8PROC_CATEGORY_SO)
		return KIND_SYMBOL;
	return KIND_SPACE;
}

void
lm_words_free(struct lm_words *words)
{
	lm_buf_free(&words->text);
	lm_buf_free(&words->list);
	lm_buf_free(&words->table);
	*words = (struct lm_words){0};
}

static inline struct lm_word *
list_of(struct lm_words *words)
{
	return (struct lm_word *)(void *)words->list.ptr;
}

static inline uint32_t *
table_of(struct lm_words *words)
{
	return (uint32_t *)(void *)words->table.ptr;
}

/* The slot that holds hash, or the free one where it belongs. */
static inline size_t
find_slot(struct lm_words *words, uint64_t hash)
{
	const struct lm_word *list = list_of(words);
	const uint32_t *table = table_of(words);
	size_t mask = words->n_slots - 1, slot = (size_t)hash & mask;

	while (table[slot] != 0 && list[table[slot] - 1].hash != hash)
		slot = (slot + 1) & mask;
	return slot;
}

/* Forget the words.  The table is as large as the longest text needed. */
static void
forget(struct lm_words *words)
{
	const struct lm_word *list = list_of(words);
	uint32_t *table = table_of(words);
	size_t i;

	for (i = 0; i < words->n_words; i++)
		table[list[i].slot] = 0;
	words->n_words = 0;
	words->n_counted = 0;
	words->list.len = 0;
	words->text.len = 0;
}

/* Double the table. */
static enum lm_code
grow_table(struct lm_words *words, struct lm_err *err)
{
	size_t n_slots = words->n_slots * 2, i, slot;
	struct lm_word *list;

	if (n_slots < SMALLEST_TABLE)
		n_slots = SMALLEST_TABLE;
	if (words->n_words > INT32_MAX / 2)
		return lm_err_set(err, LM_LIMIT, "too many distinct words");
	if (lm_buf_reserve(&words->table, n_slots * sizeof(uint32_t), err) !=
	    LM_OK)
		return LM_NOMEM;
	words->n_slots = n_slots;
	memset(words->table.ptr, 0, n_slots * sizeof(uint32_t));
	list = list_of(words);
	for (i = 0; i < words->n_words; i++) {
		slot = find_slot(words, list[i].hash);
		table_of(words)[slot] = (uint32_t)i + 1;
		list[i].slot = (uint32_t)slot;
	}
	return LM_OK;
}

/* Take a word that is not in the list yet. */
static enum lm_code
add_new(struct lm_words *words, struct lm_word word, struct lm_err *err)
{
	enum lm_code code;

	if ((words->n_words + 1) * 2 > words->n_slots) {
		code = grow_table(words, err);
		if (code != LM_OK)
			return code;
	}
	word.slot = (uint32_t)find_slot(words, word.hash);
	code =
	    lm_buf_append(&words->list, (const char *)&word, sizeof(word), err);
	if (code != LM_OK)
		return code;
	words->n_words++;
	table_of(words)[word.slot] = (uint32_t)words->n_words;
	return LM_OK;
}

/* Count the word of len bytes at at. */
static inline enum lm_code
add(struct lm_words *words, size_t at, size_t len, bool spelled,
    struct lm_err *err)
{
	uint64_t hash = lm_xxh3(words->text.ptr + at, len);
	uint32_t found = 0;
	struct lm_word *word;

	words->n_counted += words->weight;
	if (words->n_slots != 0)
		found = table_of(words)[find_slot(words, hash)];
	if (found != 0) {
		word = &list_of(words)[found - 1];
		word->count = word->count > UINT32_MAX - words->weight
		    ? UINT32_MAX
		    : word->count + words->weight;
		return LM_OK;
	}
	return add_new(words,
	    (struct lm_word){hash, at, words->weight, 0, (uint8_t)len, spelled},
	    err);
}

/* Where the ++ or # after the word at [at, end) ends, if it has one. */
static inline size_t
suffix_end(struct lm_span text, size_t at, size_t end)
{
	const char *next = text.ptr + end; /* a NUL follows the text */

	if ((*next != '+' && *next != '#') || end - at > LM_WORD_CHARS - 2)
		return end;
	if (next[0] == '+')
		return next[1] == '+' ? end + 2 : end;
	return is_ascii(next[1]) && !is_word_byte(next[1]) ? end + 1 : end;
}

/* The end of the word at at: letters only, at most LM_WORD_CHARS. */
static inline size_t
word_end(struct lm_span text, size_t at)
{
	size_t end = at, n = 0, len;

	for (; n < LM_WORD_CHARS; n++) {
		while (n < LM_WORD_CHARS && is_word_byte(text.ptr[end])) {
			end++;
			n++;
		}
		if (n == LM_WORD_CHARS || is_ascii(text.ptr[end]) ||
		    kind_of(text, end, &len) != KIND_LETTER)
			break;
		end += len;
	}
	return suffix_end(text, at, end);
}

/* Count what starts at *at with a character that is not ASCII. */
static enum lm_code
take_other(struct lm_words *words, struct lm_span text, size_t *at, size_t *cjk,
    struct lm_err *err)
{
	size_t begin = *at, len;
	enum lm_code code = LM_OK;

	switch (kind_of(text, begin, &len)) {
	case KIND_SPACE:
		break;
	case KIND_LETTER:
		len = word_end(text, begin) - begin;
		code = add(words, begin, len, true, err);
		break;
	case KIND_CJK:
		if (*cjk != 0)
			code = add(words, begin - *cjk, *cjk + len, false, err);
		if (code == LM_OK)
			code = add(words, begin, len, false, err);
		*cjk = len;
		*at += len;
		return code;
	case KIND_SYMBOL:
		code = add(words, begin, len, false, err);
		break;
	}
	*cjk = 0;
	*at += len;
	return code;
}

/* Count the words of one part, which is folded behind those before. */
static enum lm_code
split_part(struct lm_words *words, struct lm_span text, struct lm_err *err)
{
	enum lm_code code;
	size_t at = words->text.len, end;
	size_t cjk = 0; /* bytes of the CJK character that ends at at */

	code = lm_text_fold(text, &words->text, err);
	if (code == LM_OK)
		code = lm_buf_byte(&words->text, '\0', err);
	if (code != LM_OK)
		return code;
	text = lm_span(words->text.ptr, words->text.len - 1);
	while (at < text.len && code == LM_OK) {
		if (!is_ascii(text.ptr[at])) {
			code = take_other(words, text, &at, &cjk, err);
			continue;
		}
		cjk = 0;
		if (!is_word_byte(text.ptr[at])) {
			at++;
			continue;
		}
		end = word_end(text, at);
		code = add(words, at, end - at, true, err);
		at = end;
	}
	return code;
}

enum lm_code
lm_words_split(struct lm_words *words, const struct lm_part *parts,
    size_t n_parts, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	size_t i;

	forget(words);
	for (i = 0; i < n_parts && code == LM_OK; i++) {
		words->weight = parts[i].weight;
		code = split_part(words, parts[i].text, err);
	}
	return code;
}
