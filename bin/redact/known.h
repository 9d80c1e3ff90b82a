#ifndef REDACT_KNOWN_H
#define REDACT_KNOWN_H

#include <stddef.h>

#include "detect.h"

#include "lm/err.h"
#include "lm/span.h"

/*
 * Known values: names that are looked for in texts, all at once.
 *
 * Words.  A name is its words: runs of letters, marks and digits (Unicode L, M,
 * N).  They compare by their NFKC_Casefold form, as in lm_text_words_apart:
 * case, width, composed or decomposed letters and invisible characters do not
 * matter; signs such as U+2122 and the apostrophe U+02BC are no letters.
 *
 * Spellings.  Between two words of a name may stand in the text anything that
 * is no letter, mark or digit, of at most KNOWN_GAP bytes (also "%20"), or
 * nothing: "Acme Corp" is met in "ACME-CORP", "acme_corp", "Acme\n> Corp" and
 * "acmecorp", and "O'Brien" in "OBrien".  A name that is one word is not met in
 * pieces: "WeWork" is not "we work".
 *
 * Whole words.  No letter, mark or digit stands before or after; "_" and "-"
 * are none, so that "acme_corp_id" and "acme-corp.com" have the name.  No such
 * boundary is asked for beside a character of a script without spaces between
 * words (as in lm/phrases.h), or after a name of at least KNOWN_HANGUL
 * characters that ends in a Hangul syllable, to which particles are written.
 * Where a small letter is followed by a capital is a boundary to names of at
 * least KNOWN_CAMEL characters: "AcmeCorp" is met in "getAcmeCorpId".
 *
 * Possessives belong to what is found: an apostrophe and s ("Ann's", with any
 * of ' ` U+00B4 U+02BC U+2018 U+2019 U+FF07), an apostrophe after a name that
 * ends in s, x or z ("James'"), s and an apostrophe ("Smiths'"), and, after a
 * name of at least KNOWN_GENITIVE characters written with a capital, a bare s
 * ("Müllers Vertrag").  An apostrophe that closes what one before the name
 * opened is none of them.
 *
 * What is left alone: names in what looks like the masks of an earlier run
 * ("[EMAIL]", "[EMAIL:k7f3a9c2]"), not those beside one; and names of less than
 * KNOWN_SURE characters within what looks like base64, where they are chance.
 * A mask is a boundary, so that a text of which the findings have been masked
 * may have further ones beside the masks: who wants all looks again until there
 * are none.
 *
 * Names of less than KNOWN_MIN characters (KNOWN_MIN_WIDE, if one is of a
 * script without spaces or Hangul), of more than KNOWN_LETTERS bytes (folded)
 * or KNOWN_WORDS words, or with a mask in them are not looked for.
 */
#define KNOWN_GAP 16
#define KNOWN_HANGUL 3
#define KNOWN_CAMEL 6
#define KNOWN_GENITIVE 4
#define KNOWN_SURE 8
#define KNOWN_MIN 3
#define KNOWN_MIN_WIDE 2
#define KNOWN_LETTERS 256
#define KNOWN_WORDS 20

/* Whether a name can be looked for, and if not, why. */
enum known_use {
	KNOWN_USED,
	KNOWN_SHORT, /* or without any letter or digit */
	KNOWN_LONG,
	KNOWN_MASK, /* a mask is in it */
};

struct known_entry {
	struct lm_span text;  /* the name, UTF-8; borrowed by known_new only */
	struct lm_span label; /* of its mask; must outlive the set */
};

/* A set of names; not changed after known_new, and may be shared by threads. */
struct known;

/*
 * Prepare n names (0 is fine).  Those that cannot be looked for are left out;
 * of equal ones the first stays.  LM_NOMEM, LM_LIMIT (too many to count).
 * About 0.5 us and 90 bytes a name.
 */
enum lm_code known_new(const struct known_entry *entries, size_t n,
    struct known **out, struct lm_err *err);
void known_free(struct known *known);

/* The memory of one thread that looks.  NULL: there is none. */
struct known_memory;
struct known_memory *known_memory_new(void);
void known_memory_free(struct known_memory *memory);

/* What becomes of a name; LM_NOMEM. */
enum lm_code known_check(struct lm_span text, struct known_memory *memory,
    enum known_use *use, struct lm_err *err);

/*
 * Add to findings all occurrences in text, which is UTF-8: KIND_KNOWN, the
 * label of the entry, and the bytes of the name with its possessive ending.
 * Where several names begin at one place it is the longest, and none lies
 * within another; they may overlap.  LM_NOMEM.
 *
 * O(length), whatever the number of names; a few lookups where the first word
 * of a name is met.
 */
enum lm_code known_find(const struct known *known, struct known_memory *memory,
    struct lm_span text, struct findings *findings, struct lm_err *err);

/*
 * The same for a few names that change with each record; of one thread.  A
 * name is added in about 0.2 us, and to clear costs no more than what was
 * added.
 */
struct learned;
struct learned *learned_new(void);
void learned_free(struct learned *learned);
void learned_clear(struct learned *learned);

/* Add a name, which is copied; one that cannot be looked for is left out.
 * label must live until learned_clear.  LM_NOMEM, LM_LIMIT. */
enum lm_code learned_add(struct learned *learned, struct lm_span value,
    struct lm_span label, struct lm_err *err);

/* As known_find. */
enum lm_code learned_find(struct learned *learned, struct lm_span text,
    struct findings *findings, struct lm_err *err);

#endif
