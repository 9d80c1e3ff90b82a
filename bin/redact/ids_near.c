#include <string.h>

#include "context.h"
#include "ids.h"

/* As in context_words. */
static const uint32_t seconds[26] = {
    ['a' - 'a'] = 0x016182f,
    ['b' - 'a'] = 0x0164111,
    ['c' - 'a'] = 0x022e1b5,
    ['d' - 'a'] = 0x0226911,
    ['e' - 'a'] = 0x48430c4,
    ['f' - 'a'] = 0x4124111,
    ['g' - 'a'] = 0x0040110,
    ['h' - 'a'] = 0x0101010,
    ['i' - 'a'] = 0x02e340e,
    ['j' - 'a'] = 0x0101004,
    ['k' - 'a'] = 0x4224101,
    ['l' - 'a'] = 0x0100101,
    ['m' - 'a'] = 0x0400013,
    ['n' - 'a'] = 0x4168181,
    ['o' - 'a'] = 0x0020000,
    ['p' - 'a'] = 0x402e191,
    ['r' - 'a'] = 0x43e4110,
    ['s' - 'a'] = 0x46cc9b1,
    ['t' - 'a'] = 0x41221a5,
    ['u' - 'a'] = 0x00c3110,
    ['v' - 'a'] = 0x0000111,
    ['z' - 'a'] = 0x0000001,
};

bool
id_words_have(char first, char second)
{
	unsigned bit =
	    second >= 'a' && second <= 'z' ? (unsigned)(second - 'a') : 26;

	return first < 'a' || first > 'z' ||
	    (seconds[first - 'a'] >> bit & 1) != 0;
}

/* What is looked for, and what has been found. */
struct search {
	struct lm_span text;
	size_t end; /* of the part that is looked at */
	bool named; /* it is a name */
	struct kinds found;
};

/* A word without what says that it is in capitals. */
static const char *
spelling(const struct id_word *word)
{
	return word->word + (word->word[0] == '^');
}

/* The first of the words whose byte at this place is not below. */
static size_t
first_with(const struct id_word *words, size_t n, size_t place, char byte)
{
	size_t low = 0, high = n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *word = spelling(&words[middle]);

		if ((unsigned char)word[place] < (unsigned char)byte)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
try_word(struct search *search, size_t i, const struct id_word *word)
{
	size_t end = context_match(search->text, i, word->word, search->named);

	if (end > 0 && end <= search->end &&
	    (search->named || !context_masked(search->text, i, end)))
		kinds_add(&search->found, word->kind);
}

/* Whether one more letter of a word may be that of the text: letters of ASCII
 * have but one form. */
static inline bool
may_go_on(struct lm_span text, size_t i, char want)
{
	return !is_letter(want) ||
	    (i < text.len && to_lower(text.ptr[i]) == want);
}

/* The words of the table that begin at i with a letter of ASCII and a second
 * one, or with a letter alone ("e card", "ecard"). */
static void
look_at_letter(struct search *search, size_t i, char first, char second)
{
	struct id_words words = id_words_of(first);
	struct lm_span text = search->text;
	size_t k = 0;

	for (; k < words.n && spelling(&words.list[k])[1] == ' '; k++)
		try_word(search, i, &words.list[k]);
	for (k += first_with(words.list + k, words.n - k, 1, second);
	     k < words.n; k++) {
		const char *word = spelling(&words.list[k]);

		if (!context_may_match(second, word + 1))
			break;
		if (!is_letter(word[1]) ||
		    (may_go_on(text, i + 2, word[2]) &&
			(!is_letter(word[2]) ||
			    may_go_on(text, i + 3, word[3]))))
			try_word(search, i, &words.list[k]);
	}
}

static void
look_at_other(struct search *search, size_t i, char first)
{
	struct id_words words = id_words_of(first);

	size_t k = first_with(words.list, words.n, 0, first);

	for (;
	     k < words.n && context_may_match(first, spelling(&words.list[k]));
	     k++)
		try_word(search, i, &words.list[k]);
}

static void
look(struct search *search, size_t at, size_t end)
{
	struct lm_span text = search->text;

	search->end = end;
	for (; (at = context_next(text, at, end, seconds)) < end; at++) {
		char first = to_lower(text.ptr[at]);
		char second =
		    at + 1 < text.len ? to_lower(text.ptr[at + 1]) : '\0';

		if (((unsigned char)first < CONTEXT_UNSPACED &&
			!context_border(text, at, search->named)))
			continue;
		if (is_letter(first))
			look_at_letter(search, at, first, second);
		else
			look_at_other(search, at, first);
	}
}

struct kinds
id_kinds_in_name(struct lm_span name)
{
	struct search search = {.text = name, .named = true};

	if (name.len > 0)
		look(&search,
		    name.len > CONTEXT_NAME ? name.len - CONTEXT_NAME : 0,
		    name.len);
	return search.found;
}

struct kinds
id_kinds_near(const struct subject *subject, size_t at, size_t end)
{
	struct search search = {.text = subject->text,
	    .found = id_kinds_in_name(subject->name)};
	size_t from, to;

	context_window(subject->text, at, end, &from, &to);
	look(&search, from, at);
	look(&search, end, to);
	return search.found;
}

bool
id_word_near(const struct subject *subject, size_t at, size_t end,
    enum kind kind)
{
	struct kinds kinds = id_kinds_near(subject, at, end);

	return kinds_has(&kinds, kind);
}
