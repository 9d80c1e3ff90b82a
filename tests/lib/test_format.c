#include "lm/format.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "check.h"

#define LATEST 2020

/* Texts that have a format, and texts that have not. */
static void
all_are(const char *name, int draft, enum lm_format_verdict want,
    const char *const *texts, size_t n)
{
	const struct lm_format *format =
	    lm_format_find(lm_span_of(name), draft);

	if (!CHECK(format != NULL))
		return;
	for (size_t i = 0; i < n; i++)
		if (!CHECK_EQ(lm_format_check(format, lm_span_of(texts[i])),
			want))
			check_note("%s: \"%s\"", name, texts[i]);
}

#define ALL_ARE(name, draft, want, ...)                           \
	do {                                                      \
		static const char *const texts[] = {__VA_ARGS__}; \
                                                                  \
		all_are(name, draft, want, texts,                 \
		    sizeof(texts) / sizeof(texts[0]));            \
	} while (0)
#define GOOD(name, ...) ALL_ARE(name, LATEST, LM_FORMAT_GOOD, __VA_ARGS__)
#define BAD(name, ...) ALL_ARE(name, LATEST, LM_FORMAT_BAD, __VA_ARGS__)

static void
dates(void)
{
	GOOD("date", "2026-11-30", "0000-01-01", "9999-12-31", "2000-02-29",
	    "2024-02-29");
	BAD("date", "", "2026-11-31", "1900-02-29", "2023-02-29", "2026-00-01",
	    "2026-13-01", "2026-01-00", "2026-1-01", "2026-01-1", "026-01-01x",
	    "2026/01-01", "2026-01/01", "2026-01-01 ", " 2026-01-01",
	    "2026-01-0a", "202a-01-01", "-026-01-01", "2026-01-01T");
}

static void
times(void)
{
	GOOD("time", "00:00:00Z", "23:59:59z", "18:00:00.1234567890123456789Z",
	    "18:00:00+23:59", "18:00:00-00:00", "23:59:60Z", "00:59:60+01:00",
	    "22:59:60.9-01:00");
	BAD("time", "", "18:00:00", "18:00Z", "24:00:00Z", "18:60:00Z",
	    "18:00:61Z", "18:00:60Z", "23:59:60+01:00", "18:00:00.Z",
	    "18:00:00+24:00", "18:00:00+01:60", "18:00:00+0100", "18:00:00+01",
	    "18:00:00ZZ", "18:00:00 Z", "1:00:00Z", "18:00:00.5", "18.00.00Z",
	    "18:00:00,5Z", "18:00:00+1a:00", "18:00:00*01:00");
	GOOD("date-time", "2026-11-30T18:00:00Z", "2026-11-30t18:00:00z",
	    "2016-12-31T23:59:60Z", "2026-11-30T18:00:00.5+05:30");
	BAD("date-time", "", "2026-11-30", "2026-11-30T", "18:00:00Z",
	    "2026-11-30 18:00:00Z", "2026-11-30T18:00:00",
	    "2026-02-30T18:00:00Z", "2026-11-30T25:00:00Z",
	    "2026-11-30TT18:00:00Z", "2026-11-30T18:00:00Z ");
}

static void
durations(void)
{
	GOOD("duration", "P1Y2M3DT4H5M6S", "P1Y", "P1M", "P1D", "PT1H", "PT1M",
	    "PT1S", "P1W", "P1YT1S", "P1DT1H", "P007D", "p1dt2h", "P0D");
	BAD("duration", "", "P", "PT", "P1", "1D", "P1YT", "P1D1Y", "P1Y1D",
	    "PT1H1S", "P1W1D", "P1DT1W", "PT1W", "P1YT1W", "P1.5D", "P-1D",
	    "+P1D", "P1DT", "P1DT1", "P1H", "PT1D", "P1D ", "PP1D", "P1DTT1H",
	    "P1D1D", "PW", "PT1HT1M", "P1DT1H1");
}

static void
emails(void)
{
	GOOD("email", "a@b", "ann.lee+x@mail.example.com",
	    "!#$%&'*+-/=?^_`{|}~@b", "\"a b\"@c", "\"\"@c", "\"a\\\"b\\\\\"@c",
	    "\"a@b\"@c", "a@[192.0.2.1]", "a@[IPv6:2001:db8::1]",
	    "a@[ipv6:::1]", "a@1.2",
	    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl@a");
	BAD("email", "", "a", "@", "a@", "@b", "a@b@c", ".a@b", "a.@b",
	    "a..b@c", "a b@c", "a@b c", "a@-b", "a@b-", "a@b.", "a@.b", "a@b_c",
	    "\"a@b", "a\"b\"@c", "\"a\"b@c", "\"a\nb\"@c", "\"a\\\n\"@c",
	    "\"a\\", "\"", "a@[192.0.2.256]", "a@[192.0.2.1", "a@192.0.2.1]",
	    "a@[]", "a@[", "a@[::1]", "a@[IPv6:]", "a@[IPv6:1]", "a@[x:y]",
	    "a@b, c@d", "A <a@b>", "\u00fc@b", "a@\u00fc", "\"\u00fc\"@b",
	    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijklm@a",
	    "a@abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzabcdefghijkl");
	GOOD("idn-email", "a@b", "\u00fc@b", "\"\u00fc\\a\"@b",
	    "j\u00f6rg@b\u00fccher.example", "a@xn--bcher-kva.\u00fc",
	    "a@cafe\u0301.com", "\"\\\\\u00fc\"@b", "a@xn--x");
	BAD("idn-email", "\u00fc", "\u00fc@", "a@\u00fc.", "a@B\u00dcCHER.de",
	    "a@b\u2028c", "\"\\\u00fc\"@b", "\u00fc..a@b", "a@a\u3002b",
	    "a@xn--x.\u00fc");
}

static void
hosts(void)
{
	GOOD("hostname", "a", "1", "a-b", "a--b", "ab--c", "WWW.Example.COM",
	    "1.2.3.4", "xn--bcher-kva", "XN--BCHER-KVA.example", "xxn--a",
	    "a.xn--bcher-kva.b",
	    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz01234567890");
	BAD("hostname", "", ".", "a.", ".a", "a..b", "-a", "a-", "a.-b", "a-.b",
	    "a_b", "a b", "\u00fc", "a:1", "xn--", "xn--a", "a.xn--7a",
	    "xn--bcher-kvb-", "xn--example-", "XN--aa---o47jg78q",
	    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz012345678901");
	ALL_ARE("hostname", 4, LM_FORMAT_GOOD, "xn--a", "a.xn--7a", "a");
	ALL_ARE("hostname", 6, LM_FORMAT_GOOD, "xn--a");
	ALL_ARE("hostname", 6, LM_FORMAT_BAD, "a_b", "\u00fc");
	ALL_ARE("hostname", 7, LM_FORMAT_BAD, "xn--a");
}

static void
idn_hosts(void)
{
	GOOD("idn-hostname", "a", "ab--c", "b\u00fccher.example",
	    "a\u3002b\u00fc", "\u00df", "\u05d0.a", "\u05d01.\u05d1",
	    "xn--bcher-kva.\u00fc", "\u0628\u064a\u200c\u0628\u064a",
	    "l\u00b7l", "\u05d0\u05b0", "XN--BCHER-KVA", "B.\u00fc",
	    "1a.\u00fc", "a\u02b9.\u00fc");
	BAD("idn-hostname", "", "\u3002", "a\u3002", "B\u00dcCHER", "a\u0300",
	    "\u0300a", "\u00fc-", "-\u00fc", "ab--\u00fc", "\u00fc..a",
	    "\u05d0a", "a\u05d0", "1\u05d0", "\u05d0.1a", "\u05d01\u0661",
	    "\u05d0-.a", "xn--4db.1a", "\u2028", "a b\u00fc", "\ufb01",
	    "xn--bcher-kvb-.\u00fc", "-a.\u00fc", "\u00fc.xn--a",
	    "a\u02b9.\u05d0", "\u05d0\u02b9",
	    "\u00fc."
	    "abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz012345678901");
}

/* As long as a name may be, in ASCII, and one more. */
static void
lengths_of_hosts(void)
{
	const struct lm_format *host =
	    lm_format_find(lm_span_of("hostname"), LATEST);
	const struct lm_format *idn =
	    lm_format_find(lm_span_of("idn-hostname"), LATEST);
	char text[300];

	memset(text, 'a', sizeof(text));
	text[63] = text[127] = text[191] = '.';
	CHECK_EQ(lm_format_check(host, lm_span(text, 253)), LM_FORMAT_GOOD);
	CHECK_EQ(lm_format_check(host, lm_span(text, 254)), LM_FORMAT_BAD);
	CHECK_EQ(lm_format_check(idn, lm_span(text, 253)), LM_FORMAT_GOOD);
	CHECK_EQ(lm_format_check(idn, lm_span(text, 254)), LM_FORMAT_BAD);
	/* "\u00fc" is "xn--tda", which has 5 bytes more. */
	memcpy(text, "\xc3\xbc.", 3);
	memset(text + 3, 'a', 60);
	CHECK_EQ(lm_format_check(idn, lm_span(text, 248)), LM_FORMAT_GOOD);
	CHECK_EQ(lm_format_check(idn, lm_span(text, 249)), LM_FORMAT_BAD);
}

static void
others(void)
{
	GOOD("uuid", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6",
	    "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF");
	BAD("uuid", "", "f81d4fae-7dec-11d0-a765-00a0c91e6bf",
	    "f81d4fae-7dec-11d0-a765-00a0c91e6bf6a",
	    "{81d4fae-7dec-11d0-a765-00a0c91e6bf6",
	    "f81d4fae07dec-11d0-a765-00a0c91e6bf6",
	    "f81d4fae-7dec-11d0-a765-00a0c91e6bfg");
	GOOD("ipv4", "192.0.2.1");
	BAD("ipv4", "192.0.2.01");
	GOOD("ipv6", "2001:db8::1");
	BAD("ipv6", "2001:db8::1%eth0");
	GOOD("uri", "https://example.com/a?b#c");
	BAD("uri", "../a", "https://example.com/\u00fc");
	GOOD("uri-reference", "../a");
	BAD("uri-reference", "\u00fc");
	GOOD("iri", "https://b\u00fccher.example/");
	BAD("iri", "\u00fc");
	GOOD("iri-reference", "\u00fc");
	BAD("iri-reference", "\u00fc ");
	GOOD("uri-template", "/{a}");
	BAD("uri-template", "/{a");
	GOOD("json-pointer", "/a");
	BAD("json-pointer", "a");
	GOOD("relative-json-pointer", "1/a");
	BAD("relative-json-pointer", "/a");
	GOOD("relative-json-pointer", "0-1/a");
	ALL_ARE("relative-json-pointer", 2019, LM_FORMAT_BAD, "0-1/a");
	GOOD("regex", "^(a|b)+$", "");
	BAD("regex", "(", "\\Z");
}

/* All that a program needs to say what is wrong. */
static void
names(void)
{
	static const struct {
		const char *name;
		int draft;
		int since;
	} cases[] = {{"date-time", 4, 4}, {"hostname", 4, 4},
	    {"hostname", 6, 4}, {"hostname", 7, 7}, {"hostname", 2020, 7},
	    {"uuid", 2020, 2019}, {"uuid", 2019, 2019}, {"uuid", 4, 2019},
	    {"regex", 4, 7}, {"uri-template", 4, 6}};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		const struct lm_format *format =
		    lm_format_find(lm_span_of(cases[i].name), cases[i].draft);

		if (!CHECK(format != NULL))
			continue;
		CHECK_TEXT(lm_format_name(format), cases[i].name);
		CHECK_EQ(lm_format_since(format), cases[i].since);
		CHECK_HAS(lm_format_expects(format), " such as ");
	}
	CHECK(lm_format_find(lm_span_of("unknown"), 2020) == NULL);
	CHECK(lm_format_find(lm_span_of("Date"), 2020) == NULL);
	CHECK(lm_format_find(lm_span_of("color"), 4) == NULL);
	CHECK(lm_format_find((struct lm_span){0}, 2020) == NULL);
	CHECK(lm_format_find(lm_span("date-time", 4), 7) ==
	    lm_format_find(lm_span_of("date"), 7));
}

static const char *const all_names[] = {"date-time", "date", "time", "duration",
    "email", "idn-email", "hostname", "idn-hostname", "ipv4", "ipv6", "uri",
    "uri-reference", "iri", "iri-reference", "uuid", "uri-template",
    "json-pointer", "relative-json-pointer", "regex"};

/* What a message gives as an example has the format. */
static void
examples_are_good(void)
{
	for (size_t i = 0; i < sizeof(all_names) / sizeof(all_names[0]); i++) {
		const struct lm_format *format =
		    lm_format_find(lm_span_of(all_names[i]), LATEST);
		const char *example =
		    strstr(lm_format_expects(format), " such as ");

		if (!CHECK(example != NULL) ||
		    !CHECK_EQ(lm_format_check(format, lm_span_of(example + 9)),
			LM_FORMAT_GOOD))
			check_note("%s", all_names[i]);
	}
}

/* A text ends where it ends, not at a NUL and not at a byte after it. */
static void
ends_of_texts(void)
{
	for (size_t i = 0; i < sizeof(all_names) / sizeof(all_names[0]); i++) {
		const struct lm_format *format =
		    lm_format_find(lm_span_of(all_names[i]), LATEST);
		const char *example =
		    strstr(lm_format_expects(format), " such as ") + 9;
		size_t len = strlen(example);
		enum lm_format_verdict cut =
		    lm_format_check(format, lm_span(example, len + 1));
		bool may_hold_nul = strstr(all_names[i], "pointer") != NULL ||
		    strcmp(all_names[i], "regex") == 0;

		if (!CHECK_EQ(cut,
			may_hold_nul ? LM_FORMAT_GOOD : LM_FORMAT_BAD))
			check_note("%s", all_names[i]);
		for (size_t k = 0; k < len; k++) {
			char *copy = malloc(k + 1);

			if (!CHECK(copy != NULL))
				return;
			memcpy(copy, example, k);
			(void)lm_format_check(format, lm_span(copy, k));
			free(copy);
		}
	}
}

static double
seconds_of(const struct lm_format *format, struct lm_span text)
{
	struct timespec from, to;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &from);
	(void)lm_format_check(format, text);
	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &to);
	return (double)(to.tv_sec - from.tv_sec) +
	    (double)(to.tv_nsec - from.tv_nsec) * 1e-9;
}

/* A megabyte of one thing takes no format a second: what is not linear takes
 * many minutes. */
static void
long_texts(void)
{
	static const char *const starts[] = {"", "a:", "a://", "a@", "P", "/",
	    "{", "1", "\"", "a://[", "2026-11-30T18:00:00."};
	static const char *const units[] = {"a", ".", "a.", "1", "@", "{",
	    "{a,", "%41", "~0", "[", ":", "1:", "/", "../", "\xc3\xbc",
	    "\xe3\x80\x82", "\xc3\xbc.", "\\\\", "xn--a.", "1D", "(",
	    "\xcc\x81"};
	const size_t len = 1000000;
	char *text = malloc(len);

	for (size_t s = 0; s < sizeof(starts) / sizeof(starts[0]); s++)
		for (size_t u = 0; u < sizeof(units) / sizeof(units[0]); u++) {
			size_t n = strlen(units[u]), at = strlen(starts[s]);

			if (!CHECK(text != NULL))
				return;
			memcpy(text, starts[s], at);
			for (; at + n <= len; at += n)
				memcpy(text + at, units[u], n);
			for (size_t i = 0;
			     i < sizeof(all_names) / sizeof(all_names[0]); i++)
				if (!CHECK(
					seconds_of(lm_format_find(
						       lm_span_of(all_names[i]),
						       LATEST),
					    lm_span(text, at)) < 1))
					check_note("%s: %s%s", all_names[i],
					    starts[s], units[u]);
		}
	free(text);
}

TEST_MAIN(TEST(dates), TEST(times), TEST(durations), TEST(emails), TEST(hosts),
    TEST(idn_hosts), TEST(lengths_of_hosts), TEST(others), TEST(names),
    TEST(examples_are_good), TEST(ends_of_texts), TEST(long_texts))
