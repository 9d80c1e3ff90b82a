#include <string.h>

#include "detect.h"
#include "ids.h"

/* Ministerstwo Cyfryzacji: the month + 80, 0, 20, 40, 60 by century. */
bool
id_pl_pesel(const char *chars, size_t n)
{
	static const unsigned char weights[] = {1, 3, 7, 9, 1, 3, 7, 9, 1, 3,
	    1};

	return id_is_day((unsigned)id_value(chars + 2, 2) % 20,
		   (unsigned)id_value(chars + 4, 2)) &&
	    id_sum(chars, weights, n) % 10 == 0;
}

bool
id_pl_nip(const char *chars, size_t n)
{
	static const unsigned char weights[] = {6, 5, 7, 2, 3, 4, 5, 6, 7};
	const char *digits = chars + (n - 10);

	return digits[0] != '0' && !id_is_same(digits, 10) &&
	    id_sum(digits, weights, 9) % 11 == (unsigned)(digits[9] - '0');
}

/* A date; a woman's month + 50, and + 20 where a day's numbers ran out. */
static bool
is_czech_date(const char *digits)
{
	unsigned month = (unsigned)id_value(digits + 2, 2) % 50;

	return id_is_day(month > 20 ? month - 20 : month,
	    (unsigned)id_value(digits + 4, 2));
}

/* Act 133/2000: divisible by eleven; until 1985 a 10 left was 0. */
bool
id_cz_birth_number(const char *chars, size_t n)
{
	const char *digits = chars + (n - 10);

	return is_czech_date(digits) &&
	    (id_value(digits, 10) % 11 == 0 ||
		(digits[9] == '0' && id_value(digits, 9) % 11 == 10));
}

/* Without a word: no number with a year after it. */
bool
id_cz_birth_strict(const char *chars, size_t n)
{
	uint64_t century = id_value(chars + (n - 4), 2);

	return century != 19 && century != 20 && id_cz_birth_number(chars, n);
}

/* Until 1953: no check digit. */
bool
id_cz_old_birth_number(const char *chars, size_t n)
{
	const char *digits = chars + (n - 9);

	return is_czech_date(digits) && id_value(digits, 2) < 54 &&
	    memcmp(digits + 6, "000", 3) != 0;
}

/* A person's: an 8, days since 1867, serial; modulo 11. */
bool
id_hu_tax_id(const char *chars, size_t n)
{
	static const unsigned char weights[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};

	return chars[0] == '8' &&
	    id_sum(chars, weights, 9) % 11 == (unsigned)(chars[n - 1] - '0');
}

/* A company's: the eighth digit checks the seven before. */
bool
id_hu_company(const char *chars, size_t n)
{
	static const unsigned char weights[] = {9, 7, 3, 1, 9, 7, 3, 1};

	(void)n;
	return id_sum(chars, weights, 8) % 10 == 0 && !id_is_same(chars, 8);
}

/* Sex and century, date, county, serial; modulo 11, 10 is 1. */
bool
id_ro_cnp(const char *chars, size_t n)
{
	static const unsigned char weights[] = {2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7,
	    9};
	unsigned rest = id_sum(chars, weights, 12) % 11;

	return chars[0] != '0' && id_is_ymd(chars + 1) &&
	    (rest == 10 ? 1 : rest) == (unsigned)(chars[n - 1] - '0');
}

/* GRAO: the month + 20 before 1900, + 40 after 1999; modulo 11, 10 is 0. */
bool
id_bg_egn(const char *chars, size_t n)
{
	static const unsigned char weights[] = {2, 4, 8, 5, 10, 9, 7, 3, 6};

	return id_value(chars + 2, 2) <= 52 &&
	    id_is_day((unsigned)id_value(chars + 2, 2) % 20,
		(unsigned)id_value(chars + 4, 2)) &&
	    id_sum(chars, weights, 9) % 11 % 10 ==
	    (unsigned)(chars[n - 1] - '0');
}

/* EMŠO, and the JMBG of Yugoslavia's other republics: day, month, three digits
 * of the year, region, serial. */
bool
id_si_emso(const char *chars, size_t n)
{
	static const unsigned char weights[] = {7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3,
	    2};
	unsigned rest = id_sum(chars, weights, 12) % 11;

	return id_is_dmy(chars) && (chars[4] == '9' || chars[4] == '0') &&
	    (rest < 2 ? 0 : 11 - rest) == (unsigned)(chars[n - 1] - '0');
}

/* FURS: modulo 11; 10 is 0, 11 does not occur. */
bool
id_si_tax_id(const char *chars, size_t n)
{
	static const unsigned char weights[] = {8, 7, 6, 5, 4, 3, 2};
	const char *digits = chars + (n - 8);
	unsigned rest = id_sum(digits, weights, 7) % 11;

	return digits[0] != '0' && rest != 0 && !id_is_same(digits, 8) &&
	    (11 - rest) % 10 == (unsigned)(digits[7] - '0');
}
