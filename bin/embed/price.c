#include "price.h"

#include <string.h>

#include <csv.h>

#include "lm/buf.h"
#include "lm/clock.h"
#include "lm/reader.h"

#define LARGEST_LIST ((size_t)16 << 20)
#define DECIMALS 6
#define MOST_DIGITS 12

enum column { MODEL, UNIT, USD, FROM, TO, N_COLUMNS };

static const char *const column_names[N_COLUMNS] = {"model", "unit",
    "usd_per_million", "valid_from", "valid_to"};

/* While the list is read. */
struct reading {
	struct lm_span model;
	int64_t now;
	size_t at;		   /* the field within its line */
	size_t columns[N_COLUMNS]; /* where they are */
	bool has_header;
	struct lm_buf fields[N_COLUMNS]; /* of the line in hand */
	uint64_t line;
	uint64_t price;
	bool found;
	enum lm_code code;
	struct lm_err *err;
};

static void
take_name(struct reading *reading, struct lm_span name)
{
	for (size_t c = 0; c < N_COLUMNS; c++)
		if (lm_span_equal(name, lm_span_of(column_names[c])))
			reading->columns[c] = reading->at;
}

static void
take_field(void *text, size_t len, void *arg)
{
	struct reading *reading = arg;
	struct lm_span field = lm_span(len == 0 ? "" : text, len);

	if (!reading->has_header)
		take_name(reading, field);
	for (size_t c = 0; reading->has_header && c < N_COLUMNS; c++)
		if (reading->columns[c] == reading->at &&
		    reading->code == LM_OK)
			reading->code = lm_buf_span(&reading->fields[c], field,
			    reading->err);
	reading->at++;
}

static enum lm_code
bad_line(struct reading *reading, const char *column, const char *expected)
{
	reading->code = lm_err_set(reading->err, LM_MALFORMED,
	    "%s: expected %s", column, expected);
	lm_err_at(reading->err, NULL, reading->line, 0);
	return reading->code;
}

/* "0.02" as millionths. */
static bool
read_price(struct lm_span text, uint64_t *out)
{
	size_t decimals = 0, digits = 0;
	bool has_point = false;

	*out = 0;
	for (size_t i = 0; i < text.len; i++) {
		if (text.ptr[i] == '.' && !has_point && digits > 0) {
			has_point = true;
			continue;
		}
		if (text.ptr[i] < '0' || text.ptr[i] > '9' ||
		    ++digits > MOST_DIGITS || decimals == DECIMALS)
			return false;
		*out = *out * 10 + (uint64_t)(text.ptr[i] - '0');
		decimals += has_point;
	}
	for (; decimals < DECIMALS; decimals++)
		*out *= 10;
	return digits > 0 && (!has_point || text.ptr[text.len - 1] != '.');
}

/* A time, or a day's first moment (UTC). */
static bool
read_time(struct lm_span text, int64_t *ns)
{
	char full[] = "2026-01-01T00:00:00Z";

	if (text.len != 10)
		return lm_clock_parse(text, ns);
	memcpy(full, text.ptr, text.len);
	return lm_clock_parse(lm_span_of(full), ns);
}

static bool
is_valid_now(struct reading *reading)
{
	int64_t from = INT64_MIN, to = INT64_MAX;
	struct lm_span begins = lm_buf_view(&reading->fields[FROM]);
	struct lm_span ends = lm_buf_view(&reading->fields[TO]);

	if (begins.len > 0 && !read_time(begins, &from))
		(void)bad_line(reading, "valid_from", "a date");
	else if (ends.len > 0 && !read_time(ends, &to))
		(void)bad_line(reading, "valid_to", "a date");
	return reading->code == LM_OK && from <= reading->now &&
	    reading->now < to;
}

static bool
is_wanted(const struct reading *reading)
{
	struct lm_span unit = lm_buf_view(&reading->fields[UNIT]);

	return lm_span_equal(lm_buf_view(&reading->fields[MODEL]),
		   reading->model) &&
	    (lm_span_equal(unit, lm_span_of("input")) ||
		lm_span_equal(unit, lm_span_of("embedding")));
}

static void
take_price(struct reading *reading)
{
	uint64_t price;

	if (!is_wanted(reading) || !is_valid_now(reading))
		return;
	if (!read_price(lm_buf_view(&reading->fields[USD]), &price))
		(void)bad_line(reading, "usd_per_million",
		    "a price such as 0.02");
	else if (reading->found)
		(void)bad_line(reading, "model", "one price for one time");
	reading->price = price;
	reading->found = true;
}

static void
take_line(int end, void *arg)
{
	struct reading *reading = arg;

	(void)end;
	reading->line++;
	if (reading->code == LM_OK && !reading->has_header)
		for (size_t c = 0; c <= USD; c++)
			if (reading->columns[c] == SIZE_MAX)
				(void)bad_line(reading, column_names[c],
				    "a column of this name");
	if (reading->code == LM_OK && reading->has_header)
		take_price(reading);
	reading->has_header = true;
	reading->at = 0;
	for (size_t c = 0; c < N_COLUMNS; c++)
		reading->fields[c].len = 0;
}

static enum lm_code
read_list(struct reading *reading, const struct lm_buf *text)
{
	struct csv_parser parser;
	enum lm_code code = LM_OK;

	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return lm_err_nomem(reading->err);
	if (csv_parse(&parser, text->ptr, text->len, take_field, take_line,
		reading) != text->len ||
	    csv_fini(&parser, take_field, take_line, reading) != 0) {
		code = lm_err_set(reading->err, LM_MALFORMED, "not CSV: %s",
		    csv_strerror(csv_error(&parser)));
		lm_err_at(reading->err, NULL, reading->line + 1, 0);
	}
	csv_free(&parser);
	return reading->code != LM_OK ? reading->code : code;
}

enum lm_code
price_find(const char *path, struct lm_span model, int64_t ns,
    uint64_t *micro_usd_per_million, bool *found, struct lm_err *err)
{
	struct reading reading = {.model = model, .now = ns, .err = err};
	struct lm_buf text = {0};
	enum lm_code code;

	for (size_t c = 0; c < N_COLUMNS; c++)
		reading.columns[c] = SIZE_MAX;
	code = lm_reader_slurp(path, LARGEST_LIST, &text, err);
	if (code == LM_OK && text.len > 0)
		code = read_list(&reading, &text);
	if (code != LM_OK)
		lm_err_at(err, path, 0, 0);
	*micro_usd_per_million = reading.price;
	*found = reading.found;
	for (size_t c = 0; c < N_COLUMNS; c++)
		lm_buf_free(&reading.fields[c]);
	lm_buf_free(&text);
	return code;
}
