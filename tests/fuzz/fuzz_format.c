/*
 * A byte that chooses a format, then any text.  Oracles: a POSIX expression of
 * the same grammar, with numbers looked at by themselves; what a format says
 * of its parts and of what it is a part of; libidn2's lookup.
 */
#include <idn2.h>
#include <regex.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lm/format.h"
#include "lm/uri.h"
#include "lm/utf8.h"

#include "require.h"

#define TEXT_MAX 1000
#define ATOM "[a-zA-Z0-9!#$%&'*+/=?^_`{|}~-]+"
#define LABEL "[a-zA-Z0-9]([a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
#define WHOLE "(0|[1-9][0-9]*)"
#define POINTER "(/([^/~]|~[01])*)*"
#define HEX "[0-9a-fA-F]"

static enum lm_format_verdict
check_draft(const char *name, int draft, const char *text)
{
	return lm_format_check(lm_format_find(lm_span_of(name), draft),
	    lm_span_of(text));
}

static bool
is(const char *name, const char *text)
{
	return check_draft(name, 2020, text) == LM_FORMAT_GOOD;
}

/* What text is after other text has the format. */
static bool
joined_is(const char *name, const char *before, const char *text,
    const char *after)
{
	char joined[TEXT_MAX + 64];

	(void)snprintf(joined, sizeof(joined), "%s%s%s", before, text, after);
	return is(name, joined);
}

static bool
matches(const char *pattern, const char *text)
{
	regex_t regex;
	bool found;

	require(regcomp(&regex, pattern, REG_EXTENDED | REG_NOSUB) == 0);
	found = regexec(&regex, text, 0, NULL, 0) == 0;
	regfree(&regex);
	return found;
}

static void
check_date(const char *text)
{
	int days = 31, year, month;

	if (!matches("^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
		text)) {
		require(!is("date", text));
		return;
	}
	year = atoi(text);
	month = atoi(text + 5);
	if (month == 4 || month == 6 || month == 9 || month == 11)
		days = 30;
	else if (month == 2)
		days = (year % 4 == 0) - (year % 100 == 0) + (year % 400 == 0) +
		    28;
	require(is("date", text) == (atoi(text + 8) <= days));
	require(
	    joined_is("date-time", "", text, "T00:00:00Z") == is("date", text));
}

static void
check_time(const char *text)
{
	bool want = matches("^([01][0-9]|2[0-3]):[0-5][0-9]:([0-5][0-9]|60)"
			    "([.][0-9]+)?([zZ]|[-+]([01][0-9]|2[0-3]):[0-5]"
			    "[0-9])$",
	    text);
	const char *offset = text + strcspn(text, "+-");
	int minutes;

	if (want && text[6] == '6') {
		minutes = atoi(text) * 60 + atoi(text + 3);
		if (*offset != '\0')
			minutes -= (*offset == '-' ? -1 : 1) *
			    (atoi(offset + 1) * 60 + atoi(offset + 4));
		want = (minutes + 1440) % 1440 == 1439;
	}
	require(is("time", text) == want);
	require(joined_is("date-time", "2026-11-30t", text, "") == want);
}

static void
check_date_time(const char *text)
{
	char date[11] = "";

	if (strlen(text) < 11 || (text[10] != 'T' && text[10] != 't')) {
		require(!is("date-time", text));
		return;
	}
	memcpy(date, text, 10);
	require(is("date-time", text) ==
	    (is("date", date) && is("time", text + 11)));
}

#define N "[0-9]+"
#define SECONDS "(" N "[sS])"
#define MINUTES "(" N "[mM]" SECONDS "?)"
#define HOURS "(" N "[hH]" MINUTES "?)"
#define TIME "([tT](" HOURS "|" MINUTES "|" SECONDS "))"
#define DAYS "(" N "[dD])"
#define MONTHS "(" N "[mM]" DAYS "?)"
#define YEARS "(" N "[yY]" MONTHS "?)"

static void
check_duration(const char *text)
{
	require(is("duration", text) ==
	    matches("^[pP]((" YEARS "|" MONTHS "|" DAYS ")" TIME "?|" TIME "|" N
		    "[wW])$",
		text));
}

static void
check_uuid(const char *text)
{
	require(is("uuid", text) ==
	    matches("^" HEX "{8}(-" HEX "{4}){3}-" HEX "{12}$", text));
}

static void
check_email(const char *text)
{
	const char *at = strrchr(text, '@');
	bool plain =
	    matches("^" ATOM "([.]" ATOM ")*@" LABEL "([.]" LABEL ")*$", text);
	bool quoted =
	    matches("^\"([] !#-Z^-~[]|\\\\[ -~])*\"@" LABEL "([.]" LABEL ")*$",
		text);

	if (at == NULL || at[1] != '[')
		require(is("email", text) ==
		    ((plain || quoted) && at - text <= 64 &&
			strlen(at + 1) <= 253));
	require(!is("email", text) || is("idn-email", text));
	if (is("email", text) && at[1] != '[')
		require(check_draft("hostname", 4, at + 1) == LM_FORMAT_GOOD);
}

static void
check_host(const char *text)
{
	bool good = is("hostname", text);
	bool ascii = true;

	for (const char *at = text; *at != '\0'; at++)
		ascii = ascii && (unsigned char)*at < 0x80;
	require((check_draft("hostname", 4, text) == LM_FORMAT_GOOD) ==
	    (strlen(text) <= 253 &&
		matches("^" LABEL "([.]" LABEL ")*$", text)));
	require(!good || check_draft("hostname", 6, text) == LM_FORMAT_GOOD);
	require(!good || is("idn-hostname", text));
	require(!ascii || is("idn-hostname", text) == good);
	require(!good || joined_is("email", "a@", text, ""));
	require(!good || joined_is("uri", "a://", text, "/"));
}

/* What is good is found by libidn2, too, and good as it is found.  It refuses
 * "ab--c", which hosts have. */
static void
check_idn_host(const char *text)
{
	char *ascii = NULL;

	check_host(text);
	if (!is("idn-hostname", text) || matches("[^nN]--|[^xX][nN]--", text))
		return;
	require(
	    idn2_to_ascii_8z(text, &ascii, IDN2_NONTRANSITIONAL) == IDN2_OK);
	require(is("hostname", ascii));
	require(is("idn-hostname", ascii));
	idn2_free(ascii);
}

static void
check_addresses(const char *text)
{
	bool six = is("ipv6", text);

	if (is("ipv4", text)) {
		require(!six);
		require(joined_is("ipv6", "::", text, ""));
		require(joined_is("email", "a@[", text, "]"));
		require(check_draft("hostname", 4, text) == LM_FORMAT_GOOD);
	}
	require(joined_is("email", "a@[IPv6:", text, "]") == six);
	if (strpbrk(text, "]vV") == NULL)
		require(joined_is("uri", "a://[", text, "]") == six);
}

/* All the others of which one is a part of the other. */
static void
check_others(const char *text)
{
	require(!is("uri", text) || is("uri-reference", text));
	require(!is("uri", text) || is("iri", text));
	require(!is("iri", text) || is("iri-reference", text));
	require(!is("uri-reference", text) || is("iri-reference", text));
	require(!is("uri-reference", text) || strpbrk(text, "[") != NULL ||
	    is("uri-template", text));
	require(is("relative-json-pointer", text) ==
	    matches("^" WHOLE "([+-]" WHOLE ")?(#|" POINTER ")$", text));
	require(
	    (check_draft("relative-json-pointer", 7, text) == LM_FORMAT_GOOD) ==
	    matches("^" WHOLE "(#|" POINTER ")$", text));
	require(is("json-pointer", text) == matches("^" POINTER "$", text));
}

/* Each format says something, and nothing else where it is asked again. */
static void
check_all(struct lm_span text)
{
	static const char *const names[] = {"date-time", "date", "time",
	    "duration", "email", "idn-email", "hostname", "idn-hostname",
	    "ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference",
	    "uuid", "uri-template", "json-pointer", "relative-json-pointer",
	    "regex"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const struct lm_format *format =
		    lm_format_find(lm_span_of(names[i]), 2020);

		require(lm_format_check(format, text) ==
		    lm_format_check(format, text));
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const checks[])(const char *) = {check_date, check_time,
	    check_date_time, check_duration, check_uuid, check_email,
	    check_host, check_idn_host, check_addresses, check_others};
	char text[TEXT_MAX + 1];
	struct lm_span rest;

	if (size == 0 || size > TEXT_MAX)
		return 0;
	rest = lm_span((const char *)data + 1, size - 1);
	if (!lm_utf8_valid(rest))
		return 0;
	check_all(rest);
	if (memchr(rest.ptr, '\0', rest.len) != NULL)
		return 0;
	memcpy(text, rest.ptr, rest.len);
	text[rest.len] = '\0';
	checks[data[0] % (sizeof(checks) / sizeof(checks[0]))](text);
	return 0;
}
