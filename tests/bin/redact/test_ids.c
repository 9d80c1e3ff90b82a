#include <stdio.h>
#include <string.h>

#include "check.h"
#include "number_found.h"

static struct kinds
all_kinds(void)
{
	struct kinds on;

	memset(&on, 0xff, sizeof(on));
	return on;
}

static void
show(struct lm_span name, struct lm_span text, char *out, size_t size)
{
	const struct kinds on = all_kinds();

	show_found(name, text, &on, out, size);
}

static void
check_all(const struct one *cases, size_t n)
{
	const struct kinds on = all_kinds();

	check_found(cases, n, &on);
}

static void
finds_without_a_word(void)
{
	static const struct one cases[] = {
	    {"", "078-05-1123", "us_ssn 0+11"},
	    {"", "a 460-89-9847.", "us_ssn 2+11"},
	    {"",
		"460\xe2\x80\x91"
		"89\xe2\x80\x91"
		"9847",
		"us_ssn 0+15"},
	    {"", "911-70-1234", "us_itin 0+11"},
	    {"", "1EG4-TE5-MK73", "us_mbi 0+13"},
	    {"", "1EG4TE5MK73", "us_mbi 0+11"},
	    {"", "083.358.948-25", "br_cpf 0+14"},
	    {"", "00.623.904/0001-73", "br_cnpj 0+18"},
	    {"", "12.ABC.345/01DE-35", "br_cnpj 0+18"},
	    {"", "AB 12 34 56 C", "uk_nino 0+13"},
	    {"", "AB123456C", "uk_nino 0+9"},
	    {"", "MORGA657054SM9IJ", "uk_driver_license 0+16"},
	    {"", "FO999512018AA1AB", "uk_driver_license 0+16"},
	    {"", "DE136695976", "de_vat_id 0+11"},
	    {"", "DE 136 695 976", "de_vat_id 0+14"},
	    {"", "15070649C103", "de_social_security 0+12"},
	    {"", "15 070649 C103", "de_social_security 0+14"},
	    {"", "151024610204325", "fr_nir 0+15"},
	    {"", "1 51 02 46 102 043 25", "fr_nir 0+21"},
	    {"", "289042A34216390", "fr_nir 0+15"},
	    {"", "30 23 217 600 053", "fr_tax_id 0+17"},
	    {"", "85.07.30-033.28", "be_national_number 0+15"},
	    {"", "12345678Z", "es_nif 0+9"},
	    {"", "12345678-Z", "es_nif 0+10"},
	    {"", "X9613851N", "es_nif 0+9"},
	    {"", "X-9613851-N", "es_nif 0+11"},
	    {"", "MRTMTT91D08F205J", "it_fiscal_code 0+16"},
	    {"", "MRT MTT 91D08 F205J", "it_fiscal_code 0+19"},
	    {"", "EL094259216", "gr_afm 0+11"},
	    {"", "871220-2384", "se_personal_number 0+11"},
	    {"", "19910924-2397", "se_personal_number 0+13"},
	    {"", "131052-308T", "fi_hetu 0+11"},
	    {"", "010594Y9032", "fi_hetu 0+11"},
	    {"", "PL8333290827", "pl_nip 0+12"},
	    {"", "680911/5566", "cz_birth_number 0+11"},
	    {"", "161175-19997", "lv_personal_code 0+12"},
	    {"", "ABCPD1234Z", "in_pan 0+10"},
	    {"", "27ABCDE1234F1Z5", "in_gstin 0+15"},
	    {"", "51323120001212169X", "cn_id 0+18"},
	    {"", "513231200012121657", "cn_id 0+18"},
	    {"", "960121-1234567", "kr_rrn 0+14"},
	    {"", "1-2345-67890-12-1", "th_national_id 0+17"},
	    {"", "S6859080I", "sg_nric 0+9"},
	    {"", "T16RF0037C", "sg_uen 0+10"},
	    {"", "51 824 753 556", "au_abn 0+14"},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

/* A word, and a number that is found beside it only. */
static const struct {
	const char *word;
	const char *text;
	const char *kind;
} beside[] = {
    {"ssn", "078051123", "us_ssn"},
    {"social_security_number", "078 05 1123", "us_ssn"},
    {"itin", "911701234", "us_itin"},
    {"npi", "1245319599", "us_npi"},
    {"dea", "AB1234563", "us_dea"},
    {"routing_number", "121000358", "aba_routing"},
    {"routing", "3222-7162-7", "aba_routing"},
    {"passport_no", "A12803456", "passport"},
    {"passport", "M123A4567", "passport"},
    {"driversLicense", "F162823540116", "driver_license"},
    {"social insurance number", "347-677-452", "ca_sin"},
    {"cpf", "08335894825", "br_cpf"},
    {"cnpj", "00623904000173", "br_cnpj"},
    {"nhs_no", "1234567881", "uk_nhs"},
    {"NHS number", "401-023-2137", "uk_nhs"},
    {"nino", "ab123456c", "uk_nino"},
    {"UTR", "1123456789", "uk_utr"},
    {"pps", "1234567FA", "ie_pps"},
    {"Steuer-ID", "15203607809", "de_tax_id"},
    {"personalausweis", "L01X00T47", "de_id_card"},
    {"Ausweisnummer", "T220001293D", "de_id_card"},
    {"Ausweisnummer", "P9MMC6HRC2", "de_id_card"},
    {"Personalausweis", "V0WKHJTCC0", "de_id_card"},
    {"ausweisnummer", "L3XKC7TRM", "de_id_card"},
    {"reisepass", "CFGHK2W9T", "de_id_card"},
    {"kvnr", "A123456780", "de_health_insurance"},
    {"lanr", "123456601", "de_physician"},
    {"bsnr", "021234568", "de_physician"},
    {"svnr", "1237010180", "at_social_security"},
    {"num\xc3\xa9ro fiscal", "3023217600053", "fr_tax_id"},
    {"rijksregisternummer", "85073003328", "be_national_number"},
    {"bsn", "001855013", "nl_bsn"},
    {"matricule", "1990093012358", "lu_national_id"},
    {"nuss", "281234567840", "es_social_security"},
    {"contribuinte", "581348915", "pt_nif"},
    {"partita_iva", "01333550323", "it_vat"},
    {"\xce\x91\xce\x9c\xce\x9a\xce\x91", "01013099997", "gr_amka"},
    {"afm", "094259216", "gr_afm"},
    {"personnummer", "8712202384", "se_personal_number"},
    {"orgnr", "556703-7485", "se_organisation"},
    {"pesel", "44051401458", "pl_pesel"},
    {"NIP", "8333290827", "pl_nip"},
    {"rodn\xc3\xa9 \xc4\x8d\xc3\xadslo", "6809115566", "cz_birth_number"},
    {"adoazonosito_jel", "8234567896", "hu_tax_id"},
    {"cnp", "1800101221144", "ro_cnp"},
    {"\xd0\x95\xd0\x93\xd0\x9d", "7523169263", "bg_egn"},
    {"EM\xc5\xa0O", "0101006500006", "si_emso"},
    {"dav\xc4\x8dna", "95985352", "si_tax_id"},
    {"isikukood", "38507300337", "ee_lt_personal_code"},
    {"asmens kodas", "33309240064", "ee_lt_personal_code"},
    {"personas kods", "320010-10002", "lv_personal_code"},
    {"tckn", "10000000146", "tr_national_id"},
    {"rsa_id", "8001015009087", "za_id"},
    {"nimc", "12345678901", "ng_nin"},
    {"aadhaar", "399876543211", "in_aadhaar"},
    {"Aadhaar", "3998 7654 3211", "in_aadhaar"},
    {"PAN", "ABCND1234Z", "in_pan"},
    {"rrn", "9601211234567", "kr_rrn"},
    {"brn", "104-86-56659", "kr_brn"},
    {"thai_id", "1234567890121", "th_national_id"},
    {"nric", "s6859080i", "sg_nric"},
    {"uen", "53125226D", "sg_uen"},
    {"tfn", "876 543 210", "au_tfn"},
    {"abn", "51824753556", "au_abn"},
    {"ACN", "005 499 981", "au_acn"},
    {"medicare", "2123 45670 1", "au_medicare"},
};

/* The same number: nothing by itself, the kind where a word says so. */
static void
finds_beside_a_word(void)
{
	char text[256], got[256], want[256];

	for (size_t i = 0; i < sizeof(beside) / sizeof(beside[0]); i++) {
		struct lm_span word = lm_span_of(beside[i].word), none = {0};

		(void)snprintf(want, sizeof(want), "%s 0+%zu", beside[i].kind,
		    strlen(beside[i].text));
		show(word, lm_span_of(beside[i].text), got, sizeof(got));
		CHECK_TEXT(got, want);
		check_note("%s: %s", beside[i].word, beside[i].text);
		show(none, lm_span_of(beside[i].text), got, sizeof(got));
		CHECK_TEXT(got, "");
		check_note("%s alone", beside[i].text);
		(void)snprintf(text, sizeof(text), "the %s is %s.",
		    beside[i].word, beside[i].text);
		(void)snprintf(want, sizeof(want), "%s %zu+%zu", beside[i].kind,
		    8 + word.len, strlen(beside[i].text));
		/* These two stand in capitals in a text. */
		if (strcmp(beside[i].word, "cnp") == 0)
			continue;
		show(none, lm_span_of(text), got, sizeof(got));
		CHECK_TEXT(got, want);
		check_note("%s", text);
	}
}

/* One digit off: nothing, word or not. */
static void
checks_the_check(void)
{
	static const struct one cases[] = {
	    {"ssn", "000-12-3456", ""},
	    {"ssn", "666-12-3456", ""},
	    {"ssn", "078-05-1120", ""},
	    {"ssn", "219-09-9999", ""},
	    {"ssn", "078-00-1123", ""},
	    {"ssn", "078-05-0000", ""},
	    {"itin", "911-89-1234", ""},
	    {"npi", "1245319598", ""},
	    {"routing", "421042111", ""},
	    {"nhs", "1234567882", ""},
	    {"nhs", "401-023-2138", ""},
	    {"nino", "BG123612A", ""},
	    {"nino", "AB123456E", ""},
	    {"aadhaar", "123456789012", ""},
	    {"cpf", "345.675.677-78", ""},
	    {"nif", "12345678A", ""},
	    {"", "DE123456789", ""},
	    {"", "S6859080A", ""},
	    {"", "131052-308A", ""},
	    {"", "15071349C103", ""},
	    {"", "MRTMTT91D08F205V", ""},
	    {"pesel", "44051401459", ""},
	    {"Ausweisnummer", "P9MMC6HRC3", ""},
	    {"Ausweisnummer", "L3XKCVTRM", ""},
	    {"Ausweisnummer", "L3XKC7TRA", ""},
	    {"tckn", "10000000147", ""},
	    {"abn", "52824753556", ""},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
leaves_other_numbers(void)
{
	static const struct one cases[] = {
	    {"", "", ""},
	    {"created", "1719922345", ""},
	    {"created", "1719922345678", ""},
	    {"time", "2024-07-02T12:12:25.678Z", ""},
	    {"log", "240702-1430 and 20240702-1430", ""},
	    {"price", "$1,234,567.89 or 21 577 292 123 EUR", ""},
	    {"version", "v1.23.456, 10.0.19041.1234", ""},
	    {"ip", "192.168.100.200:8080", ""},
	    {"id", "3f2504e0-4f89-11d3-9a0c-0305e82c3301", ""},
	    {"id", "12345678-1234-1234-1234-123456789012", ""},
	    {"commit", "da39a3ee5e6b4b0d3255bfef95601890afd80709", ""},
	    {"score", "0.4012888888881881", ""},
	    {"sku", "A3456781 AB1234567 12345678A", ""},
	    {"order", "ORD-078-05-1123", ""},
	    {"order", "1234-5678-9012", ""},
	    {"phone", "401-023-2137, (212) 555-0132", ""},
	    {"", "078-05-11234", ""},
	    {"", "1078-05-1123", ""},
	    {"", "a078-05-1123", ""},
	    {"", "078-05-1123a", ""},
	    {"", "078-05-1123-4", ""},
	    {"", "4-078-05-1123", ""},
	    {"", "078-05-1123.5", ""},
	    {"", "_078-05-1123", ""},
	    {"usage", "max_tokens 123456782, total 121000358", ""},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
keeps_to_its_borders(void)
{
	static const struct one cases[] = {
	    {"",
		"\xc3\xa9"
		"078-05-1123\xc3\xa9",
		"us_ssn 2+11"},
	    {"", "(078-05-1123)", "us_ssn 1+11"},
	    {"", "\\n078-05-1123\\n", "us_ssn 2+11"},
	    {"", "x,078-05-1123,y", "us_ssn 2+11"},
	    {"", "078-05-1123\n460-89-9847", "us_ssn 0+11, us_ssn 12+11"},
	    {"", "#078-05-1123", ""},
	    {"ssn", "#078-05-1123", "us_ssn 1+11"},
	    {"", "/users/078-05-1123", ""},
	    {"", "SSN-078-05-1123", "us_ssn 4+11"},
	    {"", "SSN: 460-89-9847 078051123", "us_ssn 5+11, us_ssn 17+9"},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
looks_past_nul_bytes(void)
{
	static const char text[] = "a\0"
				   "ssn\0"
				   "078051123\0";
	char got[64];

	show((struct lm_span){0}, lm_span(text, sizeof(text) - 1), got,
	    sizeof(got));
	CHECK_TEXT(got, "us_ssn 6+9");
}

/* What stands in a mask is no value, and its label no word. */
static void
leaves_masks(void)
{
	static const struct one cases[] = {
	    {"passport", "[PASSPORT:a3456727]", ""},
	    {"passport", "[PASSPORT]", ""},
	    {"pps", "[IE_PPS:2345672w] [IPV4]", ""},
	    {"", "[US_SSN], 078051123", ""},
	    {"", "[UK_NHS:k7f3a9c2] 1234567881", ""},
	    {"", "NHS [UK_NHS:k7f3a9c2] 1234567881", "uk_nhs 22+10"},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
finds_only_what_is_asked(void)
{
	const struct subject subject = {lm_span_of("078-05-1123"), {0}};
	struct kinds on = {{0}};
	struct finding found;

	CHECK(!detect_number(&subject, 0, &on, &found));
	kinds_add(&on, KIND_US_SSN);
	CHECK(detect_number(&subject, 0, &on, &found));
}

static void
knows_names(void)
{
	static const char *const yes[] = {"ssn", "user_ssn", "cardNumber",
	    "credit-card", "nhs_no", "routingNumber", "customer.iban", "NIF",
	    "tax_id", "passport", NULL};
	static const char *const no[] = {"", "id", "created", "max_tokens",
	    "prompt_tokens", "token_count", "total", "time", "index",
	    "finish_reason", "logprobs", "timestamp", "score", "n", "seed",
	    "cardinality", "discarded", "user_id", "uid", "session", "lead",
	    "asset", "pandas", "finish", "using", NULL};

	for (size_t i = 0; yes[i] != NULL; i++) {
		CHECK(number_name(lm_span_of(yes[i])));
		check_note("%s", yes[i]);
	}
	for (size_t i = 0; no[i] != NULL; i++) {
		CHECK(!number_name(lm_span_of(no[i])));
		check_note("%s", no[i]);
	}
}

/* Lengths of text at every place: nothing is read past its end. */
static void
is_bound_by_the_text(void)
{
	static const char *const texts[] = {"ssn 078-05-1123 x",
	    "DE89 3704 0044 0532 0130 00", "4111 1111 1111 1111",
	    "MRT MTT 91D08 F205J", "AB 12 34 56 C", "NHS 123 456 7881\xe2\x80",
	    "1 51 02 46 102 043 25"};
	char got[256], copy[64];

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		for (size_t len = 0; len <= strlen(texts[i]); len++) {
			char *end = copy + sizeof(copy) - len;

			memcpy(end, texts[i], len);
			show((struct lm_span){0}, lm_span(end, len), got,
			    sizeof(got));
			CHECK(strlen(got) < sizeof(got));
		}
}

TEST_MAIN(TEST(finds_without_a_word), TEST(finds_beside_a_word),
    TEST(checks_the_check), TEST(leaves_other_numbers),
    TEST(keeps_to_its_borders), TEST(looks_past_nul_bytes), TEST(leaves_masks),
    TEST(finds_only_what_is_asked), TEST(knows_names),
    TEST(is_bound_by_the_text))
