#include "encoded.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "random.h"

#include "lm/base64.h"

/* The parts from the start of text on, with "|" between. */
static void
check_parts(const char *text, const char *want)
{
	struct lm_span part;
	struct lm_buf got = {0};
	size_t at = 0;

	while (encoded_next(lm_span_of(text), &at, &part)) {
		if (got.len > 0)
			(void)lm_buf_byte(&got, '|', NULL);
		(void)lm_buf_span(&got, part, NULL);
	}
	CHECK_SPAN(lm_buf_view(&got), want);
	check_note("%s", text);
	CHECK(at <= strlen(text));
	lm_buf_free(&got);
}

static void
takes_runs_apart(void)
{
	check_parts("", "");
	check_parts("QUJDREVGR0hJSktM", "QUJDREVGR0hJSktM");
	check_parts("QUJDREVGR0hJSkt", "");
	check_parts("QUJDREVGR0hJSktM rest", "QUJDREVGR0hJSktM");
	check_parts("QUJDREVGR0hJSktMTQ==.x", "QUJDREVGR0hJSktMTQ==");
	check_parts("token=QUJDREVGR0hJSktM", "QUJDREVGR0hJSktM");
	check_parts("QUJDREVGR0hJSktMTQ==QUJDREVGR0hJSktM",
	    "QUJDREVGR0hJSktMTQ==|QUJDREVGR0hJSktM");
	check_parts("QUJD_EVG-0hJSktM+/", "QUJD_EVG-0hJSktM+/");
	check_parts("a=b=c=d=", "");
}

/* Lines of MIME: of one length, but for the last. */
static void
takes_lines_together(void)
{
#define LINE "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2"
	check_parts(LINE "\n" LINE "\nQUJD\nrest", LINE "\n" LINE "\nQUJD");
	check_parts(LINE "\r\n" LINE "\r\nQUI=", LINE "\r\n" LINE "\r\nQUI=");
	check_parts(LINE "\nwords and words", LINE);
	check_parts(LINE "\n\n" LINE, LINE);
	check_parts(LINE "\n" LINE "A", LINE);
	check_parts("QUJDREVGR0hJSktM\nQUJDREVGR0hJSktM", "QUJDREVGR0hJSktM");
}

/* What a part holds; NULL: no text. */
static void
check_decoded(const char *digits, const char *want, const char *part_is)
{
	struct lm_span part = lm_span_of(digits);
	struct lm_buf out = {0};
	struct lm_err err = {0};
	bool is;

	CHECK_OK(encoded_decode(&part, &out, &is, &err), &err);
	CHECK(is == (want != NULL));
	if (is && want != NULL) {
		CHECK_SPAN(lm_buf_view(&out), want);
		CHECK_SPAN(part, part_is == NULL ? digits : part_is);
	}
	check_note("%s", digits);
	lm_buf_free(&out);
}

static void
decodes_texts_only(void)
{
	check_decoded("QUJDREVGR0hJSktM", "ABCDEFGHIJKL", NULL);
	check_decoded("QUJDREVGR0hJSktMTQ==", "ABCDEFGHIJKLM", NULL);
	check_decoded("QUJDREVGR0hJSktMTQ", "ABCDEFGHIJKLM", NULL);
	check_decoded("QUJDCkVGDUhJSgtM", NULL, NULL); /* \v */
	check_decoded("QUJDCkVGDUhJSglM", "ABC\nEF\rHIJ\tL", NULL);
	check_decoded("QUJDAEVGR0hJSktM", NULL, NULL); /* NUL */
	check_decoded("QUJDREVGR0hJf0tM", NULL, NULL); /* DEL */
	check_decoded("w6TDtsO8w5_DpMO2w7w", "äöüßäöü", NULL);
	check_decoded("w6TDtsO8w5/DpMO2w7w=", "äöüßäöü", NULL);
	check_decoded("pMO2w7zDn8Okw7bDvMOf", NULL, NULL); /* a half one */
	check_decoded("w6TDtsO8w5/DpMO2w7zD", NULL, NULL);
	check_decoded("AAAAAAAAAAAAAAAAAAAA", NULL, NULL);
	check_decoded("QUJDREVGR0hJSktN\nQUJDREVGR0hJSktN",
	    "ABCDEFGHIJKMABCDEFGHIJKM", NULL);
}

static void
finds_what_begins_behind_a_slash(void)
{
	check_decoded("path/to/QUJDREVGR0hJSktM", "ABCDEFGHIJKL",
	    "QUJDREVGR0hJSktM");
	check_decoded("/a/b/c/d/QUJDREVGR0hJSktM", "ABCDEFGHIJKL",
	    "QUJDREVGR0hJSktM");
	check_decoded("a/b/c/d/e/f/g/h/QUJDREVGR0hJSktM", NULL, NULL);
}

/* All texts that are encoded come back, and may be any. */
static void
random_texts_come_back(void)
{
	struct random random = random_start(1);
	struct lm_buf digits = {0}, out = {0};

	for (int n = 0; n < 20000; n++) {
		char text[200];
		size_t len = random_between(&random, 12, sizeof(text)), at = 0;
		struct lm_span part;
		bool is = false;

		for (size_t i = 0; i < len; i++)
			text[i] = (char)random_between(&random, ' ', '~');
		digits.len = out.len = 0;
		CHECK_OK(lm_base64_append(&digits, lm_span(text, len), NULL),
		    NULL);
		if (!CHECK(encoded_may_be(lm_buf_view(&digits), 0)) ||
		    !CHECK(encoded_next(lm_buf_view(&digits), &at, &part)) ||
		    !CHECK_SPANS(part, lm_buf_view(&digits)) ||
		    !CHECK_OK(encoded_decode(&part, &out, &is, NULL), NULL) ||
		    !CHECK(is) ||
		    !CHECK_SPANS(lm_buf_view(&out), lm_span(text, len))) {
			check_note("%.*s", (int)len, text);
			break;
		}
	}
	lm_buf_free(&digits);
	lm_buf_free(&out);
}

TEST_MAIN(TEST(takes_runs_apart), TEST(takes_lines_together),
    TEST(decodes_texts_only), TEST(finds_what_begins_behind_a_slash),
    TEST(random_texts_come_back))
