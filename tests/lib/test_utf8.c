#include "lm/utf8.h"

#include <string.h>

#include "check.h"
#include "random.h"

/*
 * An independent decoder: the table of well-formed byte sequences (Unicode
 * 15, table 3-7).  The length of the character at bytes, 0 if there is none.
 */
static size_t
well_formed(const unsigned char *bytes, size_t len)
{
	static const unsigned char table[][8] = {{0x00, 0x7f},
	    {0xc2, 0xdf, 0x80, 0xbf}, {0xe0, 0xe0, 0xa0, 0xbf, 0x80, 0xbf},
	    {0xe1, 0xec, 0x80, 0xbf, 0x80, 0xbf},
	    {0xed, 0xed, 0x80, 0x9f, 0x80, 0xbf},
	    {0xee, 0xef, 0x80, 0xbf, 0x80, 0xbf},
	    {0xf0, 0xf0, 0x90, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
	    {0xf1, 0xf3, 0x80, 0xbf, 0x80, 0xbf, 0x80, 0xbf},
	    {0xf4, 0xf4, 0x80, 0x8f, 0x80, 0xbf, 0x80, 0xbf}};
	static const size_t lengths[] = {1, 2, 3, 3, 3, 3, 4, 4, 4};

	for (size_t row = 0; row < 9; row++) {
		bool fits = lengths[row] <= len;

		for (size_t i = 0; fits && i < lengths[row]; i++)
			fits = bytes[i] >= table[row][2 * i] &&
			    bytes[i] <= table[row][2 * i + 1];
		if (fits)
			return lengths[row];
	}
	return 0;
}

static uint32_t
point_of(const unsigned char *bytes, size_t len)
{
	static const unsigned char masks[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
	uint32_t point = bytes[0] & masks[len];

	for (size_t i = 1; i < len; i++)
		point = point * 64 + (bytes[i] & 63u);
	return point;
}

/* Whether the library and the table agree on all of bytes. */
static bool
agree(const unsigned char *bytes, size_t len)
{
	struct lm_span text = lm_span((const char *)bytes, len);
	bool valid = true;
	size_t at = 0, i = 0;

	while (at < len) {
		size_t n = well_formed(bytes + at, len - at);
		uint32_t want = n == 0 ? LM_UTF8_BAD : point_of(bytes + at, n);

		if (lm_utf8_next(text, &i) != want)
			return false;
		valid = valid && n > 0;
		at += n == 0 ? 1 : n;
		if (i != at)
			return false;
	}
	return lm_utf8_valid(text) == valid;
}

static void
every_code_point(void)
{
	for (uint32_t point = 0; point <= 0x1fffff; point++) {
		unsigned char wide[4] = {(unsigned char)(0xf0 | point >> 18),
		    (unsigned char)(0x80 | (point >> 12 & 63)),
		    (unsigned char)(0x80 | (point >> 6 & 63)),
		    (unsigned char)(0x80 | (point & 63))};
		unsigned char three[3] = {(unsigned char)(0xe0 |
					      (point >> 12 & 15)),
		    wide[2], wide[3]};
		unsigned char two[2] = {(unsigned char)(0xc0 |
					    (point >> 6 & 31)),
		    wide[3]};

		/* Overlong forms too. */
		if (!CHECK(agree(wide, 4)) || !CHECK(agree(three, 3)) ||
		    !CHECK(agree(two, 2))) {
			check_note("U+%04x", (unsigned)point);
			return;
		}
	}
}

static void
all_short_sequences(void)
{
	for (unsigned n = 0; n < 0x1000000; n += check_soak() ? 1 : 7) {
		unsigned char bytes[3] = {(unsigned char)(n >> 16),
		    (unsigned char)(n >> 8), (unsigned char)n};

		if (!CHECK(agree(bytes, 3)) || !CHECK(agree(bytes, 2)) ||
		    !CHECK(agree(bytes, 1)))
			return;
	}
}

static void
random_sequences(void)
{
	struct random random = random_start(2);
	static const unsigned char likely[] = {0x80, 0x8f, 0x90, 0x9f, 0xa0,
	    0xbf, 0xc1, 0xc2, 0xe0, 0xed, 0xef, 0xf0, 0xf4, 0xf5, 0xff, 'a'};
	unsigned char bytes[40];

	for (int n = 0; n < 300000; n++) {
		size_t len = random_below(&random, sizeof(bytes) + 1);

		random_bytes(&random, bytes, len);
		for (size_t i = 0; i < len; i++)
			if (bytes[i] & 1)
				bytes[i] = likely[bytes[i] >> 4];
		if (!CHECK(agree(bytes, len)))
			return;
	}
}

static void
empty_is_valid(void)
{
	CHECK(lm_utf8_valid((struct lm_span){0}));
	CHECK(lm_utf8_valid(lm_span("\0", 1)));
}

static void
prefix_cuts_no_character(void)
{
	/* 1, 2, 3 and 4 bytes. */
	struct lm_span text =
	    lm_span_of("a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80z");
	static const size_t want[] = {0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11, 11};

	for (size_t max = 0; max < sizeof(want) / sizeof(want[0]); max++) {
		CHECK_EQ(lm_utf8_prefix(text, max).len, want[max]);
		CHECK(lm_utf8_prefix(text, max).ptr == text.ptr);
	}
	CHECK_EQ(lm_utf8_prefix((struct lm_span){0}, 5).len, 0);
}

TEST_MAIN(TEST(every_code_point), TEST(all_short_sequences),
    TEST(random_sequences), TEST(empty_is_valid),
    TEST(prefix_cuts_no_character))
