#include "redactor.h"

#include "escape.h"

#include "lm/json.h"

static size_t
offset_in(const struct frame *frame, struct lm_span part)
{
	return (size_t)(part.ptr - frame->record.src.ptr);
}

/* text as the inside of a JSON string; it has its quotes around it. */
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

/* The bytes of the value just met in the source. */
static struct lm_span
value_token(struct frame *frame)
{
	const struct lm_walk *walk = &frame->walk;

	if (walk->key != NULL)
		return lm_record_member(&frame->record, walk->key);
	if (yyjson_is_str(walk->val) || yyjson_is_raw(walk->val))
		return lm_record_token(&frame->record, walk->val);
	return locate_element(frame);
}

/* ---- members that go -------------------------------------------------------- */

/* The comma and the spaces before a member, from the end of the one before. */
static size_t
comma_before(struct lm_span src, size_t at)
{
	while (lm_json_is_space(src.ptr[at - 1]))
		at--;
	at--;
	while (lm_json_is_space(src.ptr[at - 1]))
		at--;
	return at;
}

/* The comma and the spaces behind a member, to the start of the next one; end
 * itself where there is none. */
static size_t
comma_behind(struct lm_span src, size_t end)
{
	size_t at = lm_json_space_end(src, end);

	if (src.ptr[at] != ',')
		return end;
	return lm_json_space_end(src, at + 1);
}

/* Take back the edits from a place on: of the name of a member that goes. */
static void
take_back(struct frame *frame, size_t from)
{
	struct lm_edits *edits = &frame->edits;

	while (edits->n > 0 && edits->list[edits->n - 1].at >= from) {
		edits->n--;
		frame->hits.n -= frame->hits.n > 0;
	}
}

/* Remove the member just met, so that the object stays one. */
static enum lm_code
drop_member(struct redactor *redactor, struct frame *frame, enum kind kind,
    struct lm_span label, struct lm_err *err)
{
	struct lm_span src = frame->record.src;
	struct lm_span value = value_token(frame);
	size_t from =
	    offset_in(frame, lm_record_token(&frame->record, frame->walk.key));
	size_t to = offset_in(frame, value) + value.len;
	enum lm_code code;

	if (frame->kept[frame->walk.depth])
		from = comma_before(src, from);
	else
		to = comma_behind(src, to);
	take_back(frame, from);
	frame->dropped = true;
	code = trace_add(redactor, frame, from, kind, label, err);
	return code == LM_OK ? lm_edits_add(&frame->edits, from, to - from,
				   (struct lm_span){0}, err)
			     : code;
}

static bool
drops(const struct redactor *redactor, const struct frame *frame,
    enum kind kind)
{
	return frame->walk.key != NULL && !frame->walk.is_key &&
	    replacer_action(redactor->policy->replacer, kind) == ACTION_DROP;
}

/* ---- values ------------------------------------------------------------------ */

/* What is compared and hashed: a string as decoded, all else as written. */
static struct lm_span
value_text(struct frame *frame)
{
	return yyjson_is_str(frame->walk.val) ? lm_record_text(frame->walk.val)
					      : value_token(frame);
}

static bool
is_mask(const struct redactor *redactor, const struct frame *frame)
{
	struct lm_span text;

	if (!yyjson_is_str(frame->walk.val))
		return false;
	text = lm_record_text(frame->walk.val);
	return text.len > 0 &&
	    masks_len_at(redactor->policy->masks, text, 0) == text.len;
}

/* Put the marker, as a string, in place of the value. */
static enum lm_code
put_marker(struct redactor *redactor, struct frame *frame, struct lm_err *err)
{
	struct lm_span value = value_token(frame), text = {0};
	enum lm_code code =
	    escape(redactor, lm_buf_view(&redactor->marker), &text, err);

	/* With the quotes that escape left out. */
	return code == LM_OK
	    ? lm_edits_add(&frame->edits, offset_in(frame, value), value.len,
		  lm_span(text.ptr - 1, text.len + 2), err)
	    : code;
}

enum lm_code
change_value(struct redactor *redactor, struct frame *frame, enum kind kind,
    struct lm_span label, struct lm_err *err)
{
	enum lm_code code;

	if (is_mask(redactor, frame))
		return LM_OK;
	redactor->counts[kind]++;
	if (drops(redactor, frame, kind))
		return drop_member(redactor, frame, kind, label, err);
	code = trace_add(redactor, frame, offset_in(frame, value_token(frame)),
	    kind, label, err);
	if (code != LM_OK)
		return code;
	redactor->marker.len = 0;
	code = replacer_append(redactor->policy->replacer, kind, label,
	    value_text(frame), &redactor->marker, err);
	return code == LM_OK ? put_marker(redactor, frame, err) : code;
}

enum lm_code
change_to_hash(struct redactor *redactor, struct frame *frame,
    struct lm_span label, struct lm_err *err)
{
	enum lm_code code;

	if (is_mask(redactor, frame))
		return LM_OK;
	redactor->counts[KIND_FIELD]++;
	code = trace_add(redactor, frame, offset_in(frame, value_token(frame)),
	    KIND_FIELD, label, err);
	redactor->marker.len = 0;
	if (code == LM_OK)
		code = replacer_append_hash(redactor->policy->replacer, label,
		    value_text(frame), &redactor->marker, err);
	return code == LM_OK ? put_marker(redactor, frame, err) : code;
}

/* ---- strings ------------------------------------------------------------------ */

/* Whether one of the findings takes the whole member with it, and which. */
static const struct finding *
dropping(const struct redactor *redactor, const struct frame *frame)
{
	for (size_t i = 0; i < redactor->findings.n; i++)
		if (drops(redactor, frame, redactor->findings.list[i].kind))
			return &redactor->findings.list[i];
	return NULL;
}

/* What the mask of a finding says: of a field, its name as a label. */
enum lm_code
change_label(struct redactor *redactor, const struct finding *found,
    struct lm_span *label, struct lm_err *err)
{
	enum lm_code code;

	*label = found->label;
	if (found->kind != KIND_FIELD)
		return LM_OK;
	redactor->label.len = 0;
	code = mask_label(found->label, &redactor->label, err);
	*label = lm_buf_view(&redactor->label);
	return code;
}

/* Where the finding goes in the source, and what is found. */
static enum lm_code
change_finding(struct redactor *redactor, struct frame *frame,
    const struct finding *found, struct lm_span place, struct lm_err *err)
{
	struct lm_span text = lm_record_text(frame->walk.val);
	struct lm_span inside = {0}, label;
	size_t at = offset_in(frame, place);
	enum lm_code code = change_label(redactor, found, &label, err);

	redactor->counts[found->kind]++;
	redactor->marker.len = 0;
	if (code == LM_OK)
		code = trace_add(redactor, frame, at, found->kind, label, err);
	if (code == LM_OK)
		code = replacer_append(redactor->policy->replacer, found->kind,
		    label, lm_span(text.ptr + found->at, found->len),
		    &redactor->marker, err);
	if (code == LM_OK)
		code = escape(redactor, lm_buf_view(&redactor->marker), &inside,
		    err);
	return code == LM_OK
	    ? lm_edits_add(&frame->edits, at, place.len, inside, err)
	    : code;
}

enum lm_code
change_findings(struct redactor *redactor, struct frame *frame,
    struct lm_err *err)
{
	const struct finding *whole = dropping(redactor, frame);
	struct escape_cursor cursor = {0};
	struct lm_span token, label;
	enum lm_code code = LM_OK;

	if (whole != NULL) {
		code = change_label(redactor, whole, &label, err);
		return code == LM_OK
		    ? change_value(redactor, frame, whole->kind, label, err)
		    : code;
	}
	token = lm_record_token(&frame->record, frame->walk.val);
	cursor.raw = lm_span(token.ptr + 1, token.len - 2);
	for (size_t i = 0; code == LM_OK && i < redactor->findings.n; i++) {
		const struct finding *found = &redactor->findings.list[i];
		size_t from = escape_offset(&cursor, found->at);
		size_t to = escape_offset(&cursor, found->at + found->len);

		code = change_finding(redactor, frame, found,
		    lm_span(cursor.raw.ptr + from, to - from), err);
	}
	return code;
}

enum lm_code
change_below(struct redactor *redactor, const struct frame *frame,
    struct frame *below, struct lm_err *err)
{
	struct escape_cursor cursor = {
	    .raw = lm_span(frame->token.ptr + 1, frame->token.len - 2)};
	size_t base = offset_in(below, cursor.raw);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < frame->edits.n; i++) {
		const struct lm_edit *edit = &frame->edits.list[i];
		size_t from = escape_offset(&cursor, edit->at);
		size_t to = escape_offset(&cursor, edit->at + edit->len);
		struct lm_span text = {0};

		code = escape(redactor, lm_edit_text(&frame->edits, edit),
		    &text, err);
		if (code == LM_OK)
			code = lm_edits_add(&below->edits, base + from,
			    to - from, text, err);
		if (code == LM_OK && redactor->policy->traces)
			code = trace_take(below, frame, i, base + from, err);
	}
	return code;
}
