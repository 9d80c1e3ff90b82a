#ifndef LM_PHRASES_H
#define LM_PHRASES_H

#include <stddef.h>
#include <stdint.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * Many phrases looked for in a text at once.
 *
 * A phrase is a sequence of words.  It is met where its words stand in the
 * text in this order with anything between them that is neither letter, mark
 * nor digit (spaces, line breaks, quote marks of mail, hyphens), and with no
 * letter, mark or digit before the first and after the last.  Words compare
 * by their NFKC_Casefold form (lm_text_fold): case, width, composed or
 * decomposed letters, soft hyphens and zero-width characters do not matter.
 * A character of a script without spaces between words (Han, Hiragana,
 * Katakana, Thai, Lao, Khmer, Myanmar) is a boundary: where a phrase begins or
 * ends with one, or with one beside it, no other is asked for at that end.
 * What stands beside a word as a footnote or a mark does (lm_text_words_signs)
 * belongs to it as what it folds to, or not at all: both are looked for.
 */
struct lm_phrases;

struct lm_phrase {
	struct lm_span text; /* borrowed while lm_phrases_new runs */
	size_t owner;	     /* what it stands for, 0 to n_owners - 1 */
};

#define LM_PHRASE_NONE SIZE_MAX

/*
 * Prepare phrases; *out is not changed after that and may be shared by
 * threads.  n may be 0; every owner is below n_owners.  LM_USAGE for a phrase
 * that, folded, does not begin and end with a letter, a mark or a digit, or is
 * not UTF-8; *bad (if not NULL) is then its index.  LM_NOMEM.
 */
enum lm_code lm_phrases_new(const struct lm_phrase *phrases, size_t n,
    size_t n_owners, struct lm_phrases **out, size_t *bad, struct lm_err *err);
void lm_phrases_free(struct lm_phrases *phrases);

/* The memory of one thread that looks. */
struct lm_phrase_finder;

/* Make one; NULL when there is no memory.  phrases must outlive it. */
struct lm_phrase_finder *lm_phrase_finder_new(const struct lm_phrases *phrases);
void lm_phrase_finder_free(struct lm_phrase_finder *finder);

/*
 * Look through text (any bytes; what is not UTF-8 is no word).  found[] has
 * one entry an owner: where it is LM_PHRASE_NONE and a phrase of that owner is
 * met, it becomes the index of the phrase that begins first in text (of those
 * that begin there the longest, of equal ones the lowest index).  Other
 * entries stay.  A text with signs is looked through twice, first with what
 * they fold to, then with spaces instead of them.  LM_NOMEM.
 *
 * O(length), whatever the number of phrases: a phrase costs where its first
 * bytes are met, at most its own length there.  English with some German and
 * French at about 1.6 GB/s with AVX2, half of that without any SIMD; a text of
 * nothing but beginnings of phrases at 250 MB/s, as is Chinese; what is not
 * ASCII else as lm_text_fold.
 */
enum lm_code lm_phrase_finder_look(struct lm_phrase_finder *finder,
    struct lm_span text, size_t *found, struct lm_err *err);

#endif
