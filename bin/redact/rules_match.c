#include <stdlib.h>

#include "rules.h"
#include "rules_try.h"

/* The secret of a match: its group, the first group with something in it, or
 * all of it, less line ends around it. */
static struct lm_span
secret_of(const struct search *search, const struct rule *rule)
{
	const PCRE2_SIZE *places =
	    pcre2_get_ovector_pointer(search->memory->data);
	uint32_t n = 0, i = rule->group > 0 ? rule->group : 1;
	size_t from = places[0], end = places[1];

	pcre2_pattern_info(rule->code, PCRE2_INFO_CAPTURECOUNT, &n);
	for (; i <= n; i++) {
		const PCRE2_SIZE *place = places + (size_t)2 * i;

		if (place[0] != PCRE2_UNSET && place[1] > place[0])
			return lm_span(search->text.ptr + place[0],
			    place[1] - place[0]);
		if (rule->group > 0)
			return (struct lm_span){0};
	}
	while (from < end && search->text.ptr[from] == '\n')
		from++;
	while (end > from && search->text.ptr[end - 1] == '\n')
		end--;
	return lm_span(search->text.ptr + from, end - from);
}

/* Add what a match is, if it is a secret. */
static enum lm_code
judge(struct search *search, const struct rule *rule, size_t at, size_t end)
{
	struct rules_memory *memory = search->memory;
	const struct matched matched = {.text = search->text,
	    .at = at,
	    .end = end,
	    .secret = secret_of(search, rule)};
	struct lm_span secret = matched.secret;
	struct finding found = {.len = secret.len,
	    .kind = KIND_RULE,
	    .label = rule->label};

	if (secret.len == 0 ||
	    (rule->entropy > 0 && text_entropy(secret) <= rule->entropy))
		return LM_OK;
	found.at = (size_t)(secret.ptr - search->text.ptr);
	if (rules_is_masked(search->rules, search->text, found.at,
		found.at + found.len) ||
	    rules_allow(search->rules, rule, &matched, memory->allow_data,
		memory->allow_context))
		return LM_OK;
	return findings_add(search->findings, &found, search->err);
}

/* The match that was found, and where the next may begin. */
static enum lm_code
take(struct search *search, const struct rule *rule, struct state *state)
{
	const PCRE2_SIZE *places =
	    pcre2_get_ovector_pointer(search->memory->data);
	size_t at = places[0], end = places[1];

	state->pos = end;
	if (end <= at) {
		state->pos = at + 1;
		while (state->pos < search->text.len &&
		    rules_align(search->text, state->pos) != state->pos)
			state->pos++;
		return LM_OK;
	}
	return judge(search, rule, at, end);
}

/* Whether a match can begin with the word at i: what may be before it may be
 * nothing, so that without this there is none about it either. */
static bool
begins_at(struct search *search, const struct rule *rule, struct state *state,
    size_t i)
{
	return !rule->free || rule->left_max == 0 ||
	    rules_try(search, rule, state, i, i) == FOUND;
}

/* What comes after a word is looked at no further than this. */
#define FOLLOW_MOST 128

/* Whether what has to come after a word that ends at i does. */
static bool
is_followed(const struct follow *follow, struct lm_span text, size_t i)
{
	if (follow->state != FOLLOW_CLOSED)
		return true;
	for (size_t n = 0; i < text.len; n++, i++) {
		unsigned char byte = (unsigned char)text.ptr[i];

		if (n == FOLLOW_MOST || byte_set_has(&follow->then, byte))
			return true;
		if (n == follow->max || !byte_set_has(&follow->gap, byte))
			return false;
	}
	return false;
}

/*
 * The matches about a word from i to end.  A match that has its word at i begins at
 * most left_max before; searching from there on finds the first match of all
 * that begin there, as a search of the whole text would: each match has a
 * word, and words come in order.
 */
static enum lm_code
run_about(struct search *search, struct rule *rule, struct state *state,
    size_t i, size_t end)
{
	size_t last = i - rule->left_min, from;
	enum lm_code code = LM_OK;

	if (state->over || i < state->pos || i < rule->left_min ||
	    !is_followed(&rule->follow, search->text, end))
		return LM_OK;
	rules_make_ready(search->rules, rule);
	if (!begins_at(search, rule, state, i))
		return LM_OK;
	while (code == LM_OK && !state->over && state->pos <= last) {
		from = i > rule->left_max ? i - rule->left_max : 0;
		if (from < state->pos)
			from = state->pos;
		if (rules_try(search, rule, state,
			rules_align(search->text, from), last) != FOUND)
			break;
		code = take(search, rule, state);
	}
	return code;
}

/* How many bytes are tried at a time where a match may have any length. */
#define TILE_BYTES 1024

/* The matches in the whole text. */
static enum lm_code
run_over(struct search *search, struct rule *rule, struct state *state)
{
	size_t len = search->text.len;
	enum lm_code code = LM_OK;

	rules_make_ready(search->rules, rule);
	while (code == LM_OK && !state->over && state->pos < len) {
		size_t next = len;

		if (rule->unbounded && len - state->pos > TILE_BYTES)
			next =
			    rules_align(search->text, state->pos + TILE_BYTES);
		switch (rules_try(search, rule, state, state->pos, next - 1)) {
		case FOUND:
			code = take(search, rule, state);
			break;
		case NONE:
			state->pos = next;
			break;
		case LIMITED:
			break;
		}
	}
	return code;
}

/* ---- all rules ------------------------------------------------------------ */

static struct state *
state_of(struct rules_memory *memory, size_t rule)
{
	struct state *state = &memory->states[rule];

	if (state->text != memory->text)
		*state = (struct state){.text = memory->text};
	return state;
}

/* A word was met. */
static enum lm_code
meet(struct search *search, const struct keywords_cursor *cursor)
{
	struct rules_memory *memory = search->memory;
	uint32_t i = cursor->owner >> 1;
	struct rule *rule = rules_at(search->rules, i);
	struct state *state = state_of(memory, i);

	if ((cursor->owner & OWNER_GATE) != 0) {
		if (!state->gate)
			memory->gates[memory->n_gates++] = i;
		state->gate = true;
		return LM_OK;
	}
	if (!rule->gated)
		return run_about(search, rule, state, cursor->at, cursor->end);
	if (memory->n_met < MET_MOST)
		memory->met[memory->n_met] =
		    (struct met){cursor->at, cursor->end, i};
	memory->n_met += memory->n_met <= MET_MOST ? 1 : 0;
	return LM_OK;
}

/* Rules whose keyword the text has, but not where their regex begins. */
static enum lm_code
run_gated(struct search *search)
{
	struct rules_memory *memory = search->memory;
	bool all_met = memory->n_met <= MET_MOST;
	enum lm_code code = LM_OK;

	for (size_t k = 0; k < memory->n_met && all_met && code == LM_OK; k++) {
		const struct met *met = &memory->met[k];
		struct state *state = state_of(memory, met->rule);

		if (state->gate)
			code = run_about(search,
			    rules_at(search->rules, met->rule), state, met->at,
			    met->end);
	}
	for (size_t k = 0; k < memory->n_gates && code == LM_OK; k++) {
		size_t i = memory->gates[k];
		struct rule *rule = rules_at(search->rules, i);

		if (!rule->window || !all_met)
			code = run_over(search, rule, state_of(memory, i));
	}
	return code;
}

static enum lm_code
run_slow(struct search *search)
{
	const struct lm_buf *slow = &search->rules->slow;
	const uint32_t *list = (const void *)slow->ptr;
	enum lm_code code = LM_OK;

	for (size_t k = 0; k < slow->len / sizeof(*list) && code == LM_OK; k++)
		code = run_over(search, rules_at(search->rules, list[k]),
		    state_of(search->memory, list[k]));
	return code;
}

static int
compare(const void *a, const void *b)
{
	const struct finding *left = a, *right = b;

	if (left->at != right->at)
		return left->at < right->at ? -1 : 1;
	if (left->len != right->len)
		return left->len < right->len ? -1 : 1;
	if (left->label.ptr != right->label.ptr)
		return left->label.ptr < right->label.ptr ? -1 : 1;
	return 0;
}

/* Of those from first on that are of the same bytes, leave the one whose
 * label lies first. */
static void
leave_one(struct findings *findings, size_t first)
{
	struct finding *list = findings->list + first;
	size_t n = findings->n - first, kept = 0;

	if (n < 2)
		return;
	qsort(list, n, sizeof(*list), compare);
	for (size_t i = 1; i < n; i++)
		if (list[i].at != list[kept].at ||
		    list[i].len != list[kept].len)
			list[++kept] = list[i];
	findings->n = first + kept + 1;
}

enum lm_code
rules_find(const struct rules *rules, struct rules_memory *memory,
    const struct subject *subject, struct findings *findings, bool *limited,
    struct lm_err *err)
{
	struct search search = {.rules = rules,
	    .memory = memory,
	    .text = subject->text,
	    .findings = findings,
	    .err = err};
	struct keywords_cursor cursor;
	size_t first = findings->n;
	enum lm_code code = LM_OK;

	keywords_start(&cursor);
	memory->text++;
	memory->n_gates = memory->n_met = 0;
	while (code == LM_OK &&
	    keywords_next(rules->keywords, &rules->sets, search.text, &cursor))
		code = meet(&search, &cursor);
	if (code == LM_OK)
		code = run_gated(&search);
	if (code == LM_OK)
		code = run_slow(&search);
	leave_one(findings, first);
	*limited = *limited || search.limited;
	return code;
}
