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
same_id(const struct drift_set *a, size_t i, const struct drift_set *b,
    size_t j)
{
	return drift_set_doc(a, i)->id_is_number ==
	    drift_set_doc(b, j)->id_is_number &&
	    lm_span_equal(drift_set_id(a, i), drift_set_id(b, j));
}

/* The slot of an id: that of its document, or the free one where it belongs. */
static size_t *
find_slot(const struct drift_set *set, const struct drift_set *other, size_t i)
{
	size_t mask = set->index.len / sizeof(size_t) - 1;
	size_t at = (size_t)lm_hash(drift_set_id(other, i)) & mask;
	size_t *slots = slots_of(set);

	while (slots[at] != 0 && !same_id(set, slots[at] - 1, other, i))
		at = (at + 1) & mask;
	return &slots[at];
}

size_t
drift_set_find(const struct drift_set *set, const struct drift_set *other,
    size_t i)
{
	size_t slot = *find_slot(set, other, i);

	return slot == 0 ? DRIFT_NONE : slot - 1;
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
		size_t *slot = find_slot(set, set, i);

		if (*slot != 0)
			return refuse_doubled(set, i, *slot - 1, err);
		*slot = i + 1;
		code = check_dimensions(set, i, err);
	}
	return code;
}

/* All documents of a are in b, or the first that is not, and how many more. */
static enum lm_code
check_missing(const struct drift_set *a, const struct drift_set *b,
    const char *where, struct lm_err *err)
{
	size_t first = DRIFT_NONE, n_missing = 0;

	for (size_t i = 0; i < drift_set_count(a); i++)
		if (drift_set_find(b, a, i) == DRIFT_NONE && n_missing++ == 0)
			first = i;
	if (n_missing == 0)
		return LM_OK;
	if (n_missing == 1)
		return drift_set_error(a, first, err, "is not in %s", where);
	return drift_set_error(a, first, err, "is not in %s, as %zu more",
	    where, n_missing - 1);
}

enum lm_code
drift_set_pair(const struct drift_set *baseline,
    const struct drift_set *current, size_t *order, struct lm_err *err)
{
	enum lm_code code =
	    check_missing(baseline, current, "the current run", err);

	if (code == LM_OK)
		code = check_missing(current, baseline, "the baseline", err);
	if (code != LM_OK || drift_set_count(baseline) == 0)
		return code;
	if (drift_set_doc(baseline, 0)->dimensions !=
	    drift_set_doc(current, 0)->dimensions)
		return drift_set_error(current, 0, err,
		    "has %zu dimensions, but the baseline has %zu",
		    drift_set_doc(current, 0)->dimensions,
		    drift_set_doc(baseline, 0)->dimensions);
	for (size_t i = 0; i < drift_set_count(baseline); i++)
		order[i] = drift_set_find(current, baseline, i);
	return LM_OK;
}
