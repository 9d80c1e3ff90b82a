#include "lm/http_retry.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <strings.h>

#include <curl/curl.h>

/* "Wednesday, 09-Nov-94 08:49:37 GMT" is the longest, and has 33 bytes. */
#define DATE_SIZE 40

#define MS_A_SECOND 1000

void
lm_http_retry_clear(struct lm_http_retry *retry)
{
	*retry = (struct lm_http_retry){-1, -1, -1, -1};
}

static bool
is_blank(char byte)
{
	return byte == ' ' || byte == '\t' || byte == '\r' || byte == '\n';
}

static bool
is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

/* If the line is of this name, its value without blanks around it. */
static bool
has_name(struct lm_span line, const char *name, struct lm_span *value)
{
	size_t len = strlen(name), end = line.len;

	if (line.len <= len || line.ptr[len] != ':' ||
	    strncasecmp(line.ptr, name, len) != 0)
		return false;
	len++;
	while (len < end && is_blank(line.ptr[len]))
		len++;
	while (end > len && is_blank(line.ptr[end - 1]))
		end--;
	*value = lm_span(line.ptr + len, end - len);
	return true;
}

/* value * 10 + digit, no more than max and 9. */
static int64_t
push_digit(int64_t value, char digit, int64_t max)
{
	return value > max ? value : value * 10 + (digit - '0');
}

/* Thousandths of a fraction, rounded up; -1 if it is none. */
static int64_t
thousandths(struct lm_span digits)
{
	int64_t value = 0, scale = MS_A_SECOND / 10;
	bool more = false;

	if (digits.len == 0)
		return -1;
	for (size_t i = 0; i < digits.len; i++, scale /= 10) {
		if (!is_digit(digits.ptr[i]))
			return -1;
		value += scale * (digits.ptr[i] - '0');
		more = more || (scale == 0 && digits.ptr[i] != '0');
	}
	return value + (more ? 1 : 0);
}

/* 12 or 12.5, in units of unit_ms (1 or 1000); -1 if it is neither. */
static int64_t
number_ms(struct lm_span text, int64_t unit_ms)
{
	int64_t whole = 0, fraction = 0;
	size_t i = 0;

	while (i < text.len && is_digit(text.ptr[i]))
		whole = push_digit(whole, text.ptr[i++], LM_HTTP_RETRY_MAX_MS);
	if (i == 0)
		return -1;
	if (i < text.len && text.ptr[i] != '.')
		return -1;
	if (i < text.len)
		fraction =
		    thousandths(lm_span(text.ptr + i + 1, text.len - i - 1));
	if (fraction < 0)
		return -1;
	if (whole >= LM_HTTP_RETRY_MAX_MS / unit_ms)
		return LM_HTTP_RETRY_MAX_MS;
	return whole * unit_ms +
	    (fraction * unit_ms + MS_A_SECOND - 1) / MS_A_SECOND;
}

/* libcurl reads much that is no HTTP date, as "12" and "yesterday's" kin. */
static bool
looks_like_a_date(struct lm_span text)
{
	static const char days[] = "Mon Tue Wed Thu Fri Sat Sun ";
	size_t n_colons = lm_span_count(text, ':');

	if (text.len <= 3 || text.len >= DATE_SIZE || n_colons != 2 ||
	    memchr(text.ptr, '\0', text.len) != NULL)
		return false;
	for (const char *day = days; *day != '\0'; day += 4)
		if (memcmp(text.ptr, day, 3) == 0)
			return true;
	return false;
}

/* POSIX time of an HTTP date, none before 1970; -1 if it is none. */
static int64_t
date_s(struct lm_span text)
{
	char copy[DATE_SIZE];
	time_t time;

	if (!looks_like_a_date(text))
		return -1;
	memcpy(copy, text.ptr, text.len);
	copy[text.len] = '\0';
	time = curl_getdate(copy, NULL);
	return time == -1 ? -1 : time < 0 ? 0 : (int64_t)time;
}

/* What is not understood leaves what is known. */
static void
take(int64_t *known, int64_t value)
{
	if (value >= 0)
		*known = value;
}

/* A number or a date; the later one counts. */
static void
take_after(struct lm_http_retry *retry, struct lm_span value)
{
	int64_t ms = number_ms(value, MS_A_SECOND), s = date_s(value);

	if (ms < 0 && s < 0)
		return;
	retry->after_ms = ms;
	retry->at_s = s;
}

void
lm_http_retry_header(struct lm_http_retry *retry, struct lm_span line)
{
	struct lm_span value;

	if (has_name(line, "Retry-After", &value)) {
		take_after(retry, value);
	} else if (has_name(line, "retry-after-ms", &value)) {
		take(&retry->exact_ms, number_ms(value, 1));
	} else if (has_name(line, "Date", &value)) {
		take(&retry->date_s, date_s(value));
	}
}

int64_t
lm_http_retry_ms(const struct lm_http_retry *retry, int64_t now_s)
{
	int64_t from_s = retry->date_s >= 0 ? retry->date_s
	    : now_s > 0			    ? now_s
					    : 0;

	if (retry->exact_ms >= 0)
		return retry->exact_ms;
	if (retry->after_ms >= 0)
		return retry->after_ms;
	if (retry->at_s < 0)
		return -1;
	if (retry->at_s <= from_s)
		return 0;
	if (retry->at_s - from_s >= LM_HTTP_RETRY_MAX_MS / MS_A_SECOND)
		return LM_HTTP_RETRY_MAX_MS;
	return (retry->at_s - from_s) * MS_A_SECOND;
}
