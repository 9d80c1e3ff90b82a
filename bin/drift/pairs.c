#include "pairs.h"

#include <stdlib.h>
#include <string.h>

#include "lm/hash.h"
#include "lm/span.h"

static const char *const other_side[DRIFT_N_SIDES] = {
    [DRIFT_BASELINE] = "the current run",
    [DRIFT_CURRENT] = "the baseline",
};

void
drift_pairs_free(struct drift_pairs *pairs)
{
	lm_buf_free(&pairs->compared);
	lm_buf_free(&pairs->changed);
	lm_buf_free(&pairs->unsampled);
	for (size_t i = 0; i < DRIFT_N_SIDES; i++)
		lm_buf_free(&pairs->alone[i]);
	pairs->n_unsampled = 0;
}

static struct drift_pair *
pairs_of(const struct lm_buf *list)
{
	void *pairs = list->ptr;

	return pairs;
}

size_t
drift_pairs_count(const struct drift_pairs *pairs)
{
	return pairs->compared.len / sizeof(struct drift_pair);
}

const struct drift_pair *
drift_pairs_at(const struct drift_pairs *pairs, size_t i)
{
	return pairs_of(&pairs->compared) + i;
}

/* Both have a text, and it is another one. */
static bool
has_changed(const struct drift_doc *before, const struct drift_doc *now)
{
	return before->has_text && now->has_text && before->text != now->text;
}

/* Where document i of the baseline belongs. */
static enum lm_code
place(const struct drift_set *const sides[], size_t i,
    struct drift_pairs *pairs, struct lm_err *err)
{
	const struct drift_set *now = sides[DRIFT_CURRENT];
	struct drift_pair pair = {
	    {i, drift_set_find(now, sides[DRIFT_BASELINE], i)}};
	bool changed;

	if (pair.places[DRIFT_CURRENT] == DRIFT_NONE)
		return lm_buf_append(&pairs->alone[DRIFT_BASELINE],
		    (const char *)&i, sizeof(i), err);
	changed = has_changed(drift_set_doc(sides[DRIFT_BASELINE], i),
	    drift_set_doc(now, pair.places[DRIFT_CURRENT]));
	return lm_buf_append(changed ? &pairs->changed : &pairs->compared,
	    (const char *)&pair, sizeof(pair), err);
}

static enum lm_code
find_new(const struct drift_set *const sides[], struct drift_pairs *pairs,
    struct lm_err *err)
{
	const struct drift_set *now = sides[DRIFT_CURRENT];
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < drift_set_count(now); i++)
		if (drift_set_find(sides[DRIFT_BASELINE], now, i) == DRIFT_NONE)
			code = lm_buf_append(&pairs->alone[DRIFT_CURRENT],
			    (const char *)&i, sizeof(i), err);
	return code;
}

/* LM_MALFORMED at the first document that is on this side only. */
static enum lm_code
check_alone(const struct drift_set *const sides[], enum drift_side side,
    const struct drift_pairs *pairs, struct lm_err *err)
{
	const void *places = pairs->alone[side].ptr;
	const size_t *alone = places;
	size_t n = pairs->alone[side].len / sizeof(*alone);

	if (n == 0)
		return LM_OK;
	if (n == 1)
		return drift_set_error(sides[side], alone[0], err,
		    "is not in %s", other_side[side]);
	return drift_set_error(sides[side], alone[0], err,
	    "is not in %s, as %zu more", other_side[side], n - 1);
}

/* A document that may be drawn, and what decides whether it is. */
struct lot {
	uint64_t hash;
	struct lm_span id;
	bool is_number;
	bool drawn;
	size_t i; /* its pair */
};

static int
compare_lots(const void *x, const void *y)
{
	const struct lot *a = x, *b = y;
	size_t len = a->id.len < b->id.len ? a->id.len : b->id.len;
	int order;

	if (a->hash != b->hash)
		return a->hash < b->hash ? -1 : 1;
	if (a->is_number != b->is_number)
		return a->is_number ? -1 : 1;
	order = len > 0 ? memcmp(a->id.ptr, b->id.ptr, len) : 0;
	if (order != 0)
		return order;
	return (a->id.len > b->id.len) - (a->id.len < b->id.len);
}

static int
compare_places(const void *x, const void *y)
{
	const struct lot *a = x, *b = y;

	return (a->i > b->i) - (a->i < b->i);
}

/* XXH3-64 of the seed, its lowest byte first, the kind of the id and the id. */
static enum lm_code
hash_lot(struct lot *lot, uint64_t seed, struct lm_buf *scratch,
    struct lm_err *err)
{
	enum lm_code code = LM_OK;

	scratch->len = 0;
	for (unsigned shift = 0; code == LM_OK && shift < 64; shift += 8)
		code = lm_buf_byte(scratch, (char)(seed >> shift & 0xff), err);
	if (code == LM_OK)
		code = lm_buf_byte(scratch, lot->is_number ? 1 : 0, err);
	if (code == LM_OK)
		code = lm_buf_span(scratch, lot->id, err);
	lot->hash = lm_hash(lm_buf_view(scratch));
	return code;
}

static enum lm_code
make_lots(const struct drift_set *baseline, const struct drift_pairs *pairs,
    uint64_t seed, struct lot *lots, struct lm_err *err)
{
	struct lm_buf scratch = {0};
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < drift_pairs_count(pairs); i++) {
		size_t at = drift_pairs_at(pairs, i)->places[DRIFT_BASELINE];

		lots[i] = (struct lot){.i = i,
		    .id = drift_set_id(baseline, at),
		    .is_number = drift_set_doc(baseline, at)->id_is_number};
		code = hash_lot(&lots[i], seed, &scratch, err);
	}
	lm_buf_free(&scratch);
	return code;
}

/* Keep what was drawn; lots are in the order of the pairs. */
static enum lm_code
keep_drawn(struct drift_pairs *pairs, const struct lot *lots,
    struct lm_err *err)
{
	size_t n = drift_pairs_count(pairs), n_kept = 0;
	struct drift_pair *list = pairs_of(&pairs->compared);
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++) {
		if (lots[i].drawn)
			list[n_kept++] = list[i];
		else
			code = lm_buf_append(&pairs->unsampled,
			    (const char *)&list[i], sizeof(list[i]), err);
	}
	pairs->compared.len = n_kept * sizeof(*list);
	pairs->n_unsampled = n - n_kept;
	return code;
}

static enum lm_code
draw(const struct drift_set *baseline, const struct drift_pairing *how,
    struct drift_pairs *pairs, struct lm_err *err)
{
	size_t n = drift_pairs_count(pairs);
	struct lot *lots;
	enum lm_code code;

	if (how->sample == 0 || how->sample >= n)
		return LM_OK;
	lots = calloc(n, sizeof(*lots));
	if (lots == NULL)
		return lm_err_nomem(err);
	code = make_lots(baseline, pairs, how->seed, lots, err);
	if (code == LM_OK) {
		qsort(lots, n, sizeof(*lots), compare_lots);
		for (size_t i = 0; i < how->sample; i++)
			lots[i].drawn = true;
		qsort(lots, n, sizeof(*lots), compare_places);
		code = keep_drawn(pairs, lots, err);
	}
	free(lots);
	return code;
}

enum lm_code
drift_pairs_make(const struct drift_set *const sides[],
    const struct drift_pairing *how, struct drift_pairs *pairs,
    struct lm_err *err)
{
	size_t n = drift_set_count(sides[DRIFT_BASELINE]);
	/* Of nothing nothing is missing: it is too little evidence. */
	bool may_miss = how->allow_missing || n == 0 ||
	    drift_set_count(sides[DRIFT_CURRENT]) == 0;
	enum lm_code code = LM_OK;

	for (size_t i = 0; code == LM_OK && i < n; i++)
		code = place(sides, i, pairs, err);
	if (code == LM_OK)
		code = find_new(sides, pairs, err);
	if (code == LM_OK && !may_miss)
		code = check_alone(sides, DRIFT_BASELINE, pairs, err);
	if (code == LM_OK && !may_miss)
		code = check_alone(sides, DRIFT_CURRENT, pairs, err);
	return code == LM_OK ? draw(sides[DRIFT_BASELINE], how, pairs, err)
			     : code;
}
