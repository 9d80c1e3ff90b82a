#include "lm/format_checks.h"

#include <string.h>

#define DATE_LEN 10 /* YYYY-MM-DD */
#define TIME_LEN 8  /* hh:mm:ss */
#define DAY_MINUTES 1440

/* More than any number of a date or a time may be. */
#define NO_NUMBER 1000

/* The number of two digits. */
static unsigned
two_digits(const char *at)
{
	unsigned tens = (unsigned char)at[0] - (unsigned)'0';
	unsigned ones = (unsigned char)at[1] - (unsigned)'0';

	return tens > 9 || ones > 9 ? NO_NUMBER : tens * 10 + ones;
}

static unsigned
days_of(unsigned year, unsigned month)
{
	if (month == 2)
		return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
		    ? 29
		    : 28;
	return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool
lm_format_is_date(struct lm_span text)
{
	const char *at = text.ptr;
	unsigned century, year, month, day;

	if (text.len != DATE_LEN || at[4] != '-' || at[7] != '-')
		return false;
	century = two_digits(at);
	year = two_digits(at + 2);
	month = two_digits(at + 5);
	day = two_digits(at + 8);
	return century <= 99 && year <= 99 && month >= 1 && month <= 12 &&
	    day >= 1 && day <= days_of(century * 100 + year, month);
}

/* What is after the seconds: "Z", or an offset, which is in minutes. */
static bool
read_offset(struct lm_span text, unsigned *offset, bool *is_behind)
{
	unsigned hours, minutes;

	*offset = 0;
	*is_behind = false;
	if (text.len == 1)
		return (text.ptr[0] | 0x20) == 'z';
	if (text.len != 6 || text.ptr[3] != ':' ||
	    (text.ptr[0] != '+' && text.ptr[0] != '-'))
		return false;
	hours = two_digits(text.ptr + 1);
	minutes = two_digits(text.ptr + 4);
	*offset = hours * 60 + minutes;
	*is_behind = text.ptr[0] == '-';
	return hours <= 23 && minutes <= 59;
}

/* Where the fraction of a second at i ends; i: there is none. */
static size_t
fraction_end(struct lm_span text, size_t i)
{
	size_t end = i + 1;

	if (i == text.len || text.ptr[i] != '.')
		return i;
	while (end < text.len && lm_format_is(text.ptr[end], LM_FORMAT_DIGIT))
		end++;
	return end > i + 1 ? end : i;
}

bool
lm_format_is_time(struct lm_span text)
{
	const char *at = text.ptr;
	unsigned hour, minute, second, offset, utc;
	bool is_behind;
	size_t end;

	if (text.len <= TIME_LEN || at[2] != ':' || at[5] != ':')
		return false;
	hour = two_digits(at);
	minute = two_digits(at + 3);
	second = two_digits(at + 6);
	end = fraction_end(text, TIME_LEN);
	if (hour > 23 || minute > 59 || second > 60 ||
	    !read_offset(lm_span(at + end, text.len - end), &offset,
		&is_behind))
		return false;
	utc = hour * 60 + minute + (is_behind ? offset : DAY_MINUTES - offset);
	return second < 60 || utc % DAY_MINUTES == DAY_MINUTES - 1;
}

bool
lm_format_is_date_time(struct lm_span text)
{
	const size_t time = DATE_LEN + 1;

	return text.len > time && (text.ptr[DATE_LEN] | 0x20) == 't' &&
	    lm_format_is_date(lm_span(text.ptr, DATE_LEN)) &&
	    lm_format_is_time(lm_span(text.ptr + time, text.len - time));
}

/*
 * Move *i past numbers with these units: any first one, each other the next in
 * order, to the end of text or a "T".  False: there is none, or another text.
 */
static bool
pass_units(struct lm_span text, size_t *i, const char *units)
{
	const char *unit, *next = NULL;

	do {
		size_t from = *i;

		while (*i < text.len &&
		    lm_format_is(text.ptr[*i], LM_FORMAT_DIGIT))
			(*i)++;
		if (*i == from || *i == text.len)
			return false;
		unit = memchr(units, text.ptr[*i] & ~0x20, strlen(units));
		if (unit == NULL || (next != NULL && unit != next))
			return false;
		next = unit + 1;
		(*i)++;
	} while (*i < text.len && (text.ptr[*i] | 0x20) != 't');
	return true;
}

bool
lm_format_is_duration(struct lm_span text)
{
	size_t i = 1;

	if (text.len < 3 || (text.ptr[0] | 0x20) != 'p')
		return false;
	if ((text.ptr[text.len - 1] | 0x20) == 'w')
		return pass_units(text, &i, "W") && i == text.len;
	if ((text.ptr[1] | 0x20) != 't' && !pass_units(text, &i, "YMD"))
		return false;
	if (i == text.len)
		return true;
	i++;
	return pass_units(text, &i, "HMS") && i == text.len;
}
