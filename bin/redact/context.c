#include "context.h"

#include <stdint.h>
#include <string.h>

#define MASK_NAME 64 /* of the name in a mask */
#define GAP 4	     /* between two words in a row */

static bool
is_upper(char byte)
{
	return byte >= 'A' && byte <= 'Z';
}

static bool
is_lower(char byte)
{
	return byte >= 'a' && byte <= 'z';
}

/* Whether a byte is (part of) a letter.  U+00A0 to U+00BF and the signs of
 * U+2000 to U+2FFF, U+3000 to U+303F, U+FFxx, U+1F000 to U+1FFFF (emoji) and
 * from U+C0000 on (tags, private use) are none. */
static bool
is_part(struct lm_span text, size_t i)
{
	const unsigned char *at = (const unsigned char *)text.ptr + i;

	if (*at < 0x80)
		return is_letter((char)*at);
	while (i > 0 && (*at & 0xc0) == 0x80) {
		at--;
		i--;
	}
	if (*at == 0xe3 && i + 1 < text.len)
		return at[1] != 0x80;
	if (*at == 0xf0 && i + 1 < text.len)
		return at[1] != 0x9f;
	return *at < 0xf3 && *at != 0xc2 && *at != 0xe2 && *at != 0xef;
}

/* Whether a word may begin, or end, between i - 1 and i: in a text not beside a
 * digit ("0cc1" is hex), but in a name ("card2"). */
bool
context_border(struct lm_span text, size_t i, bool named)
{
	const char *at = text.ptr + i;

	if (i == 0 || i == text.len)
		return true;
	if (!is_part(text, i - 1) || !is_part(text, i))
		return named || (!is_digit(at[0]) && !is_digit(at[-1]));
	if (!is_upper(*at))
		return false;
	return is_lower(at[-1]) ||
	    (is_upper(at[-1]) && i + 1 < text.len && is_lower(at[1]));
}

/* The second byte of a letter of two bytes (U+0080 to U+07FF), folded; *first
 * changes where the capital's does. */
static unsigned char
fold_second(unsigned char *first, unsigned char second)
{
	switch (*first) {
	case 0xc3: /* Latin-1 */
		if (second >= 0x80 && second <= 0x9e && second != 0x97)
			second += 0x20;
		break;
	case 0xc4: /* Latin Extended-A, in pairs */
		if (second < 0xb8)
			second |= 1;
		break;
	case 0xc5:
		if (second >= 0x8a && second < 0xb8)
			second |= 1;
		else if (second != 0xbf)
			second = (unsigned char)(second + second % 2);
		break;
	case 0xce: /* Greek */
		if (second >= 0x91 && second <= 0x9f) {
			second += 0x20;
		} else if (second >= 0xa0 && second <= 0xa9) {
			*first = 0xcf;
			second -= 0x20;
		}
		break;
	case 0xd0: /* Cyrillic */
		if (second >= 0x90 && second <= 0x9f) {
			second += 0x20;
		} else if (second >= 0xa0 && second <= 0xaf) {
			*first = 0xd1;
			second -= 0x20;
		}
		break;
	default:
		break;
	}
	return second;
}

/* Whether text has a letter of word at i; *len: how many bytes it has. */
static bool
same_letter(struct lm_span text, size_t i, const char *word, size_t *len)
{
	unsigned char first = (unsigned char)text.ptr[i];

	*len = 1;
	if (first < 0xc3 || first > 0xdf || i + 1 == text.len)
		return to_lower(text.ptr[i]) == *word;
	*len = 2;
	return (unsigned char)word[1] ==
	    fold_second(&first, (unsigned char)text.ptr[i + 1]) &&
	    (unsigned char)word[0] == first;
}

/* The first byte after what of text, from i on, is no letter. */
static size_t
skip_gap(struct lm_span text, size_t i)
{
	size_t end = i + GAP;

	while (i < text.len && i < end && !is_part(text, i))
		i++;
	return i;
}

size_t
context_match(struct lm_span text, size_t i, const char *word, bool named)
{
	bool capitals = *word == '^';
	size_t at = i;

	word += capitals;
	while (*word != '\0' && *word != '*') {
		size_t len;

		if (*word == ' ') {
			at = skip_gap(text, at);
			word++;
			continue;
		}
		if (at == text.len || !same_letter(text, at, word, &len) ||
		    (capitals && !named && !is_upper(text.ptr[at])))
			return 0;
		at += len;
		word += len;
	}
	if (*word != '*' && (unsigned char)text.ptr[i] < CONTEXT_UNSPACED &&
	    !context_border(text, at, named))
		return 0;
	return at;
}

static bool
is_label(char byte)
{
	return is_upper(byte) || is_digit(byte) || byte == '_';
}

bool
context_masked(struct lm_span text, size_t at, size_t end)
{
	size_t left = at, right = end;

	while (
	    left > 0 && at - left < MASK_NAME && is_label(text.ptr[left - 1]))
		left--;
	while (right < text.len && right - end < MASK_NAME &&
	    is_label(text.ptr[right]))
		right++;
	return left > 0 && text.ptr[left - 1] == '[' && right < text.len &&
	    (text.ptr[right] == ']' || text.ptr[right] == ':');
}

/* Whether a byte is the first of a letter that is none of ASCII. */
static bool
is_wide(char byte)
{
	unsigned char first = (unsigned char)byte;

	return first > 0xc2 && first != 0xe2 && first != 0xef;
}

size_t
context_next(struct lm_span text, size_t at, size_t end,
    const uint32_t seconds[26])
{
	bool within = at > 0 && is_lower(text.ptr[at - 1]);

	for (; at < end; at++) {
		char byte = text.ptr[at], first = to_lower(byte);
		bool small = is_lower(byte);
		char second;

		if (!is_lower(first)) {
			if ((byte & 0x80) != 0 && is_wide(byte))
				break;
		} else if (!small || !within) {
			second = at + 1 < text.len ? text.ptr[at + 1] : '\0';
			if ((seconds[first - 'a'] >>
				    context_letter(to_lower(second)) &
				1) != 0)
				break;
		}
		within = small;
	}
	return at;
}

/* The words that may begin with this letter. */
static const char *const *
words_of(const struct context_words *words, char first, size_t *n)
{
	size_t letter = is_lower(first) ? (size_t)(first - 'a') : CONTEXT_OTHER;

	if (words->starts == NULL) {
		*n = SIZE_MAX;
		return words->words;
	}
	*n = (size_t)(words->starts[letter + 1] - words->starts[letter]);
	return words->words + words->starts[letter];
}

/* Whether a word of the list stands at i, ends before end, and is no mask's. */
static bool
match_words(const struct context_words *words, struct lm_span text, size_t i,
    size_t end, bool named)
{
	char first = to_lower(text.ptr[i]);
	char second = i + 1 < text.len ? to_lower(text.ptr[i + 1]) : '\0';
	char third = i + 2 < text.len ? to_lower(text.ptr[i + 2]) : '\0';
	size_t n;
	const char *const *list = words_of(words, first, &n);

	for (size_t k = 0; k < n && list[k] != NULL; k++) {
		const char *word = list[k] + (*list[k] == '^');
		size_t to;

		/* In the order of letters: the others are no matter. */
		if (words->starts != NULL && is_lower(first) &&
		    (unsigned char)word[1] > (unsigned char)second)
			break;
		/* Letters of ASCII have but one form. */
		if (!context_may_match(first, word) ||
		    (is_letter(word[0]) && is_letter(word[1]) &&
			(word[1] != second ||
			    (is_letter(word[2]) && word[2] != third))))
			continue;
		to = context_match(text, i, list[k], named);
		if (to > 0 && to <= end &&
		    (named || !context_masked(text, i, to)))
			return true;
	}
	return false;
}

/* Whether a word begins from at on and ends before end. */
static bool
look(const struct context_words *words, struct lm_span text, size_t at,
    size_t end, bool named)
{
	for (; (at = context_next(text, at, end, words->seconds)) < end; at++)
		if (((unsigned char)text.ptr[at] >= CONTEXT_UNSPACED ||
			context_border(text, at, named)) &&
		    match_words(words, text, at, end, named))
			return true;
	return false;
}

/* The newline from at on that a blank line follows; end: there is none. */
static size_t
blank_line(struct lm_span text, size_t at, size_t end)
{
	const char *line;

	for (; at < end; at++) {
		line = memchr(text.ptr + at, '\n', end - at);
		if (line == NULL)
			return end;
		at = (size_t)(line - text.ptr);
		if (text_has(text, at + 1, "\n") ||
		    text_has(text, at + 1, "\r\n"))
			break;
	}
	return at;
}

void
context_window(struct lm_span text, size_t at, size_t end, size_t *from,
    size_t *to)
{
	size_t blank;

	*from = at > CONTEXT_BEFORE ? at - CONTEXT_BEFORE : 0;
	while ((blank = blank_line(text, *from, at)) < at)
		*from = blank + 1;
	*to = end;
	if (end < text.len)
		*to = blank_line(text, end,
		    text.len - end > CONTEXT_AFTER ? end + CONTEXT_AFTER
						   : text.len);
}

bool
context_near(const struct subject *subject, size_t at, size_t end,
    const char *const *words)
{
	const struct context_words index = context_words_of(words);

	return context_words_near(subject, at, end, &index);
}

static bool
in_name(struct lm_span name, const struct context_words *words)
{
	return name.len > 0 &&
	    look(words, name,
		name.len > CONTEXT_NAME ? name.len - CONTEXT_NAME : 0, name.len,
		true);
}

bool
context_words_near(const struct subject *subject, size_t at, size_t end,
    const struct context_words *words)
{
	struct lm_span text = subject->text;
	size_t from, to;

	if (in_name(subject->name, words))
		return true;
	context_window(text, at, end, &from, &to);
	return look(words, text, from, at, false) ||
	    look(words, text, end, to, false);
}

bool
context_in_name(const struct subject *subject, const char *const *words)
{
	const struct context_words index = context_words_of(words);

	return in_name(subject->name, &index);
}

/* Where the word that ends at i begins. */
static size_t
word_start(struct lm_span text, size_t i)
{
	size_t at = i;

	while (at > 0 && i - at < CONTEXT_LAST && is_part(text, at - 1) &&
	    (at == i || !context_border(text, at, true)))
		at--;
	return at;
}

static bool
ends_with(struct lm_span text, size_t i, const char *const *words, bool named)
{
	size_t at = word_start(text, i);

	for (; at < i && *words != NULL; words++)
		if (context_match(lm_span(text.ptr, i), at, *words, named) > 0)
			return true;
	return false;
}

bool
context_just_before(struct lm_span text, size_t at, const char *const *words)
{
	size_t i = at;

	while (i > 0 && at - i < CONTEXT_LAST && !is_part(text, i - 1)) {
		i--;
		if (text.ptr[i] == '\n' || text.ptr[i] == ';' ||
		    text.ptr[i] == ']' || text_has(text, i, ". ") ||
		    text_has(text, i, ", "))
			return false;
	}
	return ends_with(text, i, words, false);
}

bool
context_ends_name(struct lm_span name, const char *const *words)
{
	while (name.len > 0 && !is_part(name, name.len - 1))
		name.len--;
	return ends_with(name, name.len, words, true);
}
