#include "redact.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "escape.h"
#include "held.h"

#include "lm/buf.h"
#include "lm/stamp.h"
#include "lm/walk.h"

#define MARKER "[REDACTED:"

/*
 * A JSON text that is being walked: the record, or a string in the frame
 * below that holds JSON.
 */
struct frame {
	struct lm_parser *parser; /* NULL in the first frame */
	struct lm_buf mended;	  /* what the string holds, as it was parsed */
	struct lm_record record;
	struct lm_walk walk;
	struct lm_edits edits;
	struct lm_span token; /* of the string, in the frame below */
};

struct redactor {
	const struct policy *policy;
	struct frame *frames[REDACT_MAX_LEVELS];
	size_t n_open;
	struct findings findings;
	struct lm_buf folded;
	struct lm_buf marker;
	struct lm_buf escaped;
	uint64_t *counts;
};

struct redactor *
redactor_new(const struct policy *policy)
{
	struct redactor *redactor = calloc(1, sizeof(*redactor));

	if (redactor != NULL)
		redactor->policy = policy;
	return redactor;
}

static void
frame_free(struct frame *frame)
{
	if (frame == NULL)
		return;
	lm_parser_free(frame->parser);
	lm_buf_free(&frame->mended);
	lm_edits_free(&frame->edits);
	free(frame);
}

void
redactor_free(struct redactor *redactor)
{
	if (redactor == NULL)
		return;
	for (size_t i = 0; i < REDACT_MAX_LEVELS; i++)
		frame_free(redactor->frames[i]);
	findings_free(&redactor->findings);
	lm_buf_free(&redactor->folded);
	lm_buf_free(&redactor->marker);
	lm_buf_free(&redactor->escaped);
	free(redactor);
}

static struct frame *
new_frame(bool parses)
{
	struct frame *frame = calloc(1, sizeof(*frame));

	if (frame == NULL || !parses)
		return frame;
	frame->parser = lm_parser_new();
	if (frame->parser == NULL) {
		free(frame);
		return NULL;
	}
	return frame;
}

/* The frame of the next level, made when it is first needed; or NULL. */
static struct frame *
next_frame(struct redactor *redactor, struct lm_err *err)
{
	size_t level = redactor->n_open;

	if (level == REDACT_MAX_LEVELS) {
		(void)lm_err_set(err, LM_MALFORMED,
		    "JSON in strings nested deeper than %d levels",
		    REDACT_MAX_LEVELS);
		return NULL;
	}
	if (redactor->frames[level] == NULL)
		redactor->frames[level] = new_frame(level > 0);
	if (redactor->frames[level] == NULL) {
		(void)lm_err_nomem(err);
		return NULL;
	}
	lm_edits_clear(&redactor->frames[level]->edits);
	return redactor->frames[level];
}

static enum lm_code
set_marker(struct redactor *redactor, struct lm_span name, struct lm_err *err)
{
	enum lm_code code;

	redactor->marker.len = 0;
	code = lm_buf_text(&redactor->marker, MARKER, err);
	if (code == LM_OK)
		code = lm_buf_span(&redactor->marker, name, err);
	return code == LM_OK ? lm_buf_byte(&redactor->marker, ']', err) : code;
}

/* text as the inside of a JSON string. */
static enum lm_code
escape(struct redactor *redactor, struct lm_span text, struct lm_span *inside,
    struct lm_err *err)
{
	enum lm_code code;

	redactor->escaped.len = 0;
	code = lm_buf_json_string(&redactor->escaped, text, err);
	if (code == LM_OK)
		*inside = lm_span(redactor->escaped.ptr + 1,
		    redactor->escaped.len - 2);
	return code;
}

static size_t
offset_in(const struct frame *frame, struct lm_span part)
{
	return (size_t)(part.ptr - frame->record.src.ptr);
}

/* Put the marker, as a string, in place of a whole value. */
static enum lm_code
replace_value(struct redactor *redactor, struct frame *frame,
    struct lm_span value, struct lm_err *err)
{
	struct lm_span text = {0};
	enum lm_code code =
	    escape(redactor, lm_buf_view(&redactor->marker), &text, err);

	if (code != LM_OK)
		return code;
	/* With the quotes that escape left out. */
	return lm_edits_add(&frame->edits, offset_in(frame, value), value.len,
	    lm_span(text.ptr - 1, text.len + 2), err);
}

/* Replace the value of a denied field, unless that was done before. */
static enum lm_code
deny_value(struct redactor *redactor, struct frame *frame, struct lm_span label,
    struct lm_err *err)
{
	struct lm_walk *walk = &frame->walk;
	struct lm_span value = lm_record_member(&frame->record, walk->key);
	enum lm_code code = set_marker(redactor, label, err);

	if (code != LM_OK)
		return code;
	lm_walk_skip(walk);
	if (yyjson_is_str(walk->val) &&
	    lm_span_equal(lm_record_text(walk->val),
		lm_buf_view(&redactor->marker)))
		return LM_OK;
	redactor->counts[COUNT_FIELD]++;
	return replace_value(redactor, frame, value, err);
}

/* A number in a string's JSON is text of that string: card numbers go. */
static enum lm_code
scan_number(struct redactor *redactor, struct frame *frame, struct lm_err *err)
{
	struct lm_span token = lm_record_token(&frame->record, frame->walk.val);
	enum lm_code code =
	    detect(redactor->policy->kinds, token, &redactor->findings, err);
	enum kind kind;

	/* One may follow the sign, but the digits of a fraction are none. */
	if (code != LM_OK || redactor->findings.n == 0 ||
	    redactor->findings.list[0].at > 1)
		return code;
	kind = redactor->findings.list[0].kind;
	redactor->counts[kind]++;
	code = set_marker(redactor, lm_span_of(kind_names[kind]), err);
	return code == LM_OK ? replace_value(redactor, frame, token, err)
			     : code;
}

/* The findings in a string, as edits of its source. */
static enum lm_code
replace_findings(struct redactor *redactor, struct frame *frame,
    struct lm_span token, struct lm_err *err)
{
	struct escape_cursor cursor = {
	    .raw = lm_span(token.ptr + 1, token.len - 2)};
	size_t base = offset_in(frame, cursor.raw);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < redactor->findings.n; i++) {
		const struct finding *found = &redactor->findings.list[i];
		size_t from = escape_offset(&cursor, found->at);
		size_t to = escape_offset(&cursor, found->at + found->len);

		redactor->counts[found->kind]++;
		code = set_marker(redactor, lm_span_of(kind_names[found->kind]),
		    err);
		if (code == LM_OK)
			code = lm_edits_add(&frame->edits, base + from,
			    to - from, lm_buf_view(&redactor->marker), err);
	}
	return code;
}

static enum lm_code
scan_text(struct redactor *redactor, struct frame *frame, struct lm_err *err)
{
	struct lm_span text = lm_record_text(frame->walk.val);
	enum lm_code code =
	    detect(redactor->policy->kinds, text, &redactor->findings, err);

	if (code != LM_OK || redactor->findings.n == 0)
		return code;
	return replace_findings(redactor, frame,
	    lm_record_token(&frame->record, frame->walk.val), err);
}

/*
 * If the string just met holds JSON, go into it.  Its decoded bytes stay as
 * they are while the frame above is open.
 */
static enum lm_code
enter_string(struct redactor *redactor, struct frame *below, bool *entered,
    struct lm_err *err)
{
	struct lm_span text = lm_record_text(below->walk.val);
	struct frame *frame;
	enum lm_code code;

	*entered = false;
	if (!held_may_be_json(text))
		return LM_OK;
	frame = next_frame(redactor, err);
	if (frame == NULL)
		return err->code;
	code = held_parse(text, frame->parser, &frame->mended, &frame->record,
	    err);
	if (code == LM_MALFORMED && frame->record.n_values == 0)
		return LM_OK;
	if (code == LM_MALFORMED)
		return lm_err_set(err, code,
		    "JSON in a string nested deeper than %d levels",
		    LM_RECORD_MAX_DEPTH);
	if (code != LM_OK)
		return code;
	frame->token = lm_record_token(&below->record, below->walk.val);
	lm_walk_start(&frame->walk, &frame->record);
	redactor->n_open++;
	*entered = true;
	return LM_OK;
}

static enum lm_code
visit_string(struct redactor *redactor, struct frame *frame, struct lm_err *err)
{
	bool entered = false;
	enum lm_code code = LM_OK;

	if (!frame->walk.is_key)
		code = enter_string(redactor, frame, &entered, err);
	if (code != LM_OK || entered)
		return code;
	return scan_text(redactor, frame, err);
}

/*
 * Pass by a stamp: it holds no text but the version of a manifest, and names
 * such as "iban", which are denied elsewhere.
 */
static enum lm_code
pass_stamp(struct redactor *redactor, struct lm_walk *walk, bool *passed,
    struct lm_err *err)
{
	struct lm_stamp_form form;
	enum lm_code code;

	*passed = false;
	if (redactor->n_open != 1 || walk->depth != 1 || walk->key == NULL ||
	    !lm_span_equal(lm_record_text(walk->key),
		lm_span_of(LM_STAMP_MEMBER)) ||
	    !lm_stamp_parse(walk->val, &form))
		return LM_OK;
	code = detect(redactor->policy->kinds, form.version,
	    &redactor->findings, err);
	*passed = code == LM_OK && redactor->findings.n == 0;
	if (*passed)
		lm_walk_skip(walk);
	return code;
}

static enum lm_code
visit(struct redactor *redactor, struct frame *frame, struct lm_err *err)
{
	struct lm_walk *walk = &frame->walk;
	struct lm_span label = {0};
	bool passed;
	enum lm_code code;

	if (walk->key != NULL) {
		code = names_find(&redactor->policy->deny,
		    lm_record_text(walk->key), &redactor->folded, &label, err);
		if (code != LM_OK)
			return code;
	}
	if (label.len > 0)
		return deny_value(redactor, frame, label, err);
	code = pass_stamp(redactor, walk, &passed, err);
	if (code != LM_OK || passed)
		return code;
	if (yyjson_is_str(walk->val))
		return visit_string(redactor, frame, err);
	return yyjson_is_raw(walk->val) && redactor->n_open > 1
	    ? scan_number(redactor, frame, err)
	    : LM_OK;
}

/* The edits of a string's JSON become edits of the string, escaped. */
static enum lm_code
leave_frame(struct redactor *redactor, struct lm_err *err)
{
	const struct frame *frame = redactor->frames[--redactor->n_open];
	struct frame *below = redactor->frames[redactor->n_open - 1];
	struct escape_cursor cursor = {
	    .raw = lm_span(frame->token.ptr + 1, frame->token.len - 2)};
	size_t base = offset_in(below, cursor.raw);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < frame->edits.n; i++) {
		const struct lm_edit *edit = &frame->edits.list[i];
		size_t from = escape_offset(&cursor, edit->at);
		size_t to = escape_offset(&cursor, edit->at + edit->len);
		struct lm_span text;

		code = escape(redactor, lm_edit_text(&frame->edits, edit),
		    &text, err);
		if (code == LM_OK)
			code = lm_edits_add(&below->edits, base + from,
			    to - from, text, err);
	}
	return code;
}

enum lm_code
redactor_find(struct redactor *redactor, const struct lm_record *record,
    const struct lm_edits **edits, uint64_t counts[N_COUNTS],
    struct lm_err *err)
{
	struct frame *first;
	enum lm_code code = LM_OK;

	redactor->n_open = 0;
	redactor->counts = counts;
	first = next_frame(redactor, err);
	if (first == NULL)
		return err->code;
	first->record = *record;
	lm_walk_start(&first->walk, record);
	redactor->n_open = 1;
	while (code == LM_OK) {
		struct frame *top = redactor->frames[redactor->n_open - 1];

		if (lm_walk_next(&top->walk))
			code = visit(redactor, top, err);
		else if (redactor->n_open > 1)
			code = leave_frame(redactor, err);
		else
			break;
	}
	*edits = &first->edits;
	return code;
}
