#include "lm/http_retry.h"

#include <stdio.h>

#include "check.h"

#include "lm/http.h"

/* Sun, 06 Nov 1994 08:49:37 GMT, as `date -u -d` has it. */
#define SOME_S INT64_C(784111777)

/* What the lines of a reply ask for, at SOME_S. */
static int64_t
ask(const char *lines)
{
	struct lm_http_retry retry;
	struct lm_span left = lm_span_of(lines);

	lm_http_retry_clear(&retry);
	while (left.len > 0) {
		const char *end = memchr(left.ptr, '\n', left.len);
		size_t len =
		    end == NULL ? left.len : (size_t)(end + 1 - left.ptr);

		lm_http_retry_header(&retry, lm_span(left.ptr, len));
		left = lm_span(left.ptr + len, left.len - len);
	}
	return lm_http_retry_ms(&retry, SOME_S);
}

static void
check_after(const char *value, int64_t want_ms)
{
	char line[200];

	(void)snprintf(line, sizeof(line), "Retry-After: %s\r\n", value);
	CHECK_EQ(ask(line), want_ms);
	check_note("%s", line);
}

static void
seconds(void)
{
	check_after("0", 0);
	check_after("1", 1000);
	check_after("120", 120000);
	check_after("007", 7000);
	check_after("1.5", 1500);
	check_after("0.0001", 1);
	check_after("2.0000", 2000);
	check_after("2.0010000000000000000000000001", 2002);
	check_after("0.9999", 1000);
	check_after("  3\t ", 3000);
	CHECK_EQ(ask("retry-AFTER:4"), 4000);
	CHECK_EQ(ask("Retry-After: 5\n"), 5000);
}

static void
what_is_huge_is_a_year(void)
{
	check_after("31622399", INT64_C(31622399000));
	check_after("31622400", LM_HTTP_RETRY_MAX_MS);
	check_after("9223372036854775807", LM_HTTP_RETRY_MAX_MS);
	check_after("99999999999999999999999999999999999.5",
	    LM_HTTP_RETRY_MAX_MS);
	check_after("Fri, 31 Dec 9999 23:59:59 GMT", LM_HTTP_RETRY_MAX_MS);
	CHECK_EQ(ask("retry-after-ms: 99999999999999999999"),
	    LM_HTTP_RETRY_MAX_MS);
}

static void
dates_in_all_forms(void)
{
	check_after("Sun, 06 Nov 1994 08:49:47 GMT", 10000);
	check_after("Sunday, 06-Nov-94 08:49:47 GMT", 10000);
	check_after("Sun Nov  6 08:49:47 1994", 10000);
	check_after("Wed, 09 Nov 1994 08:49:37 GMT", 3 * 86400 * 1000);
	check_after("Wednesday, 09-Nov-94 08:49:37 GMT", 3 * 86400 * 1000);
	check_after("Sun, 06 Nov 1994 08:49:37 GMT", 0);
	check_after("Sat, 05 Nov 1994 08:49:37 GMT", 0);
	check_after("Sun, 06 Nov 1904 08:49:37 GMT", 0);
}

static void
a_date_counts_from_the_reply(void)
{
	CHECK_EQ(ask("Retry-After: Wed, 21 Oct 2015 07:28:30 GMT\r\n"
		     "Date: Wed, 21 Oct 2015 07:28:00 GMT\r\n"),
	    30000);
	CHECK_EQ(ask("Date: Wed, 21 Oct 2015 07:29:00 GMT\r\n"
		     "Retry-After: Wed, 21 Oct 2015 07:28:30 GMT\r\n"),
	    0);
	/* One that is none does not count. */
	CHECK_EQ(ask("Date: today\r\n"
		     "Retry-After: Sun, 06 Nov 1994 08:49:38 GMT\r\n"),
	    1000);
	/* Nor does it matter to seconds. */
	CHECK_EQ(ask("Date: Wed, 21 Oct 2015 07:29:00 GMT\r\n"
		     "Retry-After: 2\r\n"),
	    2000);
}

static void
what_has_no_form_is_not_there(void)
{
	static const char *const values[] = {"", " ", "-1", "+1", "-0", "nan",
	    "NaN", "inf", "Infinity", "1e3", "1,5", "1.", ".5", "1.5.5", "0x10",
	    "5s", "5 s", "soon", "1 2", "\x80", "2015-10-21",
	    "2015-10-21T07:28:30Z", "Sun", "Sunday", "Sun, 06 Nov 1994",
	    "Sun, 99 Nov 1994 08:49:37 GMT", "Sun, 06 Nov 1994 99:49:37 GMT",
	    "06 Nov 1994 08:49:37 GMT", "Someday, 06 Nov 1994 08:49:37",
	    "Sun, 06 Nov 1994 08:49:37 GMT and then some more of it"};

	for (size_t i = 0; i < sizeof(values) / sizeof(values[0]); i++)
		check_after(values[i], -1);
	CHECK_EQ(ask("Retry-After"), -1);
	CHECK_EQ(ask("Retry-After-: 1"), -1);
	CHECK_EQ(ask("X-Retry-After: 1"), -1);
	CHECK_EQ(ask(""), -1);
	/* And what was understood before it stays. */
	CHECK_EQ(ask("Retry-After: 3\nRetry-After: soon\n"), 3000);
}

static void
milliseconds_win(void)
{
	CHECK_EQ(ask("retry-after-ms: 1500\n"), 1500);
	CHECK_EQ(ask("Retry-After-Ms: 20.25\n"), 21);
	CHECK_EQ(ask("retry-after-ms: 0\nRetry-After: 9\n"), 0);
	CHECK_EQ(ask("Retry-After: 9\nretry-after-ms: 700\n"), 700);
	CHECK_EQ(ask("Retry-After: 9\nretry-after-ms: -700\n"), 9000);
	CHECK_EQ(ask("Retry-After: 9\nRetry-After: 8\n"), 8000);
	CHECK_EQ(ask("Retry-After: 9\n"
		     "Retry-After: Sun, 06 Nov 1994 08:49:47 GMT\n"),
	    10000);
}

static void
a_clock_may_be_anywhere(void)
{
	struct lm_http_retry retry;

	lm_http_retry_clear(&retry);
	lm_http_retry_header(&retry,
	    lm_span_of("Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"));
	CHECK_EQ(lm_http_retry_ms(&retry, INT64_MIN), LM_HTTP_RETRY_MAX_MS);
	CHECK_EQ(lm_http_retry_ms(&retry, INT64_MAX), 0);
}

static void
statuses_have_a_common_meaning(void)
{
	static const long again[] = {408, 429, 500, 502, 503, 504};
	static const long refused[] = {0, 100, 199, 300, 301, 304, 307, 400,
	    401, 403, 404, 409, 413, 422, 424, 425, 501, 505, 529, 999};

	for (size_t i = 0; i < sizeof(again) / sizeof(again[0]); i++)
		CHECK_EQ(lm_http_fate(again[i]), LM_FATE_AGAIN);
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++)
		CHECK_EQ(lm_http_fate(refused[i]), LM_FATE_REFUSED);
	for (long status = 200; status < 300; status++)
		CHECK_EQ(lm_http_fate(status), LM_FATE_DONE);
}

TEST_MAIN(TEST(seconds), TEST(what_is_huge_is_a_year), TEST(dates_in_all_forms),
    TEST(a_date_counts_from_the_reply), TEST(what_has_no_form_is_not_there),
    TEST(milliseconds_win), TEST(a_clock_may_be_anywhere),
    TEST(statuses_have_a_common_meaning))
