#ifndef REDACT_ASSIGN_WORDS_H
#define REDACT_ASSIGN_WORDS_H

#include <stdbool.h>
#include <stddef.h>

#include "lm/span.h"

/*
 * The words of sentences in which values are said.  A word ends at a blank; one
 * of more than WORD_LONGEST bytes is none.  All look at a bounded number of
 * bytes.
 */
#define WORD_LONGEST 80

/* How sure it is that a value is one. */
enum said {
	SAID_NOT,
	SAID_WORD, /* if it is no word of a sentence */
	SAID_LAST, /* if it is the last thing on its line */
	SAID_SURE
};

/* The first byte from i on that is no blank. */
size_t words_skip(struct lm_span text, size_t i);

/* The word before the blanks before *at, which becomes its start; empty: there
 * is none. */
struct lm_span words_before(struct lm_span text, size_t *at);

/* Whether a word says that the one behind it is the value. */
bool words_verb(struct lm_span word);

/* Where the value begins that a sentence says a name to be which ends at
 * name_end; false: nowhere, as far as the line goes. */
bool words_say(struct lm_span text, size_t name_end, size_t *at);

/* Whether netrc(5) has the value of a name at name_at behind it: "machine
 * a.example login x password y". */
enum said words_login(struct lm_span text, size_t name_at);

#endif
