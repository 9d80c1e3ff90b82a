#include <string.h>

#include "detect.h"
#include "ids.h"

/* Real Decreto 1553/2005: the rest modulo 23 gives the letter. */
static bool
has_spanish_letter(uint64_t number, char letter)
{
	return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23] == letter;
}

bool
id_es_dni(const char *chars, size_t n)
{
	return has_spanish_letter(id_value(chars, n - 1), chars[n - 1]);
}

/* X, Y, Z of foreigners count as 0, 1, 2; K, L and M of those without a DNI as
 * nothing. */
bool
id_es_nie(const char *chars, size_t n)
{
	uint64_t number = id_value(chars + 1, n - 2);

	if (!is_any_of(chars[0], "KLMXYZ"))
		return false;
	if (chars[0] >= 'X')
		number += (uint64_t)(chars[0] - 'X') * 10000000;
	return has_spanish_letter(number, chars[n - 1]);
}

/* Of companies: Luhn's sum of seven digits; the check is a digit or, for some
 * kinds of companies, a letter. */
bool
id_es_cif(const char *chars, size_t n)
{
	unsigned check = 0;

	if (!is_any_of(chars[0], "ABCDEFGHJNPQRSUVW"))
		return false;
	while (check < 10) {
		char digits[8];

		memcpy(digits, chars + 1, 7);
		digits[7] = (char)('0' + check);
		if (id_luhn(digits, 8))
			break;
		check++;
	}
	return chars[n - 1] == (char)('0' + check) ||
	    chars[n - 1] == "JABCDEFGHI"[check];
}

/* Province and number, modulo 97; a number of less than eight digits is joined
 * without its zeros. */
bool
id_es_social_security(const char *chars, size_t n)
{
	uint64_t province = id_value(chars, 2), number = id_value(chars + 2, 8);
	uint64_t whole = number < 10000000 ? province * 10000000 + number
					   : province * 100000000 + number;

	return !id_is_same(chars, n) && province >= 1 &&
	    whole % 97 == id_value(chars + 10, 2);
}

/* Modulo 11; 10 and 11 are 0. */
bool
id_pt_nif(const char *chars, size_t n)
{
	static const unsigned char weights[] = {9, 8, 7, 6, 5, 4, 3, 2};
	unsigned rest = id_sum(chars, weights, 8) % 11;

	return !is_any_of(chars[0], "07") && !id_is_same(chars, n) &&
	    (rest < 2 ? 0 : 11 - rest) == (unsigned)(chars[n - 1] - '0');
}

bool
id_pt_vat(const char *chars, size_t n)
{
	return id_pt_nif(chars + 2, n - 2);
}

/* The places of a fiscal code that hold digits, or letters that stand for
 * them where two people's codes would be the same. */
static bool
read_digits(const char *chars, char *digits)
{
	static const unsigned char places[] = {6, 7, 9, 10, 12, 13, 14};
	static const char stand[] = "LMNPQRSTUV";

	for (size_t i = 0; i < sizeof(places); i++) {
		char byte = chars[places[i]];
		const char *at;

		if (is_digit(byte)) {
			digits[i] = byte;
			continue;
		}
		at = strchr(stand, byte);
		if (at == NULL)
			return false;
		digits[i] = (char)('0' + (at - stand));
	}
	return true;
}

/* D.M. 23 December 1976: name, year, month's letter, day (a woman's + 40),
 * place; the check letter is the sum modulo 26. */
bool
id_it_fiscal_code(const char *chars, size_t n)
{
	static const unsigned char odd[] = {1, 0, 5, 7, 9, 13, 15, 17, 19, 21,
	    2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23};
	char digits[7];
	uint64_t day;
	unsigned sum = 0;

	if (!read_digits(chars, digits) || !is_any_of(chars[8], "ABCDEHLMPRST"))
		return false;
	for (size_t i = 0; i + 1 < n; i++) {
		unsigned value =
		    (unsigned)(is_digit(chars[i]) ? chars[i] - '0'
						  : chars[i] - 'A');

		sum += i % 2 == 0 ? odd[value] : value;
	}
	day = id_value(digits + 2, 2) % 40;
	return day >= 1 && day <= 31 &&
	    (unsigned)(chars[n - 1] - 'A') == sum % 26;
}

bool
id_it_vat(const char *chars, size_t n)
{
	const char *digits = chars + (n - 11);

	return id_luhn(digits, 11) && !id_is_same(digits, 7);
}

/* A driving licence of Italy since 2005: U1, and no vowels. */
bool
id_it_license(const char *chars, size_t n)
{
	for (size_t i = 2; i + 1 < n; i++)
		if (is_any_of(chars[i], "AEIOQ"))
			return false;
	return chars[0] == 'U' && chars[1] == '1' && id_document(chars, n);
}

/* A date, in either order of day and year, and Luhn's check. */
bool
id_gr_amka(const char *chars, size_t n)
{
	return (id_is_dmy(chars) || id_is_ymd(chars)) && id_luhn(chars, n);
}

/* Powers of two, modulo 11, 10 is 0. */
bool
id_gr_afm(const char *chars, size_t n)
{
	const char *digits = chars + (n - 9);
	unsigned sum = 0;

	for (size_t i = 0; i < 8; i++)
		sum = 2 * (sum + (unsigned)(digits[i] - '0'));
	return !id_is_same(digits, 9) &&
	    sum % 11 % 10 == (unsigned)(digits[8] - '0');
}

/* Nüfus ve Vatandaşlık İşleri: two digits. */
bool
id_tr_national_id(const char *chars, size_t n)
{
	static const unsigned char tenth[] = {7, 9, 7, 9, 7, 9, 7, 9, 7};
	static const unsigned char last[] = {1, 1, 1, 1, 1, 1, 1, 1, 1, 1};

	return chars[0] != '0' && !id_is_same(chars, n - 1) &&
	    id_sum(chars, tenth, 9) % 10 == (unsigned)(chars[9] - '0') &&
	    id_sum(chars, last, 10) % 10 == (unsigned)(chars[10] - '0');
}
