#include "ids.h"

static const struct id_form l1_d1[] = {
    {KIND_BR_CNPJ, ID_FREE, 2, "ad.xxx.xxx/xxxx-dd", id_br_cnpj},
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "adxxxxxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "adxxxxxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "adxxxxxxxdD", id_de_id_card},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 10, "adxxxxxxxa", id_it_license},
    {KIND_PASSPORT, ID_NEEDS, 9, "adxxxxxxd", id_document},
};

static const struct id_form l1_d2[] = {
    {KIND_SG_UEN, ID_FREE, 10, "addaadddda", id_sg_uen},
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "addxxxxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "addxxxxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "addxxxxxxdD", id_de_id_card},
    {KIND_PASSPORT, ID_NEEDS, 9, "addxxxxxd", id_document},
};

static const struct id_form l1_d3[] = {
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "adddxxxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "adddxxxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "adddxxxxxdD", id_de_id_card},
    {KIND_PASSPORT, ID_NEEDS, 9, "adddadddd", id_document},
    {KIND_PASSPORT, ID_NEEDS, 9, "adddxxxxd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 4, "adddsdddsddsdddsd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 4, "adddsddddsdddd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 4, "adddsdddsddd", id_document},
};

static const struct id_form l1_d4[] = {
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "addddxxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "addddxxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "addddxxxxdD", id_de_id_card},
    {KIND_PASSPORT, ID_NEEDS, 9, "addddxxxd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 5, "addddsddddsdddddd", id_document},
};

static const struct id_form l1_d5[] = {
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "adddddxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "adddddxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "adddddxxxdD", id_de_id_card},
    {KIND_PASSPORT, ID_NEEDS, 9, "adddddxxd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 6, "addddd", id_document},
};

static const struct id_form l1_d6[] = {
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "addddddxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "addddddxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "addddddxxdD", id_de_id_card},
    {KIND_PASSPORT, ID_NEEDS, 7, "adddddd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 7, "adddddd", id_document},
};

static const struct id_form l1_d7[] = {
    {KIND_ES_NIF, ID_FREE, 9, "addddddda", id_es_nie},
    {KIND_ES_NIF, ID_FREE, 8, "addddddd-a", id_es_nie},
    {KIND_ES_NIF, ID_FREE, 1, "a-ddddddd-a", id_es_nie},
    {KIND_SG_NRIC, ID_FREE, 9, "addddddda", id_sg_nric},
    {KIND_ES_NIF, ID_NEEDS, 1, "asdddddddsa", id_es_nie},
    {KIND_ES_NIF, ID_NEEDS, 9, "addddddda", id_es_cif},
    {KIND_ES_NIF, ID_NEEDS, 1, "a-ddddddda", id_es_cif},
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "adddddddx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "adddddddxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "adddddddxdD", id_de_id_card},
    {KIND_PASSPORT, ID_NEEDS, 8, "addddddd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 8, "addddddd", id_document},
};

static const struct id_form l1_d8[] = {
    {KIND_ES_NIF, ID_NEEDS, 9, "adddddddd", id_es_cif},
    {KIND_ES_NIF, ID_NEEDS, 1, "a-dddddddd", id_es_cif},
    {KIND_US_DEA, ID_NEEDS, 9, "adddddddd", id_us_dea},
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "adddddddd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "addddddddd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "adddddddddD", id_de_id_card},
    {KIND_PASSPORT, ID_NEEDS, 9, "adddddddd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 9, "adddddddd", id_document},
};

static const struct id_form l1_d9[] = {
    {KIND_DE_HEALTH_INSURANCE, ID_NEEDS, 10, "addddddddd",
	id_de_health_insurance},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "addddddddd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "adddddddddD", id_de_id_card},
    {KIND_PASSPORT, ID_NEEDS, 10, "addddddddd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 10, "addddddddd", id_document},
};

static const struct id_form l1_d10[] = {
    {KIND_DRIVER_LICENSE, ID_NEEDS, 11, "adddddddddd", id_document},
    {KIND_UK_UTR, ID_NEEDS, 11, "Kdddddddddd", id_uk_utr},
};

static const struct id_form l1_d11[] = {
    {KIND_DRIVER_LICENSE, ID_NEEDS, 12, "addddddddddd", id_document},
};

static const struct id_form l1_d12[] = {
    {KIND_DRIVER_LICENSE, ID_NEEDS, 13, "adddddddddddd", id_document},
};

static const struct id_form l1_d13[] = {
    {KIND_DRIVER_LICENSE, ID_NEEDS, 14, "addddddddddddd", id_document},
    {KIND_UK_UTR, ID_NEEDS, 14, "Kddddddddddddd", id_uk_utr},
};

static const struct id_form l1_d14[] = {
    {KIND_DRIVER_LICENSE, ID_NEEDS, 15, "adddddddddddddd", id_document},
};

static const struct id_form l2_d1[] = {
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aadxxxxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aadxxxxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aadxxxxxxdD", id_de_id_card},
};

static const struct id_form l2_d2[] = {
    {KIND_UK_NINO, ID_FREE, 2, "aasddsddsddsa", id_uk_nino},
    {KIND_UK_NINO, ID_FREE, 4, "aaddsddsddsa", id_uk_nino},
    {KIND_UK_NINO, ID_NEEDS, 2, "aasddsddsdda", id_uk_nino},
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aaddxxxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aaddxxxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aaddxxxxxdD", id_de_id_card},
};

static const struct id_form l2_d3[] = {
    {KIND_DE_VAT_ID, ID_FREE, 2, "DEsdddsdddsddd", id_de_vat_id},
    {KIND_DE_VAT_ID, ID_FREE, 5, "DEdddsdddsddd", id_de_vat_id},
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aadddxxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aadddxxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aadddxxxxdD", id_de_id_card},
};

static const struct id_form l2_d4[] = {
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aaddddxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aaddddxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aaddddxxxdD", id_de_id_card},
    {KIND_PASSPORT, ID_NEEDS, 9, "aaddddadd", id_document},
};

static const struct id_form l2_d5[] = {
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aadddddxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aadddddxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aadddddxxdD", id_de_id_card},
};

static const struct id_form l2_d6[] = {
    {KIND_UK_NINO, ID_FREE, 9, "aadddddda", id_uk_nino},
    {KIND_UK_NINO, ID_FREE, 2, "aasddddddsa", id_uk_nino},
    {KIND_CZ_BIRTH_NUMBER, ID_FREE, 2, "CZsdddddd/dddd", id_cz_birth_number},
    {KIND_CZ_BIRTH_NUMBER, ID_FREE, 2, "CZsdddddd/ddd", id_cz_old_birth_number},
    {KIND_UK_NINO, ID_NEEDS, 2, "aasdddddda", id_uk_nino},
    {KIND_UK_NINO, ID_NEEDS, 8, "aaddddddsa", id_uk_nino},
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aaddddddx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aaddddddxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aaddddddxdD", id_de_id_card},
    {KIND_PASSPORT, ID_NEEDS, 8, "aadddddd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 8, "aadddddd", id_document},
};

static const struct id_form l2_d7[] = {
    {KIND_US_DEA, ID_NEEDS, 9, "aaddddddd", id_us_dea},
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aaddddddd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aadddddddd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aaddddddddD", id_de_id_card},
    {KIND_PASSPORT, ID_NEEDS, 9, "aaddddddd", id_document},
    {KIND_PASSPORT, ID_NEEDS, 2, "aasddddddd", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 10, "aaddddddda", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 9, "aaddddddd", id_document},
};

static const struct id_form l2_d8[] = {
    {KIND_SI_TAX_ID, ID_FREE, 10, "SIdddddddd", id_si_tax_id},
    {KIND_SI_TAX_ID, ID_FREE, 2, "SIsdddddddd", id_si_tax_id},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 11, "aadddddddda", id_document},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 10, "aadddddddd", id_document},
};

static const struct id_form l2_d9[] = {
    {KIND_DE_VAT_ID, ID_FREE, 11, "DEddddddddd", id_de_vat_id},
    {KIND_DE_VAT_ID, ID_FREE, 2, "DEsddddddddd", id_de_vat_id},
    {KIND_GR_AFM, ID_FREE, 11, "ELddddddddd", id_gr_afm},
    {KIND_GR_AFM, ID_FREE, 2, "ELsddddddddd", id_gr_afm},
    {KIND_PT_NIF, ID_FREE, 11, "PTddddddddd", id_pt_vat},
    {KIND_PT_NIF, ID_FREE, 2, "PTsddddddddd", id_pt_vat},
    {KIND_CZ_BIRTH_NUMBER, ID_FREE, 11, "CZddddddddd", id_cz_old_birth_number},
    {KIND_UK_DRIVER_LICENSE, ID_FREE, 16, "aadddddddddxxdaa",
	id_uk_driver_license},
    {KIND_DRIVER_LICENSE, ID_NEEDS, 11, "aaddddddddd", id_document},
};

static const struct id_form l2_d10[] = {
    {KIND_PL_NIP, ID_FREE, 12, "PLdddddddddd", id_pl_nip},
    {KIND_PL_NIP, ID_FREE, 2, "PLsdddddddddd", id_pl_nip},
    {KIND_CZ_BIRTH_NUMBER, ID_FREE, 12, "CZdddddddddd", id_cz_birth_number},
};

static const struct id_form l2_d11[] = {
    {KIND_IT_VAT, ID_FREE, 13, "ITddddddddddd", id_it_vat},
    {KIND_IT_VAT, ID_FREE, 2, "ITsddddddddddd", id_it_vat},
};

/* German cards with more letters before the first digit. */
static const struct id_form l3[] = {
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aaadxxxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aaadxxxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aaadxxxxxdD", id_de_id_card},
};

static const struct id_form l4[] = {
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aaaadxxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aaaadxxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aaaadxxxxdD", id_de_id_card},
};

static const struct id_form l5[] = {
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aaaaadxxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aaaaadxxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aaaaadxxxdD", id_de_id_card},
};

static const struct id_form l3_d6[] = {
    {KIND_PASSPORT, ID_NEEDS, 9, "aaadddddd", id_document},
};

static const struct id_form l3_d8[] = {
    {KIND_UK_DRIVER_LICENSE, ID_FREE, 16, "aaaddddddddxxdaa",
	id_uk_driver_license},
};

static const struct id_form l4_d7[] = {
    {KIND_UK_DRIVER_LICENSE, ID_FREE, 16, "aaaadddddddxxdaa",
	id_uk_driver_license},
};

static const struct id_form l5_d4[] = {
    {KIND_IN_PAN, ID_FREE, 10, "aaaaadddda", id_in_pan},
    {KIND_IN_PAN, ID_NEEDS, 10, "aaaaadddda", NULL},
};

static const struct id_form l5_d6[] = {
    {KIND_UK_DRIVER_LICENSE, ID_FREE, 16, "aaaaaddddddxxdaa",
	id_uk_driver_license},
};

static const struct id_form l5_d8[] = {
    {KIND_UK_DRIVER_LICENSE, ID_FREE, 16, "aaaaadddddddddaa",
	id_uk_driver_license},
};

static const struct id_form l6_d1[] = {
    {KIND_IT_FISCAL_CODE, ID_FREE, 16, "aaaaaaxxaxxaxxxa", id_it_fiscal_code},
    {KIND_IT_FISCAL_CODE, ID_FREE, 6, "aaaaaasxxaxxsaxxxa", id_it_fiscal_code},
    {KIND_IT_FISCAL_CODE, ID_FREE, 3, "aaasaaasxxaxxsaxxxa", id_it_fiscal_code},
    {KIND_IT_FISCAL_CODE, ID_FREE, 11, "aaaaaaxxaxxsaxxxa", id_it_fiscal_code},
    {KIND_IT_FISCAL_CODE, ID_FREE, 6, "aaaaaa/xxaxx/axxxa", id_it_fiscal_code},
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aaaaaadxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aaaaaadxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aaaaaadxxdD", id_de_id_card},
};

static const struct id_form l6_d2[] = {
    {KIND_IT_FISCAL_CODE, ID_FREE, 16, "aaaaaaxxaxxaxxxa", id_it_fiscal_code},
    {KIND_IT_FISCAL_CODE, ID_FREE, 6, "aaaaaasxxaxxsaxxxa", id_it_fiscal_code},
    {KIND_IT_FISCAL_CODE, ID_FREE, 3, "aaasaaasxxaxxsaxxxa", id_it_fiscal_code},
    {KIND_IT_FISCAL_CODE, ID_FREE, 11, "aaaaaaxxaxxsaxxxa", id_it_fiscal_code},
    {KIND_IT_FISCAL_CODE, ID_FREE, 6, "aaaaaa/xxaxx/axxxa", id_it_fiscal_code},
    {KIND_DE_ID_CARD, ID_NEEDS, 9, "aaaaaadxx", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 10, "aaaaaadxxd", id_de_id_card},
    {KIND_DE_ID_CARD, ID_NEEDS, 11, "aaaaaadxxdD", id_de_id_card},
};

struct id_forms
id_forms_of_letters(size_t letters, size_t digits)
{
	static const struct id_forms lists[ID_LETTERS + 1][ID_DIGITS + 1] = {
	    [1][1] = ID_LIST(l1_d1, 0xe00, 0x4, 0x8),
	    [1][2] = ID_LIST(l1_d2, 0xe00, 0x0, 0x0),
	    [1][3] = ID_LIST(l1_d3, 0xe00, 0x10, 0x18),
	    [1][4] = ID_LIST(l1_d4, 0xe00, 0x20, 0x10),
	    [1][5] = ID_LIST(l1_d5, 0xe40, 0x0, 0x0),
	    [1][6] = ID_LIST(l1_d6, 0xe80, 0x0, 0x0),
	    [1][7] = ID_LIST(l1_d7, 0xf00, 0x102, 0x182),
	    [1][8] = ID_LIST(l1_d8, 0xe00, 0x2, 0x100),
	    [1][9] = ID_LIST(l1_d9, 0xc00, 0x0, 0x0),
	    [1][10] = ID_LIST(l1_d10, 0x800, 0x0, 0x0),
	    [1][11] = ID_LIST(l1_d11, 0x1000, 0x0, 0x0),
	    [1][12] = ID_LIST(l1_d12, 0x2000, 0x0, 0x0),
	    [1][13] = ID_LIST(l1_d13, 0x4000, 0x0, 0x0),
	    [1][14] = ID_LIST(l1_d14, 0x8000, 0x0, 0x0),
	    [2][1] = ID_LIST(l2_d1, 0xe00, 0x0, 0x0),
	    [2][2] = ID_LIST(l2_d2, 0xe00, 0x14, 0x4),
	    [2][3] = ID_LIST(l2_d3, 0xe00, 0x24, 0x8),
	    [2][4] = ID_LIST(l2_d4, 0xe00, 0x0, 0x0),
	    [2][5] = ID_LIST(l2_d5, 0xe00, 0x0, 0x0),
	    [2][6] = ID_LIST(l2_d6, 0xf00, 0x104, 0xc2),
	    [2][7] = ID_LIST(l2_d7, 0xe00, 0x4, 0x80),
	    [2][8] = ID_LIST(l2_d8, 0xc00, 0x4, 0x100),
	    [2][9] = ID_LIST(l2_d9, 0x10800, 0x4, 0x200),
	    [2][10] = ID_LIST(l2_d10, 0x1000, 0x4, 0x400),
	    [2][11] = ID_LIST(l2_d11, 0x2000, 0x4, 0x800),
	    [3][1] = ID_LIST(l3, 0xe00, 0x0, 0x0),
	    [3][2] = ID_LIST(l3, 0xe00, 0x0, 0x0),
	    [3][3] = ID_LIST(l3, 0xe00, 0x0, 0x0),
	    [3][4] = ID_LIST(l3, 0xe00, 0x0, 0x0),
	    [3][5] = ID_LIST(l3, 0xe00, 0x0, 0x0),
	    [3][6] = ID_LIST(l3_d6, 0x200, 0x0, 0x0),
	    [3][8] = ID_LIST(l3_d8, 0x10000, 0x0, 0x0),
	    [4][1] = ID_LIST(l4, 0xe00, 0x0, 0x0),
	    [4][2] = ID_LIST(l4, 0xe00, 0x0, 0x0),
	    [4][3] = ID_LIST(l4, 0xe00, 0x0, 0x0),
	    [4][4] = ID_LIST(l4, 0xe00, 0x0, 0x0),
	    [4][7] = ID_LIST(l4_d7, 0x10000, 0x0, 0x0),
	    [5][1] = ID_LIST(l5, 0xe00, 0x0, 0x0),
	    [5][2] = ID_LIST(l5, 0xe00, 0x0, 0x0),
	    [5][3] = ID_LIST(l5, 0xe00, 0x0, 0x0),
	    [5][4] = ID_LIST(l5_d4, 0x400, 0x0, 0x0),
	    [5][6] = ID_LIST(l5_d6, 0x10000, 0x0, 0x0),
	    [5][8] = ID_LIST(l5_d8, 0x10000, 0x0, 0x0),
	    [6][1] = ID_LIST(l6_d1, 0x10e00, 0x848, 0x28),
	    [6][2] = ID_LIST(l6_d2, 0x10e00, 0x848, 0x28),
	};

	return lists[letters][digits];
}

struct id_forms
id_forms_of(size_t letters, size_t digits)
{
	return letters == 0 ? id_forms_of_digits(digits)
			    : id_forms_of_letters(letters, digits);
}
