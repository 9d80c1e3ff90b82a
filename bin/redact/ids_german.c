#include <string.h>

#include "detect.h"
#include "ids.h"

/* The sum of the digits of each digit times its weight. */
static unsigned
digit_sums(const char *digits, const unsigned char *weights, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++) {
		unsigned product = (unsigned)(digits[i] - '0') * weights[i];

		sum += product / 10 + product % 10;
	}
	return sum;
}

/* A letter as two digits, A as 01. */
static void
put_letter(char letter, char *digits)
{
	digits[0] = (char)('0' + (letter - 'A' + 1) / 10);
	digits[1] = (char)('0' + (letter - 'A' + 1) % 10);
}

/* BZSt, § 139b AO: no digit of the first ten more than three times (numbers
 * for tests have all of them once), ISO 7064 MOD 11,10. */
bool
id_de_tax_id(const char *chars, size_t n)
{
	unsigned counts[10] = {0};

	for (size_t i = 0; i < 10; i++)
		if (++counts[chars[i] - '0'] > 3)
			return false;
	return chars[0] != '0' && id_mod_11_10(chars, n);
}

bool
id_de_vat_id(const char *chars, size_t n)
{
	return chars[2] != '0' && !id_is_same(chars + 2, n - 2) &&
	    id_mod_11_10(chars + 2, n - 2);
}

/*
 * Documents of the Bundesdruckerei: nine places without vowels and letters
 * that look like digits, then 7-3-1 (ICAO 9303), then D.  On the card stand
 * the nine without the digit.  Three or four of them are digits as a rule; where
 * none checks them, two have to be.
 */
bool
id_de_id_card(const char *chars, size_t n)
{
	static const unsigned char weights[] = {7, 3, 1};
	unsigned sum = 0;
	size_t digits = 0;

	if (n > 9 && chars[n - 1] == 'D')
		n--;
	for (size_t i = 0; i < 9; i++) {
		bool digit = is_digit(chars[i]);

		if (!digit && !is_any_of(chars[i], "CFGHJKLMNPRTVWXYZ"))
			return false;
		digits += digit;
		sum += weights[i % 3] *
		    (unsigned)(digit ? chars[i] - '0' : chars[i] - 'A' + 10);
	}
	return n <= 10 &&
	    (n == 9 ? digits >= 2
		    : digits >= 1 && sum % 10 == (unsigned)(chars[9] - '0'));
}

/* VKVV § 2: area, birthday (day + 50 of a second one), initial, serial. */
bool
id_de_social_security(const char *chars, size_t n)
{
	static const unsigned char weights[] = {2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2,
	    1};
	char digits[12];
	uint64_t day = id_value(chars + 2, 2), month = id_value(chars + 4, 2);

	memcpy(digits, chars, 8);
	put_letter(chars[8], digits + 8);
	memcpy(digits + 10, chars + 9, 2);
	return (day > 50 ? day - 50 : day) <= 31 && day != 0 && day != 50 &&
	    month >= 1 && month <= 12 && memcmp(chars, "00", 2) != 0 &&
	    digit_sums(digits, weights, 12) % 10 ==
	    (unsigned)(chars[n - 1] - '0');
}

/* GKV: a letter and eight digits, weights 1 and 2 in turn. */
bool
id_de_health_insurance(const char *chars, size_t n)
{
	static const unsigned char weights[] = {1, 2, 1, 2, 1, 2, 1, 2, 1, 2};
	char digits[10];

	put_letter(chars[0], digits);
	memcpy(digits + 2, chars + 1, 8);
	return digit_sums(digits, weights, 10) % 10 ==
	    (unsigned)(chars[n - 1] - '0');
}

/* KBV, Arztnummer: the seventh digit checks the six before; then the group. */
bool
id_de_lanr(const char *chars, size_t n)
{
	static const unsigned char weights[] = {4, 9, 4, 9, 4, 9};

	return !id_is_same(chars, n) &&
	    (10 - id_sum(chars, weights, 6) % 10) % 10 ==
	    (unsigned)(chars[6] - '0');
}

/* KBV, Betriebsstättennummer: the region's number first, no check. */
bool
id_de_bsnr(const char *chars, size_t n)
{
	return !id_is_same(chars, n) && memcmp(chars, "00", 2) != 0;
}

/* The fourth digit checks the others, modulo 11; the last six are the date
 * (months 13 to 15 where a day's numbers were used up). */
bool
id_at_social_security(const char *chars, size_t n)
{
	static const unsigned char weights[] = {3, 7, 9, 0, 5, 8, 4, 2, 1, 6};
	uint64_t day = id_value(chars + 4, 2), month = id_value(chars + 6, 2);

	return chars[0] != '0' && day >= 1 && day <= 31 && month >= 1 &&
	    month <= 15 &&
	    id_sum(chars, weights, n) % 11 == (unsigned)(chars[3] - '0');
}
