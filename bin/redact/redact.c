#include "redact.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "held.h"
#include "redactor.h"

#include "lm/walk.h"

/* Bare digits are no findings in ids and times: these kinds are. */
static struct kinds
mild_kinds(const struct kinds *kinds)
{
	struct kinds mild = {{0}};

	for (enum kind kind = 0; kind < N_KINDS; kind++)
		if (kinds_has(kinds, kind) && kind != KIND_PHONE &&
		    (kind <= KIND_SECRET || kind == KIND_IBAN ||
			kind == KIND_CRYPTO_ADDRESS || kind >= N_DETECTED))
			kinds_add(&mild, kind);
	return mild;
}

/* The first kind that was found. */
static enum kind
first_kind(const uint64_t counts[N_KINDS])
{
	enum kind kind = 0;

	while (kind < N_KINDS && counts[kind] == 0)
		kind++;
	/* The name of a field is not told of what is encoded. */
	return kind == KIND_FIELD ? KIND_SECRET : kind;
}

static enum lm_code look_into_json(void *arg, struct lm_span text, bool *is,
    enum kind *found, struct lm_err *err);

static struct redactor *
new_at(const struct policy *policy, size_t depth)
{
	struct redactor *redactor = calloc(1, sizeof(*redactor));

	if (redactor == NULL)
		return NULL;
	redactor->policy = policy;
	redactor->depth = depth;
	redactor->mild = mild_kinds(&policy->kinds);
	redactor->all_texts = policy->rules != NULL || policy->known != NULL ||
	    policy->places.with[PLACE_LEARN] != 0 ||
	    kinds_has(&policy->kinds, KIND_MONEY);
	redactor->search = search_new(policy);
	if (redactor->search != NULL)
		redactor->keys = keys_new(policy, redactor->search);
	if (redactor->keys == NULL) {
		redactor_free(redactor);
		return NULL;
	}
	if (depth < SEARCH_MAX_DEPTH)
		search_set_json(redactor->search, look_into_json, redactor);
	return redactor;
}

struct redactor *
redactor_new(const struct policy *policy)
{
	return new_at(policy, 0);
}

static enum lm_code
make_inner(struct redactor *redactor, struct lm_err *err)
{
	if (redactor->parser == NULL)
		redactor->parser = lm_parser_new();
	if (redactor->inner == NULL)
		redactor->inner = new_at(redactor->policy, redactor->depth + 1);
	if (redactor->parser == NULL || redactor->inner == NULL)
		return lm_err_nomem(err);
	search_within(redactor->inner->search, redactor->search);
	return LM_OK;
}

/* What a text in base64 holds is redacted as a record is, but for its places;
 * only whether something is found matters.  What is nested too deep counts. */
static enum lm_code
look_into_json(void *arg, struct lm_span text, bool *is, enum kind *found,
    struct lm_err *err)
{
	struct redactor *redactor = arg;
	struct lm_record record = {0};
	const struct lm_edits *edits;
	uint64_t counts[N_KINDS] = {0};
	enum lm_code code;

	*is = false;
	*found = N_KINDS;
	if (!held_may_be_json(text))
		return LM_OK;
	code = make_inner(redactor, err);
	if (code != LM_OK)
		return code;
	code = lm_parser_parse(redactor->parser, text, &record, err);
	*is = code == LM_OK || record.n_values > 0;
	if (code == LM_MALFORMED && !*is)
		return LM_OK;
	if (code == LM_OK)
		code = redactor_find(redactor->inner, &record, &edits, counts,
		    err);
	if (code == LM_MALFORMED)
		counts[KIND_UNCHECKED] = 1;
	else if (code != LM_OK)
		return code;
	*found = first_kind(counts);
	return LM_OK;
}

static void
frame_free(struct frame *frame)
{
	if (frame == NULL)
		return;
	lm_parser_free(frame->parser);
	lm_buf_free(&frame->mended);
	lm_edits_free(&frame->edits);
	hits_free(&frame->hits);
	marks_free(&frame->marks);
	free(frame);
}

void
redactor_free(struct redactor *redactor)
{
	if (redactor == NULL)
		return;
	for (size_t i = 0; i < REDACT_MAX_LEVELS; i++)
		frame_free(redactor->frames[i]);
	redactor_free(redactor->inner);
	lm_parser_free(redactor->parser);
	keys_free(redactor->keys);
	search_free(redactor->search);
	findings_free(&redactor->findings);
	findings_free(&redactor->more);
	lm_buf_free(&redactor->masked);
	lm_buf_free(&redactor->parts);
	lm_buf_free(&redactor->label);
	lm_buf_free(&redactor->marker);
	lm_buf_free(&redactor->escaped);
	lm_buf_free(&redactor->path);
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
	struct frame *frame;

	if (level == REDACT_MAX_LEVELS) {
		(void)lm_err_set(err, LM_MALFORMED,
		    "JSON in strings nested deeper than %d levels",
		    REDACT_MAX_LEVELS);
		return NULL;
	}
	if (redactor->frames[level] == NULL)
		redactor->frames[level] = new_frame(level > 0);
	frame = redactor->frames[level];
	if (frame == NULL) {
		(void)lm_err_nomem(err);
		return NULL;
	}
	lm_edits_clear(&frame->edits);
	hits_clear(&frame->hits);
	frame->mark = 0;
	frame->key_in = NULL;
	frame->located = NULL;
	frame->pair_of = NULL;
	frame->pieces_of = NULL;
	frame->last_in = NULL;
	frame->name = NULL;
	frame->special = false;
	return frame;
}

/* Mark what the frame's record may hold, and begin to walk it. */
static enum lm_code
open_frame(struct redactor *redactor, struct frame *frame, struct lm_err *err)
{
	enum lm_code code = scan_marks(redactor->policy->scan,
	    frame->record.copy, frame->record.src.len, &frame->marks, err);

	lm_walk_start(&frame->walk, &frame->record);
	redactor->n_open++;
	return code;
}

/*
 * The decoded bytes of the string stay as they are while the frame above is
 * open.
 */
enum lm_code
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
	*entered = true;
	return open_frame(redactor, frame, err);
}

static enum lm_code
leave_frame(struct redactor *redactor, struct lm_err *err)
{
	const struct frame *frame = redactor->frames[--redactor->n_open];

	return change_below(redactor, frame,
	    redactor->frames[redactor->n_open - 1], err);
}

/* ---- what is learned ------------------------------------------------------------ */

/* The texts that the paths of PLACE_LEARN lead to are looked for from now on. */
static enum lm_code
learn(struct redactor *redactor, struct frame *frame, struct lm_err *err)
{
	const struct places *places = &redactor->policy->places;
	enum lm_code code = LM_OK;

	search_forget(redactor->search);
	if (places->with[PLACE_LEARN] == 0 || redactor->depth > 0)
		return LM_OK;
	lm_walk_start(&frame->walk, &frame->record);
	while (code == LM_OK && lm_walk_next(&frame->walk)) {
		const struct place *place;
		uint64_t ends;

		if (frame->walk.is_key)
			continue;
		if (places_meet(places, &frame->track, &frame->walk, &ends) ==
		    0)
			lm_walk_skip(&frame->walk);
		place = places_of(places, ends, PLACE_LEARN);
		if (place != NULL && yyjson_is_str(frame->walk.val))
			code = search_learn(redactor->search,
			    lm_record_text(frame->walk.val), place->label, err);
	}
	return code;
}

/* ---- a record ---------------------------------------------------------------------- */

static enum lm_code
walk_frames(struct redactor *redactor, struct lm_err *err)
{
	enum lm_code code = LM_OK;

	while (code == LM_OK) {
		struct frame *top = redactor->frames[redactor->n_open - 1];
		bool entered;

		if (lm_walk_next(&top->walk))
			code = visit(redactor, top, &entered, err);
		else if (redactor->n_open > 1)
			code = leave_frame(redactor, err);
		else
			break;
	}
	return code;
}

enum lm_code
redactor_find(struct redactor *redactor, const struct lm_record *record,
    const struct lm_edits **edits, uint64_t counts[N_KINDS], struct lm_err *err)
{
	struct frame *first;
	enum lm_code code;

	redactor->n_open = 0;
	redactor->counts = counts;
	first = next_frame(redactor, err);
	if (first == NULL)
		return err->code;
	first->record = *record;
	code = learn(redactor, first, err);
	if (code == LM_OK)
		code = open_frame(redactor, first, err);
	if (code == LM_OK)
		code = walk_frames(redactor, err);
	*edits = &first->edits;
	return code;
}

struct frame *
open_line(struct redactor *redactor, struct lm_err *err)
{
	redactor->n_open = 0;
	return next_frame(redactor, err);
}

const struct hits *
redactor_hits(const struct redactor *redactor)
{
	return &redactor->frames[0]->hits;
}
