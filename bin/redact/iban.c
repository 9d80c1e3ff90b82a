#include <stdbool.h>
#include <string.h>

#include "number.h"

#define LONGEST 34 /* ISO 13616-1 */
#define LETTERS 2  /* of the country */

/*
 * Country, and the form of its account numbers: how many digits (n), letters
 * (a) or either (c); the IBAN registry (ISO 13616-2), release 99.  By country.
 */
static const struct country {
	char name[3];
	char form[10];
} countries[] = {{"AD", "8n12c"}, {"AE", "19n"}, {"AL", "8n16c"}, {"AT", "16n"},
    {"AZ", "4a20c"}, {"BA", "16n"}, {"BE", "12n"}, {"BG", "4a6n8c"},
    {"BH", "4a14c"}, {"BI", "23n"}, {"BR", "23n1a1c"}, {"BY", "4c4n16c"},
    {"CH", "5n12c"}, {"CR", "18n"}, {"CY", "8n16c"}, {"CZ", "20n"},
    {"DE", "18n"}, {"DJ", "23n"}, {"DK", "14n"}, {"DO", "4c20n"}, {"EE", "16n"},
    {"EG", "25n"}, {"ES", "20n"}, {"FI", "14n"}, {"FK", "2a12n"}, {"FO", "14n"},
    {"FR", "10n11c2n"}, {"GB", "4a14n"}, {"GE", "2a16n"}, {"GI", "4a15c"},
    {"GL", "14n"}, {"GR", "7n16c"}, {"GT", "24c"}, {"HN", "4a20n"},
    {"HR", "17n"}, {"HU", "24n"}, {"IE", "4a14n"}, {"IL", "19n"},
    {"IQ", "4a15n"}, {"IS", "22n"}, {"IT", "1a10n12c"}, {"JO", "4a4n18c"},
    {"KW", "4a22c"}, {"KZ", "3n13c"}, {"LB", "4n20c"}, {"LC", "4a24c"},
    {"LI", "5n12c"}, {"LT", "16n"}, {"LU", "3n13c"}, {"LV", "4a13c"},
    {"LY", "21n"}, {"MC", "10n11c2n"}, {"MD", "20c"}, {"ME", "18n"},
    {"MK", "3n10c2n"}, {"MN", "16n"}, {"MR", "23n"}, {"MT", "4a5n18c"},
    {"MU", "4a19n3a"}, {"NI", "4a20n"}, {"NL", "4a10n"}, {"NO", "11n"},
    {"OM", "3n16c"}, {"PK", "4a16c"}, {"PL", "24n"}, {"PS", "4a21c"},
    {"PT", "21n"}, {"QA", "4a21c"}, {"RO", "4a16c"}, {"RS", "18n"},
    {"RU", "14n15c"}, {"SA", "2n18c"}, {"SC", "4a20n3a"}, {"SD", "14n"},
    {"SE", "20n"}, {"SI", "15n"}, {"SK", "20n"}, {"SM", "1a10n12c"},
    {"SO", "19n"}, {"ST", "21n"}, {"SV", "4a20n"}, {"TL", "19n"}, {"TN", "20n"},
    {"TR", "6n16c"}, {"UA", "6n19c"}, {"VA", "18n"}, {"VG", "4a16n"},
    {"XK", "16n"}, {"YE", "4a4n18c"}};

/* The country's form; NULL: it has no IBANs. */
static const char *
form_of(char first, char second)
{
	size_t low = 0, high = sizeof(countries) / sizeof(countries[0]);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const char *name = countries[middle].name;
		int order =
		    name[0] != first ? name[0] - first : name[1] - second;

		if (order == 0)
			return countries[middle].form;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/* Take one character of the form's sort at *at, after at most one separator
 * if some stand before it. */
static bool
take(struct lm_span text, size_t *at, char sort, bool separated, char *out)
{
	char as;
	size_t i = *at;

	if (separated)
		i += number_separator(text, i, &as);
	if (i >= text.len || (sort == 'n' && !is_digit(text.ptr[i])) ||
	    (sort == 'a' && !is_letter(text.ptr[i])) || !is_alnum(text.ptr[i]))
		return false;
	*out = to_upper(text.ptr[i]);
	*at = i + 1;
	return true;
}

/* The account number at *at, by its form; how many characters it has. */
static size_t
read_account(struct lm_span text, size_t *at, const char *form, char *out)
{
	size_t n = 0;

	while (*form != '\0') {
		size_t left = 0;

		while (is_digit(*form))
			left = left * 10 + (size_t)(*form++ - '0');
		for (; left > 0; left--)
			if (!take(text, at, *form, true, &out[n++]))
				return 0;
		form++;
	}
	return n;
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

/* Where the country's letters begin that stand right before i, or one separator
 * before it; i: nowhere. */
static size_t
country_before(struct lm_span text, size_t i)
{
	size_t at = i;

	if (at > 0 && !is_letter(text.ptr[at - 1]))
		at -= number_separator_before(text, at);
	if (at < LETTERS || !is_letter(text.ptr[at - 1]) ||
	    !is_letter(text.ptr[at - 2]) || joins_before(text, at - LETTERS))
		return i;
	return at - LETTERS;
}

bool
detect_iban(struct lm_span text, size_t i, struct finding *found)
{
	size_t start = country_before(text, i), at = i, n;
	char iban[LONGEST];
	const char *form;

	if (start == i)
		return false;
	iban[0] = to_upper(text.ptr[start]);
	iban[1] = to_upper(text.ptr[start + 1]);
	form = form_of(iban[0], iban[1]);
	if (form == NULL || !take(text, &at, 'n', false, iban + 2) ||
	    !take(text, &at, 'n', false, iban + 3))
		return false;
	n = read_account(text, &at, form, iban + 4);
	if (n == 0 || joins_at(text, at) || !passes_mod97(iban, n + 4))
		return false;
	*found =
	    (struct finding){.at = start, .len = at - start, .kind = KIND_IBAN};
	return true;
}
