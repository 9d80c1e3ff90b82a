#include "lm/clock.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define SECONDS_A_DAY 86400
#define DAYS_TO_1970 719468 /* from 0000-03-01 */
#define DAYS_IN_ERA 146097  /* 400 years */

/* Days since 1970-01-01 of a proleptic Gregorian date; years begin in March. */
static int64_t
days_of(int64_t year, int64_t month, int64_t day)
{
	int64_t y = month <= 2 ? year - 1 : year;
	int64_t era = y / 400;
	int64_t of_era = y - era * 400;
	int64_t of_year =
	    (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;

	return era * DAYS_IN_ERA + of_era * 365 + of_era / 4 - of_era / 100 +
	    of_year - DAYS_TO_1970;
}

static bool
is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

static int64_t
days_in_month(int64_t year, int64_t month)
{
	static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31,
	    30, 31};

	assert(month >= 1 && month <= 12);
	return lengths[month - 1] + (month == 2 && is_leap(year) ? 1 : 0);
}

/* What is left of a text that is read from its start. */
struct cursor {
	struct lm_span text;
	bool bad;
};

static int64_t
take_digits(struct cursor *cursor, size_t n)
{
	int64_t value = 0;

	for (size_t i = 0; i < n; i++) {
		if (i >= cursor->text.len || cursor->text.ptr[i] < '0' ||
		    cursor->text.ptr[i] > '9') {
			cursor->bad = true;
			return 0;
		}
		value = value * 10 + (cursor->text.ptr[i] - '0');
	}
	cursor->text.ptr += n;
	cursor->text.len -= n;
	return value;
}

/* The next byte if it is one of these, else 0. */
static char
take_any(struct cursor *cursor, const char *bytes)
{
	for (; *bytes != '\0'; bytes++) {
		if (cursor->text.len > 0 && cursor->text.ptr[0] == *bytes) {
			cursor->text.ptr++;
			cursor->text.len--;
			return *bytes;
		}
	}
	return 0;
}

static void
expect_any(struct cursor *cursor, const char *bytes)
{
	if (take_any(cursor, bytes) == 0)
		cursor->bad = true;
}

static int64_t
take_bounded(struct cursor *cursor, size_t n, int64_t min, int64_t max)
{
	int64_t value = take_digits(cursor, n);

	if (value < min || value > max)
		cursor->bad = true;
	return value;
}

/* Digits past nanoseconds are read and dropped. */
static int64_t
take_fraction(struct cursor *cursor)
{
	int64_t ns = 0, unit = LM_CLOCK_SECOND / 10;

	if (take_any(cursor, ".") == 0)
		return 0;
	ns = take_digits(cursor, 1) * unit;
	while (cursor->text.len > 0 && cursor->text.ptr[0] >= '0' &&
	    cursor->text.ptr[0] <= '9') {
		unit /= 10;
		ns += take_digits(cursor, 1) * unit;
	}
	return ns;
}

/* Seconds east of UTC. */
static int64_t
take_offset(struct cursor *cursor)
{
	char sign = take_any(cursor, "Zz+-");
	int64_t hours, minutes;

	if (sign == 'Z' || sign == 'z')
		return 0;
	if (sign == 0)
		cursor->bad = true;
	hours = take_bounded(cursor, 2, 0, 23);
	expect_any(cursor, ":");
	minutes = take_bounded(cursor, 2, 0, 59);
	return (sign == '-' ? -60 : 60) * (hours * 60 + minutes);
}

static int64_t
take_date(struct cursor *cursor)
{
	int64_t year, month, day;

	/* Outside of these an int64_t of nanoseconds does not reach. */
	year = take_bounded(cursor, 4, 1678, 2261);
	expect_any(cursor, "-");
	month = take_bounded(cursor, 2, 1, 12);
	expect_any(cursor, "-");
	if (cursor->bad)
		return 0;
	day = take_bounded(cursor, 2, 1, days_in_month(year, month));
	return days_of(year, month, day);
}

bool
lm_clock_parse(struct lm_span text, int64_t *ns)
{
	struct cursor cursor = {text, false};
	int64_t seconds, fraction;

	seconds = take_date(&cursor) * SECONDS_A_DAY;
	expect_any(&cursor, "Tt ");
	seconds += take_bounded(&cursor, 2, 0, 23) * 3600;
	expect_any(&cursor, ":");
	seconds += take_bounded(&cursor, 2, 0, 59) * 60;
	expect_any(&cursor, ":");
	seconds += take_bounded(&cursor, 2, 0, 60);
	fraction = take_fraction(&cursor);
	seconds -= take_offset(&cursor);
	if (cursor.bad || cursor.text.len != 0)
		return false;
	*ns = seconds * LM_CLOCK_SECOND + fraction;
	return true;
}

void
lm_clock_format(int64_t ns, char out[LM_CLOCK_TEXT_SIZE])
{
	int64_t seconds = ns / LM_CLOCK_SECOND - (ns % LM_CLOCK_SECOND < 0);
	int64_t days = seconds / SECONDS_A_DAY - (seconds % SECONDS_A_DAY < 0);
	int64_t rest = seconds - days * SECONDS_A_DAY;
	int64_t z = days + DAYS_TO_1970;
	int64_t era = z / DAYS_IN_ERA;
	int64_t doe = z - era * DAYS_IN_ERA;
	int64_t yoe =
	    (doe - doe / 1460 + doe / 36524 - doe / (DAYS_IN_ERA - 1)) / 365;
	int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
	int64_t mp = (5 * doy + 2) / 153;
	int64_t month = mp < 10 ? mp + 3 : mp - 9;

	(void)snprintf(out, LM_CLOCK_TEXT_SIZE,
	    "%04d-%02d-%02dT%02d:%02d:%02dZ",
	    (int)(yoe + era * 400 + (month <= 2)), (int)month,
	    (int)(doy - (153 * mp + 2) / 5 + 1), (int)(rest / 3600),
	    (int)(rest % 3600 / 60), (int)(rest % 60));
}

int64_t
lm_clock_system(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_REALTIME, &now);
	return (int64_t)now.tv_sec * LM_CLOCK_SECOND + now.tv_nsec;
}

enum lm_code
lm_clock_now(int64_t *ns, struct lm_err *err)
{
	const char *fixed = getenv("LMOB_NOW");

	if (fixed != NULL && *fixed != '\0') {
		if (lm_clock_parse(lm_span_of(fixed), ns))
			return LM_OK;
		return lm_err_set(err, LM_USAGE,
		    "LMOB_NOW=%s: expected an RFC 3339 date-time such as "
		    "2026-05-05T21:00:00Z",
		    fixed);
	}
	*ns = lm_clock_system();
	return LM_OK;
}

int64_t
lm_clock_monotonic(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * LM_CLOCK_SECOND + now.tv_nsec;
}
