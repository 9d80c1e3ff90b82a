#include <string.h>

#include "detect.h"
#include "ids.h"

/* UIDAI: the first digit is 2 to 9; no palindromes. */
bool
id_in_aadhaar(const char *chars, size_t n)
{
	size_t i = 0;

	while (i < n / 2 && chars[i] == chars[n - 1 - i])
		i++;
	return chars[0] >= '2' && i < n / 2 && id_verhoeff(chars, n);
}

/* Income Tax Department: the fourth letter is the holder's status. */
bool
id_in_pan(const char *chars, size_t n)
{
	(void)n;
	return is_any_of(chars[3], "ABCFGHJLPT");
}

/* GSTN: state, PAN, number of the registration, Z, check. */
bool
id_in_gstin(const char *chars, size_t n)
{
	uint64_t state = id_value(chars, 2);

	(void)n;
	return ((state >= 1 && state <= 38) || state == 97 || state == 99) &&
	    chars[12] != '0';
}

/* GB 11643-1999: province, date of birth, ISO 7064 MOD 11-2. */
bool
id_cn_id(const char *chars, size_t n)
{
	static const unsigned char weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3,
	    7, 9, 10, 5, 8, 4, 2};
	uint64_t province = id_value(chars, 2), year = id_value(chars + 6, 4);

	return ((province >= 11 && province <= 15) ||
		   (province >= 21 && province <= 23) ||
		   (province >= 31 && province <= 37) ||
		   (province >= 41 && province <= 46) ||
		   (province >= 50 && province <= 54) ||
		   (province >= 61 && province <= 65) || province == 71 ||
		   (province >= 81 && province <= 83) || province == 91) &&
	    year >= 1850 && year <= 2100 && id_is_ymd(chars + 8) &&
	    "10X98765432"[id_sum(chars, weights, 17) % 11] == chars[n - 1];
}

/* Sex (1 to 8, by century and nationality) after the date.  The check digit is
 * none since October 2020. */
bool
id_kr_rrn(const char *chars, size_t n)
{
	(void)n;
	return id_is_ymd(chars) && chars[6] >= '1' && chars[6] <= '8';
}

/* Without a word: also the check digit, where the date may be a log's. */
bool
id_kr_rrn_strict(const char *chars, size_t n)
{
	static const unsigned char weights[] = {2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4,
	    5};
	uint64_t year = id_value(chars, 2);
	unsigned offset = chars[6] >= '5' ? 13 : 11;

	return id_kr_rrn(chars, n) &&
	    (year < 15 || year > 30 ||
		(offset - id_sum(chars, weights, 12) % 11) % 10 ==
		    (unsigned)(chars[n - 1] - '0'));
}

/* National Tax Service, of businesses. */
bool
id_kr_brn(const char *chars, size_t n)
{
	static const unsigned char weights[] = {1, 3, 7, 1, 3, 7, 1, 3, 5};
	unsigned sum =
	    id_sum(chars, weights, 9) + (unsigned)(chars[8] - '0') * 5 / 10;

	return chars[0] != '0' && !id_is_same(chars, n) &&
	    (10 - sum % 10) % 10 == (unsigned)(chars[n - 1] - '0');
}

/* Department of Provincial Administration: kind of person, province. */
bool
id_th_national_id(const char *chars, size_t n)
{
	static const unsigned char weights[] = {13, 12, 11, 10, 9, 8, 7, 6, 5,
	    4, 3, 2};
	/* Up to which second digit there are provinces, by the first. */
	static const char most[] = "/979987766";
	bool province = chars[1] != '0' && chars[2] <= most[chars[1] - '0'];

	return chars[0] >= '1' && chars[0] <= '8' && province &&
	    !id_is_same(chars, n) &&
	    (11 - id_sum(chars, weights, 12) % 11) % 10 ==
	    (unsigned)(chars[n - 1] - '0');
}

/* ICA: a letter by century and status; the check letter by modulo 11. */
bool
id_sg_nric(const char *chars, size_t n)
{
	static const unsigned char weights[] = {2, 7, 6, 5, 4, 3, 2};
	unsigned sum = id_sum(chars + 1, weights, 7);

	switch (chars[0]) {
	case 'S':
		return "JZIHGFEDCBA"[sum % 11] == chars[n - 1];
	case 'T':
		return "JZIHGFEDCBA"[(sum + 4) % 11] == chars[n - 1];
	case 'F':
		return "XWUTRQPNMLK"[sum % 11] == chars[n - 1];
	case 'G':
		return "XWUTRQPNMLK"[(sum + 4) % 11] == chars[n - 1];
	case 'M':
		return "XWUTRQPNJLK"[(sum + 3) % 11] == chars[n - 1];
	default:
		return false;
	}
}

/* ACRA: of businesses (8 digits), companies (year and 5), others (T, year, kind
 * of body, 4); their check letters. */
bool
id_sg_uen(const char *chars, size_t n)
{
	static const unsigned char business[] = {10, 4, 9, 3, 8, 2, 7, 1};
	static const unsigned char company[] = {10, 8, 6, 4, 9, 7, 5, 3, 1};
	static const unsigned char others[] = {4, 3, 5, 3, 10, 2, 2, 5, 7};
	static const char alphabet[] = "ABCDEFGHJKLMNPQRSTUVWX0123456789";
	unsigned sum = 0;

	if (n == 9)
		return "XMKECAWLJDB"[id_sum(chars, business, 8) % 11] ==
		    chars[n - 1];
	if (is_digit(chars[0]))
		return id_value(chars, 4) >= 1800 &&
		    id_value(chars, 4) <= 2100 &&
		    "ZKCMDNERGWH"[id_sum(chars, company, 9) % 11] ==
		    chars[n - 1];
	for (size_t i = 0; i < 9; i++) {
		const char *at = strchr(alphabet, chars[i]);

		if (at == NULL)
			return false;
		sum += others[i] * (unsigned)(at - alphabet);
	}
	return is_any_of(chars[0], "RST") &&
	    alphabet[(sum + 6) % 11] == chars[n - 1];
}
