#include "lm/tokenizer_nfc.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "check.h"
#include "random.h"

static void
composes(const char *text, const char *want)
{
	struct lm_buf out = {0};

	CHECK_CODE(lm_nfc(lm_span_of(text), &out, NULL), LM_OK);
	CHECK_SPAN(lm_buf_view(&out), want);
	lm_buf_free(&out);
}

static void
letters_and_marks(void)
{
	composes("", "");
	composes("plain\n", "plain\n");
	composes("e\xcc\x81", "é");
	composes("ae\xcc\x81z", "aéz");
	composes("Äé中😀", "Äé中😀");
	composes("\xe2\x84\xab", "\xc3\x85"); /* the sign of the angstrom */
	composes("\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "한");
	composes("q\xcc\x87\xcc\xa3", "q\xcc\xa3\xcc\x87"); /* in order */
	composes("ﬁ", "ﬁ"); /* compatible, not canonical */
}

static utf8proc_int32_t
random_point(struct random *random)
{
	switch (random_below(random, 5)) {
	case 0:
		return (utf8proc_int32_t)random_between(random, 0x20, 0x7e);
	case 1:
		return (utf8proc_int32_t)random_between(random, 0x300, 0x345);
	case 2:
		return (utf8proc_int32_t)random_between(random, 0x1100, 0x11ff);
	case 3:
		return (utf8proc_int32_t)random_between(random, 0xac00, 0xd7a3);
	default:
		return (utf8proc_int32_t)random_between(random, 0xa0, 0x2fff);
	}
}

static void
random_texts_agree_with_utf8proc(void)
{
	struct random random = random_start(71);
	utf8proc_uint8_t text[4 * 60 + 1];
	int cases = check_quick() ? 1000 : 20000;

	for (int i = 0; i < cases; i++) {
		utf8proc_uint8_t *want;
		size_t len = 0;

		for (size_t n = random_below(&random, 60); n > 0; n--)
			len +=
			    (size_t)utf8proc_encode_char(random_point(&random),
				text + len);
		text[len] = '\0';
		want = utf8proc_NFC(text);
		composes((const char *)text, (const char *)want);
		free(want);
	}
}

static void
a_megabyte_of_marks_is_linear(void)
{
	static const char pair[] = "\xcc\x81\xcc\xa3"; /* out of order */
	struct lm_buf text = {0}, out = {0};

	for (size_t i = 0; i < (1u << 20) / (sizeof(pair) - 1); i++)
		(void)lm_buf_text(&text, pair, NULL);
	CHECK_CODE(lm_nfc(lm_buf_view(&text), &out, NULL), LM_OK);
	CHECK_EQ(out.len, text.len);
	lm_buf_free(&text);
	lm_buf_free(&out);
}

TEST_MAIN(TEST(letters_and_marks), TEST(random_texts_agree_with_utf8proc),
    TEST(a_megabyte_of_marks_is_linear))
