#include <stdio.h>
#include <string.h>

#include "check.h"
#include "phone.h"

/* With no-break spaces and an en dash. */
#define WIDE               \
	("+1\xc2\xa0"      \
	 "415\xe2\x80\xaf" \
	 "555\xe2\x80\x93" \
	 "0132")

typedef bool detector(const struct subject *subject, size_t i,
    struct finding *found);

/* What is found at any first digit, as "value | value". */
static void
show(detector *detect, const struct subject *subject, char *out, size_t size)
{
	struct lm_span text = subject->text;
	struct findings findings = {0};
	struct finding found;
	size_t len = 0;

	out[0] = '\0';
	for (size_t i = 0; i < text.len; i++)
		if (is_digit(text.ptr[i]) &&
		    (i == 0 || !is_digit(text.ptr[i - 1])) &&
		    detect(subject, i, &found))
			CHECK_OK(findings_add(&findings, &found, NULL), NULL);
	findings_settle(&findings);
	for (size_t i = 0; i < findings.n && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%.*s",
		    i == 0 ? "" : " | ", (int)findings.list[i].len,
		    text.ptr + findings.list[i].at);
	findings_free(&findings);
}

static void
check_named(detector *detect, const char *text, const char *name,
    const char *want)
{
	const struct subject subject = {.text = lm_span_of(text),
	    .name = lm_span_of(name)};
	char got[512];

	show(detect, &subject, got, sizeof(got));
	CHECK_TEXT(got, want);
	check_note("%s: %s", name, text);
}

/* Numbers that need no word: each is found whole. */
static void
finds_what_is_sure(void)
{
	static const char *const numbers[] = {"+1 415 555 0132", "+14155550132",
	    "+1 (415) 555-0132", "(415) 555-0132", "(415)555-0132",
	    "415-555-0132", "415.555.0132", "415 555-0132", "1-800-555-0199",
	    "1 (415) 555-0132", "415-555-0132x4587", "415-555-0132 ext. 45",
	    "+55 11 98456 5666", "+44 (20) 7123 4567", "+44 (0)20 7946 0958",
	    "+49 30 1234567", "+49 (0)30 123456", "+33 1 42 68 53 00",
	    "+39 06 678 4343", "+30 21 0 1234567", "+91 4155 550132",
	    "+919876543210", "+8613812345678", "+7 495 123-45-67",
	    "+353 1 234 5678", "+63 (917) 123 4567", "+90-532-123-45-67",
	    "(+44) 20 7946 0958", "%2B14155550132", WIDE, "090-1234-5678",
	    "0917-123-4567", "0 (917) 123 4567", "07700 900123", "0412 345 678",
	    "(11) 98456-5666", "8 (495) 123-45-67", "020 7946 0958",
	    "(020) 7946 0958"};
	char text[128];

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		check_named(detect_phone, numbers[i], "", numbers[i]);
		snprintf(text, sizeof(text), "\xe2\x80\x9c%s, 12", numbers[i]);
		check_named(detect_phone, text, "", numbers[i]);
	}
}

/* Numbers that a word has to be beside: found with it, left without. */
static void
finds_beside_a_word(void)
{
	static const char *const numbers[] = {"415 555 0132", "467 3395",
	    "0490 75 40 81", "699 956 915", "60-56-85-91", "(37) 788-063",
	    "9472 7916", "03.93.92.16.85", "21 284 698 2548", "0393 1144137",
	    "030/12345678", "001-518-640-0854", "09-7625400", "51 516 33 75",
	    "0049 30 1234567", "13812345678", "4155550132"};
	static const char *const around[][2] = {{"Phone: ", ""},
	    {"", " mobile"}, {"please call me at ", "."}, {"Tel.: ", ","},
	    {"(Telefon ", ")"}, {"\xe7\x94\xb5\xe8\xaf\x9d\xef\xbc\x9a", ""}};
	char text[128];

	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		snprintf(text, sizeof(text), "Sizes %s here", numbers[i]);
		check_named(detect_phone, text, "", "");
		check_named(detect_phone, numbers[i], "phone_number",
		    numbers[i]);
		check_named(detect_phone, numbers[i], "Mobile", numbers[i]);
		for (size_t k = 0; k < sizeof(around) / sizeof(around[0]);
		     k++) {
			snprintf(text, sizeof(text), "%s%s%s", around[k][0],
			    numbers[i], around[k][1]);
			check_named(detect_phone, text, "", numbers[i]);
		}
	}
	check_named(detect_phone, "fax 3660170548, 12345678-Fax", "",
	    "3660170548 | 12345678");
}

static void
leaves_others(void)
{
	static const char *const others[] = {"", "1", "+", "+1", "(", "(415)",
	    "2024-05-01T12:34:56.123Z", "2024-05-01 12:34:56", "1714567890",
	    "1714567890123", "2019-2020", "31.12.2024", "12/31/2024 10:20",
	    "550e8400-e29b-41d4-a716-446655440000", "10.20.30.40",
	    "4111 1111 1111 1111", "3782 822463 10005", "123-45-6789",
	    "DE89 3704 0044 0532 0130 00", "978-3-16-148410-0", "0-306-40615-2",
	    "512 768 1024 2048", "01 02 03 04 05 06", "+40.7128-074.0060/",
	    "+12.3456789", "+1234567890", "UTC+05300000", "4+4155550132",
	    "$4155550132", "#4155550132", "ABC-415-555-0132", "x415-555-0132",
	    "415-555-01321", "415-555-0132-7", "1,234,567.89",
	    "Order #415-555-0132", "order number 4155550132",
	    "account number is 0123 456 789", "12345678901", "0917123456",
	    "phone model 12345678", "call id 1714567890",
	    "zip 02111-1307 call me", "sms 2024-05-01 12:00", "f(415) 555-0132",
	    "GPT-4-0125", "claude-3-5-sonnet-20241022", "CVE-2024-12345678",
	    "call 1 234 567 EUR", "mobile 192.168.100.100", "tel 12.345678",
	    "phone 4111 1111 1111 1111", "sms [PHONE] [PHONE:k7f3a9c2]",
	    "0.4155550132", "15091712345678"};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		check_named(detect_phone, others[i], "", "");
	check_named(detect_phone, "1714567890", "phone_id", "");
	check_named(detect_phone, "1714567890", "tool_call_id", "");
}

static void
finds_many(void)
{
	check_named(detect_phone,
	    "(415) 555-0132, +44 20 7946 0958 and 1-800-555-0199 x5", "",
	    "(415) 555-0132 | +44 20 7946 0958 | 1-800-555-0199 x5");
	check_named(detect_phone, "+1 415 555 0132 2024-01-01", "",
	    "+1 415 555 0132");
	check_named(detect_phone, "+1 784-355-7004:1660525048_x", "",
	    "+1 784-355-7004");
	check_named(detect_phone, "784-355-7004:16", "", "");
	check_named(detect_phone, "Room 12 415-555-0132", "", "415-555-0132");
}

static void
looks_at_bytes(void)
{
	static const char text[] = "415-555-0132\0"
				   "415-555-0132";
	struct subject subject = {.text = lm_span(text, sizeof(text) - 1)};
	char got[64];

	show(detect_phone, &subject, got, sizeof(got));
	CHECK_TEXT(got, "415-555-0132 | 415-555-0132");
	subject.text.len = strlen(text) - 1;
	show(detect_phone, &subject, got, sizeof(got));
	CHECK_TEXT(got, "");
}

static void
finds_money(void)
{
	check_named(detect_money,
	    "renewal fee: $4,800.00, EUR 12.500 or 4800 USD", "",
	    "$4,800.00 | EUR 12.500 | 4800 USD");
	check_named(detect_money,
	    "salary \xc2\xa3"
	    "3k, US$ 3.5 million",
	    "",
	    "\xc2\xa3"
	    "3k | US$ 3.5 million");
	check_named(detect_money, "1 234 567 \xe2\x82\xac", "contract_price",
	    "1 234 567 \xe2\x82\xac");
	check_named(detect_money, "$5 on the floor", "", "");
	check_named(detect_money, "fee 2024-05-01, 20 items, x$1, v4.800", "",
	    "$1");
	check_named(detect_money, "price [MONEY]", "", "");
}

TEST_MAIN(TEST(finds_what_is_sure), TEST(finds_beside_a_word),
    TEST(leaves_others), TEST(finds_many), TEST(looks_at_bytes),
    TEST(finds_money))
