#include "lm/manifest_forms.h"

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lm/clock.h"
#include "lm/manifest_address.h"

#define VERSION_MAX 64
#define DATE_LEN 10 /* 2026-11-01 */
#define TIME_LEN 5  /* 18:00 */
#define MINUTES_A_DAY 1440
#define N_DAYS 7
#define SHA256_HEX_LEN 64

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

/* Whether all is printable ASCII without space. */
static bool
is_graphic(struct lm_span text)
{
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] <= ' ' || text.ptr[i] >= 0x7f)
			return false;
	return true;
}

/* Whether text begins with prefix; if so it is cut off. */
static bool
cut_prefix(struct lm_span *text, const char *prefix)
{
	size_t len = strlen(prefix);

	if (text->len < len || memcmp(text->ptr, prefix, len) != 0)
		return false;
	*text = lm_span(text->ptr + len, text->len - len);
	return true;
}

bool
lm_form_version(struct lm_span text)
{
	return text.len > 0 && text.len <= VERSION_MAX && is_graphic(text) &&
	    memchr(text.ptr, '#', text.len) == NULL;
}

bool
lm_form_digest(struct lm_span text)
{
	if (!cut_prefix(&text, "sha256:") || text.len != SHA256_HEX_LEN)
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!is_digit(text.ptr[i]) &&
		    (text.ptr[i] < 'a' || text.ptr[i] > 'f'))
			return false;
	return true;
}

bool
lm_form_date(struct lm_span text)
{
	char midnight[DATE_LEN + sizeof("T00:00:00Z")];
	int64_t ns;

	if (text.len != DATE_LEN)
		return false;
	(void)snprintf(midnight, sizeof(midnight), "%.*sT00:00:00Z", DATE_LEN,
	    text.ptr);
	return lm_clock_parse(lm_span_of(midnight), &ns);
}

unsigned
lm_form_minute(struct lm_span time)
{
	const char *at = time.ptr;

	return (unsigned)((at[0] - '0') * 10 + (at[1] - '0')) * 60 +
	    (unsigned)((at[3] - '0') * 10 + (at[4] - '0'));
}

bool
lm_form_time(struct lm_span text)
{
	if (text.len != TIME_LEN || text.ptr[2] != ':')
		return false;
	for (size_t i = 0; i < TIME_LEN; i++)
		if (i != 2 && !is_digit(text.ptr[i]))
			return false;
	return text.ptr[3] < '6' && lm_form_minute(text) <= MINUTES_A_DAY;
}

/* If text begins with a day, it is cut off; its number, else N_DAYS. */
static unsigned
cut_day(struct lm_span *text)
{
	static const char *const days[N_DAYS] = {"mon", "tue", "wed", "thu",
	    "fri", "sat", "sun"};
	unsigned day = 0;

	while (day < N_DAYS && !cut_prefix(text, days[day]))
		day++;
	return day;
}

unsigned
lm_form_cut_days(struct lm_span *days)
{
	unsigned day = cut_day(days), last = day, set;

	if (day < N_DAYS && cut_prefix(days, "-"))
		last = cut_day(days);
	if (last == N_DAYS)
		return 0;
	set = 1U << day;
	while (day != last) {
		day = (day + 1) % N_DAYS;
		set |= 1U << day;
	}
	return set;
}

bool
lm_form_days(struct lm_span text)
{
	do {
		if (lm_form_cut_days(&text) == 0)
			return false;
	} while (cut_prefix(&text, ","));
	return text.len == 0;
}

bool
lm_form_url(struct lm_span text)
{
	const char *slash;
	size_t host_len;

	if (!cut_prefix(&text, "http://") && !cut_prefix(&text, "https://"))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (text.ptr[i] == '@' || text.ptr[i] == '?' ||
		    text.ptr[i] == '#')
			return false;
	slash = memchr(text.ptr, '/', text.len);
	host_len = slash == NULL ? text.len : (size_t)(slash - text.ptr);
	return is_graphic(text) &&
	    lm_address_valid(lm_span(text.ptr, host_len));
}

bool
lm_form_variable(struct lm_span text)
{
	if (text.len == 0 || is_digit(text.ptr[0]))
		return false;
	for (size_t i = 0; i < text.len; i++)
		if (!is_letter(text.ptr[i]) && !is_digit(text.ptr[i]) &&
		    text.ptr[i] != '_')
			return false;
	return true;
}
