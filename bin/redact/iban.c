#include <stdbool.h>
#include <string.h>

#include "detect.h"

#define LONGEST 34 /* ISO 13616-1 */

/* Country and length, of the IBAN registry (ISO 13616-2), release 99. */
static const struct {
	char country[3];
	unsigned char len;
} lengths[] = {{"AD", 24}, {"AE", 23}, {"AL", 28}, {"AT", 20}, {"AZ", 28},
    {"BA", 20}, {"BE", 16}, {"BG", 22}, {"BH", 22}, {"BI", 27}, {"BR", 29},
    {"BY", 28}, {"CH", 21}, {"CR", 22}, {"CY", 28}, {"CZ", 24}, {"DE", 22},
    {"DJ", 27}, {"DK", 18}, {"DO", 28}, {"EE", 20}, {"EG", 29}, {"ES", 24},
    {"FI", 18}, {"FK", 18}, {"FO", 18}, {"FR", 27}, {"GB", 22}, {"GE", 22},
    {"GI", 23}, {"GL", 18}, {"GR", 27}, {"GT", 28}, {"HN", 28}, {"HR", 21},
    {"HU", 28}, {"IE", 22}, {"IL", 23}, {"IQ", 23}, {"IS", 26}, {"IT", 27},
    {"JO", 30}, {"KW", 30}, {"KZ", 20}, {"LB", 28}, {"LC", 32}, {"LI", 21},
    {"LT", 20}, {"LU", 20}, {"LV", 21}, {"LY", 25}, {"MC", 27}, {"MD", 24},
    {"ME", 22}, {"MK", 19}, {"MN", 20}, {"MR", 27}, {"MT", 31}, {"MU", 30},
    {"NI", 28}, {"NL", 18}, {"NO", 15}, {"OM", 23}, {"PK", 24}, {"PL", 28},
    {"PS", 29}, {"PT", 25}, {"QA", 29}, {"RO", 24}, {"RS", 22}, {"RU", 33},
    {"SA", 24}, {"SC", 31}, {"SD", 18}, {"SE", 24}, {"SI", 19}, {"SK", 24},
    {"SM", 27}, {"SO", 23}, {"ST", 25}, {"SV", 28}, {"TL", 23}, {"TN", 24},
    {"TR", 26}, {"UA", 29}, {"VA", 22}, {"VG", 24}, {"XK", 20}, {"YE", 30}};

static char
upper(char byte)
{
	return byte >= 'a' && byte <= 'z' ? (char)(byte - ('a' - 'A')) : byte;
}

/* The length of the country's IBAN; 0: the country has none. */
static size_t
length_of(const char *country)
{
	for (size_t i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		if (upper(country[0]) == lengths[i].country[0] &&
		    upper(country[1]) == lengths[i].country[1])
			return lengths[i].len;
	return 0;
}

/* ISO 7064 MOD 97-10, with the first four characters last and A as 10. */
static bool
passes_mod97(const char *iban, size_t len)
{
	unsigned rest = 0;

	for (size_t i = 0; i < len; i++) {
		char byte = iban[(i + 4) % len];

		if (is_digit(byte))
			rest = (rest * 10 + (unsigned)(byte - '0')) % 97;
		else
			rest = (rest * 100 + (unsigned)(byte - 'A') + 10) % 97;
	}
	return rest == 1;
}

/* i is the first check digit; the country's letters stand before it. */
bool
detect_iban(struct lm_span text, size_t i, struct finding *found)
{
	char iban[LONGEST];
	size_t n = 0, len, at = i - 2;

	if (i < 2 || !is_letter(text.ptr[i - 1]) ||
	    !is_letter(text.ptr[i - 2]) || joins_before(text, i - 2))
		return false;
	len = length_of(text.ptr + at);
	while (n < len && at < text.len) {
		size_t separator = n > 2 ? separator_len(text, at) : 0;

		at += separator;
		if (at == text.len ||
		    (!is_digit(text.ptr[at]) && !is_letter(text.ptr[at])))
			return false;
		iban[n++] = upper(text.ptr[at++]);
	}
	if (n == 0 || n < len || joins_at(text, at) || !is_digit(iban[3]) ||
	    !passes_mod97(iban, len))
		return false;
	*found = (struct finding){i - 2, at - (i - 2), KIND_IBAN};
	return true;
}
