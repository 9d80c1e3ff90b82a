#ifndef LM_TOKENIZER_SPLIT_CLASS_H
#define LM_TOKENIZER_SPLIT_CLASS_H

#include <stddef.h>
#include <stdint.h>

/*
 * What a character is, as regular expressions have it: \p{L}, \p{N}, \p{M},
 * \p{P}, \p{S} (Unicode general categories, by utf8proc) and \s (White_Space).
 * A character is of one category; of those, only \p{Z} and \p{Cc} hold white
 * space, so the bits exclude one another, but for LM_UPPER and LM_LOWER, which
 * mark A-Z and a-z among the letters, and LM_NON_ASCII.
 */
enum lm_class {
	LM_LETTER = 1,
	LM_NUMBER = 2,
	LM_SPACE = 4,
	LM_MARK = 8,
	LM_PUNCTUATION = 16,
	LM_SYMBOL = 32,
	LM_OTHER = 64, /* none of the above */
	LM_UPPER = 128,
	LM_LOWER = 256,
	LM_NON_ASCII = 512,
};

/* A character of valid UTF-8. */
struct lm_char {
	uint32_t point;
	unsigned len;	/* in bytes */
	unsigned class; /* of enum lm_class */
};

/* The class of any code point. */
unsigned lm_class_of(uint32_t point);

/* The classes of ASCII, by byte. */
extern const unsigned short lm_class_ascii[128];

/* lm_char_at for a character that is not ASCII. */
struct lm_char lm_char_beyond(const unsigned char *at);

/* The character at at, which begins one. */
static inline struct lm_char
lm_char_at(const char *at)
{
	const unsigned char *bytes = (const unsigned char *)at;

	if (*bytes < 0x80)
		return (struct lm_char){*bytes, 1, lm_class_ascii[*bytes]};
	return lm_char_beyond(bytes);
}

/* The end of the run of characters of these classes that begins at at. */
const char *lm_class_run(const char *at, const char *end, unsigned classes);

#endif
