#include <stdbool.h>
#include <stdint.h>

#include "detect.h"

#define SHORTEST 12
#define LONGEST 19 /* ISO/IEC 7812-1 */
#define PREFIX_DIGITS 6

/* Six-digit issuer ranges and lengths in use, ISO/IEC 7812 by network. */
static const struct {
	uint32_t low, high;
	size_t min, max;
} issuers[] = {
    {222100, 272099, 16, 16}, /* Mastercard */
    {220000, 220499, 16, 19}, /* Mir */
    {300000, 305999, 14, 19}, /* Diners Club */
    {309500, 309599, 14, 19}, /* Diners Club */
    {340000, 349999, 15, 15}, /* American Express */
    {352800, 358999, 16, 19}, /* JCB */
    {360000, 369999, 14, 19}, /* Diners Club */
    {370000, 379999, 15, 15}, /* American Express */
    {380000, 399999, 14, 19}, /* Diners Club */
    {400000, 499999, 13, 13}, /* Visa */
    {400000, 499999, 16, 16}, /* Visa */
    {400000, 499999, 19, 19}, /* Visa */
    {500000, 509999, 12, 19}, /* Maestro, Verve, RuPay, Elo */
    {510000, 559999, 16, 16}, /* Mastercard */
    {560000, 589999, 12, 19}, /* Maestro */
    {600000, 609999, 16, 19}, /* Discover, RuPay, Hipercard */
    {620000, 629999, 16, 19}, /* UnionPay */
    {630000, 639999, 12, 19}, /* Maestro, InstaPayment */
    {644000, 659999, 16, 19}, /* Discover, RuPay, Troy */
    {670000, 679999, 12, 19}, /* Maestro */
    {810000, 829999, 16, 19}, /* UnionPay, RuPay */
    {979200, 979299, 16, 16}, /* Troy */
};

/* Luhn's check (ISO/IEC 7812-1 annex B). */
static bool
passes_luhn(const char *digits, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned digit = (unsigned)(digits[n - 1 - i] - '0');

		if (i % 2 == 1)
			digit = digit > 4 ? 2 * digit - 9 : 2 * digit;
		sum += digit;
	}
	return sum % 10 == 0;
}

static bool
is_issued(const char *digits, size_t n)
{
	uint32_t prefix = 0;

	for (size_t i = 0; i < PREFIX_DIGITS; i++)
		prefix = prefix * 10 + (uint32_t)(digits[i] - '0');
	for (size_t i = 0; i < sizeof(issuers) / sizeof(issuers[0]); i++)
		if (prefix >= issuers[i].low && prefix <= issuers[i].high &&
		    n >= issuers[i].min && n <= issuers[i].max)
			return true;
	return false;
}

static bool
is_card(const char *digits, size_t n)
{
	return n >= SHORTEST && is_issued(digits, n) && passes_luhn(digits, n);
}

/*
 * Groups of digits with one separator between them, from the first digit of
 * a group on; the longest number that ends with a group counts.
 */
bool
detect_card(struct lm_span text, size_t i, struct finding *found)
{
	char digits[LONGEST];
	size_t n = 0, at = i, end = 0;

	if (joins_before(text, i))
		return false;
	while (at < text.len) {
		size_t separator;

		if (is_digit(text.ptr[at])) {
			if (n == LONGEST)
				break;
			digits[n++] = text.ptr[at++];
			if (!joins_at(text, at) && is_card(digits, n))
				end = at;
			continue;
		}
		separator = separator_len(text, at);
		at += separator;
		if (separator == 0 || at >= text.len || !is_digit(text.ptr[at]))
			break;
	}
	*found = (struct finding){i, end - i, KIND_CARD};
	return end != 0;
}
