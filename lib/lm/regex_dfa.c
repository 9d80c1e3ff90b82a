#include "lm/regex_dfa.h"

#include <assert.h>
#include <stdlib.h>

#include "lm/hash.h"
#include "lm/regex_run.h"

#define N_BYTES 256
#define CELLS_MAX ((size_t)1 << 17)   /* of the table: 512 KiB */
#define MEMBERS_MAX ((size_t)1 << 20) /* of all states together */
#define INDEX_START 64
#define WORK_MAX ((size_t)1 << 21) /* about 10 ms */

/* Rows of the table that need no state. */
enum { DEAD, FOUND, N_FIXED };

/* The steps that a state stands for. */
struct state {
	uint32_t first, n;
};

struct making {
	struct lm_regex_dfa *out;
	const struct lm_regex_program *program;
	struct lm_regex_run run;
	struct lm_buf states;	      /* of struct state, less the fixed ones */
	struct lm_buf members;	      /* of uint32_t */
	struct lm_buf index;	      /* of uint32_t: states by hash; 0: none */
	size_t n_index;		      /* a power of two */
	unsigned char bytes[N_BYTES]; /* one of each class */
	struct lm_err *err;
};

void
lm_regex_dfa_free(struct lm_regex_dfa *dfa)
{
	lm_buf_free(&dfa->next);
}

/* Bytes that no set tells apart are one class. */
static void
find_classes(struct making *m)
{
	const struct lm_regex_bytes *sets = lm_regex_byte_sets(m->program);
	size_t n_sets = m->program->bytes.len / sizeof(*sets);
	uint8_t *classes = m->out->classes;
	uint32_t n = 1;

	for (size_t k = 0; k < n_sets; k++) {
		uint32_t split[N_BYTES] = {0}, old = n;
		bool seen[N_BYTES] = {false};

		/* those without the byte keep their class, if there are any */
		for (size_t i = 0; i < N_BYTES; i++)
			if (!lm_regex_has_byte(&sets[k], (unsigned char)i))
				seen[classes[i]] = true;
		for (size_t i = 0; i < N_BYTES; i++) {
			uint8_t class = classes[i];

			if (class >= old || !seen[class] ||
			    !lm_regex_has_byte(&sets[k], (unsigned char)i))
				continue;
			if (split[class] == 0)
				split[class] = n++;
			classes[i] = (uint8_t)split[class];
		}
	}
	for (size_t i = 0; i < N_BYTES; i++)
		m->bytes[classes[i]] = (unsigned char)i;
	m->out->n_columns = n + 1;
}

static size_t
n_states(const struct making *m)
{
	return m->states.len / sizeof(struct state);
}

static uint32_t
row_of(const struct making *m, size_t state)
{
	return (uint32_t)(state + N_FIXED) * m->out->n_columns;
}

static int
by_number(const void *a, const void *b)
{
	uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;

	return (x > y) - (x < y);
}

/* The steps of run.now that tell states apart, in order, after the members. */
static enum lm_code
append_members(struct making *m, struct state *state)
{
	const struct lm_regex_step *steps = lm_regex_steps(m->program);
	enum lm_code code = LM_OK;

	state->first = (uint32_t)(m->members.len / sizeof(uint32_t));
	for (size_t i = 0; code == LM_OK && i < m->run.now.n; i++) {
		uint32_t step = m->run.now.dense[i];

		if (steps[step].op == LM_REGEX_BYTE ||
		    steps[step].op == LM_REGEX_FINISH)
			code = lm_buf_append(&m->members, (const char *)&step,
			    sizeof(step), m->err);
	}
	state->n = (uint32_t)(m->members.len / sizeof(uint32_t)) - state->first;
	if (state->n > 1)
		qsort(m->members.ptr + state->first * sizeof(uint32_t),
		    state->n, sizeof(uint32_t), by_number);
	return code;
}

static struct lm_span
members_of(const struct making *m, const struct state *state)
{
	assert(state != NULL);
	return lm_span(m->members.ptr + state->first * sizeof(uint32_t),
	    state->n * sizeof(uint32_t));
}

/* Where in the index the state is, or would be. */
static uint32_t *
find(const struct making *m, const struct state *state)
{
	const struct state *states = (const void *)m->states.ptr;
	struct lm_span members = members_of(m, state);
	uint32_t *index = (void *)m->index.ptr;
	size_t i = (size_t)lm_hash(members) & (m->n_index - 1);

	while (index[i] != 0 &&
	    !lm_span_equal(members_of(m, &states[index[i] - 1]), members))
		i = (i + 1) & (m->n_index - 1);
	return &index[i];
}

/* An index of n places, with all states in it. */
static enum lm_code
make_index(struct making *m, size_t n)
{
	const struct state *states = (const void *)m->states.ptr;
	size_t n_bytes = n * sizeof(uint32_t);
	enum lm_code code;

	m->index.len = 0;
	code = lm_buf_reserve(&m->index, n_bytes, m->err);
	if (code != LM_OK)
		return code;
	memset(m->index.ptr, 0, n_bytes);
	m->n_index = n;
	for (uint32_t i = 0; i < n_states(m); i++)
		*find(m, &states[i]) = i + 1;
	return LM_OK;
}

/* The row for what has been reached in run.now; a new state if need be. */
static enum lm_code
find_state(struct making *m, uint32_t *row)
{
	struct state state;
	uint32_t *place;
	enum lm_code code;

	if (m->run.accepted) {
		*row = FOUND * m->out->n_columns;
		return LM_OK;
	}
	code = append_members(m, &state);
	if (code != LM_OK)
		return code;
	*row = DEAD;
	if (state.n == 0)
		return LM_OK;
	place = find(m, &state);
	if (*place != 0) {
		m->members.len = state.first * sizeof(uint32_t);
		*row = row_of(m, *place - 1);
		return LM_OK;
	}
	*row = row_of(m, n_states(m));
	*place = (uint32_t)n_states(m) + 1;
	code = lm_buf_append(&m->states, (const char *)&state, sizeof(state),
	    m->err);
	if (code == LM_OK && 2 * n_states(m) > m->n_index)
		code = make_index(m, 4 * m->n_index);
	return code;
}

static void
clear(struct making *m, bool begin, bool finish)
{
	m->run.now.n = 0;
	m->run.accepted = false;
	m->run.begin = begin;
	m->run.finish = finish;
}

/* What a state's members reach by a byte. */
static void
reach_by_byte(struct making *m, const struct state *state, unsigned char byte)
{
	const struct lm_regex_step *steps = lm_regex_steps(m->program);
	const struct lm_regex_bytes *sets = lm_regex_byte_sets(m->program);
	const uint32_t *members =
	    (const void *)(m->members.ptr + state->first * sizeof(uint32_t));

	clear(m, false, false);
	for (uint32_t i = 0; i < state->n; i++)
		if (steps[members[i]].op == LM_REGEX_BYTE &&
		    lm_regex_has_byte(&sets[steps[members[i]].x], byte))
			lm_regex_run_reach(&m->run, members[i] + 1);
	if (!m->program->anchored)
		lm_regex_run_reach(&m->run, 0);
}

/* Whether a state's members accept at the end of the text. */
static bool
accepts_at_end(struct making *m, const struct state *state)
{
	const struct lm_regex_step *steps = lm_regex_steps(m->program);
	const uint32_t *members =
	    (const void *)(m->members.ptr + state->first * sizeof(uint32_t));

	clear(m, false, true);
	for (uint32_t i = 0; i < state->n; i++)
		if (steps[members[i]].op == LM_REGEX_FINISH)
			lm_regex_run_reach(&m->run, members[i]);
	return m->run.accepted;
}

static enum lm_code
add_cell(struct making *m, uint32_t row)
{
	return lm_buf_append(&m->out->next, (const char *)&row, sizeof(row),
	    m->err);
}

/* Whether the automaton is still of a size to go on with. */
static bool
is_small(const struct making *m)
{
	return (n_states(m) + N_FIXED) * m->out->n_columns <= CELLS_MAX &&
	    m->members.len / sizeof(uint32_t) <= MEMBERS_MAX &&
	    m->run.steps_left > 0;
}

static enum lm_code
add_row(struct making *m, size_t i)
{
	struct state state = ((const struct state *)(void *)m->states.ptr)[i];
	uint32_t n = m->out->n_columns - 1, row;
	enum lm_code code = LM_OK;

	for (uint32_t k = 0; code == LM_OK && k < n; k++) {
		reach_by_byte(m, &state, m->bytes[k]);
		code = find_state(m, &row);
		if (code == LM_OK)
			code = add_cell(m, row);
	}
	if (code != LM_OK)
		return code;
	return add_cell(m, accepts_at_end(m, &state) ? FOUND * (n + 1) : DEAD);
}

static enum lm_code
start(struct making *m)
{
	enum lm_code code = make_index(m, INDEX_START);

	find_classes(m);
	if (code != LM_OK || !lm_regex_run_start(&m->run, m->program, 0))
		return lm_err_nomem(m->err);
	m->run.steps_left = WORK_MAX;
	for (uint32_t i = 0; code == LM_OK && i < N_FIXED * m->out->n_columns;
	     i++)
		code = add_cell(m,
		    i < m->out->n_columns ? DEAD : m->out->n_columns);
	if (code != LM_OK)
		return code;
	clear(m, true, true);
	lm_regex_run_reach(&m->run, 0);
	m->out->matches_empty = m->run.accepted;
	clear(m, true, false);
	lm_regex_run_reach(&m->run, 0);
	return find_state(m, &m->out->start);
}

/* Whether all bytes but one leave the automaton where it starts. */
static void
find_first(struct lm_regex_dfa *dfa)
{
	const uint32_t *next = (const void *)dfa->next.ptr;
	size_t n = 0;

	for (size_t i = 0; i < N_BYTES; i++)
		if (next[dfa->start + dfa->classes[i]] != dfa->start) {
			dfa->first = (unsigned char)i;
			n++;
		}
	dfa->has_first = n == 1 && dfa->start > FOUND * dfa->n_columns;
}

enum lm_code
lm_regex_dfa_make(const struct lm_regex_program *program,
    struct lm_regex_dfa *out, bool *made, struct lm_err *err)
{
	struct making m = {.out = out, .program = program, .err = err};
	enum lm_code code;

	*out = (struct lm_regex_dfa){0};
	code = start(&m);
	for (size_t i = 0; code == LM_OK && i < n_states(&m) && is_small(&m);
	     i++)
		code = add_row(&m, i);
	*made = code == LM_OK && is_small(&m);
	if (*made)
		find_first(out);
	lm_buf_free(&m.states);
	lm_buf_free(&m.members);
	lm_buf_free(&m.index);
	lm_regex_run_free(&m.run);
	return code;
}

/* The row that a text leads to, where first is sought at the start. */
static uint32_t
follow_first(const struct lm_regex_dfa *dfa, struct lm_span text)
{
	const uint32_t *next = (const void *)dfa->next.ptr;
	const char *at = text.ptr, *end = text.ptr + text.len;
	uint32_t found = FOUND * dfa->n_columns, row = dfa->start;

	while (row > found && at < end) {
		if (row == dfa->start)
			at = memchr(at, dfa->first, (size_t)(end - at));
		if (at == NULL)
			break;
		row = next[row + dfa->classes[(unsigned char)*at++]];
	}
	return row;
}

static uint32_t
follow(const struct lm_regex_dfa *dfa, struct lm_span text)
{
	const uint32_t *next = (const void *)dfa->next.ptr;
	uint32_t found = FOUND * dfa->n_columns, row = dfa->start;

	for (size_t i = 0; row > found && i < text.len; i++)
		row = next[row + dfa->classes[(unsigned char)text.ptr[i]]];
	return row;
}

enum lm_regex_verdict
lm_regex_dfa_search(const struct lm_regex_dfa *dfa, struct lm_span text)
{
	const uint32_t *next = (const void *)dfa->next.ptr;
	uint32_t found = FOUND * dfa->n_columns, row;

	if (text.len == 0)
		return dfa->matches_empty ? LM_REGEX_YES : LM_REGEX_NO;
	row = dfa->has_first ? follow_first(dfa, text) : follow(dfa, text);
	if (row > found)
		row = next[row + dfa->n_columns - 1];
	return row == found ? LM_REGEX_YES : LM_REGEX_NO;
}
