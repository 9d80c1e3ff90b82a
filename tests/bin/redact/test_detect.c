#include "detect.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "random.h"

#define N_BYTES 64

static void
add(struct findings *findings, size_t at, size_t len, enum kind kind)
{
	const struct finding found = {at, len, kind, {0}};

	CHECK_OK(findings_add(findings, &found, NULL), NULL);
}

/* The findings, settled, as "kind at+len, ...". */
static void
check_settled(struct findings *findings, const char *want)
{
	char got[256] = "";
	size_t len = 0;

	findings_settle(findings);
	for (size_t i = 0; i < findings->n && len < sizeof(got); i++)
		len += (size_t)snprintf(got + len, sizeof(got) - len,
		    "%s%s %zu+%zu", i == 0 ? "" : ", ",
		    kind_infos[findings->list[i].kind].name,
		    findings->list[i].at, findings->list[i].len);
	CHECK_TEXT(got, want);
	findings->n = 0;
}

static void
settles_in_order(void)
{
	struct findings findings = {0};

	check_settled(&findings, "");
	add(&findings, 7, 3, KIND_IBAN);
	check_settled(&findings, "iban 7+3");
	add(&findings, 7, 3, KIND_IBAN);
	add(&findings, 0, 4, KIND_CARD);
	add(&findings, 4, 3, KIND_EMAIL);
	check_settled(&findings, "card 0+4, email 4+3, iban 7+3");
	findings_free(&findings);
	CHECK(findings.list == NULL && findings.n == 0 && findings.cap == 0);
	findings_free(&findings);
}

/* What overlaps is one, of the longest one's kind, of equal ones the lower. */
static void
joins_what_overlaps(void)
{
	struct findings findings = {0};

	add(&findings, 2, 5, KIND_CARD);
	add(&findings, 0, 4, KIND_EMAIL);
	check_settled(&findings, "card 0+7");
	add(&findings, 0, 9, KIND_EMAIL);
	add(&findings, 3, 2, KIND_CARD);
	check_settled(&findings, "email 0+9");
	add(&findings, 5, 4, KIND_IBAN);
	add(&findings, 5, 4, KIND_EMAIL);
	add(&findings, 5, 4, KIND_CARD);
	check_settled(&findings, "email 5+4");
	/* A chain of three; what only touches it stays apart. */
	add(&findings, 0, 4, KIND_EMAIL);
	add(&findings, 3, 4, KIND_CARD);
	add(&findings, 6, 2, KIND_IBAN);
	add(&findings, 8, 1, KIND_JWT);
	check_settled(&findings, "email 0+8, jwt 8+1");
	findings_free(&findings);
}

/* The label goes with the kind. */
static void
keeps_the_label(void)
{
	const struct finding rule = {0, 9, KIND_RULE, lm_span_of("MY_RULE")};
	struct findings findings = {0};

	add(&findings, 2, 9, KIND_EMAIL);
	CHECK_OK(findings_add(&findings, &rule, NULL), NULL);
	findings_settle(&findings);
	CHECK_EQ(findings.n, 1);
	CHECK(findings.list[0].kind == KIND_RULE);
	CHECK_SPAN(findings.list[0].label, "MY_RULE");
	CHECK_EQ(findings.list[0].len, 11);
	findings_free(&findings);
}

/* Whether the settled ones are in order and apart, and cover the bytes marked
 * in was and no others. */
static bool
covers(const struct findings *findings, const bool was[N_BYTES])
{
	bool is[N_BYTES] = {0};
	size_t last = 0;

	for (size_t i = 0; i < findings->n; i++) {
		const struct finding *found = &findings->list[i];

		if (found->at < last || found->len == 0)
			return false;
		last = found->at + found->len;
		for (size_t k = found->at; k < last; k++)
			is[k] = true;
	}
	return memcmp(is, was, sizeof(is)) == 0;
}

static void
settled_ones_cover_the_same_bytes(void)
{
	struct random random = random_start(1);
	struct findings findings = {0};

	for (int n = 0; n < 20000; n++) {
		bool was[N_BYTES] = {0};

		findings.n = 0;
		for (size_t i = random_below(&random, 9); i > 0; i--) {
			size_t at = random_below(&random, N_BYTES - 9);
			size_t len = random_between(&random, 1, 9);

			add(&findings, at, len,
			    (enum kind)random_below(&random, N_KINDS));
			memset(was + at, true, len);
		}
		findings_settle(&findings);
		if (!CHECK(covers(&findings, was)))
			break;
	}
	findings_free(&findings);
}

static void
separators_are_known(void)
{
	const struct lm_span text =
	    lm_span_of(" -\xc2\xa0\xe2\x80\xaf.\xc2\xe2\x80");

	CHECK_EQ(separator_len(text, 0), 1);
	CHECK_EQ(separator_len(text, 1), 1);
	CHECK_EQ(separator_len(text, 2), 2);
	CHECK_EQ(separator_len(text, 3), 0);
	CHECK_EQ(separator_len(text, 4), 3);
	CHECK_EQ(separator_len(text, 7), 0);
	CHECK_EQ(separator_len(text, 8), 0);
	CHECK_EQ(separator_len(text, 9), 0);
	CHECK_EQ(separator_len(text, text.len), 0);
}

static void
neighbours_are_known(void)
{
	const struct lm_span text = lm_span_of("a_9-\xc3\xa4");

	CHECK(!joins_before(text, 0));
	CHECK(joins_before(text, 1) && joins_before(text, 2));
	CHECK(joins_before(text, 3) && !joins_before(text, 4));
	CHECK(!joins_before(text, text.len));
	CHECK(joins_at(text, 0) && joins_at(text, 1) && joins_at(text, 2));
	CHECK(!joins_at(text, 3) && !joins_at(text, 4));
	CHECK(!joins_at(text, text.len));
}

/* No byte behind the text is looked at. */
static void
texts_are_compared(void)
{
	const struct lm_span text = lm_span("BearER\0xyz", 7);

	CHECK(text_has(text, 0, "Bear") && !text_has(text, 0, "bear"));
	CHECK(text_has(text, 4, "ER") && !text_has(text, 4, "ERx"));
	CHECK(text_has(text, 7, "") && !text_has(text, 8, ""));
	CHECK(!text_has(text, 7, "x") && !text_has(text, 99, "x"));
	CHECK(text_has_any_case(text, 0, "bearer"));
	CHECK(text_has_any_case(text, 3, "rer"));
	CHECK(!text_has_any_case(text, 0, "bearerx"));
	CHECK(!text_has_any_case(text, 99, "b"));
}

static void
entropy_is_in_bits_a_byte(void)
{
	CHECK(text_entropy(lm_span_of("")) == 0);
	CHECK(text_entropy(lm_span_of("aaaa")) == 0);
	CHECK(text_entropy(lm_span_of("abab")) == 1);
	CHECK(text_entropy(lm_span_of("abcd")) == 2);
	CHECK(text_entropy(lm_span("\0\1\2\3\4\5\6\7", 8)) == 3);
}

/* Of ASCII only, whatever the locale says of the bytes above. */
static void
classes_are_of_ascii(void)
{
	for (int i = 0; i < 256; i++) {
		char byte = (char)i;
		bool lower = i >= 'a' && i <= 'z', upper = i >= 'A' && i <= 'Z';
		bool digit = i >= '0' && i <= '9';

		CHECK(is_digit(byte) == digit);
		CHECK(is_letter(byte) == (lower || upper));
		CHECK(is_alnum(byte) == (digit || lower || upper));
		CHECK(is_word(byte) == (is_alnum(byte) || byte == '_'));
		CHECK(is_hex(byte) ==
		    (digit || (lower && i <= 'f') || (upper && i <= 'F')));
		CHECK(to_lower(byte) == (upper ? byte + 32 : byte));
		CHECK(to_upper(byte) == (lower ? byte - 32 : byte));
	}
}

TEST_MAIN(TEST(settles_in_order), TEST(joins_what_overlaps),
    TEST(keeps_the_label), TEST(settled_ones_cover_the_same_bytes),
    TEST(separators_are_known), TEST(neighbours_are_known),
    TEST(texts_are_compared), TEST(entropy_is_in_bits_a_byte),
    TEST(classes_are_of_ascii))
