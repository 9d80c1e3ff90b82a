#include "lm/base64.h"

#include <stdio.h>
#include <string.h>

#include "check.h"
#include "random.h"

static void
check_both_ways(struct lm_span bytes, const char *text)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_base64_append(&out, bytes, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), text);
	CHECK_EQ(lm_base64_len(bytes.len), strlen(text));
	out.len = 0;
	CHECK_OK(lm_base64_decode(&out, lm_span_of(text), &err), &err);
	CHECK_SPANS(lm_buf_view(&out), bytes);
	lm_buf_free(&out);
}

/* RFC 4648 §10. */
static void
vectors_of_the_rfc(void)
{
	check_both_ways((struct lm_span){0}, "");
	check_both_ways(lm_span_of("f"), "Zg==");
	check_both_ways(lm_span_of("fo"), "Zm8=");
	check_both_ways(lm_span_of("foo"), "Zm9v");
	check_both_ways(lm_span_of("foob"), "Zm9vYg==");
	check_both_ways(lm_span_of("fooba"), "Zm9vYmE=");
	check_both_ways(lm_span_of("foobar"), "Zm9vYmFy");
	check_both_ways(lm_span("\xfb\xff\xbf", 3), "+/+/");
	check_both_ways(lm_span("\0\0\0\0", 4), "AAAAAA==");
}

static void
it_is_strict(void)
{
	static const char *const texts[] = {"Z", "Zg", "Zg=", "Zg===", "=",
	    "==", "===", "====", "A===", "=AAA", "A=AA", "AA=A",
	    "Zg==Zg==", "Zh==", /* bits that mean nothing */
	    "Zm9=", "Zm9v Zm9", "Zm9v\nZm9v", "Zm9v\n", " Zm9", "Zm-_", "Zm9.",
	    "Zm9\xc3", "Zm8=Zm9v", "AAA=AAAA", "AA==AAAA"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct lm_buf out = {0};
		struct lm_err err = {0};

		CHECK_OK(lm_buf_text(&out, "kept", &err), &err);
		CHECK_CODE(lm_base64_decode(&out, lm_span_of(texts[i]), &err),
		    LM_MALFORMED);
		if (!CHECK_SPAN(lm_buf_view(&out), "kept"))
			check_note("%s", texts[i]);
		CHECK_HAS(err.message, "not base64");
		lm_buf_free(&out);
	}
}

static void
only_the_alphabet_is_taken(void)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct lm_buf out = {0};

	for (int byte = 0; byte < 256; byte++) {
		char text[4] = {'A', 'A', (char)byte, 'A'};
		bool known = byte != 0 && strchr(alphabet, byte) != NULL;

		out.len = 0;
		CHECK((lm_base64_decode(&out, lm_span(text, 4), NULL) ==
			  LM_OK) == known);
	}
	lm_buf_free(&out);
}

/* RFC 4648 §4, bit by bit. */
static void
encode_plainly(struct lm_span bytes, char *out)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	size_t n_bits = bytes.len * 8, n = 0;

	for (size_t at = 0; at < n_bits; at += 6) {
		unsigned value = 0;

		for (size_t bit = at; bit < at + 6; bit++) {
			unsigned byte = bit < n_bits
			    ? (unsigned char)bytes.ptr[bit / 8]
			    : 0;

			value = value << 1 | (byte >> (7 - bit % 8) & 1);
		}
		out[n++] = alphabet[value];
	}
	while (n % 4 != 0)
		out[n++] = '=';
	out[n] = '\0';
}

static void
random_round_trips(void)
{
	struct random random = random_start(7);
	char bytes[200], text[300];

	for (int n = 0; n < 5000; n++) {
		struct lm_span span =
		    lm_span(bytes, random_below(&random, sizeof(bytes)));

		random_bytes(&random, bytes, span.len);
		encode_plainly(span, text);
		check_both_ways(span, text);
	}
}

/* A text of whole groups with one byte changed: the place is told, also far
 * behind what is read many characters at once. */
static void
names_the_group_that_is_bad(void)
{
	static const char alphabet[] =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	struct random random = random_start(8);
	struct lm_buf out = {0};
	char bytes[210], text[300], want[64];

	for (int n = 0; n < 50000; n++) {
		struct lm_span span = lm_span(bytes,
		    3 * (1 + random_below(&random, sizeof(bytes) / 3)));
		size_t len = lm_base64_len(span.len);
		size_t at = random_below(&random, len - 1); /* no padding */
		struct lm_err err = {0};

		random_bytes(&random, bytes, span.len);
		encode_plainly(span, text);
		random_bytes(&random, text + at, 1);
		out.len = 0;
		if (text[at] != '\0' && strchr(alphabet, text[at]) != NULL) {
			CHECK_OK(lm_base64_decode(&out, lm_span(text, len),
				     &err),
			    &err);
			CHECK_EQ(out.len, span.len);
			continue;
		}
		CHECK_CODE(lm_base64_decode(&out, lm_span(text, len), &err),
		    LM_MALFORMED);
		(void)snprintf(want, sizeof(want), "character in %zu to %zu",
		    at / 4 * 4 + 1, at / 4 * 4 + 4);
		CHECK_HAS(err.message, want);
	}
	lm_buf_free(&out);
}

static void
both_append(void)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(lm_buf_text(&out, "x", &err), &err);
	CHECK_OK(lm_base64_append(&out, lm_span_of("foo"), &err), &err);
	CHECK_OK(lm_base64_decode(&out, lm_span_of("Zm9v"), &err), &err);
	CHECK_SPAN(lm_buf_view(&out), "xZm9vfoo");
	lm_buf_free(&out);
}

TEST_MAIN(TEST(vectors_of_the_rfc), TEST(it_is_strict),
    TEST(only_the_alphabet_is_taken), TEST(random_round_trips),
    TEST(names_the_group_that_is_bad), TEST(both_append))
