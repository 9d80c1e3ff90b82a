#include <math.h>

#include "check.h"
#include "report.h"

static void
check_score(double score, const char *want)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};

	CHECK_OK(report_score(score, &out, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), want);
	lm_buf_free(&out);
}

static void
scores_are_short_floats_where_they_can_be(void)
{
	check_score(0, "0");
	check_score(1, "1");
	check_score(0.1, "0.1");
	check_score(-0.25, "-0.25");
	check_score(1.0 / 3, "0.33333334");
	check_score(0x1p127, "1.7014118e38");
	check_score(1e77, "1e+77");
	check_score(-1e77 / 3, "-3.33333333e+76");
	check_score(1.5e-60, "1.5e-60");
	check_score(nextafter(1, 2), "1");
}

static void
check_shown(const char *text, size_t n, const char *want, size_t want_n)
{
	struct lm_buf out = {0};
	struct lm_err err = {0};
	size_t n_out = 99;

	CHECK_OK(report_shown(lm_span_of(text), n, &out, &n_out, &err), &err);
	CHECK_SPAN(lm_buf_view(&out), want);
	CHECK_EQ(n_out, want_n);
	lm_buf_free(&out);
}

static void
shows_one_line_that_harms_no_terminal(void)
{
	check_shown("", 5, "", 0);
	check_shown("abc", 3, "abc", 3);
	check_shown("abcd", 3, "abc…", 3);
	check_shown(" \n a \t\r\n b  ", 5, "a b", 3);
	check_shown("a  b", 2, "a…", 1);
	check_shown("a\xc2\xa0\xe2\x80\xa8z", 9, "a z", 3);
	check_shown("h\xc3\xa9llo", 2, "h\xc3\xa9…", 2);
	check_shown("\x1b[2J\x7f\xc2\x9b", 9, "?[2J??", 6);
	check_shown("a\xe2\x80\xae", 9, "a?", 2);
	check_shown("a\xff", 9, "a?", 2);
}

TEST_MAIN(TEST(scores_are_short_floats_where_they_can_be),
    TEST(shows_one_line_that_harms_no_terminal))
