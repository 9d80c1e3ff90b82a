#include <stdio.h>

#include "check.h"
#include "lm/clock.h"
#include "lm/manifest.h"
#include "lm/manifest_policy.h"
#include "manifests.h"

/* Whether it is business hours at a time, by these. */
static bool
in_hours(const char *hours, const char *time)
{
	struct lm_manifest *manifest;
	char text[512];
	int64_t ns;
	bool in;

	(void)snprintf(text, sizeof(text),
	    "{'version':'1','business_hours':%s}", hours);
	manifest = manifest_of(text);
	if (manifest == NULL || !lm_clock_parse(lm_span_of(time), &ns))
		return CHECK(false);
	in = lm_manifest_in_hours(manifest, ns);
	lm_manifest_free(manifest);
	return in;
}

/* 2026-05-05 is a Tuesday. */
static void
one_window(void)
{
	static const char utc[] =
	    "{'days':'mon-fri','from':'09:00','to':'18:00','timezone':'UTC'}";

	CHECK(!in_hours(utc, "2026-05-05T08:59:59Z"));
	CHECK(in_hours(utc, "2026-05-05T09:00:00Z"));
	CHECK(in_hours(utc, "2026-05-05T17:59:59Z"));
	CHECK(!in_hours(utc, "2026-05-05T18:00:00Z"));
	CHECK(in_hours(utc, "2026-05-08T12:00:00Z"));
	CHECK(!in_hours(utc, "2026-05-09T12:00:00Z"));
	CHECK(!in_hours(utc, "2026-05-10T12:00:00Z"));
	CHECK(in_hours(utc, "2026-05-11T12:00:00Z"));
}

static void
by_the_local_clock(void)
{
	static const char berlin[] = "{'days':'mon-fri','from':'09:00','to':"
				     "'18:00','timezone':'Europe/Berlin'}";
	static const char auckland[] = "{'days':'wed','from':'00:00','to':"
				       "'24:00','timezone':'Pacific/Auckland'}";

	/* Two hours east in summer, one in winter. */
	CHECK(in_hours(berlin, "2026-05-05T07:00:00Z"));
	CHECK(!in_hours(berlin, "2026-05-05T16:00:00Z"));
	CHECK(!in_hours(berlin, "2026-01-06T07:00:00Z"));
	CHECK(in_hours(berlin, "2026-01-06T16:00:00Z"));
	/* Where it is Wednesday twelve hours earlier. */
	CHECK(!in_hours(auckland, "2026-05-05T11:59:00Z"));
	CHECK(in_hours(auckland, "2026-05-05T12:00:00Z"));
	CHECK(!in_hours(auckland, "2026-05-06T12:00:00Z"));
}

static void
several_windows(void)
{
	static const char list[] =
	    "[{'days':'fri-mon','from':'22:00','to':'24:00','timezone':'UTC'},"
	    "{'days':'sat-tue','from':'00:00','to':'06:00','timezone':'UTC'}]";

	CHECK(in_hours(list, "2026-05-08T23:59:00Z"));
	CHECK(in_hours(list, "2026-05-09T00:00:00Z"));
	CHECK(!in_hours(list, "2026-05-09T06:00:00Z"));
	CHECK(in_hours(list, "2026-05-11T22:00:00Z"));
	CHECK(in_hours(list, "2026-05-12T05:59:00Z"));
	CHECK(!in_hours(list, "2026-05-12T22:00:00Z"));
	CHECK(!in_hours(list, "2026-05-08T05:00:00Z"));
}

static void
without_hours_it_always_is(void)
{
	struct lm_manifest *manifest = manifest_of("{'version':'1'}");

	CHECK(lm_manifest_in_hours(manifest, 0));
	lm_manifest_free(manifest);
}

#define WINDOW(days, from, to, zone) \
	"{'days':" days ",'from':" from ",'to':" to ",'timezone':" zone "}"
#define DAY(day, from, to) \
	WINDOW("'" day "'", "'" from "'", "'" to "'", "'UTC'")

static const struct {
	const char *hours;
	const char *message;
} mistakes[] = {
    {WINDOW("`'mon-wed,sun,tue'", "'09:00'", "'18:00'", "'UTC'"),
	"\"days\": expected each day once, found Tuesday twice"},
    {WINDOW("`'fri-mon,sun'", "'09:00'", "'18:00'", "'UTC'"),
	"\"days\": expected each day once, found Sunday twice"},
    {WINDOW("'mon'", "'18:00'", "`'09:00'", "'UTC'"),
	"\"to\": expected a time after \"from\", \"18:00\", found \"09:00\" "
	"(hours past midnight are two entries of a list)"},
    {WINDOW("'mon'", "'09:00'", "`'09:00'", "'UTC'"),
	"\"to\": expected a time after \"from\", \"09:00\", found \"09:00\" "
	"(hours past midnight are two entries of a list)"},
    {WINDOW("'mon'", "'09:00'", "'18:00'", "`'Europe/Berlim'"),
	"\"timezone\": expected a time zone of the tz database, as "
	"\"Europe/Berlin\", found \"Europe/Berlim\""},
    {WINDOW("'mon'", "'09:00'", "'18:00'", "`'zone.tab'"),
	"\"timezone\": expected a time zone of the tz database, as "
	"\"Europe/Berlin\", found \"zone.tab\""},
    {WINDOW("'mon'", "'09:00'", "'18:00'", "`'../zoneinfo/UTC'"),
	"\"timezone\": expected a time zone of the tz database, as "
	"\"Europe/Berlin\", found \"../zoneinfo/UTC\""},
    {"[" DAY("mon-wed", "09:00", "12:00") ",\n" DAY("wed", "12:00",
	 "13:00") ",\n`" DAY("tue,wed", "11:59", "12:30") "]",
	"expected hours that overlap no others, found hours that overlap those "
	"of line 1 on Tuesday"},
    {"`[]",
	"\"business_hours\": expected an object or a list that is not "
	"empty, found []"},
};

static void
mistakes_have_a_place(void)
{
	for (size_t i = 0; i < sizeof(mistakes) / sizeof(mistakes[0]); i++) {
		char text[512];

		(void)snprintf(text, sizeof(text),
		    "{'version':'1','business_hours':%s}", mistakes[i].hours);
		check_mistake(text, mistakes[i].message);
	}
}

/* Two offices may be open at once. */
static void
other_zones_may_overlap(void)
{
	static const char list[] =
	    "[{'days':'mon','from':'09:00','to':'18:00','timezone':'UTC'},"
	    "{'days':'mon','from':'09:00','to':'18:00',"
	    "'timezone':'America/New_York'}]";

	CHECK(in_hours(list, "2026-05-04T09:00:00Z"));
	CHECK(in_hours(list, "2026-05-04T21:00:00Z"));
	CHECK(!in_hours(list, "2026-05-04T22:00:00Z"));
}

TEST_MAIN(TEST(one_window), TEST(by_the_local_clock), TEST(several_windows),
    TEST(without_hours_it_always_is), TEST(mistakes_have_a_place),
    TEST(other_zones_may_overlap))
