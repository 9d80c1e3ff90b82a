#include <stdio.h>
#include <string.h>

#include "check.h"
#include "number_found.h"

static struct kinds
cards_and_ibans(void)
{
	struct kinds on = {{0}};

	kinds_add(&on, KIND_CARD);
	kinds_add(&on, KIND_IBAN);
	return on;
}

static void
check_all(const struct one *cases, size_t n)
{
	const struct kinds on = cards_and_ibans();

	check_found(cases, n, &on);
}

/* The networks' numbers for tests. */
static void
finds_every_network(void)
{
	static const struct one cases[] = {
	    {"", "4111111111111111", "card 0+16"},
	    {"", "5555555555554444", "card 0+16"},
	    {"", "2223003122003222", "card 0+16"},
	    {"", "378282246310005", "card 0+15"},
	    {"", "6011111111111117", "card 0+16"},
	    {"", "3530111333300000", "card 0+16"},
	    {"", "30569309025904", "card 0+14"},
	    {"", "38520000023237", "card 0+14"},
	    {"", "6759649826438453", "card 0+16"},
	    {"", "5019717010103742", "card 0+16"},
	    {"", "6240008631401148", "card 0+16"},
	    {"card", "4222222222222", "card 0+13"},
	    {"card", "122000000000003", "card 0+15"},
	    {"card_number", "060426070011", "card 0+12"},
	    {"card", "4131034282458809939", "card 0+19"},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
finds_groups(void)
{
	static const struct one cases[] = {
	    {"", "4111 1111 1111 1111", "card 0+19"},
	    {"", "4111-1111-1111-1111", "card 0+19"},
	    {"", "4111.1111.1111.1111", "card 0+19"},
	    {"", "3782 822463 10005", "card 0+17"},
	    {"", "3056-930902-5904", "card 0+16"},
	    {"",
		"4111\xc2\xa0"
		"1111\xe2\x80\xaf"
		"1111-1111",
		"card 0+22"},
	    {"", "4111 1111 1111 1111 12/25 123", "card 0+19"},
	    {"", "4111111111111111 12/25", "card 0+16"},
	    {"", "x4111, 4111111111111111", "card 7+16"},
	    {"", "12,4111111111111111,9", "card 3+16"},
	    {"",
		"\xe5\x8d\xa1"
		"4111111111111111\xe5\x8f\xb7",
		"card 3+16"},
	    {"", "{\\\"pan\\\":\\\"4111111111111111\\\"}", "card 11+16"},
	    {"", "35660020 20360505", ""},
	    {"", "card 35660020 20360505", "card 5+17"},
	    {"", "4111111111111111 5555555555554444", "card 0+16, card 17+16"},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
leaves_other_numbers(void)
{
	static const struct one cases[] = {
	    {"", "4111111111111112", ""},
	    {"card", "4012-8888-8888-1882", ""},
	    {"", "4222222222222", ""},
	    {"", "14111111111111111", ""},
	    {"", "0.4012888888881881", ""},
	    {"", "0,4012888888881881", ""},
	    {"", "4012888888881881.5", ""},
	    {"", "a4111111111111111", ""},
	    {"", "4111111111111111b", ""},
	    {"", "4111111111111111_", ""},
	    {"", "1-4111111111111111", ""},
	    {"", "4111111111111111-1", ""},
	    {"id", "4111111111111111", ""},
	    {"traceId", "4111111111111111", ""},
	    {"", "order id: 4111111111111111", ""},
	    {"", "trace=4111111111111111", ""},
	    {"", "/orders/4111111111111111", ""},
	    {"", "order-4111111111111111", ""},
	    {"", "#4111111111111111", ""},
	    {"", "0000000000000000", ""},
	    {"", "4111 1111 1111 1111 1111", ""},
	    {"", "1 4111 1111 1111 1111", ""},
	    {"card", "1748503543012", ""},
	    {"", "44111111-1111-4111-8111-111111111111", ""},
	    {"", "2020 2021 2022 2023", ""},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
finds_ibans(void)
{
	static const struct one cases[] = {
	    {"", "DE89370400440532013000", "iban 0+22"},
	    {"", "de89370400440532013000", "iban 0+22"},
	    {"", "x DE89 3704 0044 0532 0130 00 y", "iban 2+27"},
	    {"", "DE 89 3704 0044 0532 0130 00", "iban 0+28"},
	    {"", "DE4450-0105-1754-0732-4931", "iban 0+26"},
	    {"", "GB29 NWBK 6016 1331 9268 19", "iban 0+27"},
	    {"", "GB29\xc2\xa0NWBK60161331926819.", "iban 0+24"},
	    {"", "FR1420041010050500013M02606", "iban 0+27"},
	    {"", "KZ86 125K ZT50 0410 0100", "iban 0+24"},
	    {"", "NO9386011117947", "iban 0+15"},
	    {"", "MT84MALT011000012345MTLCAST001S", "iban 0+31"},
	    {"", "iban:DE89370400440532013000,x", "iban 5+22"},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

static void
leaves_what_is_no_iban(void)
{
	static const struct one cases[] = {
	    {"", "DE89370400440532013001", ""},
	    {"", "DE8937040044053201300", ""},
	    {"", "DE893704004405320130000", ""},
	    {"", "DE89370400440532013000x", ""},
	    {"", "ADE89370400440532013000", ""},
	    {"", "1DE89370400440532013000", ""},
	    {"", "XX89370400440532013000", ""},
	    {"", "DE89  370400440532013000", ""},
	    {"", "is 26 of the people who are in the end no more", ""},
	};

	check_all(cases, sizeof(cases) / sizeof(cases[0]));
}

TEST_MAIN(TEST(finds_every_network), TEST(finds_groups),
    TEST(leaves_other_numbers), TEST(finds_ibans), TEST(leaves_what_is_no_iban))
