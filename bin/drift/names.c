#include "names.h"

#include <string.h>

#include "set.h"

#include "lm/hash.h"

#define FEWEST_SLOTS 16

struct place {
	size_t at;
	size_t len;
};

void
drift_names_free(struct drift_names *names)
{
	lm_buf_free(&names->texts);
	lm_buf_free(&names->list);
	lm_buf_free(&names->index);
}

size_t
drift_names_count(const struct drift_names *names)
{
	return names->list.len / sizeof(struct place);
}

struct lm_span
drift_names_at(const struct drift_names *names, size_t number)
{
	const void *list = names->list.ptr;
	const struct place *place = (const struct place *)list + number;

	return lm_span(names->texts.ptr + place->at, place->len);
}

/* The slot of text, or the free one where it belongs. */
static size_t *
find_slot(const struct drift_names *names, struct lm_span text)
{
	size_t mask = names->index.len / sizeof(size_t) - 1;
	size_t at = (size_t)lm_hash(text) & mask;
	void *memory = names->index.ptr;
	size_t *slots = memory;

	while (slots[at] != 0 &&
	    !lm_span_equal(drift_names_at(names, slots[at] - 1), text))
		at = (at + 1) & mask;
	return &slots[at];
}

size_t
drift_names_find(const struct drift_names *names, struct lm_span text)
{
	size_t slot = names->index.len == 0 ? 0 : *find_slot(names, text);

	return slot == 0 ? DRIFT_NONE : slot - 1;
}

/* Room for one more, at most half of the slots being in use. */
static enum lm_code
make_room(struct drift_names *names, struct lm_err *err)
{
	size_t n = drift_names_count(names);
	size_t n_slots = names->index.len / sizeof(size_t);
	enum lm_code code;

	if (n_slots >= 2 * (n + 1))
		return LM_OK;
	n_slots = n_slots == 0 ? FEWEST_SLOTS : 2 * n_slots;
	code = lm_buf_reserve(&names->index,
	    n_slots * sizeof(size_t) - names->index.len, err);
	if (code != LM_OK)
		return code;
	names->index.len = n_slots * sizeof(size_t);
	memset(names->index.ptr, 0, names->index.len);
	for (size_t i = 0; i < n; i++)
		*find_slot(names, drift_names_at(names, i)) = i + 1;
	return LM_OK;
}

enum lm_code
drift_names_add(struct drift_names *names, struct lm_span text, size_t *number,
    struct lm_err *err)
{
	const struct place place = {names->texts.len, text.len};
	enum lm_code code = make_room(names, err);
	size_t *slot;

	if (code != LM_OK)
		return code;
	slot = find_slot(names, text);
	if (*slot == 0) {
		code = lm_buf_span(&names->texts, text, err);
		if (code == LM_OK)
			code = lm_buf_append(&names->list, (const char *)&place,
			    sizeof(place), err);
		if (code != LM_OK) {
			names->texts.len = place.at;
			return code;
		}
		*slot = drift_names_count(names);
	}
	*number = *slot - 1;
	return LM_OK;
}
