#ifndef REDACT_RULES_KEYWORDS_H
#define REDACT_RULES_KEYWORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rules_sieve.h"
#include "rules_words.h"

#include "lm/err.h"
#include "lm/span.h"

/* Where a text has which of many words: a part of rules. */
struct keywords;

/* LM_NOMEM. */
enum lm_code keywords_new(struct keywords **out, struct lm_err *err);
void keywords_free(struct keywords *keywords);

/*
 * Add a word, of one set or more, that stands for owner.  The same word may
 * be added for several owners.  LM_NOMEM.
 */
enum lm_code keywords_add(struct keywords *keywords,
    const struct byte_sets *sets, const struct word *word, uint32_t owner,
    struct lm_err *err);

/* After the last of these.  LM_NOMEM. */
enum lm_code keywords_prepare(struct keywords *keywords,
    const struct byte_sets *sets, struct lm_err *err);

/* Where one is in looking through a text. */
struct keywords_cursor {
	size_t at, end; /* the word that was met */
	uint32_t owner; /* what it stands for */
	uint32_t link, next;
	/* Places where a word may begin, from block on, of which i are done;
	 * what is behind n_bytes is not judged yet. */
	size_t block, n_bytes;
	size_t i, n;
	uint16_t places[SIEVE_BLOCKS * SIEVE_BLOCK];
};

/* At the start of a text. */
static inline void
keywords_start(struct keywords_cursor *cursor)
{
	cursor->link = cursor->next = 0;
	cursor->block = cursor->n_bytes = 0;
	cursor->i = cursor->n = 0;
}

/*
 * The next word of a text, by place; false: there is none.  sets as they were
 * given to keywords_add, at least.  O(length) and what is met.
 */
bool keywords_next(const struct keywords *keywords,
    const struct byte_sets *sets, struct lm_span text,
    struct keywords_cursor *cursor);

#endif
