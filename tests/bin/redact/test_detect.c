#include <stdio.h>
#include <string.h>

#include "check.h"
#include "detect.h"
#include "random.h"

#include "lm/buf.h"
#include "lm/utf8.h"

/* The findings as "kind at+len ...". */
static void
show(unsigned kinds, const char *text, char *out, size_t size)
{
	struct findings findings = {0};
	struct lm_err err = {0};
	size_t len = 0;

	out[0] = '\0';
	CHECK_OK(detect(kinds, lm_span_of(text), &findings, &err), &err);
	for (size_t i = 0; i < findings.n && len < size; i++)
		len += (size_t)snprintf(out + len, size - len, "%s%s %zu+%zu",
		    i == 0 ? "" : ", ", kind_names[findings.list[i].kind],
		    findings.list[i].at, findings.list[i].len);
	findings_free(&findings);
}

static void
finds_in_order(void)
{
	static const struct {
		const char *text;
		const char *found;
	} cases[] = {
	    {"", ""},
	    {"nothing", ""},
	    {"a@b.co", "email 0+6"},
	    {"to a@b.co, c@d.eu!", "email 3+6, email 11+6"},
	    {"a@b.co 4111111111111111", "email 0+6, card 7+16"},
	    {"4111 1111 1111 1111", "card 0+19"},
	    {"4111\xc2\xa0"
	     "1111\xe2\x80\xaf"
	     "1111-1111",
		"card 0+22"},
	    {"DE89370400440532013000", "iban 0+22"},
	    {"x DE89 3704 0044 0532 0130 00 y", "iban 2+27"},
	    {"-----BEGIN EC PRIVATE KEY-----x", "private_key 0+31"},
	    {"-----BEGIN PRIVATE KEY-----a@b.co-----END PRIVATE KEY-----a@b.co",
		"private_key 0+64"},
	    {"4111111111111111@b.co", "email 0+21"},
	    {"a@b.co@d.eu", "email 0+11"},
	    {"\xc3\xa4@b.co", "email 0+7"},
	    {"\xe2\x80\x9c"
	     "a@b.co\xe2\x80\x9d",
		"email 3+6"},
	    {"a@b.co-d", "email 0+6"},
	    {"a@b-c.d-e.com-f", "email 0+13"},
	    {"@", ""},
	    {"a@b", ""},
	    {"a@b.c", ""},
	    {"4111111111111112", ""},
	    {"14111111111111111", ""},
	    {"DE89370400440532013001", ""},
	    {"-----BEGIN CERTIFICATE-----", ""},
	};
	char got[256];

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		show(KINDS_ALL, cases[i].text, got, sizeof(got));
		CHECK_TEXT(got, cases[i].found);
		check_note("%s", cases[i].text);
	}
}

static void
finds_only_what_is_asked(void)
{
	const char text[] = "a@b.co 4111111111111111 DE89370400440532013000 "
			    "-----BEGIN PRIVATE KEY-----";
	static const char *const found[N_KINDS] = {"email 0+6", "card 7+16",
	    "iban 24+22", "private_key 47+27"};
	char got[256];

	for (unsigned kind = 0; kind < N_KINDS; kind++) {
		show(1U << kind, text, got, sizeof(got));
		CHECK_TEXT(got, found[kind]);
	}
	show(0, text, got, sizeof(got));
	CHECK_TEXT(got, "");
}

/* Of overlapping findings, nothing is left: all groups of the text go. */
static void
joins_what_overlaps(void)
{
	/* Visa in the middle of a Maestro number, which the next one overlaps. */
	char got[256];

	show(KINDS_ALL, "a@b.co@c.eu@d.de", got, sizeof(got));
	CHECK_TEXT(got, "email 0+16");
	show(KINDS_ALL, "DE89370400440532013000@b.co", got, sizeof(got));
	CHECK_TEXT(got, "email 0+27");
}

static bool
starts_character(struct lm_span text, size_t at)
{
	return at == text.len || ((unsigned char)text.ptr[at] & 0xc0) != 0x80;
}

static void
append_piece(struct random *random, struct lm_buf *out)
{
	static const char *const pieces[] = {"4111111111111111", "4111", "1111",
	    " ", "-", "@", "a", "b.co", ".", "x", "5", "DE", "DE89", "3704",
	    "0044", "0532", "0130", "00", "\xc3\xa4", "\xe2\x80\xaf",
	    "\xc2\xa0", "\xf0\x9f\x98\x80", "-----BEGIN ", "PRIVATE KEY",
	    "-----", "-----END ", "\"", "_", "42", "50", "6304", "\n"};
	const char *piece =
	    pieces[random_below(random, sizeof(pieces) / sizeof(pieces[0]))];

	CHECK_OK(lm_buf_text(out, piece, NULL), NULL);
}

/* Findings are whole characters, in order, apart; gone, they do not return. */
static void
keeps_its_laws(void)
{
	const size_t n_cases = check_soak() ? 1000000 : 20000;
	struct lm_buf text = {0}, once = {0};
	struct findings findings = {0};

	for (size_t i = 0; i < n_cases; i++) {
		struct random random = random_start(i);
		size_t n = random_between(&random, 1, 24), at = 0;
		struct lm_span view;

		text.len = 0;
		once.len = 0;
		while (n-- > 0)
			append_piece(&random, &text);
		view = lm_buf_view(&text);
		CHECK_OK(detect(KINDS_ALL, view, &findings, NULL), NULL);
		for (size_t k = 0; k < findings.n; k++) {
			const struct finding *found = &findings.list[k];

			if (!CHECK(found->at >= at && found->len > 0 &&
				found->at + found->len <= text.len &&
				starts_character(view, found->at) &&
				starts_character(view, found->at + found->len)))
				break;
			CHECK_OK(lm_buf_append(&once, text.ptr + at,
				     found->at - at, NULL),
			    NULL);
			CHECK_OK(lm_buf_text(&once, "[REDACTED:x]", NULL),
			    NULL);
			at = found->at + found->len;
		}
		CHECK_OK(lm_buf_append(&once, text.ptr + at, text.len - at,
			     NULL),
		    NULL);
		CHECK_OK(detect(KINDS_ALL, lm_buf_view(&once), &findings, NULL),
		    NULL);
		if (!CHECK_EQ(findings.n, 0)) {
			check_note("case %zu: %.*s -> %.*s", i, (int)text.len,
			    text.ptr, (int)once.len, once.ptr);
			break;
		}
	}
	findings_free(&findings);
	lm_buf_free(&text);
	lm_buf_free(&once);
}

TEST_MAIN(TEST(finds_in_order), TEST(finds_only_what_is_asked),
    TEST(joins_what_overlaps), TEST(keeps_its_laws))
