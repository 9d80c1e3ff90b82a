#include "lm/regex_program.h"

#define ASCII 0x80

/* A group whose code is being made. */
struct frame {
	size_t start;	    /* the step that its repeat may take */
	size_t alternative; /* the step that the next "|" will take */
	int32_t jump;	    /* the last JUMP to its end; -1: none */
};

struct making {
	const struct lm_regex_pattern *pattern;
	struct lm_regex_program *out;
	struct lm_buf frames;
	bool on_bytes, backwards;
	struct lm_err *err;
};

void
lm_regex_program_free(struct lm_regex_program *program)
{
	lm_buf_free(&program->steps);
	lm_buf_free(&program->bytes);
	lm_buf_free(&program->points);
	lm_buf_free(&program->ranges);
	lm_buf_free(&program->looks);
}

static enum lm_code
refuse(struct lm_err *err)
{
	return lm_regex_refuse(err, LM_LIMIT, 0, "a pattern that is too large");
}

enum lm_code
lm_regex_program_add(struct lm_regex_program *program, enum lm_regex_op op,
    int32_t x, struct lm_err *err)
{
	struct lm_regex_step step = {op, x};

	if (lm_regex_n_steps(program) >= LM_REGEX_STEPS_MAX)
		return refuse(err);
	return lm_buf_append(&program->steps, (const char *)&step, sizeof(step),
	    err);
}

static enum lm_code
add(struct making *m, enum lm_regex_op op, int32_t x)
{
	return lm_regex_program_add(m->out, op, x, m->err);
}

static size_t
here(const struct making *m)
{
	return lm_regex_n_steps(m->out);
}

static void
set_step(struct making *m, size_t at, enum lm_regex_op op, size_t target)
{
	struct lm_regex_step *step = &lm_regex_steps(m->out)[at];

	step->op = op;
	step->x = (int32_t)target - (int32_t)at;
}

/* Append the len steps from start on once more. */
static enum lm_code
copy_steps(struct making *m, size_t start, size_t len)
{
	struct lm_buf *steps = &m->out->steps;
	size_t size = sizeof(struct lm_regex_step);
	enum lm_code code = lm_buf_reserve(steps, len * size, m->err);

	if (code == LM_OK) {
		memcpy(steps->ptr + steps->len, steps->ptr + start * size,
		    len * size);
		steps->len += len * size;
	}
	return code;
}

/* The steps from start on, the first of them free, as often as that. */
static enum lm_code
repeat(struct making *m, size_t start, uint32_t min, uint32_t max)
{
	size_t len = here(m) - start, end;
	bool endless = max == LM_REGEX_ENDLESS;
	uint32_t n = endless ? (min > 0 ? min : 1) : max;
	enum lm_code code = LM_OK;

	if (max == 0)
		m->out->steps.len = start * sizeof(struct lm_regex_step);
	if (max == 0 || (min == 1 && max == 1))
		return LM_OK;
	if (n > (LM_REGEX_STEPS_MAX - start) / len)
		return refuse(m->err);
	for (uint32_t i = 1; code == LM_OK && i < n; i++)
		code = copy_steps(m, start, len);
	if (code == LM_OK && endless)
		code = add(m, min > 0 ? LM_REGEX_SPLIT : LM_REGEX_JUMP,
		    (int32_t)(start + (n - 1) * len) - (int32_t)here(m));
	if (code != LM_OK)
		return code;
	end = here(m);
	for (uint32_t i = min; i < n; i++)
		set_step(m, start + i * len, LM_REGEX_SPLIT, end);
	return LM_OK;
}

/* ---- groups -------------------------------------------------------------- */

static enum lm_code
open_frame(struct making *m)
{
	struct frame frame = {here(m), here(m) + 1, -1};
	enum lm_code code = add(m, LM_REGEX_JUMP, 1);

	if (code == LM_OK)
		code = add(m, LM_REGEX_JUMP, 1);
	if (code == LM_OK)
		code = lm_buf_append(&m->frames, (const char *)&frame,
		    sizeof(frame), m->err);
	return code;
}

static struct frame *
top_frame(const struct making *m)
{
	return (struct frame *)(void *)m->frames.ptr +
	    (m->frames.len / sizeof(struct frame) - 1);
}

static enum lm_code
next_alternative(struct making *m)
{
	struct frame *frame = top_frame(m);
	size_t jump = here(m);
	/* until the end is known, the last JUMP before */
	enum lm_code code = add(m, LM_REGEX_JUMP, frame->jump);

	if (code != LM_OK)
		return code;
	frame->jump = (int32_t)jump;
	set_step(m, frame->alternative, LM_REGEX_SPLIT, here(m));
	frame->alternative = here(m);
	return add(m, LM_REGEX_JUMP, 1);
}

/* End the topmost group; *start becomes where its code begins. */
static void
close_frame(struct making *m, size_t *start)
{
	struct frame *frame = top_frame(m);
	int32_t jump = frame->jump, before;

	for (; jump >= 0; jump = before) {
		before = lm_regex_steps(m->out)[jump].x;
		set_step(m, (size_t)jump, LM_REGEX_JUMP, here(m));
	}
	*start = frame->start;
	m->frames.len -= sizeof(*frame);
}

static enum lm_code
close_group(struct making *m, const struct lm_regex_token *token)
{
	size_t start;

	close_frame(m, &start);
	return repeat(m, start, token->min, token->max);
}

/* A lookaround is asked here, and its code made later. */
static enum lm_code
add_look(struct making *m, size_t open)
{
	const struct lm_regex_token *tokens = lm_regex_tokens(m->pattern);
	enum lm_regex_group group = tokens[open].group;
	struct lm_regex_look look = {.first = (uint32_t)open + 1,
	    .last = tokens[open].pair,
	    .behind = group == LM_REGEX_BEHIND || group == LM_REGEX_NOT_BEHIND,
	    .negated =
		group == LM_REGEX_NOT_AHEAD || group == LM_REGEX_NOT_BEHIND};
	enum lm_code code =
	    add(m, LM_REGEX_LOOK, (int32_t)lm_regex_n_looks(m->out));

	m->out->simple = false;
	if (code != LM_OK)
		return code;
	return lm_buf_append(&m->out->looks, (const char *)&look, sizeof(look),
	    m->err);
}

/* ---- tokens -------------------------------------------------------------- */

/* A step for one character of a set. */
static enum lm_code
add_points(struct making *m, const struct lm_regex_range *ranges, size_t n)
{
	struct lm_buf *to = &m->out->ranges;
	struct lm_regex_points points = {.range = (uint32_t)(to->len /
					     sizeof(*ranges)),
	    .n_ranges = (uint32_t)n};
	int32_t number = (int32_t)(m->out->points.len / sizeof(points));
	enum lm_code code = lm_buf_append(to, (const char *)ranges,
	    n * sizeof(*ranges), m->err);

	for (size_t i = 0; i < n; i++)
		for (uint32_t k = ranges[i].first;
		     k <= ranges[i].last && k < ASCII; k++)
			points.ascii[k >> 6] |= UINT64_C(1) << (k & 63);
	if (code == LM_OK)
		code = lm_buf_append(&m->out->points, (const char *)&points,
		    sizeof(points), m->err);
	return code == LM_OK ? add(m, LM_REGEX_POINT, number) : code;
}

bool
lm_regex_has_point(const struct lm_regex_program *program, size_t set,
    uint32_t point)
{
	const struct lm_regex_points *points =
	    &lm_regex_point_sets(program)[set];
	const struct lm_regex_range *ranges =
	    (const struct lm_regex_range *)(const void *)program->ranges.ptr +
	    points->range;
	size_t first = 0, n = points->n_ranges;

	if (point < ASCII)
		return points->ascii[point >> 6] >> (point & 63) & 1;
	for (; n > 0; n /= 2)
		if (ranges[first + n / 2].last < point) {
			first += n / 2 + 1;
			n--;
		}
	return first < points->n_ranges && ranges[first].first <= point;
}

static enum lm_code
add_set(struct making *m, const struct lm_regex_set *set)
{
	const struct lm_regex_range *ranges = lm_regex_ranges(m->pattern);

	if (set->text_len > 0)
		return m->on_bytes
		    ? refuse(m->err)
		    : add_points(m, ranges + set->all, set->n_all);
	ranges = set->n_ranges > 0 ? ranges + set->range : NULL;
	if (!m->on_bytes)
		return add_points(m, ranges, set->n_ranges);
	return lm_regex_program_ranges(m->out, ranges, set->n_ranges, m->err);
}

static enum lm_code
add_one(struct making *m, const struct lm_regex_token *token)
{
	struct lm_regex_range one = {token->value, token->value};

	if (token->kind == LM_REGEX_SET)
		return add_set(m, &lm_regex_sets(m->pattern)[token->value]);
	if (!m->on_bytes)
		return add(m, LM_REGEX_ONE, (int32_t)token->value);
	return lm_regex_program_ranges(m->out, &one, 1, m->err);
}

static enum lm_code
add_atom(struct making *m, const struct lm_regex_token *token)
{
	size_t start = here(m);
	bool once = token->min == 1 && token->max == 1;
	enum lm_code code = once ? LM_OK : add(m, LM_REGEX_JUMP, 1);

	if (code == LM_OK)
		code = add_one(m, token);
	if (code == LM_OK && !once)
		code = repeat(m, start, token->min, token->max);
	return code;
}

static enum lm_code
add_edge(struct making *m, bool edge)
{
	m->out->simple = false;
	return add(m, LM_REGEX_EDGE, edge);
}

static bool
is_look(const struct lm_regex_token *token)
{
	return token->group != LM_REGEX_PLAIN &&
	    token->group != LM_REGEX_CAPTURE;
}

/* An end of a group; *i moves to the other end of a lookaround. */
static enum lm_code
add_group_end(struct making *m, const struct lm_regex_token *token, size_t *i)
{
	bool opens = (token->kind == LM_REGEX_OPEN) != m->backwards;

	if (is_look(token)) {
		size_t open = m->backwards ? token->pair : *i;

		*i = token->pair;
		return add_look(m, open);
	}
	return opens ? open_frame(m) : close_group(m, token);
}

static enum lm_code
add_token(struct making *m, size_t *i)
{
	const struct lm_regex_token *token = &lm_regex_tokens(m->pattern)[*i];

	switch (token->kind) {
	case LM_REGEX_CHAR:
	case LM_REGEX_SET:
		return add_atom(m, token);
	case LM_REGEX_OPEN:
	case LM_REGEX_CLOSE:
		return add_group_end(m, token, i);
	case LM_REGEX_ALTERNATIVE:
		return next_alternative(m);
	case LM_REGEX_START:
		return add(m, LM_REGEX_BEGIN, 0);
	case LM_REGEX_END:
		return add(m, LM_REGEX_FINISH, 0);
	case LM_REGEX_WORD_EDGE:
	case LM_REGEX_NO_WORD_EDGE:
		return add_edge(m, token->kind == LM_REGEX_WORD_EDGE);
	case LM_REGEX_EMPTY:
		return LM_OK;
	case LM_REGEX_BACKREFERENCE:
	case LM_REGEX_NAME_REFERENCE:
		break;
	}
	return refuse(m->err);
}

/* Tokens from first, less last, as code of its own. */
static enum lm_code
make_part(struct making *m, size_t first, size_t last)
{
	size_t start;
	enum lm_code code = open_frame(m);

	for (size_t k = first; code == LM_OK && k < last; k++) {
		size_t i = m->backwards ? first + last - 1 - k : k;

		code = add_token(m, &i);
		k = m->backwards ? first + last - 1 - i : i;
	}
	if (code != LM_OK)
		return code;
	close_frame(m, &start);
	return add(m, LM_REGEX_ACCEPT, 0);
}

static bool
is_anchored(const struct lm_regex_pattern *pattern)
{
	const struct lm_regex_token *tokens = lm_regex_tokens(pattern);
	size_t n = lm_regex_n_tokens(pattern);

	if (n == 0 || tokens[0].kind != LM_REGEX_START)
		return false;
	for (size_t i = 0; i < n; i++)
		if (tokens[i].kind == LM_REGEX_ALTERNATIVE)
			return false;
		else if (tokens[i].kind == LM_REGEX_OPEN)
			i = tokens[i].pair;
	return true;
}

enum lm_code
lm_regex_program_make(const struct lm_regex_pattern *pattern, bool on_bytes,
    struct lm_regex_program *out, struct lm_err *err)
{
	struct making m = {.pattern = pattern,
	    .out = out,
	    .on_bytes = on_bytes,
	    .err = err};
	enum lm_code code;

	*out = (struct lm_regex_program){.simple = true,
	    .anchored = is_anchored(pattern)};
	code = make_part(&m, 0, lm_regex_n_tokens(pattern));
	for (size_t i = 0; code == LM_OK && i < lm_regex_n_looks(out); i++) {
		struct lm_regex_look *look = &lm_regex_looks(out)[i];

		look->start = (uint32_t)here(&m);
		m.backwards = !look->behind;
		code = make_part(&m, look->first, look->last);
	}
	lm_buf_free(&m.frames);
	return code;
}
