#include "lm/zone_rule.h"

#include "check.h"
#include "lm/clock.h"

#define HOUR 3600

static int64_t
seconds_of(const char *time)
{
	int64_t ns = 0;

	CHECK(lm_clock_parse(lm_span_of(time), &ns));
	return ns / LM_CLOCK_SECOND;
}

static struct lm_zone_rule
parsed(const char *text)
{
	struct lm_zone_rule rule;

	if (!CHECK(lm_zone_rule_parse(lm_span_of(text), &rule)))
		check_note("%s", text);
	return rule;
}

/* The moments at which summer time begins and ends in 2028, a leap year. */
static const struct {
	const char *rule, *begin, *end;
	int32_t before, between, after;
} rules[] = {
    {"CET-1CEST,M3.5.0,M10.5.0/3", "2028-03-26T01:00:00Z",
	"2028-10-29T01:00:00Z", HOUR, 2 * HOUR, HOUR},
    {"EST5EDT,M3.2.0,M11.1.0", "2028-03-12T07:00:00Z", "2028-11-05T06:00:00Z",
	-5 * HOUR, -4 * HOUR, -5 * HOUR},
    {"AEST-10AEDT,M10.1.0,M4.1.0/3", "2028-04-01T16:00:00Z",
	"2028-09-30T16:00:00Z", 11 * HOUR, 10 * HOUR, 11 * HOUR},
    {"<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", "2028-03-26T01:00:00Z",
	"2028-10-29T01:00:00Z", -3 * HOUR, -2 * HOUR, -3 * HOUR},
    {"IST-1GMT0,M10.5.0,M3.5.0/1", "2028-03-26T01:00:00Z",
	"2028-10-29T01:00:00Z", 0, HOUR, 0},
    {"ABC-1:02:03DEF,J59/0,J60/24:30", "2028-02-27T22:57:57Z",
	"2028-03-01T22:27:57Z", 3723, 7323, 3723},
    {"ABC0DEF-0:30,59/0,60/0", "2028-02-29T00:00:00Z", "2028-02-29T23:30:00Z",
	0, 1800, 0},
    {"ABC0DEF,M2.5.3/0,M6.1.4", "2028-02-23T00:00:00Z", "2028-06-01T01:00:00Z",
	0, HOUR, 0},
    {"ABC0DEF,M2.5.2/167,M12.1.3/-167", "2028-03-06T23:00:00Z",
	"2028-11-29T00:00:00Z", 0, HOUR, 0},
};

static void
known_rules(void)
{
	for (size_t i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		struct lm_zone_rule rule = parsed(rules[i].rule);
		int64_t begin = seconds_of(rules[i].begin);
		int64_t end = seconds_of(rules[i].end);
		bool held;

		held = CHECK_EQ(lm_zone_rule_offset(&rule, begin - 1),
		    rules[i].before);
		held &= CHECK_EQ(lm_zone_rule_offset(&rule, begin),
		    rules[i].between);
		held &= CHECK_EQ(lm_zone_rule_offset(&rule, end - 1),
		    rules[i].between);
		held &=
		    CHECK_EQ(lm_zone_rule_offset(&rule, end), rules[i].after);
		if (!held)
			check_note("%s", rules[i].rule);
	}
}

/* RFC 8536 §3.3.1: summer time that never ends. */
static void
summer_all_year(void)
{
	static const char *const all[] = {"EST5EDT,0/0,J365/25",
	    "XXX3EDT4,0/0,J365/23", "XXX-2<+01>-1,0/0,J365/23"};
	static const int32_t offsets[] = {-4 * HOUR, -4 * HOUR, HOUR};

	for (size_t i = 0; i < 3; i++) {
		struct lm_zone_rule rule = parsed(all[i]);
		int64_t from = seconds_of("2027-12-20T00:00:00Z");

		for (int64_t hour = 0; hour < 24 * 800; hour++)
			if (!CHECK_EQ(lm_zone_rule_offset(&rule,
					  from + hour * HOUR),
				offsets[i]))
				break;
	}
}

static void
what_is_no_rule(void)
{
	static const char *const texts[] = {"CE-1", "CET", "CET-", "CET-25",
	    "CET-1:60", "CET-1:00:60", "<CET-1", "<>-1", "<C E>-1", "C3T-1",
	    "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M3.5.0,M10.5.0/3x",
	    "CET-1CEST,M3.5.0,M10.5.0,", "CET-1CEST,M0.5.0,M10.5.0",
	    "CET-1CEST,M13.5.0,M10.5.0", "CET-1CEST,M3.0.0,M10.5.0",
	    "CET-1CEST,M3.6.0,M10.5.0", "CET-1CEST,M3.5.7,M10.5.0",
	    "CET-1CEST,M3.5,M10.5.0", "CET-1CEST,J0,M10.5.0",
	    "CET-1CEST,J366,M10.5.0", "CET-1CEST,366,M10.5.0",
	    "CET-1CEST,M3.5.0/168,M10.5.0", "CET-1CEST,M3.5.0/1000,M10.5.0",
	    "CET-1CEST M3.5.0,M10.5.0", " CET-1", "CET-1 ", "CET--1"};
	struct lm_zone_rule rule;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++)
		if (!CHECK(!lm_zone_rule_parse(lm_span_of(texts[i]), &rule)))
			check_note("%s", texts[i]);
	CHECK(!lm_zone_rule_parse(lm_span("CET-1\0", 6), &rule));
	CHECK(!lm_zone_rule_parse((struct lm_span){0}, &rule));
}

/* Every day of 400 years, as a count by hand has it. */
static void
every_year(void)
{
	struct lm_zone_rule rule = parsed("ABC0DEF-1,M3.1.0/0,J365/25");
	int64_t days = -25567; /* of 1900-01-01, a Monday */

	for (int year = 1900; year < 2300; year++) {
		bool leap =
		    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
		int64_t march = days + (leap ? 60 : 59);
		/* 1970-01-04 was a Sunday */
		int64_t sunday = march + (3 - march % 7 + 7) % 7;
		int64_t begin = sunday * 24 * HOUR;

		if (!CHECK_EQ(lm_zone_rule_offset(&rule, begin - 1), 0) ||
		    !CHECK_EQ(lm_zone_rule_offset(&rule, begin), HOUR)) {
			check_note("%d", year);
			return;
		}
		days += leap ? 366 : 365;
		if (!CHECK_EQ(lm_zone_rule_offset(&rule, days * 24 * HOUR - 1),
			HOUR) ||
		    !CHECK_EQ(lm_zone_rule_offset(&rule, days * 24 * HOUR), 0))
			return;
	}
}

TEST_MAIN(TEST(known_rules), TEST(summer_all_year), TEST(what_is_no_rule),
    TEST(every_year))
