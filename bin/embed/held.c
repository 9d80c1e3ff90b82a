#include "held.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "held_write.h"
#include "pieces.h"

#include "lm/json.h"
#include "lm/manifest_policy.h"

/* What one record asked for. */
struct ask {
	uint64_t line;
	size_t first; /* of its units, in held.units */
	size_t n;
};

/* A unit that a record asked for, and the line with its vector, in the block's
 * output. */
struct asked {
	struct unit *unit;
	struct piece piece; /* of the record's text */
	size_t at, len;
};

struct held_scratch {
	struct document document;
	struct held_writer writer;
	struct lm_buf pieces; /* struct piece, of the record in hand */
};

struct held {
	const struct held_settings *settings;
	struct held_scratch *scratch;
	struct lm_buf asks;  /* struct ask */
	struct lm_buf units; /* struct asked */
	size_t n_there;	     /* the first so many are answered */
	size_t next;	     /* the ask whose turn it is */
};

struct held_scratch *
held_scratch_new(void)
{
	return calloc(1, sizeof(struct held_scratch));
}

void
held_scratch_free(struct held_scratch *scratch)
{
	if (scratch == NULL)
		return;
	document_free(&scratch->document);
	held_writer_free(&scratch->writer);
	lm_buf_free(&scratch->pieces);
	free(scratch);
}

struct held *
held_new(const struct held_settings *settings, struct lm_err *err)
{
	struct held *held = calloc(1, sizeof(*held));

	if (held == NULL) {
		(void)lm_err_nomem(err);
		return NULL;
	}
	held->settings = settings;
	held->scratch = settings->scratch;
	return held;
}

void
held_free(struct held *held)
{
	if (held == NULL)
		return;
	lm_buf_free(&held->asks);
	lm_buf_free(&held->units);
	free(held);
}

static size_t
n_asks(const struct held *held)
{
	return held->asks.len / sizeof(struct ask);
}

static struct ask *
ask_at(const struct held *held, size_t i)
{
	void *asks = held->asks.ptr;

	return (struct ask *)asks + i;
}

static size_t
n_units(const struct held *held)
{
	return held->units.len / sizeof(struct asked);
}

static struct asked *
asked_at(const struct held *held, size_t i)
{
	void *units = held->units.ptr;

	return (struct asked *)units + i;
}

/* Whether its route leads elsewhere; a record without one goes where it is
 * sent. */
static bool
is_routed_elsewhere(const struct held *held, const struct lm_record *record)
{
	const struct target *target = remote_target(held->settings->remote);
	yyjson_val *route, *lane, *model;

	if (!lm_record_find(record->root, lm_span_of("route"), NULL, &route) ||
	    yyjson_is_null(route))
		return false;
	return !lm_record_find(route, lm_span_of("lane"), NULL, &lane) ||
	    !lm_record_find(route, lm_span_of("model"), NULL, &model) ||
	    !yyjson_is_str(lane) || !yyjson_is_str(model) ||
	    !lm_span_equal(lm_record_text(lane),
		lm_span_of(lm_lane_names[target->endpoint.lane])) ||
	    !lm_span_equal(lm_record_text(model), target->model);
}

static enum lm_code
check_stamp(const struct held *held, const struct lm_record *record,
    struct lm_err *err)
{
	const struct lm_stamp *stamp = held->settings->stamp;
	enum lm_stamp_state state;

	if (stamp == NULL)
		return LM_OK;
	state = lm_stamp_check(stamp, record);
	if (state == LM_STAMP_VALID)
		return LM_OK;
	return lm_err_set(err, LM_MALFORMED,
	    "only a redacted record goes to the managed lane: %s",
	    lm_stamp_say(state));
}

/* What becomes of a record, and its text in the scratch's document. */
static enum lm_code
judge(struct held *held, const struct lm_filter_record *in,
    enum held_fate *fate, struct lm_err *err)
{
	struct lm_span text;
	enum lm_code code;

	*fate = HELD_PASSED;
	if (is_routed_elsewhere(held, in->record))
		return LM_OK;
	code = check_stamp(held, in->record, err);
	if (code == LM_OK)
		code = document_read(&held->scratch->document,
		    held->settings->fields, in->record, err);
	if (code != LM_OK)
		return code;
	text = held->scratch->document.text;
	*fate =
	    lm_json_space_end(text, 0) == text.len ? HELD_EMPTY : HELD_EMBEDDED;
	return LM_OK;
}

/* The pieces of the text in hand; the whole where it is not to be cut. */
static enum lm_code
cut(struct held *held, struct lm_err *err)
{
	const struct held_settings *settings = held->settings;
	struct lm_span text = held->scratch->document.text;
	const struct piece whole = {0, text.len};

	held->scratch->pieces.len = 0;
	if (settings->chunk == 0)
		return lm_buf_append(&held->scratch->pieces,
		    (const char *)&whole, sizeof(whole), err);
	return pieces_cut(remote_tokens(settings->remote), text,
	    settings->chunk, settings->overlap, &held->scratch->pieces, err);
}

static struct lm_span
piece_of(struct lm_span text, const struct piece *piece)
{
	return lm_span(text.ptr + piece->start, piece->end - piece->start);
}

static enum lm_code
want_pieces(struct held *held, struct ask *ask, struct lm_err *err)
{
	const void *memory = held->scratch->pieces.ptr;
	const struct piece *pieces = memory;
	size_t n = held->scratch->pieces.len / sizeof(*pieces);
	struct lm_span text = held->scratch->document.text;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		struct asked asked = {.piece = pieces[i]};

		code = lm_buf_reserve(&held->units, sizeof(asked), err);
		if (code == LM_OK)
			code = remote_want(held->settings->remote,
			    piece_of(text, &pieces[i]), &asked.unit, err);
		if (code == LM_OK) {
			(void)lm_buf_append(&held->units, (const char *)&asked,
			    sizeof(asked), err);
			ask->n++;
		}
	}
	return code;
}

enum lm_code
held_ask(struct held *held, const struct lm_filter_record *in,
    struct lm_err *err)
{
	struct ask ask = {.line = in->line->number, .first = n_units(held)};
	enum held_fate fate;
	struct lm_err why = {0};
	enum lm_code code = judge(held, in, &fate, &why);

	if (code == LM_OK && fate == HELD_EMBEDDED &&
	    !remote_refused_before(held->settings->remote, in->line, NULL))
		code = cut(held, &why);
	else if (code == LM_OK)
		return LM_OK;
	/* What is wrong with the record is said in its turn. */
	if (code != LM_OK) {
		*err = why;
		return code == LM_MALFORMED ? LM_OK : code;
	}
	code = want_pieces(held, &ask, err);
	return code == LM_OK
	    ? lm_buf_append(&held->asks, (const char *)&ask, sizeof(ask), err)
	    : code;
}

bool
held_is_ready(struct held *held)
{
	size_t n = n_units(held);

	while (held->n_there < n &&
	    asked_at(held, held->n_there)->unit->state != UNIT_OPEN)
		held->n_there++;
	return held->n_there == n;
}

void
held_begin(struct held *held)
{
	held->next = 0;
}

void
held_forget(struct held *held)
{
	held->asks.len = 0;
	held->units.len = 0;
	held->n_there = 0;
	held->next = 0;
}

/* The ask of a line; NULL: it asked for nothing. */
static const struct ask *
find_ask(struct held *held, uint64_t line)
{
	if (held->next == n_asks(held) ||
	    ask_at(held, held->next)->line != line)
		return NULL;
	return ask_at(held, held->next++);
}

static enum lm_code
check_units(const struct held *held, const struct ask *ask, struct lm_err *err)
{
	for (size_t i = 0; i < ask->n; i++) {
		const struct unit *unit = asked_at(held, ask->first + i)->unit;

		if (unit->state == UNIT_REFUSED)
			return lm_err_set(err, LM_MALFORMED, "%s",
			    unit->why.ptr);
	}
	return LM_OK;
}

/* A line for each piece; for a record that is whole, one without a place. */
static enum lm_code
write_vectors(struct held *held, const struct lm_filter_record *in,
    const struct ask *ask, struct lm_buf *out, struct lm_err *err)
{
	enum lm_code code = check_units(held, ask, err);

	for (size_t i = 0; code == LM_OK && i < ask->n; i++) {
		struct asked *asked = asked_at(held, ask->first + i);
		const struct held_vector vector = {.unit = asked->unit,
		    .text =
			piece_of(held->scratch->document.text, &asked->piece),
		    .piece = ask->n > 1 ? &asked->piece : NULL,
		    .index = i,
		    .of = ask->n};

		asked->at = out->len;
		code = held_write(&held->scratch->writer, held->settings, in,
		    &vector, out, err);
		asked->len = out->len - asked->at;
		if (code == LM_OK)
			code = remote_keep(held->settings->remote, asked->unit,
			    lm_span(out->ptr + asked->at, asked->len), err);
	}
	return code;
}

/* In its turn.  A record that asked for nothing could not be cut, or was
 * refused in the run that is continued: why is said here. */
static enum lm_code
write_record(struct held *held, const struct lm_filter_record *in,
    struct lm_buf *out, struct lm_err *err)
{
	const struct ask *ask = find_ask(held, in->line->number);
	enum lm_code code;

	if (ask != NULL)
		return write_vectors(held, in, ask, out, err);
	if (remote_refused_before(held->settings->remote, in->line, err))
		return LM_MALFORMED;
	code = cut(held, err);
	assert(code != LM_OK);
	return code;
}

enum lm_code
held_record(struct held *held, const struct lm_filter_record *in,
    struct lm_buf *out, enum held_fate *fate, struct lm_err *err)
{
	enum lm_code code = judge(held, in, fate, err);

	if (code != LM_OK)
		return code;
	if (held->settings->plan)
		return LM_OK;
	switch (*fate) {
	case HELD_PASSED:
		return lm_filter_pass(in, out, err);
	case HELD_EMPTY:
		return held_write(&held->scratch->writer, held->settings, in,
		    &(struct held_vector){.text = held->scratch->document.text},
		    out, err);
	case HELD_EMBEDDED:
		break;
	}
	return write_record(held, in, out, err);
}

enum lm_code
held_deliver(struct held *held, uint64_t offset, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n_units(held); i++) {
		const struct asked *asked = asked_at(held, i);

		code = remote_written(held->settings->remote, asked->unit,
		    offset + asked->at, asked->len, err);
	}
	held_forget(held);
	return code;
}
