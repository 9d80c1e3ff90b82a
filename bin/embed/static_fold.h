#ifndef EMBED_STATIC_FOLD_H
#define EMBED_STATIC_FOLD_H

#include <stdbool.h>
#include <stdint.h>

#include "lm/err.h"

/*
 * What BERT makes of a character (Hugging Face's BertNormalizer and
 * BertPreTokenizer with clean_text, handle_chinese_chars, strip_accents and
 * lowercase): a part of a word, the end of one, a word of its own, or nothing.
 */

enum static_sort {
	STATIC_LETTER,	/* goes into a word */
	STATIC_SPACE,	/* ends one */
	STATIC_NOTHING, /* is left out; a word goes on behind it */
	STATIC_ALONE,	/* is a word of its own */
	STATIC_SEVERAL, /* is several characters, or changes places */
};

/* Characters that a character may be taken apart into. */
#define STATIC_MOST_PARTS 4

struct static_part {
	enum static_sort sort; /* not NOTHING or SEVERAL */
	uint32_t point;
	/* The canonical combining class: characters of class 0 stand where
	 * they are, between them they are sorted by it (UAX #15). */
	int class;
};

/* All characters below U+10000, worked out once; read-only once made. */
struct static_fold;

/* Make one, for lower case (and without accents) or for text as it is.  *out
 * is to be freed.  256 KiB, 5 ms.  LM_NOMEM. */
enum lm_code static_fold_new(bool lower_case, struct static_fold **out,
    struct lm_err *err);
void static_fold_free(struct static_fold *fold);

/*
 * The sort of a character (below U+110000), and what it becomes as *part
 * unless it is NOTHING or SEVERAL.
 */
enum static_sort static_fold_one(const struct static_fold *fold, uint32_t point,
    struct static_part *part);

/* The parts of one that is SEVERAL; returns how many. */
unsigned static_fold_parts(uint32_t point,
    struct static_part parts[STATIC_MOST_PARTS]);

#endif
