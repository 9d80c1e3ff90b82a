#ifndef REDACT_PHONE_H
#define REDACT_PHONE_H

#include <stdbool.h>
#include <stddef.h>

#include "context.h"
#include "detect.h"

/*
 * Whether a telephone number may begin at the digit at i, told by the byte
 * before: most digits that are none follow a letter.  (After "\\n" or "%2B" one
 * may.)
 */
static inline bool
phone_may_begin(struct lm_span text, size_t i)
{
	return i < 2 || !is_word(text.ptr[i - 1]) || text.ptr[i - 2] == '\\' ||
	    text.ptr[i - 2] == '2';
}

/* What is said of telephones. */
extern const struct context_words phone_words;

/*
 * KIND_PHONE; i: at the first digit of a run of digits.  An international
 * number (E.164: "+", a country's code in use, 8 to 15 digits), a North
 * American one by its plan, or digits grouped as telephone numbers are beside a
 * word that says so; with what is before its first digit ("+", "(") and its
 * extension.  False: nothing is found, *found is not touched.
 */
bool detect_phone(const struct subject *subject, size_t i,
    struct finding *found);

/* Whether a member of this name holds a telephone number, so that a JSON number
 * there is looked at. */
bool phone_name(struct lm_span name);

/*
 * KIND_MONEY; i as above.  An amount with a currency's sign or code (ISO 4217)
 * before or after it, beside a word for contracts and prices.
 */
bool detect_money(const struct subject *subject, size_t i,
    struct finding *found);

#endif
