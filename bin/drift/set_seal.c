#include "set.h"

#include <string.h>

#include "lm/hash.h"

static size_t *
slots_of(const struct drift_set *set)
{
	void *slots = set->index.ptr;

	return slots;
}

static bool
has_id(const struct drift_set *set, size_t i, struct lm_span id, bool is_number)
{
	return drift_set_doc(set, i)->id_is_number == is_number &&
	    lm_span_equal(drift_set_id(set, i), id);
}

/* The slot of an id: that of its document, or the free one where it belongs. */
static size_t *
find_slot(const struct drift_set *set, struct lm_span id, bool is_number)
{
	size_t mask = set->index.len / sizeof(size_t) - 1;
	size_t at = (size_t)lm_hash(id) & mask;
	size_t *slots = slots_of(set);

	while (slots[at] != 0 && !has_id(set, slots[at] - 1, id, is_number))
		at = (at + 1) & mask;
	return &slots[at];
}

size_t
drift_set_find_id(const struct drift_set *set, struct lm_span id,
    bool is_number)
{
	size_t slot = *find_slot(set, id, is_number);

	return slot == 0 ? DRIFT_NONE : slot - 1;
}

size_t
drift_set_find(const struct drift_set *set, const struct drift_set *other,
    size_t i)
{
	return drift_set_find_id(set, drift_set_id(other, i),
	    drift_set_doc(other, i)->id_is_number);
}

/* An empty table, less than half of which will be used. */
static enum lm_code
make_index(struct drift_set *set, struct lm_err *err)
{
	size_t n_slots = 4;
	enum lm_code code;

	while (n_slots < 2 * (drift_set_count(set) + 1))
		n_slots *= 2;
	set->index.len = 0;
	code = lm_buf_reserve(&set->index, n_slots * sizeof(size_t), err);
	if (code != LM_OK)
		return code;
	set->index.len = n_slots * sizeof(size_t);
	memset(set->index.ptr, 0, set->index.len);
	return LM_OK;
}

/* Another document has this id already, or other dimensions than the first. */
static enum lm_code
refuse_doubled(const struct drift_set *set, size_t i, size_t before,
    struct lm_err *err)
{
	const struct drift_doc *doc = drift_set_doc(set, before);

	return drift_set_error(set, i, err, "was already at %s:%ju", doc->file,
	    (uintmax_t)doc->line);
}

static enum lm_code
check_dimensions(const struct drift_set *set, size_t i, struct lm_err *err)
{
	const struct drift_doc *doc = drift_set_doc(set, i);
	const struct drift_doc *first = drift_set_doc(set, 0);

	if (doc->dimensions == first->dimensions)
		return LM_OK;
	return drift_set_error(set, i, err,
	    "has %zu dimensions, but %s:%ju has %zu", doc->dimensions,
	    first->file, (uintmax_t)first->line, first->dimensions);
}

enum lm_code
drift_set_seal(struct drift_set *set, struct lm_err *err)
{
	enum lm_code code = make_index(set, err);

	for (size_t i = 0; code == LM_OK && i < drift_set_count(set); i++) {
		size_t *slot = find_slot(set, drift_set_id(set, i),
		    drift_set_doc(set, i)->id_is_number);

		if (*slot != 0)
			return refuse_doubled(set, i, *slot - 1, err);
		*slot = i + 1;
		code = check_dimensions(set, i, err);
	}
	return code;
}
