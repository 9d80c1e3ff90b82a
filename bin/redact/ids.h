#ifndef REDACT_IDS_H
#define REDACT_IDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "detect.h"

/*
 * Identifiers of people and companies: the forms they are written in, what
 * their digits have to hold, and the words that stand beside them.
 *
 * A form's pattern: d a digit, a a letter, x either; a capital is itself (in
 * either case); s one separator, a space or a hyphen, the same throughout;
 * " ", "-", ".", "/" themselves ("-" and " " also in their Unicode variants).
 */
enum id_need {
	ID_FREE,  /* found wherever it stands; written with small letters, only
		   * beside a word */
	ID_NEEDS, /* found only beside a word */
};

/* Whether n characters, capitals and digits without separators, can be one. */
typedef bool id_check(const char *chars, size_t n);

struct id_form {
	enum kind kind;
	enum id_need need;
	unsigned char word; /* of the pattern, up to its first separator */
	const char *pattern;
	id_check *check; /* NULL: the pattern is all there is */
};

/*
 * A list of forms, and what tells most runs of digits from all of them: a bit
 * for the length of the first word of one that is nothing else (bare) or goes
 * on (joined), and for how many letters and digits then follow the separator.  A test makes
 * these from the list.
 */
struct id_forms {
	const struct id_form *list;
	size_t n;
	uint32_t bare;
	uint32_t joined;
	uint32_t seconds;
};

/* The forms whose first run of digits has this many, after this many letters;
 * those that need no word first. */
#define ID_LETTERS 6 /* at most before the first digit */
#define ID_DIGITS 18 /* at most in the first run */
struct id_forms id_forms_of(size_t letters, size_t digits);
/* The two halves of that: ids_digits.c and ids_letters.c. */
struct id_forms id_forms_of_digits(size_t digits);
struct id_forms id_forms_of_letters(size_t letters, size_t digits);
#define ID_LIST(forms, bare, joined, seconds)                                  \
	{                                                                      \
		forms, sizeof(forms) / sizeof(*(forms)), bare, joined, seconds \
	}

/* A word that stands beside identifiers of a kind (context.h); all that begin
 * with this letter, or with a byte that is no small letter. */
struct id_word {
	const char *word;
	enum kind kind;
};

struct id_words {
	const struct id_word *list;
	size_t n;
};

struct id_words id_words_of(char first);
/* Whether there may be one that begins with these two letters. */
bool id_words_have(char first, char second);

/* The kinds whose words stand near a token, as context_near says, and those
 * whose words stand in a name.  Costs some 100 ns. */
struct kinds id_kinds_near(const struct subject *subject, size_t at,
    size_t end);
struct kinds id_kinds_in_name(struct lm_span name);
/* The same, of one kind. */
bool id_word_near(const struct subject *subject, size_t at, size_t end,
    enum kind kind);

/* ids_check.c: what the checks are made of.  All take ASCII digits. */
uint64_t id_value(const char *digits, size_t n);
unsigned id_sum(const char *digits, const unsigned char *weights, size_t n);
bool id_is_same(const char *digits, size_t n); /* one digit, repeated */
bool id_luhn(const char *digits, size_t n);    /* ISO/IEC 7812-1 annex B */
bool id_verhoeff(const char *digits, size_t n);
bool id_mod_11_10(const char *digits, size_t n); /* ISO 7064 */
/* Whether there is such a day; a 29th of February is one of any year. */
bool id_is_day(unsigned month, unsigned day);
/* The same, of two digits each: "yymmdd" and "ddmmyy". */
bool id_is_ymd(const char *digits);
bool id_is_dmy(const char *digits);

/* What holds of each: ids_<region>.c says by what rule. */
id_check id_aba_routing, id_us_ssn, id_us_itin, id_us_npi, id_us_dea, id_us_mbi,
    id_ca_sin, id_br_cpf, id_br_cnpj;
id_check id_uk_nhs, id_uk_nino, id_uk_utr, id_uk_driver_license, id_ie_pps,
    id_fr_nir, id_fr_nir_strict, id_fr_tax_id, id_be_national_number, id_nl_bsn,
    id_lu_national_id;
id_check id_de_tax_id, id_de_vat_id, id_de_id_card, id_de_social_security,
    id_de_health_insurance, id_de_lanr, id_de_bsnr, id_at_social_security;
id_check id_es_dni, id_es_nie, id_es_cif, id_es_social_security, id_pt_nif,
    id_pt_vat, id_it_fiscal_code, id_it_vat, id_gr_amka, id_gr_afm,
    id_tr_national_id;
id_check id_se_personal_number, id_se_person_strict, id_se_organisation,
    id_fi_hetu, id_fi_hetu_strict, id_ee_lt_personal_code, id_lv_personal_code,
    id_lv_person_strict;
id_check id_pl_pesel, id_pl_nip, id_cz_birth_number, id_cz_old_birth_number,
    id_cz_birth_strict, id_hu_tax_id, id_hu_company, id_ro_cnp, id_bg_egn,
    id_si_emso, id_si_tax_id;
id_check id_za_id, id_ng_nin, id_in_aadhaar, id_in_pan, id_in_gstin, id_cn_id,
    id_th_national_id;
id_check id_kr_rrn, id_kr_rrn_strict, id_kr_brn, id_sg_nric, id_sg_uen,
    id_au_tfn, id_au_abn, id_au_acn, id_au_medicare;
/* Documents of any country: letters and digits, at least five of these. */
id_check id_document, id_it_license;

#endif
