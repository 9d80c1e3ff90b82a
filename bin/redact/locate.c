#include "redactor.h"

#include "lm/json.h"

/*
 * Literals and containers that are elements have no pointer and no key: they
 * are found by counting, from the last one found in the same array, or from
 * the nearest container that has a key.
 */

static size_t
index_in(const struct lm_walk_open *open)
{
	return unsafe_yyjson_get_len(open->val) - open->left - 1;
}

/* The start of the element n places behind the one that starts at at. */
static size_t
pass_elements(struct lm_span src, size_t at, size_t n)
{
	for (; n > 0; n--) {
		at = lm_json_space_end(src, lm_json_value_end(src, at));
		at = lm_json_space_end(src, at + 1);
	}
	return at;
}

static size_t
first_element(struct lm_span src, size_t array)
{
	return lm_json_space_end(src, array + 1);
}

/* Where the innermost open container starts. */
static size_t
container_start(const struct frame *frame)
{
	const struct lm_walk *walk = &frame->walk;
	struct lm_span src = frame->record.src;
	size_t d = walk->depth - 1, at;

	while (d > 0 && !walk->open[d - 1].object)
		d--;
	at = d == 0
	    ? lm_json_space_end(src, 0)
	    : (size_t)(lm_record_member(&frame->record, walk->open[d].name)
			   .ptr -
		  src.ptr);
	for (; d + 1 < walk->depth; d++)
		at = pass_elements(src, first_element(src, at),
		    index_in(&walk->open[d]));
	return at;
}

struct lm_span
locate_element(struct frame *frame)
{
	const struct lm_walk *walk = &frame->walk;
	struct lm_span src = frame->record.src;
	size_t at, index;

	if (walk->depth == 0) {
		at = lm_json_space_end(src, 0);
		return lm_span(src.ptr + at, lm_json_value_end(src, at) - at);
	}
	index = index_in(&walk->open[walk->depth - 1]);
	if (frame->located != walk->container) {
		frame->located = walk->container;
		frame->located_index = 0;
		frame->located_at = first_element(src, container_start(frame));
	}
	at =
	    pass_elements(src, frame->located_at, index - frame->located_index);
	frame->located_index = index;
	frame->located_at = at;
	return lm_span(src.ptr + at, lm_json_value_end(src, at) - at);
}
