#include "ids.h"

static const struct id_form d1[] = {
    {KIND_US_MBI, ID_FREE, 11, "daxdaxdaadd", id_us_mbi},
    {KIND_US_MBI, ID_FREE, 4, "daxdsaxdsaadd", id_us_mbi},
    {KIND_TH_NATIONAL_ID, ID_FREE, 1, "dsddddsdddddsddsd", id_th_national_id},
    {KIND_FR_NIR, ID_FREE, 1, "dsddsddsdxsdddsdddsdd", id_fr_nir_strict},
    {KIND_FR_NIR, ID_FREE, 1, "dsddsddsdxdddsdddsdd", id_fr_nir_strict},
    {KIND_BR_CNPJ, ID_FREE, 2, "da.xxx.xxx/xxxx-dd", id_br_cnpj},
    {KIND_FR_NIR, ID_NEEDS, 1, "dsddsddsdxsdddsdddsdd", id_fr_nir},
    {KIND_FR_NIR, ID_NEEDS, 1, "dsddsddsdxdddsdddsdd", id_fr_nir},
};

static const struct id_form d2[] = {
    {KIND_IN_GSTIN, ID_FREE, 15, "ddaaaaaddddaxZx", id_in_gstin},
    {KIND_BR_CNPJ, ID_FREE, 2, "dd.xxx.xxx/xxxx-dd", id_br_cnpj},
    {KIND_BE_NATIONAL_NUMBER, ID_FREE, 2, "dd.dd.dd-ddd.dd",
	id_be_national_number},
    {KIND_FR_TAX_ID, ID_FREE, 2, "ddsddsdddsdddsddd", id_fr_tax_id},
    {KIND_DE_SOCIAL_SECURITY, ID_FREE, 2, "ddsddddddsaddd",
	id_de_social_security},
    {KIND_DE_SOCIAL_SECURITY, ID_FREE, 2, "ddsddddddsasddd",
	id_de_social_security},
    {KIND_AU_ABN, ID_FREE, 2, "ddsdddsdddsddd", id_au_abn},
    {KIND_DE_TAX_ID, ID_NEEDS, 2, "ddsdddsdddsddd", id_de_tax_id},
    {KIND_BE_NATIONAL_NUMBER, ID_NEEDS, 2, "ddsddsddsdddsdd",
	id_be_national_number},
    {KIND_BE_NATIONAL_NUMBER, ID_NEEDS, 2, "dd.dd.dd.ddd.dd",
	id_be_national_number},
    {KIND_ES_SOCIAL_SECURITY, ID_NEEDS, 2, "ddsddddddddsdd",
	id_es_social_security},
    {KIND_ES_SOCIAL_SECURITY, ID_NEEDS, 2, "ddsdddddddsddd",
	id_es_social_security},
    {KIND_ES_SOCIAL_SECURITY, ID_NEEDS, 2, "dd/dddddddd/dd",
	id_es_social_security},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 2, "ddsddsddddddsdd", NULL},
};

static const struct id_form d3[] = {
    {KIND_US_SSN, ID_FREE, 3, "ddd-dd-dddd", id_us_ssn},
    {KIND_US_ITIN, ID_FREE, 3, "ddd-dd-dddd", id_us_itin},
    {KIND_BR_CPF, ID_FREE, 3, "ddd.ddd.ddd-dd", id_br_cpf},
    {KIND_US_SSN, ID_NEEDS, 3, "dddsddsdddd", id_us_ssn},
    {KIND_US_SSN, ID_NEEDS, 3, "ddd.dd.dddd", id_us_ssn},
    {KIND_US_SSN, ID_NEEDS, 3, "ddd-dddddd", id_us_ssn},
    {KIND_US_ITIN, ID_NEEDS, 3, "dddsddsdddd", id_us_itin},
    {KIND_US_ITIN, ID_NEEDS, 3, "ddd-dddddd", id_us_itin},
    {KIND_UK_NHS, ID_NEEDS, 3, "dddsdddsdddd", id_uk_nhs},
    {KIND_UK_UTR, ID_NEEDS, 3, "dddsdddsdddd", id_uk_utr},
    {KIND_CA_SIN, ID_NEEDS, 3, "dddsdddsddd", id_ca_sin},
    {KIND_AU_TFN, ID_NEEDS, 3, "dddsdddsddd", id_au_tfn},
    {KIND_AU_TFN, ID_NEEDS, 3, "ddd.ddd.ddd", id_au_tfn},
    {KIND_AU_ACN, ID_NEEDS, 3, "dddsdddsddd", id_au_acn},
    {KIND_PT_NIF, ID_NEEDS, 3, "dddsdddsddd", id_pt_nif},
    {KIND_PT_NIF, ID_NEEDS, 3, "ddd.ddd.ddd", id_pt_nif},
    {KIND_GR_AFM, ID_NEEDS, 3, "dddsdddsddd", id_gr_afm},
    {KIND_NL_BSN, ID_NEEDS, 3, "dddsdddsddd", id_nl_bsn},
    {KIND_BR_CPF, ID_NEEDS, 3, "dddsdddsdddsdd", id_br_cpf},
    {KIND_TR_NATIONAL_ID, ID_NEEDS, 3, "dddsdddsdddsdd", id_tr_national_id},
    {KIND_PL_NIP, ID_NEEDS, 3, "dddsdddsddsdd", id_pl_nip},
    {KIND_PL_NIP, ID_NEEDS, 3, "dddsddsddsddd", id_pl_nip},
    {KIND_KR_BRN, ID_NEEDS, 3, "dddsddsddddd", id_kr_brn},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 3, "dddsdddsddd", id_document},
};

static const struct id_form d4[] = {
    {KIND_IN_AADHAAR, ID_NEEDS, 4, "ddddsddddsdddd", id_in_aadhaar},
    {KIND_ABA_ROUTING, ID_NEEDS, 4, "ddddsddddsd", id_aba_routing},
    {KIND_US_NPI, ID_NEEDS, 4, "ddddsdddsddd", id_us_npi},
    {KIND_AT_SOCIAL_SECURITY, ID_NEEDS, 4, "ddddsdddddd",
	id_at_social_security},
    {KIND_AU_MEDICARE, ID_NEEDS, 4, "ddddsdddddsd", id_au_medicare},
    {KIND_AU_MEDICARE, ID_NEEDS, 4, "ddddsdddddsdsd", id_au_medicare},
    {KIND_AU_MEDICARE, ID_NEEDS, 4, "ddddsdddddsd/d", id_au_medicare},
    {KIND_NL_BSN, ID_NEEDS, 4, "dddd.dd.ddd", id_nl_bsn},
    {KIND_NL_BSN, ID_NEEDS, 4, "ddddsddsddd", id_nl_bsn},
    {KIND_NG_NIN, ID_NEEDS, 4, "ddddsdddsdddd", id_ng_nin},
    {KIND_LU_NATIONAL_ID, ID_NEEDS, 4, "ddddsddsddsddddd", id_lu_national_id},
    {KIND_LU_NATIONAL_ID, ID_NEEDS, 4, "ddddsddsddsdddsdd", id_lu_national_id},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 4, "ddddsddsdddd", id_document},
};

static const struct id_form d5[] = {
    {KIND_UK_UTR, ID_NEEDS, 5, "dddddsddddd", id_uk_utr},
    {KIND_UK_UTR, ID_NEEDS, 5, "dddddsdddddK", id_uk_utr},
    {KIND_US_SSN, ID_NEEDS, 5, "ddddd-dddd", id_us_ssn},
    {KIND_US_ITIN, ID_NEEDS, 5, "ddddd-dddd", id_us_itin},
};

static const struct id_form d6[] = {
    {KIND_FI_HETU, ID_FREE, 6, "dddddd-dddx", id_fi_hetu_strict},
    {KIND_FI_HETU, ID_FREE, 6, "dddddd+dddx", id_fi_hetu},
    {KIND_FI_HETU, ID_FREE, 11, "ddddddadddx", id_fi_hetu},
    {KIND_FR_NIR, ID_FREE, 15, "ddddddadddddddd", id_fr_nir_strict},
    {KIND_KR_RRN, ID_FREE, 6, "dddddd-ddddddd", id_kr_rrn_strict},
    {KIND_CZ_BIRTH_NUMBER, ID_FREE, 6, "dddddd/dddd", id_cz_birth_strict},
    {KIND_SE_PERSONAL_NUMBER, ID_FREE, 6, "dddddd-dddd", id_se_person_strict},
    {KIND_SE_PERSONAL_NUMBER, ID_FREE, 6, "dddddd+dddd", id_se_person_strict},
    {KIND_LV_PERSONAL_CODE, ID_FREE, 6, "dddddd-ddddd", id_lv_person_strict},
    {KIND_BE_NATIONAL_NUMBER, ID_FREE, 6, "dddddd-ddd.dd",
	id_be_national_number},
    {KIND_FI_HETU, ID_NEEDS, 6, "dddddd-dddx", id_fi_hetu},
    {KIND_KR_RRN, ID_NEEDS, 6, "ddddddsddddddd", id_kr_rrn},
    {KIND_SE_PERSONAL_NUMBER, ID_NEEDS, 6, "ddddddsdddd",
	id_se_personal_number},
    {KIND_SE_PERSONAL_NUMBER, ID_NEEDS, 6, "dddddd+dddd",
	id_se_personal_number},
    {KIND_SE_ORGANISATION, ID_NEEDS, 6, "ddddddsdddd", id_se_organisation},
    {KIND_LV_PERSONAL_CODE, ID_NEEDS, 6, "dddddd-ddddd", id_lv_personal_code},
    {KIND_CZ_BIRTH_NUMBER, ID_NEEDS, 6, "dddddd/dddd", id_cz_birth_number},
    {KIND_CZ_BIRTH_NUMBER, ID_NEEDS, 6, "dddddd/ddd", id_cz_old_birth_number},
    {KIND_CZ_BIRTH_NUMBER, ID_NEEDS, 6, "ddddddsdddd", id_cz_birth_number},
    {KIND_BE_NATIONAL_NUMBER, ID_NEEDS, 6, "ddddddsdddsdd",
	id_be_national_number},
    {KIND_GR_AMKA, ID_NEEDS, 6, "ddddddsddddd", id_gr_amka},
    {KIND_ZA_ID, ID_NEEDS, 6, "ddddddsddddsddd", id_za_id},
    {KIND_ZA_ID, ID_NEEDS, 6, "ddddddsddddsdsdd", id_za_id},
    {KIND_ZA_ID, ID_NEEDS, 6, "ddddddsddddsddsd", id_za_id},
};

static const struct id_form d7[] = {
    {KIND_IE_PPS, ID_NEEDS, 8, "ddddddda", id_ie_pps},
    {KIND_IE_PPS, ID_NEEDS, 9, "dddddddaa", id_ie_pps},
    {KIND_IE_PPS, ID_NEEDS, 8, "ddddddda/a", id_ie_pps},
    {KIND_IE_PPS, ID_NEEDS, 7, "dddddddsa", id_ie_pps},
    {KIND_IE_PPS, ID_NEEDS, 7, "dddddddsaa", id_ie_pps},
    {KIND_ES_NIF, ID_NEEDS, 8, "ddddddda", id_es_dni},
    {KIND_ES_NIF, ID_NEEDS, 7, "dddddddsa", id_es_dni},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 7, "ddddddd", id_document},
};

static const struct id_form d8[] = {
    {KIND_DE_SOCIAL_SECURITY, ID_FREE, 12, "ddddddddaddd",
	id_de_social_security},
    {KIND_ES_NIF, ID_FREE, 9, "dddddddda", id_es_dni},
    {KIND_ES_NIF, ID_FREE, 8, "dddddddd-a", id_es_dni},
    {KIND_SE_PERSONAL_NUMBER, ID_FREE, 8, "dddddddd-dddd", id_se_person_strict},
    {KIND_SE_PERSONAL_NUMBER, ID_NEEDS, 8, "ddddddddsdddd",
	id_se_personal_number},
    {KIND_ES_NIF, ID_NEEDS, 8, "ddddddddsa", id_es_dni},
    {KIND_SG_UEN, ID_NEEDS, 9, "dddddddda", id_sg_uen},
    {KIND_HU_TAX_ID, ID_NEEDS, 8, "ddddddddsdsdd", id_hu_company},
    {KIND_SI_TAX_ID, ID_NEEDS, 8, "dddddddd", id_si_tax_id},
    {KIND_AU_TFN, ID_NEEDS, 8, "dddddddd", id_au_tfn},
    {KIND_NL_BSN, ID_NEEDS, 8, "dddddddd", id_nl_bsn},
    {KIND_PASSPORT, ID_NEEDS, 8, "dddddddd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 8, "dddddddd", id_document},
};

static const struct id_form d9[] = {
    {KIND_US_SSN, ID_NEEDS, 9, "ddddddddd", id_us_ssn},
    {KIND_US_ITIN, ID_NEEDS, 9, "ddddddddd", id_us_itin},
    {KIND_ABA_ROUTING, ID_NEEDS, 9, "ddddddddd", id_aba_routing},
    {KIND_CA_SIN, ID_NEEDS, 9, "ddddddddd", id_ca_sin},
    {KIND_DE_PHYSICIAN, ID_NEEDS, 9, "ddddddddd", id_de_lanr},
    {KIND_DE_PHYSICIAN, ID_NEEDS, 9, "ddddddddd", id_de_bsnr},
    {KIND_NL_BSN, ID_NEEDS, 9, "ddddddddd", id_nl_bsn},
    {KIND_PT_NIF, ID_NEEDS, 9, "ddddddddd", id_pt_nif},
    {KIND_GR_AFM, ID_NEEDS, 9, "ddddddddd", id_gr_afm},
    {KIND_AU_TFN, ID_NEEDS, 9, "ddddddddd", id_au_tfn},
    {KIND_AU_ACN, ID_NEEDS, 9, "ddddddddd", id_au_acn},
    {KIND_AU_MEDICARE, ID_NEEDS, 9, "ddddddddd", id_au_medicare},
    {KIND_CZ_BIRTH_NUMBER, ID_NEEDS, 9, "ddddddddd", id_cz_old_birth_number},
    {KIND_SG_UEN, ID_NEEDS, 10, "ddddddddda", id_sg_uen},
    {KIND_PASSPORT, ID_NEEDS, 9, "ddddddddd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 9, "ddddddddd", id_document},
};

static const struct id_form d10[] = {
    {KIND_UK_NHS, ID_NEEDS, 10, "dddddddddd", id_uk_nhs},
    {KIND_US_NPI, ID_NEEDS, 10, "dddddddddd", id_us_npi},
    {KIND_UK_UTR, ID_NEEDS, 10, "dddddddddd", id_uk_utr},
    {KIND_UK_UTR, ID_NEEDS, 11, "ddddddddddK", id_uk_utr},
    {KIND_SE_PERSONAL_NUMBER, ID_NEEDS, 10, "dddddddddd",
	id_se_personal_number},
    {KIND_SE_ORGANISATION, ID_NEEDS, 10, "dddddddddd", id_se_organisation},
    {KIND_AT_SOCIAL_SECURITY, ID_NEEDS, 10, "dddddddddd",
	id_at_social_security},
    {KIND_BG_EGN, ID_NEEDS, 10, "dddddddddd", id_bg_egn},
    {KIND_CZ_BIRTH_NUMBER, ID_NEEDS, 10, "dddddddddd", id_cz_birth_number},
    {KIND_HU_TAX_ID, ID_NEEDS, 10, "dddddddddd", id_hu_tax_id},
    {KIND_PL_NIP, ID_NEEDS, 10, "dddddddddd", id_pl_nip},
    {KIND_KR_BRN, ID_NEEDS, 10, "dddddddddd", id_kr_brn},
    {KIND_AU_MEDICARE, ID_NEEDS, 10, "dddddddddd", id_au_medicare},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "dddddddddd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "ddddddddddD", id_de_id_card},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 10, "dddddddddd", id_document},
};

static const struct id_form d11[] = {
    {KIND_BR_CPF, ID_NEEDS, 11, "ddddddddddd", id_br_cpf},
    {KIND_DE_TAX_ID, ID_NEEDS, 11, "ddddddddddd", id_de_tax_id},
    {KIND_BE_NATIONAL_NUMBER, ID_NEEDS, 11, "ddddddddddd",
	id_be_national_number},
    {KIND_IT_VAT, ID_NEEDS, 11, "ddddddddddd", id_it_vat},
    {KIND_GR_AMKA, ID_NEEDS, 11, "ddddddddddd", id_gr_amka},
    {KIND_PL_PESEL, ID_NEEDS, 11, "ddddddddddd", id_pl_pesel},
    {KIND_EE_LT_PERSONAL_CODE, ID_NEEDS, 11, "ddddddddddd",
	id_ee_lt_personal_code},
    {KIND_LV_PERSONAL_CODE, ID_NEEDS, 11, "ddddddddddd", id_lv_personal_code},
    {KIND_TR_NATIONAL_ID, ID_NEEDS, 11, "ddddddddddd", id_tr_national_id},
    {KIND_AU_ABN, ID_NEEDS, 11, "ddddddddddd", id_au_abn},
    {KIND_AU_MEDICARE, ID_NEEDS, 11, "ddddddddddd", id_au_medicare},
    {KIND_HU_TAX_ID, ID_NEEDS, 11, "ddddddddddd", id_hu_company},
    {KIND_NG_NIN, ID_NEEDS, 11, "ddddddddddd", id_ng_nin},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 11, "ddddddddddd", id_document},
};

static const struct id_form d12[] = {
    {KIND_IN_AADHAAR, ID_NEEDS, 12, "dddddddddddd", id_in_aadhaar},
    {KIND_ES_SOCIAL_SECURITY, ID_NEEDS, 12, "dddddddddddd",
	id_es_social_security},
    {KIND_SE_PERSONAL_NUMBER, ID_NEEDS, 12, "dddddddddddd",
	id_se_personal_number},
    {KIND_SE_ORGANISATION, ID_NEEDS, 12, "dddddddddddd", id_se_organisation},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 12, "dddddddddddd", id_document},
};

static const struct id_form d13[] = {
    {KIND_FR_TAX_ID, ID_NEEDS, 13, "ddddddddddddd", id_fr_tax_id},
    {KIND_LU_NATIONAL_ID, ID_NEEDS, 13, "ddddddddddddd", id_lu_national_id},
    {KIND_RO_CNP, ID_NEEDS, 13, "ddddddddddddd", id_ro_cnp},
    {KIND_SI_EMSO, ID_NEEDS, 13, "ddddddddddddd", id_si_emso},
    {KIND_ZA_ID, ID_NEEDS, 13, "ddddddddddddd", id_za_id},
    {KIND_KR_RRN, ID_NEEDS, 13, "ddddddddddddd", id_kr_rrn},
    {KIND_TH_NATIONAL_ID, ID_NEEDS, 13, "ddddddddddddd", id_th_national_id},
    {KIND_UK_UTR, ID_NEEDS, 13, "ddddddddddddd", id_uk_utr},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 13, "ddddddddddddd", id_document},
};

static const struct id_form d14[] = {
    {KIND_BR_CNPJ, ID_NEEDS, 14, "dddddddddddddd", id_br_cnpj},
};

static const struct id_form d15[] = {
    {KIND_FR_NIR, ID_FREE, 15, "ddddddddddddddd", id_fr_nir_strict},
    {KIND_FR_NIR, ID_NEEDS, 15, "ddddddddddddddd", id_fr_nir},
};

static const struct id_form d17[] = {
    {KIND_CN_ID, ID_FREE, 18, "dddddddddddddddddX", id_cn_id},
};

static const struct id_form d18[] = {
    {KIND_CN_ID, ID_FREE, 18, "dddddddddddddddddd", id_cn_id},
};

struct id_forms
id_forms_of_digits(size_t digits)
{
	static const struct id_forms lists[ID_DIGITS + 1] = {
	    [1] = ID_LIST(d1, 0x800, 0x16, 0x1c),
	    [2] = ID_LIST(d2, 0x8000, 0x4, 0x1cc),
	    [3] = ID_LIST(d3, 0x0, 0x8, 0x4c),
	    [4] = ID_LIST(d4, 0x0, 0x10, 0x7c),
	    [5] = ID_LIST(d5, 0x0, 0x20, 0x70),
	    [6] = ID_LIST(d6, 0x8800, 0x40, 0xb8),
	    [7] = ID_LIST(d7, 0x380, 0x180, 0x6),
	    [8] = ID_LIST(d8, 0x1300, 0x100, 0x12),
	    [9] = ID_LIST(d9, 0x600, 0x0, 0x0),
	    [10] = ID_LIST(d10, 0xc00, 0x0, 0x0),
	    [11] = ID_LIST(d11, 0x800, 0x0, 0x0),
	    [12] = ID_LIST(d12, 0x1000, 0x0, 0x0),
	    [13] = ID_LIST(d13, 0x2000, 0x0, 0x0),
	    [14] = ID_LIST(d14, 0x4000, 0x0, 0x0),
	    [15] = ID_LIST(d15, 0x8000, 0x0, 0x0),
	    [17] = ID_LIST(d17, 0x40000, 0x0, 0x0),
	    [18] = ID_LIST(d18, 0x40000, 0x0, 0x0),
	};

	return lists[digits];
}
