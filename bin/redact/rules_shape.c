#include "rules_shape.h"

#include <stdlib.h>

#include "detect.h"
#include "rules_atom.h"
#include "rules_part.h"
#include "rules_spell.h"

/* A group that is open: the alternatives that are done, and the one at hand. */
struct group {
	struct part done;
	struct chain chain;
	struct part atom; /* the last one, which may yet be repeated */
	bool pending;	  /* there is one */
	bool any;	  /* an alternative is done */
	bool look;	  /* lookaround: of no width */
	bool any_case;	  /* what applied before the group */
};

struct shaper {
	struct group groups[SHAPE_DEPTH];
	struct joiner joiner;
	size_t depth;
	struct lm_span regex;
	size_t i;
	bool any_case;
	bool unknown;	/* something was not understood */
	bool unbounded; /* something looks on without end */
	bool referring; /* something refers to what was matched */
};

struct shaper *
shaper_new(void)
{
	return malloc(sizeof(struct shaper));
}

void
shaper_free(struct shaper *shaper)
{
	free(shaper);
}

static struct group *
group_of(struct shaper *s)
{
	return &s->groups[s->depth];
}

static char
peek(const struct shaper *s, size_t k)
{
	return k < s->regex.len - s->i ? s->regex.ptr[s->i + k] : '\0';
}

/* The pending atom joins the alternative. */
static void
flush(struct shaper *s)
{
	struct group *group = group_of(s);

	if (group->pending)
		chain_add(&s->joiner, &group->chain, &group->atom);
	group->pending = false;
}

static void
start_alternative(struct group *group)
{
	chain_start(&group->chain);
	group->pending = false;
}

/* An alternative ends, and joins those that are done. */
static void
end_alternative(struct shaper *s)
{
	struct group *group = group_of(s);

	flush(s);
	chain_end(&s->joiner, &group->chain);
	if (group->any)
		part_or(&group->done, &group->chain.all);
	else
		part_copy(&group->done, &group->chain.all);
	group->any = true;
}

/* ---- repeats -------------------------------------------------------------- */

static size_t
read_count(struct shaper *s)
{
	size_t n = 0;

	for (; is_digit(peek(s, 0)) && n < SIZE_MAX / 100; s->i++)
		n = n * 10 + (size_t)(peek(s, 0) - '0');
	return n;
}

/* *, +, ?, {n,m} and what makes them lazy or possessive. */
static void
read_repeat(struct shaper *s)
{
	char byte = peek(s, 0);
	size_t min = byte == '+' ? 1 : 0, max = byte == '?' ? 1 : SIZE_MAX;
	bool possessive;

	s->i++;
	if (byte == '{') {
		min = max = read_count(s);
		if (peek(s, 0) == ',') {
			s->i++;
			max = peek(s, 0) == '}' ? SIZE_MAX : read_count(s);
		}
		s->i++;
	}
	possessive = peek(s, 0) == '+';
	if (possessive || peek(s, 0) == '?')
		s->i++;
	if (group_of(s)->pending)
		part_repeat(&s->joiner, &group_of(s)->atom, min, max,
		    possessive);
	else
		s->unknown = true;
}

/* ---- atoms ---------------------------------------------------------------- */

static void
read_atom(struct shaper *s)
{
	struct group *group = group_of(s);
	struct atom atom = atom_at(s->regex, &s->i, s->any_case);

	flush(s);
	group->pending = true;
	switch (atom.type) {
	case ATOM_CHARACTER:
		spell_character(&s->joiner, &atom, s->any_case, &group->atom);
		break;
	case ATOM_SEQUENCE:
		spell_sequence(&s->joiner, atom.bytes, &group->atom);
		break;
	case ATOM_ASSERTION:
		part_nothing(&group->atom);
		group->atom.held = true;
		break;
	case ATOM_ANY:
		part_any(&group->atom, 0, SIZE_MAX);
		s->referring = true;
		break;
	case ATOM_UNKNOWN:
		s->unknown = true;
		break;
	}
}

/* ---- groups --------------------------------------------------------------- */

static void
open_group(struct shaper *s, bool look, bool any_case)
{
	struct group *group;

	if (s->depth + 1 == SHAPE_DEPTH) {
		s->unknown = true;
		return;
	}
	flush(s);
	s->depth++;
	group = group_of(s);
	group->any = false;
	group->look = look;
	group->any_case = any_case;
	start_alternative(group);
}

static void
close_group(struct shaper *s)
{
	struct group *group = group_of(s), *outer = group - 1;

	if (s->depth == 0) {
		s->unknown = true;
		return;
	}
	end_alternative(s);
	s->any_case = group->any_case;
	s->depth--;
	part_copy(&outer->atom, &group->done);
	outer->pending = true;
	if (!group->look)
		return;
	if (group->done.max == SIZE_MAX)
		s->unbounded = true;
	part_nothing(&outer->atom);
	outer->atom.held = true;
}

/* (?i), (?s:, (?-i:, (?^: is not read; behind the "?". */
static void
read_flags(struct shaper *s)
{
	bool on = true, any_case = s->any_case, before = s->any_case;

	for (; peek(s, 0) != ')' && peek(s, 0) != ':'; s->i++)
		switch (peek(s, 0)) {
		case '-':
			on = false;
			break;
		case 'i':
			any_case = on;
			break;
		case 'm':
		case 's':
		case 'U':
			break;
		default:
			s->unknown = true;
			return;
		}
	if (peek(s, 0) == ':')
		open_group(s, false, before);
	s->any_case = any_case;
	s->i++;
}

/* Past (?P<name> and its like. */
static void
skip_name(struct shaper *s, size_t prefix, char end)
{
	size_t n = prefix;

	while (s->i + n < s->regex.len && peek(s, n) != end)
		n++;
	s->i += n + 1;
	open_group(s, false, s->any_case);
}

/* The cursor at "(?". */
static void
read_special(struct shaper *s)
{
	char byte = peek(s, 2), next = peek(s, 3);
	bool look = byte == '=' || byte == '!' ||
	    (byte == '<' && (next == '=' || next == '!'));

	if (look) {
		s->i += byte == '<' ? 4 : 3;
		open_group(s, true, s->any_case);
	} else if (byte == '>') {
		s->i += 3;
		s->referring = true; /* it keeps what it took */
		open_group(s, false, s->any_case);
	} else if (byte == '<' || byte == '\'') {
		skip_name(s, 3, byte == '<' ? '>' : '\'');
	} else if (byte == 'P' && next == '<') {
		skip_name(s, 4, '>');
	} else {
		s->i += 2;
		read_flags(s);
	}
}

static void
read_one(struct shaper *s)
{
	char byte = peek(s, 0);

	if (byte == '(' && peek(s, 1) == '*') {
		s->unknown = true;
	} else if (byte == '(' && peek(s, 1) == '?') {
		read_special(s);
	} else if (byte == '(') {
		s->i++;
		open_group(s, false, s->any_case);
	} else if (byte == ')') {
		s->i++;
		close_group(s);
	} else if (byte == '|') {
		s->i++;
		end_alternative(s);
		start_alternative(group_of(s));
	} else if (byte == '*' || byte == '+' || byte == '?' || byte == '{') {
		read_repeat(s);
	} else {
		read_atom(s);
	}
}

void
rules_shape_of(struct shaper *s, struct lm_span regex,
    const struct keyword_list *keywords, struct byte_sets *sets,
    struct shape *shape)
{
	struct part *done = &s->groups[0].done;

	s->depth = s->i = 0;
	s->regex = regex;
	s->joiner.sets = sets;
	s->joiner.keywords = keywords;
	s->any_case = s->unknown = s->unbounded = s->referring = false;
	s->groups[0].any = false;
	start_alternative(&s->groups[0]);
	while (s->i < regex.len && !s->unknown)
		read_one(s);
	shape->words.n = 0;
	shape->max = SIZE_MAX;
	if (s->unknown || s->depth > 0)
		return;
	end_alternative(s);
	if (!s->unbounded)
		shape->max = done->max;
	if (done->rate == 0)
		return;
	words_copy(&shape->words, &done->best);
	shape->follow = done->follow;
	for (size_t i = 0; i < shape->words.n && s->referring; i++)
		shape->words.list[i].free = false;
}
