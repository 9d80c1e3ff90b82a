#include "lm/regex_run.h"

#include "lm/utf8.h"

/* About 20 ms, and more for long texts, that they may be read through. */
#define STEPS_MAX ((size_t)1 << 22)
#define STEPS_PER_BYTE 64
#define BITS_MAX ((size_t)1 << 28)
#define WORD_BITS 64

void
lm_regex_run_free(struct lm_regex_run *run)
{
	lm_buf_free(&run->memory);
	lm_buf_free(&run->bits);
}

/* A buffer of at least len bytes, all of them zero. */
static bool
make_zero(struct lm_buf *buf, size_t len)
{
	if (lm_buf_reserve(buf, len, NULL) != LM_OK)
		return false;
	memset(buf->ptr, 0, len);
	return true;
}

bool
lm_regex_run_start(struct lm_regex_run *run,
    const struct lm_regex_program *program, size_t len)
{
	size_t n = lm_regex_n_steps(program);
	size_t n_looks = lm_regex_n_looks(program);
	uint32_t *memory;

	run->n_words = len / WORD_BITS + 1;
	if (n_looks > BITS_MAX / WORD_BITS / run->n_words)
		return false;
	/* four arrays of n, and a stack on which a step leaves two */
	if (!make_zero(&run->memory, (6 * n + 2) * sizeof(*memory)) ||
	    !make_zero(&run->bits, (n_looks * run->n_words + 1) * 8))
		return false;
	memory = (void *)run->memory.ptr;
	run->now = (struct lm_regex_threads){memory, memory + n, 0};
	run->next =
	    (struct lm_regex_threads){memory + 2 * n, memory + 3 * n, 0};
	run->stack = memory + 4 * n;
	run->holds = (void *)run->bits.ptr;
	run->program = program;
	run->len = len;
	run->steps_left = STEPS_MAX + len * STEPS_PER_BYTE;
	return true;
}

static bool
add(struct lm_regex_threads *threads, uint32_t step)
{
	uint32_t i = threads->sparse[step];

	if (i < threads->n && threads->dense[i] == step)
		return false;
	threads->sparse[step] = (uint32_t)threads->n;
	threads->dense[threads->n++] = step;
	return true;
}

static uint64_t *
bits_of(const struct lm_regex_run *run, size_t look)
{
	return run->holds + look * run->n_words;
}

static bool
holds(const struct lm_regex_run *run, size_t look)
{
	uint64_t word = bits_of(run, look)[run->at / WORD_BITS];

	return (word >> run->at % WORD_BITS & 1) !=
	    lm_regex_looks(run->program)[look].negated;
}

/* Whether a step that takes no byte leads to the next one. */
static bool
passes(struct lm_regex_run *run, const struct lm_regex_step *step)
{
	switch (step->op) {
	case LM_REGEX_BEGIN:
		return run->begin;
	case LM_REGEX_FINISH:
		return run->finish;
	case LM_REGEX_EDGE:
		return run->edge == (step->x != 0);
	case LM_REGEX_LOOK:
		return holds(run, (size_t)step->x);
	case LM_REGEX_SPLIT:
		return true;
	case LM_REGEX_ACCEPT:
		run->accepted = true;
		return false;
	case LM_REGEX_JUMP:
	case LM_REGEX_BYTE:
	case LM_REGEX_ONE:
	case LM_REGEX_POINT:
		break;
	}
	return false;
}

void
lm_regex_run_reach(struct lm_regex_run *run, uint32_t step)
{
	const struct lm_regex_step *steps = lm_regex_steps(run->program);
	size_t n = 0;

	run->stack[n++] = step;
	while (n > 0) {
		uint32_t i = run->stack[--n];

		if (run->steps_left > 0)
			run->steps_left--;
		if (!add(&run->now, i))
			continue;
		if (steps[i].op <= LM_REGEX_SPLIT)
			run->stack[n++] = (uint32_t)((int32_t)i + steps[i].x);
		if (passes(run, &steps[i]))
			run->stack[n++] = i + 1;
	}
}

void
lm_regex_run_turn(struct lm_regex_run *run)
{
	struct lm_regex_threads old = run->next;

	run->next = run->now;
	run->now = old;
	run->now.n = 0;
}

static bool
is_word_at(struct lm_span text, size_t at)
{
	return at < text.len && lm_regex_is_word((unsigned char)text.ptr[at]);
}

static void
set_place(struct lm_regex_run *run, struct lm_span text, size_t at)
{
	run->at = at;
	run->begin = at == 0;
	run->finish = at == text.len;
	run->edge =
	    (at > 0 && is_word_at(text, at - 1)) != is_word_at(text, at);
	run->accepted = false;
	lm_regex_run_turn(run);
}

static bool
takes(const struct lm_regex_program *program, struct lm_regex_step step,
    uint32_t point)
{
	if (step.op == LM_REGEX_ONE)
		return (uint32_t)step.x == point;
	return step.op == LM_REGEX_POINT &&
	    lm_regex_has_point(program, (size_t)step.x, point);
}

/* Threads of run->next that take this character, into run->now. */
static void
advance(struct lm_regex_run *run, uint32_t point)
{
	const struct lm_regex_step *steps = lm_regex_steps(run->program);

	for (size_t i = 0; i < run->next.n; i++) {
		uint32_t step = run->next.dense[i];

		if (takes(run->program, steps[step], point))
			lm_regex_run_reach(run, step + 1);
	}
}

/* Mark where in the text the body of a lookaround is found. */
static void
mark(const struct lm_regex_run *run, size_t look)
{
	bits_of(run, look)[run->at / WORD_BITS] |= UINT64_C(1)
	    << run->at % WORD_BITS;
}

/* The character before *at, which moves to where it begins. */
static uint32_t
previous(struct lm_span text, size_t *at)
{
	size_t i = *at - 1;

	while (i > 0 && ((unsigned char)text.ptr[i] & 0xc0) == 0x80)
		i--;
	*at = i;
	return lm_utf8_next(text, &i);
}

static bool
settle_look(struct lm_regex_run *run, struct lm_span text, size_t look)
{
	const struct lm_regex_look *it = &lm_regex_looks(run->program)[look];
	size_t at = it->behind ? 0 : text.len;
	size_t last = text.len - at;

	run->now.n = 0;
	set_place(run, text, at);
	lm_regex_run_reach(run, it->start);
	for (;;) {
		uint32_t point;

		if (run->accepted)
			mark(run, look);
		if (at == last || run->steps_left == 0)
			break;
		point =
		    it->behind ? lm_utf8_next(text, &at) : previous(text, &at);
		set_place(run, text, at);
		advance(run, point);
		lm_regex_run_reach(run, it->start);
	}
	return run->steps_left > 0;
}

static enum lm_regex_verdict
look_for(struct lm_regex_run *run, struct lm_span text)
{
	bool anchored = run->program->anchored;
	size_t at = 0;

	run->now.n = 0;
	set_place(run, text, at);
	lm_regex_run_reach(run, 0);
	while (!run->accepted && at < text.len && run->steps_left > 0) {
		uint32_t point = lm_utf8_next(text, &at);

		set_place(run, text, at);
		advance(run, point);
		if (!anchored)
			lm_regex_run_reach(run, 0);
		else if (run->now.n == 0)
			return LM_REGEX_NO;
	}
	if (run->accepted)
		return LM_REGEX_YES;
	return run->steps_left > 0 ? LM_REGEX_NO : LM_REGEX_UNDETERMINED;
}

enum lm_regex_verdict
lm_regex_run_search(struct lm_regex_run *run,
    const struct lm_regex_program *program, struct lm_span text)
{
	if (!lm_regex_run_start(run, program, text.len))
		return LM_REGEX_UNDETERMINED;
	for (size_t i = lm_regex_n_looks(program); i-- > 0;)
		if (!settle_look(run, text, i))
			return LM_REGEX_UNDETERMINED;
	return look_for(run, text);
}
