#include "ids.h"

#include "detect.h"

uint64_t
id_value(const char *digits, size_t n)
{
	uint64_t value = 0;

	for (size_t i = 0; i < n; i++)
		value = value * 10 + (uint64_t)(digits[i] - '0');
	return value;
}

unsigned
id_sum(const char *digits, const unsigned char *weights, size_t n)
{
	unsigned sum = 0;

	for (size_t i = 0; i < n; i++)
		sum += (unsigned)(digits[i] - '0') * weights[i];
	return sum;
}

bool
id_is_same(const char *digits, size_t n)
{
	for (size_t i = 1; i < n; i++)
		if (digits[i] != digits[0])
			return false;
	return true;
}

bool
id_luhn(const char *digits, size_t n)
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

/* J. Verhoeff, Error detecting decimal codes (1969): the dihedral group of
 * order ten, and a permutation by place. */
bool
id_verhoeff(const char *digits, size_t n)
{
	static const unsigned char times[10][10] = {{0, 1, 2, 3, 4, 5, 6, 7, 8,
							9},
	    {1, 2, 3, 4, 0, 6, 7, 8, 9, 5}, {2, 3, 4, 0, 1, 7, 8, 9, 5, 6},
	    {3, 4, 0, 1, 2, 8, 9, 5, 6, 7}, {4, 0, 1, 2, 3, 9, 5, 6, 7, 8},
	    {5, 9, 8, 7, 6, 0, 4, 3, 2, 1}, {6, 5, 9, 8, 7, 1, 0, 4, 3, 2},
	    {7, 6, 5, 9, 8, 2, 1, 0, 4, 3}, {8, 7, 6, 5, 9, 3, 2, 1, 0, 4},
	    {9, 8, 7, 6, 5, 4, 3, 2, 1, 0}};
	static const unsigned char moved[8][10] = {{0, 1, 2, 3, 4, 5, 6, 7, 8,
						       9},
	    {1, 5, 7, 6, 2, 8, 3, 0, 9, 4}, {5, 8, 0, 3, 7, 9, 6, 1, 4, 2},
	    {8, 9, 1, 6, 0, 4, 3, 5, 2, 7}, {9, 4, 5, 3, 1, 2, 6, 8, 7, 0},
	    {4, 2, 8, 6, 5, 7, 3, 9, 0, 1}, {2, 7, 9, 3, 8, 0, 6, 4, 1, 5},
	    {7, 0, 4, 6, 9, 1, 3, 2, 5, 8}};
	unsigned check = 0;

	for (size_t i = 0; i < n; i++)
		check = times[check][moved[i % 8][digits[n - 1 - i] - '0']];
	return check == 0;
}

bool
id_mod_11_10(const char *digits, size_t n)
{
	unsigned product = 10;

	for (size_t i = 0; i + 1 < n; i++) {
		unsigned sum = (product + (unsigned)(digits[i] - '0')) % 10;

		product = (sum == 0 ? 10 : sum) * 2 % 11;
	}
	return (product + (unsigned)(digits[n - 1] - '0')) % 10 == 1;
}

bool
id_is_day(unsigned month, unsigned day)
{
	static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30,
	    31, 30, 31};

	return month >= 1 && month <= 12 && day >= 1 && day <= days[month - 1];
}

bool
id_is_ymd(const char *digits)
{
	return id_is_day((unsigned)id_value(digits + 2, 2),
	    (unsigned)id_value(digits + 4, 2));
}

bool
id_is_dmy(const char *digits)
{
	return id_is_day((unsigned)id_value(digits + 2, 2),
	    (unsigned)id_value(digits, 2));
}

/* Enough digits to be a number and no word. */
bool
id_document(const char *chars, size_t n)
{
	size_t digits = 0;

	for (size_t i = 0; i < n; i++)
		digits += is_digit(chars[i]);
	return digits >= 5 && (digits < n || !id_is_same(chars, n));
}
