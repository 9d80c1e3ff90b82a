#include <stdio.h>
#include <string.h>

#include "check.h"
#include "policies.h"
#include "search.h"

/* What the scan of a text, the detectors at its marks and what puts the
 * findings in order make of it together. */

struct one {
	const char *text;
	const char *found; /* "kind value", of each */
};

static void
show(struct search *search, const struct kinds *kinds, const char *text,
    char *out, size_t size)
{
	const struct subject subject = {.text = lm_span_of(text)};
	struct findings findings = {0};
	size_t len = 0;

	out[0] = '\0';
	CHECK_EQ(search_alone(search, &subject, kinds, &findings, NULL), LM_OK);
	for (size_t i = 0; i < findings.n && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s %.*s",
		    i == 0 ? "" : ", ", kind_infos[findings.list[i].kind].name,
		    (int)findings.list[i].len, text + findings.list[i].at);
	findings_free(&findings);
}

static void
check_all(const struct one *cases, size_t n)
{
	struct policies made = {.settings = {.detect = "all"}};
	struct search *search;
	char got[256];

	CHECK_EQ(policies_make(&made, NULL), LM_OK);
	search = search_new(&made.settings.policy);
	CHECK(search != NULL);
	for (size_t i = 0; search != NULL && i < n; i++) {
		show(search, &made.settings.policy.kinds, cases[i].text, got,
		    sizeof(got));
		CHECK_TEXT(got, cases[i].found);
		check_note("%s", cases[i].text);
	}
	search_free(search);
	policies_free(&made);
}

/* Letters or digits 12 and 23 bytes after the first digit, where those of a
 * UUID are: the number is none. */
static void
finds_what_goes_on_as_a_uuid_does(void)
{
	static const struct one cases[] = {
	    {"card 4111 1111 1111 1111 expires soon",
		"card 4111 1111 1111 1111"},
	    {"SSN 123-45-6789 for somebody else", "us_ssn 123-45-6789"},
	    {"SSN 123-45-6789", "us_ssn 123-45-6789"},
	    {"SSN 12345678-9012-4abc-8def-123456789012", ""},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

/* Two digits are marked where the token is as long. */
static void
finds_numbers_of_few_digits(void)
{
	static const struct one cases[] = {
	    {"Ausweisnummer P9MMC6HRC2", "de_id_card P9MMC6HRC2"},
	    {"Personalausweis: V0WKHJTCC0.", "de_id_card V0WKHJTCC0"},
	    {"Personalausweis G35KGKPKF4", "de_id_card G35KGKPKF4"},
	    {"Reisepass CFGHK2W9T", "de_id_card CFGHK2W9T"},
	    {"P9MMC6HRC2", ""},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
finds_words_beside_emoji(void)
{
	static const struct one cases[] = {
	    {"\xf0\x9f\x98\x80"
	     "AFM=044942156",
		"gr_afm 044942156"},
	    {"\xf0\x9f\x98\x80personas kods:16054226926",
		"lv_personal_code 16054226926"},
	    {"\xe2\x9a\xa0\xef\xb8\x8fSSN 078051123", "us_ssn 078051123"},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

TEST_MAIN(TEST(finds_what_goes_on_as_a_uuid_does),
    TEST(finds_numbers_of_few_digits), TEST(finds_words_beside_emoji))
