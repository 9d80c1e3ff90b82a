#include "digits.h"

#include "number.h"
#include "phone.h"

/* A date as RFC 3339 writes it is no number, nor is what begins with one. */
static bool
is_date(struct lm_span text, size_t i)
{
	const char *at = text.ptr + i;

	if (text.len - i < 10 || at[4] != '-' || at[7] != '-')
		return false;
	for (size_t k = 0; k < 10; k++)
		if (k != 4 && k != 7 && !is_digit(at[k]))
			return false;
	return at[5] <= '1' && at[8] <= '3' &&
	    (text.len - i == 10 || (!is_digit(at[10]) && at[10] != '-'));
}

/* Nor is the first part of a UUID (RFC 9562). */
static bool
is_uuid(struct lm_span text, size_t i)
{
	const char *at = text.ptr + i;

	return text.len - i >= 36 && at[8] == '-' && at[13] == '-' &&
	    at[18] == '-' && at[23] == '-' && is_hex(at[24]) && is_hex(at[35]);
}

bool
detect_digits(const struct subject *subject, size_t i, const struct kinds *on,
    const struct tokens *tokens, struct finding *found)
{
	struct lm_span text = subject->text;

	if (is_date(text, i) || is_uuid(text, i))
		return false;
	return detect_number(subject, i, on, found) ||
	    detect_token_digits(tokens, subject, i, on, found) ||
	    (kinds_has(on, KIND_PHONE) && phone_may_begin(text, i) &&
		detect_phone(subject, i, found));
}
