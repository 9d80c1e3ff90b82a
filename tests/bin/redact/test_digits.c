#include <string.h>

#include "check.h"
#include "digits.h"

/* The kind that is found first of a text's runs of digits; N_KINDS: none. */
static enum kind
found_in(const struct tokens *tokens, struct lm_span text)
{
	const struct subject subject = {.text = text};
	const struct kinds all = kinds_all();
	struct finding found = {0};

	for (size_t i = 0; i < text.len; i++)
		if (is_digit(text.ptr[i]) &&
		    (i == 0 || !is_digit(text.ptr[i - 1])) &&
		    detect_digits(&subject, i, &all, tokens, &found))
			return found.kind;
	return N_KINDS;
}

static void
finds_each_kind(void)
{
	static const struct {
		const char *text;
		enum kind kind;
	} cases[] = {
	    {"4111 1111 1111 1111", KIND_CARD},
	    {"GB82 WEST 1234 5698 7654 32", KIND_IBAN},
	    {"GB82WEST12345698765432", KIND_IBAN},
	    {"GB82-WEST-1234-5698-7654-32", KIND_IBAN},
	    {"+1 (212) 555-0123", KIND_PHONE},
	    {"call\\n212-555-0123", KIND_PHONE},
	    {"%2B12125550123", KIND_PHONE},
	    {"ssn 123-45-6789", KIND_US_SSN},
	    /* Letters or digits 12 and 23 bytes after the first digit. */
	    {"card 4111 1111 1111 1111 expires soon", KIND_CARD},
	    {"SSN 123-45-6789 for somebody else", KIND_US_SSN},
	};
	struct tokens *tokens;

	CHECK_EQ(tokens_new(&tokens, NULL), LM_OK);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_EQ(found_in(tokens, lm_span_of(cases[i].text)),
		    cases[i].kind);
		check_note("%s", cases[i].text);
	}
	tokens_free(tokens);
}

static void
leaves_other_digits(void)
{
	static const char *const texts[] = {"2024-05-01", "2024-05-01T12:30:00",
	    "6f1c0a52-8d1e-4b7a-9c43-0d2f5b8e7a11", "v2022.01.5", "1.299,00",
	    "$4,800", "NV6-24-39105", "ISO 8601", "RFC 3339", "45 ms", "3rd",
	    "12:30:45", "a=-99.9", "1", "", "1716239022", "0x1f", "2.5e10"};
	static const char nul[] = "phone\0 12\0";
	struct tokens *tokens;

	CHECK_EQ(tokens_new(&tokens, NULL), LM_OK);
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		CHECK_EQ(found_in(tokens, lm_span_of(texts[i])), N_KINDS);
		check_note("%s", texts[i]);
	}
	CHECK_EQ(found_in(tokens, lm_span(nul, sizeof(nul))), N_KINDS);
	tokens_free(tokens);
}

TEST_MAIN(TEST(finds_each_kind), TEST(leaves_other_digits))
