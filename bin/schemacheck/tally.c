#include "tally.h"

#include <stdlib.h>
#include <string.h>

#include "lm/hash.h"

#define WORD_BITS 64
#define FIRST_GROUPS 16
#define NO_VALUE SIZE_MAX

enum lm_code
tally_init(struct tally *tally, size_t n_keywords, struct lm_err *err)
{
	*tally = (struct tally){.n_keywords = n_keywords};
	tally->keywords = calloc(n_keywords + 1, sizeof(*tally->keywords));
	return tally->keywords == NULL ? lm_err_nomem(err) : LM_OK;
}

void
tally_free(struct tally *tally)
{
	free(tally->keywords);
	free(tally->groups);
	free(tally->index);
	lm_buf_free(&tally->names);
	*tally = (struct tally){0};
}

void
tally_clear(struct tally *tally)
{
	memset(tally->outcomes, 0, sizeof(tally->outcomes));
	tally->n_rejected = 0;
	if (tally->n_keywords > 0)
		memset(tally->keywords, 0,
		    tally->n_keywords * sizeof(*tally->keywords));
	if (tally->n_groups > 0)
		memset(tally->index, 0, tally->n_index * sizeof(*tally->index));
	tally->n_groups = 0;
	tally->names.len = 0;
}

struct lm_span
tally_name(const struct tally *tally, const struct tally_group *group)
{
	if (group->name_len == NO_VALUE)
		return (struct lm_span){0};
	/* There may be no names yet: the empty one is not NULL, all the same. */
	if (group->name_len == 0)
		return lm_span("", 0);
	return lm_span(tally->names.ptr + group->name_at, group->name_len);
}

static bool
is_group(const struct tally *tally, const struct tally_group *group,
    uint64_t hash, struct lm_span name)
{
	return group->hash == hash &&
	    (group->name_len == NO_VALUE) == (name.ptr == NULL) &&
	    lm_span_equal(tally_name(tally, group), name);
}

/* The place in the index of a group, or an empty one for it. */
static uint32_t *
find_slot(const struct tally *tally, uint64_t hash, struct lm_span name)
{
	size_t mask = tally->n_index - 1;
	size_t at = (size_t)hash & mask;

	while (tally->index[at] != 0 &&
	    !is_group(tally, &tally->groups[tally->index[at] - 1], hash, name))
		at = (at + 1) & mask;
	return &tally->index[at];
}

/* Twice as many groups, and an index that is at most half full. */
static enum lm_code
grow(struct tally *tally, struct lm_err *err)
{
	size_t cap =
	    tally->cap_groups == 0 ? FIRST_GROUPS : 2 * tally->cap_groups;
	struct tally_group *groups =
	    realloc(tally->groups, cap * sizeof(*groups));
	uint32_t *index;

	if (groups == NULL)
		return lm_err_nomem(err);
	tally->groups = groups;
	index = calloc(2 * cap, sizeof(*index));
	if (index == NULL)
		return lm_err_nomem(err);
	free(tally->index);
	tally->index = index;
	tally->n_index = 2 * cap;
	tally->cap_groups = cap;
	for (size_t i = 0; i < tally->n_groups; i++) {
		size_t at = (size_t)groups[i].hash & (2 * cap - 1);

		while (index[at] != 0)
			at = (at + 1) & (2 * cap - 1);
		index[at] = (uint32_t)i + 1;
	}
	return LM_OK;
}

/* Whether there is room for one more group of this name. */
static enum lm_code
make_room(struct tally *tally, struct lm_span name, struct lm_err *err)
{
	if (name.len > TALLY_MAX_NAME)
		return lm_err_set(err, LM_LIMIT,
		    "--by: a value of %zu bytes: at most %d; it is for names, "
		    "as those of models",
		    name.len, TALLY_MAX_NAME);
	if (tally->n_groups == TALLY_MAX_GROUPS)
		return lm_err_set(err, LM_LIMIT,
		    "--by: more than %d groups: it is for few values, as names "
		    "of models, not for ids",
		    TALLY_MAX_GROUPS);
	return tally->n_groups < tally->cap_groups ? LM_OK : grow(tally, err);
}

/* The group of a name, a new one if need be; NULL after an error. */
static struct tally_group *
find_group(struct tally *tally, struct lm_span name, enum lm_code *code,
    struct lm_err *err)
{
	uint64_t hash = name.ptr == NULL ? 0 : lm_hash(name);
	uint32_t found =
	    tally->n_index == 0 ? 0 : *find_slot(tally, hash, name);
	struct tally_group *group;

	*code = LM_OK;
	if (found != 0)
		return &tally->groups[found - 1];
	*code = make_room(tally, name, err);
	if (*code == LM_OK)
		*code = lm_buf_span(&tally->names, name, err);
	if (*code != LM_OK)
		return NULL;
	*find_slot(tally, hash, name) = (uint32_t)tally->n_groups + 1;
	group = &tally->groups[tally->n_groups++];
	*group = (struct tally_group){.hash = hash,
	    .name_at = tally->names.len - name.len,
	    .name_len = name.ptr == NULL ? NO_VALUE : name.len};
	return group;
}

static void
count_keywords(struct tally *tally, const uint64_t *keywords)
{
	for (size_t i = 0; i < tally->n_keywords; i += WORD_BITS)
		for (uint64_t left = keywords[i / WORD_BITS]; left != 0;
		     left &= left - 1)
			tally->keywords[i + (size_t)__builtin_ctzll(left)]++;
}

enum lm_code
tally_add(struct tally *tally, const struct lm_span *group,
    enum outcome outcome, const uint64_t *keywords, struct lm_err *err)
{
	struct tally_group *found;
	enum lm_code code;

	if (group != NULL) {
		found = find_group(tally, *group, &code, err);
		if (found == NULL)
			return code;
		found->outcomes[outcome]++;
	}
	tally->outcomes[outcome]++;
	if (keywords != NULL)
		count_keywords(tally, keywords);
	return LM_OK;
}

enum lm_code
tally_take(struct tally *into, const struct tally *from, struct lm_err *err)
{
	struct tally_group *group;
	enum lm_code code;

	for (size_t i = 0; i < N_OUTCOMES; i++)
		into->outcomes[i] += from->outcomes[i];
	into->n_rejected += from->n_rejected;
	for (size_t i = 0; i < from->n_keywords; i++)
		into->keywords[i] += from->keywords[i];
	for (size_t i = 0; i < from->n_groups; i++) {
		group = find_group(into, tally_name(from, &from->groups[i]),
		    &code, err);
		if (group == NULL)
			return code;
		for (size_t j = 0; j < N_OUTCOMES; j++)
			group->outcomes[j] += from->groups[i].outcomes[j];
	}
	return LM_OK;
}

uint64_t
tally_records(const struct tally *tally)
{
	uint64_t n = tally->n_rejected;

	for (size_t i = 0; i < N_OUTCOMES; i++)
		n += tally->outcomes[i];
	return n;
}
