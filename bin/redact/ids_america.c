#include <string.h>

#include "detect.h"
#include "ids.h"

/* The Federal Reserve's districts, thrifts, electronic and traveller's
 * cheques' prefixes; 3-7-1 (ABA, Key to Routing Numbers). */
bool
id_aba_routing(const char *chars, size_t n)
{
	static const unsigned char weights[] = {3, 7, 1, 3, 7, 1, 3, 7, 1};
	uint64_t prefix = id_value(chars, 2);

	return (prefix <= 12 || (prefix >= 21 && prefix <= 32) ||
		   (prefix >= 61 && prefix <= 72) || prefix == 80) &&
	    id_sum(chars, weights, n) % 10 == 0 && !id_is_same(chars, n);
}

/* What the Social Security Administration never gave out, and the two numbers
 * that it voided because they were printed on cards. */
bool
id_us_ssn(const char *chars, size_t n)
{
	static const char voided[][10] = {"078051120", "219099999"};

	if (chars[0] == '9' || memcmp(chars, "000", 3) == 0 ||
	    memcmp(chars, "666", 3) == 0 || memcmp(chars + 3, "00", 2) == 0 ||
	    memcmp(chars + 5, "0000", 4) == 0 || id_is_same(chars, n))
		return false;
	for (size_t i = 0; i < sizeof(voided) / sizeof(voided[0]); i++)
		if (memcmp(chars, voided[i], 9) == 0)
			return false;
	return true;
}

/* IRS, ITIN: 9xx, and the groups that are given out. */
bool
id_us_itin(const char *chars, size_t n)
{
	uint64_t group = id_value(chars + 3, 2);

	(void)n;
	return chars[0] == '9' &&
	    ((group >= 50 && group <= 65) || (group >= 70 && group <= 88) ||
		(group >= 90 && group <= 92) || group >= 94);
}

/* CMS, NPI: Luhn with 80840 before it; the first digit is 1 or 2. */
bool
id_us_npi(const char *chars, size_t n)
{
	char whole[15] = "80840";

	memcpy(whole + 5, chars, 10);
	return (chars[0] == '1' || chars[0] == '2') &&
	    !id_is_same(chars, n - 1) && id_luhn(whole, sizeof(whole));
}

/* DEA: a registrant's letter, a name's letter (or 9), six digits, a check. */
bool
id_us_dea(const char *chars, size_t n)
{
	static const unsigned char weights[] = {1, 2, 1, 2, 1, 2};

	return is_any_of(chars[0], "ABCDEFGHJKLMPRSTUX") &&
	    (is_letter(chars[1]) || chars[1] == '9') &&
	    id_sum(chars + 2, weights, 6) % 10 ==
	    (unsigned)(chars[n - 1] - '0');
}

/* CMS, MBI: which places hold a digit (0), a letter (A) or either (x). */
bool
id_us_mbi(const char *chars, size_t n)
{
	static const char places[] = "0Ax0Ax0AA00";

	for (size_t i = 0; i < n; i++) {
		bool digit = is_digit(chars[i]);

		if ((places[i] == '0' && !digit) ||
		    (places[i] == 'A' && digit) ||
		    (!digit && is_any_of(chars[i], "SLOIBZ")))
			return false;
	}
	return chars[0] != '0';
}

/* Service Canada: Luhn; none begins with 0 or 8. */
bool
id_ca_sin(const char *chars, size_t n)
{
	return chars[0] != '0' && chars[0] != '8' && !id_is_same(chars, n) &&
	    id_luhn(chars, n);
}

/* Receita Federal: a digit of modulo 11, where 10 and 11 are 0. */
static bool
has_brazilian_digit(const char *chars, const unsigned char *weights, size_t n)
{
	unsigned rest = id_sum(chars, weights, n) % 11;

	return (rest < 2 ? 0 : 11 - rest) == (unsigned)(chars[n] - '0');
}

bool
id_br_cpf(const char *chars, size_t n)
{
	static const unsigned char weights[] = {11, 10, 9, 8, 7, 6, 5, 4, 3, 2};

	return !id_is_same(chars, n) &&
	    has_brazilian_digit(chars, weights + 1, 9) &&
	    has_brazilian_digit(chars, weights, 10);
}

/* Since July 2026 twelve letters or digits, of value ASCII less 48. */
bool
id_br_cnpj(const char *chars, size_t n)
{
	static const unsigned char weights[] = {6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4,
	    3, 2};

	return is_digit(chars[12]) && is_digit(chars[13]) &&
	    !id_is_same(chars, n) &&
	    has_brazilian_digit(chars, weights + 1, 12) &&
	    has_brazilian_digit(chars, weights, 13);
}
