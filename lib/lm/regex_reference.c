#include "lm/regex_syntax.h"

/*
 * ECMA-262 forgets what a group has matched when a new round of a loop around
 * it begins, and in a lookbehind it matches from right to left; PCRE2 does
 * neither.  Here is told where that makes no difference.
 */

/* Where a group or a backreference stands; that of token i is at i + 1. */
struct place {
	uint32_t parent;	 /* place of the group around it; 0: none */
	uint32_t branch;	 /* in which of that one's alternatives */
	uint32_t n_alternatives; /* of a group, less one */
	uint32_t depth;
};

struct settling {
	struct lm_regex_token *tokens;
	size_t n;
	struct lm_buf places;
	struct lm_buf groups; /* of uint32_t: the place of each group */
};

static struct place *
places_of(const struct settling *s)
{
	return (void *)s->places.ptr;
}

static enum lm_code
make_room(struct settling *s, uint32_t n_groups, struct lm_err *err)
{
	size_t places_len = (s->n + 1) * sizeof(struct place);
	size_t groups_len = (n_groups + (size_t)1) * sizeof(uint32_t);
	enum lm_code code = lm_buf_reserve(&s->places, places_len, err);

	if (code == LM_OK)
		code = lm_buf_reserve(&s->groups, groups_len, err);
	if (code != LM_OK)
		return code;
	memset(s->places.ptr, 0, places_len);
	memset(s->groups.ptr, 0, groups_len);
	return LM_OK;
}

/* Fill in where everything stands. */
static enum lm_code
find_places(struct settling *s, struct lm_err *err)
{
	struct place *places = places_of(s);
	uint32_t *groups = (void *)s->groups.ptr;
	uint32_t top = 0;

	for (uint32_t i = 0; i < s->n; i++) {
		const struct lm_regex_token *token = &s->tokens[i];

		places[i + 1].parent = top;
		places[i + 1].branch = places[top].n_alternatives;
		places[i + 1].depth = places[top].depth + 1;
		if (token->kind == LM_REGEX_ALTERNATIVE) {
			places[top].n_alternatives++;
		} else if (token->kind == LM_REGEX_CLOSE) {
			top = places[top].parent;
		} else if (token->kind == LM_REGEX_OPEN) {
			top = i + 1;
			if (token->group == LM_REGEX_CAPTURE)
				groups[token->value] = top;
			if (places[top].depth > LM_REGEX_DEPTH_MAX)
				return lm_regex_refuse(err, LM_LIMIT, token->at,
				    "groups nested over 250 deep");
		}
	}
	return LM_OK;
}

/* What there is on the way from a group up to what holds the reference too. */
struct way {
	bool loop, optional, behind, negated;
};

static void
note(const struct settling *s, uint32_t at, uint32_t group, struct way *way)
{
	const struct lm_regex_token *token = &s->tokens[at - 1];

	way->loop |= token->max > 1;
	way->optional |= token->min == 0 ||
	    (at != group && places_of(s)[at].n_alternatives > 0);
	way->behind |= token->group == LM_REGEX_BEHIND ||
	    token->group == LM_REGEX_NOT_BEHIND;
	way->negated |= token->group == LM_REGEX_NOT_AHEAD;
}

/* What there is around a place. */
static struct way
note_around(const struct settling *s, uint32_t at)
{
	struct way way = {0};

	for (at = places_of(s)[at].parent; at != 0;
	     at = places_of(s)[at].parent)
		note(s, at, 0, &way);
	return way;
}

/* Whether PCRE2 finds the group as ECMA does; *empty: as never set. */
static bool
agrees(const struct settling *s, uint32_t reference, uint32_t group,
    bool *empty)
{
	const struct place *places = places_of(s);
	uint32_t x = group, y = reference;
	struct way way = {0};

	while (places[x].parent != places[y].parent)
		if (places[x].depth >= places[y].depth) {
			note(s, x, group, &way);
			x = places[x].parent;
		} else {
			y = places[y].parent;
		}
	note(s, x, group, &way);
	if (way.behind || note_around(s, reference).behind)
		return false;
	*empty = x >= y || places[x].branch != places[y].branch || way.negated;
	if (*empty)
		return true;
	return !way.loop && !(way.optional && note_around(s, x).loop);
}

static enum lm_code
settle_one(struct settling *s, uint32_t i, bool *any, struct lm_err *err)
{
	const uint32_t *groups = (const void *)s->groups.ptr;
	uint32_t group = groups[s->tokens[i].value];
	bool empty = false;

	if (!agrees(s, i + 1, group, &empty))
		return lm_regex_refuse(err, LM_LIMIT, s->tokens[i].at,
		    "a backreference to a group in a loop or a lookbehind, "
		    "which is not worked out here");
	if (empty) {
		s->tokens[i].kind = LM_REGEX_EMPTY;
	} else {
		s->tokens[group - 1].referred = true;
		*any = true;
	}
	return LM_OK;
}

enum lm_code
lm_regex_settle_references(struct lm_regex_pattern *pattern, bool *any,
    struct lm_err *err)
{
	struct settling s = {.tokens = lm_regex_tokens(pattern),
	    .n = lm_regex_n_tokens(pattern)};
	enum lm_code code = make_room(&s, pattern->n_groups, err);

	*any = false;
	if (code == LM_OK)
		code = find_places(&s, err);
	for (uint32_t i = 0; code == LM_OK && i < s.n; i++)
		if (s.tokens[i].kind == LM_REGEX_BACKREFERENCE)
			code = settle_one(&s, i, any, err);
	lm_buf_free(&s.places);
	lm_buf_free(&s.groups);
	return code;
}
