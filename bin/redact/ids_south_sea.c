#include "ids.h"

/* Africa and Oceania. */

/* Home Affairs: date, serial, citizen (0 to 2), 8 or 9, Luhn. */
bool
id_za_id(const char *chars, size_t n)
{
	return id_is_ymd(chars) && chars[10] <= '2' && chars[11] >= '8' &&
	    id_luhn(chars, n);
}

/* NIMC publishes no check. */
bool
id_ng_nin(const char *chars, size_t n)
{
	return !id_is_same(chars, n);
}

/* ATO: modulo 11; numbers of eight digits are of companies. */
bool
id_au_tfn(const char *chars, size_t n)
{
	static const unsigned char nine[] = {1, 4, 3, 7, 5, 8, 6, 9, 10};
	static const unsigned char eight[] = {10, 7, 8, 4, 6, 3, 5, 1};

	return id_sum(chars, n == 9 ? nine : eight, n) % 11 == 0 &&
	    !id_is_same(chars, n);
}

/* ABR: less one in the first digit, modulo 89. */
bool
id_au_abn(const char *chars, size_t n)
{
	static const unsigned char weights[] = {10, 1, 3, 5, 7, 9, 11, 13, 15,
	    17, 19};

	return chars[0] != '0' &&
	    (id_sum(chars, weights, n) - weights[0]) % 89 == 0;
}

/* ASIC: the tens complement of the sum. */
bool
id_au_acn(const char *chars, size_t n)
{
	static const unsigned char weights[] = {8, 7, 6, 5, 4, 3, 2, 1, 1};

	return id_sum(chars, weights, n) % 10 == 0 && !id_is_same(chars, n);
}

/* Services Australia: the ninth digit checks the eight before; then the issue,
 * and the person on the card. */
bool
id_au_medicare(const char *chars, size_t n)
{
	static const unsigned char weights[] = {1, 3, 7, 9, 1, 3, 7, 9};

	return chars[0] >= '2' && chars[0] <= '6' && !id_is_same(chars, 8) &&
	    (n < 10 || chars[9] != '0') &&
	    id_sum(chars, weights, 8) % 10 == (unsigned)(chars[8] - '0');
}
