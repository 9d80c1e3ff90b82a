#ifndef REDACT_CONTEXT_H
#define REDACT_CONTEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect.h"

/*
 * Words beside a number that say what it is.
 *
 * A list of words is folded: lower case, of ASCII, and of Latin, Greek and
 * Cyrillic where it needs them; NULL at the end.  "a b" are two words in a row,
 * with up to four bytes other than letters between them, or none ("creditcard",
 * "credit_card", "creditCard"); "x*" is a word that begins so; "^x" is a word
 * that stands in capitals, or in a name ("SIN", no sin).  A word is whole: no
 * letter before or after it but where camelCase says that a word begins.  Words
 * of writings without spaces (Chinese, Thai ...) may have letters beside them.
 */
#define CONTEXT_BEFORE 80
#define CONTEXT_AFTER 40

/*
 * Whether one of words stands in the subject's name, or in its text within
 * CONTEXT_BEFORE bytes before at or CONTEXT_AFTER bytes after end, not beyond a
 * blank line, and not in a mask ("[US_SSN]").
 */
bool context_near(const struct subject *subject, size_t at, size_t end,
    const char *const *words);

/*
 * A list of words with what they begin with, for lists that are long: by their
 * first letter the second ones, a bit each; bit 26: it is none of ASCII.  Of a
 * list in the order of first letters also where each letter's words begin, then
 * where those of others than "a" to "z", and the end; NULL: it is in no order.
 */
struct context_words {
	const char *const *words;
	const unsigned char *starts;
	uint32_t seconds[26];
};
#define CONTEXT_OTHER 26
static inline unsigned
context_letter(char byte)
{
	return byte >= 'a' && byte <= 'z' ? (unsigned)(byte - 'a')
					  : CONTEXT_OTHER;
}

struct context_words context_words_of(const char *const *words);

/* context_near with such a list. */
bool context_words_near(const struct subject *subject, size_t at, size_t end,
    const struct context_words *words);

/* The same, only in the subject's name. */
bool context_in_name(const struct subject *subject, const char *const *words);

/*
 * Whether one of words is the last word of the text before at, at most
 * CONTEXT_LAST bytes before it, with no sentence's or line's end between.
 */
#define CONTEXT_LAST 24
bool context_just_before(struct lm_span text, size_t at,
    const char *const *words);

/* Whether one of words is the last of the name. */
bool context_ends_name(struct lm_span name, const char *const *words);

/*
 * What these are made of, for who has a table of words: the part of the text
 * that is looked at; the next byte from at on where a word may begin by its
 * first two letters (as in context_words), end: none before that; whether a word may begin or end at i (named: the text is a
 * name); where a word of a list that begins at i ends, 0: it does not; whether
 * it is of the name in a mask.  CONTEXT_NAME: so many last bytes of a name are
 * looked at.
 */
#define CONTEXT_NAME 256
#define CONTEXT_UNSPACED 0xe0 /* and above: of writings without spaces */
void context_window(struct lm_span text, size_t at, size_t end, size_t *from,
    size_t *to);
size_t context_next(struct lm_span text, size_t at, size_t end,
    const uint32_t seconds[26]);
bool context_border(struct lm_span text, size_t i, bool named);
size_t context_match(struct lm_span text, size_t i, const char *word,
    bool named);
bool context_masked(struct lm_span text, size_t at, size_t end);

/* Whether a word that begins with byte (to_lower) may be this one, that has no
 * "^": of two bytes, a capital may have a first one less (Greek, Cyrillic). */
static inline bool
context_may_match(char byte, const char *word)
{
	unsigned char first = (unsigned char)byte, own = (unsigned char)*word;

	return first == own || (first > 0xc2 && first + 1 == own);
}

#endif
