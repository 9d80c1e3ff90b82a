#ifndef REDACT_DETECT_H
#define REDACT_DETECT_H

#include <stddef.h>

#include "lm/err.h"
#include "lm/span.h"

/*
 * What is sensitive in a text, by its shape.  The text is decoded UTF-8 (the
 * value of a JSON string, not its escapes).
 */
enum kind { KIND_EMAIL, KIND_CARD, KIND_IBAN, KIND_PRIVATE_KEY, N_KINDS };

#define KINDS_ALL ((1U << N_KINDS) - 1)

/* What --detect, the marker and the counts call them. */
extern const char *const kind_names[N_KINDS];

/* One finding: bytes of the text, whole characters. */
struct finding {
	size_t at;
	size_t len;
	enum kind kind;
};

struct findings {
	struct finding *list;
	size_t n;
	size_t cap;
};

void findings_free(struct findings *findings);

/*
 * All findings of these kinds (bits 1 << kind), in place of what was in
 * *findings: in the order of the text, none overlapping another (those that
 * do are one, of the longest one's kind).  O(length).  LM_NOMEM.
 */
enum lm_code detect(unsigned kinds, struct lm_span text,
    struct findings *findings, struct lm_err *err);

/*
 * One detector each: if there is one whose mark is at i, its place in *found.
 * The mark is the "@" of an e-mail address, the first digit of a card
 * number, the first digit (the third character) of an IBAN, the first "-" of
 * a PEM block.
 */
_Bool detect_email(struct lm_span text, size_t i, struct finding *found);
_Bool detect_card(struct lm_span text, size_t i, struct finding *found);
_Bool detect_iban(struct lm_span text, size_t i, struct finding *found);
_Bool detect_private_key(struct lm_span text, size_t i, struct finding *found);

/* Letters and digits of ASCII, without the locale. */
static inline _Bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static inline _Bool
is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/*
 * The length of a separator within a number at i: a space, a hyphen, a
 * no-break space (U+00A0, U+202F); 0: there is none.
 */
size_t separator_len(struct lm_span text, size_t i);

/* Whether the character before i, or the one at i, is an ASCII letter, digit
 * or underscore: no number begins after, or ends before, one of these. */
_Bool joins_before(struct lm_span text, size_t i);
_Bool joins_at(struct lm_span text, size_t i);

#endif
