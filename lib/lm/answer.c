#include "lm/answer.h"

#include <string.h>

#include "lm/answer_find.h"

/* What is tried, in this order. */
enum stage {
	WHOLE,
	WHOLE_DECODED,
	PLACES,
	WHOLE_MENDED,
	DECODED_MENDED,
	PLACES_MENDED,
	N_STAGES
};

const char *
lm_answer_step_name(enum lm_answer_step step)
{
	static const char *const names[] = {"strict", "extracted", "repaired"};

	return names[step];
}

void
lm_answer_free(struct lm_answer *answer)
{
	lm_buf_free(&answer->decoded);
	lm_mended_free(&answer->mended);
	*answer = (struct lm_answer){0};
}

void
lm_answer_begin(struct lm_answer *answer, struct lm_span text,
    lm_mend_mask repairs)
{
	answer->text = text;
	answer->repairs = repairs;
	answer->n_places = answer->n_beyond = 0;
	answer->stage = WHOLE;
	answer->i = 0;
	answer->is_whole = false;
	answer->decoded.len = 0;
}

static struct lm_span
whole(const struct lm_answer *answer)
{
	return lm_answer_trim(answer->text);
}

static bool
is_bracket(char byte)
{
	return byte == '{' || byte == '[';
}

static bool
is_json(struct lm_span text)
{
	size_t end;

	return text.len > 0 && lm_mend_is_json(text, 0, &end) &&
	    end == text.len;
}

static struct lm_answer_candidate
candidate_of(const struct lm_answer *answer, enum lm_answer_step step,
    struct lm_span json, const char *how)
{
	struct lm_span text = whole(answer);

	return (struct lm_answer_candidate){.step = step,
	    .json = json,
	    .at = (size_t)(text.ptr - answer->text.ptr),
	    .len = text.len,
	    .how = how};
}

static void
try_whole(struct lm_answer *answer, struct lm_answer_candidate *out,
    bool *found)
{
	struct lm_span text = whole(answer);

	*found = answer->is_whole = is_json(text);
	if (*found)
		*out = candidate_of(answer, LM_ANSWER_STRICT, text, "whole");
	else
		lm_answer_find(answer);
}

/* What is within the quotes of the whole text, or the text itself, if all of
 * its quotes are escaped. */
static bool
encoded(const struct lm_answer *answer, struct lm_span *inside)
{
	struct lm_span text = whole(answer);

	*inside = text;
	if (answer->is_whole && text.ptr[0] == '"') {
		*inside = lm_span(text.ptr + 1, text.len - 2);
		return true;
	}
	return !answer->is_whole && text.len > 0 && is_bracket(text.ptr[0]) &&
	    memchr(text.ptr, '\\', text.len) != NULL;
}

static enum lm_code
try_decoded(struct lm_answer *answer, struct lm_answer_candidate *out,
    bool *found, struct lm_err *err)
{
	struct lm_span inside;
	enum lm_code code = LM_OK;

	answer->decoded.len = 0;
	if (!encoded(answer, &inside) ||
	    !lm_answer_decode(inside, &answer->decoded, &code, err)) {
		answer->decoded.len = 0;
		return code;
	}
	inside = lm_answer_trim(lm_buf_view(&answer->decoded));
	*found = is_json(inside);
	if (*found) {
		*out = candidate_of(answer, LM_ANSWER_EXTRACTED, inside,
		    "double_encoded");
		out->is_encoded = true;
	}
	return LM_OK;
}

/* Mended text becomes a candidate; where it cannot be mended, it is none. */
static enum lm_code
mended(struct lm_answer *answer, enum lm_code code,
    struct lm_answer_candidate *out, const char *how, bool *found,
    struct lm_err *err)
{
	*found = code == LM_OK;
	if (code != LM_OK)
		return code == LM_NOMEM ? lm_err_nomem(err) : LM_OK;
	*out = candidate_of(answer, LM_ANSWER_REPAIRED,
	    lm_answer_trim(lm_buf_view(&answer->mended.json)), how);
	out->repairs = answer->mended.list;
	out->n_repairs = answer->mended.n;
	return LM_OK;
}

static enum lm_code
try_whole_mended(struct lm_answer *answer, struct lm_answer_candidate *out,
    bool *found, struct lm_err *err)
{
	enum lm_code code;

	if (answer->is_whole)
		return LM_OK;
	code = mended(answer,
	    lm_mend(answer->text, answer->repairs, &answer->mended, NULL), out,
	    "whole", found, err);
	/* What else there is, is part of it. */
	answer->is_whole = *found;
	return code;
}

static enum lm_code
try_decoded_mended(struct lm_answer *answer, struct lm_answer_candidate *out,
    bool *found, struct lm_err *err)
{
	struct lm_span text = lm_answer_trim(lm_buf_view(&answer->decoded));
	enum lm_code code;

	/* A string is one already: only what has a bracket is meant so. */
	if (text.len == 0 || !is_bracket(text.ptr[0]) || is_json(text))
		return LM_OK;
	code = mended(answer,
	    lm_mend(text, answer->repairs, &answer->mended, NULL), out,
	    "double_encoded", found, err);
	out->is_encoded = *found;
	return code;
}

/* The mended text, its offsets and its place counted from the answer's
 * beginning, not from where it was cut out. */
static void
move(struct lm_answer *answer, struct lm_answer_candidate *out, size_t from,
    size_t end)
{
	for (size_t i = 0; i < answer->mended.n; i++)
		answer->mended.list[i].at += from;
	out->at = from;
	out->len = end - from;
}

static const char *
how_of(const struct lm_answer_place *place)
{
	return place->is_fence ? "fence" : "prose";
}

/* Mend from a bracket on; what is behind it is no part of it. */
static enum lm_code
try_part(struct lm_answer *answer, const struct lm_answer_place *place,
    struct lm_answer_candidate *out, bool *found, struct lm_err *err)
{
	struct lm_span text = lm_span(answer->text.ptr, place->limit);
	size_t end;
	enum lm_code code = lm_mend_value(text, place->from, answer->repairs,
	    &answer->mended, &end, NULL);

	code = mended(answer, code, out, how_of(place), found, err);
	if (*found) {
		out->at = place->from;
		out->len = end - place->from;
	}
	return code;
}

/* Whether the text was cut where the mended value ends. */
static bool
is_cut(const struct lm_mended *mended)
{
	for (size_t i = 0; i < mended->n; i++)
		if (mended->list[i].kind >= LM_MEND_CUT_STRING &&
		    mended->list[i].kind <= LM_MEND_CUT_NUMBER)
			return true;
	return false;
}

static enum lm_code
try_block(struct lm_answer *answer, const struct lm_answer_place *place,
    struct lm_answer_candidate *out, bool *found, struct lm_err *err)
{
	struct lm_span text =
	    lm_span(answer->text.ptr + place->from, place->end - place->from);
	enum lm_code code = mended(answer,
	    lm_mend(text, answer->repairs, &answer->mended, NULL), out, "fence",
	    found, err);

	if (*found)
		move(answer, out, place->from, place->end);
	return code;
}

/* A block that ends in a string goes on behind the fence that seemed to end
 * it, if the fences behind are in pairs. */
static enum lm_code
try_fence(struct lm_answer *answer, const struct lm_answer_place *place,
    struct lm_answer_candidate *out, bool *found, struct lm_err *err)
{
	size_t end;
	enum lm_code code = try_block(answer, place, out, found, err);

	if (code != LM_OK || (*found && !is_cut(&answer->mended)) ||
	    !is_bracket(answer->text.ptr[place->from]))
		return code;
	code = try_part(answer, place, out, found, err);
	end = out->at + out->len;
	if (code != LM_OK ||
	    (*found && end > place->end && !is_cut(&answer->mended) &&
		lm_answer_fences(answer->text, place->end, end) % 2 == 1))
		return code;
	return try_block(answer, place, out, found, err);
}

static enum lm_code
try_place(struct lm_answer *answer, const struct lm_answer_place *place,
    struct lm_answer_candidate *out, bool *found, struct lm_err *err)
{
	const char *at = answer->text.ptr + place->from;

	if (answer->stage == PLACES) {
		*found = place->is_json;
		if (!*found)
			return LM_OK;
		*out = candidate_of(answer, LM_ANSWER_EXTRACTED,
		    lm_span(at, place->end - place->from), how_of(place));
		out->at = place->from;
		out->len = place->end - place->from;
		return LM_OK;
	}
	if (place->is_json || answer->is_whole)
		return LM_OK;
	return place->is_fence ? try_fence(answer, place, out, found, err)
			       : try_part(answer, place, out, found, err);
}

/* The next of the places; at the end the stage is over. */
static enum lm_code
try_next_place(struct lm_answer *answer, struct lm_answer_candidate *out,
    bool *found, struct lm_err *err)
{
	const struct lm_answer_place *place = &answer->places[answer->i];

	if (answer->i == answer->n_places) {
		answer->i = 0;
		answer->stage++;
		return LM_OK;
	}
	answer->i++;
	return try_place(answer, place, out, found, err);
}

static enum lm_code
try_stage(struct lm_answer *answer, struct lm_answer_candidate *out,
    bool *found, struct lm_err *err)
{
	enum stage stage = (enum stage)answer->stage;

	switch (stage) {
	case WHOLE:
		answer->stage++;
		try_whole(answer, out, found);
		return LM_OK;
	case WHOLE_DECODED:
		answer->stage++;
		return try_decoded(answer, out, found, err);
	case WHOLE_MENDED:
		answer->stage++;
		return try_whole_mended(answer, out, found, err);
	case DECODED_MENDED:
		answer->stage++;
		return try_decoded_mended(answer, out, found, err);
	case PLACES:
	case PLACES_MENDED:
		return try_next_place(answer, out, found, err);
	case N_STAGES:
		break;
	}
	return LM_OK;
}

enum lm_code
lm_answer_next(struct lm_answer *answer, struct lm_answer_candidate *out,
    bool *more, struct lm_err *err)
{
	enum lm_code code = LM_OK;
	unsigned last = answer->repairs == 0 ? WHOLE_MENDED : N_STAGES;

	*more = false;
	while (code == LM_OK && !*more && answer->stage < last) {
		unsigned stage = answer->stage;
		unsigned rank = 0;

		code = try_stage(answer, out, more, err);
		if (!*more)
			continue;
		if (answer->i > 0)
			rank = answer->places[answer->i - 1].rank;
		/* Other than the last: less likely. */
		out->tier = stage * LM_ANSWER_MOST_RANKS + rank;
	}
	return code;
}
