#include <string.h>

#include "context.h"
#include "ids.h"

/* Bits of the letters "a" to "z", and of anything else as the 26th. */
bool
id_words_have(char first, char second)
{
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

static bool
is_small(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

/* The words of the table that begin at i, with these two letters. */
static void
look_at(struct search *search, size_t i, char first, char second)
{
	struct lm_span text = search->text;
	struct id_words words = id_words_of(first);
	char third = i + 2 < text.len ? to_lower(text.ptr[i + 2]) : '\0';

	for (size_t k = 0; k < words.n; k++) {
		const char *word = words.list[k].word;
		size_t end;

		word += word[0] == '^';
		if (is_small(first) &&
		    (unsigned char)word[1] > (unsigned char)second)
			break;
		/* Letters of ASCII have but one form. */
		if (is_letter(word[0]) && is_letter(word[1]) &&
		    (word[1] != second ||
			(is_letter(word[2]) && word[2] != third)))
			continue;
		end = context_match(text, i, words.list[k].word, search->named);
		if (end > 0 && end <= search->end &&
		    (search->named || !context_masked(text, i, end)))
			kinds_add(&search->found, words.list[k].kind);
	}
}

static void
look(struct search *search, size_t at, size_t end)
{
	struct lm_span text = search->text;
	bool after_small = at > 0 && is_small(text.ptr[at - 1]);

	search->end = end;
	for (; at < end; at++) {
		char byte = text.ptr[at], first = to_lower(byte), second;
		bool small = is_small(byte);

		/* Nothing begins within a word, or where no letter is. */
		if ((small && after_small) ||
		    ((unsigned char)first < 0x80 && !is_small(first))) {
			after_small = small;
			continue;
		}
		after_small = small;
		second = at + 1 < text.len ? to_lower(text.ptr[at + 1]) : '\0';
		if (id_words_have(first, second) &&
		    ((unsigned char)byte >= CONTEXT_UNSPACED ||
			context_border(text, at, search->named)))
			look_at(search, at, first, second);
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
