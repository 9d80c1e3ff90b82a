#include "lm/manifest_hours.h"

#include <inttypes.h>

#include "lm/manifest_forms.h"
#include "lm/manifest_values.h"
#include "lm/record.h"
#include "lm/zone.h"

#define N_DAYS 7

/* The minutes from .. to - 1 of some days, by the clock of a zone. */
struct lm_window {
	unsigned days; /* bit 0: Monday */
	unsigned from;
	unsigned to;
	struct lm_span timezone;
	struct lm_zone *zone;
	yyjson_val *val;
};

static const char *const day_names[N_DAYS] = {"Monday", "Tuesday", "Wednesday",
    "Thursday", "Friday", "Saturday", "Sunday"};

/* The first day of a set that is not empty. */
static const char *
first_day(unsigned days)
{
	size_t day = 0;

	while ((days >> day & 1) == 0)
		day++;
	return day_names[day];
}

static enum lm_code
read_days(const struct lm_manifest_source *source, struct lm_window *window,
    struct lm_err *err)
{
	yyjson_val *val = lm_member(window->val, "days");
	struct lm_span left = lm_record_text(val);

	for (;;) {
		unsigned days = lm_form_cut_days(&left);
		unsigned twice = window->days & days;

		if (twice != 0)
			return lm_manifest_mistake(source, val, err,
			    "\"days\": expected each day once, found %s twice",
			    first_day(twice));
		window->days |= days;
		if (left.len == 0)
			return LM_OK;
		/* The comma. */
		left = lm_span(left.ptr + 1, left.len - 1);
	}
}

static enum lm_code
read_times(const struct lm_manifest_source *source, struct lm_window *window,
    struct lm_err *err)
{
	struct lm_span from = lm_member_text(window->val, "from");
	struct lm_span to = lm_member_text(window->val, "to");

	window->from = lm_form_minute(from);
	window->to = lm_form_minute(to);
	if (window->from < window->to)
		return LM_OK;
	return lm_manifest_mistake(source, lm_member(window->val, "to"), err,
	    "\"to\": expected a time after \"from\", \"%.*s\", found \"%.*s\" "
	    "(hours past midnight are two entries of a list)",
	    LM_SHOWN(from), LM_SHOWN(to));
}

static enum lm_code
read_zone(const struct lm_manifest_source *source, struct lm_window *window,
    struct lm_err *err)
{
	yyjson_val *val = lm_member(window->val, "timezone");
	enum lm_code code;

	window->timezone = lm_record_text(val);
	code = lm_zone_load(window->timezone, &window->zone, err);
	/* No file of that name, or one that is none: neither is a zone. */
	if (code != LM_USAGE && code != LM_MALFORMED)
		return code;
	return lm_manifest_mistake(source, val, err,
	    "\"timezone\": expected a time zone of the tz database, as "
	    "\"Europe/Berlin\", found \"%.*s\"",
	    LM_SHOWN(window->timezone));
}

static enum lm_code
read_window(const struct lm_manifest_source *source, struct lm_window *window,
    struct lm_err *err)
{
	enum lm_code code = read_days(source, window, err);

	if (code == LM_OK)
		code = read_times(source, window, err);
	if (code == LM_OK)
		code = read_zone(source, window, err);
	return code;
}

/* Hours by two clocks may overlap: two offices may be open. */
static enum lm_code
check_overlap(const struct lm_manifest_source *source,
    const struct lm_window *earlier, const struct lm_window *later,
    struct lm_err *err)
{
	unsigned days = earlier->days & later->days;
	uint64_t line;

	if (days == 0 || later->from >= earlier->to ||
	    earlier->from >= later->to ||
	    !lm_span_equal(earlier->timezone, later->timezone))
		return LM_OK;
	line = lm_manifest_place(source, earlier->val).line;
	return lm_manifest_mistake(source, later->val, err,
	    "expected hours that overlap no others, found hours that overlap "
	    "those of line %" PRIu64 " on %s",
	    line, first_day(days));
}

static enum lm_code
check_overlaps(const struct lm_manifest_source *source,
    const struct lm_hours_list *list, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 1; i < list->n; i++)
		for (size_t k = 0; k < i && code == LM_OK; k++)
			code = check_overlap(source, &list->windows[k],
			    &list->windows[i], err);
	return code;
}

enum lm_code
lm_hours_read(const struct lm_manifest_source *source, struct lm_arena *arena,
    struct lm_hours_list *out, struct lm_err *err)
{
	yyjson_val *hours = lm_member(source->record->root, "business_hours");
	yyjson_arr_iter iter = yyjson_arr_iter_with(hours);
	size_t n = yyjson_is_obj(hours) ? 1 : yyjson_arr_size(hours);
	enum lm_code code = LM_OK;

	*out = (struct lm_hours_list){lm_arena_array(arena, n,
					  sizeof(*out->windows)),
	    0};
	if (n > 0 && out->windows == NULL)
		return lm_err_nomem(err);
	while (out->n < n && code == LM_OK) {
		struct lm_window *window = &out->windows[out->n++];

		window->val =
		    yyjson_is_obj(hours) ? hours : yyjson_arr_iter_next(&iter);
		code = read_window(source, window, err);
	}
	return code == LM_OK ? check_overlaps(source, out, err) : code;
}

void
lm_hours_free(const struct lm_hours_list *list)
{
	for (size_t i = 0; i < list->n; i++)
		lm_zone_free(list->windows[i].zone);
}

bool
lm_hours_hold(const struct lm_hours_list *list, int64_t ns)
{
	for (size_t i = 0; i < list->n; i++) {
		const struct lm_window *window = &list->windows[i];
		struct lm_zone_time now = lm_zone_local(window->zone, ns);

		if ((window->days >> now.weekday & 1) != 0 &&
		    now.minute >= window->from && now.minute < window->to)
			return true;
	}
	return list->n == 0;
}
