#include "lm/text.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "check.h"
#include "random.h"

static void
folds(const char *text, const char *want)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	if (CHECK_OK(lm_text_fold(lm_span_of(text), &out, &err), &err) &&
	    !CHECK_SPAN(lm_buf_view(&out), want))
		check_note("folding %s", text);
	lm_buf_free(&out);
}

static void
ascii(void)
{
	folds("", "");
	folds("a", "a");
	folds("ABC", "abc");
	folds("@AZ[`az{ 09 \x7f", "@az[`az{ 09 \x7f");
	folds("Access_Token ACCESS-TOKEN AccessToken",
	    "access_token access-token accesstoken");
}

static void
unicode(void)
{
	folds("GRÜSSE Straße", "grüsse strasse");
	folds("e\xcc\x81 E\xcc\x81 É", "é é é");
	folds("ＡＢＣ１２ ﬁ Ⅳ ½", "abc12 fi iv 1⁄2");
	folds("ΣΊΣΥΦΟΣ σίσυφος", "σίσυφοσ σίσυφοσ");
	folds("so\xc2\xad"
	      "ft \xef\xbb\xbfx\xe2\x80\x8by",
	    "soft xy"); /* soft hyphen, BOM, zero width space */
	folds("日本語ﾊﾞ 👍🏽", "日本語バ 👍🏽");
	folds("a\xcc\x81\xcc\x81z", "á\xcc\x81z");
	folds("q\xcc\x87\xcc\xa3", "q\xcc\xa3\xcc\x87"); /* marks in order */
}

static void
invalid_bytes_become_replacements(void)
{
	folds("a\xff"
	      "b",
	    "a\xef\xbf\xbd"
	    "b");
	folds("\xc3", "\xef\xbf\xbd");
	folds("\xe2\x82", "\xef\xbf\xbd\xef\xbf\xbd");
	folds("\xed\xa0\x80", "\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd");
	folds("Ä\x80Z", "ä\xef\xbf\xbdz");
}

/* What utf8proc makes of valid UTF-8 without a NUL in one piece. */
static void
agrees_with_utf8proc(const char *text)
{
	char *want =
	    (char *)utf8proc_NFKC_Casefold((const utf8proc_uint8_t *)text);

	if (CHECK(want != NULL))
		folds(text, want);
	free(want);
}

/* A code point, often one that changes when it is folded. */
static utf8proc_int32_t
random_code(struct random *random)
{
	switch (random_below(random, 6)) {
	case 0:
		return (utf8proc_int32_t)random_between(random, 0x20, 0x7e);
	case 1:
		return (utf8proc_int32_t)random_between(random, 0x300, 0x36f);
	case 2:
		return (utf8proc_int32_t)random_between(random, 0x1100, 0x11ff);
	case 3:
		return (utf8proc_int32_t)random_between(random, 0x80, 0x2fff);
	case 4:
		return (utf8proc_int32_t)random_between(random, 0xe000, 0xffff);
	default:
		return (utf8proc_int32_t)random_between(random, 1, 0xd7ff);
	}
}

static void
random_texts_agree_with_utf8proc(void)
{
	struct random random = random_start(1);
	utf8proc_uint8_t text[4 * 100 + 1];
	int cases = check_quick() ? 1000 : 20000, i;
	size_t len, n;

	for (i = 0; i < cases; i++) {
		len = 0;
		for (n = random_below(&random, 100); n > 0; n--)
			len +=
			    (size_t)utf8proc_encode_char(random_code(&random),
				text + len);
		text[len] = '\0';
		agrees_with_utf8proc((const char *)text);
	}
}

/* Every code point before some that may join it, and after two. */
static void
code_points_beside_others_agree_with_utf8proc(void)
{
	static const utf8proc_int32_t others[] = {0x300, 0x308, 0x31b, 0x323,
	    0x327, 0x338, 0x345, 0x3099, 0x309a, 0x9be, 0x1161, 0x11a8, 0xad,
	    0x200d, 0xfe0f, 0xc4, 0x2026, 0x4e00, 0xff21, 'A', ' '};
	const size_t n = sizeof(others) / sizeof(others[0]);
	const utf8proc_int32_t befores[] = {'E', 0xc4};
	const utf8proc_int32_t step = check_quick() ? 61 : 7;
	utf8proc_uint8_t text[16];
	utf8proc_ssize_t len;

	for (utf8proc_int32_t code = 1; code < 0x110000;
	     code += code < 0x3100 ? 1 : step) {
		if (!utf8proc_codepoint_valid(code))
			continue;
		for (size_t i = 0; i < 2 * n; i++) {
			len = utf8proc_encode_char(befores[i % 2], text);
			len += utf8proc_encode_char(code, text + len);
			len += utf8proc_encode_char(others[i / 2], text + len);
			text[len] = '\0';
			agrees_with_utf8proc((const char *)text);
		}
	}
}

static void
code_points_alone_agree_with_utf8proc(void)
{
	utf8proc_uint8_t text[5];

	for (utf8proc_int32_t code = 1; code < 0x110000; code++) {
		if (!utf8proc_codepoint_valid(code))
			continue;
		text[utf8proc_encode_char(code, text)] = '\0';
		agrees_with_utf8proc((const char *)text);
	}
}

/* lm_text_words is lm_text_fold with spaces instead of what is no word. */
static void
words_agree(struct lm_span text)
{
	struct lm_buf folded = {0}, want = {0}, got = {0};
	utf8proc_int32_t code;
	size_t step;

	CHECK_CODE(lm_text_fold(text, &folded, NULL), LM_OK);
	CHECK_CODE(lm_text_words(text, &got, NULL), LM_OK);
	for (size_t at = 0; at < folded.len; at += step) {
		step = (size_t)utf8proc_iterate((void *)(folded.ptr + at),
		    (utf8proc_ssize_t)(folded.len - at), &code);
		if (strchr("LMN", utf8proc_category_string(code)[0]) != NULL)
			(void)lm_buf_append(&want, folded.ptr + at, step, NULL);
		else
			(void)lm_buf_byte(&want, ' ', NULL);
	}
	if (!CHECK_SPANS(lm_buf_view(&got), lm_buf_view(&want)))
		check_note("words of %.*s", (int)text.len, text.ptr);
	lm_buf_free(&folded);
	lm_buf_free(&want);
	lm_buf_free(&got);
}

static void
words(void)
{
	struct random random = random_start(2);
	utf8proc_uint8_t text[4 * 100];
	int cases = check_quick() ? 1000 : 20000;
	size_t len;

	for (utf8proc_int32_t code = 0; code < 0x110000; code++) {
		if (!utf8proc_codepoint_valid(code))
			continue;
		len = (size_t)utf8proc_encode_char(code, text);
		words_agree(lm_span((const char *)text, len));
	}
	for (int i = 0; i < cases; i++) {
		len = 0;
		for (size_t n = random_below(&random, 100); n > 0; n--)
			if (random_once_in(&random, 20))
				random_bytes(&random, text + len++, 1);
			else
				len += (size_t)utf8proc_encode_char(
				    random_code(&random), text + len);
		words_agree(lm_span((const char *)text, len));
	}
}

/* The words of text, and what they are without its signs, if it has any. */
static void
has_signs(const char *text, const char *words, const char *apart)
{
	struct lm_buf out = {0};
	bool signs = false;

	CHECK_CODE(lm_text_words_signs(lm_span_of(text), &out, &signs, NULL),
	    LM_OK);
	CHECK_SPAN(lm_buf_view(&out), words);
	if (!CHECK(signs == (apart != NULL)))
		check_note("%s", text);
	out.len = 0;
	CHECK_CODE(lm_text_words_apart(lm_span_of(text), &out, NULL), LM_OK);
	CHECK_SPAN(lm_buf_view(&out), apart == NULL ? words : apart);
	lm_buf_free(&out);
}

static void
signs(void)
{
	has_signs("Contract¹", "contract1", "contract ");
	has_signs("CO₂", "co2", "co ");
	has_signs("a™b", "atmb", "a b");
	has_signs("1ªº", "1ao", "1  ");
	has_signs("①x❶", "1x❶", " x ");
	has_signs("½x", "1 2x", " x");
	has_signs("n´t", "n \u0301t", "n t");
	has_signs("é\u0301²\u0301",
	    "é\u0301"
	    "2\u0301",
	    "é\u0301 \u0301");
	has_signs("Straße, Ａb ﬁ Ⅳ 法 © 👍", "strasse  ab fi iv 法    ", NULL);
	has_signs("", "", NULL);
}

static void
folding_twice_changes_nothing(void)
{
	utf8proc_uint8_t text[5];
	struct lm_buf once = {0}, twice = {0};
	utf8proc_int32_t code;
	size_t len;

	for (code = 0; code < 0x110000; code++) {
		if (!utf8proc_codepoint_valid(code))
			continue;
		len = (size_t)utf8proc_encode_char(code, text);
		once.len = twice.len = 0;
		(void)lm_text_fold(lm_span((const char *)text, len), &once,
		    NULL);
		(void)lm_text_fold(lm_buf_view(&once), &twice, NULL);
		if (!CHECK_SPANS(lm_buf_view(&twice), lm_buf_view(&once)))
			check_note("U+%04X", (unsigned)code);
	}
	lm_buf_free(&once);
	lm_buf_free(&twice);
}

/* In one piece the marks would take hours to put in order. */
static void
a_megabyte_of_marks_is_linear(void)
{
	static const char pair[] = "\xcc\x81\xcc\xa3"; /* out of order */
	struct lm_buf text = {0}, out = {0};
	struct lm_err err = {0};
	size_t i;

	(void)lm_buf_text(&text, "Q", &err);
	for (i = 0; i < (1u << 20) / (sizeof(pair) - 1); i++)
		(void)lm_buf_text(&text, pair, &err);
	CHECK_OK(lm_text_fold(lm_buf_view(&text), &out, &err), &err);
	CHECK_EQ(out.len, text.len);
	lm_buf_free(&text);
	lm_buf_free(&out);
}

static void
appends(void)
{
	struct lm_buf out = {0};

	CHECK_CODE(lm_text_fold(lm_span_of("Ab"), &out, NULL), LM_OK);
	CHECK_CODE(lm_text_fold(lm_span_of("\xcc\x81"), &out, NULL), LM_OK);
	CHECK_SPAN(lm_buf_view(&out), "ab\xcc\x81");
	lm_buf_free(&out);
}

TEST_MAIN(TEST(ascii), TEST(unicode), TEST(invalid_bytes_become_replacements),
    TEST(random_texts_agree_with_utf8proc),
    TEST(code_points_beside_others_agree_with_utf8proc),
    TEST(code_points_alone_agree_with_utf8proc), TEST(words), TEST(signs),
    TEST(folding_twice_changes_nothing), TEST(a_megabyte_of_marks_is_linear),
    TEST(appends))
