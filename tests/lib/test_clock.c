#include "lm/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"
#include "random.h"

#define BAD INT64_MIN

/* The time in ns, or BAD. */
static int64_t
parsed(const char *text)
{
	int64_t ns;

	return lm_clock_parse(lm_span_of(text), &ns) ? ns : BAD;
}

/* As `date -u -d @SECONDS +%FT%TZ` has them. */
static const struct {
	int64_t seconds;
	const char *text;
} moments[] = {{0, "1970-01-01T00:00:00Z"}, {-1, "1969-12-31T23:59:59Z"},
    {951782399, "2000-02-28T23:59:59Z"}, {951782400, "2000-02-29T00:00:00Z"},
    {951868800, "2000-03-01T00:00:00Z"}, {68169600, "1972-02-29T00:00:00Z"},
    {-2203977600, "1900-02-28T00:00:00Z"},
    {-2203891200, "1900-03-01T00:00:00Z"}, {4107542399, "2100-02-28T23:59:59Z"},
    {4107542400, "2100-03-01T00:00:00Z"}, {1777993200, "2026-05-05T15:00:00Z"},
    {2147483648, "2038-01-19T03:14:08Z"}, {-9214560000, "1678-01-01T00:00:00Z"},
    {9214646399, "2261-12-31T23:59:59Z"}};

static void
known_moments(void)
{
	char text[LM_CLOCK_TEXT_SIZE];

	for (size_t i = 0; i < sizeof(moments) / sizeof(moments[0]); i++) {
		int64_t ns = moments[i].seconds * LM_CLOCK_SECOND;

		CHECK_EQ(parsed(moments[i].text), ns);
		lm_clock_format(ns, text);
		CHECK_TEXT(text, moments[i].text);
		lm_clock_format(ns + LM_CLOCK_SECOND - 1, text);
		CHECK_TEXT(text, moments[i].text);
	}
}

static void
offsets_and_forms(void)
{
	int64_t nine = INT64_C(1778007600) * LM_CLOCK_SECOND;

	CHECK_EQ(parsed("2026-05-05T19:00:00Z"), nine);
	CHECK_EQ(parsed("2026-05-05t19:00:00z"), nine);
	CHECK_EQ(parsed("2026-05-05 19:00:00Z"), nine);
	CHECK_EQ(parsed("2026-05-05T21:00:00+02:00"), nine);
	CHECK_EQ(parsed("2026-05-06T00:30:00+05:30"), nine);
	CHECK_EQ(parsed("2026-05-05T10:00:00-09:00"), nine);
	CHECK_EQ(parsed("2026-05-05T19:00:00-00:00"), nine);
	CHECK_EQ(parsed("2026-05-04T19:01:00-23:59"), nine);
}

static void
fractions(void)
{
	int64_t second = LM_CLOCK_SECOND;

	CHECK_EQ(parsed("1970-01-01T00:00:00.5Z"), second / 2);
	CHECK_EQ(parsed("1970-01-01T00:00:00.000000001Z"), 1);
	CHECK_EQ(parsed("1970-01-01T00:00:00.1234567899999Z"), 123456789);
	CHECK_EQ(parsed("1969-12-31T23:59:59.999999999Z"), -1);
	CHECK_EQ(parsed("1970-01-01T01:00:00.25+01:00"), second / 4);
}

static void
leap_seconds_read_as_the_next(void)
{
	CHECK_EQ(parsed("2016-12-31T23:59:60Z"),
	    parsed("2017-01-01T00:00:00Z"));
	CHECK_EQ(parsed("2017-01-01T00:59:60+01:00"),
	    parsed("2017-01-01T00:00:00Z"));
	CHECK_EQ(parsed("2016-12-31T23:59:61Z"), BAD);
}

static void
what_is_no_time(void)
{
	static const char *const texts[] = {"", "2026", "2026-05-05",
	    "2026-05-05T21:00:00", "2026-05-05T21:00Z", "2026-5-05T21:00:00Z",
	    "2026-05-5T21:00:00Z", "2026-00-05T21:00:00Z",
	    "2026-13-05T21:00:00Z", "2026-05-00T21:00:00Z",
	    "2026-05-32T21:00:00Z", "2026-04-31T21:00:00Z",
	    "2026-02-29T21:00:00Z", "1900-02-29T00:00:00Z",
	    "2100-02-29T00:00:00Z", "2026-05-05T24:00:00Z",
	    "2026-05-05T21:60:00Z", "2026-05-05T21:00:00.Z",
	    "2026-05-05T21:00:00,5Z", "2026-05-05T21:00:00+2:00",
	    "2026-05-05T21:00:00+0200", "2026-05-05T21:00:00+02",
	    "2026-05-05T21:00:00+24:00", "2026-05-05T21:00:00+02:60",
	    "2026-05-05T21:00:00Zx", " 2026-05-05T21:00:00Z",
	    "2026-05-05T21:00:00Z ", "2026-05-05T21:00:00ZZ",
	    "2026/05/05T21:00:00Z", "2026-05-05_21:00:00Z",
	    "-026-05-05T21:00:00Z", "+2026-05-05T21:00:00Z",
	    "2026-05-05T21:00:00.5", "2026-05-05T-1:00:00Z",
	    "1677-12-31T23:59:59Z", "2262-01-01T00:00:00Z",
	    "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z"};

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!CHECK_EQ(parsed(texts[i]), BAD))
			check_note("%s", texts[i]);
}

static void
a_nul_is_no_digit(void)
{
	int64_t ns;

	CHECK(!lm_clock_parse(lm_span("2026-05-05T21:00:00Z\0", 21), &ns));
	CHECK(!lm_clock_parse(lm_span("2026-05-05T21:00:0\0Z", 20), &ns));
	CHECK(!lm_clock_parse((struct lm_span){0}, &ns));
	for (size_t len = 0; len < 20; len++)
		CHECK(
		    !lm_clock_parse(lm_span("2026-05-05T21:00:00Z", len), &ns));
}

/* Every day, counted by hand. */
static void
every_day(void)
{
	static const int lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31};
	int64_t days = -106650; /* of 1678-01-01 */
	char want[64], got[LM_CLOCK_TEXT_SIZE];

	for (int year = 1678; year < 2262; year++)
		for (int month = 1; month <= 12; month++) {
			bool leap = (year % 4 == 0 && year % 100 != 0) ||
			    year % 400 == 0;
			int n = lengths[month - 1] + (month == 2 && leap);

			for (int day = 1; day <= n; day++, days++) {
				snprintf(want, sizeof(want),
				    "%04d-%02d-%02dT00:00:00Z", year, month,
				    day);
				lm_clock_format(days * 86400 * LM_CLOCK_SECOND,
				    got);
				if (!CHECK_TEXT(got, want) ||
				    !CHECK_EQ(parsed(want),
					days * 86400 * LM_CLOCK_SECOND))
					return;
			}
		}
}

static void
any_time_comes_back(void)
{
	struct random random = random_start(5);
	char text[LM_CLOCK_TEXT_SIZE];

	for (int n = 0; n < 100000; n++) {
		int64_t seconds =
		    (int64_t)random_below(&random, UINT64_C(18000000000)) -
		    9000000000;

		lm_clock_format(seconds * LM_CLOCK_SECOND, text);
		if (!CHECK_EQ(parsed(text), seconds * LM_CLOCK_SECOND))
			return;
	}
}

static void
the_extremes_are_formatted(void)
{
	char text[LM_CLOCK_TEXT_SIZE];

	lm_clock_format(INT64_MAX, text);
	CHECK_TEXT(text, "2262-04-11T23:47:16Z");
	lm_clock_format(INT64_MIN, text);
	CHECK_TEXT(text, "1677-09-21T00:12:43Z");
}

static void
lmob_now_stands_for_now(void)
{
	struct lm_err err = {0};
	int64_t ns = 0, real = (int64_t)time(NULL);

	setenv("LMOB_NOW", "2026-05-05T21:00:00+02:00", 1);
	CHECK_OK(lm_clock_now(&ns, &err), &err);
	CHECK_EQ(ns, parsed("2026-05-05T19:00:00Z"));
	CHECK(lm_clock_system() / LM_CLOCK_SECOND - real >= -1);
	CHECK(lm_clock_system() / LM_CLOCK_SECOND - real <= 60);
	setenv("LMOB_NOW", "yesterday", 1);
	CHECK_CODE(lm_clock_now(&ns, &err), LM_USAGE);
	CHECK_HAS(err.message, "LMOB_NOW=yesterday");
	unsetenv("LMOB_NOW");
	CHECK_OK(lm_clock_now(&ns, &err), &err);
	CHECK(ns / LM_CLOCK_SECOND - real >= -1);
	CHECK(ns / LM_CLOCK_SECOND - real <= 60);
}

static void
monotonic_does_not_go_back(void)
{
	int64_t last = lm_clock_monotonic();

	for (int i = 0; i < 1000; i++) {
		int64_t now = lm_clock_monotonic();

		if (!CHECK(now >= last))
			break;
		last = now;
	}
}

TEST_MAIN(TEST(known_moments), TEST(offsets_and_forms), TEST(fractions),
    TEST(leap_seconds_read_as_the_next), TEST(what_is_no_time),
    TEST(a_nul_is_no_digit), TEST(every_day), TEST(any_time_comes_back),
    TEST(the_extremes_are_formatted), TEST(lmob_now_stands_for_now),
    TEST(monotonic_does_not_go_back))
