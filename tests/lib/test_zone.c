#include "lm/zone.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check.h"
#include "files.h"
#include "lm/clock.h"

/*
 * Zones made by hand.  With the operand --oracle it judges lines of
 *
 *	ZONE SECONDS OFFSET WEEKDAY MINUTE
 *
 * on standard input instead, as zone_oracle.py writes them; it says how many
 * there were, and ends with 1 at the first that is not so.
 */

#define HOUR 3600

static int32_t
offset_at(const struct lm_zone *zone, int64_t seconds)
{
	return lm_zone_offset(zone, seconds * LM_CLOCK_SECOND);
}

/* ---- files made by hand -------------------------------------------------- */

struct change {
	int64_t at;
	int type;
};

/* What a TZif file is made of; version 1 has no footer. */
struct form {
	char version;
	struct change changes[4];
	unsigned n_changes;
	int32_t offsets[3];
	unsigned n_types;
	unsigned n_leaps;
	const char *footer;
};

static void
put(struct lm_buf *out, uint64_t value, int len)
{
	for (int i = len - 1; i >= 0; i--) {
		char byte = (char)(value >> (8 * i));

		append(out, lm_span(&byte, 1));
	}
}

static void
put_block(struct lm_buf *out, const struct form *form, int time_len)
{
	append(out, lm_span("TZif", 4));
	append(out, lm_span(&form->version, 1));
	for (int i = 0; i < 15; i++)
		put(out, 0, 1);
	put(out, 0, 4);
	put(out, 0, 4);
	put(out, form->n_leaps, 4);
	put(out, form->n_changes, 4);
	put(out, form->n_types, 4);
	put(out, 4, 4);
	for (unsigned i = 0; i < form->n_changes; i++)
		put(out, (uint64_t)form->changes[i].at, time_len);
	for (unsigned i = 0; i < form->n_changes; i++)
		put(out, (uint64_t)form->changes[i].type, 1);
	for (unsigned i = 0; i < form->n_types; i++) {
		put(out, (uint32_t)form->offsets[i], 4);
		put(out, 0, 2);
	}
	append(out, lm_span("ABC", 4));
	for (unsigned i = 0; i < form->n_leaps; i++) {
		put(out, i, time_len);
		put(out, 1, 4);
	}
}

static struct lm_buf
file_of(const struct form *form)
{
	static const struct form empty = {.version = '2', .n_types = 1};
	struct lm_buf out = {0};

	if (form->version == '\0') {
		put_block(&out, form, 4);
		return out;
	}
	put_block(&out, &empty, 4);
	put_block(&out, form, 8);
	append(&out, lm_span_of(form->footer));
	return out;
}

static struct lm_zone *
zone_of(const struct form *form)
{
	struct lm_buf bytes = file_of(form);
	struct lm_zone *zone = NULL;
	struct lm_err err = {0};

	CHECK_OK(lm_zone_read(lm_buf_view(&bytes), &zone, &err), &err);
	lm_buf_free(&bytes);
	return zone;
}

/* A zone of nothing but a rule. */
static struct lm_zone *
zone_of_rule(const char *rule)
{
	struct form form = {.version = '3', .n_types = 1};
	char footer[64];

	(void)snprintf(footer, sizeof(footer), "\n%s\n", rule);
	form.footer = footer;
	return zone_of(&form);
}

/* ---- tables -------------------------------------------------------------- */

static void
a_table_and_its_rule(void)
{
	static const struct form form = {.version = '2',
	    .changes = {{-5000000000, 1}, {100, 2}, {200, 0}},
	    .n_changes = 3,
	    .offsets = {1111, 2222, -3333},
	    .n_types = 3,
	    .footer = "\nABC-2\n"};
	struct lm_zone *zone = zone_of(&form);

	if (zone == NULL)
		return;
	CHECK_EQ(offset_at(zone, -5000000001), 1111);
	CHECK_EQ(offset_at(zone, -5000000000), 2222);
	CHECK_EQ(offset_at(zone, 99), 2222);
	CHECK_EQ(offset_at(zone, 100), -3333);
	CHECK_EQ(lm_zone_offset(zone, 100 * LM_CLOCK_SECOND - 1), 2222);
	CHECK_EQ(offset_at(zone, 199), -3333);
	CHECK_EQ(offset_at(zone, 200), 2 * HOUR);
	lm_zone_free(zone);
}

static void
a_table_without_a_rule(void)
{
	struct form form = {.version = '2',
	    .changes = {{100, 1}},
	    .n_changes = 1,
	    .offsets = {60, 120},
	    .n_types = 2,
	    .footer = "\n\n"};
	struct lm_zone *zone;

	for (int i = 0; i < 2; i++) {
		zone = zone_of(&form);
		CHECK_EQ(offset_at(zone, 99), 60);
		CHECK_EQ(offset_at(zone, 100), 120);
		CHECK_EQ(offset_at(zone, 9000000000), 120);
		lm_zone_free(zone);
		form.version = '\0';
	}
	form.n_changes = 0;
	zone = zone_of(&form);
	CHECK_EQ(offset_at(zone, 9000000000), 60);
	lm_zone_free(zone);
}

static void
what_is_no_zone(void)
{
	static const struct form good = {.version = '2',
	    .changes = {{100, 1}, {200, 0}},
	    .n_changes = 2,
	    .offsets = {60, 120},
	    .n_types = 2,
	    .footer = "\nABC-2\n"};
	struct form bad[7];
	struct lm_zone *zone;
	struct lm_buf bytes = file_of(&good);

	for (size_t len = 0; len < bytes.len; len++)
		if (!CHECK_CODE(lm_zone_read(lm_span(bytes.ptr, len), &zone,
				    NULL),
			LM_MALFORMED))
			check_note("%zu bytes of %zu", len, bytes.len);
	lm_buf_free(&bytes);
	for (size_t i = 0; i < 7; i++)
		bad[i] = good;
	bad[0].changes[1].at = 100;
	bad[1].changes[0].type = 2;
	bad[2].offsets[0] = 26 * HOUR + 1;
	bad[3].offsets[1] = -26 * HOUR - 1;
	bad[4].n_types = 0;
	bad[5].n_leaps = 1;
	bad[6].footer = "\nABC-2";
	for (size_t i = 0; i < 7; i++) {
		bytes = file_of(&bad[i]);
		CHECK_CODE(lm_zone_read(lm_buf_view(&bytes), &zone, NULL),
		    LM_MALFORMED);
		if (!CHECK(zone == NULL))
			check_note("form %zu", i);
		lm_buf_free(&bytes);
	}
}

/* ---- names, local times -------------------------------------------------- */

static enum lm_code
load(const char *name, struct lm_zone **zone, struct lm_err *err)
{
	return lm_zone_load(lm_span_of(name), zone, err);
}

static void
names(void)
{
	static const char *const unknown[] = {"", "/", "Europe", "Europe/",
	    "/etc/passwd", "/usr/share/zoneinfo/UTC", "../zoneinfo/UTC",
	    "Europe/../UTC", "./UTC", "Europe//Berlin", "Europe/Berlim",
	    "europe berlin", "Europe/Berlin/Mitte", "CET-1"};
	struct lm_err err = {0};
	struct lm_zone *zone;

	unsetenv("TZDIR");
	for (size_t i = 0; i < sizeof(unknown) / sizeof(unknown[0]); i++) {
		CHECK_CODE(load(unknown[i], &zone, &err), LM_USAGE);
		CHECK(zone == NULL);
		CHECK_HAS(err.message, "unknown time zone");
		if (!CHECK_HAS(err.message, unknown[i]))
			check_note("%s", unknown[i]);
	}
	CHECK_CODE(lm_zone_load(lm_span("UTC\0x", 5), &zone, &err), LM_USAGE);
	CHECK_OK(load("Etc/GMT+3", &zone, &err), &err);
	CHECK_EQ(offset_at(zone, 0), -3 * HOUR);
	lm_zone_free(zone);
	CHECK_OK(load("America/Port-au-Prince", &zone, &err), &err);
	lm_zone_free(zone);
}

static void
another_folder(void)
{
	static const struct form form = {.version = '2',
	    .offsets = {77},
	    .n_types = 1,
	    .footer = "\n\n"};
	char path[FILES_PATH_SIZE];
	struct lm_buf bytes = file_of(&form);
	struct lm_err err = {0};
	struct lm_zone *zone = NULL;

	file_path("UTC", path);
	file_write(path, lm_buf_view(&bytes));
	file_path("text", path);
	file_write(path, lm_span_of("TZif, but no more\n"));
	setenv("TZDIR", check_folder(), 1);
	CHECK_OK(load("UTC", &zone, &err), &err);
	if (zone != NULL)
		CHECK_EQ(offset_at(zone, 0), 77);
	lm_zone_free(zone);
	CHECK_CODE(load("Europe/Berlin", &zone, &err), LM_USAGE);
	CHECK_CODE(load("text", &zone, &err), LM_MALFORMED);
	CHECK_TEXT(err.file, path);
	setenv("TZDIR", "", 1);
	CHECK_OK(load("UTC", &zone, &err), &err);
	CHECK_EQ(offset_at(zone, 0), 0);
	lm_zone_free(zone);
	lm_buf_free(&bytes);
	unsetenv("TZDIR");
}

static void
local_times(void)
{
	static const struct {
		const char *zone, *time;
		unsigned weekday, minute;
	} times[] = {
	    {"UTC", "1970-01-01T00:00:00Z", 3, 0},
	    {"UTC", "1969-12-31T23:59:59.9Z", 2, 1439},
	    {"UTC", "2026-05-04T00:00:00Z", 0, 0},
	    {"Europe/Berlin", "2026-05-04T15:59:59Z", 0, 17 * 60 + 59},
	    {"Europe/Berlin", "2026-05-03T22:00:00Z", 0, 0},
	    {"Europe/Berlin", "2026-03-29T00:59:59Z", 6, 119},
	    {"Europe/Berlin", "2026-03-29T01:00:00Z", 6, 180},
	    {"America/Los_Angeles", "2026-05-04T06:59:00Z", 6, 1439},
	    {"Asia/Kathmandu", "2026-05-04T18:15:00Z", 1, 0},
	    {"Pacific/Kiritimati", "1700-01-01T00:00:00Z", 3, 810},
	    {"Europe/Berlin", "2261-07-01T12:00:00Z", 0, 14 * 60},
	};

	for (size_t i = 0; i < sizeof(times) / sizeof(times[0]); i++) {
		struct lm_zone *zone = NULL;
		struct lm_err err = {0};
		struct lm_zone_time got;
		int64_t ns;

		CHECK(lm_clock_parse(lm_span_of(times[i].time), &ns));
		if (!CHECK_OK(load(times[i].zone, &zone, &err), &err))
			continue;
		got = lm_zone_local(zone, ns);
		if (!CHECK_EQ(got.weekday, times[i].weekday) ||
		    !CHECK_EQ(got.minute, times[i].minute))
			check_note("%s %s", times[i].zone, times[i].time);
		lm_zone_free(zone);
	}
}

/* All that int64_t holds is a time. */
static void
the_extremes(void)
{
	struct lm_zone *zone = zone_of_rule("CET-1CEST,M3.5.0,M10.5.0/3");
	static const int64_t times[] = {INT64_MIN, INT64_MAX};

	for (size_t i = 0; i < 2; i++) {
		struct lm_zone_time local = lm_zone_local(zone, times[i]);

		CHECK(local.weekday < 7 && local.minute < 1440);
		CHECK(lm_zone_offset(zone, times[i]) >= HOUR);
	}
	lm_zone_free(zone);
}

/* ---- the oracle's lines -------------------------------------------------- */

static int
judge(const char *line, struct lm_zone **zone, char name[64])
{
	struct lm_err err = {0};
	struct lm_zone_time local;
	char next[64];
	long long seconds;
	int offset, weekday, minute;

	if (sscanf(line, "%63s %lld %d %d %d", next, &seconds, &offset,
		&weekday, &minute) != 5)
		return 1;
	if (strcmp(next, name) != 0) {
		lm_zone_free(*zone);
		strcpy(name, next);
		if (load(name, zone, &err) != LM_OK) {
			(void)printf("%s: %s\n", name, err.message);
			return 1;
		}
	}
	local = lm_zone_local(*zone, seconds * LM_CLOCK_SECOND);
	if (offset_at(*zone, seconds) == offset &&
	    local.weekday == (unsigned)weekday &&
	    local.minute == (unsigned)minute)
		return 0;
	(void)printf("offset %d, weekday %u, minute %u; but expected: %s",
	    offset_at(*zone, seconds), local.weekday, local.minute, line);
	return 1;
}

static int
judge_all(void)
{
	struct lm_zone *zone = NULL;
	char line[256], name[64] = "";
	size_t n = 0;
	int failed = 0;

	while (!failed && fgets(line, sizeof(line), stdin) != NULL) {
		failed = judge(line, &zone, name);
		n++;
	}
	lm_zone_free(zone);
	(void)printf("%zu times\n", n);
	return failed || n == 0;
}

int
main(int argc, char **argv)
{
	static const struct check_test tests[] = {TEST(a_table_and_its_rule),
	    TEST(a_table_without_a_rule), TEST(what_is_no_zone), TEST(names),
	    TEST(another_folder), TEST(local_times), TEST(the_extremes)};

	if (argc == 2 && strcmp(argv[1], "--oracle") == 0)
		return judge_all();
	return check_main(tests, sizeof(tests) / sizeof(tests[0]), argc, argv);
}
