#include "places.h"

#include <stdlib.h>
#include <string.h>

#include "mask.h"

#include "lm/buf.h"

/* ".customer.name" as CUSTOMER_NAME. */
static enum lm_code
make_label(struct places *places, struct place *place, struct lm_span path,
    struct lm_err *err)
{
	struct lm_buf name = {0}, label = {0};
	enum lm_code code = LM_OK;
	bool between = false;

	for (size_t i = 0; code == LM_OK && i < path.len; i++) {
		char byte = path.ptr[i];
		bool sign =
		    byte == '.' || byte == '[' || byte == ']' || byte == '"';

		if (!sign && between && name.len > 0)
			code = lm_buf_byte(&name, '_', err);
		if (!sign && code == LM_OK)
			code = lm_buf_byte(&name, byte, err);
		between = sign;
	}
	if (code == LM_OK)
		code = mask_label(lm_buf_view(&name), &label, err);
	lm_buf_free(&name);
	if (code != LM_OK) {
		lm_buf_free(&label);
		return code;
	}
	places->labels[places->n] = label.ptr;
	place->label = lm_buf_view(&label);
	return LM_OK;
}

enum lm_code
places_add(struct places *places, enum place_role role, struct lm_span path,
    struct lm_err *err)
{
	struct place *place = &places->list[places->n];
	enum lm_code code;

	if (places->n == PLACES_MAX)
		return lm_err_set(err, LM_LIMIT,
		    "more than %d paths for redaction", PLACES_MAX);
	code = lm_path_parse(path, &place->path, err);
	if (code != LM_OK)
		return code;
	code = make_label(places, place, path, err);
	if (code != LM_OK) {
		lm_path_free(&place->path);
		return code;
	}
	place->role = role;
	places->with[role] |= UINT64_C(1) << places->n++;
	return LM_OK;
}

void
places_free(struct places *places)
{
	for (size_t i = 0; i < places->n; i++) {
		lm_path_free(&places->list[i].path);
		free(places->labels[i]);
	}
	*places = (struct places){0};
}

static bool
meets(const struct lm_path *path, const struct lm_walk *walk)
{
	size_t step = walk->depth - 1, left, n;

	if (walk->key != NULL)
		return lm_path_meets_name(path, step,
		    lm_record_text(walk->key));
	/* The value was counted, and its container may stand below its own. */
	n = unsafe_yyjson_get_len(walk->container);
	left = walk->open[step].left;
	return lm_path_meets_index(path, step, n - left - 1, n);
}

uint64_t
places_meet(const struct places *places, struct place_track *track,
    const struct lm_walk *walk, uint64_t *ends)
{
	uint64_t met = places->n == PLACES_MAX ? UINT64_MAX
					       : (UINT64_C(1) << places->n) - 1;

	*ends = 0;
	if (walk->depth > 0)
		met = track->open[walk->depth - 1];
	for (uint64_t left = met; left != 0; left &= left - 1) {
		unsigned i = (unsigned)__builtin_ctzll(left);
		const struct lm_path *path = &places->list[i].path;

		if (walk->depth > 0 && !meets(path, walk))
			met &= ~(UINT64_C(1) << i);
		else if (path->n_steps == walk->depth)
			*ends |= UINT64_C(1) << i;
	}
	/* A path that has ended leads no further. */
	track->open[walk->depth] = met & ~*ends;
	return met;
}

const struct place *
places_of(const struct places *places, uint64_t bits, enum place_role role)
{
	bits &= places->with[role];
	return bits == 0 ? NULL : &places->list[__builtin_ctzll(bits)];
}
