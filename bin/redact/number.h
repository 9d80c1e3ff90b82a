#ifndef REDACT_NUMBER_H
#define REDACT_NUMBER_H

#include <stdbool.h>
#include <stddef.h>

#include "detect.h"

/*
 * Numbers that say who somebody is, or whose money: payment cards, IBANs and
 * the identifiers of ids.h.  A member's name that says that it is an id of
 * something else (id, trace, order ...) makes a bare number of digits an id.
 */

/*
 * i: the first digit of a run of digits (the byte before is no digit).  True:
 * *found is the number that begins with that run, or with some letters left of
 * it, and may go on over single separators.  Where several fit, a card wins
 * over an IBAN, and that over the others: first those that need no word.
 * Looks at no more than NUMBER_REACH bytes to each side, and that only where
 * form and checksum hold.
 */
#define NUMBER_REACH 256
bool detect_number(const struct subject *subject, size_t i,
    const struct kinds *on, struct finding *found);

/*
 * Whether a JSON number of a member of this name is worth looking at: the name
 * itself says that it is such a number (ssn, card_number, nhs_no, routing ...).
 * Costs some 100 ns: ask once a distinct name.
 */
bool number_name(struct lm_span name);

/*
 * What stands around a token: whether it is cut off from its surroundings, or
 * hangs on to them ("-", "/", "#" ...), so that only a word beside it can say
 * that it is a number of its own.
 */
enum number_edge { EDGE_FREE, EDGE_HANGS, EDGE_WITHIN };
enum number_edge number_before(struct lm_span text, size_t at);
enum number_edge number_after(struct lm_span text, size_t end);

/* The length of a separator in a number at i, and what it stands for: ' ' (also
 * no-break and thin spaces), '-' (also U+2010 to U+2013), '.' or '/'; 0: none. */
size_t number_separator(struct lm_span text, size_t i, char *as);

/* The same, of the separator that ends at i: its length. */
size_t number_separator_before(struct lm_span text, size_t i);

/* Whether the bytes at are those of a pseudonym in a mask, "[CARD:k7f3a9c2]". */
bool number_in_mask(struct lm_span text, size_t at, size_t end);

/* card.c: i as above, digits the length of the run at i. */
bool detect_card(const struct subject *subject, size_t i, size_t digits,
    struct finding *found);
/* iban.c: i as above; the country's letters stand before it. */
bool detect_iban(struct lm_span text, size_t i, struct finding *found);

/* A number without a fraction of zeros: 4111111111111111.0, as tables are
 * written that have gaps, is a whole number. */
struct lm_span number_whole(struct lm_span number);

#endif
