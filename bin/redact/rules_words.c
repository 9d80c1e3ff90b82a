#include "rules_words.h"

#include <string.h>

#include "detect.h"

void
byte_set_fold(struct byte_set *set)
{
	for (unsigned k = 0; k <= 'z' - 'a'; k++) {
		unsigned char lower = (unsigned char)('a' + k);
		unsigned char upper = (unsigned char)('A' + k);

		if (byte_set_has(set, lower) || byte_set_has(set, upper)) {
			byte_set_add(set, lower);
			byte_set_add(set, upper);
		}
	}
}

size_t
byte_sets_number(struct byte_sets *sets, const struct byte_set *set)
{
	size_t i = 0;

	while (i < sets->n && memcmp(&sets->list[i], set, sizeof(*set)) != 0)
		i++;
	if (i == sets->n && i < BYTE_SETS_MOST)
		sets->list[sets->n++] = *set;
	return i;
}

size_t
words_sum(size_t a, size_t b)
{
	return a > SIZE_MAX - b ? SIZE_MAX : a + b;
}

void
words_nothing(struct words *words, size_t left_min, size_t left_max, bool free)
{
	words->n = 1;
	words->list[0] = (struct word){.left_min = left_min,
	    .left_max = left_max,
	    .free = free};
}

void
words_copy(struct words *words, const struct words *from)
{
	/* Most have one word, and there is room for many. */
	words->n = from->n;
	memcpy(words->list, from->list, from->n * sizeof(from->list[0]));
}

/* Append the sets of one word to another; false if some were cut off. */
static bool
extend(struct word *word, const struct word *by)
{
	size_t n = by->n, room = WORD_MOST - word->n;

	if (n > room)
		n = room;
	memcpy(word->sets + word->n, by->sets, n * sizeof(by->sets[0]));
	word->n += n;
	return n == by->n;
}

bool
words_multiply(struct words *words, const struct words *next, bool *cut)
{
	size_t n = words->n;

	if (n * next->n > WORDS_MOST)
		return false;
	/* From the last on, so that each is read before it is written over. */
	for (size_t i = n; i-- > 0;) {
		const struct word word = words->list[i];

		for (size_t j = next->n; j-- > 0;) {
			struct word *to = &words->list[i * next->n + j];

			*to = word;
			if (!extend(to, &next->list[j]))
				*cut = true;
		}
	}
	words->n = n * next->n;
	return true;
}

bool
words_join(struct words *words, const struct words *more)
{
	if (more->n > WORDS_MOST - words->n)
		return false;
	memcpy(words->list + words->n, more->list,
	    more->n * sizeof(more->list[0]));
	words->n += more->n;
	return true;
}

/* ---- which are rare ------------------------------------------------------- */

/* Weights: about how many bits a set leaves of what text has. */
#define WEIGHT_LETTER 8
#define WEIGHT_FEW 6
#define WEIGHT_DIGITS 2
#define WEIGHT_MANY 1

static unsigned
weight_of(const struct byte_set *set)
{
	int n = 0;

	for (size_t i = 0; i < 4; i++)
		n += __builtin_popcountll(set->bits[i]);
	if (n <= 2)
		return WEIGHT_LETTER;
	if (n <= 5)
		return WEIGHT_FEW;
	return n <= 16 ? WEIGHT_DIGITS : n < 100 ? WEIGHT_MANY : 0;
}

/* The first of these many are what a text is searched for. */
#define RATED_FIRST 3
/* And no more than these are weighed. */
#define RATED_MOST 8

static unsigned
rate_from(const struct byte_sets *sets, const struct word *word, size_t from)
{
	unsigned first = 0, all = 0;

	for (size_t i = from; i < word->n && i < from + RATED_MOST; i++) {
		unsigned weight = weight_of(&sets->list[word->sets[i]]);

		if (i < from + RATED_FIRST)
			first += weight;
		all += weight;
	}
	return first * 4 + all;
}

/* A character has at most as many bytes as these for each set: k and s in
 * either case are also U+212A and U+017F. */
#define BYTES_OF_SET 3

/* Whether the sets from i on are within those of a text in either case. */
static bool
spells(const struct byte_sets *sets, const struct word *word, size_t i,
    struct lm_span text)
{
	for (size_t k = 0; k < text.len; k++) {
		struct byte_set rest = sets->list[word->sets[i + k]];
		unsigned char byte = (unsigned char)to_lower(text.ptr[k]);
		unsigned char upper = (unsigned char)to_upper(text.ptr[k]);

		rest.bits[byte / 64] &= ~(UINT64_C(1) << byte % 64);
		rest.bits[upper / 64] &= ~(UINT64_C(1) << upper % 64);
		for (size_t j = 0; j < 4; j++)
			if (rest.bits[j] != 0)
				return false;
	}
	return true;
}

/* Where a word has a keyword in it, the last such place; SIZE_MAX: nowhere. */
static size_t
find_keyword(const struct byte_sets *sets, const struct word *word,
    const struct keyword_list *keywords)
{
	size_t found = SIZE_MAX;

	for (size_t k = 0; k < keywords->n; k++) {
		struct lm_span text = keywords->list[k];

		for (size_t i = 0; i + text.len <= word->n; i++)
			if (spells(sets, word, i, text) &&
			    (found == SIZE_MAX || i > found))
				found = i;
	}
	return found;
}

bool
words_imply(const struct byte_sets *sets, const struct words *words,
    const struct keyword_list *keywords)
{
	for (size_t i = 0; i < words->n; i++)
		if (find_keyword(sets, &words->list[i], keywords) == SIZE_MAX)
			return false;
	return true;
}

/* Cut a word to where it is best looked for, but not behind last. */
static unsigned
rate_word(const struct byte_sets *sets, struct word *word, size_t last)
{
	size_t best = 0;
	unsigned rate = rate_from(sets, word, 0);

	for (size_t from = 1; from < word->n && from <= last; from++) {
		unsigned other = rate_from(sets, word, from);

		if (other > rate) {
			best = from;
			rate = other;
		}
	}
	if (best == 0)
		return rate;
	memmove(word->sets, word->sets + best,
	    (word->n - best) * sizeof(word->sets[0]));
	word->n -= best;
	word->free = false;
	word->left_min = words_sum(word->left_min, best);
	word->left_max = words_sum(word->left_max, best * BYTES_OF_SET);
	return rate;
}

/* A word of two letters, or of digits alone, is none to start from. */
#define RATE_LEAST 48
/* Nor is one that a match may have so many bytes before. */
#define LEFT_MOST 1024
#define RATE_IMPLIED 1000

unsigned
words_rate(const struct byte_sets *sets, struct words *words,
    const struct keyword_list *keywords)
{
	unsigned least = 0;
	bool implied = keywords->n > 0;

	for (size_t i = 0; i < words->n; i++) {
		struct word *word = &words->list[i];
		size_t last = find_keyword(sets, word, keywords);
		unsigned rate = rate_word(sets, word, last);

		if (rate < RATE_LEAST || word->left_max > LEFT_MOST)
			return 0;
		if (i == 0 || rate < least)
			least = rate;
		implied = implied && last != SIZE_MAX;
	}
	return least + (implied ? RATE_IMPLIED : 0);
}

bool
word_of_text(struct byte_sets *sets, struct lm_span text, struct word *word)
{
	*word = (struct word){0};
	for (; word->n < text.len && word->n < WORD_MOST; word->n++) {
		struct byte_set set = {{0}};
		size_t number;

		byte_set_add(&set, (unsigned char)text.ptr[word->n]);
		byte_set_fold(&set);
		number = byte_sets_number(sets, &set);
		if (number == BYTE_SETS_NONE)
			return false;
		word->sets[word->n] = (uint16_t)number;
	}
	return true;
}
