#include "history_line.h"

#include <math.h>

#include "lm/json.h"
#include "lm/num.h"
#include "lm/utf8.h"

static const char start[] = "{\"event\":";

/* A member, or NULL: null is as good as none. */
static yyjson_val *
member(yyjson_val *root, const char *name)
{
	yyjson_val *val = NULL;

	if (!lm_record_find(root, lm_span_of(name), NULL, &val) ||
	    yyjson_is_null(val))
		return NULL;
	return val;
}

/* A member that is a string, else an empty span. */
static struct lm_span
text_of(yyjson_val *root, const char *name)
{
	yyjson_val *val = member(root, name);

	return yyjson_is_str(val) ? lm_record_text(val) : lm_span(NULL, 0);
}

static bool
take_time(yyjson_val *root, struct drift_event *event)
{
	return lm_clock_parse(text_of(root, "time"), &event->time_ns);
}

static bool
take_verdict(yyjson_val *root, struct drift_event *event)
{
	struct lm_span word = text_of(root, "verdict");
	enum drift_verdict verdict = DRIFT_PASS;

	for (; verdict != DRIFT_OFF; verdict++) {
		if (lm_span_equal(word,
			lm_span_of(drift_verdict_word(verdict)))) {
			event->verdict = verdict;
			return true;
		}
	}
	return false;
}

/* A bool; where there is none, that stays which was there. */
static bool
take_bool(yyjson_val *root, const char *name, bool *out)
{
	yyjson_val *val = member(root, name);

	if (val == NULL)
		return true;
	*out = yyjson_is_true(val);
	return yyjson_is_bool(val);
}

static bool
take_drift(yyjson_val *root, struct drift_event *event)
{
	yyjson_val *val = member(root, "drift");

	event->drift = (double)NAN;
	return val == NULL ||
	    (yyjson_is_raw(val) &&
		lm_num_double(lm_record_text(val), &event->drift));
}

/* 16 hex digits; or none, and out stays empty. */
static bool
take_fingerprint(yyjson_val *root, const char *name, char out[LM_HASH_HEX_SIZE])
{
	struct lm_span hex = text_of(root, name);

	if (member(root, name) == NULL)
		return true;
	if (hex.len != LM_HASH_HEX_SIZE - 1)
		return false;
	for (size_t i = 0; i < hex.len; i++)
		if (!(hex.ptr[i] >= '0' && hex.ptr[i] <= '9') &&
		    !(hex.ptr[i] >= 'a' && hex.ptr[i] <= 'f'))
			return false;
	memcpy(out, hex.ptr, hex.len);
	return true;
}

/* The first reason, as far as there is room, fit to be printed. */
static void
take_reason(yyjson_val *root, struct drift_event *event)
{
	yyjson_val *first = yyjson_arr_get_first(member(root, "reasons"));
	struct lm_span text;

	if (!yyjson_is_str(first))
		return;
	text = lm_utf8_prefix(lm_record_text(first), DRIFT_REASON_SIZE - 1);
	for (size_t i = 0; i < text.len; i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		event->reason[i] =
		    byte < 0x20 || byte == 0x7f ? '?' : text.ptr[i];
	}
}

static bool
take_run(yyjson_val *root, struct drift_event *event)
{
	event->kind = DRIFT_EVENT_RUN;
	take_reason(root, event);
	return take_verdict(root, event) &&
	    take_bool(root, "relaxed", &event->relaxed) &&
	    take_drift(root, event) &&
	    take_fingerprint(root, "baseline", event->baseline);
}

static bool
take_accept(yyjson_val *root, struct drift_event *event)
{
	event->kind = DRIFT_EVENT_ACCEPT;
	return member(root, "model_change") != NULL &&
	    take_bool(root, "model_change", &event->model_change) &&
	    take_bool(root, "relaxed", &event->relaxed) &&
	    take_fingerprint(root, "from", event->from) &&
	    member(root, "to") != NULL &&
	    take_fingerprint(root, "to", event->to);
}

static enum drift_line_kind
take_event(yyjson_val *root, struct drift_event *event)
{
	struct lm_span name = text_of(root, "event");
	bool good;

	if (name.len == 0)
		return DRIFT_LINE_FOREIGN;
	if (lm_span_equal(name, lm_span_of("run"))) {
		good = take_run(root, event);
	} else if (lm_span_equal(name, lm_span_of("accept"))) {
		good = take_accept(root, event);
	} else if (lm_span_equal(name, lm_span_of("rollback"))) {
		event->kind = DRIFT_EVENT_ROLLBACK;
		good = true;
	} else {
		return DRIFT_LINE_UNKNOWN;
	}
	return good && take_time(root, event) ? DRIFT_LINE_EVENT
					      : DRIFT_LINE_UNREADABLE;
}

/* Begins as our lines do, or has zeros: the end of a file that was not yet on
 * disk when the power went. */
static bool
is_torn(struct lm_span line)
{
	size_t len = sizeof(start) - 1;

	if (memchr(line.ptr, '\0', line.len) != NULL)
		return true;
	return memcmp(line.ptr, start, line.len < len ? line.len : len) == 0;
}

enum lm_code
drift_line_read(struct lm_parser *parser, struct lm_span line,
    enum drift_line_kind *kind, struct drift_event *event, struct lm_err *err)
{
	struct lm_record record;
	enum lm_code code;

	*event = (struct drift_event){0};
	*kind = DRIFT_LINE_EMPTY;
	if (lm_json_space_end(line, 0) == line.len)
		return LM_OK;
	code = lm_parser_parse(parser, line, &record, err);
	if (code == LM_OK)
		*kind = take_event(record.root, event);
	else if (code == LM_MALFORMED)
		*kind = is_torn(line) ? DRIFT_LINE_TORN : DRIFT_LINE_FOREIGN;
	return code == LM_MALFORMED ? LM_OK : code;
}
