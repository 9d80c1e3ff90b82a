#include <string.h>

#include "detect.h"
#include "ids.h"

/* NHS Data Dictionary: modulo 11. */
bool
id_uk_nhs(const char *chars, size_t n)
{
	static const unsigned char weights[] = {10, 9, 8, 7, 6, 5, 4, 3, 2, 1};

	return id_sum(chars, weights, n) % 11 == 0 && !id_is_same(chars, n);
}

/* HMRC, NIM39110: letters and prefixes that are not used; a suffix A to D. */
bool
id_uk_nino(const char *chars, size_t n)
{
	static const char unused[][3] = {"BG", "GB", "KN", "NK", "NT", "TN",
	    "ZZ"};

	if (is_any_of(chars[0], "DFIQUV") || is_any_of(chars[1], "DFIOQUV") ||
	    chars[n - 1] > 'D')
		return false;
	for (size_t i = 0; i < sizeof(unused) / sizeof(unused[0]); i++)
		if (memcmp(chars, unused[i], 2) == 0)
			return false;
	return true;
}

/* HMRC: the first of the last ten digits checks the others, modulo 11; a K
 * before or after them is no part of it. */
bool
id_uk_utr(const char *chars, size_t n)
{
	static const unsigned char weights[] = {6, 7, 8, 9, 10, 5, 4, 3, 2};

	if (chars[n - 1] == 'K')
		n--;
	return "21987654321"[id_sum(chars + n - 9, weights, 9) % 11] ==
	    chars[n - 10];
}

/* DVLA: five places of the surname (filled with 9), decade, month (51 to 62: a
 * woman), day, year, two initials (or 9), a digit, two letters. */
bool
id_uk_driver_license(const char *chars, size_t n)
{
	size_t letters = 0;
	uint64_t month;

	while (letters < 5 && is_letter(chars[letters]))
		letters++;
	for (size_t i = letters; i < 5; i++)
		if (chars[i] != '9')
			return false;
	for (size_t i = 5; i < 11; i++)
		if (!is_digit(chars[i]))
			return false;
	for (size_t i = 11; i < 13; i++)
		if (!is_letter(chars[i]) && chars[i] != '9')
			return false;
	month = id_value(chars + 6, 2);
	return letters > 0 && is_letter(chars[n - 2]) &&
	    is_letter(chars[n - 1]) &&
	    id_is_day((unsigned)(month > 50 ? month - 50 : month),
		(unsigned)id_value(chars + 8, 2));
}

/* Revenue: modulo 23, the second letter (W is none) times nine. */
bool
id_ie_pps(const char *chars, size_t n)
{
	static const unsigned char weights[] = {8, 7, 6, 5, 4, 3, 2};
	unsigned sum = id_sum(chars, weights, 7);

	if (n == 9) {
		if (!is_any_of(chars[8], "ABCDEFGHIWTX"))
			return false;
		if (chars[8] <= 'I')
			sum += 9 * (unsigned)(chars[8] - 'A' + 1);
	}
	return "WABCDEFGHIJKLMNOPQRSTUV"[sum % 23] == chars[7];
}

/* INSEE: sex, year, month, department, commune, order; 97 less the rest modulo
 * 97.  Corsica's 2A and 2B count as 19 and 18. */
static bool
is_nir(const char *chars)
{
	char digits[15];

	memcpy(digits, chars, sizeof(digits));
	if (is_letter(digits[6])) {
		if (digits[5] != '2' || (digits[6] != 'A' && digits[6] != 'B'))
			return false;
		digits[5] = '1';
		digits[6] = digits[6] == 'A' ? '9' : '8';
	}
	return is_any_of(digits[0], "123478") &&
	    97 - id_value(digits, 13) % 97 == id_value(digits + 13, 2);
}

/* Beside a word: also the months of those whose own is not known. */
bool
id_fr_nir(const char *chars, size_t n)
{
	uint64_t month = id_value(chars + 3, 2);

	(void)n;
	return month >= 1 && is_nir(chars);
}

bool
id_fr_nir_strict(const char *chars, size_t n)
{
	uint64_t month = id_value(chars + 3, 2);

	(void)n;
	return chars[0] <= '2' && month >= 1 && (month <= 12 || month == 20) &&
	    memcmp(chars + 5, "00", 2) != 0 && is_nir(chars);
}

/* DGFiP, numéro SPI: ten digits, and their rest modulo 511. */
bool
id_fr_tax_id(const char *chars, size_t n)
{
	(void)n;
	return chars[0] <= '3' && !id_is_same(chars, n) &&
	    id_value(chars, 10) % 511 == id_value(chars + 10, 3);
}

/* A date (months also +20, +40), a serial number, and 97 less the rest modulo
 * 97; those born since 2000 with a 2 before. */
bool
id_be_national_number(const char *chars, size_t n)
{
	uint64_t number = id_value(chars, 9), check = id_value(chars + 9, 2);
	uint64_t month = id_value(chars + 2, 2) % 20;

	(void)n;
	return month <= 12 && id_value(chars + 4, 2) <= 31 &&
	    !id_is_same(chars, 9) &&
	    (97 - number % 97 == check ||
		97 - (UINT64_C(2000000000) + number) % 97 == check);
}

/* The eleven test; numbers of eight digits have lost a zero. */
bool
id_nl_bsn(const char *chars, size_t n)
{
	static const unsigned char weights[] = {9, 8, 7, 6, 5, 4, 3, 2};
	unsigned sum = id_sum(chars, weights + (9 - n), n - 1);

	return !id_is_same(chars, n) &&
	    sum % 11 == (unsigned)(chars[n - 1] - '0');
}

/* A date of birth, three digits, Luhn's digit and Verhoeff's of all before. */
bool
id_lu_national_id(const char *chars, size_t n)
{
	char digits[12];

	(void)n;
	memcpy(digits, chars, 11);
	digits[11] = chars[12];
	return id_value(chars, 4) >= 1850 && id_value(chars, 4) <= 2100 &&
	    id_is_ymd(chars + 2) && id_luhn(chars, 12) &&
	    id_verhoeff(digits, 12);
}
