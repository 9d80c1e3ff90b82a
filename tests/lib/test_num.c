#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "lm/num.h"
#include "random.h"

/* Whether text reads as strtod reads it, to the bit. */
static bool
reads_like_strtod(const char *text)
{
	double want = strtod(text, NULL), got = 0;
	bool read = lm_num_double(lm_span_of(text), &got);

	if (!isfinite(want))
		return !read;
	return read && memcmp(&got, &want, sizeof(got)) == 0;
}

static void
reads_numbers(void)
{
	static const char *const texts[] = {"0", "-0", "0.0", "-0.0e5", "1",
	    "-1", "10", "1e0", "1E+2", "1e-2", "0.1", "0.3",
	    "123456789012345678", "1234567890123456789", "12345678901234567890",
	    "18446744073709551616", "9007199254740993", "9007199254740993e0",
	    "9007199254740992.5", "4503599627370496.5", "4503599627370497.5",
	    "0.000000000000000000000000000000000001", "8e22", "9e22", "1e23",
	    "8.5e-323", "4.9e-324", "2.4e-324", "2.5e-324", "1e-400",
	    "1e-99999999999999999999", "1.7976931348623157e308",
	    "1.7976931348623158e308", "1.7976931348623159e308", "1e308",
	    "1e309", "-1e309", "1e400", "2.2250738585072011e-308",
	    "2.2250738585072014e-308", "0e99999999999999999999",
	    "0.031234567239880562", "6929001713869936e236",
	    "9355950000000000000.00000000000000000000", "7.2057594037927933e16",
	    "1090544144181609348835077142190",
	    "1234567890123456789012345678901234567890e-90", "1448997445238699",
	    "3.518437208883201171875e13"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!CHECK(reads_like_strtod(texts[i])))
			check_note("%s", texts[i]);
}

static void
refuses_what_is_no_json_number(void)
{
	static const char *const texts[] = {"", "-", "+1", ".5", "5.", "01",
	    "-01", "1e", "1e+", "1.e5", "0x10", "1 ", " 1", "nan", "NaN", "inf",
	    "-Infinity", "1,5", "1e5.0", "--1", "1-"};
	double out = 7;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!CHECK(!lm_num_double(lm_span_of(texts[i]), &out)))
			check_note("%s", texts[i]);
	CHECK(out == 7);
}

/* The middle between two doubles has up to 767 digits; nudge its last. */
static void
rounds_long_middles(void)
{
	struct random random = random_start(1);

	for (int i = 0; i < 300; i++) {
		double value =
		    ldexp(1.0 + (double)random_below(&random, 1 << 20),
			-(int)random_below(&random, 1070));
		char text[1300];
		/* 54 bits of a double and a half of its last */
		int len = snprintf(text, sizeof(text), "%.1100f",
		    value * (1 + DBL_EPSILON));

		CHECK(reads_like_strtod(text));
		text[len - 1] = '1';
		CHECK(reads_like_strtod(text));
	}
}

static void
reads_very_long_numbers(void)
{
	/* 2^53 + 1, the middle between two doubles, and a last digit far off */
	char text[4096] = "9007199254740993.";
	size_t point = strlen(text);
	double value = 0;

	memset(text + point, '0', 3000);
	CHECK(lm_num_double(lm_span(text, point + 3000), &value));
	CHECK(value == 9007199254740992.0);
	text[point + 2999] = '1';
	CHECK(lm_num_double(lm_span(text, point + 3000), &value));
	CHECK(value == 9007199254740994.0);
	memcpy(text + point + 3000, "e-16", 5);
	CHECK(reads_like_strtod(text));
	memset(text, '1', 401);
	CHECK(!lm_num_double(lm_span(text, 401), &value));
}

static void
random_text(struct random *random, char *text, size_t size)
{
	uint64_t bits = random_next(random);
	double value;

	if (random_once_in(random, 2)) {
		(void)snprintf(text, size, "%jue%d",
		    (uintmax_t)(bits >> random_below(random, 64)),
		    (int)random_below(random, 140) - 70);
		return;
	}
	memcpy(&value, &bits, sizeof(value));
	if (!isfinite(value))
		value = 0.1;
	if (random_once_in(random, 2))
		value = ldexp((double)(int64_t)bits,
		    -(int)random_below(random, 90));
	(void)snprintf(text, size, "%.*g", 1 + (int)random_below(random, 20),
	    value);
}

static void
reads_like_strtod_at_random(void)
{
	struct random random = random_start(2);
	long n = check_soak() ? 200000000 : check_quick() ? 100000 : 2000000;

	for (long i = 0; i < n; i++) {
		char text[64];

		random_text(&random, text, sizeof(text));
		if (!CHECK(reads_like_strtod(text))) {
			check_note("%s", text);
			return;
		}
	}
}

static const char *
float_text(float value)
{
	static char texts[4][LM_NUM_FLOAT_SIZE + 1];
	static size_t i;
	char *text = texts[i++ % 4];

	text[lm_num_float_text(value, text)] = '\0';
	return text;
}

static void
writes_floats(void)
{
	CHECK_TEXT(float_text(0.0F), "0");
	CHECK_TEXT(float_text(-0.0F), "-0");
	CHECK_TEXT(float_text(-0.5F), "-0.5");
	CHECK_TEXT(float_text(0.1F), "0.1");
	CHECK_TEXT(float_text(0.031234565F), "0.031234564");
	CHECK_TEXT(float_text(1.0F / 3), "0.33333334");
	CHECK_TEXT(float_text(1e-4F), "0.0001");
	CHECK_TEXT(float_text(1.5e-8F), "1.5e-8");
	CHECK_TEXT(float_text(9.9999e-5F), "9.9999e-5");
	CHECK_TEXT(float_text(16777216.0F), "16777216");
	CHECK_TEXT(float_text(1234.5F), "1234.5");
	CHECK_TEXT(float_text(123456789.0F), "123456790");
	CHECK_TEXT(float_text(1e9F), "1e9");
	CHECK_TEXT(float_text(FLT_MAX), "3.4028235e38");
	CHECK_TEXT(float_text(-FLT_MIN), "-1.1754944e-38");
	CHECK_TEXT(float_text(FLT_TRUE_MIN), "1e-45");
	CHECK_TEXT(float_text(0x1p-96F), "1.2621775e-29");
}

/* The digits of a text, without sign, point, zeros around and exponent. */
static size_t
digits_of(const char *text, char out[32])
{
	size_t n = 0;

	for (; *text != '\0' && *text != 'e'; text++)
		if (*text >= '0' && *text <= '9' && (n > 0 || *text != '0'))
			out[n++] = *text;
	while (n > 1 && out[n - 1] == '0')
		n--;
	out[n] = '\0';
	return n;
}

/*
 * What printf has to say: of the decimals with as many digits ours is the
 * nearest (at a power of two the nearest may be outside, and another one
 * inside), and none with fewer reads back.
 */
static bool
is_shortest(float value, const char *text)
{
	char ours[32], digits[32], other[48];
	int n = (int)digits_of(text, ours);
	uint32_t bits;

	memcpy(&bits, &value, sizeof(bits));
	(void)snprintf(other, sizeof(other), "%.*e", n - 1, (double)value);
	(void)digits_of(other, digits);
	if (strcmp(digits, ours) != 0 && (bits & 0x7fffff) != 0)
		return false;
	if (n == 1)
		return true;
	(void)snprintf(other, sizeof(other), "%.*e", n - 2, (double)value);
	return strtof(other, NULL) != value;
}

static bool
writes_well(float value)
{
	const char *text = float_text(value);
	char other[48];
	float back = strtof(text, NULL);

	(void)snprintf(other, sizeof(other), "%.9g", (double)value);
	return memcmp(&back, &value, sizeof(back)) == 0 &&
	    strlen(text) <= strlen(other) && is_shortest(value, text);
}

/* Every positive float in a soak (30 minutes), else some of each exponent. */
static void
writes_shortest_and_reads_back(void)
{
	uint32_t step = check_soak() ? 1 : check_quick() ? 19997 : 2099;

	for (uint32_t bits = 1; bits < 0x7f800000; bits += step) {
		float value;

		memcpy(&value, &bits, sizeof(value));
		if (!CHECK(writes_well(value))) {
			check_note("%08x %s", bits, float_text(value));
			return;
		}
	}
}

/* Around every power of two the intervals are lopsided. */
static void
writes_powers_of_two(void)
{
	for (uint32_t power = 0x800000; power < 0x7f800000; power += 0x800000)
		for (uint32_t bits = power - 2; bits <= power + 2; bits++) {
			float value;

			memcpy(&value, &bits, sizeof(value));
			if (!CHECK(writes_well(value)))
				check_note("%08x %s", bits, float_text(value));
		}
}

static enum lm_code
u64(const char *text, uint64_t min, uint64_t max, uint64_t *out)
{
	return lm_num_u64(lm_span_of(text), min, max, out, NULL);
}

static void
reads_whole_numbers(void)
{
	uint64_t value = 0;
	struct lm_err err = {0};

	CHECK_CODE(u64("0", 0, 9, &value), LM_OK);
	CHECK_EQ(value, 0);
	CHECK_CODE(u64("18446744073709551615", 0, UINT64_MAX, &value), LM_OK);
	CHECK(value == UINT64_MAX);
	CHECK_CODE(u64("007", 0, 9, &value), LM_OK);
	CHECK_EQ(value, 7);
	CHECK_CODE(u64("18446744073709551616", 0, UINT64_MAX, &value),
	    LM_USAGE);
	CHECK_CODE(u64("10", 0, 9, &value), LM_USAGE);
	CHECK_CODE(u64("0", 1, 9, &value), LM_USAGE);
	CHECK_CODE(u64("", 0, 9, &value), LM_USAGE);
	CHECK_CODE(u64("-1", 0, 9, &value), LM_USAGE);
	CHECK_CODE(u64("+1", 0, 9, &value), LM_USAGE);
	CHECK_CODE(u64(" 1", 0, 9, &value), LM_USAGE);
	CHECK_EQ(value, 7);
	CHECK_CODE(lm_num_u64(lm_span_of("1x"), 1, 64, &value, &err), LM_USAGE);
	CHECK_TEXT(err.message, "\"1x\" is not a whole number from 1 to 64");
}

static void
reads_sizes(void)
{
	static const struct {
		const char *text;
		uint64_t value;
	} cases[] = {{"0", 0}, {"17", 17}, {"4k", 4096}, {"4K", 4096},
	    {"64M", 67108864}, {"64m", 67108864}, {"2G", 2147483648},
	    {"17179869183G", UINT64_C(17179869183) << 30}};
	uint64_t value = 0;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		CHECK_CODE(lm_num_size(lm_span_of(cases[i].text), 0, UINT64_MAX,
			       &value, NULL),
		    LM_OK);
		CHECK(value == cases[i].value);
	}
	CHECK_CODE(lm_num_size(lm_span_of("17179869184G"), 0, UINT64_MAX,
		       &value, NULL),
	    LM_USAGE);
	CHECK_CODE(lm_num_size(lm_span_of("k"), 0, 9, &value, NULL), LM_USAGE);
	CHECK_CODE(lm_num_size(lm_span_of(""), 0, 9, &value, NULL), LM_USAGE);
	CHECK_CODE(lm_num_size(lm_span_of("1kk"), 0, 9999999, &value, NULL),
	    LM_USAGE);
	CHECK_CODE(lm_num_size(lm_span_of("1k"), 0, 1023, &value, NULL),
	    LM_USAGE);
	CHECK_CODE(lm_num_size(lm_span_of("1.5k"), 0, 9999, &value, NULL),
	    LM_USAGE);
}

TEST_MAIN(TEST(reads_numbers), TEST(refuses_what_is_no_json_number),
    TEST(rounds_long_middles), TEST(reads_very_long_numbers),
    TEST(reads_like_strtod_at_random), TEST(writes_floats),
    TEST(writes_shortest_and_reads_back), TEST(writes_powers_of_two),
    TEST(reads_whole_numbers), TEST(reads_sizes))
