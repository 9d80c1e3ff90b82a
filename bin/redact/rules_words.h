#ifndef REDACT_RULES_WORDS_H
#define REDACT_RULES_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lm/span.h"

/*
 * Words: what a text has to have for a rule to match, as sequences of sets of
 * bytes ("api" in either case is three sets of two).  A part of rules.
 */

struct byte_set {
	uint64_t bits[4];
};

static inline bool
byte_set_has(const struct byte_set *set, unsigned char byte)
{
	return (set->bits[byte / 64] >> byte % 64 & 1) != 0;
}

static inline void
byte_set_add(struct byte_set *set, unsigned char byte)
{
	set->bits[byte / 64] |= UINT64_C(1) << byte % 64;
}

/* Also the other case of each ASCII letter. */
void byte_set_fold(struct byte_set *set);

/* Distinct sets, by number; no more than there is room for. */
#define BYTE_SETS_MOST 1024
#define BYTE_SETS_NONE BYTE_SETS_MOST

struct byte_sets {
	struct byte_set list[BYTE_SETS_MOST];
	size_t n;
};

/* The number of a set, which is added if it is new; BYTE_SETS_NONE. */
size_t byte_sets_number(struct byte_sets *sets, const struct byte_set *set);

#define WORD_MOST 48  /* sets of a word */
#define WORDS_MOST 64 /* words of an expression */

struct word {
	uint16_t sets[WORD_MOST];
	size_t n;
	/* How many bytes a match has before it. */
	size_t left_min;
	size_t left_max; /* SIZE_MAX: any number */
	/* Whether a match could as well begin with it: what an expression has
	 * before it may be nothing, whatever the text has there. */
	bool free;
};

/* The words of which each match has one. */
struct words {
	struct word list[WORDS_MOST];
	size_t n;
};

/* Just the word of nothing, with these before it. */
void words_nothing(struct words *words, size_t left_min, size_t left_max,
    bool free);

/* The same words; from is another. */
void words_copy(struct words *words, const struct words *from);

/* Each of words followed by each of next; false, and words as it was, if
 * there are too many.  Where one is too long, it is cut: *cut. */
bool words_multiply(struct words *words, const struct words *next, bool *cut);

/* Add those of more; false if there are too many. */
bool words_join(struct words *words, const struct words *more);

/* A sum that stays SIZE_MAX. */
size_t words_sum(size_t a, size_t b);

/* What words are for: the keywords of which a text has to have one. */
struct keyword_list {
	const struct lm_span *list;
	size_t n;
};

/*
 * How seldom ordinary text has one of words, more for fewer; 0: they are none
 * to start from.  Each word is cut to where it is best looked for.  Words that
 * each have a keyword in them count as rarer than any that have not.
 */
unsigned words_rate(const struct byte_sets *sets, struct words *words,
    const struct keyword_list *keywords);

/* Whether whatever each of words stands for has a keyword in it. */
bool words_imply(const struct byte_sets *sets, const struct words *words,
    const struct keyword_list *keywords);

/* The word of a text, letters in either case; false: there is no room. */
bool word_of_text(struct byte_sets *sets, struct lm_span text,
    struct word *word);

#endif
