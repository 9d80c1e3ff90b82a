#include "lm/zone_rule.h"

#include <assert.h>
#include <stddef.h>

#define SECONDS_AN_HOUR 3600
#define SECONDS_A_DAY 86400
#define MOST_HOURS 167
#define DAYS_IN_ERA 146097  /* 400 years */
#define DAYS_TO_1970 719162 /* from 0001-01-01 */
#define TWO_O_CLOCK (2 * SECONDS_AN_HOUR)

/* What is left of a text that is read from its start. */
struct cursor {
	struct lm_span text;
	bool bad;
};

static char
peek(const struct cursor *cursor)
{
	return cursor->text.len == 0 ? '\0' : cursor->text.ptr[0];
}

static bool
take(struct cursor *cursor, char byte)
{
	if (cursor->text.len == 0 || cursor->text.ptr[0] != byte)
		return false;
	cursor->text.ptr++;
	cursor->text.len--;
	return true;
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static bool
is_letter(char byte)
{
	return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

/* A whole number of one to three digits. */
static int32_t
take_number(struct cursor *cursor, int32_t min, int32_t max)
{
	int32_t value = 0;
	size_t n = 0;

	while (n < 3 && is_digit(peek(cursor))) {
		value = value * 10 + (peek(cursor) - '0');
		(void)take(cursor, peek(cursor));
		n++;
	}
	if (n == 0 || value < min || value > max)
		cursor->bad = true;
	return value;
}

/* "CEST", or "<+0330>": three characters or more. */
static void
take_name(struct cursor *cursor)
{
	bool quoted = take(cursor, '<');
	size_t n = 0;

	while (is_letter(peek(cursor)) ||
	    (quoted &&
		(is_digit(peek(cursor)) || peek(cursor) == '+' ||
		    peek(cursor) == '-'))) {
		(void)take(cursor, peek(cursor));
		n++;
	}
	if (n < 3 || (quoted && !take(cursor, '>')))
		cursor->bad = true;
}

/* "[+-]hh[:mm[:ss]]" in seconds. */
static int32_t
take_time(struct cursor *cursor, int32_t most_hours)
{
	bool negative = take(cursor, '-');
	int32_t seconds;

	if (!negative)
		(void)take(cursor, '+');
	seconds = take_number(cursor, 0, most_hours) * SECONDS_AN_HOUR;
	if (take(cursor, ':'))
		seconds += take_number(cursor, 0, 59) * 60;
	if (take(cursor, ':'))
		seconds += take_number(cursor, 0, 59);
	return negative ? -seconds : seconds;
}

/* What POSIX calls the offset counts west of UTC. */
static int32_t
take_offset(struct cursor *cursor)
{
	return -take_time(cursor, 24);
}

static void
expect(struct cursor *cursor, char byte)
{
	if (!take(cursor, byte))
		cursor->bad = true;
}

static struct lm_zone_day
take_day(struct cursor *cursor)
{
	struct lm_zone_day day = {.form = LM_ZONE_DAY, .seconds = TWO_O_CLOCK};

	expect(cursor, ',');
	if (take(cursor, 'J')) {
		day.form = LM_ZONE_JULIAN;
		day.day = take_number(cursor, 1, 365);
	} else if (take(cursor, 'M')) {
		day.form = LM_ZONE_WEEK;
		day.month = take_number(cursor, 1, 12);
		expect(cursor, '.');
		day.week = take_number(cursor, 1, 5);
		expect(cursor, '.');
		day.day = take_number(cursor, 0, 6);
	} else {
		day.day = take_number(cursor, 0, 365);
	}
	if (take(cursor, '/'))
		day.seconds = take_time(cursor, MOST_HOURS);
	return day;
}

bool
lm_zone_rule_parse(struct lm_span text, struct lm_zone_rule *rule)
{
	struct cursor cursor = {text, false};

	*rule = (struct lm_zone_rule){0};
	take_name(&cursor);
	rule->standard = take_offset(&cursor);
	if (cursor.bad || cursor.text.len == 0)
		return !cursor.bad;
	rule->has_summer = true;
	take_name(&cursor);
	rule->summer = peek(&cursor) == ',' ? rule->standard + SECONDS_AN_HOUR
					    : take_offset(&cursor);
	rule->begin = take_day(&cursor);
	rule->end = take_day(&cursor);
	return !cursor.bad && cursor.text.len == 0;
}

static bool
is_leap(int64_t year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

/* Days from 1970-01-01 to the first day of a year (Gregorian, from 1 on). */
static int64_t
first_day(int64_t year)
{
	int64_t before = year - 1;

	return before * 365 + before / 4 - before / 100 + before / 400 -
	    DAYS_TO_1970;
}

static int64_t
year_of(int64_t seconds)
{
	int64_t days = seconds / SECONDS_A_DAY - (seconds % SECONDS_A_DAY < 0);
	int64_t year = (days + DAYS_TO_1970) * 400 / DAYS_IN_ERA;

	while (first_day(year + 1) <= days)
		year++;
	return year;
}

/* The day of the year, from 0, on which a month (1 to 13) begins. */
static int64_t
month_day(int64_t year, int32_t month)
{
	static const int16_t days[] = {0, 31, 59, 90, 120, 151, 181, 212, 243,
	    273, 304, 334, 365};

	assert(month >= 1 && month <= 13);
	return days[month - 1] + (month > 2 && is_leap(year) ? 1 : 0);
}

/* Seconds since 1970 of a moment, in the local time that it is given in. */
static int64_t
moment(const struct lm_zone_day *day, int64_t year)
{
	int64_t first = first_day(year), at = 0, weekday, next;

	switch (day->form) {
	case LM_ZONE_JULIAN:
		at = first + day->day - 1 +
		    (day->day >= 60 && is_leap(year) ? 1 : 0);
		break;
	case LM_ZONE_DAY:
		at = first + day->day;
		break;
	case LM_ZONE_WEEK:
		at = first + month_day(year, day->month);
		next = first + month_day(year, day->month + 1);
		/* 1970-01-01 was a Thursday; kept positive from year 1 on. */
		weekday = (at + DAYS_TO_1970 + 1) % 7;
		at += (day->day - weekday + 7) % 7 + 7 * (day->week - 1);
		if (at >= next)
			at -= 7;
		break;
	}
	return at * SECONDS_A_DAY + day->seconds;
}

/*
 * The last change before decides, of those of this year and its neighbours:
 * local years begin at other moments than UTC's.  Of two at one moment it is
 * the begin of summer time, which so lasts the whole year (RFC 8536 §3.3.1).
 */
int32_t
lm_zone_rule_offset(const struct lm_zone_rule *rule, int64_t seconds)
{
	int64_t year, last = INT64_MIN;
	int32_t offset = rule->standard;

	if (!rule->has_summer)
		return offset;
	year = year_of(seconds);
	for (int64_t y = year - 1; y <= year + 1; y++) {
		int64_t begin = moment(&rule->begin, y) - rule->standard;
		int64_t end = moment(&rule->end, y) - rule->summer;

		if (end <= seconds && end > last) {
			last = end;
			offset = rule->standard;
		}
		if (begin <= seconds && begin >= last) {
			last = begin;
			offset = rule->summer;
		}
	}
	return offset;
}
