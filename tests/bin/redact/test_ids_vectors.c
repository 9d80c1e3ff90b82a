#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <yyjson.h>

#include "check.h"
#include "detect.h"
#include "files.h"
#include "ids.h"

/*
 * Every checksum vector of redact/dd-sds that is of a kind of ids.h, against
 * the checks.  Its labels were read off the names of variables: those that the
 * public definition contradicts stand below, with the reason.
 */

#define CHARS_MAX 64

/* What a rule's vectors are, without separators: d digits, a letters, x both; a
 * prefix of a country in capitals. */
static const struct {
	const char *rule;
	const char *pattern;
	id_check *check;
} rules[] = {
    {"aba_rtn_checksum", "ddddddddd", id_aba_routing},
    {"australian_medicare_checksum", "ddddddddd", id_au_medicare},
    {"australian_medicare_checksum", "dddddddddd", id_au_medicare},
    {"australian_medicare_checksum", "ddddddddddd", id_au_medicare},
    {"australian_tfn_checksum", "dddddddd", id_au_tfn},
    {"australian_tfn_checksum", "ddddddddd", id_au_tfn},
    {"austrian_ssn_checksum", "dddddddddd", id_at_social_security},
    {"belgium_national_register_checksum", "ddddddddddd",
	id_be_national_number},
    {"brazilian_cnpj_checksum", "dddddddddddddd", id_br_cnpj},
    {"brazilian_cpf_checksum", "ddddddddddd", id_br_cpf},
    {"bulgarian_egn_checksum", "dddddddddd", id_bg_egn},
    {"chinese_id_checksum", "dddddddddddddddddd", id_cn_id},
    {"chinese_id_checksum", "dddddddddddddddddX", id_cn_id},
    {"coordination_number_checksum", "dddddddddd", id_se_personal_number},
    {"czech_tin_checksum", "CZdddddddddd", id_cz_birth_number},
    {"czech_tin_checksum", "CZddddddddd", id_cz_old_birth_number},
    {"czech_tin_checksum", "dddddddddd", id_cz_birth_number},
    {"dutch_bsn_checksum", "ddddddddd", id_nl_bsn},
    {"dutch_bsn_checksum", "dddddddd", id_nl_bsn},
    {"estonia_personal_code_checksum", "ddddddddddd", id_ee_lt_personal_code},
    {"finnish_hetu_checksum", "dddddddddx", id_fi_hetu},
    {"finnish_hetu_checksum", "ddddddadddx", id_fi_hetu},
    {"france_nif_checksum", "ddddddddddddd", id_fr_tax_id},
    {"france_ssn_checksum", "ddddddxdddddddd", id_fr_nir},
    {"german_ids_checksum", "xxxxxxxxx", id_de_id_card},
    {"german_ids_checksum", "xxxxxxxxxd", id_de_id_card},
    {"german_ids_checksum", "xxxxxxxxxD", id_de_id_card},
    {"german_ids_checksum", "xxxxxxxxxdD", id_de_id_card},
    {"german_svnr_checksum", "ddddddddaddd", id_de_social_security},
    {"greece_amka_checksum", "ddddddddddd", id_gr_amka},
    {"greece_tin_checksum", "ddddddddd", id_gr_afm},
    {"hungarian_tin_checksum", "dddddddddd", id_hu_tax_id},
    {"irish_pps_checksum", "ddddddda", id_ie_pps},
    {"irish_pps_checksum", "dddddddaa", id_ie_pps},
    {"italian_national_id_checksum", "aaaaaaxxaxxaxxxa", id_it_fiscal_code},
    {"latvia_national_id_checksum", "ddddddddddd", id_lv_personal_code},
    {"lithuanian_personal_identification_number_checksum", "ddddddddddd",
	id_ee_lt_personal_code},
    {"luxembourg_individual_nin_checksum", "ddddddddddddd", id_lu_national_id},
    {"nhs_check_digit", "dddddddddd", id_uk_nhs},
    {"nir_checksum", "ddddddddddddddd", id_fr_nir},
    {"polish_national_id_checksum", "ddddddddddd", id_pl_pesel},
    {"polish_nip_checksum", "PLdddddddddd", id_pl_nip},
    {"polish_nip_checksum", "dddddddddd", id_pl_nip},
    {"portuguese_tax_id_checksum", "ddddddddd", id_pt_nif},
    {"rodne_cislo_checksum", "dddddddddd", id_cz_birth_number},
    {"rodne_cislo_checksum", "ddddddddd", id_cz_old_birth_number},
    {"romanian_personal_numeric_code", "ddddddddddddd", id_ro_cnp},
    {"singapore_nric_checksum", "addddddda", id_sg_nric},
    {"slovenia_tin_checksum", "dddddddd", id_si_tax_id},
    {"slovenian_pin_checksum", "ddddddddddddd", id_si_emso},
    {"spain_dni_checksum", "dddddddda", id_es_dni},
    {"spanish_nuss_checksum", "dddddddddddd", id_es_social_security},
    {"sweden_pin_checksum", "dddddddddd", id_se_personal_number},
    {"uk_nino_format_check", "aadddddda", id_uk_nino},
    {"uk_trn_checksum", "dddddddddd", id_uk_utr},
    {"uk_trn_checksum", "ddddddddddK", id_uk_utr},
    {"uk_trn_checksum", "ddddddddddddd", id_uk_utr},
    {"us_dea_checksum", "axddddddd", id_us_dea},
    {"uk_trn_checksum", "Kddddddddddddd", id_uk_utr},
    {"iso_7064_checksum", "ddddddddddd", id_mod_11_10},
    {"iso_7064_checksum", "dddddddddddddddddd", id_cn_id},
    {"iso_7064_checksum", "dddddddddddddddddX", id_cn_id},
    {"verhoeff_checksum", "dddddddddddd", id_verhoeff},
    {"us_npi_checksum", "dddddddddd", id_us_npi},
};

/* Labels that are judged wrong, or vectors that are of something else. */
static const struct {
	const char *rule;
	const char *text; /* NULL: all of the rule */
	const char *why;
} judged[] = {
    {"aba_rtn_checksum", "000000000", "no bank's"},
    {"brazilian_cnpj_checksum", "00....623.904\n            ",
	"cut off: nine digits"},
    {"czech_tin_checksum", "CZ 251238/91", "eight digits: a company's"},
    {"czech_tin_checksum", "CZ 640903/926", "nine digits end with 1953"},
    {"dutch_bsn_checksum", "1855013", "seven digits"},
    {"finnish_hetu_checksum", "111111--111C", "as the one with one hyphen"},
    {"france_nif_checksum",
	"07-01\xf0\x9f\x98\x87"
	"987.765C493",
	"a letter in it"},
    {"greece_amka_checksum", "91031298765", "fails Luhn's check"},
    {"greece_amka_checksum", "85073003360", "fails Luhn's check"},
    {"greece_amka_checksum", "93050507920", "fails Luhn's check"},
    {"greece_amka_checksum", "00010100017", "fails Luhn's check"},
    {"greece_amka_checksum", "85073003361", "passes Luhn's check"},
    {"hungarian_tin_checksum", "2234567890", "begins with no 8"},
    {"hungarian_tin_checksum", "223-456-789-0", "begins with no 8"},
    {"irish_pps_checksum", "1084633WWX", "three letters"},
    {"iso_7064_checksum", "00 000 000 000.", "fails MOD 11,10"},
    {"iso_7064_checksum", "30405607809", "fails MOD 11,10"},
    {"latvia_national_id_checksum", NULL, "valid, but labelled fp"},
    {"luxembourg_individual_nin_checksum", NULL, "valid, but labelled fp"},
    {"nir_checksum", "151024610204326", "the key is 25"},
    {"nir_checksum", "15102461020432", "14 digits"},
    {"nir_checksum", "", "empty"},
    {"nir_checksum", "123", "three digits"},
    {"nir_checksum", "151024610204325 1", "16 digits"},
    {"polish_national_id_checksum", "12345678903", "a month 34"},
    {"polish_national_id_checksum", "12345678910", "a month 34"},
    {"rodne_cislo_checksum", "123456789", "a month 34"},
    {"slovenia_tin_checksum", "15012554", "the check digit is 7"},
    {"slovenia_tin_checksum", "12345674", "the check digit is 9"},
    {"slovenia_tin_checksum", "98765432", "the check digit is 10"},
    {"us_npi_checksum", "1111111112", "one digit, repeated"},
    {"us_npi_checksum", "0000000006", "begins with no 1 or 2"},
    {"us_npi_checksum", "9999999995", "begins with no 1 or 2"},
};

/* What has been seen of them. */
struct seen {
	size_t vectors;
	size_t judged;
};

static bool
fits_pattern(const char *chars, const char *pattern)
{
	for (; *chars != '\0' && *pattern != '\0'; chars++, pattern++)
		if (*pattern == 'd' ? !is_digit(*chars)
			: *pattern == 'a'
			? !is_letter(*chars)
			: *pattern != 'x' && *pattern != *chars)
			return false;
	return *chars == *pattern;
}

static bool
is_judged(const char *rule, const char *text)
{
	for (size_t i = 0; i < sizeof(judged) / sizeof(judged[0]); i++)
		if (strcmp(judged[i].rule, rule) == 0 &&
		    (judged[i].text == NULL ||
			strcmp(judged[i].text, text) == 0))
			return true;
	return false;
}

static void
see(const char *rule, const char *text, bool valid, struct seen *seen)
{
	char chars[CHARS_MAX + 1] = "";
	size_t n = 0;
	bool of_ours = false, passes = false;

	for (; *text != '\0' && n < CHARS_MAX; text++)
		if (is_alnum(*text))
			chars[n++] = to_upper(*text);
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (strcmp(rules[i].rule, rule) != 0)
			continue;
		of_ours = true;
		passes = passes ||
		    (fits_pattern(chars, rules[i].pattern) &&
			rules[i].check(chars, n));
	}
	seen->vectors += of_ours;
	CHECK(!of_ours || passes == valid);
	check_note("%s %s", rule, chars);
}

static void
see_line(const char *line, size_t len, struct seen *seen)
{
	yyjson_doc *doc = yyjson_read(line, len, 0);
	yyjson_val *root = yyjson_doc_get_root(doc);
	const char *rule = yyjson_get_str(yyjson_obj_get(root, "rule"));
	const char *label = yyjson_get_str(yyjson_obj_get(root, "label"));
	const char *text = yyjson_get_str(yyjson_obj_get(root, "text"));

	if (CHECK(rule != NULL && label != NULL && text != NULL)) {
		if (is_judged(rule, text))
			seen->judged++;
		else
			see(rule, text, strcmp(label, "tp") == 0, seen);
	}
	yyjson_doc_free(doc);
}

/* The file of vectors; false: it is not here. */
static bool
find_vectors(char *path, size_t size)
{
	const char *data = getenv("LMOB_DATA"), *root = getenv("LMOB_ROOT");

	if (data != NULL)
		snprintf(path, size, "%s", data);
	else
		snprintf(path, size, "%s/../shared/data",
		    root == NULL ? "." : root);
	snprintf(path + strlen(path), size - strlen(path),
	    "/redact/dd-sds/validator_cases.jsonl");
	return file_exists(path);
}

static void
checks_what_was_collected(void)
{
	char path[FILES_PATH_SIZE], why[FILES_PATH_SIZE + 16];
	struct seen seen = {0};
	struct lm_buf file;

	if (!find_vectors(path, sizeof(path))) {
		snprintf(why, sizeof(why), "no %s", path);
		check_skip(why);
		return;
	}
	file = file_read(path);
	for (size_t at = 0, end; at < file.len; at = end + 1) {
		end = at;
		while (end < file.len && file.ptr[end] != '\n')
			end++;
		if (end > at)
			see_line(file.ptr + at, end - at, &seen);
	}
	CHECK_EQ(seen.judged, 40);
	CHECK(seen.vectors > 350);
	lm_buf_free(&file);
}

TEST_MAIN(TEST(checks_what_was_collected))
