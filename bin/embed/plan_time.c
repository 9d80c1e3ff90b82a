#include "plan_time.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "lm/buf.h"
#include "lm/clock.h"
#include "lm/manifest.h"
#include "lm/manifest_policy.h"
#include "lm/num.h"
#include "lm/reader.h"
#include "lm/record.h"
#include "lm/zone.h"

#define LARGEST_STATS ((size_t)256 << 20)
#define SECONDS_PER_MINUTE 60
#define MINUTES_PER_HOUR 60
#define MINUTES_LOOKED_AT (8 * 24 * 60) /* a week and a day */

/* A member of obj as a number; 0: there is none. */
static double
number(yyjson_val *obj, const char *name)
{
	yyjson_val *val;
	double value = 0;

	if (lm_record_find(obj, lm_span_of(name), NULL, &val) &&
	    yyjson_is_raw(val))
		(void)lm_num_double(lm_record_text(val), &value);
	return value;
}

/* Texts a second that a line tells of; 0: it does not. */
static double
rate_of(struct lm_parser *parser, struct lm_span line)
{
	struct lm_record record;
	yyjson_val *program, *counts;
	double texts, seconds;

	if (lm_parser_parse(parser, line, &record, NULL) != LM_OK ||
	    !lm_record_find(record.root, lm_span_of("program"), NULL,
		&program) ||
	    !yyjson_is_str(program) ||
	    !lm_span_equal(lm_record_text(program), lm_span_of("lmob-embed")) ||
	    !lm_record_find(record.root, lm_span_of("counts"), NULL, &counts))
		return 0;
	texts = number(counts, "texts") - number(counts, "repeated") -
	    number(counts, "reused");
	seconds = number(record.root, "seconds");
	return number(record.root, "exit") == 0 &&
		number(counts, "requests") > 0 && texts > 0 && seconds > 0
	    ? texts / seconds
	    : 0;
}

/* The rate of the last line that has one, from the end. */
static double
last_rate(struct lm_parser *parser, struct lm_span text)
{
	double rate = 0;

	while (rate == 0 && text.len > 0) {
		size_t start;

		text.len -= text.ptr[text.len - 1] == '\n';
		for (start = text.len;
		     start > 0 && text.ptr[start - 1] != '\n';)
			start--;
		rate = rate_of(parser,
		    lm_span(text.ptr + start, text.len - start));
		text.len = start;
	}
	return rate;
}

enum lm_code
plan_time_find(const char *stats, uint64_t n_texts, struct plan_time *out,
    struct lm_err *err)
{
	struct lm_parser *parser = lm_parser_new();
	struct lm_buf text = {0};
	double rate = 0;
	int64_t now;
	enum lm_code code = lm_clock_now(&now, err);

	*out = (struct plan_time){0};
	if (parser == NULL)
		code = lm_err_nomem(err);
	if (code == LM_OK && stats != NULL && access(stats, F_OK) == 0)
		code = lm_reader_slurp(stats, LARGEST_STATS, &text, err);
	if (code == LM_OK)
		rate = last_rate(parser, lm_buf_view(&text));
	if (code == LM_OK && rate > 0) {
		out->is_known = true;
		out->seconds = (double)n_texts / rate;
		out->ends_ns = now + (int64_t)(out->seconds * LM_CLOCK_SECOND);
	}
	lm_buf_free(&text);
	lm_parser_free(parser);
	return code;
}

/* The hour and minute where the business is. */
static void
format_local(const struct lm_manifest *manifest, int64_t ns, char out[16])
{
	yyjson_val *name = manifest == NULL
	    ? NULL
	    : lm_manifest_get(manifest, "business_hours", "timezone");
	struct lm_span utc = lm_span_of("UTC");
	struct lm_zone *zone = NULL;
	struct lm_zone_time local = {0};

	if (lm_zone_load(name == NULL ? utc : lm_record_text(name), &zone,
		NULL) == LM_OK)
		local = lm_zone_local(zone, ns);
	lm_zone_free(zone);
	(void)snprintf(out, 16, "%02u:%02u%s",
	    local.minute / MINUTES_PER_HOUR % 24,
	    local.minute % MINUTES_PER_HOUR, name == NULL ? " UTC" : "");
}

/* ", 6 h before business hours" */
static void
say_hours(const struct lm_manifest *manifest, int64_t ns, char *out,
    size_t size)
{
	const int64_t minute = SECONDS_PER_MINUTE * LM_CLOCK_SECOND;
	int64_t n = 0;

	out[0] = '\0';
	if (manifest == NULL ||
	    lm_manifest_get(manifest, "business_hours", NULL) == NULL)
		return;
	while (n < MINUTES_LOOKED_AT &&
	    !lm_manifest_in_hours(manifest, ns + n * minute))
		n++;
	if (n == 0)
		(void)snprintf(out, size, ", in business hours");
	else if (n < 2 * MINUTES_PER_HOUR)
		(void)snprintf(out, size, ", %d min before business hours",
		    (int)n);
	else if (n < MINUTES_LOOKED_AT)
		(void)snprintf(out, size, ", %d h before business hours",
		    (int)(n / MINUTES_PER_HOUR));
}

void
plan_time_say(const struct plan_time *time, const struct lm_manifest *manifest,
    char *out, size_t size)
{
	char local[16], hours[64];

	if (!time->is_known) {
		(void)snprintf(out, size,
		    "when it ends is not known: --stats names no earlier run");
		return;
	}
	format_local(manifest, time->ends_ns, local);
	say_hours(manifest, time->ends_ns, hours, sizeof(hours));
	(void)snprintf(out, size, "ends about %s%s", local, hours);
}
