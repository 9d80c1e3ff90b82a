#include <string.h>

#include "detect.h"
#include "ids.h"

#define SWEDISH 10 /* digits without the century */

/* Skatteverket: date, serial, Luhn.  A coordination number has the day + 60, and
 * no month or day where they are not known. */
bool
id_se_personal_number(const char *chars, size_t n)
{
	const char *digits = chars + (n - SWEDISH);
	uint64_t day = id_value(digits + 4, 2);

	if (n > SWEDISH && (id_value(chars, 2) < 18 || id_value(chars, 2) > 20))
		return false;
	if (day >= 60 ? day > 91 || id_value(digits + 2, 2) > 12
		      : !id_is_ymd(digits))
		return false;
	return id_luhn(digits, SWEDISH);
}

/*
 * Without a word beside it: no date and time of a log, that is of a year past
 * (two digits: from 2000 to 2030, four: after 1999) with a clock's four digits.
 */
bool
id_se_person_strict(const char *chars, size_t n)
{
	const char *digits = chars + (n - SWEDISH);
	bool clock = id_value(digits + 6, 2) < 24 && digits[8] < '6';

	return (n > SWEDISH ? chars[0] == '1' : id_value(digits, 2) > 30) &&
	    !clock && id_se_personal_number(chars, n);
}

/* Bolagsverket: the third digit is 2 or more, so that it is no date. */
bool
id_se_organisation(const char *chars, size_t n)
{
	const char *digits = chars + (n - SWEDISH);

	return !is_any_of(digits[0], "0") && digits[2] >= '2' &&
	    (n == SWEDISH || memcmp(chars, "16", 2) == 0) &&
	    id_luhn(digits, SWEDISH);
}

/* DVV: a date, a sign of the century (left out here), a number of 002 to 999,
 * and the rest modulo 31. */
bool
id_fi_hetu(const char *chars, size_t n)
{
	char digits[9];
	size_t skip = n == 11;

	if (skip && !is_any_of(chars[6], "YXWVUABCDEF"))
		return false;
	memcpy(digits, chars, 6);
	memcpy(digits + 6, chars + 6 + skip, 3);
	return id_is_dmy(digits) && id_value(digits + 6, 3) >= 2 &&
	    "0123456789ABCDEFHJKLMNPRSTUVWXY"[id_value(digits, 9) % 31] ==
	    chars[n - 1];
}

/* Without a word: no date and time of a log. */
bool
id_fi_hetu_strict(const char *chars, size_t n)
{
	bool clock = n == 10 && id_value(chars + 6, 2) < 24 && chars[8] < '6' &&
	    is_digit(chars[9]);

	return !clock && id_fi_hetu(chars, n);
}

/* Both countries: century and sex, date, serial; modulo 11 with other weights
 * where 10 is left. */
bool
id_ee_lt_personal_code(const char *chars, size_t n)
{
	static const unsigned char first[] = {1, 2, 3, 4, 5, 6, 7, 8, 9, 1};
	static const unsigned char second[] = {3, 4, 5, 6, 7, 8, 9, 1, 2, 3};
	unsigned check = id_sum(chars, first, 10) % 11;

	if (check == 10)
		check = id_sum(chars, second, 10) % 11 % 10;
	return chars[0] >= '1' && chars[0] <= '8' && id_is_ymd(chars + 1) &&
	    check == (unsigned)(chars[n - 1] - '0');
}

/* PMLP: date, century, serial and check; since 2017 begins with 32 and has
 * neither date nor a check that is published. */
bool
id_lv_personal_code(const char *chars, size_t n)
{
	return (memcmp(chars, "32", 2) == 0 && !id_is_same(chars + 2, n - 2)) ||
	    id_lv_person_strict(chars, n);
}

bool
id_lv_person_strict(const char *chars, size_t n)
{
	static const unsigned char weights[] = {1, 6, 3, 7, 9, 10, 5, 8, 4, 2};

	return id_is_dmy(chars) && chars[6] <= '2' &&
	    (1101 - id_sum(chars, weights, 10)) % 11 % 10 ==
	    (unsigned)(chars[n - 1] - '0');
}
